"""What the machine finds about a listing."""

from dataclasses import replace

import pytest

from marketplace.catalog.checks import CHECKS, Evidence, Pack, findings
from marketplace.catalog.states import ProductKind, ReturnPolicy
from marketplace.kit.check_digits import make_food_licence

SOUND = Evidence(
    kind=ProductKind.FARM_PRODUCE,
    category_code="NUT",
    category_name="坚果炒货",
    return_policy=ReturnPolicy.SEALED_7D,
    texts={"summary_zh": "手工剥皮"},
    licence_no="",
    licence_types=(),
    licence_is_valid=True,
    paper_types=frozenset(),
    photo_count=2,
    is_demo=False,
    division_code="621221105",
    county_code="621221",
    origin="成县红川镇",
    packs=(Pack("1kg", 1000, 4000),),
    shelf_median_minor=2000,
)
LICENSED = replace(
    SOUND,
    kind=ProductKind.PACKAGED_FOOD,
    licence_types=("SC",),
    licence_no=make_food_licence(category="118"),
)
HERB = replace(SOUND, kind=ProductKind.FOOD_MEDICINE, category_code="HERB", substance="黄芪")


def tones(found: Evidence, check: str) -> list[str]:
    return [each.tone for each in findings(found) if each.check == check]


def test_findings_come_in_the_order_of_the_page() -> None:
    order = [CHECKS.index(each.check) for each in findings(replace(LICENSED, namesakes=1))]

    assert order == sorted(order)


@pytest.mark.parametrize(
    ("found", "check", "expected"),
    [
        (SOUND, "content", []),
        (replace(SOUND, namesakes=2), "content", ["warn"]),
        (HERB, "content", ["pass"]),
        (replace(HERB, substance_limit="仅作香辛料"), "content", ["warn"]),
        (replace(HERB, substance=None), "content", ["fail"]),
        (
            replace(HERB, substance=None, return_policy=ReturnPolicy.DISPLAY_ONLY),
            "content",
            ["pass"],
        ),
        (SOUND, "photos", ["pass"]),
        (replace(SOUND, photo_count=0), "photos", ["fail"]),
        (replace(SOUND, photo_count=0, is_demo=True), "photos", ["warn"]),
        (SOUND, "licence", [""]),
        (LICENSED, "licence", ["pass", "pass"]),
        (replace(LICENSED, licence_is_valid=False), "licence", ["fail", "pass"]),
        (replace(LICENSED, licence_no="SC11899999900010"), "licence", ["pass", "fail"]),
        (replace(LICENSED, category_code="TEA"), "licence", ["pass", "warn"]),
        (
            replace(LICENSED, licence_types=("XZF",), licence_no="甘坊登字001"),
            "licence",
            ["pass"],
        ),
        (SOUND, "origin", ["pass"]),
        (replace(SOUND, division_code="610101001"), "origin", ["fail"]),
        (SOUND, "price", ["pass"]),
        (replace(SOUND, packs=()), "price", []),
        (replace(SOUND, shelf_median_minor=None), "price", [""]),
        (replace(SOUND, packs=(Pack("1kg", 1000, 16_002),)), "price", ["warn"]),
        (replace(SOUND, packs=(Pack("1kg", 1000, 998),)), "price", ["warn"]),
        (
            replace(SOUND, packs=(Pack("1kg", 1000, 1000), Pack("2kg", 2000, 32_000))),
            "price",
            ["pass"],
        ),
        (SOUND, "words", ["pass"]),
        (replace(SOUND, texts={"summary_zh": "顶级核桃"}), "words", ["fail"]),
        (replace(SOUND, texts={"summary_zh": "有机核桃"}), "words", ["warn"]),
        (
            replace(SOUND, texts={"summary_zh": "有机核桃"}, paper_types=frozenset({"ORGANIC"})),
            "words",
            ["pass"],
        ),
    ],
)
def test_each_point_is_judged_by_its_own_evidence(found, check, expected) -> None:
    assert tones(found, check) == expected


def test_a_word_is_told_under_the_name_of_its_field() -> None:
    found = replace(
        SOUND,
        texts={"summary_zh": "顶级", "title_zh": "极品"},
        field_names={"summary_zh": "一句话介绍"},
    )
    said = [each.text for each in findings(found) if each.check == "words"]

    assert said[0].startswith("一句话介绍：")
    assert said[1].startswith("title_zh：")
