"""Taking a purchase in hand: its lock, its rows as they are now, its log."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from marketplace.kit.errors import NotFound
from marketplace.kit.language import gettext as _
from marketplace.orders.models import Order, OrderGroup, OrderLine, OrderLog


async def locked_group(session: AsyncSession, group_id: UUID) -> OrderGroup:
    """The purchase with its orders and lines, read after its row was locked.

    Locks: the order group.
    Raises: NotFound.
    """
    query = (
        select(OrderGroup)
        .where(OrderGroup.id == group_id)
        .options(selectinload(OrderGroup.orders).selectinload(Order.lines))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    group = await session.scalar(query)
    if group is None:
        raise NotFound(_("没有找到这笔订单。"))
    return group


async def locked_order(
    session: AsyncSession,
    order_id: UUID,
    *,
    account_id: UUID | None = None,
    vendor_id: UUID | None = None,
) -> tuple[OrderGroup, Order]:
    """One vendor's part and the purchase it belongs to, the purchase locked.

    ``account_id`` and ``vendor_id`` say whose it must be; somebody else's is not found.

    Locks: the order group.
    Raises: NotFound.
    """
    query = select(Order.group_id).join(OrderGroup).where(Order.id == order_id)
    if account_id is not None:
        query = query.where(OrderGroup.account_id == account_id)
    if vendor_id is not None:
        query = query.where(Order.vendor_id == vendor_id)
    group_id = await session.scalar(query)
    if group_id is None:
        raise NotFound(_("没有找到这笔订单。"))
    group = await locked_group(session, group_id)
    return group, next(order for order in group.orders if order.id == order_id)


def note(
    session: AsyncSession,
    kind: str,
    orders: Iterable[Order],
    *,
    actor_id: UUID | None = None,
    **details: Any,
) -> None:
    """Add one entry per order to the log; it stands or falls with the transaction."""
    session.add_all(
        OrderLog(
            group_id=order.group_id,
            order_id=order.id,
            kind=kind,
            actor_id=actor_id,
            details=details,
        )
        for order in orders
    )


def unshipped(lines: Iterable[OrderLine]) -> dict[UUID, int]:
    """Pieces still set aside for these lines, by variant."""
    wanted: dict[UUID, int] = {}
    for line in lines:
        if left := line.quantity - line.shipped_quantity:
            wanted[line.variant_id] = wanted.get(line.variant_id, 0) + left
    return wanted
