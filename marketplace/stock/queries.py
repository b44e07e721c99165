"""Reads about stock."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.stock.models import StockItem


@dataclass(frozen=True, slots=True)
class StockDifference:
    """A stock row that its movements do not explain."""

    variant_id: UUID
    on_hand: int
    reserved: int
    booked_on_hand: int
    booked_reserved: int


_DIFFERENCES: Final = text("""
SELECT coalesce(s.variant_id, m.variant_id) AS variant_id,
       coalesce(s.on_hand, 0) AS on_hand, coalesce(s.reserved, 0) AS reserved,
       coalesce(m.on_hand, 0) AS booked_on_hand, coalesce(m.reserved, 0) AS booked_reserved
  FROM stock_items s
  FULL JOIN (SELECT variant_id, sum(on_hand_change) AS on_hand, sum(reserved_change) AS reserved
               FROM stock_movements GROUP BY variant_id) m ON m.variant_id = s.variant_id
 WHERE (coalesce(s.on_hand, 0), coalesce(s.reserved, 0))
       IS DISTINCT FROM (coalesce(m.on_hand, 0), coalesce(m.reserved, 0))
 ORDER BY 1
""")


async def differences(session: AsyncSession) -> list[StockDifference]:
    """Stock rows that are not the sum of their movements; none in a sound house."""
    rows = await session.execute(_DIFFERENCES)
    return [StockDifference(*row) for row in rows]


async def available(session: AsyncSession, variant_ids: Collection[UUID]) -> dict[UUID, int]:
    """Pieces of each variant that can still be bought; variants without a row are left out."""
    query = select(StockItem.variant_id, StockItem.on_hand - StockItem.reserved).where(
        StockItem.variant_id.in_(list(variant_ids))
    )
    return {row[0]: row[1] for row in await session.execute(query)}
