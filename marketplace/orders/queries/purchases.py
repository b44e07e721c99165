"""Reads of a buyer's purchases, and of what the clock is after."""

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from marketplace.kit.errors import NotFound
from marketplace.kit.language import gettext as _
from marketplace.kit.paging import Page, decode_cursor, encode_cursor
from marketplace.orders.models import Order, OrderGroup, OrderLog, Parcel
from marketplace.orders.states import OrderState

PURCHASES_A_PAGE: Final = 10


class PurchaseTab(enum.StrEnum):
    """The views of a buyer's list."""

    ALL = "all"
    UNPAID = "unpaid"
    TO_SHIP = "to_ship"
    TO_RECEIVE = "to_receive"
    DONE = "done"


_TAB_STATES: Final[Mapping[PurchaseTab, tuple[OrderState, ...]]] = {
    PurchaseTab.UNPAID: (OrderState.AWAITING_PAYMENT,),
    PurchaseTab.TO_SHIP: (OrderState.AWAITING_SHIPMENT, OrderState.PARTLY_SHIPPED),
    PurchaseTab.TO_RECEIVE: (OrderState.PARTLY_SHIPPED, OrderState.SHIPPED),
    PurchaseTab.DONE: (OrderState.COMPLETED,),
}


def _in_tab(tab: PurchaseTab) -> ColumnElement[bool]:
    return OrderGroup.id.in_(select(Order.group_id).where(Order.state.in_(_TAB_STATES[tab])))


async def purchases(
    session: AsyncSession,
    *,
    account_id: UUID,
    tab: PurchaseTab = PurchaseTab.ALL,
    after: str | None = None,
    limit: int = PURCHASES_A_PAGE,
) -> Page[OrderGroup]:
    """A buyer's purchases, the newest first, with their orders and lines; three queries.

    Raises: Invalid (a cursor that is not ours).
    """
    query = select(OrderGroup).where(OrderGroup.account_id == account_id)
    if tab is not PurchaseTab.ALL:
        query = query.where(_in_tab(tab))
    if after:
        moment, group_id = decode_cursor(after, str, str)
        query = query.where(
            tuple_(OrderGroup.placed_at, OrderGroup.id)
            < (datetime.fromisoformat(str(moment)), UUID(str(group_id)))
        )
    query = (
        query.order_by(OrderGroup.placed_at.desc(), OrderGroup.id.desc())
        .limit(limit + 1)
        .options(selectinload(OrderGroup.orders).selectinload(Order.lines))
    )
    rows = list(await session.scalars(query))
    more = len(rows) > limit
    rows = rows[:limit]
    last = rows[-1] if rows else None
    cursor = encode_cursor(last.placed_at.isoformat(), str(last.id)) if more and last else None
    return Page(rows, cursor)


async def purchase_counts(session: AsyncSession, *, account_id: UUID) -> dict[PurchaseTab, int]:
    """How many purchases wait for something, by tab; finished ones are not counted."""
    waiting = [tab for tab in _TAB_STATES if tab is not PurchaseTab.DONE]
    counted = [
        func.count(OrderGroup.id.distinct()).filter(Order.state.in_(_TAB_STATES[tab]))
        for tab in waiting
    ]
    still_open = Order.state.not_in([OrderState.COMPLETED, OrderState.CANCELLED])
    query = (
        select(*counted)
        .select_from(OrderGroup)
        .join(Order, and_(Order.group_id == OrderGroup.id, still_open))
        .where(OrderGroup.account_id == account_id)
    )
    row = (await session.execute(query)).one()
    return dict(zip(waiting, row, strict=True))


async def purchase(session: AsyncSession, *, account_id: UUID, group_id: UUID) -> OrderGroup:
    """One purchase of this buyer with orders, lines, parcels and what is in them.

    Raises: NotFound.
    """
    query = (
        select(OrderGroup)
        .where(OrderGroup.id == group_id, OrderGroup.account_id == account_id)
        .options(
            selectinload(OrderGroup.orders).selectinload(Order.lines),
            selectinload(OrderGroup.orders).selectinload(Order.parcels).selectinload(Parcel.lines),
        )
    )
    group = await session.scalar(query)
    if group is None:
        raise NotFound(_("没有找到这笔订单。"))
    return group


async def log_of(session: AsyncSession, *, group_id: UUID) -> list[OrderLog]:
    """What happened to a purchase, the newest first."""
    query = select(OrderLog).where(OrderLog.group_id == group_id).order_by(OrderLog.id.desc())
    return list(await session.scalars(query))


async def group_of_order(session: AsyncSession, *, account_id: UUID, order_id: UUID) -> UUID:
    """The purchase an order of this buyer belongs to.

    Raises: NotFound.
    """
    query = (
        select(Order.group_id)
        .join(OrderGroup)
        .where(Order.id == order_id, OrderGroup.account_id == account_id)
    )
    found = await session.scalar(query)
    if found is None:
        raise NotFound(_("没有找到这笔订单。"))
    return found


async def overdue_groups(session: AsyncSession, *, now: datetime, limit: int) -> list[UUID]:
    """Unpaid purchases whose time to pay is over, the longest first."""
    query = (
        select(OrderGroup.id)
        .where(
            OrderGroup.paid_at.is_(None),
            OrderGroup.closed_at.is_(None),
            OrderGroup.pay_before <= now,
        )
        .order_by(OrderGroup.pay_before)
        .limit(limit)
    )
    return list(await session.scalars(query))


async def due_for_confirmation(session: AsyncSession, *, now: datetime, limit: int) -> list[UUID]:
    """Orders whose buyer has kept silent until ``confirm_before``."""
    query = (
        select(Order.id)
        .where(Order.state == OrderState.SHIPPED, Order.confirm_before <= now)
        .order_by(Order.confirm_before)
        .limit(limit)
    )
    return list(await session.scalars(query))
