"""The whole demo, as the seeding command reads it: pavilions, vendors, listings, load."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from marketplace.catalog.states import ReturnPolicy
from seeds import china, freight
from seeds.cooperatives import FLAGSHIP, roster
from seeds.crops import DATA, Pair
from seeds.listings import crop_of, listing_of, title_of
from seeds.places import Origin, origin_at, rural_towns
from seeds.records import Specialty
from seeds.specs import CooperativeSpec, FreightTemplateSpec, ListingSpec, PavilionSpec, VariantSpec


@lru_cache(1)
def flagship_goods() -> tuple[Specialty, ...]:
    """What the flagship county sells beside its four listed specialties."""
    with (DATA / "flagship.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(china.specialty(row) for row in csv.DictReader(file))


def goods() -> tuple[Specialty, ...]:
    """The 401 specialties and the flagship's additional goods."""
    return (*china.specialties(), *flagship_goods())


@lru_cache(1)
def cooperative_specs() -> tuple[CooperativeSpec, ...]:
    return tuple(cooperative for cooperative, _ in roster(goods()))


@lru_cache(1)
def listing_specs() -> tuple[ListingSpec, ...]:
    """One listing per specialty, each in exactly one shop of its own county."""
    return tuple(
        listing_of(item, cooperative)
        for cooperative, trade in roster(goods())
        for item in trade.items
    )


@lru_cache(1)
def pavilion_specs() -> tuple[PavilionSpec, ...]:
    """One pavilion for every county in which somebody sells; the flagship first."""
    first: dict[str, Origin] = {}
    names: dict[str, list[Pair]] = {}
    for listing in listing_specs():
        first.setdefault(listing.pavilion_code, listing.origin)
        names.setdefault(listing.pavilion_code, []).append(listing.name)
    codes = sorted(first, key=lambda code: (code != FLAGSHIP, code))
    return tuple(_pavilion(first[code], names[code]) for code in codes)


def _pavilion(origin: Origin, names: list[Pair]) -> PavilionSpec:
    some_zh = "、".join(zh for zh, _ in names[:4])
    some_en = ", ".join(en for _, en in names[:4])
    return PavilionSpec(
        code=origin.county_code,
        name=(f"{origin.county}特色馆", f"{origin.county_en} pavilion"),
        intro=(
            f"{origin.path}的物产，由当地合作社与企业供货：{some_zh}。",
            f"Goods of {origin.county_en}, {origin.province_en}, from local vendors: {some_en}.",
        ),
        is_flagship=origin.county_code == FLAGSHIP,
    )


def freight_template(cooperative: CooperativeSpec) -> FreightTemplateSpec:
    return freight.template(cooperative.freight_key, cooperative.origin.province_code)


@lru_cache(1)
def _bases() -> tuple[tuple[ListingSpec, Specialty], ...]:
    by_id = {item.id: item for item in goods()}
    return tuple(
        (listing, by_id[listing.key])
        for listing in listing_specs()
        if listing.return_policy is not ReturnPolicy.DISPLAY_ONLY
    )


@lru_cache(None)
def _other_origin(county_code: str, town_code: str) -> Origin:
    town = next(town for town in rural_towns(county_code) if town.code == town_code)
    return origin_at(county_code, town, seed=town_code)


@lru_cache(None)
def _cultivars(item: Specialty) -> tuple[Pair, ...]:
    return crop_of(item).cultivars or (("", ""),)


def scale_specs(count: int) -> Iterator[ListingSpec]:
    """``count`` more listings for load work, lazily: other towns, cultivars and prices.

    They belong to the same shops as the specialties they vary, and are as deterministic.
    """
    bases = _bases()
    for index in range(count):
        base, item = bases[index % len(bases)]
        yield _varied(base, item, f"L{index:07d}", index // len(bases))


def _varied(base: ListingSpec, item: Specialty, key: str, turn: int) -> ListingSpec:
    towns = rural_towns(base.pavilion_code)
    origin = _other_origin(base.pavilion_code, towns[turn % len(towns)].code)
    cultivars = _cultivars(item)
    cultivar = cultivars[turn % len(cultivars)]
    name = (f"{base.name[0]}（{origin.town}）", f"{base.name[1]}, {origin.town_en}")
    grade = base.variants[0].grade
    return replace(
        base,
        key=key,
        name=name,
        title=title_of(name, origin, cultivar, grade),
        description=(
            base.description[0].replace(base.origin.town, origin.town, 1),
            base.description[1].replace(base.origin.town_en, origin.town_en, 1),
        ),
        origin=origin,
        cultivar=cultivar,
        variants=_varied_packs(base, key, turn),
    )


def _varied_packs(base: ListingSpec, key: str, turn: int) -> tuple[VariantSpec, ...]:
    shift = 1 + (turn * 7 % 21 - 10) / 100
    return tuple(
        replace(
            pack,
            sku=f"{key}-{index}",
            price_minor=max(50, int(pack.price_minor * shift / 10) * 10),
            stock_count=pack.stock_count + turn % 50,
        )
        for index, pack in enumerate(base.variants, 1)
    )
