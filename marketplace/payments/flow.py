"""Talking with providers: always between short transactions, never inside one.

Each verb here takes ``sessions`` and opens its own: promise, commit, call, take the answer in.
Only this module calls a gateway.
"""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from marketplace.kit.clock import utcnow
from marketplace.payments import queries, service
from marketplace.payments.gateways import (
    Attempt,
    Declined,
    GatewayError,
    OutcomeUnknown,
    PaymentGateway,
    PaymentSnapshot,
    PaymentStanding,
    RefundSnapshot,
    Rejected,
    Retryable,
)
from marketplace.payments.models import GatewayEvent, Payment, PaymentOperation, Refund
from marketplace.payments.providers import Gateways
from marketplace.payments.rules import GIVE_UP_CLOSING_AFTER
from marketplace.payments.service.locked import last_operation
from marketplace.payments.states import OPEN_STATES, PaymentState, RefundState

log = structlog.get_logger(__name__)

Sessions = async_sessionmaker[AsyncSession]

BUSY_PAUSES: Final = (0.15, 0.4, 0.8)
"""Seconds to wait when the provider is busy with the very same call."""
KEY_MARGIN: Final = timedelta(hours=1)
ASK_AGAIN_AFTER: Final = timedelta(seconds=5)
"""How often a waiting page makes us ask."""


async def pay(
    sessions: Sessions,
    gateways: Gateways,
    *,
    group_id: UUID,
    account_id: UUID,
    method: str,
    return_url: str,
) -> Payment:
    """Ask to be paid for a purchase; pressed ten times at once it is one attempt.

    An open attempt by another method is closed at the provider first. When the provider's answer
    does not come the payment stays open and is asked about, never started anew.

    Raises: NotFound, MethodNotOffered, AlreadyPaid, PurchaseOver, AnotherAttempt,
    PaymentInQuestion.
    """
    chosen = gateways.method(method)
    async with sessions() as session:
        await queries.purchase_to_pay(
            session, group_id=group_id, account_id=account_id, now=utcnow()
        )
        opened = await queries.open_payments(session, group_id)
    for rival in opened:
        if rival.method != chosen:
            await _quietly_close(sessions, gateways, rival.id)
    async with sessions.begin() as session:
        begun = await service.start(
            session,
            group_id=group_id,
            account_id=account_id,
            gateway=gateways.first.name,
            method=chosen,
            method_token=gateways.token_for(chosen),
            return_url=return_url,
            now=utcnow(),
        )
    return await _ask_to_be_paid(sessions, gateways, begun)


async def _quietly_close(sessions: Sessions, gateways: Gateways, payment_id: UUID) -> None:
    try:
        await close(sessions, gateways, payment_id)
    except GatewayError as trouble:
        log.warning("payments.close_unknown", payment_id=str(payment_id), code=trouble.code)


async def _ask_to_be_paid(sessions: Sessions, gateways: Gateways, begun: service.Begun) -> Payment:
    """Make the call of an attempt, if it has one to make, and take the answer in."""
    payment, operation = begun.payment, begun.operation
    if operation is None:
        return payment
    gateway = gateways.named(payment.gateway)
    try:
        attempt = await _patiently_started(gateway, payment, operation)
    except (Declined, Rejected) as refusal:
        if isinstance(refusal, Rejected):
            log.exception("payments.rejected", payment_id=str(payment.id), code=refusal.code)
        async with sessions.begin() as session:
            return await service.note_refusal(
                session,
                payment_id=payment.id,
                operation_id=operation.id,
                code=refusal.code,
                gateway_ref=refusal.gateway_ref if isinstance(refusal, Declined) else None,
                now=utcnow(),
            )
    except (Retryable, OutcomeUnknown) as silence:
        log.warning("payments.start_unknown", payment_id=str(payment.id), code=silence.code)
        async with sessions.begin() as session:
            await service.note_silence(session, operation_id=operation.id, code=silence.code)
            return await queries.payment(session, payment.id)
    async with sessions.begin() as session:
        noted = await service.note_attempt(
            session,
            payment_id=payment.id,
            operation_id=operation.id,
            attempt=attempt,
            now=utcnow(),
        )
    # A repeated call is told its first answer; the truth may have moved on since.
    if operation.attempts > 1 and noted.state in OPEN_STATES:
        return await settle(sessions, gateways, payment.id)
    return noted


