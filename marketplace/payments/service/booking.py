"""The one door: what a provider says about a payment becomes orders and books, under the lock."""

from datetime import datetime
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.infra.jobs import enqueue
from marketplace.ledger import rules as ledger_rules
from marketplace.ledger import service as ledger
from marketplace.orders import service as orders
from marketplace.orders.models import OrderGroup
from marketplace.orders.service.locked import locked_group
from marketplace.payments.gateways import PaymentSnapshot, PaymentStanding
from marketplace.payments.models import Payment
from marketplace.payments.queries import open_payments
from marketplace.payments.rules import EVENTS, PAYABLE, Due, Verdict, verdict
from marketplace.payments.service.giving_back import give_back
from marketplace.payments.service.locked import locked_payment
from marketplace.payments.states import (
    OPEN_STATES,
    TRANSITIONS,
    PaymentEvent,
    PaymentState,
    next_state,
)

log = structlog.get_logger(__name__)

STRANGE: Final = "strange"
"""Alarm: the provider's word about a payment does not fit what we know of it."""


async def fold(
    session: AsyncSession, *, payment_id: UUID, snapshot: PaymentSnapshot, now: datetime
) -> Payment:
    """Take in what the provider says; said again, or said late, it changes nothing more.

    Webhook, return page, status poll, sweeper and expiry all come through here.

    Needs: ``snapshot`` fetched by us, outside any transaction; never a notice's own words.
    Locks: the order group, the payment, accounts opened on the way, stock rows when revived.
    Raises: NotFound.
    """
    group, payment = await locked_payment(session, payment_id)
    payment.checked_at = now
    if not _is_about(payment, snapshot):
        await _raise_alarm(session, payment, STRANGE)
        if payment.gateway_ref and snapshot.our_ref == str(payment.id):
            await book_stray(session, gateway=payment.gateway, snapshot=snapshot, now=now)
        return payment
    payment.gateway_ref = payment.gateway_ref or snapshot.gateway_ref
    payment.charge_ref = snapshot.charge_ref or payment.charge_ref
    event = EVENTS[snapshot.state]
    if payment.state is PaymentState.CAPTURED:
        await _compare(session, payment, snapshot)
    elif event is PaymentEvent.CAPTURE:
        await _capture(session, group, payment, snapshot, now)
    elif (payment.state, event) in TRANSITIONS:
        payment.state = next_state(payment.state, event)
        if event is PaymentEvent.FAIL:
            payment.failure = (snapshot.failure_code or "declined")[:200]
    elif snapshot.state in PAYABLE:
        # We stopped waiting, yet it can still be paid there.
        await enqueue(session, "payments.close", payment_id=str(payment.id))
    await session.flush()
    return payment


def _is_about(payment: Payment, snapshot: PaymentSnapshot) -> bool:
    ours = snapshot.our_ref == str(payment.id)
    return ours and payment.gateway_ref in (None, snapshot.gateway_ref)


async def _raise_alarm(session: AsyncSession, payment: Payment, what: str) -> None:
    log.error("payments.alarm", what=what, payment_id=str(payment.id))
    await enqueue(session, "payments.raise_alarm", what=what, subject=str(payment.id))


async def _compare(session: AsyncSession, payment: Payment, snapshot: PaymentSnapshot) -> None:
    """A captured payment is what it was, and only we give money back.

    A snapshot from before the capture is merely old: it was on its way while another came in.
    """
    if snapshot.state is not PaymentStanding.CAPTURED or not payment.captured_minor:
        return
    same = snapshot.amount_minor == payment.captured_minor
    if not same or snapshot.refunded_minor > payment.refunded_minor:
        await _raise_alarm(session, payment, STRANGE)


async def _capture(
    session: AsyncSession,
    group: OrderGroup,
    payment: Payment,
    snapshot: PaymentSnapshot,
    now: datetime,
) -> None:
    payment.state = next_state(payment.state, PaymentEvent.CAPTURE)
    is_ours = snapshot.currency == payment.currency
    # Our books know one currency; money in another is for a person alone.
    payment.captured_minor = snapshot.amount_minor if is_ours else 0
    payment.captured_at = now
    payment.next_action, payment.failure = {}, ""
    due = Due(
        amount_minor=group.total_minor,
        currency=payment.currency,
        is_paid=group.paid_at is not None,
        is_closed=group.closed_at is not None,
    )
    said = verdict(due, snapshot)
    if said is Verdict.COUNTS:
        await orders.mark_paid(session, group_id=group.id, paid_at=now)
    elif said is Verdict.LATE:
        # Accounts before stock: a posting must not wait while it holds pieces.
        vendor_ids = sorted(order.vendor_id for order in group.orders)
        await ledger.open_accounts_for(session, vendor_ids=vendor_ids)
        if await orders.revive_if_stock(session, group_id=group.id, paid_at=now):
            said = Verdict.COUNTS
    if said is Verdict.COUNTS:
        await _book(session, payment, now)
    else:
        payment.failure = said.value
        await _book_unwanted(session, payment, said, now)
    await _close_rivals(session, payment)


async def _book(session: AsyncSession, payment: Payment, now: datetime) -> None:
    """Every vendor's part, in the order of their accounts."""
    group = await locked_group(session, payment.group_id)
    for order in sorted(group.orders, key=lambda each: each.vendor_id):
        await ledger.post(
            session,
            kind="captured",
            key=f"captured:{payment.id}:{order.id}",
            entries=ledger_rules.captured(ledger.amounts_of(order)),
            effective_at=now,
            group_id=order.group_id,
            order_id=order.id,
        )


async def _book_unwanted(
    session: AsyncSession, payment: Payment, said: Verdict, now: datetime
) -> None:
    """No order takes this money: it goes back by itself, or waits for a person."""
    if payment.captured_minor:
        await ledger.post(
            session,
            kind="stray",
            key=f"captured:{payment.id}:stray",
            entries=ledger_rules.stray(payment.captured_minor),
            effective_at=now,
            group_id=payment.group_id,
        )
    if said is Verdict.WRONG_AMOUNT:
        await _raise_alarm(session, payment, said.value)
        return
    await session.flush()
    await give_back(
        session, payment=payment, amount_minor=payment.captured_minor, reason=said.value, now=now
    )
    await enqueue(session, "payments.tell_unwanted", payment_id=str(payment.id))


async def _close_rivals(session: AsyncSession, payment: Payment) -> None:
    """No second attempt at a purchase may stay payable once money has come."""
    for rival in await open_payments(session, payment.group_id):
        if rival.id != payment.id and rival.state in OPEN_STATES:
            await enqueue(session, "payments.close", payment_id=str(rival.id))


async def book_stray(
    session: AsyncSession, *, gateway: str, snapshot: PaymentSnapshot, now: datetime
) -> bool:
    """Money at the provider that no payment of ours explains goes to suspense, once.

    True the first time.
    """
    if not snapshot.amount_minor:
        return False
    key = f"stray:{gateway}:{snapshot.gateway_ref}"
    if await ledger.posted(session, key):
        return False
    entries = ledger_rules.stray(snapshot.amount_minor)
    await ledger.post(session, kind="stray", key=key, entries=entries, effective_at=now)
    log.error("payments.stray", gateway=gateway, gateway_ref=snapshot.gateway_ref)
    await enqueue(session, "payments.raise_alarm", what="stray", subject=snapshot.gateway_ref)
    return True
