import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kit.errors import Invalid
from marketplace.kit.quantities import (
    LARGEST,
    UnitPrice,
    format_unit_price,
    format_volume,
    format_weight,
    parse_volume,
    parse_weight,
    unit_price,
)


@pytest.mark.parametrize(
    ("typed", "grams"),
    [
        ("2.5kg", 2_500),
        ("2.5 KG", 2_500),
        ("3㎏", 3_000),
        ("5斤", 2_500),
        ("5市斤", 2_500),
        ("3两", 150),
        ("500 g", 500),
        ("500克", 500),
        ("1公斤", 1_000),
        ("1千克", 1_000),
        ("１．５公斤", 1_500),
        ("2斤3两", 1_150),
        ("2斤半", 1_250),
        ("1kg500g", 1_500),
        ("半斤", 250),
        ("0.001kg", 1),
        ("1.5t", 1_500_000),
        ("1,500g", 1_500),
        ("1,000吨", LARGEST),
    ],
)
def test_a_weight_is_read_as_people_type_it(typed: str, grams: int) -> None:
    assert parse_weight(typed) == grams


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "请写数字和单位"),
        ("500", "还缺单位"),
        ("2.5", "还缺单位"),
        ("kg", "请写数字和单位"),
        ("5箱", "请写数字和单位"),
        ("500ml", "请写数字和单位"),
        ("-5kg", "请写数字和单位"),
        ("1,5kg", "请写数字和单位"),
        ("3两2斤", "请写数字和单位"),
        ("2斤3斤", "请写数字和单位"),
        ("5kg左右", "请写数字和单位"),
        ("1kg" * 50, "请写数字和单位"),
        ("0g", "大于 0"),
        ("0.5g", "最小到 1 克"),
        ("1001吨", "太大"),
        ("9" * 39 + "g", "太大"),
    ],
)
def test_what_is_no_weight_is_refused_in_words(typed: str, said: str) -> None:
    with pytest.raises(Invalid, match=said) as refusal:
        parse_weight(typed, field="net_weight")

    assert refusal.value.field == "net_weight"


@pytest.mark.parametrize(
    ("typed", "millilitres"),
    [("500mL", 500), ("1.5L", 1_500), ("2升", 2_000), ("250毫升", 250), ("５００㎖", 500)],
)
def test_a_volume_is_read_as_people_type_it(typed: str, millilitres: int) -> None:
    assert parse_volume(typed) == millilitres


def test_a_weight_is_no_volume() -> None:
    with pytest.raises(Invalid, match="500mL"):
        parse_volume("1斤")


@pytest.mark.parametrize(
    ("grams", "chinese", "english"),
    [
        (2_500, "2.5kg（约5斤）", "2.5 kg"),
        (500, "500g（约1斤）", "500 g"),
        (250, "250g（约0.5斤）", "250 g"),
        (999, "999g（约2斤）", "999 g"),
        (1_000, "1kg（约2斤）", "1 kg"),
        (1_234, "1.234kg（约2.5斤）", "1.234 kg"),
        (49, "49g", "49 g"),
        (50, "50g（约0.1斤）", "50 g"),
        (0, "0g", "0 g"),
        (1_500_000, "1,500kg（约3,000斤）", "1,500 kg"),
        (-1_500, "-1.5kg", "-1.5 kg"),
    ],
)
def test_a_weight_prints_in_legal_units_with_jin_in_brackets(
    grams: int, chinese: str, english: str
) -> None:
    assert format_weight(grams, "zh-CN") == chinese
    assert format_weight(grams, "en") == english


def test_jin_can_be_left_out() -> None:
    assert format_weight(2_500, "zh-CN", with_jin=False) == "2.5kg"


def test_a_volume_prints_in_millilitres_then_litres() -> None:
    assert format_volume(500) == "500mL"
    assert format_volume(1_500) == "1.5L"
    assert format_volume(1_500, "en") == "1.5 L"


@given(st.integers(1, LARGEST))
def test_a_printed_weight_reads_back(grams: int) -> None:
    assert parse_weight(format_weight(grams, with_jin=False)) == grams
    assert parse_weight(format_weight(grams, "en")) == grams


def test_a_price_per_unit_is_rounded_to_the_nearest_fen() -> None:
    assert unit_price(4_950, 2_500) == UnitPrice(per_500g_minor=990, per_kg_minor=1_980)
    assert unit_price(1_000, 300) == (1_667, 3_333)
    assert format_unit_price(4_950, 2_500) == "¥9.90/500g"
    assert format_unit_price(4_950, 2_500, "en") == "¥9.90/500 g"


@pytest.mark.parametrize("grams", [0, -1])
def test_nothing_weighs_nothing_per_unit(grams: int) -> None:
    with pytest.raises(ValueError, match="weight"):
        unit_price(100, grams)
