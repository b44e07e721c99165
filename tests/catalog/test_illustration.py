import re
from xml.etree import ElementTree as ET

import pytest

from marketplace.catalog.illustration import (
    county_seal_svg,
    illustration_svg,
    season_of,
    shape_for,
    tile_board,
)
from marketplace.catalog.motifs import MOTIFS
from marketplace.catalog.seal import seal_words
from marketplace.catalog.shapes import ORDINARY, WORDS
from seeds import china

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {
    "svg", "defs", "g", "path", "use", "clipPath", "filter", "feTurbulence", "feColorMatrix",
}  # fmt: skip


@pytest.mark.parametrize("shape", sorted(MOTIFS))
def test_every_silhouette_is_small_valid_and_harmless(shape: str) -> None:
    for seed in ("SP0001", "SP0200", "L0001234"):
        for ratio, box in (("1:1", "0 0 400 400"), ("4:3", "0 0 400 300")):
            drawn = illustration_svg(shape=shape, seed=seed, season="autumn", ratio=ratio)
            assert len(drawn.encode()) < 6_000
            tree = ET.fromstring(drawn)
            assert tree.get("viewBox") == box
            names = {element.tag.removeprefix(SVG) for element in tree.iter()}
            assert names <= ALLOWED
            assert not any((element.text or "").strip() for element in tree.iter())
            assert "style=" not in drawn
            assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")


def test_every_reference_inside_a_picture_points_at_something() -> None:
    for shape in MOTIFS:
        drawn = illustration_svg(shape=shape, seed="x", season="winter", ratio="1:1")
        made = re.findall(r'id="([^"]+)"', drawn)
        wanted = set(re.findall(r'(?:href="#|url\(#)([^")]+)', drawn))
        assert len(made) == len(set(made)), shape
        assert wanted <= set(made), shape


def test_the_same_words_draw_the_same_picture_and_others_another() -> None:
    def draw(seed: str, season: str = "spring") -> str:
        return illustration_svg(shape="walnut", seed=seed, season=season, ratio="1:1")

    assert draw("SP0001") == draw("SP0001")
    assert len({draw(f"SP{index:04d}") for index in range(50)}) == 50
    assert draw("SP0001", "spring") != draw("SP0001", "winter")


def test_nothing_is_outlined_in_a_picture() -> None:
    # Bands of colour are strokes without a fill; a filled shape with a stroke is an outline.
    for shape in MOTIFS:
        drawn = illustration_svg(shape=shape, seed="x", season="summer", ratio="1:1")
        for path in re.findall(r"<path[^>]*>", drawn):
            assert "stroke=" not in path or 'fill="none"' in path, shape


def test_season_colours_paper_and_follow_the_first_month() -> None:
    drawn = illustration_svg(shape="apple", seed="x", season="autumn", ratio="4:3")
    assert "#F6EBD8" in drawn
    assert season_of((3, 4)) == "spring"
    assert season_of((9, 10)) == "autumn"
    assert season_of((12, 1)) == "winter"
    assert season_of((7,)) == "summer"
    assert season_of(range(1, 13), seed="SP0004") == season_of((), seed="SP0004")


def test_all_401_specialties_are_drawn_as_what_they_are() -> None:
    shapes = {
        item.name_zh: shape_for(item.category_code, item.name_zh) for item in china.specialties()
    }
    assert set(shapes.values()) <= set(MOTIFS)
    for word, shape in (
        ("苹果", "apple"),
        ("枸杞", "goji"),
        ("石榴", "pomegranate"),
        ("小米", "millet"),
        ("木耳", "wood_ear"),
        ("大闸蟹", "crab"),
        ("猕猴桃", "kiwi"),
        ("马铃薯", "potato"),
    ):
        drawn = {found for name, found in shapes.items() if word in name}
        assert drawn == {shape}, word
    for name, shape in shapes.items():
        if "核桃" in name and "山核桃" not in name:
            assert shape in ("walnut", "green_walnut"), name


def test_every_word_of_the_tables_leads_to_a_silhouette() -> None:
    assert {shape for words in WORDS.values() for _, shape in words} <= set(MOTIFS)
    assert set(ORDINARY.values()) <= set(MOTIFS)
    assert shape_for("NO_SUCH", "某物") in MOTIFS


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("成县", "成县"),
        ("静宁县", "静宁县"),
        ("浦东新区", "浦东新区"),
        ("天祝藏族自治县", "天祝藏族"),
        ("前郭尔罗斯蒙古族自治县", "前郭尔罗"),
    ],
)
def test_a_seal_holds_at_most_four_characters(name: str, words: str) -> None:
    assert seal_words(name) == words
    tree = ET.fromstring(county_seal_svg(name))
    assert [text.text for text in tree.iter(f"{SVG}text")] == list(words)
    assert tree.find(f"{SVG}title").text == name


def test_a_seal_cannot_smuggle_markup() -> None:
    assert "<script" not in county_seal_svg("<script>")


def test_a_tile_board_has_one_tile_per_town_and_no_two_in_one_place() -> None:
    towns = [(town.code, town.name) for town in china.towns() if town.county_code == "621221"]
    board = tile_board(reversed(towns))
    assert [tile.code for tile in board] == sorted(code for code, _ in towns)
    assert len({(tile.row, tile.column) for tile in board}) == 17
    assert max(tile.column for tile in board) > max(tile.row for tile in board)
    assert {tile.column for tile in tile_board(towns, columns=3)} == {0, 1, 2}
