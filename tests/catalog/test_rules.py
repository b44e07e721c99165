from datetime import UTC, datetime, timedelta

import pytest

from marketplace.catalog.rules import (
    PriceAt,
    in_season,
    months_until,
    price_before,
    return_words,
    season_words,
)
from marketplace.catalog.states import ReturnPolicy
from marketplace.infra import languages
from marketplace.kit.language import speaking

languages.load()
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def prices(*given: tuple[int, int]) -> list[PriceAt]:
    """(days ago, 分) pairs, newest first."""
    return [PriceAt(minor, NOW - timedelta(days=days)) for days, minor in given]


@pytest.mark.parametrize(
    ("months", "chinese", "english"),
    [
        ([], "全年", "All year"),
        (list(range(1, 13)), "全年", "All year"),
        ([9], "9月", "Sep"),
        ([9, 10], "9–10月", "Sep–Oct"),
        ([11, 12, 1, 2], "11月–次年2月", "Nov–Feb"),
        ([4, 5, 9], "4–5月、9月", "Apr–May, Sep"),
    ],
)
def test_a_season_is_said_in_months(months: list[int], chinese: str, english: str) -> None:
    assert season_words(months) == chinese
    with speaking("en"):
        assert season_words(months) == english


def test_what_grows_all_year_is_never_in_season() -> None:
    assert in_season([9, 10], 9)
    assert not in_season([9, 10], 11)
    assert not in_season([], 9)


@pytest.mark.parametrize(
    ("months", "month", "away"), [([9, 10], 9, 0), ([9, 10], 7, 2), ([1], 12, 1), ([], 5, None)]
)
def test_the_next_season_is_counted_over_the_turn_of_the_year(
    months: list[int], month: int, away: int | None
) -> None:
    assert months_until(months, month) == away


def test_an_earlier_price_is_the_lowest_of_the_week_before() -> None:
    changes = prices((0, 800), (2, 1000), (5, 900), (30, 2000))

    # 2,000 was still in force at the beginning of the week; 900 was the lowest in it.
    assert price_before(changes) == 900


def test_a_price_raised_just_before_the_reduction_does_not_count_alone() -> None:
    assert price_before(prices((0, 900), (1, 5000), (30, 800))) is None


def test_a_price_far_in_the_past_does_not_count() -> None:
    assert price_before(prices((0, 800), (10, 700), (40, 5000))) is None


def test_no_earlier_price_without_a_change() -> None:
    assert price_before(prices((0, 800))) is None
    assert price_before([]) is None


@pytest.mark.parametrize("policy", list(ReturnPolicy))
def test_every_return_policy_is_said_in_both_languages(policy: ReturnPolicy) -> None:
    chinese = return_words(policy)
    with speaking("en"):
        english = return_words(policy)

    assert all(chinese)
    assert all(english)
    assert not set(chinese) & set(english)


def test_fresh_goods_are_not_promised_what_the_law_exempts() -> None:
    title, conditions = return_words(ReturnPolicy.FRESH_EXEMPT)

    assert title == "不支持七日无理由退货"
    assert "坏果规则" in conditions
