"""Promising money back: rows, books and a job; the provider is called after the commit."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.infra.jobs import enqueue
from marketplace.kit.language import gettext as _
from marketplace.ledger import rules as ledger_rules
from marketplace.ledger import service as ledger
from marketplace.ledger.rules import Line
from marketplace.orders import service as orders
from marketplace.orders.models import Order
from marketplace.orders.service import Cancellation
from marketplace.orders.service.locked import locked_order
from marketplace.payments.errors import NothingPaid, RefundNotPositive, RefundTooLarge
from marketplace.payments.models import Payment, Refund
from marketplace.payments.queries import counted_payment, open_payments
from marketplace.payments.service.locked import locked_payment, relocked


async def request_refund(
    session: AsyncSession,
    *,
    order_id: UUID,
    amount_minor: int,
    reason: str,
    requested_by: UUID | None,
    now: datetime,
    vendor_id: UUID | None = None,
) -> Refund:
    """Promise the buyer part of one vendor's order back, and queue the job that sends it.

    No money moves here. With ``vendor_id`` it must be that vendor's order.

    Units: 分.
    Locks: the order group, so that two requests cannot both spend the same remainder; the payment.
    Raises: NotFound, RefundNotPositive, RefundTooLarge, NothingPaid.
    """
    _check_positive(amount_minor)
    group, order = await locked_order(session, order_id, vendor_id=vendor_id)
    paid = await counted_payment(session, group.id)
    if paid is None:
        raise NothingPaid(_("这笔订单没有已到账的付款，不能退款。"))
    payment = await relocked(session, paid.id)
    left = min(order.total_minor - order.refunded_minor, _left(payment))
    if amount_minor > left:
        raise RefundTooLarge(_("退款不能超过还可退的金额。"), field="amount")
    is_earned = await ledger.posted(session, ledger.earned_key(order.id)) is not None
    promised = ledger_rules.refund_promised(
        ledger.amounts_of(order), amount_minor, is_earned=is_earned
    )
    order.refunded_minor += amount_minor
    return await _promise(
        session, payment, amount_minor, reason, promised, order=order, by=requested_by, now=now
    )


async def request_stray_refund(
    session: AsyncSession, *, payment_id: UUID, reason: str, requested_by: UUID, now: datetime
) -> Refund:
    """Promise back all that is left of a payment that no order took.

    Locks: the order group, then the payment.
    Raises: NotFound, NothingPaid, RefundNotPositive.
    """
    _group, payment = await locked_payment(session, payment_id)
    if not payment.is_stray:
        raise NothingPaid(_("这笔付款已经记到订单上，请在订单里退款。"))
    _check_positive(_left(payment))
    return await give_back(
        session,
        payment=payment,
        amount_minor=_left(payment),
        reason=reason,
        now=now,
        requested_by=requested_by,
    )


async def give_back(
    session: AsyncSession,
    *,
    payment: Payment,
    amount_minor: int,
    reason: str,
    now: datetime,
    requested_by: UUID | None = None,
) -> Refund:
    """Promise money back that belongs to no order.

    Needs: the order group and the payment locked.
    """
    promised = ledger_rules.stray_refund_promised(amount_minor)
    return await _promise(
        session, payment, amount_minor, reason, promised, order=None, by=requested_by, now=now
    )


async def cancel_order(
    session: AsyncSession,
    *,
    order_id: UUID,
    now: datetime,
    reason: str = "",
    account_id: UUID | None = None,
    vendor_id: UUID | None = None,
    actor_id: UUID | None = None,
) -> Cancellation:
    """End an order before anything of it is shipped; what was paid for it goes back, all of it.

    ``account_id`` or ``vendor_id`` say whose order it must be. An unpaid purchase ends as a whole
    and its open attempt is closed at the provider.

    Locks: the order group, stock rows by id ascending, the payment.
    Raises: NotFound, AlreadyShipped, AlreadyCancelled.
    """
    ended = await orders.cancel(
        session,
        order_id=order_id,
        now=now,
        reason=reason,
        account_id=account_id,
        vendor_id=vendor_id,
        actor_id=actor_id,
    )
    if ended.refundable_minor:
        await request_refund(
            session,
            order_id=order_id,
            amount_minor=ended.refundable_minor,
            reason=reason or "cancelled",
            requested_by=actor_id or account_id,
            now=now,
        )
    elif not ended.was_paid:
        for attempt in await open_payments(session, ended.group_id):
            await enqueue(session, "payments.close", payment_id=str(attempt.id))
    return ended


def _left(payment: Payment) -> int:
    return payment.captured_minor - payment.refunded_minor


def _check_positive(amount_minor: int) -> None:
    """Raises: RefundNotPositive."""
    if amount_minor <= 0:
        raise RefundNotPositive(_("退款金额要大于 0。"), field="amount")


async def _promise(
    session: AsyncSession,
    payment: Payment,
    amount_minor: int,
    reason: str,
    promised: Sequence[Line],
    *,
    order: Order | None,
    by: UUID | None,
    now: datetime,
) -> Refund:
    payment.refunded_minor += amount_minor
    refund = Refund(
        payment_id=payment.id,
        order_id=order.id if order else None,
        amount_minor=amount_minor,
        reason=reason[:200],
        requested_by=by,
    )
    session.add(refund)
    await session.flush()
    await ledger.post(
        session,
        kind="refund_promised",
        key=promised_key(refund.id),
        entries=promised,
        effective_at=now,
        group_id=payment.group_id,
        order_id=order.id if order else None,
    )
    await enqueue(session, "payments.send_refund", refund_id=str(refund.id))
    return refund


def promised_key(refund_id: UUID) -> str:
    """The key under which a refund's promise is posted."""
    return f"refund:{refund_id}:promised"
