"""The goods have arrived: the buyer says so, or has kept silent long enough."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.catalog.models import Product
from marketplace.infra.jobs import enqueue
from marketplace.orders.models import Order, OrderLine
from marketplace.orders.service.locked import locked_order, note
from marketplace.orders.states import OrderEvent, OrderState, next_state


async def confirm_receipt(
    session: AsyncSession, *, order_id: UUID, account_id: UUID, now: datetime
) -> Order:
    """The buyer has everything; pressed twice, it counts once.

    Locks: the order group.
    Raises: NotFound, TransitionRefused (not everything has been shipped).
    """
    _group, order = await locked_order(session, order_id, account_id=account_id)
    if order.state is not OrderState.COMPLETED:
        await _complete(session, order, now, actor_id=account_id)
    return order


async def confirm_silently(session: AsyncSession, *, order_id: UUID, now: datetime) -> bool:
    """Take receipt as confirmed once its time is over; False if there is no need.

    Locks: the order group.
    Raises: NotFound.
    """
    _group, order = await locked_order(session, order_id)
    due = order.confirm_before
    if order.state is not OrderState.SHIPPED or due is None or due > now:
        return False
    await _complete(session, order, now, actor_id=None)
    return True


async def _complete(
    session: AsyncSession, order: Order, now: datetime, *, actor_id: UUID | None
) -> None:
    order.state = next_state(order.state, OrderEvent.RECEIVE)
    order.completed_at = now
    note(session, "received", [order], actor_id=actor_id)
    await session.flush()
    await enqueue(session, "orders.count_sold", order_id=str(order.id))
    await enqueue(session, "ledger.earn_order", order_id=str(order.id))


async def count_sold(session: AsyncSession, *, order_id: UUID) -> None:
    """Count anew what was sold of each product in this order, from completed lines only.

    Locks: the product rows, by id ascending.
    """
    own = select(OrderLine.product_id).where(OrderLine.order_id == order_id)
    locked = select(Product.id).where(Product.id.in_(own)).order_by(Product.id).with_for_update()
    product_ids = list(await session.scalars(locked))
    counts = await session.execute(
        select(OrderLine.product_id, func.sum(OrderLine.quantity))
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.product_id.in_(product_ids), Order.state == OrderState.COMPLETED)
        .group_by(OrderLine.product_id)
    )
    for product_id, count in counts.all():
        await session.execute(
            update(Product).where(Product.id == product_id).values(sold_count=count)
        )
        await enqueue(session, "search.refresh_product", product_id=str(product_id))
