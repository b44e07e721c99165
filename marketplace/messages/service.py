"""Telling people things: words are written now, in the transaction of the news; sent after it."""

from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.infra.jobs import enqueue
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import NotFound
from marketplace.kit.language import gettext as _
from marketplace.messages.errors import NotResendable
from marketplace.messages.models import Channel, DeliveryState, Message
from marketplace.messages.recipient import EVERY_WAY, Recipient
from marketplace.messages.writing import write

_silent: ContextVar[bool] = ContextVar("silent", default=False)


@contextmanager
def quietly() -> Generator[None]:
    """Inside the block nobody is told anything: bringing in a whole shop's history is no news."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


async def tell(
    session: AsyncSession,
    *,
    to: Recipient,
    name: str,
    values: Mapping[str, Any] | None = None,
    link: str | None = None,
    about: Mapping[str, str] | None = None,
    channels: Collection[Channel] = EVERY_WAY,
) -> list[Message]:
    """Write message ``name`` to a person, once for every channel that reaches them.

    In-site messages are there at once; SMS and e-mail go out by ``messages.deliver`` after the
    commit.

    Shape: ``about`` is ``{"kind": "order", "id": "…"}``.
    Needs: ``templates/messages/<name>/``; ``link`` is a path of ours without the language prefix.
    """
    if _silent.get():
        return []
    made: list[Message] = []
    for channel, address in to.ways().items():
        if channel not in channels:
            continue
        words = write(name, channel, to.reads, values=values or {}, link=link)
        is_here = channel is Channel.IN_SITE
        made.append(
            Message(
                account_id=to.account_id,
                channel=channel,
                name=name,
                language=to.reads,
                recipient=address,
                subject=words.subject,
                body=words.body,
                html=words.html,
                link=link,
                about=dict(about or {}),
                state=DeliveryState.SENT if is_here else DeliveryState.QUEUED,
                sent_at=utcnow() if is_here else None,
            )
        )
    session.add_all(made)
    await session.flush()
    for message in made:
        if message.state is DeliveryState.QUEUED:
            await enqueue(session, "messages.deliver", message_id=str(message.id))
    return made


async def open_message(session: AsyncSession, *, account_id: UUID, message_id: UUID) -> Message:
    """The in-site message, from now on read.

    Raises: NotFound, also for somebody else's.
    """
    message = await session.scalar(
        select(Message).where(
            Message.id == message_id,
            Message.account_id == account_id,
            Message.channel == Channel.IN_SITE,
        )
    )
    if message is None:
        raise NotFound(_("没有找到这条消息。"))
    message.read_at = message.read_at or utcnow()
    return message


async def read_all(session: AsyncSession, *, account_id: UUID) -> None:
    """Nothing is unread any more."""
    await session.execute(
        update(Message)
        .where(
            Message.account_id == account_id,
            Message.channel == Channel.IN_SITE,
            Message.read_at.is_(None),
        )
        .values(read_at=func.now())
    )


async def send_again(session: AsyncSession, *, message_id: UUID) -> Message:
    """Queue a failed message once more.

    Locks: the message.
    Raises: NotFound, NotResendable.
    """
    message = await session.get(Message, message_id, with_for_update=True)
    if message is None:
        raise NotFound(_("没有找到这条消息。"))
    if message.state is not DeliveryState.FAILED:
        raise NotResendable(_("只有发送失败的消息可以重发。这条消息的状态已经变了。"))
    message.state = DeliveryState.QUEUED
    message.attempts = 0
    message.error = None
    await enqueue(session, "messages.deliver", message_id=str(message.id))
    return message
