"""Work on payments for after the commit and by the clock: notices, refunds, expiry, sweeping."""

from collections import Counter
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog

from marketplace.accounts import queries as accounts
from marketplace.infra.jobs import JobBook, Work, enqueue
from marketplace.kit.clock import utcnow
from marketplace.messages.service import tell
from marketplace.orders import queries as orders
from marketplace.orders.models import OrderGroup
from marketplace.payments import alarms, flow, queries
from marketplace.payments.gateways import GatewayError
from marketplace.payments.models import Refund
from marketplace.payments.providers import Gateways
from marketplace.payments.states import RefundState

log = structlog.get_logger(__name__)
book = JobBook("payments")

QUIET_FOR: Final = timedelta(seconds=90)
"""An open payment, refund or notice this long without news is asked about."""
ENDED_WITHIN: Final = timedelta(hours=1)
"""Attempts that ended unpaid are looked at once more, in case the payer was faster."""
WITNESS_SPAN: Final = timedelta(hours=48)
BOUNCES_WITHIN: Final = timedelta(days=14)
BATCH: Final = 300
ALL: Final = 100_000


@book.job
async def handle_notice(work: Work, event_id: str) -> None:
    """Ask the provider about what its notice names."""
    await flow.handle_notice(work.sessions, work.tool(Gateways), UUID(event_id))


@book.job
async def settle(work: Work, payment_id: str) -> None:
    """Ask the provider how a payment stands."""
    await flow.settle(work.sessions, work.tool(Gateways), UUID(payment_id))


@book.job
async def send_refund(work: Work, refund_id: str) -> None:
    """Have promised money given back."""
    await flow.send_refund(work.sessions, work.tool(Gateways), UUID(refund_id))


@book.job
async def close(work: Work, payment_id: str) -> None:
    """Make an attempt unpayable that nobody waits for any more."""
    await flow.close(work.sessions, work.tool(Gateways), UUID(payment_id))


@book.job
async def tell_refund(work: Work, refund_id: str) -> None:
    """Tell the buyer that money has gone back."""
    async with work.sessions.begin() as session:
        refund = await session.get_one(Refund, UUID(refund_id))
        payment = await queries.payment(session, refund.payment_id)
        group = await session.get_one(OrderGroup, payment.group_id)
        if refund.state is not RefundState.SUCCEEDED:
            return
        await tell(
            session,
            to=await accounts.recipient(session, group.account_id),
            name="refund_sent",
            values={
                "number": group.number,
                "amount_minor": refund.amount_minor,
                "method": payment.method,
            },
            link=f"/account/purchases/{group.id}",
            about={"kind": "refund", "id": refund_id},
        )


@book.job
async def tell_unwanted(work: Work, payment_id: str) -> None:
    """Tell the buyer that a payment came too late, or twice, and goes back by itself."""
    async with work.sessions.begin() as session:
        payment = await queries.payment(session, UUID(payment_id))
        group = await session.get_one(OrderGroup, payment.group_id)
        await tell(
            session,
            to=await accounts.recipient(session, group.account_id),
            name="payment_late_refunded",
            values={
                "number": group.number,
                "amount_minor": payment.captured_minor,
                "is_second": payment.failure == "second",
                "method": payment.method,
            },
            link=f"/account/purchases/{group.id}/payment",
            about={"kind": "payment", "id": payment_id},
        )


@book.job
async def raise_alarm(work: Work, what: str, subject: str) -> None:
    """Tell finance and operators that money needs a person."""
    async with work.sessions.begin() as session:
        await alarms.tell_staff(session, what=what, subject=subject, link="/admin/payments")


@book.periodic("* * * * *")
async def expire_unpaid(work: Work) -> None:
    """Close purchases whose time to pay is over, each at the provider first."""
    async with work.sessions() as session:
        overdue = await orders.overdue_groups(session, now=utcnow(), limit=BATCH)
    for group_id in overdue:
        await flow.expire(work.sessions, work.tool(Gateways), group_id)


@book.periodic("*/2 * * * *")
async def sweep(work: Work) -> None:
    """Ask about whatever should have been heard of by now."""
    counts = await _sweep(work, quiet_for=QUIET_FOR, ended_within=ENDED_WITHIN, limit=BATCH)
    if counts:
        log.info("payments.swept", **counts)


@book.periodic("10 19 * * *")
async def witness(work: Work) -> None:
    """Every night at 03:10 in China: the provider's own list against ours."""
    since = utcnow() - WITNESS_SPAN
    counts = await flow.witness(work.sessions, work.tool(Gateways), since=since)
    log.info("payments.witnessed", **counts)


async def sweep_all(work: Work) -> dict[str, int]:
    """Ask the provider about everything whose notice may never have come, and for its own list.

    For the command line; as often as one likes. Shape: what was done, by name, and how often.
    """
    counts = await _sweep(
        work,
        quiet_for=timedelta(),
        ended_within=WITNESS_SPAN,
        limit=ALL,
        settled_within=BOUNCES_WITHIN,
    )
    counts += await flow.witness(work.sessions, work.tool(Gateways), since=utcnow() - WITNESS_SPAN)
    return dict(counts)


async def _sweep(
    work: Work,
    *,
    quiet_for: timedelta,
    ended_within: timedelta,
    limit: int,
    settled_within: timedelta | None = None,
) -> Counter[str]:
    gateways, now = work.tool(Gateways), utcnow()
    async with work.sessions() as session:
        payments = await queries.to_ask_about(
            session, before=now - quiet_for, ended_since=now - ended_within, limit=limit
        )
        refunds = await queries.refunds_to_ask_about(
            session,
            before=now - quiet_for,
            settled_since=now - settled_within if settled_within else None,
            limit=limit,
        )
        notices = await queries.unhandled_notices(session, before=now - quiet_for, limit=limit)
    counts = await flow.ask_all(work.sessions, gateways, payments)
    for refund_id, state in refunds:
        counts[await _look_at_refund(work, refund_id, state)] += 1
    async with work.sessions.begin() as session:
        for event_id in notices:
            await enqueue(session, "payments.handle_notice", event_id=str(event_id))
    counts["notices"] += len(notices)
    return +counts


async def _look_at_refund(work: Work, refund_id: UUID, state: RefundState) -> str:
    gateways = work.tool(Gateways)
    verb = flow.settle_refund if state is RefundState.SUCCEEDED else flow.send_refund
    try:
        after = await verb(work.sessions, gateways, refund_id)
    except GatewayError as trouble:
        log.warning("payments.no_answer", refund_id=str(refund_id), code=trouble.code)
        return "unanswered"
    return "refunds_asked" if after is state else f"refunds_{after.value}"
