"""Reads of the search index: lists of products, by words or by shelf, page after page."""

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Label,
    RowMapping,
    Select,
    SQLColumnExpression,
    String,
    and_,
    any_,
    case,
    cast,
    func,
    literal,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.kit.errors import Invalid
from marketplace.kit.language import gettext as _
from marketplace.kit.paging import PAGE_SIZE, Page, decode_cursor, encode_cursor
from marketplace.search.models import SearchEntry
from marketplace.search.words import query

MOST_COUNTED: Final = 1000
"""Counting stops here: a buyer needs to know "more than a thousand", not 86,231."""
_MOST_SAMPLED: Final = 1000
"""Facets are read from at most so many matches."""
ALL_YEAR: Final = 12
_LARGEST: Final = 2**63 - 1


class Sort(enum.StrEnum):
    """Orders a buyer may choose from; none can be bought. Source: domain rule SRCH-1."""

    RELEVANCE = "relevance"
    SOLD = "sold"
    PRICE_UP = "price_up"
    PRICE_DOWN = "price_down"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is about. Everything given must hold."""

    words: str = ""
    """As typed."""
    loosely: bool = False
    """Any one of the words is enough."""
    category: str | None = None
    pavilion: str | None = None
    origin: str | None = None
    """Code of a division of any level; everything from inside it."""
    vendor_id: UUID | None = None
    certificate: str | None = None
    in_season: bool = False
    sellable: bool = False
    price_from: int | None = None
    """Units: 分, as ``price_to``; both inclusive."""
    price_to: int | None = None
    without: UUID | None = None
    """A product to leave out: the one the page is about."""


@dataclass(frozen=True, slots=True)
class Badge:
    """What a valid paper lets a card say."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product as lists print it, in both languages; stored ready-made in each index row."""

    id: UUID
    name_zh: str
    name_en: str
    title_zh: str
    title_en: str
    origin_zh: str
    origin_en: str
    price_minor: int
    """Of the cheapest variant that can be had; 0 for what is only on show."""
    has_prices: bool
    """Other variants cost something else."""
    net_grams: int
    badges: tuple[Badge, ...]
    season_months: tuple[int, ...]
    note: str
    """``sold_out``, ``display_only`` or empty."""
    shape: str
    photo_id: UUID | None
    sold_count: int

    @classmethod
    def read(cls, card: Mapping[str, Any], sold_count: int) -> "ProductCard":
        """The card in an index row."""
        photo = card["photo_id"]
        return cls(
            id=UUID(card["id"]),
            name_zh=card["name_zh"],
            name_en=card["name_en"],
            title_zh=card["title_zh"],
            title_en=card["title_en"],
            origin_zh=card["origin_zh"],
            origin_en=card["origin_en"],
            price_minor=card["price_minor"],
            has_prices=card["has_prices"],
            net_grams=card["net_grams"],
            badges=tuple(Badge(each["zh"], each["en"]) for each in card["badges"]),
            season_months=tuple(card["season_months"]),
            note=card["note"],
            shape=card["shape"],
            photo_id=UUID(photo) if photo else None,
            sold_count=sold_count,
        )


E_ = SearchEntry


def _in_season(month: int) -> ColumnElement[bool]:
    """Fresh in ``month`` and not all year round."""
    months = E_.season_months
    return and_(literal(month).op("=")(any_(months)), func.cardinality(months) < ALL_YEAR)


def inside(code: str) -> ColumnElement[bool]:
    """Index rows whose origin lies in division ``code``; a range the prefix index can walk."""
    # LIKE with a bound pattern would lose the index under a generic plan.
    return and_(
        E_.division_code.op("~>=~")(literal(code)), E_.division_code.op("~<~")(literal(code + ":"))
    )


def _tsquery(said: str) -> ColumnElement[Any]:
    return cast(cast(literal(said), String), TSQUERY)