async def _patiently_started(
    gateway: PaymentGateway, payment: Payment, operation: PaymentOperation
) -> Attempt:
    """Raises: Declined, Rejected, Retryable, OutcomeUnknown."""
    call = service.call_for(payment, operation)
    for pause in BUSY_PAUSES:
        try:
            return await gateway.start(call)
        except Retryable:
            await asyncio.sleep(pause)
    return await gateway.start(call)


async def settle(
    sessions: Sessions, gateways: Gateways, payment_id: UUID, *, gateway_ref: str | None = None
) -> Payment:
    """Ask the provider how a payment stands and take it in: the one door.

    ``gateway_ref``: the provider's number as a notice told it, for when we do not know it yet.

    Raises: NotFound, and what the gateway raises.
    """
    async with sessions() as session:
        payment = await queries.payment(session, payment_id)
    snapshot = await _asked(gateways.named(payment.gateway), payment, gateway_ref)
    if snapshot is None:
        return payment
    async with sessions.begin() as session:
        return await service.fold(session, payment_id=payment_id, snapshot=snapshot, now=utcnow())


async def _asked(
    gateway: PaymentGateway, payment: Payment, hint: str | None
) -> PaymentSnapshot | None:
    """How the payment stands; None when the provider surely has no such payment."""
    if ref := payment.gateway_ref or hint:
        return await gateway.fetch(ref)
    return await gateway.find_by_our_ref(str(payment.id), started_at=payment.created_at)


async def look_after(
    sessions: Sessions, gateways: Gateways, payment_id: UUID, *, at_once: bool = False
) -> None:
    """What a waiting page does: ask, but not more often than every few seconds.

    An attempt whose first answer was lost is called for again, with the same key. A provider that
    stays silent is no news; the page goes on waiting.

    Raises: NotFound.
    """
    async with sessions.begin() as session:
        payment = await queries.payment(session, payment_id)
        heard = payment.checked_at
        is_fresh = heard is not None and utcnow() - heard < ASK_AGAIN_AFTER
        if payment.state not in OPEN_STATES or (is_fresh and not at_once):
            return
        is_over = payment.expires_at <= utcnow()
        lost = not payment.next_action and not payment.gateway_ref and not is_over
        begun = await service.take_up(session, payment) if lost else None
    try:
        if begun is not None and begun.operation is not None:
            await _ask_to_be_paid(sessions, gateways, begun)
        else:
            await settle(sessions, gateways, payment_id)
    except GatewayError as trouble:
        log.warning("payments.no_answer", payment_id=str(payment_id), code=trouble.code)


async def close(sessions: Sessions, gateways: Gateways, payment_id: UUID) -> Payment:
    """Make an attempt unpayable at the provider; if the payer was faster, it is booked instead.

    Raises: NotFound, and what the gateway raises.
    """
    async with sessions.begin() as session:
        begun = await service.begin_close(session, payment_id=payment_id)
    payment, operation = begun.payment, begun.operation
    if operation is None:
        return payment
    gateway = gateways.named(payment.gateway)
    snapshot = await _asked(gateway, payment, None)
    if snapshot is not None and snapshot.state not in _OVER:
        snapshot = await gateway.close(snapshot.gateway_ref, op_id=str(operation.id))
    async with sessions.begin() as session:
        await service.note_done(session, operation_id=operation.id, now=utcnow())
        if snapshot is None:
            return await service.give_up(session, payment_id=payment_id, now=utcnow())
        return await service.fold(session, payment_id=payment_id, snapshot=snapshot, now=utcnow())


