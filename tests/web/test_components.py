import re
from html.parser import HTMLParser

import pytest

from marketplace.http.assets import Assets
from marketplace.kit.language import LANGUAGES, Language
from tests.support.styleguide import sample_pages


class _Attributes(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen += [(tag, name, value or "") for name, value in attrs]


def _attributes(html: str) -> list[tuple[str, str, str]]:
    parser = _Attributes()
    parser.feed(html)
    return parser.seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_component_renders_without_anything_undefined(language: Language) -> None:
    pages = sample_pages(language, Assets())

    assert {"home.html", "pieces.html", "review.html", "today.html"} <= set(pages)


def test_no_component_carries_a_style_or_a_script_that_the_policy_would_block() -> None:
    for name, html in sample_pages("zh-CN", Assets()).items():
        blocked = [
            (tag, attribute)
            for tag, attribute, _value in _attributes(html)
            if attribute == "style" or re.fullmatch(r"on[a-z]+|hx-on.*", attribute)
        ]

        assert blocked == [], name
        assert not re.search(r"<style|<script(?![^>]* src=)", html), name


def test_everything_a_component_points_at_is_on_its_page() -> None:
    for name, html in sample_pages("zh-CN", Assets()).items():
        seen = _attributes(html)
        ids = [value for _tag, attribute, value in seen if attribute == "id"]
        described = {
            target
            for _tag, attribute, value in seen
            if attribute in {"for", "aria-describedby", "aria-labelledby"}
            for target in value.split()
        }

        assert len(ids) == len(set(ids)), name
        assert described <= set(ids), name
