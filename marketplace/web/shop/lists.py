"""Lists of products with their filters, orders and pages, every choice a plain link."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

from fastapi import Depends, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.http.pages import path_for
from marketplace.kit.language import gettext as _
from marketplace.kit.language import language
from marketplace.search import queries
from marketplace.search.queries import Facets, Sort, Wanted
from marketplace.web.shop.cards import CardView, card_views, counted
from marketplace.web.shop.public import place_name

PRICES: Final[Mapping[str, tuple[int | None, int | None]]] = {
    "0-30": (None, 3_000),
    "30-60": (3_000, 6_000),
    "60-100": (6_000, 10_000),
    "100-200": (10_000, 20_000),
    "200-": (20_000, None),
}
"""Price ranges a buyer may choose. Units: 元 in the key, 分 in the bounds."""

_CODE: Final = re.compile(r"[0-9]{2,12}")
_TYPE: Final = re.compile(r"[A-Z_]{2,32}")
Link = tuple[str, str, bool]
"""Text, address, whether it is chosen."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader has chosen; anything unreadable counts as not chosen."""

    season: bool = False
    paper: str = ""
    origin: str = ""
    price: str = ""
    sort: Sort = Sort.RELEVANCE

    def narrowed(self, wanted: Wanted) -> Wanted:
        """``wanted``, and what was chosen as well."""
        low, high = PRICES.get(self.price, (None, None))
        return replace(
            wanted,
            in_season=self.season,
            certificate=self.paper or None,
            origin=self.origin or wanted.origin,
            price_from=low,
            price_to=high,
        )

    @property
    def params(self) -> dict[str, str]:
        """The choice as a query."""
        return {
            "season": "now" if self.season else "",
            "paper": self.paper,
            "origin": self.origin,
            "price": self.price,
            "sort": self.sort.value if self.sort is not Sort.RELEVANCE else "",
        }

    @property
    def is_empty(self) -> bool:
        """Whether nothing narrows the list."""
        return not (self.season or self.paper or self.origin or self.price)


def read_choice(
    season: Annotated[str, Query()] = "",
    paper: Annotated[str, Query()] = "",
    origin: Annotated[str, Query()] = "",
    price: Annotated[str, Query()] = "",
    sort: Annotated[str, Query()] = "",
) -> Choice:
    """The filters in the address."""
    return Choice(
        season=season == "now",
        paper=paper if _TYPE.fullmatch(paper) else "",
        origin=origin if _CODE.fullmatch(origin) else "",
        price=price if price in PRICES else "",
        sort=Sort(sort) if sort in set(Sort) else Sort.RELEVANCE,
    )


Chosen = Annotated[Choice, Depends(read_choice)]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list ready to print."""

    cards: Sequence[CardView]
    count: int
    count_words: str
    next_href: str
    first_href: str
    quick: Sequence[Link]
    """Season and certificates: chips above the list."""
    groups: Sequence[tuple[str, Sequence[Link]]]
    """All filters by heading."""
    chosen: Sequence[Link]
    """What is on now, each linking to the list without it."""
    sorts: Sequence[Link]
    clear_href: str


class Linker:
    """Addresses of one list with other choices."""

    def __init__(self, request: Request, route: str, choice: Choice, **fixed: str) -> None:
        self._request, self._route, self._choice, self._fixed = request, route, choice, fixed

    def __call__(self, **changes: Any) -> str:
        """The list with ``changes`` to the choice, from its first page."""
        chosen = replace(self._choice, **changes)
        return path_for(self._request, self._route, **self._fixed, **chosen.params)

    def page(self, after: str | None) -> str:
        """The same list after a row; empty when there is none."""
        if not after:
            return ""
        params = {**self._fixed, **self._choice.params}
        return path_for(self._request, self._route, **params, after=after)

    def clear(self) -> str:
        """The list without any choice."""
        return path_for(self._request, self._route, **self._fixed)


async def listing(
    request: Request,
    session: AsyncSession,
    *,
    wanted: Wanted,
    choice: Choice,
    after: str | None,
    month: int,
    link: Linker,
    plain_sort: Sort = Sort.RELEVANCE,
) -> Listing:
    """A page of what ``wanted`` and ``choice`` ask for; three queries, whatever its size.

    ``plain_sort`` is the order behind 「综合」 where there are no words to weigh.
    Raises: Invalid, for a broken ``after``.
    """
    narrowed = choice.narrowed(wanted)
    order = plain_sort if choice.sort is Sort.RELEVANCE else choice.sort
    found = await queries.cards(session, wanted=narrowed, month=month, sort=order, after=after)
    count = await queries.count(session, wanted=narrowed, month=month)
    facets = await queries.facets(session, wanted=wanted, month=month)
    groups = _groups(choice, facets, link)
    return Listing(
        cards=card_views(request, found.items, month=month),
        count=count,
        count_words=counted(count),
        next_href=link.page(found.next),
        first_href=link() if after else "",
        quick=[*groups[0][1], *groups[1][1]] if len(groups) > 1 else groups[0][1],
        groups=groups,
        chosen=[each for _title, links in groups for each in links if each[2]],
        sorts=_sorts(choice, link),
        clear_href=link.clear(),
    )


def _groups(choice: Choice, facets: Facets, link: Linker) -> list[tuple[str, Sequence[Link]]]:
    english = language() == "en"
    papers = [
        (badge.en if english else badge.zh, *_toggle(link, choice, "paper", code))
        for code, badge in facets.certificates
    ]
    counties = [
        (place_name(name), *_toggle(link, choice, "origin", code)) for code, name in facets.counties
    ]
    prices = [(_price_words(key), *_toggle(link, choice, "price", key)) for key in PRICES]
    seasons = [(_("当季上市"), link(season=not choice.season), choice.season)]
    found = [
        (_("时令"), seasons),
        (_("证书"), papers),
        (_("价格"), prices),
        (_("产地"), counties if len(counties) > 1 or choice.origin else []),
    ]
    return [(title, links) for title, links in found if links]


def _toggle(link: Linker, choice: Choice, name: str, value: str) -> tuple[str, bool]:
    is_on = getattr(choice, name) == value
    return link(**{name: "" if is_on else value}), is_on


def _price_words(key: str) -> str:
    low, _dash, high = key.partition("-")
    if not high:
        return _("¥%(low)s 以上", low=low)
    return _("¥%(high)s 以下", high=high) if low == "0" else f"¥{low}–{high}"


def _sorts(choice: Choice, link: Linker) -> list[Link]:
    words = [
        (_("综合"), Sort.RELEVANCE),
        (_("销量"), Sort.SOLD),
        (_("最新"), Sort.NEWEST),
        (_("价格从低到高"), Sort.PRICE_UP),
        (_("价格从高到低"), Sort.PRICE_DOWN),
    ]
    return [(text, link(sort=sort), choice.sort is sort) for text, sort in words]
