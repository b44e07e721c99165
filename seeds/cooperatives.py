"""The fictional vendors of the demo: who sells which specialty, and their papers."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from marketplace.kit.check_digits import make_food_licence, make_uscc
from marketplace.vendors.states import VendorKind
from seeds import prose
from seeds.chance import between, number, pick
from seeds.crops import Pair
from seeds.listings import crop_of, freight_key_of, licence_category, name_of
from seeds.places import Origin, county_in_english, county_of, origin_of, short_county
from seeds.records import Specialty
from seeds.specs import CertificateSpec, CooperativeSpec, FreightKey

FLAGSHIP: Final = "621221"

MAKERS: Final = frozenset(
    {"MEATP", "LIQUOR", "SNACK", "SAUCE", "VEGP", "EGGP", "AQUAP", "BEV", "CRAFT"}
)
"""Categories made in a workshop by a company; the others are grown by a co-operative."""

# In the flagship county every trade has a shop of its own.
FLAGSHIP_TRADES: Final[Mapping[str, tuple[str, ...]]] = {
    "walnut": ("SP0001", "SP0002", "CX0001"),
    "honey": ("SP0003", "CX0002"),
    "press": ("CX0003",),
    "foods": ("CX0004", "CX0005", "CX0012"),
    "garden": ("CX0006", "CX0007", "CX0008", "CX0009", "CX0011"),
    "poultry": ("CX0010",),
    "liquor": ("SP0004",),
}

# What a vendor's registered name says it does, by category; then the shop's English word.
_TRADES: Final[dict[str, tuple[str, str]]] = {
    "FRUIT": ("林果种植", "fruit"), "VEG": ("蔬菜种植", "vegetable"),
    "FUNGI": ("食用菌种植", "mushroom"), "NUT": ("林果种植", "nut"),
    "GRAIN": ("粮食种植", "grain"), "OIL": ("油料种植", "oil"),
    "TEA": ("茶叶", "tea"), "HERB": ("中药材种植", "herb"), "MEAT": ("养殖", "livestock"),
    "EGG": ("蛋禽养殖", "poultry"),
    "AQUA": ("水产养殖", "fish"), "SPICE": ("香辛料种植", "spice"),
    "HONEY": ("养蜂", "beekeeping"), "STARCH": ("薯类种植加工", "starch noodle"),
    "SOY": ("豆制品", "bean"), "DRYFRUIT": ("果品种植", "dried fruit"),
    "VEGDRY": ("黄花菜种植", "daylily"), "DRYVEG": ("莲子种植", "lotus"),
    "FLOWER": ("花卉种植", "flower"), "FLOWERFOOD": ("玫瑰种植", "rose"),
    "MEATP": ("肉食品", "meats"), "LIQUOR": ("酒业", "distillery"), "SNACK": ("食品", "foods"),
    "SAUCE": ("调味品", "condiments"), "VEGP": ("酱菜食品", "pickles"), "EGGP": ("蛋品", "eggs"),
    "AQUAP": ("海产食品", "seafood"), "BEV": ("咖啡", "coffee"), "CRAFT": ("工艺品", "crafts"),
}  # fmt: skip

_CROP_WORDS: Final[dict[str, str]] = {
    "apple": "苹果", "pear": "梨", "peach": "桃", "cherry": "樱桃", "grape": "葡萄",
    "kiwi": "猕猴桃",
    "walnut": "核桃", "chestnut": "板栗", "peanut": "花生", "pomegranate": "石榴", "orange": "脐橙",
    "goji": "枸杞", "pepper": "花椒", "melon": "甜瓜", "watermelon": "西瓜", "lily": "百合",
}  # fmt: skip

_SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
)
_GIVEN: Final = (
    "谷雨", "小满", "芒种", "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "立夏", "清明", "惊蛰",
    "春分", "雨水", "立秋", "处暑", "夏至", "立春",
)  # fmt: skip
"""Solar terms: pleasant to read, and plainly nobody's papers."""


