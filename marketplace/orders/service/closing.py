"""Orders that end before they are shipped: cancelled by somebody, or never paid for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.infra.jobs import enqueue
from marketplace.kit.errors import NotFound
from marketplace.kit.language import gettext as _
from marketplace.orders.errors import AlreadyCancelled, AlreadyShipped
from marketplace.orders.models import Order, OrderGroup
from marketplace.orders.service.locked import locked_group, locked_order, note, unshipped
from marketplace.orders.states import OrderEvent, OrderState, next_state
from marketplace.stock.service import release

EXPIRED: Final = "expired"
"""``cancel_reason`` of orders that were not paid for in time; the others are people's words."""


@dataclass(frozen=True, slots=True)
class Cancellation:
    """What ``cancel`` ended, for those who have money to give back."""

    group_id: UUID
    order_ids: tuple[UUID, ...]
    was_paid: bool
    refundable_minor: int
    """Units: 分. Paid for the cancelled orders and not promised back yet; 0 if never paid."""


async def cancel(
    session: AsyncSession,
    *,
    order_id: UUID,
    now: datetime,
    reason: str = "",
    account_id: UUID | None = None,
    vendor_id: UUID | None = None,
    actor_id: UUID | None = None,
) -> Cancellation:
    """End one vendor's order before anything of it is shipped, and free its pieces.

    An unpaid purchase has one payment for all its orders, so it is cancelled as a whole.
    ``account_id`` or ``vendor_id`` say whose order it must be. Giving money back is the caller's.

    Locks: the order group, then the stock rows by id ascending.
    Raises: NotFound, AlreadyShipped, AlreadyCancelled.
    """
    group, order = await locked_order(session, order_id, account_id=account_id, vendor_id=vendor_id)
    if order.state is OrderState.CANCELLED:
        raise AlreadyCancelled(_("这笔订单已经取消了。"))
    if order.state not in {OrderState.AWAITING_PAYMENT, OrderState.AWAITING_SHIPMENT}:
        raise AlreadyShipped(_("商家已经发货，不能直接取消。收到后可以申请售后。"))
    was_paid = group.paid_at is not None
    if vendor_id is not None and not was_paid:
        # It would end the other vendors' orders too, and no vendor knows of it before it is paid.
        raise NotFound(_("没有找到这笔订单。"))
    ending = [order] if was_paid else group.orders
    if not was_paid:
        group.closed_at = now
    for each in ending:
        each.state = next_state(each.state, OrderEvent.CANCEL)
        each.cancelled_at, each.cancel_reason = now, reason
    note(session, "cancelled", ending, actor_id=actor_id or account_id, reason=reason)
    await session.flush()
    if was_paid:
        await enqueue(session, "orders.tell_cancelled", order_id=str(order.id))
    await _free(session, ending, "cancelled")
    return Cancellation(
        group_id=group.id,
        order_ids=tuple(each.id for each in ending),
        was_paid=was_paid,
        refundable_minor=order.total_minor - order.refunded_minor if was_paid else 0,
    )


async def expire(session: AsyncSession, *, group_id: UUID, now: datetime) -> bool:
    """Close a purchase whose time to pay is over and free its pieces; False if there is no need.

    Locks: the order group, then the stock rows by id ascending.
    Raises: NotFound.
    """
    group: OrderGroup = await locked_group(session, group_id)
    if group.paid_at is not None or group.closed_at is not None or group.pay_before > now:
        return False
    group.closed_at = now
    for order in group.orders:
        order.state = next_state(order.state, OrderEvent.EXPIRE)
        order.cancelled_at, order.cancel_reason = now, EXPIRED
    note(session, "expired", group.orders)
    await session.flush()
    await _free(session, group.orders, "expired")
    return True


async def _free(session: AsyncSession, orders: list[Order], reason: str) -> None:
    """All rows in one statement, so that they are locked in id order across the orders."""
    lines = [line for order in orders for line in order.lines]
    order_of = {line.variant_id: line.order_id for line in lines}
    await release(session, freed=unshipped(lines), order_of=order_of, reason=reason)