_OVER: Final = frozenset(
    {PaymentStanding.CAPTURED, PaymentStanding.CLOSED, PaymentStanding.EXPIRED}
)


async def expire(sessions: Sessions, gateways: Gateways, group_id: UUID) -> bool:
    """Close an unpaid purchase whose time is over, at the provider first; False if it stays.

    A provider that does not answer keeps the purchase for ``GIVE_UP_CLOSING_AFTER``; after that
    the pieces are freed all the same, and money that should still come is late money.

    Raises: NotFound.
    """
    async with sessions() as session:
        opened = await queries.open_payments(session, group_id)
    for payment in opened:
        try:
            await close(sessions, gateways, payment.id)
        except GatewayError as trouble:
            log.warning("payments.close_unknown", payment_id=str(payment.id), code=trouble.code)
            if utcnow() < payment.expires_at + GIVE_UP_CLOSING_AFTER:
                return False
            async with sessions.begin() as session:
                await service.give_up(session, payment_id=payment.id, now=utcnow())
    async with sessions.begin() as session:
        return await service.expire(session, group_id=group_id, now=utcnow())


async def send_refund(sessions: Sessions, gateways: Gateways, refund_id: UUID) -> RefundState:
    """Have the provider give promised money back; any number of tries send it once.

    Raises: NotFound, Retryable, OutcomeUnknown: try again later, with the same key.
    """
    async with sessions.begin() as session:
        call = await service.begin_refund(session, refund_id=refund_id)
    if call.operation is None:
        return await settle_refund(sessions, gateways, refund_id)
    gateway = gateways.named(call.payment.gateway)
    try:
        snapshot = await _sent(gateway, call.payment, call.operation)
    except (Declined, Rejected) as refusal:
        async with sessions.begin() as session:
            await service.note_refund_refusal(
                session,
                refund_id=refund_id,
                operation_id=call.operation.id,
                code=refusal.code,
                now=utcnow(),
            )
        return RefundState.FAILED
    except (Retryable, OutcomeUnknown) as silence:
        async with sessions.begin() as session:
            await service.note_silence(session, operation_id=call.operation.id, code=silence.code)
        raise
    async with sessions.begin() as session:
        refund = await service.fold_refund(
            session, refund_id=refund_id, snapshot=snapshot, now=utcnow()
        )
    return refund.state


async def _sent(
    gateway: PaymentGateway, payment: Payment, operation: PaymentOperation
) -> RefundSnapshot:
    """The refund, sent now or before. Keys do not live for ever: an old call is looked up first.

    Raises: Declined, Rejected, Retryable, OutcomeUnknown.
    """
    call = service.refund_call(payment, operation)
    lifetime = gateway.capabilities.key_lifetime
    if lifetime is not None and utcnow() - operation.created_at > lifetime - KEY_MARGIN:
        found = await gateway.find_refund(call.op_id, gateway_ref=call.gateway_ref)
        if found is not None:
            return found
    return await gateway.refund(call)


async def settle_refund(sessions: Sessions, gateways: Gateways, refund_id: UUID) -> RefundState:
    """Ask the provider how a refund stands and take it in.

    Raises: NotFound, and what the gateway raises.
    """
    async with sessions() as session:
        refund = await session.get_one(Refund, refund_id)
        payment = await queries.payment(session, refund.payment_id)
        operation = await last_operation(
            session, kind="refund", payment_id=payment.id, refund_id=refund_id
        )
    gateway = gateways.named(payment.gateway)
    snapshot: RefundSnapshot | None = None
    if refund.gateway_ref:
        snapshot = await gateway.fetch_refund(refund.gateway_ref)
    elif operation is not None and payment.gateway_ref:
        snapshot = await gateway.find_refund(str(operation.id), gateway_ref=payment.gateway_ref)
    if snapshot is None:
        return refund.state
    async with sessions.begin() as session:
        settled = await service.fold_refund(
            session, refund_id=refund_id, snapshot=snapshot, now=utcnow()
        )
    return settled.state


