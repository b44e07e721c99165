"""Carrying messages out of the house, after the news they tell was committed."""

from typing import Final
from uuid import UUID

import structlog
from sqlalchemy import update

from marketplace.infra.jobs import RETRIES, JobBook, Work
from marketplace.kit.clock import utcnow
from marketplace.messages.gateways import (
    CarrierUnavailable,
    Kept,
    Letter,
    Outcome,
    Refused,
    Senders,
    Sent,
)
from marketplace.messages.models import Channel, DeliveryState, Message

book: Final = JobBook("messages")
log = structlog.get_logger(__name__)


@book.job
async def deliver(work: Work, message_id: str) -> None:
    """Hand one queued message to its carrier; the call stands between two short transactions.

    Raises: CarrierUnavailable, so that the queue tries again; the last try marks it failed.
    """
    async with work.sessions.begin() as session:
        message = await session.get(Message, UUID(message_id), with_for_update=True)
        if message is None or message.state is not DeliveryState.QUEUED:
            return
        message.attempts += 1
    try:
        outcome = await _hand_over(work.tool(Senders), message)
    except CarrierUnavailable as trouble:
        is_last = work.attempt >= (RETRIES.max_attempts or 1)
        async with work.sessions.begin() as session:
            await session.execute(
                update(Message)
                .where(Message.id == message.id, Message.state == DeliveryState.QUEUED)
                .values(
                    error=str(trouble)[:500],
                    state=DeliveryState.FAILED if is_last else DeliveryState.QUEUED,
                )
            )
        if is_last:
            log.warning("message.failed", message_id=message_id, channel=message.channel)
            return
        raise
    async with work.sessions.begin() as session:
        await session.execute(
            update(Message)
            .where(Message.id == message.id, Message.state == DeliveryState.QUEUED)
            .values(**_result(outcome))
        )


async def _hand_over(senders: Senders, message: Message) -> Outcome:
    key = str(message.id)
    if message.channel is Channel.SMS:
        return await senders.sms.send(message.recipient or "", message.body, key=key)
    letter = Letter(message.recipient or "", message.subject, message.body, message.html)
    return await senders.email.send(letter, key=key)


def _result(outcome: Outcome) -> dict[str, object]:
    match outcome:
        case Sent(ref):
            return {
                "state": DeliveryState.SENT,
                "sent_at": utcnow(),
                "provider_ref": ref,
                "error": None,
            }
        case Kept():
            return {"state": DeliveryState.KEPT, "error": None}
        case Refused(reason):
            return {"state": DeliveryState.FAILED, "error": reason[:500]}
