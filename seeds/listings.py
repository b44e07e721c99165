"""From a row of facts to a listing: kind, packs, prices, rules and words."""

import re
from typing import Final

from marketplace.catalog.illustration import season_of, shape_for
from marketplace.catalog.states import ProductKind, ReturnPolicy
from seeds import damage, prose
from seeds.chance import between, number, pick
from seeds.crops import Crop, Pair, Size, crop_for, phrases
from seeds.places import Origin, origin_of, short_county
from seeds.records import Specialty
from seeds.specs import (
    CooperativeSpec,
    DamageRule,
    FreightKey,
    GiFact,
    ListingSpec,
    VariantSpec,
)

JIN: Final = 500
YEAR: Final = 12

SHELVES: Final = {
    "VEGDRY": "VEGP", "DRYVEG": "VEGP", "EGGP": "EGG", "AQUAP": "AQUA", "FLOWERFOOD": "TEA",
}  # fmt: skip
"""Categories of the list that are no shelf of their own in the shop's tree."""

_POLICIES: Final = {
    "sealed_7d": ReturnPolicy.SEALED_7D,
    "fresh_exempt": ReturnPolicy.FRESH_EXEMPT,
    "display_only": ReturnPolicy.DISPLAY_ONLY,
    "std_7d": ReturnPolicy.RETURN_7D,
    "std_7d(定制除外)": ReturnPolicy.RETURN_7D,
}

_LICENCE: Final = re.compile(r"^SC(\d{3})")

_PROPER: Final = frozenset(
    {
        "Bailan", "Biluochun", "Chinese", "Cuiya", "Dancong", "Hele", "Huai", "Huimian", "Jinding",
        "Jiulong", "Juema", "Jun", "Langya", "Liguang", "Longjing", "Longshen", "Maofeng",
        "Maojian", "Mopan", "Nanguo", "Shatian", "Sichuan", "Tan", "Tang", "Tibetan",
        "Tieguanyin", "Xianan", "Xianhao", "Xueya", "Yintiao", "Yinzhen", "Yulu", "Yuluxiang",
        "Yunwu", "Yuye",
    }
)  # fmt: skip
"""Words of English product names that stay capitalised; every other is a common noun."""


def name_of(item: Specialty) -> Pair:
    """The name on the page: one name, no brackets, nobody's brand."""
    known = phrases().names.get(item.id)
    if known:
        return known
    first, *rest = item.name_en.split()
    plain = [word if word in _PROPER else word[0].lower() + word[1:] for word in rest]
    return item.name_zh, " ".join([first, *plain])


def crop_of(item: Specialty) -> Crop:
    return crop_for(item.category_code, name_of(item)[0])


def licence_category(item: Specialty) -> str | None:
    """Three digits of the food licence its maker needs; None for what needs none."""
    found = _LICENCE.match(item.licence_path)
    return found[1] if found and not crop_of(item).is_whole_grain else None


def kind_of(item: Specialty) -> ProductKind:
    """The first question of the product form. Source: domain rule A.8."""
    path = item.licence_path
    if path.startswith("非食品"):
        return ProductKind.NON_FOOD
    if item.category_code == "LIQUOR":
        return ProductKind.ALCOHOL
    if "食药物质" in path or path.startswith("新食品原料"):
        return ProductKind.FOOD_MEDICINE
    return ProductKind.PACKAGED_FOOD if licence_category(item) else ProductKind.FARM_PRODUCE


def shelf_of(item: Specialty) -> str:
    """The shop's category; household goods of mugwort stand with the crafts, not with food."""
    if item.category_code == "HERB" and kind_of(item) is ProductKind.NON_FOOD:
        return "CRAFT"
    return SHELVES.get(item.category_code, item.category_code)


def freight_key_of(item: Specialty) -> FreightKey:
    if "冷冻" in item.storage and item.category_code == "MEAT":
        return "frozen"
    return "fresh" if item.return_policy == "fresh_exempt" else "standard"


def needs_cold_chain(item: Specialty) -> bool:
    return freight_key_of(item) == "frozen" or any(
        word in item.storage for word in ("0–4℃冷藏", "活鲜冷链", "0–4℃/冷冻")
    )


def damage_rule(item: Specialty) -> DamageRule | None:
    if item.return_policy != "fresh_exempt":
        return None
    special = {"AQUA": damage.LIVE, "EGG": damage.EGGS}
    special |= {"SOY": damage.DELICATE, "FLOWER": damage.DELICATE}
    if item.category_code in special:
        return special[item.category_code]
    if freight_key_of(item) == "frozen":
        return damage.FROZEN
    softens = "催熟" in item.storage + item.note or "柿" in item.name_zh or "黄桃" in item.name_zh
    return damage.RIPENING if softens else damage.FRESH


def dispatch_hours(item: Specialty) -> int:
    """Hours from payment to hand-over: the livelier, the sooner."""
    if item.category_code in ("AQUA", "FLOWER") or "尽快食用" in item.storage:
        return 24
    return 72 if item.category_code == "CRAFT" else 48


def gi_fact(item: Specialty) -> GiFact | None:
    if item.gi.startswith("是"):
        return GiFact("registered", item.gi_confidence, item.gi_number)
    if item.gi.startswith("疑似"):
        return GiFact("unverified", item.gi_confidence, item.gi_number)
    return None


def rounded_price(minor: float) -> int:
    """What a shop would print: 50 分 steps when cheap, else whole yuan less ten 分."""
    if minor < 2_000:
        return max(50, round(minor / 50) * 50)
    return round(minor / 100) * 100 - 10


