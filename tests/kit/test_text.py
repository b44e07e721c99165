import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kit.errors import Invalid
from marketplace.kit.text import clean, fold, looks_like_html, search_slug


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  成县 核桃 ", "成县 核桃"),
        ("成县\u3000核桃", "成县 核桃"),
        ("ＡＢＣ１２３", "ABC123"),
        ("皮薄，肉厚（特级）！", "皮薄，肉厚（特级）！"),
        ("①清洗；②切片…", "①清洗；②切片…"),
        ("果园 30 m²", "果园 30 m²"),
        ("核\u200b桃\ufeff\u202e", "核桃"),
        ("核\x00桃\x07", "核桃"),
        ("\u3164\u2800\uffa0", ""),
        ("一行\r\n二行", "一行 二行"),
        ("Cafe\u0301", "Café"),
    ],
)
def test_stored_text_is_narrow_visible_and_trimmed(typed: str, stored: str) -> None:
    assert clean(typed, 100) == stored


def test_paragraphs_survive_where_they_are_wanted() -> None:
    typed = " 第一段 \r\n\r\n\r\n\r\n第二段\u2028第三段 \n"

    assert clean(typed, 100, multiline=True) == "第一段\n\n第二段\n第三段"


def test_too_long_a_text_is_refused_in_words_and_not_cut() -> None:
    assert clean("核" * 20, 20) == "核" * 20

    with pytest.raises(Invalid, match="最多 20 个字，现在有 21 个") as refusal:
        clean("核" * 21, 20, field="title")

    assert refusal.value.field == "title"


def test_a_folded_text_has_latin_punctuation_and_single_spaces() -> None:
    assert fold(" ￥１，２３４．５\u3000元\n") == "¥1,234.5 元"


@pytest.mark.parametrize(
    ("typed", "looked_for"),
    [
        ("  成县  核桃!! ", "成县 核桃"),
        ("WALNUT_Kernel", "walnut kernel"),
        ("'; DROP TABLE--", "drop table"),
        ("％＿％", ""),
        ("核桃" * 200, "核桃" * 25),
        ("a" * 49 + " b", "a" * 49),
    ],
)
def test_a_search_is_lower_case_words_of_at_most_fifty_signs(typed: str, looked_for: str) -> None:
    assert search_slug(typed) == looked_for


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("<b>核桃</b>", True),
        ("<script", True),
        ("</p>", True),
        ("<!-- -->", True),
        ("&lt;b&gt;", True),
        ("&#60;", True),
        ("&#x3c;", True),
        ("净重 < 5 kg & > 2 kg", False),
        ("A&B", False),
        ("爱心<3", False),
    ],
)
def test_markup_is_recognised(text: str, markup: bool) -> None:
    assert looks_like_html(text) is markup


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text, 10_000, multiline=True)

    assert clean(once, 10_000, multiline=True) == once
    assert fold(fold(text)) == fold(text)
    once.encode()


@given(st.text())
def test_a_search_never_exceeds_its_length(text: str) -> None:
    assert len(search_slug(text)) <= 50
    assert search_slug(text).strip() == search_slug(text)
