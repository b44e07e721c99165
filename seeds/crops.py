"""What we know of each kind of goods: words, packs, prices, all read from ``seeds/data``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

DATA: Final = Path(__file__).parent / "data"

Pair = tuple[str, str]
"""Chinese, then English."""


@dataclass(frozen=True, slots=True)
class Size:
    """One pack size.

    Units: grams; millilitres for liquids.
    """

    zh: str
    en: str
    net_grams: int
    gross_grams: int
    factor: float
    millilitres: int | None = None
    pieces: int | None = None


@dataclass(frozen=True, slots=True)
class Scheme:
    """The pack sizes a kind of goods comes in."""

    sizes: tuple[Size, ...]
    is_by_piece: bool


@dataclass(frozen=True, slots=True)
class Crop:
    """One kind of goods, whatever county it grows in."""

    key: str
    categories: tuple[str, ...]
    words: tuple[str, ...]
    noun: Pair
    price_minor: int
    """分 per 500 g, per 500 mL or per piece, as the scheme counts."""
    scheme: Scheme
    cultivars: tuple[Pair, ...]
    grade: Pair | None
    """Grade and the standard it is defined in; None where the goods are ungraded."""
    standard: str
    ingredients: str
    about: Pair
    eating: Pair
    notice: Pair | None
    substance: str
    """Its name in the list of 食药物质, where it is on it."""
    is_whole_grain: bool
    """原粮: sold as farm produce, no food licence."""


def _pair(words: list[str] | None) -> Pair | None:
    return (words[0], words[1]) if words else None


@lru_cache(1)
def schemes() -> Mapping[str, Scheme]:
    with (DATA / "packs.toml").open("rb") as file:
        table = tomllib.load(file)["scheme"]
    return MappingProxyType({name: _scheme(row) for name, row in table.items()})


def _scheme(row: Mapping[str, Any]) -> Scheme:
    sizes = tuple(
        Size(
            zh=size["zh"],
            en=size["en"],
            net_grams=size["net"],
            gross_grams=size["gross"],
            factor=size["factor"],
            millilitres=size.get("ml"),
            pieces=size.get("pieces"),
        )
        for size in row["sizes"]
    )
    return Scheme(sizes, row.get("per") == "piece")


@lru_cache(1)
def crops() -> tuple[Crop, ...]:
    rows: list[Mapping[str, Any]] = []
    for path in sorted((DATA / "crops").glob("*.toml")):
        with path.open("rb") as file:
            rows.extend(tomllib.load(file)["crop"])
    return tuple(_crop(row) for row in rows)


def _crop(row: Mapping[str, Any]) -> Crop:
    return Crop(
        key=row["key"],
        categories=tuple(row["categories"]),
        words=tuple(row["words"]),
        noun=(row["noun"][0], row["noun"][1]),
        price_minor=row["price"],
        scheme=schemes()[row["pack"]],
        cultivars=tuple((zh, en) for zh, en in row.get("cultivars", ())),
        grade=_pair(row.get("grade")),
        standard=row.get("standard", ""),
        ingredients=row.get("ingredients", ""),
        about=(row["about"][0], row["about"][1]),
        eating=(row["eat"][0], row["eat"][1]),
        notice=_pair(row.get("notice")),
        substance=row.get("substance", ""),
        is_whole_grain=row.get("whole_grain", False),
    )


def crop_for(category_code: str, name_zh: str) -> Crop:
    """The kind of goods a name means: in its category, the longest word found in it.

    Raises LookupError when the category knows no such thing; a data file is then incomplete.
    """
    found = [
        (len(word), crop)
        for crop in crops()
        if category_code in crop.categories
        for word in crop.words
        if word in name_zh
    ]
    if not found:
        raise LookupError(f"no crop for {category_code} {name_zh}")
    return max(found, key=lambda pair: pair[0])[1]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Set phrases in English, and corrections by specialty id."""

    storage: Mapping[str, str]
    shelf_life: Mapping[str, str]
    names: Mapping[str, Pair]
    counties: Mapping[str, str]
    towns: Mapping[str, str]
    county_names_en: Mapping[str, str]
    price_factors: Mapping[str, float]


@lru_cache(1)
def phrases() -> Phrases:
    with (DATA / "phrases.toml").open("rb") as file:
        table = tomllib.load(file)
    return Phrases(
        storage=table["storage"],
        shelf_life=table["shelf_life"],
        names={key: (zh, en) for key, (zh, en) in table["name"].items()},
        counties=table["county"],
        towns=table["town"],
        county_names_en=table["county_en"],
        price_factors=table["price_factor"],
    )