def _conditions(wanted: Wanted, said: str, month: int) -> list[SQLColumnExpression[bool]]:
    """The conditions of ``wanted``; what is only on show has no price to compare."""
    # Built only where asked for: making an expression costs more than sending it.
    asked: list[tuple[object, Callable[[], SQLColumnExpression[bool]]]] = [
        (said, lambda: E_.tokens.bool_op("@@")(_tsquery(said))),
        (wanted.category, lambda: E_.category_code == wanted.category),
        (wanted.pavilion, lambda: E_.pavilion_code == wanted.pavilion),
        (wanted.origin, lambda: inside(wanted.origin or "")),
        (wanted.vendor_id, lambda: E_.vendor_id == wanted.vendor_id),
        (wanted.certificate, lambda: literal(wanted.certificate).op("=")(any_(E_.badges))),
        (wanted.in_season, lambda: _in_season(month)),
        (wanted.sellable, lambda: E_.is_sellable),
        (wanted.price_from, lambda: E_.price_minor >= (wanted.price_from or 0)),
        (wanted.price_to, lambda: E_.price_minor.between(1, wanted.price_to)),
        (wanted.without, lambda: E_.product_id != wanted.without),
    ]
    return [condition() for given, condition in asked if given]


def _score(said: str, month: int) -> ColumnElement[int]:
    """How well a row answers: the words first, then the season, then whether it can be bought."""
    nudges = case((_in_season(month), 50_000), else_=0) + case((E_.is_sellable, 100_000), else_=0)
    if not said:
        return nudges
    return cast(func.ts_rank(E_.tokens, _tsquery(said)) * 1_000_000, Integer) + nudges


@dataclass(frozen=True, slots=True)
class _Order:
    """A sort: its columns, whether it falls, and how a row's keys become a cursor and back."""

    keys: tuple[SQLColumnExpression[Any], ...]
    kinds: tuple[type, ...]
    falls: bool = True


def _order(sort: Sort, said: str, month: int) -> _Order:
    if sort is Sort.SOLD:
        return _Order((E_.sold_count, E_.product_id), (int, str))
    if sort is Sort.PRICE_UP:
        return _Order((E_.price_minor, E_.product_id), (int, str), falls=False)
    if sort is Sort.PRICE_DOWN:
        return _Order((E_.price_minor, E_.product_id), (int, str))
    if sort is Sort.RELEVANCE:
        return _Order((_score(said, month), E_.published_at, E_.product_id), (int, str, str))
    return _Order((E_.published_at, E_.product_id), (str, str))


def _after(order: _Order, cursor: str) -> ColumnElement[bool]:
    """Raises: Invalid."""
    broken = Invalid(_("这一页的链接不完整，请从第一页重新打开。"), field="after")
    given = decode_cursor(cursor, *order.kinds)
    values: list[Any] = []
    try:
        for key, value in zip(order.keys, given, strict=True):
            if isinstance(value, int):
                if abs(value) > _LARGEST:
                    raise broken
                values.append(value)
            elif key is E_.product_id:
                values.append(UUID(value))
            else:
                values.append(datetime.fromisoformat(value))
    except ValueError:
        raise broken from None
    row = tuple_(*order.keys)
    return row < tuple_(*values) if order.falls else row > tuple_(*values)


def _statement(
    wanted: Wanted, order: _Order, *, said: str, month: int, after: str | None, limit: int
) -> Select[Any]:
    keys: list[Label[Any]] = [key.label(f"key{at}") for at, key in enumerate(order.keys)]
    statement: Select[Any] = select(E_.card, E_.sold_count, *keys).where(
        *_conditions(wanted, said, month)
    )
    if after:
        statement = statement.where(_after(order, after))
    ordered = [key.desc() if order.falls else key.asc() for key in order.keys]
    return statement.order_by(*ordered).limit(limit)


def _cursor(row: RowMapping) -> str:
    keys: list[str | int] = []
    for name, value in row.items():
        if str(name).startswith("key"):
            is_moment = isinstance(value, datetime)
            keys.append(
                value.isoformat() if is_moment else value if type(value) is int else str(value)
            )
    return encode_cursor(*keys)


