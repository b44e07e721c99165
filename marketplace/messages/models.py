"""The outbox: every word we send to a person, in which channel, and what became of it."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.infra.crypto import Encrypted
from marketplace.infra.db import Base, CreatedAt, Id


class Channel(enum.StrEnum):
    """The way a message takes."""

    IN_SITE = "in_site"
    SMS = "sms"
    EMAIL = "email"


class DeliveryState(enum.StrEnum):
    """How far it has come. ``kept``: the installation has no provider, operators read it here."""

    QUEUED = "queued"
    SENT = "sent"
    KEPT = "kept"
    FAILED = "failed"


class Message(Base):
    """One message to one person in one channel."""

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_account_id", "account_id", "id"),
        Index("ix_messages_unread", "account_id", postgresql_where=text("read_at IS NULL")),
        Index("ix_messages_state", "state", "id"),
    )

    id: Mapped[Id]
    account_id: Mapped[UUID | None]
    """Empty for somebody who has no account yet, such as a phone asking for its first code."""
    channel: Mapped[Channel]
    name: Mapped[str] = mapped_column(String(64))
    """Template folder under ``templates/messages``."""
    language: Mapped[str] = mapped_column(String(8))
    recipient: Mapped[str | None] = mapped_column(Encrypted)
    """Phone number or e-mail address; empty in-site."""
    subject: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[str] = mapped_column(Encrypted)
    html: Mapped[str | None] = mapped_column(Encrypted)
    link: Mapped[str | None] = mapped_column(String(300))
    """Path in our own site that the message is about."""
    about: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """``{"kind": "order", "id": "…"}``."""
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(Text)
    provider_ref: Mapped[str | None] = mapped_column(String(128))
    sent_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
