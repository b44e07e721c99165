"""Reads for a vendor's order desk: only paid orders, only that vendor's own."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from marketplace.kit.errors import NotFound
from marketplace.kit.language import gettext as _
from marketplace.kit.paging import Page, decode_cursor, encode_cursor
from marketplace.orders.models import Order, OrderGroup, OrderLine, OrderLog, Parcel
from marketplace.orders.states import OrderState

ORDERS_A_PAGE: Final = 20
TO_SHIP: Final = (OrderState.AWAITING_SHIPMENT, OrderState.PARTLY_SHIPPED)


class VendorTab(enum.StrEnum):
    """The views of a vendor's list."""

    TO_SHIP = "to_ship"
    """Everything of which something has still to leave the house."""
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    ALL = "all"


TAB_STATES: Final[Mapping[VendorTab, tuple[OrderState, ...]]] = {
    VendorTab.TO_SHIP: TO_SHIP,
    VendorTab.PARTLY_SHIPPED: (OrderState.PARTLY_SHIPPED,),
    VendorTab.SHIPPED: (OrderState.SHIPPED,),
    VendorTab.COMPLETED: (OrderState.COMPLETED,),
    VendorTab.CANCELLED: (OrderState.CANCELLED,),
    VendorTab.ALL: tuple(OrderState),
}
URGENT: Final = (VendorTab.TO_SHIP, VendorTab.PARTLY_SHIPPED)


def _own(vendor_id: UUID) -> ColumnElement[bool]:
    """What a vendor may know of: its own orders, from the moment they are paid."""
    return (Order.vendor_id == vendor_id) & Order.paid_at.is_not(None)


def _matches(text: str) -> ColumnElement[bool]:
    """Orders in which ``text`` occurs; within one vendor's rows this is quick enough unindexed."""
    of_line = select(OrderLine.order_id).where(
        or_(
            *(
                column.icontains(text, autoescape=True)
                for column in (
                    OrderLine.title_zh, OrderLine.title_en,
                    OrderLine.variant_zh, OrderLine.variant_en,
                )
            )
        ),
        OrderLine.order_id == Order.id,
    )  # fmt: skip
    of_parcel = select(Parcel.order_id).where(
        Parcel.waybill_no.icontains(text, autoescape=True), Parcel.order_id == Order.id
    )
    return or_(
        Order.number.icontains(text, autoescape=True),
        Order.group.has(OrderGroup.region.icontains(text, autoescape=True)),
        of_line.exists(),
        of_parcel.exists(),
    )


async def vendor_orders(
    session: AsyncSession,
    *,
    vendor_id: UUID,
    tab: VendorTab = VendorTab.TO_SHIP,
    matching: str = "",
    after: str | None = None,
    limit: int = ORDERS_A_PAGE,
) -> Page[Order]:
    """A vendor's orders with group and lines; two queries.

    To ship: the most urgent first. Otherwise the newest first. ``matching`` keeps those whose
    number, place, goods or waybill contain it.

    Raises: Invalid (a cursor that is not ours).
    """
    urgent = tab in URGENT
    moment = Order.dispatch_before if urgent else Order.placed_at
    query = select(Order).where(_own(vendor_id), Order.state.in_(TAB_STATES[tab]))
    if matching:
        query = query.where(_matches(matching))
    if after:
        at, order_id = decode_cursor(after, str, str)
        row = tuple_(moment, Order.id)
        edge = (datetime.fromisoformat(str(at)), UUID(str(order_id)))
        query = query.where(row > edge if urgent else row < edge)
    order_by = (moment, Order.id) if urgent else (moment.desc(), Order.id.desc())
    query = (
        query.order_by(*order_by)
        .limit(limit + 1)
        .options(joinedload(Order.group), selectinload(Order.lines))
    )
    rows = list(await session.scalars(query))
    if len(rows) <= limit:
        return Page(rows, None)
    last = rows[limit - 1]
    edge_at = last.dispatch_before if urgent else last.placed_at
    assert edge_at is not None
    return Page(rows[:limit], encode_cursor(edge_at.isoformat(), str(last.id)))


