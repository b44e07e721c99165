"""Asking a buyer to pay: the attempt is written down and committed before anybody is called."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.kit.errors import NotFound
from marketplace.kit.language import gettext as _
from marketplace.orders.models import OrderGroup
from marketplace.orders.service.locked import locked_group
from marketplace.payments.errors import (
    AlreadyPaid,
    AnotherAttempt,
    PaymentInQuestion,
    PurchaseOver,
)
from marketplace.payments.gateways import Attempt, Method, NextAction, StartPayment
from marketplace.payments.models import OperationState, Payment, PaymentOperation
from marketplace.payments.service.booking import fold
from marketplace.payments.service.locked import last_operation, locked_payment
from marketplace.payments.states import (
    OPEN_STATES,
    TRANSITIONS,
    PaymentEvent,
    PaymentState,
    next_state,
)


@dataclass(frozen=True, slots=True)
class Begun:
    """An attempt, and the call that is to be made for it, if any."""

    payment: Payment
    operation: PaymentOperation | None
    """None when the provider has answered already."""


async def start(
    session: AsyncSession,
    *,
    group_id: UUID,
    account_id: UUID,
    gateway: str,
    method: Method,
    method_token: str | None,
    return_url: str,
    now: datetime,
) -> Begun:
    """Write down an attempt to pay this purchase by ``method``, or take up the open one.

    The operation's id is the key the provider knows the attempt by; commit before calling.

    Locks: the order group.
    Raises: NotFound, AlreadyPaid, PurchaseOver, AnotherAttempt, PaymentInQuestion.
    """
    group = await _payable_group(session, group_id, account_id, now)
    made = select(Payment).where(Payment.group_id == group_id).order_by(Payment.id.desc())
    attempts = list(await session.scalars(made.execution_options(populate_existing=True)))
    if any(each.is_stray and each.refunded_minor == 0 for each in attempts):
        raise PaymentInQuestion(_("收到的金额与订单不符，正在人工核对。请先不要再付款。"))
    opened = next((each for each in attempts if each.state in OPEN_STATES), None)
    if opened is not None:
        if opened.method != method:
            raise AnotherAttempt(_("另一种付款方式还没有结束，请稍等几秒再试。"))
        return await take_up(session, opened)
    payment = Payment(
        group_id=group_id,
        gateway=gateway,
        method=method,
        amount_minor=group.total_minor,
        expires_at=group.pay_before,
    )
    session.add(payment)
    await session.flush()
    request = {
        "description": group.number,
        "return_url": return_url,
        "method_token": method_token,
    }
    operation = PaymentOperation(
        payment_id=payment.id,
        kind="start",
        amount_minor=payment.amount_minor,
        request=request,
        attempts=1,
    )
    session.add(operation)
    await session.flush()
    return Begun(payment, operation)


async def _payable_group(
    session: AsyncSession, group_id: UUID, account_id: UUID, now: datetime
) -> OrderGroup:
    """Raises: NotFound, AlreadyPaid, PurchaseOver."""
    group = await locked_group(session, group_id)
    if group.account_id != account_id:
        raise NotFound(_("没有找到这笔订单。"))
    if group.paid_at is not None:
        raise AlreadyPaid(_("这笔订单已经付款，不用再付。"))
    if group.closed_at is not None or group.pay_before <= now:
        raise PurchaseOver(_("付款时间已过，订单已关闭。仍想购买请重新下单。"))
    return group


async def take_up(session: AsyncSession, payment: Payment) -> Begun:
    """The open attempt again, with its call if the answer to that never came.

    Locks: the payment's start operation, for as long as this transaction lasts.
    """
    operation = await last_operation(session, kind="start", payment_id=payment.id)
    assert operation is not None
    if payment.next_action or operation.state is OperationState.SUCCEEDED:
        return Begun(payment, None)
    operation.attempts += 1
    return Begun(payment, operation)


def call_for(payment: Payment, operation: PaymentOperation) -> StartPayment:
    """What the provider is told; word for word the same for the same operation."""
    method: Any = payment.method
    return StartPayment(
        op_id=str(operation.id),
        payment_ref=str(payment.id),
        amount_minor=operation.amount_minor,
        currency=payment.currency,
        description=operation.request["description"],
        method=method,
        return_url=operation.request["return_url"],
        expires_at=payment.expires_at,
        method_token=operation.request["method_token"],
    )


async def note_attempt(
    session: AsyncSession, *, payment_id: UUID, operation_id: UUID, attempt: Attempt, now: datetime
) -> Payment:
    """The provider has taken the attempt: keep what the payer does next.

    Locks: the order group, then the payment; more when it is captured at once.
    Raises: NotFound.
    """
    _group, payment = await locked_payment(session, payment_id)
    payment.next_action = _as_json(attempt.next_action)
    operation = await session.get_one(PaymentOperation, operation_id, populate_existing=True)
    operation.state, operation.finished_at = OperationState.SUCCEEDED, now
    operation.answer = {"gateway_ref": attempt.gateway_ref, "state": attempt.state.value}
    return await fold(session, payment_id=payment_id, snapshot=attempt.snapshot, now=now)


def _as_json(action: NextAction) -> dict[str, Any]:
    if action.kind == "none":
        return {}
    return {"kind": action.kind, "url": action.url, "qr_text": action.qr_text}


async def note_refusal(
    session: AsyncSession,
    *,
    payment_id: UUID,
    operation_id: UUID,
    code: str,
    gateway_ref: str | None,
    now: datetime,
) -> Payment:
    """The provider surely said no: this attempt is over, another may be made.

    Locks: the order group, then the payment.
    Raises: NotFound.
    """
    _group, payment = await locked_payment(session, payment_id)
    operation = await session.get_one(PaymentOperation, operation_id, populate_existing=True)
    operation.state, operation.finished_at = OperationState.DECLINED, now
    operation.answer = {"code": code}
    if (payment.state, PaymentEvent.FAIL) in TRANSITIONS:
        payment.state = next_state(payment.state, PaymentEvent.FAIL)
        payment.failure = code[:200]
    payment.gateway_ref = payment.gateway_ref or gateway_ref
    payment.checked_at = now
    return payment


async def note_silence(session: AsyncSession, *, operation_id: UUID, code: str) -> None:
    """We do not know whether the call did anything: it stays what it was, to be asked about.

    Locks: the operation.
    """
    operation = await session.get_one(
        PaymentOperation, operation_id, populate_existing=True, with_for_update=True
    )
    if operation.state is OperationState.PENDING:
        operation.state, operation.answer = OperationState.UNKNOWN, {"code": code}


async def begin_close(session: AsyncSession, *, payment_id: UUID) -> Begun:
    """Write down that an attempt is to be made unpayable; no operation if it is over already.

    Locks: the order group, then the payment.
    Raises: NotFound.
    """
    _group, payment = await locked_payment(session, payment_id)
    if payment.state is PaymentState.CAPTURED:
        return Begun(payment, None)
    operation = await last_operation(session, kind="close", payment_id=payment_id)
    if operation is None or operation.state is OperationState.SUCCEEDED:
        operation = PaymentOperation(
            payment_id=payment_id, kind="close", amount_minor=payment.amount_minor
        )
        session.add(operation)
    operation.attempts = (operation.attempts or 0) + 1
    await session.flush()
    return Begun(payment, operation)


async def note_done(session: AsyncSession, *, operation_id: UUID, now: datetime) -> None:
    """The provider has answered a call; what it said about the payment is taken in by ``fold``."""
    operation = await session.get_one(PaymentOperation, operation_id, populate_existing=True)
    operation.state, operation.finished_at = OperationState.SUCCEEDED, now


async def give_up(session: AsyncSession, *, payment_id: UUID, now: datetime) -> Payment:
    """Wait no longer for an attempt the provider does not know, or does not talk about.

    Locks: the order group, then the payment.
    Raises: NotFound.
    """
    _group, payment = await locked_payment(session, payment_id)
    if (payment.state, PaymentEvent.EXPIRE) in TRANSITIONS:
        payment.state = next_state(payment.state, PaymentEvent.EXPIRE)
        payment.checked_at = now
    return payment
