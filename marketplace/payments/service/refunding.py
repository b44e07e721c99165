"""Sending promised money back: one operation per try, and whatever the provider says of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.infra.jobs import enqueue
from marketplace.kit.language import gettext as _
from marketplace.ledger import rules as ledger_rules
from marketplace.ledger import service as ledger
from marketplace.ledger.queries import lines_of
from marketplace.payments.errors import NothingToRetry
from marketplace.payments.gateways import RefundOp, RefundSnapshot
from marketplace.payments.models import OperationState, Payment, PaymentOperation, Refund
from marketplace.payments.queries import NEEDS_A_HAND
from marketplace.payments.rules import REFUND_EVENTS
from marketplace.payments.service.giving_back import promised_key
from marketplace.payments.service.locked import last_operation, locked_refund
from marketplace.payments.states import (
    REFUND_TRANSITIONS,
    RefundEvent,
    RefundState,
    next_refund_state,
)

log = structlog.get_logger(__name__)

OPEN_OPERATIONS: Final = (OperationState.PENDING, OperationState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class RefundCall:
    """A refund and the call that carries it; ``operation`` None when nothing is to be sent."""

    payment: Payment
    refund: Refund
    operation: PaymentOperation | None


async def begin_refund(session: AsyncSession, *, refund_id: UUID) -> RefundCall:
    """Write the call down, or take up the one whose answer never came; commit before calling.

    A new operation, and so a new key, only after the last one is known to have failed.

    Locks: the order group, the payment, the refund.
    Raises: NotFound.
    """
    _group, payment, refund = await locked_refund(session, refund_id)
    if refund.state is not RefundState.REQUESTED:
        # Repeating a call that was taken only repeats its first answer: it must be asked about.
        return RefundCall(payment, refund, None)
    operation = await last_operation(
        session, kind="refund", payment_id=payment.id, refund_id=refund_id
    )
    if operation is None or operation.state not in OPEN_OPERATIONS:
        operation = PaymentOperation(
            payment_id=payment.id,
            refund_id=refund_id,
            kind="refund",
            amount_minor=refund.amount_minor,
        )
        session.add(operation)
    operation.attempts = (operation.attempts or 0) + 1
    await session.flush()
    return RefundCall(payment, refund, operation)


def refund_call(payment: Payment, operation: PaymentOperation) -> RefundOp:
    """What the provider is told; word for word the same for the same operation."""
    assert payment.gateway_ref is not None
    return RefundOp(
        op_id=str(operation.id),
        gateway_ref=payment.gateway_ref,
        payment_ref=str(payment.id),
        amount_minor=operation.amount_minor,
        currency=payment.currency,
    )


async def fold_refund(
    session: AsyncSession, *, refund_id: UUID, snapshot: RefundSnapshot, now: datetime
) -> Refund:
    """Take in what the provider says of a refund; said again, or late, it changes nothing more.

    A refund that bounces reverses its posting exactly: the money is owed to the buyer again.

    Locks: the order group, the payment, the refund.
    Raises: NotFound.
    """
    _group, payment, refund = await locked_refund(session, refund_id)
    operation = await last_operation(
        session, kind="refund", payment_id=payment.id, refund_id=refund_id
    )
    if operation is None or snapshot.op_id != str(operation.id):
        return refund  # An earlier try, long since known to have failed.
    if snapshot.amount_minor != refund.amount_minor or snapshot.currency != payment.currency:
        await _alarm(session, refund, "strange_refund")
        return refund
    refund.gateway_ref = snapshot.refund_ref
    event = REFUND_EVENTS[snapshot.state]
    if event is RefundEvent.STICK and refund.state is RefundState.REQUESTED:
        refund.state = next_refund_state(refund.state, RefundEvent.SEND)
    if (refund.state, event) not in REFUND_TRANSITIONS:
        return refund
    before = refund.state
    refund.state = next_refund_state(before, event)
    await _follow(session, payment, refund, operation, event, before, now)
    if event is RefundEvent.REJECT:
        refund.failure = (snapshot.failure_code or "failed")[:200]
    return refund


async def _follow(
    session: AsyncSession,
    payment: Payment,
    refund: Refund,
    operation: PaymentOperation,
    event: RefundEvent,
    before: RefundState,
    now: datetime,
) -> None:
    """What a change of a refund's state means for its operation, the books and people."""
    sent_key = f"refund:{operation.id}:sent"
    if event is RefundEvent.CONFIRM:
        operation.state, operation.finished_at = OperationState.SUCCEEDED, now
        refund.settled_at, refund.failure = now, ""
        promise = await ledger.posted(session, promised_key(refund.id))
        assert promise is not None
        await ledger.post(
            session,
            kind="refund_sent",
            key=sent_key,
            entries=ledger_rules.refund_sent(await lines_of(session, promise)),
            effective_at=now,
            group_id=payment.group_id,
            order_id=refund.order_id,
        )
        await enqueue(session, "payments.tell_refund", refund_id=str(refund.id))
    elif event is RefundEvent.REJECT:
        operation.state, operation.finished_at = OperationState.DECLINED, now
        sent = await ledger.posted(session, sent_key)
        if before is RefundState.SUCCEEDED and sent is not None:
            await ledger.reverse(
                session,
                transaction_id=sent,
                key=f"refund:{operation.id}:bounced",
                effective_at=now,
            )
            refund.settled_at = None
        await _alarm(session, refund, "refund_failed")
    elif event is RefundEvent.STICK:
        await _alarm(session, refund, "refund_stuck")


async def note_refund_refusal(
    session: AsyncSession, *, refund_id: UUID, operation_id: UUID, code: str, now: datetime
) -> None:
    """The provider surely did not send it, and the same call never will.

    Locks: the order group, the payment, the refund.
    Raises: NotFound.
    """
    _group, _payment, refund = await locked_refund(session, refund_id)
    operation = await session.get_one(PaymentOperation, operation_id, populate_existing=True)
    if operation.state not in OPEN_OPERATIONS:
        return
    operation.state, operation.finished_at = OperationState.DECLINED, now
    operation.answer = {"code": code}
    if (refund.state, RefundEvent.REJECT) in REFUND_TRANSITIONS:
        refund.state = next_refund_state(refund.state, RefundEvent.REJECT)
        refund.failure = code[:200]
        await _alarm(session, refund, "refund_failed")


async def retry_refund(session: AsyncSession, *, refund_id: UUID) -> Refund:
    """Send a failed refund once more, as a new call: the last one is known to have failed.

    Locks: the order group, the payment, the refund.
    Raises: NotFound, NothingToRetry.
    """
    _group, _payment, refund = await locked_refund(session, refund_id)
    if refund.state not in NEEDS_A_HAND:
        raise NothingToRetry(_("这笔退款正在处理或已经退回，不用重试。"))
    refund.state = next_refund_state(refund.state, RefundEvent.RETRY)
    refund.failure = ""
    await enqueue(session, "payments.send_refund", refund_id=str(refund.id))
    return refund


async def _alarm(session: AsyncSession, refund: Refund, what: str) -> None:
    log.error("payments.alarm", what=what, refund_id=str(refund.id))
    await enqueue(session, "payments.raise_alarm", what=what, subject=str(refund.payment_id))
