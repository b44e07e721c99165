"""What each kind of product has to say."""

import csv
from pathlib import Path

import pytest

from marketplace.catalog.models import Product
from marketplace.catalog.requirements import (
    kinds_on,
    missing_texts,
    policies_for,
    require_consistent,
)
from marketplace.catalog.states import ProductKind, ReturnPolicy
from marketplace.kit.errors import Invalid

K, R = ProductKind, ReturnPolicy
CATEGORIES = Path(__file__).parents[2] / "seeds" / "data" / "china" / "categories.csv"
SHELVES = [
    row["code"] for row in csv.DictReader(CATEGORIES.read_text(encoding="utf-8-sig").splitlines())
]


@pytest.mark.parametrize("shelf", SHELVES)
def test_every_shelf_takes_some_kind_and_each_has_a_usual_policy(shelf: str) -> None:
    assert kinds_on(shelf)
    for kind in kinds_on(shelf):
        policies = policies_for(kind, shelf)

        assert len(set(policies)) == len(policies) >= 2
        for policy in policies:
            require_consistent(kind, shelf, policy)


@pytest.mark.parametrize(
    ("kind", "shelf"),
    [
        (K.FARM_PRODUCE, "LIQUOR"),
        (K.FARM_PRODUCE, "SNACK"),
        (K.NON_FOOD, "FRUIT"),
        (K.ALCOHOL, "FRUIT"),
        (K.PACKAGED_FOOD, "CRAFT"),
    ],
)
def test_no_kind_slips_past_a_licence_by_another_shelf(kind: K, shelf: str) -> None:
    with pytest.raises(Invalid) as refusal:
        require_consistent(kind, shelf, R.SEALED_7D)

    assert refusal.value.field == "category_code"


@pytest.mark.parametrize(
    ("kind", "shelf", "usual"),
    [
        (K.FARM_PRODUCE, "FRUIT", R.FRESH_EXEMPT),
        (K.NON_FOOD, "FLOWER", R.FRESH_EXEMPT),
        (K.PACKAGED_FOOD, "SOY", R.SEALED_7D),
        (K.PACKAGED_FOOD, "MEAT", R.SEALED_7D),
        (K.FARM_PRODUCE, "NUT", R.SEALED_7D),
        (K.FARM_PRODUCE, "GRAIN", R.SEALED_7D),
        (K.NON_FOOD, "CRAFT", R.RETURN_7D),
        (K.ALCOHOL, "LIQUOR", R.SEALED_7D),
        (K.FOOD_MEDICINE, "HERB", R.SEALED_7D),
    ],
)
def test_the_usual_policy_comes_first(kind: K, shelf: str, usual: R) -> None:
    assert policies_for(kind, shelf)[0] is usual


@pytest.mark.parametrize(
    ("kind", "shelf", "policy"),
    [
        (K.FARM_PRODUCE, "GRAIN", R.FRESH_EXEMPT),
        (K.ALCOHOL, "LIQUOR", R.FRESH_EXEMPT),
        (K.NON_FOOD, "CRAFT", R.FRESH_EXEMPT),
        (K.FARM_PRODUCE, "FRUIT", R.DISPLAY_ONLY),
    ],
)
def test_no_returns_is_only_for_what_is_fresh(kind: K, shelf: str, policy: R) -> None:
    with pytest.raises(Invalid) as refusal:
        require_consistent(kind, shelf, policy)

    assert refusal.value.field == "return_policy"


def said(kind: K, policy: R = R.SEALED_7D, **given: str) -> Product:
    texts = ("name_zh", "description_zh", "storage_zh", "shelf_life_zh", "ingredients",
             "standard_code", "damage_rule_zh")  # fmt: skip
    return Product(kind=kind, return_policy=policy, **{**dict.fromkeys(texts, ""), **given})


@pytest.mark.parametrize(
    ("kind", "policy", "due"),
    [
        (K.FARM_PRODUCE, R.SEALED_7D, "name_zh description_zh storage_zh shelf_life_zh"),
        (
            K.FARM_PRODUCE,
            R.FRESH_EXEMPT,
            "name_zh description_zh storage_zh shelf_life_zh damage_rule_zh",
        ),
        (
            K.PACKAGED_FOOD,
            R.SEALED_7D,
            "name_zh ingredients standard_code description_zh storage_zh shelf_life_zh",
        ),
        (
            K.WORKSHOP_FOOD,
            R.SEALED_7D,
            "name_zh ingredients description_zh storage_zh shelf_life_zh",
        ),
        (K.NON_FOOD, R.RETURN_7D, "name_zh description_zh storage_zh"),
    ],
)
def test_each_kind_owes_its_own_words(kind: K, policy: R, due: str) -> None:
    assert list(missing_texts(said(kind, policy))) == due.split()


def test_what_is_written_is_not_asked_for_again() -> None:
    product = said(
        K.FARM_PRODUCE,
        name_zh="核桃",
        description_zh="好吃",
        storage_zh="密封",
        shelf_life_zh="8 个月",
    )

    assert missing_texts(product) == {}
