"""The inbox of provider notices: each kept once, raw, and dealt with by a job."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.infra.jobs import enqueue
from marketplace.kit.errors import NotFound
from marketplace.kit.ids import uuid7
from marketplace.kit.language import gettext as _
from marketplace.payments.gateways import Notice, NoticeKind
from marketplace.payments.models import GatewayEvent


async def take_notice(
    session: AsyncSession,
    *,
    gateway: str,
    notice: Notice,
    headers: Mapping[str, str],
    now: datetime,
) -> bool:
    """Keep a genuine notice and queue its handling; False when it was here before.

    Notices about other things are kept and count as handled.
    """
    is_money = notice.kind is not NoticeKind.OTHER
    row = {
        "id": uuid7(),
        "gateway": gateway,
        "external_id": notice.external_id[:128],
        "kind": notice.topic[:64],
        "payment_ref": notice.our_ref[:128] if notice.our_ref else None,
        "gateway_ref": notice.gateway_ref[:128] if notice.gateway_ref else None,
        "refund_ref": notice.refund_ref[:128] if notice.refund_ref else None,
        "headers": dict(headers),
        "raw": notice.raw,
        "received_at": now,
        "handled_at": None if is_money else now,
        "attempts": 0,
    }
    once = (
        insert(GatewayEvent)
        .values(row)
        .on_conflict_do_nothing(index_elements=["gateway", "external_id"])
    )
    event_id = await session.scalar(once.returning(GatewayEvent.id))
    if event_id is None:
        return False
    if is_money:
        await enqueue(session, "payments.handle_notice", event_id=str(event_id))
    return True


async def note_handled(session: AsyncSession, *, event_id: UUID, now: datetime) -> None:
    """A notice has been dealt with."""
    await session.execute(
        update(GatewayEvent)
        .where(GatewayEvent.id == event_id)
        .values(handled_at=now, error=None, attempts=GatewayEvent.attempts + 1)
    )


async def note_trouble(session: AsyncSession, *, event_id: UUID, error: str) -> None:
    """A notice could not be dealt with yet; it stays open."""
    await session.execute(
        update(GatewayEvent)
        .where(GatewayEvent.id == event_id)
        .values(error=func.left(error, 2000), attempts=GatewayEvent.attempts + 1)
    )


async def replay(session: AsyncSession, *, event_id: UUID) -> GatewayEvent:
    """Deal with a notice once more; safe at any time, for it only makes us ask the provider.

    Raises: NotFound.
    """
    event = await session.get(GatewayEvent, event_id, populate_existing=True)
    if event is None:
        raise NotFound(_("没有找到这条通知。"))
    event.handled_at, event.error = None, None
    await enqueue(session, "payments.handle_notice", event_id=str(event_id))
    return event
