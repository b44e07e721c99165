import re
from typing import Any

import pytest

from marketplace.infra import languages
from marketplace.kit.language import LANGUAGES, Language
from marketplace.messages.models import Channel
from marketplace.messages.writing import FILES, FOLDER, write
from tests.support.messages import EXAMPLES

NAMES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
HAN = re.compile(r"[\u4e00-\u9fff]")


def without_han(value: Any) -> Any:
    """Chinese that a person typed may stay Chinese; what we say ourselves may not."""
    match value:
        case str():
            return HAN.sub("x", value)
        case dict():
            return {key: without_han(each) for key, each in value.items()}
        case list() | tuple():
            return [without_han(each) for each in value]
        case _:
            return value


@pytest.fixture(scope="module", autouse=True)
def _languages() -> None:
    languages.load()


def test_every_folder_has_an_example_and_every_example_a_folder() -> None:
    assert sorted(EXAMPLES) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_message_has_every_channels_files(name: str) -> None:
    wanted = {file for files in FILES.values() for file in files}

    assert {path.name for path in (FOLDER / name).iterdir()} == wanted


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("chosen", LANGUAGES)
@pytest.mark.parametrize("channel", list(Channel))
def test_a_message_is_written_in_both_languages(
    name: str, chosen: Language, channel: Channel
) -> None:
    words = write(name, channel, chosen, values=EXAMPLES[name], link="/account")

    assert words.body
    assert "{{" not in words.body
    assert (words.subject != "") == (channel is Channel.EMAIL)
    if channel is Channel.EMAIL:
        assert words.html
        assert words.html.startswith("<!doctype html>")
        assert "\n" not in words.subject


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("channel", list(Channel))
def test_the_english_message_has_no_untranslated_sentence(name: str, channel: Channel) -> None:
    words = write(name, channel, "en", values=without_han(EXAMPLES[name]), link="/account")

    assert not HAN.search(words.subject + words.body)


def test_what_people_typed_never_becomes_a_template() -> None:
    words = write(
        "one_time_code",
        Channel.EMAIL,
        "zh-CN",
        values={"code": "{{7*7}}<b>%(site)s", "minutes": 10},
        link=None,
    )

    assert "{{7*7}}" in words.body
    assert "49" not in words.body
    assert words.html
    assert "<b>" not in words.html
