"""The sentences of the demo: facts joined plainly, no superlatives, no effects on health.

Source: Advertising Law art. 9, 17, 28.
"""

from collections.abc import Sequence
from typing import Final

from seeds.chance import number, pick
from seeds.crops import Crop, Pair
from seeds.places import Origin
from seeds.records import Specialty

YEAR: Final = 12
_MONTHS_EN: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# The longest word found in the row's process wins.
_HARVESTS: Final[dict[str, Pair]] = {
    "鲜果": ("采收", "picked"),
    "冻果": ("采收冷冻", "picked and frozen"),
    "鲜菜": ("采收", "harvested"),
    "鲜菌": ("采收", "picked"),
    "鲜坚果": ("采收", "gathered"),
    "干坚果": ("采收晾晒", "gathered and dried"),
    "干制": ("采收干制", "gathered and dried"),
    "制茶": ("采制", "picked and made"),
    "蜂蜜": ("取蜜", "taken from the hive"),
    "粮食": ("收获", "harvested"),
    "药材": ("采收", "gathered"),
    "艾制品": ("采收", "cut"),
    "冻/鲜肉": ("集中出栏", "brought in"),
    "熟/腌制": ("腌制上市", "cured and sold"),
    "活鲜": ("捕捞上市", "caught and sold"),
    "鲜花": ("采切", "cut"),
    "压榨": ("采收压榨", "gathered and pressed"),
    "炒制": ("采收炒制", "gathered and roasted"),
    "烘焙": ("采收烘焙", "gathered and roasted"),
}


def spans(months: Sequence[int]) -> list[tuple[int, int]]:
    """Runs of consecutive months; December runs on into January."""
    present = set(months)
    starts = [m for m in sorted(present) if (m - 2) % YEAR + 1 not in present]
    runs: list[tuple[int, int]] = []
    for start in starts:
        end = start
        while end % YEAR + 1 in present and end % YEAR + 1 != start:
            end = end % YEAR + 1
        runs.append((start, end))
    return runs


def months_zh(months: Sequence[int]) -> str:
    """「9至10月」, 「11月至次年2月」."""
    said = []
    for start, end in spans(months):
        if start == end:
            said.append(f"{start}月")
        elif end < start:
            said.append(f"{start}月至次年{end}月")
        else:
            said.append(f"{start}至{end}月")
    return "、".join(said)


def months_en(months: Sequence[int]) -> str:
    said = [
        _MONTHS_EN[start - 1]
        if start == end
        else f"{_MONTHS_EN[start - 1]} to {_MONTHS_EN[end - 1]}"
        for start, end in spans(months)
    ]
    return " and ".join(said)


def _harvest(process: str) -> Pair:
    fitting = [word for word in _HARVESTS if word in process]
    return _HARVESTS[max(fitting, key=len)] if fitting else ("上市", "in season")


def _season(item: Specialty) -> Pair:
    if len(item.months) == YEAR:
        return ("全年供货，按订单安排生产或出货。", "Available all year, made or packed to order.")
    zh, en = _harvest(item.process)
    when = months_zh(item.months)
    return (
        pick(
            (
                f"当地在{when}{zh}。",
                f"每年{when}{zh}，错过当季可登记到货提醒。",
                f"{when}是{zh}的时候。",
            ),
            item.id,
            "season",
        ),
        pick(
            (
                f"Locally {en} in {months_en(item.months)}.",
                f"Every year {en} in {months_en(item.months)}; you can ask to be told when.",
                f"{months_en(item.months)} is when it is {en}.",
            ),
            item.id,
            "season",
        ),
    )


