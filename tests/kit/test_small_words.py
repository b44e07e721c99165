"""Ids, time, pages and languages: the smallest words."""

from datetime import UTC, date, datetime
from gettext import NullTranslations

import pytest

from marketplace.kit import language
from marketplace.kit.clock import china_day, china_midnight
from marketplace.kit.errors import Invalid
from marketplace.kit.ids import readable_number, token, uuid7
from marketplace.kit.paging import decode_cursor, encode_cursor


def test_ids_made_later_sort_later_and_are_version_seven() -> None:
    made = [uuid7() for _ in range(50)]

    assert {each.version for each in made} == {7}
    assert [each.int >> 80 for each in made] == sorted(each.int >> 80 for each in made)
    assert len(set(made)) == 50


def test_a_readable_number_carries_the_day_in_china() -> None:
    late_on_the_19th_in_london = datetime(2026, 11, 19, 23, 0, tzinfo=UTC)

    number = readable_number("P", late_on_the_19th_in_london)

    assert number.startswith("P261120-")
    assert not set(number.partition("-")[2]) & set("01IO")


def test_tokens_have_256_bits_and_never_repeat() -> None:
    assert len(token()) == 43
    assert token() != token()


def test_a_day_in_china_begins_eight_hours_before_london() -> None:
    midnight = china_midnight(date(2026, 11, 20))

    assert midnight == datetime(2026, 11, 19, 16, 0, tzinfo=UTC)
    assert china_day(midnight) == date(2026, 11, 20)


def test_a_cursor_gives_back_its_keys() -> None:
    assert decode_cursor(encode_cursor("成县", 42), str, int) == ["成县", 42]


@pytest.mark.parametrize(
    "cursor", ["", "!", "bm90IGpzb24", encode_cursor(1), encode_cursor("1", "2"), "e30", "\x00"]
)
def test_a_foreign_cursor_is_refused_in_words(cursor: str) -> None:
    with pytest.raises(Invalid) as refusal:
        decode_cursor(cursor, str, int)

    assert refusal.value.field == "after"


def test_each_reader_is_spoken_to_in_their_own_language() -> None:
    class Shouting(NullTranslations):
        def gettext(self, message: str) -> str:
            return message.upper()

        def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
            return (msgid1 if n == 1 else msgid2).upper()

    before = language.language()
    language.install({"en": Shouting()})
    try:
        with language.speaking("en"):
            assert language.gettext("hello") == "HELLO"
            assert language.ngettext("one", "many", 2) == "MANY"
            assert language.plural("one", "many", 1) == "ONE"
        assert language.language() == before
        assert language.gettext("核桃 %(n)d 件", n=2) == "核桃 2 件"
    finally:
        from marketplace.infra import languages

        languages.load()