@dataclass(frozen=True, slots=True)
class Trade:
    """A vendor before it has a name: one county, one line of business, its goods."""

    county_code: str
    word: str
    items: tuple[Specialty, ...]

    @property
    def key(self) -> str:
        return f"{self.county_code}-{self.word}"

    @property
    def is_company(self) -> bool:
        return self.items[0].category_code in MAKERS or self.word == "press"


def trades(items: Sequence[Specialty]) -> tuple[Trade, ...]:
    """Group the goods of each county by line of business; the flagship's by trade."""
    flagship = {ref: word for word, refs in FLAGSHIP_TRADES.items() for ref in refs}
    grouped: defaultdict[tuple[str, str], list[Specialty]] = defaultdict(list)
    for item in items:
        grouped[county_of(item), flagship.get(item.id, _line(item))].append(item)
    return tuple(
        Trade(county, word, tuple(goods)) for (county, word), goods in sorted(grouped.items())
    )


def _line(item: Specialty) -> str:
    """Spirits and crafts are businesses of their own; the rest is grown or made."""
    alone = {"LIQUOR": "spirits", "CRAFT": "crafts"}
    return alone.get(item.category_code, "makers" if item.category_code in MAKERS else "growers")


def _business(trade: Trade) -> tuple[str, str]:
    """What the name says: 「核桃种植」, or 特色农产品 where the goods have little in common."""
    kinds = {item.category_code for item in trade.items}
    if any(item.has_trademark_risk for item in trade.items):
        return "粮酒酿造", "grain spirits"
    if trade.items[0].category_code == "LIQUOR":
        return "酒坊", "cellar"
    if trade.word == "foods":
        return "食品", "foods"
    if trade.word == "press":
        return "油脂", "oils"
    if trade.word == "garden":
        return "特色种植", "garden"
    if len(kinds) > 1:
        return ("特产食品", "specialties") if trade.is_company else ("特色农产品", "farm")
    lead = trade.items[0]
    verb, english = _TRADES[lead.category_code]
    crop = crop_of(lead).key
    if len({crop_of(item).key for item in trade.items}) == 1 or crop == "walnut":
        word = _CROP_WORDS.get(crop, "")
        if word:
            return f"{word}种植", crop
    return verb, english


def _representative(key: str) -> str:
    return pick(_SURNAMES, key, "surname") + pick(_GIVEN, key, "given")


def _names(trade: Trade, origin: Origin) -> tuple[str, Pair]:
    """Registered name, then the shop's names."""
    zh, english = _business(trade)
    is_guarded = trade.items[0].category_code == "LIQUOR"
    # A county's name and a word for liquor together are the names of real distilleries.
    place = f"{origin.county}示例" if is_guarded else short_county(origin.county)
    county_en = _plain_english(origin.county_en)
    stem = origin.spot.removesuffix("镇").removesuffix("乡")
    if trade.is_company:
        return (
            f"{origin.county}示例{stem.removesuffix('村')}{zh}有限公司(演示)",
            (f"{place}{zh}(演示)", f"{county_en} {english} (demo)"),
        )
    return (
        f"{origin.county}示例{origin.spot}{zh}农民专业合作社(演示)",
        (f"{place}{zh}合作社(演示)", f"{county_en} {english} co-operative (demo)"),
    )


def _certificates(
    trade: Trade, *, name: str, uscc: str, origin: Origin, founded: date, serial: int
) -> tuple[CertificateSpec, ...]:
    issuer = f"{origin.county}市场监督管理局(演示)"
    papers = [CertificateSpec("BIZ_LIC", uscc, name, issuer, founded, founded, None, "营业执照")]
    for category in sorted({c for item in trade.items if (c := licence_category(item))}):
        start = date(2023 + serial % 3, 1 + number(trade.key, category) % 12, 15)
        made = "、".join(name_of(i)[0] for i in trade.items if licence_category(i) == category)
        papers.append(
            CertificateSpec(
                "SC",
                make_food_licence(category=category, serial=serial),
                name,
                issuer,
                start,
                start,
                date(start.year + 5, start.month, 14),
                made,
            )
        )
    if trade.key == f"{FLAGSHIP}-walnut":
        papers.append(_flagship_mark(name))
    return tuple(papers)