def _opening(name: Pair, origin: Origin, shop: Pair, seed: str, *, is_for_sale: bool) -> Pair:
    place, place_en = f"{origin.path}{origin.town}", f"{origin.town_en}, {origin.county_en}"
    where_en = f"{place_en}, {origin.province_en}"
    turn = number(seed, "opening") % 3 if is_for_sale else 0
    return (
        (
            f"{name[0]}，产自{place}。",
            f"这一批{name[0]}来自{place}，由{shop[0]}供货。",
            f"{place}出产，{shop[0]}分拣装箱。",
        )[turn],
        (
            f"{name[1]}, from {where_en}.",
            f"This {name[1]} comes from {where_en}, supplied by {shop[1]}.",
            f"From {where_en}, sorted and packed by {shop[1]}.",
        )[turn],
    )


def _sending(crop: Crop, dispatch_hours: int, *, needs_cold_chain: bool) -> Pair:
    by, by_en = ("冷链", "chilled") if needs_cold_chain else ("快递", "express")
    unit, unit_en = (
        ("按件", "the piece") if crop.scheme.is_by_piece else ("按净含量", "net content")
    )
    zh = f"付款后{dispatch_hours}小时内从产地发出，{by}运输，{unit}计价。"
    en = f"Leaves the place of origin within {dispatch_hours} hours of payment by {by_en} carrier"
    return zh, f"{en}; priced by {unit_en}."


def description(
    item: Specialty,
    crop: Crop,
    *,
    name: Pair,
    origin: Origin,
    shop: Pair,
    dispatch_hours: int,
    needs_cold_chain: bool,
    is_for_sale: bool,
) -> Pair:
    """Three or four short paragraphs: where from, what it is, when, how it travels."""
    opening = _opening(name, origin, shop, item.id, is_for_sale=is_for_sale)
    season = _season(item)
    parts = [(opening[0] + crop.about[0], f"{opening[1]} {crop.about[1]}"), season]
    if is_for_sale:
        parts.append(_sending(crop, dispatch_hours, needs_cold_chain=needs_cold_chain))
    if crop.notice:
        parts.append(crop.notice)
    parts.append(
        (
            "页面配图为示意图，以收到的实物为准。",
            "The picture is a drawing; what you receive is what counts.",
        )
    )
    return "\n\n".join(zh for zh, _ in parts), "\n\n".join(en for _, en in parts)


_ENDINGS: Final[tuple[Pair, ...]] = (
    (
        "每一单由成员轮流值班打包，箱内附联系卡。",
        "Members take turns at the packing table; every box carries a card with our contact.",
    ),
    (
        "打包间设在村口，订单当天核对、当天交给快递。",
        "The packing room is at the edge of the village; orders leave the day they are checked.",
    ),
    (
        "我们只卖自己种养的东西，卖完就等下一季。",
        "We sell what we grow ourselves, and when it is gone we wait for the next season.",
    ),
)
_WORKSHOP_ENDINGS: Final[tuple[Pair, ...]] = (
    (
        "车间与打包间同院，订单当天核对、当天交给快递。",
        "Workshop and packing room share a yard; orders leave the day they are checked.",
    ),
    (
        "按订单分批生产，每批留样，标签写明生产日期。",
        "Made in batches to order; a sample of each is kept and the date is on the label.",
    ),
)


def story(
    *, shop: Pair, origin: Origin, goods: Sequence[Pair], year: int, members: int | None, seed: str
) -> Pair:
    """Who they are, in the vendor's own plain words. Without members it is a workshop."""
    listed_zh = "、".join(name[0] for name in goods[:3])
    listed_en = ", ".join(name[1] for name in goods[:3])
    people_zh = f"现有成员{members}户" if members else "有自己的加工车间"
    people_en = f"{members} member households" if members else "a workshop of its own"
    end_zh, end_en = pick(_ENDINGS if members else _WORKSHOP_ENDINGS, seed, "ending")
    zh = f"{shop[0]}{year}年成立，在{origin.path}{origin.town}{origin.village}，{people_zh}，"
    en = f"Founded in {year} in {origin.town_en}, {origin.county_en}, with {people_en}."
    return (
        f"{zh}供应{listed_zh}。{end_zh}本店为演示数据，主体与人员均为虚构。",
        f"{en} Goods: {listed_en}. {end_en} Demonstration data: vendor and people are fictional.",
    )
