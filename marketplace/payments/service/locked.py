"""Taking a payment in hand: the purchase first, then the payment, both as they are now."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.kit.errors import NotFound
from marketplace.kit.language import gettext as _
from marketplace.orders.models import OrderGroup
from marketplace.orders.service.locked import locked_group
from marketplace.payments.models import Payment, PaymentOperation, Refund


async def locked_payment(session: AsyncSession, payment_id: UUID) -> tuple[OrderGroup, Payment]:
    """A payment and the purchase it is for.

    Locks: the order group, then the payment.
    Raises: NotFound.
    """
    group_id = await session.scalar(select(Payment.group_id).where(Payment.id == payment_id))
    if group_id is None:
        raise NotFound(_("没有找到这笔付款。"))
    group = await locked_group(session, group_id)
    return group, await relocked(session, payment_id)


async def relocked(session: AsyncSession, payment_id: UUID) -> Payment:
    """The payment alone. Needs: its order group locked.

    Locks: the payment.
    """
    return await session.get_one(
        Payment, payment_id, populate_existing=True, with_for_update={"key_share": True}
    )


async def locked_refund(
    session: AsyncSession, refund_id: UUID
) -> tuple[OrderGroup, Payment, Refund]:
    """A refund, the payment it goes back on, and the purchase.

    Locks: the order group, the payment, the refund.
    Raises: NotFound.
    """
    payment_id = await session.scalar(select(Refund.payment_id).where(Refund.id == refund_id))
    if payment_id is None:
        raise NotFound(_("没有找到这笔退款。"))
    group, payment = await locked_payment(session, payment_id)
    refund = await session.get_one(
        Refund, refund_id, populate_existing=True, with_for_update={"key_share": True}
    )
    return group, payment, refund


async def last_operation(
    session: AsyncSession, *, kind: str, payment_id: UUID, refund_id: UUID | None = None
) -> PaymentOperation | None:
    """The newest call of ``kind`` about a payment, or about one of its refunds."""
    query = select(PaymentOperation).where(
        PaymentOperation.payment_id == payment_id, PaymentOperation.kind == kind
    )
    if refund_id is not None:
        query = query.where(PaymentOperation.refund_id == refund_id)
    query = query.order_by(PaymentOperation.id.desc()).limit(1)
    return await session.scalar(query.execution_options(populate_existing=True))
