import pytest

from marketplace.shipping.errors import NotServed
from marketplace.shipping.rules import Terms, freight, short_of_free, terms_for

REST = Terms(first_grams=1000, first_minor=800, step_grams=500, step_minor=200)
REMOTE = Terms(province_codes=("54", "65"), first_minor=2_000, step_minor=1_000)
CLOSED = Terms(province_codes=("15",), is_served=False)
FREE = Terms(first_minor=800, step_minor=200, free_from_minor=5_000)


@pytest.mark.parametrize(
    ("rules", "province", "grams", "goods", "fee"),
    [
        ([REST], "31", 1, 100, 800),
        ([REST], "31", 1000, 100, 800),
        ([REST], "31", 1001, 100, 1_000),
        ([REST], "31", 1500, 100, 1_000),
        ([REST], "31", 1501, 100, 1_200),
        ([REMOTE, REST], "54", 1000, 100, 2_000),
        ([REMOTE, REST], "65", 3000, 100, 4_000),
        ([REMOTE, REST], "62", 1000, 100, 800),
        ([FREE], "31", 9_000, 4_999, 2_400),
        ([FREE], "31", 9_000, 5_000, 0),
        ([REMOTE, FREE], "54", 1_000, 9_999, 2_000),
        ([], "31", 50_000, 100, 0),
    ],
)
def test_freight_follows_region_weight_and_worth(
    rules: list[Terms], province: str, grams: int, goods: int, fee: int
) -> None:
    assert freight(rules, province, grams, goods) == fee


@pytest.mark.parametrize("rules", [[CLOSED, REST], [REMOTE]])
def test_a_province_that_is_closed_or_unnamed_is_not_served(rules: list[Terms]) -> None:
    with pytest.raises(NotServed):
        freight(rules, "15", 1000, 100)


@pytest.mark.parametrize(
    ("rules", "province", "goods", "short"),
    [
        ([FREE], "31", 3_800, 1_200),
        ([FREE], None, 3_800, 1_200),
        ([FREE], "31", 5_000, None),
        ([REST], "31", 100, None),
        ([REMOTE, FREE], "54", 100, None),
        ([CLOSED, FREE], "15", 100, None),
        ([], "31", 100, None),
    ],
)
def test_what_is_short_of_free_freight_is_said(
    rules: list[Terms], province: str | None, goods: int, short: int | None
) -> None:
    assert short_of_free(rules, province, goods) == short


def test_the_rule_without_provinces_is_for_all_the_rest() -> None:
    assert terms_for([REMOTE, REST], "62") is REST
    assert terms_for([REMOTE, REST], None) is REST
    assert terms_for([REMOTE], "62") is None
