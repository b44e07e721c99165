"""Reads about messages: a person's inbox, the operators' outbox."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.kit.errors import Invalid
from marketplace.kit.language import gettext as _
from marketplace.kit.paging import PAGE_SIZE, Page, decode_cursor, encode_cursor
from marketplace.messages.models import Channel, DeliveryState, Message


async def unread_count(session: AsyncSession, account_id: UUID) -> int:
    """How many in-site messages this person has not opened."""
    return (
        await session.scalar(
            select(func.count()).where(
                Message.account_id == account_id,
                Message.channel == Channel.IN_SITE,
                Message.read_at.is_(None),
            )
        )
        or 0
    )


async def inbox(
    session: AsyncSession, *, account_id: UUID, after: str | None = None, size: int = PAGE_SIZE
) -> Page[Message]:
    """A person's in-site messages, newest first.

    Raises: Invalid, for a cursor that is not ours.
    """
    chosen = select(Message).where(
        Message.account_id == account_id, Message.channel == Channel.IN_SITE
    )
    if after:
        chosen = chosen.where(Message.id < _id_in(after))
    found = (await session.scalars(chosen.order_by(Message.id.desc()).limit(size + 1))).all()
    return _page(found, size)


async def outbox(
    session: AsyncSession,
    *,
    channel: Channel | None = None,
    state: DeliveryState | None = None,
    name: str | None = None,
    after: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[Message]:
    """Everything we wrote to anybody, newest first; for operators.

    Raises: Invalid, for a cursor that is not ours.
    """
    chosen = select(Message)
    if channel:
        chosen = chosen.where(Message.channel == channel)
    if state:
        chosen = chosen.where(Message.state == state)
    if name:
        chosen = chosen.where(Message.name == name)
    if after:
        chosen = chosen.where(Message.id < _id_in(after))
    found = (await session.scalars(chosen.order_by(Message.id.desc()).limit(size + 1))).all()
    return _page(found, size)


async def failed_count(session: AsyncSession) -> int:
    """How many messages wait for an operator."""
    return (
        await session.scalar(select(func.count()).where(Message.state == DeliveryState.FAILED)) or 0
    )


def _page(found: Sequence[Message], size: int) -> Page[Message]:
    """The first ``size`` of ``found``, and where to go on if there are more."""
    items = found[:size]
    return Page(items, encode_cursor(str(items[-1].id)) if len(found) > size else None)


def _id_in(cursor: str) -> UUID:
    try:
        return UUID(str(decode_cursor(cursor, str)[0]))
    except ValueError:
        raise Invalid(_("这一页的链接不完整，请从第一页重新打开。"), field="after") from None
