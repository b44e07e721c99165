"""Pure decisions about products as buyers read them: seasons, prices before, promises in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from marketplace.catalog.states import ReturnPolicy
from marketplace.kit.language import gettext as _
from marketplace.kit.language import language

YEAR: Final = 12
BEFORE: Final = timedelta(days=7)
"""How far back a price compared with may lie. Source: domain rule PRICE-2."""
_ENGLISH_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


def is_all_year(months: Sequence[int]) -> bool:
    """Whether there is no season: no months given, or all of them."""
    return not months or len(set(months)) >= YEAR


def in_season(months: Sequence[int], month: int) -> bool:
    """Fresh in ``month``, and not simply all the year round."""
    return month in months and not is_all_year(months)


def months_until(months: Sequence[int], month: int) -> int | None:
    """Months from ``month`` to the next season: 0 while it lasts, None without a season."""
    if is_all_year(months):
        return None
    return min((each - month) % YEAR for each in months)


def season_words(months: Sequence[int]) -> str:
    """``9–10月``, ``11月–次年2月``, ``全年``; ``Sep–Oct`` in English."""
    if is_all_year(months):
        return _("全年")
    return _("、").join(_span(*run) for run in _month_runs(months))


def _month_runs(months: Iterable[int]) -> list[tuple[int, int]]:
    """First and last month of each unbroken stretch, over the turn of the year too."""
    wanted = set(months)
    starts = sorted(month for month in wanted if (month - 2) % YEAR + 1 not in wanted)
    found: list[tuple[int, int]] = []
    for first in starts:
        last = first
        while last % YEAR + 1 in wanted:
            last = last % YEAR + 1
        found.append((first, last))
    return found


def _span(first: int, last: int) -> str:
    if language() == "en":
        names = _ENGLISH_MONTHS[first - 1], _ENGLISH_MONTHS[last - 1]
        return names[0] if first == last else "–".join(names)
    if first == last:
        return f"{first}月"
    return f"{first}–{last}月" if first < last else f"{first}月–次年{last}月"


@dataclass(frozen=True, slots=True)
class PriceAt:
    """That a variant cost ``price_minor`` from ``since`` on."""

    price_minor: int
    since: datetime


def price_before(changes: Sequence[PriceAt]) -> int | None:
    """The lowest price of the seven days before the present one, if that was higher.

    Only so may a page print an earlier price beside the present one. Units: 分.
    Needs: ``changes`` newest first, the present price included.
    Source: Provisions on Clearly Marked Prices art. 16; domain rule PRICE-2.
    """
    if len(changes) < 2:
        return None
    now, *earlier = changes
    window = now.since - BEFORE
    in_force: list[int] = []
    until = now.since
    for change in earlier:
        if until <= window:
            break
        in_force.append(change.price_minor)
        until = change.since
    lowest = min(in_force, default=None)
    return lowest if lowest is not None and lowest > now.price_minor else None


def return_words(policy: ReturnPolicy) -> tuple[str, str]:
    """What the buyer may send back: the promise, and its conditions word for word.

    Source: Measures on Seven-day Returns arts. 6–18; domain rules ORD-3, RET-1, RET-2.
    """
    quality = _("质量问题由商家负责退换并承担运费。")
    if policy is ReturnPolicy.RETURN_7D:
        return _("支持七日无理由退货"), _(
            "签收次日起 7 天内，商品完好可以退；退回运费由买家承担。"
        ) + quality
    if policy is ReturnPolicy.SEALED_7D:
        return _("未拆封支持七日无理由退货"), _(
            "签收次日起 7 天内，密封包装没有打开可以退；退回运费由买家承担。"
        ) + quality
    if policy is ReturnPolicy.FRESH_EXEMPT:
        return _("不支持七日无理由退货"), _(
            "本品鲜活易腐，不支持七日无理由退货，质量问题按坏果规则处理。"
        )
    return _("仅作展示"), _("本品为中药材，仅作展示，不在本平台销售。")
