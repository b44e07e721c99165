"""Whether orders, their groups and the stock set aside for them agree; for checking the books."""

from typing import Final
from uuid import UUID

from sqlalchemy import func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.orders.models import Order, OrderGroup

_RESERVED: Final = text("""
SELECT coalesce(s.variant_id, o.variant_id) AS variant_id,
       coalesce(s.reserved, 0) AS reserved, coalesce(o.wanted, 0) AS wanted
  FROM stock_items s
  FULL JOIN (SELECT l.variant_id, sum(l.quantity - l.shipped_quantity) AS wanted
               FROM order_lines l JOIN orders o ON o.id = l.order_id
              WHERE o.state IN ('awaiting_payment', 'awaiting_shipment', 'partly_shipped')
              GROUP BY l.variant_id) o ON o.variant_id = s.variant_id
 WHERE coalesce(s.reserved, 0) <> coalesce(o.wanted, 0)
 ORDER BY 1
""")


async def reservation_differences(session: AsyncSession) -> list[tuple[UUID, int, int]]:
    """Variants whose pieces set aside are not what open orders want; none in a sound house.

    Shape: (variant, set aside, wanted).
    """
    return [(row.variant_id, row.reserved, row.wanted) for row in await session.execute(_RESERVED)]


_TOTALS: Final = or_(
    OrderGroup.goods_minor
    != select(func.coalesce(func.sum(Order.goods_minor), 0))
    .where(Order.group_id == OrderGroup.id)
    .scalar_subquery(),
    OrderGroup.freight_minor
    != select(func.coalesce(func.sum(Order.freight_minor), 0))
    .where(Order.group_id == OrderGroup.id)
    .scalar_subquery(),
)


async def groups_that_do_not_add_up(session: AsyncSession) -> list[UUID]:
    """Purchases whose amounts are not the sum of their orders'; none in a sound house."""
    return list(await session.scalars(select(OrderGroup.id).where(_TOTALS).order_by(OrderGroup.id)))
