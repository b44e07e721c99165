"""Money has come in: orders that wait for it become orders to ship."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.infra.jobs import enqueue
from marketplace.kit.language import gettext as _
from marketplace.orders.errors import GroupClosed
from marketplace.orders.models import Order, OrderGroup
from marketplace.orders.service.closing import EXPIRED
from marketplace.orders.service.locked import locked_group, note, unshipped
from marketplace.orders.states import OrderEvent, OrderState, next_state
from marketplace.stock.errors import OutOfStock
from marketplace.stock.service import reserve


async def mark_paid(session: AsyncSession, *, group_id: UUID, paid_at: datetime) -> OrderGroup:
    """The whole purchase is paid: every vendor may pack, and owes dispatch by its promise.

    Called again, it changes nothing.

    Locks: the order group.
    Raises: NotFound, GroupClosed (the money came too late; try ``revive_if_stock``).
    """
    group = await locked_group(session, group_id)
    if group.paid_at is not None:
        return group
    if group.closed_at is not None:
        raise GroupClosed(_("这笔订单已经关闭，没有入账。"))
    group.paid_at = paid_at
    for order in group.orders:
        order.state = next_state(order.state, OrderEvent.PAY)
        _promise(order, paid_at)
    await _announce(session, group, "paid", group.orders)
    return group


async def revive_if_stock(session: AsyncSession, *, group_id: UUID, paid_at: datetime) -> bool:
    """A payment for a purchase that had run out of time: take it up again if that can be.

    False when pieces are gone by now, when the buyer had cancelled it on purpose, or when it is
    not closed at all; then the money has to go back.

    Locks: the order group, then the stock rows by id ascending.
    Raises: NotFound.
    """
    group = await locked_group(session, group_id)
    if group.paid_at is not None or group.closed_at is None:
        return False
    if any(order.cancel_reason != EXPIRED for order in group.orders):
        return False
    lines = [line for order in group.orders for line in order.lines]
    order_of = {line.variant_id: line.order_id for line in lines}
    try:
        async with session.begin_nested():
            await reserve(session, wanted=unshipped(lines), order_of=order_of)
    except OutOfStock:
        return False
    group = await locked_group(session, group_id)
    group.closed_at, group.paid_at = None, paid_at
    for order in group.orders:
        order.state = next_state(order.state, OrderEvent.REVIVE)
        order.cancelled_at, order.cancel_reason = None, ""
        _promise(order, paid_at)
    await _announce(session, group, "revived", group.orders)
    return True


def _promise(order: Order, paid_at: datetime) -> None:
    """The shortest promise on the lines binds the whole order. Source: domain rule SHIP-4."""
    assert order.state is OrderState.AWAITING_SHIPMENT
    order.paid_at = paid_at
    order.dispatch_before = paid_at + timedelta(
        hours=min(line.dispatch_hours for line in order.lines)
    )


async def _announce(
    session: AsyncSession, group: OrderGroup, kind: str, orders: Iterable[Order]
) -> None:
    note(session, kind, orders)
    await session.flush()
    await enqueue(session, "orders.tell_paid", group_id=str(group.id))
