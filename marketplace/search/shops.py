"""Reads of sellers as buyers meet them: cards in lists and the head of a shop's own page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.kit.errors import NotFound
from marketplace.kit.language import gettext as _
from marketplace.vendors.states import VendorKind, VendorState

ON_PAGE: Final = 24


@dataclass(frozen=True, slots=True)
class Shop:
    """A seller's public facts; nothing personal, no figure without a source."""

    id: UUID
    slug: str
    kind: VendorKind
    state: VendorState
    name: str
    """Registered name."""
    shop_zh: str
    shop_en: str
    pavilion_code: str
    division_code: str | None
    places: Sequence[str]
    """County and below."""
    address: str
    phone: str
    founded_on: date | None
    member_count: int | None
    base_area_m2: int | None
    story_zh: str
    story_en: str
    approved_at: datetime | None
    is_demo: bool
    products: int
    """On show now, as far as 1,000."""


_COLUMNS: Final = """
SELECT v.id, v.slug, v.kind, v.state, v.name,
       coalesce(nullif(v.shop_name_zh, ''), v.name) AS shop_zh, v.shop_name_en AS shop_en,
       v.pavilion_code, v.division_code,
       ARRAY(SELECT d.name FROM divisions d WHERE d.code = ANY(ARRAY[
                 left(v.division_code, 6), left(v.division_code, 9), v.division_code])
              ORDER BY d.level) AS places,
       v.registered_address AS address, v.service_phone AS phone, v.founded_on, v.member_count,
       v.base_area_m2, v.story_zh, v.story_en, v.approved_at, v.is_demo,
       (SELECT count(*) FROM (SELECT 1 FROM search_entries e WHERE e.vendor_id = v.id
                               LIMIT 1001) these) AS products
  FROM vendors v
"""


def _shop(row: RowMapping) -> Shop:
    given: dict[str, Any] = {**row}
    given["kind"] = VendorKind(row["kind"])
    given["state"] = VendorState(row["state"])
    return Shop(**given)


_ONE: Final = text(f"{_COLUMNS} WHERE v.slug = :slug AND v.approved_at IS NOT NULL")


async def shop(session: AsyncSession, *, slug: str) -> Shop:
    """A shop that is or once was open.

    Raises: NotFound.
    """
    row = (await session.execute(_ONE, {"slug": slug})).mappings().one_or_none()
    if row is None:
        raise NotFound(_("没有找到这家店。"))
    return _shop(row)


_INSIDE: Final = text(
    _COLUMNS + " WHERE v.state = 'trading' AND v.pavilion_code = left(:code, 6)"
    " AND left(v.division_code, length(:code)) = :code"
    " ORDER BY products DESC, v.approved_at, v.id LIMIT :limit"
)
_UNDER: Final = text(
    _COLUMNS + " WHERE v.state = 'trading' AND left(v.pavilion_code, length(:code)) = :code"
    " ORDER BY v.approved_at, v.id LIMIT :limit"
)
_COUNTY_DIGITS: Final = 6


async def shops_inside(session: AsyncSession, *, code: str, limit: int) -> list[Shop]:
    """Trading shops of a place, those with most to offer first; one query."""
    statement = _INSIDE if len(code) >= _COUNTY_DIGITS else _UNDER
    rows = (await session.execute(statement, {"code": code, "limit": limit})).mappings()
    return [_shop(row) for row in rows]


_NAMED: Final = text(
    _COLUMNS + " WHERE v.state = 'trading' AND (position(:words in lower(v.shop_name_zh)) > 0"
    " OR position(:words in lower(v.shop_name_en)) > 0 OR position(:words in lower(v.name)) > 0)"
    " AND v.id > :after ORDER BY v.id LIMIT :limit"
)
_FIRST: Final = UUID(int=0)


async def shops_named(
    session: AsyncSession, *, words: str, after: UUID | None = None, limit: int = ON_PAGE
) -> list[Shop]:
    """Trading shops with ``words`` in a name, after shop ``after``; one query.

    Needs: ``words`` as ``kit.text.search_slug`` makes them.
    """
    given = {"words": words, "after": after or _FIRST, "limit": limit}
    return [_shop(row) for row in (await session.execute(_NAMED, given)).mappings()]
