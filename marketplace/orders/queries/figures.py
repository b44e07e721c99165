"""Figures and hints for a vendor's desk: what waits under each tab, today's takings, habits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.orders.models import Order, Parcel
from marketplace.orders.queries.desk import TAB_STATES, TO_SHIP, VendorTab
from marketplace.orders.states import OrderState

COUNTED_TO: Final = 1000
"""Counting stops here: nobody needs to know whether 4,000 or 4,001 orders are finished."""


async def tab_counts(session: AsyncSession, *, vendor_id: UUID) -> dict[VendorTab, int]:
    """How many orders stand under each tab, ``COUNTED_TO`` at most; one query."""
    counted = [
        select(func.count())
        .select_from(
            select(Order.id)
            .where(
                Order.vendor_id == vendor_id,
                Order.state.in_(states),
                Order.paid_at.is_not(None),
            )
            .limit(COUNTED_TO)
            .subquery()
        )
        .scalar_subquery()
        for states in TAB_STATES.values()
    ]
    row = (await session.execute(select(*counted))).one()
    return dict(zip(TAB_STATES, row, strict=True))


@dataclass(frozen=True, slots=True)
class Takings:
    """What buyers paid a vendor in a span of time, cancelled orders left out. Units: 分."""

    orders: int
    goods_minor: int
    freight_minor: int
    refunded_minor: int
    commission_minor: int
    """The platform's share as frozen at sale."""

    @property
    def paid_minor(self) -> int:
        """What is left after refunds, before the platform's share."""
        return self.goods_minor + self.freight_minor - self.refunded_minor


async def takings(
    session: AsyncSession, *, vendor_id: UUID, since: datetime, until: datetime
) -> Takings:
    """What was paid from ``since`` until before ``until``; one query."""
    query = select(
        func.count(),
        func.coalesce(func.sum(Order.goods_minor), 0),
        func.coalesce(func.sum(Order.freight_minor), 0),
        func.coalesce(func.sum(Order.refunded_minor), 0),
        func.coalesce(func.sum(Order.commission_minor), 0),
    ).where(
        Order.vendor_id == vendor_id,
        Order.paid_at >= since,
        Order.paid_at < until,
        Order.state != OrderState.CANCELLED,
    )
    row = (await session.execute(query)).one()
    return Takings(row[0], *(int(each) for each in row[1:]))


async def last_carrier(session: AsyncSession, *, vendor_id: UUID) -> str:
    """The courier that has this vendor's latest parcel on the road; "" if there is none."""
    recent = (
        select(Order.id)
        .where(Order.vendor_id == vendor_id, Order.state == OrderState.SHIPPED)
        .order_by(Order.placed_at.desc())
        .limit(20)
    )
    query = (
        select(Parcel.carrier_code)
        .where(Parcel.order_id.in_(recent))
        .order_by(Parcel.shipped_at.desc())
        .limit(1)
    )
    return await session.scalar(query) or ""


async def next_to_ship(session: AsyncSession, *, vendor_id: UUID) -> UUID | None:
    """The order whose promised moment is the nearest, if any waits."""
    query = (
        select(Order.id)
        .where(Order.vendor_id == vendor_id, Order.state.in_(TO_SHIP))
        .order_by(Order.dispatch_before, Order.id)
        .limit(1)
    )
    return await session.scalar(query)