def price_of(crop: Crop, size: Size, seed: str, factor: float) -> int:
    """Price of one pack in 分; the same seed always asks the same price."""
    swing = 1 + between(-8, 8, seed, "price") / 100
    amount = 1.0 if crop.scheme.is_by_piece else (size.millilitres or size.net_grams) / JIN
    return rounded_price(crop.price_minor * amount * size.factor * factor * swing)


def stock_of(item: Specialty, size: Size, seed: str) -> int:
    if item.category_code == "CRAFT":
        return between(6, 40, seed, size.zh)
    low, high = (60, 320) if item.return_policy == "fresh_exempt" else (120, 900)
    return between(low, high, seed, size.zh)


def variants_of(item: Specialty, crop: Crop, seed: str) -> tuple[VariantSpec, ...]:
    grade, standard = grade_of(item, crop)
    factor = phrases().price_factors.get(item.id, 1.0)
    return tuple(
        VariantSpec(
            sku=f"{seed}-{index}",
            name=(size.zh, size.en),
            net_grams=size.net_grams,
            gross_grams=size.gross_grams,
            millilitres=size.millilitres,
            pieces=size.pieces,
            price_minor=price_of(crop, size, seed, factor),
            stock_count=stock_of(item, size, seed),
            grade=grade,
            grade_standard=standard,
        )
        for index, size in enumerate(crop.scheme.sizes, 1)
    )


def grade_of(item: Specialty, crop: Crop) -> Pair:
    """Grade and its standard; without a standard, 统货. Source: domain rule GRADE-1."""
    if crop.grade:
        return crop.grade
    ungraded = kind_of(item) in (ProductKind.FARM_PRODUCE, ProductKind.FOOD_MEDICINE)
    return ("统货", "") if ungraded else ("", "")


GRADES_EN: Final = {
    "一级": "grade 1",
    "一等": "first class",
    "特级": "superior grade",
    "统货": "ungraded",
}


def title_of(name: Pair, origin: Origin, cultivar: Pair, grade: str) -> Pair:
    """产地 + 品名 + 品种 + 等级, and the same in English."""
    place = short_province(origin.province)
    if not name[0].startswith(short_county(origin.county)):
        place += f"{origin.county} "
    zh = " ".join(filter(None, (f"{place}{name[0]}", cultivar[0], grade)))
    details = filter(None, (cultivar[1], GRADES_EN.get(grade, ""), origin.county_en))
    return zh, f"{name[1]} ({name[0]}), {', '.join(details)}"


def short_province(province: str) -> str:
    """「甘肃」 for 甘肃省, 「内蒙古」 for 内蒙古自治区."""
    return re.sub(r"(?:壮族|回族|维吾尔)?自治区$|省$|市$", "", province)


def listing_of(item: Specialty, cooperative: CooperativeSpec) -> ListingSpec:
    """The one listing of a specialty, in its co-operative's shop."""
    crop, name, origin = crop_of(item), name_of(item), origin_of(item)
    policy = _POLICIES[item.return_policy]
    cultivar = pick(crop.cultivars, item.id, "cultivar") if crop.cultivars else ("", "")
    cold, hours = needs_cold_chain(item), dispatch_hours(item)
    shop = (
        cooperative.shop_name_zh.removesuffix("(演示)"),
        cooperative.shop_name_en.removesuffix(" (demo)"),
    )
    shelf = shelf_of(item)
    return ListingSpec(
        key=item.id,
        specialty_id=item.id if item.id.startswith("SP") else None,
        cooperative_key=cooperative.key,
        pavilion_code=origin.county_code,
        kind=kind_of(item),
        category_code=shelf,
        name=name,
        title=title_of(name, origin, cultivar, grade_of(item, crop)[0]),
        summary=crop.about,
        description=prose.description(
            item,
            crop,
            name=name,
            origin=origin,
            shop=shop,
            dispatch_hours=hours,
            needs_cold_chain=cold,
            is_for_sale=policy is not ReturnPolicy.DISPLAY_ONLY,
        ),
        origin=origin,
        cultivar=cultivar,
        season_months=item.months if len(item.months) < YEAR else (),
        storage=(
            item.storage.replace(";", "；").replace(",", "，"),
            phrases().storage[item.storage],
        ),
        shelf_life=(
            item.shelf_life.replace(";", "；").replace(",", "，"),
            phrases().shelf_life[item.shelf_life],
        ),
        eating=crop.eating,
        ingredients=crop.ingredients,
        standard_code=standard_of(item, crop),
        licence_no=licence_no(item, cooperative),
        return_policy=policy,
        damage=damage_rule(item),
        dispatch_hours=hours,
        needs_cold_chain=cold,
        needs_lot_certificate=item.lot_certificate.startswith("Y"),
        substance=crop.substance,
        gi=gi_fact(item),
        shape=shape_for(shelf, name[0]),
        season=season_of(item.months, seed=item.id),
        freight_key=freight_key_of(item),
        variants=variants_of(item, crop, item.id)
        if policy is not ReturnPolicy.DISPLAY_ONLY
        else (),
    )


def standard_of(item: Specialty, crop: Crop) -> str:
    """Product standard on the label; a licensed food without a common one has its maker's own."""
    if crop.standard:
        return crop.standard
    return f"Q/YS {number(item.id) % 9000 + 1000}S" if licence_category(item) else ""


def licence_no(item: Specialty, cooperative: CooperativeSpec) -> str:
    wanted = licence_category(item)
    if not wanted:
        return ""
    return next(
        paper.number
        for paper in cooperative.certificates
        if paper.type_code == "SC" and paper.number[2:5] == wanted
    )