async def vendor_order(session: AsyncSession, *, vendor_id: UUID, order_id: UUID) -> Order:
    """One paid order of this vendor with group (address), lines, parcels and what is in them.

    Raises: NotFound.
    """
    query = (
        select(Order)
        .where(_own(vendor_id), Order.id == order_id)
        .options(
            joinedload(Order.group),
            selectinload(Order.lines),
            selectinload(Order.parcels).selectinload(Parcel.lines),
        )
    )
    order = await session.scalar(query)
    if order is None:
        raise NotFound(_("没有找到这笔订单。"))
    return order


async def vendor_log(session: AsyncSession, *, vendor_id: UUID, order_id: UUID) -> list[OrderLog]:
    """What happened to one order of this vendor, the newest first."""
    query = (
        select(OrderLog)
        .join(Order, Order.id == OrderLog.order_id)
        .where(_own(vendor_id), Order.id == order_id)
        .order_by(OrderLog.id.desc())
    )
    return list(await session.scalars(query))


@dataclass(frozen=True, slots=True)
class VendorCounts:
    """The figures on a vendor's 今日 page and tabs."""

    to_ship: int
    overdue: int
    """Of those to ship: past the promised moment."""
    shipped: int
    paid_today: int
    income_today_minor: int
    """Paid since midnight in China, cancelled ones left out, before commission. Units: 分."""


async def vendor_counts(
    session: AsyncSession, *, vendor_id: UUID, now: datetime, midnight: datetime
) -> VendorCounts:
    """What waits for this vendor; one query.

    Needs: ``midnight`` is the beginning of the present day in China.
    """
    waiting = Order.state.in_(TO_SHIP)
    today = (Order.paid_at >= midnight) & (Order.state != OrderState.CANCELLED)
    query = select(
        func.count().filter(waiting),
        func.count().filter(waiting & (Order.dispatch_before < now)),
        func.count().filter(Order.state == OrderState.SHIPPED),
        func.count().filter(today),
        func.coalesce(func.sum(Order.total_minor - Order.refunded_minor).filter(today), 0),
    ).where(
        _own(vendor_id),
        Order.state.in_((*TO_SHIP, OrderState.SHIPPED)) | (Order.paid_at >= midnight),
    )
    row = (await session.execute(query)).one()
    return VendorCounts(row[0], row[1], row[2], row[3], int(row[4]))


@dataclass(frozen=True, slots=True)
class Pick:
    """So many pieces of one variant to take from the shelf."""

    variant_id: UUID
    title_zh: str
    title_en: str
    variant_zh: str
    variant_en: str
    pieces: int
    net_grams: int
    orders: int
    dispatch_before: datetime


_PICKS: Final = text("""
SELECT l.variant_id, l.title_zh, l.title_en, l.variant_zh, l.variant_en,
       sum(l.quantity - l.shipped_quantity) AS pieces, max(l.net_grams) AS net_grams,
       count(DISTINCT o.id) AS orders, min(o.dispatch_before) AS dispatch_before
  FROM orders o JOIN order_lines l ON l.order_id = o.id
 WHERE o.vendor_id = :vendor_id AND o.state IN ('awaiting_shipment', 'partly_shipped')
   AND l.quantity > l.shipped_quantity
 GROUP BY 1, 2, 3, 4, 5
 ORDER BY dispatch_before, 2, 4
 LIMIT :limit
""")


async def pick_list(session: AsyncSession, *, vendor_id: UUID, limit: int = 500) -> list[Pick]:
    """What is to be packed for all open orders, by variant, the most urgent first; one query."""
    rows = await session.execute(_PICKS, {"vendor_id": vendor_id, "limit": limit})
    return [Pick(**row) for row in rows.mappings()]


async def open_lines(session: AsyncSession, *, vendor_id: UUID, variant_id: UUID) -> list[Order]:
    """This vendor's open orders that still wait for pieces of one variant."""
    waiting = select(OrderLine.order_id).where(
        OrderLine.vendor_id == vendor_id,
        OrderLine.variant_id == variant_id,
        OrderLine.quantity > OrderLine.shipped_quantity,
    )
    query = select(Order).where(_own(vendor_id), Order.state.in_(TO_SHIP), Order.id.in_(waiting))
    return list(await session.scalars(query.order_by(Order.dispatch_before)))
