import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from marketplace.kit.errors import Invalid
from marketplace.kit.language import speaking
from marketplace.kit.money import (
    LARGEST_TYPED,
    Money,
    cumulative_share,
    format_money,
    share_bps,
    spread,
)

amounts = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("1,234.5", 123_450),
        ("1234.50", 123_450),
        ("12", 1_200),
        ("12.", 1_200),
        (".5", 50),
        ("0", 0),
        ("-0", 0),
        ("0.01", 1),
        ("007", 700),
        (" ¥9.90 ", 990),
        ("￥９．９", 990),
        ("9.9元", 990),
        ("¥ 1，234 元", 123_400),
        ("RMB 5", 500),
        ("5 cny", 500),
        ("999,999,999.99", LARGEST_TYPED),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed: str, minor: int) -> None:
    assert Money.parse(typed) == Money(minor)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "请填写金额"),
        (" \u3000", "请填写金额"),
        ("核桃", "请用数字"),
        ("¥", "请用数字"),
        (".", "请用数字"),
        ("1,5", "请用数字"),
        ("12,34.00", "请用数字"),
        ("1.234,50", "请用数字"),
        ("1e5", "请用数字"),
        ("1 2", "请用数字"),
        ("٣", "请用数字"),
        ("9" * 5_000, "请用数字"),
        ("1" + " " * 100, "请用数字"),
        ("1.005", "最多两位小数"),
        ("-1", "不能小于 0"),
        ("-¥0.01", "不能小于 0"),
        ("¥-0.01", "不能小于 0"),
        ("1000000000", "不能超过 ¥999,999,999.99"),
    ],
)
def test_what_is_no_amount_is_refused_in_words(typed: str, said: str) -> None:
    with pytest.raises(Invalid, match=said) as refusal:
        Money.parse(typed, field="price")

    assert refusal.value.field == "price"


def test_amounts_add_compare_and_multiply() -> None:
    nine_ninety = Money(990)

    assert nine_ninety + Money(10) == Money(1_000)
    assert nine_ninety - Money(1_000) == -Money(10)
    assert nine_ninety * 3 == 3 * nine_ninety == Money(2_970)
    assert Money(1) < Money(2) <= Money(2)
    assert sum([Money(1), Money(2)], Money(0)) == Money(3)
    assert (bool(Money(1)), bool(Money(0))) == (True, False)
    assert Money(10_000).share(250) == Money(250)
    assert Money.currency == "CNY"


@pytest.mark.parametrize(
    ("minor", "printed"),
    [
        (123_450, "¥1,234.50"),
        (0, "¥0.00"),
        (5, "¥0.05"),
        (-5, "-¥0.05"),
        (-123_456_789, "-¥1,234,567.89"),
    ],
)
def test_an_amount_prints_alike_in_both_languages(minor: int, printed: str) -> None:
    assert format_money(minor, "zh-CN") == format_money(minor, "en") == str(Money(minor)) == printed


@given(st.integers(0, LARGEST_TYPED))
def test_a_printed_amount_reads_back(minor: int) -> None:
    money = Money(minor)

    with speaking("en"):
        assert Money.parse(str(money)) == Money.parse(money.typed) == money


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (101, [1, 1, 1], [34, 34, 33]),
        (10, [1, 2, 3], [2, 3, 5]),
        (5, [3, 0, 1], [4, 0, 1]),
        (1, [1, 2, 2], [0, 1, 0]),
        (7, [0, 0], [4, 3]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (0, [5, 5], [0, 0]),
        (0, [], []),
        (990, [1], [990]),
    ],
)
def test_spreading_favours_the_largest_remainder_then_the_earlier(
    total: int, weights: list[int], parts: list[int]
) -> None:
    assert spread(total, weights) == parts


@pytest.mark.parametrize(("total", "weights"), [(1, []), (1, [1, -1])])
def test_nothing_is_spread_over_nobody_or_less(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match=r"nobody|negative"):
        spread(total, weights)


@given(amounts, st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_spread_parts_sum_exactly_and_are_within_one_fen(total: int, weights: list[int]) -> None:
    parts = spread(total, weights)

    assert sum(parts) == total
    if whole := sum(weights):
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part * whole - total * weight) < whole


@pytest.mark.parametrize(
    ("minor", "bps", "share"),
    [
        (10_000, 1_000, 1_000),
        (5, 1_000, 1),
        (4, 1_000, 0),
        (-5, 1_000, -1),
        (-4, 1_000, 0),
        (1, 10_000, 1),
        (999, 0, 0),
    ],
)
def test_a_share_rounds_half_away_from_zero(minor: int, bps: int, share: int) -> None:
    assert share_bps(minor, bps) == share


@given(amounts, st.integers(0, 10_000))
def test_taking_a_share_back_undoes_giving_it(minor: int, bps: int) -> None:
    assert share_bps(-minor, bps) == -share_bps(minor, bps)
    assert abs(share_bps(minor, bps)) <= abs(minor)


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=30), st.integers(0, 10_000))
def test_partial_reversals_never_drift(refunds: list[int], bps: int) -> None:
    total = sum(refunds)
    commission = share_bps(total, bps)

    reversed_so_far, refunded = 0, 0
    for refund in refunds:
        before = cumulative_share(total, refunded, commission)
        refunded += refund
        step = cumulative_share(total, refunded, commission) - before
        assert step >= 0
        reversed_so_far += step

    assert reversed_so_far == commission


def test_a_total_of_nothing_reverses_nothing() -> None:
    assert cumulative_share(0, 0, 0) == 0


@given(amounts, amounts)
def test_a_part_outside_the_total_is_a_mistake(total: int, part: int) -> None:
    assume(not 0 <= part <= total)

    with pytest.raises(ValueError, match="within the total"):
        cumulative_share(total, part, 1)