async def handle_notice(sessions: Sessions, gateways: Gateways, event_id: UUID) -> None:
    """Ask about whatever a notice names. What the notice itself claims is never believed.

    Raises: what the gateway raises; the notice stays open then.
    """
    async with sessions() as session:
        event = await session.get_one(GatewayEvent, event_id)
        payment_id = await queries.payment_known_as(
            session,
            gateway=event.gateway,
            payment_ref=event.payment_ref,
            gateway_ref=event.gateway_ref,
        )
    if event.handled_at is not None:
        return
    try:
        await _ask_about(sessions, gateways, event, payment_id)
    except Exception as trouble:
        async with sessions.begin() as session:
            await service.note_trouble(session, event_id=event_id, error=str(trouble))
        raise
    async with sessions.begin() as session:
        await service.note_handled(session, event_id=event_id, now=utcnow())


async def _ask_about(
    sessions: Sessions, gateways: Gateways, event: GatewayEvent, payment_id: UUID | None
) -> None:
    gateway = gateways.named(event.gateway)
    if payment_id is None:
        if event.gateway_ref:
            snapshot = await gateway.fetch(event.gateway_ref)
            async with sessions.begin() as session:
                await service.book_stray(
                    session, gateway=gateway.name, snapshot=snapshot, now=utcnow()
                )
        return
    await settle(sessions, gateways, payment_id, gateway_ref=event.gateway_ref)
    async with sessions() as session:
        refunds = await queries.refunds_of(session, payment_id)
    for refund in refunds:
        if event.refund_ref in (None, refund.gateway_ref) or refund.gateway_ref is None:
            await settle_refund(sessions, gateways, refund.id)


async def witness(sessions: Sessions, gateways: Gateways, *, since: datetime) -> Counter[str]:
    """Hold the provider's own list of payments against ours; take in whatever we missed.

    Raises: what the gateway raises.
    """
    counts: Counter[str] = Counter()
    for gateway in gateways.all():
        async for snapshot in gateway.list_payments(since):
            counts["listed"] += 1
            counts.update(await _compare(sessions, gateway, snapshot))
    return counts


async def _compare(
    sessions: Sessions, gateway: PaymentGateway, snapshot: PaymentSnapshot
) -> list[str]:
    async with sessions.begin() as session:
        payment_id = await queries.payment_known_as(
            session,
            gateway=gateway.name,
            payment_ref=snapshot.our_ref,
            gateway_ref=snapshot.gateway_ref,
        )
        if payment_id is None:
            booked = await service.book_stray(
                session, gateway=gateway.name, snapshot=snapshot, now=utcnow()
            )
            return ["stray"] if booked else []
        before = (await queries.payment(session, payment_id)).state
        after = await service.fold(session, payment_id=payment_id, snapshot=snapshot, now=utcnow())
        return [after.state.value] if after.state is not before else []


async def ask_all(sessions: Sessions, gateways: Gateways, payment_ids: list[UUID]) -> Counter[str]:
    """Settle each of these payments; one that cannot be asked about does not stop the others."""
    counts: Counter[str] = Counter()
    for payment_id in payment_ids:
        async with sessions() as session:
            before = (await queries.payment(session, payment_id)).state
        try:
            after = (await settle(sessions, gateways, payment_id)).state
        except GatewayError as trouble:
            log.warning("payments.no_answer", payment_id=str(payment_id), code=trouble.code)
            counts["unanswered"] += 1
            continue
        counts["asked"] += 1
        if after is not before and after in _TOLD:
            counts[after.value] += 1
    return counts


_TOLD: Final = frozenset(
    {PaymentState.CAPTURED, PaymentState.FAILED, PaymentState.EXPIRED, PaymentState.CLOSED}
)