def _flagship_mark(holder: str) -> CertificateSpec:
    """One sample of a mark's authorisation, so that a badge backed by a paper can be seen."""
    start = date(2024, 3, 15)
    return CertificateSpec(
        "GI",
        "DEMO-GI-621221-0001",
        holder,
        "地理标志主管部门(演示)",
        start,
        start,
        date(2034, 3, 14),
        "成县核桃",
    )


def _freight(trade: Trade) -> FreightKey:
    """One list per vendor: the one its most delicate goods need."""
    keys = {freight_key_of(item) for item in trade.items}
    return next(key for key in ("frozen", "fresh", "standard") if key in keys)


def cooperative_of(trade: Trade, *, serial: int, slug: str) -> CooperativeSpec:
    """A vendor of this trade. ``serial`` makes its numbers unique."""
    origin = origin_of(trade.items[0])
    name, shop = _names(trade, origin)
    founded = date(between(2009, 2021, trade.key, "year"), between(1, 12, trade.key, "month"), 18)
    uscc = make_uscc(kind="91" if trade.is_company else "93", serial=serial)
    capital = between(8, 60, trade.key, "capital") * 10_000_000
    members = None if trade.is_company else between(12, 168, trade.key, "members")
    area = None if trade.is_company else between(20, 160, trade.key, "area") * 10_000
    seed = f"{trade.key}-story"
    plain_shop = (shop[0].removesuffix("(演示)"), shop[1].removesuffix(" (demo)"))
    return CooperativeSpec(
        key=trade.key,
        slug=slug,
        kind=VendorKind.COMPANY if trade.is_company else VendorKind.COOPERATIVE,
        name=name,
        shop_name_zh=shop[0],
        shop_name_en=shop[1],
        uscc=uscc,
        legal_representative=_representative(trade.key),
        member_contribution_minor=None if trade.is_company else capital,
        registered_capital_minor=capital if trade.is_company else None,
        company_type="有限责任公司(自然人投资或控股)" if trade.is_company else "",
        registered_address=f"{origin.path}{origin.town}{origin.village}示例路{serial % 90 + 1}号",
        origin=origin,
        phone=f"+861990001{serial:04d}",
        founded_on=founded,
        member_count=members,
        base_area_m2=area,
        story=prose.story(
            shop=plain_shop,
            origin=origin,
            goods=[name_of(item) for item in trade.items],
            year=founded.year,
            members=members,
            seed=seed,
        ),
        freight_key=_freight(trade),
        certificates=_certificates(
            trade, name=name, uscc=uscc, origin=origin, founded=founded, serial=serial
        ),
    )


def _slugs(groups: Sequence[Trade]) -> list[str]:
    """Readable handles; where two would be alike, both carry their county's code."""
    wished = []
    for trade in groups:
        county = _plain_english(county_in_english(trade.county_code))
        plain = re.sub(r"[^a-z]", "", county.lower())[:16]
        wished.append(f"{plain}-{_business(trade)[1]}".replace(" ", "-"))
    return [
        slug if wished.count(slug) == 1 else f"{slug[:25]}-{trade.county_code}"
        for slug, trade in zip(wished, groups, strict=True)
    ]


def _plain_english(county: str) -> str:
    return county.removesuffix(" County").removesuffix(" District")


@lru_cache(1)
def roster(items: tuple[Specialty, ...]) -> tuple[tuple[CooperativeSpec, Trade], ...]:
    """Every vendor with the trade behind it, in a fixed order."""
    groups = trades(items)
    return tuple(
        (cooperative_of(trade, serial=serial, slug=slug), trade)
        for serial, (trade, slug) in enumerate(zip(groups, _slugs(groups), strict=True), 1)
    )