async def cards(
    session: AsyncSession,
    *,
    wanted: Wanted,
    month: int,
    sort: Sort = Sort.RELEVANCE,
    after: str | None = None,
    limit: int = PAGE_SIZE,
) -> Page[ProductCard]:
    """One page of products; ``month`` is the present one in China.

    Raises: Invalid, when ``after`` is no cursor of this order.
    """
    said = query(wanted.words, loosely=wanted.loosely) if wanted.words else ""
    if wanted.words and not said:
        return Page((), None)
    order = _order(sort, said, month)
    statement = _statement(wanted, order, said=said, month=month, after=after, limit=limit + 1)
    rows = (await session.execute(statement)).mappings().all()
    shown = [ProductCard.read(row["card"], row["sold_count"]) for row in rows[:limit]]
    return Page(shown, _cursor(rows[limit - 1]) if len(rows) > limit else None)


async def count(session: AsyncSession, *, wanted: Wanted, month: int) -> int:
    """How many there are, but never more than ``MOST_COUNTED + 1``."""
    said = query(wanted.words, loosely=wanted.loosely) if wanted.words else ""
    if wanted.words and not said:
        return 0
    some = (
        select(literal(1))
        .select_from(E_)
        .where(*_conditions(wanted, said, month))
        .limit(MOST_COUNTED + 1)
        .subquery()
    )
    return (await session.execute(select(func.count()).select_from(some))).scalar_one()


@dataclass(frozen=True, slots=True)
class Facets:
    """What a list could be narrowed to, most frequent first."""

    certificates: Sequence[tuple[str, Badge]]
    """Type code and badge."""
    counties: Sequence[tuple[str, str]]
    """Code and name."""


async def facets(session: AsyncSession, *, wanted: Wanted, month: int) -> Facets:
    """Certificates and counties among (at most 1,000 of) the matches of ``wanted``."""
    said = query(wanted.words, loosely=wanted.loosely) if wanted.words else ""
    matched = (
        select(E_.badges, E_.pavilion_code)
        .where(*_conditions(wanted, said, month))
        .limit(_MOST_SAMPLED)
        .cte("matched")
    )
    statement = (
        select(
            literal("c").label("what"),
            text("t.code AS code, t.badge_zh AS zh, t.badge_en AS en, f.n AS n"),
        ).select_from(
            text(
                "(SELECT unnest(badges) AS code, count(*) AS n FROM matched GROUP BY 1) f "
                "JOIN certificate_types t ON t.code = f.code"
            )
        )
    ).union_all(
        select(
            literal("p").label("what"), text("d.code, d.name AS zh, '' AS en, f.n AS n")
        ).select_from(
            text(
                "(SELECT pavilion_code AS code, count(*) AS n FROM matched GROUP BY 1"
                " ORDER BY 2 DESC, 1 LIMIT 12) f JOIN divisions d ON d.code = f.code"
            )
        )
    )
    rows = (await session.execute(statement.add_cte(matched).order_by(text("n DESC, code")))).all()
    return Facets(
        certificates=[(row.code, Badge(row.zh, row.en)) for row in rows if row.what == "c"],
        counties=[(row.code, row.zh) for row in rows if row.what == "p"],
    )


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category, and whether anything is on it."""

    code: str
    name_zh: str
    name_en: str
    is_stocked: bool


async def shelves(session: AsyncSession) -> list[Shelf]:
    """All categories in their order; one probe of the index for each, one query."""
    rows = await session.execute(
        text("""
        SELECT c.code, c.name_zh, c.name_en,
               EXISTS (SELECT 1 FROM search_entries e WHERE e.category_code = c.code)
          FROM categories c ORDER BY c.position
        """)
    )
    return [Shelf(*row) for row in rows]


async def listed_in(
    session: AsyncSession, *, pavilion: str, limit: int
) -> list[tuple[UUID, datetime]]:
    """Products of a county, newest first, with the moment each came on show."""
    rows = await session.execute(
        select(E_.product_id, E_.published_at)
        .where(E_.pavilion_code == pavilion)
        .order_by(E_.published_at.desc(), E_.product_id.desc())
        .limit(limit)
    )
    return [(row.product_id, row.published_at) for row in rows]
