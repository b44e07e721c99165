"""Who decided what, when, and what it changed. Rows are only ever added."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.infra.db import Base, CreatedAt


class AuditEntry(Base):
    """One decision. A trigger refuses UPDATE and DELETE."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_object", "object_kind", "object_id", "id"),
        Index("ix_audit_entries_actor_id", "actor_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    actor_id: Mapped[UUID | None]
    """The account; empty when the system itself acted (a job, the command line)."""
    actor_kind: Mapped[str] = mapped_column(String(16))
    """``account``, ``token`` or ``system``."""
    action: Mapped[str] = mapped_column(String(64))
    """``vendor.approved``: slice and past participle."""
    object_kind: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(String(64))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    reason: Mapped[str | None]
    request_id: Mapped[str | None] = mapped_column(String(64))
    address: Mapped[str | None] = mapped_column(String(45))
    """The caller's IP address."""
    created_at: Mapped[CreatedAt]


class AuditSeal(Base):
    """A link of the hash chain over audit entries, added by a job in the order of their ids."""

    __tablename__ = "audit_seals"

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entries.id"), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 over the previous digest and the entry's canonical JSON."""
    created_at: Mapped[CreatedAt]


class Sealing(Base):
    """How far the chain has come; one row, locked while sealing."""

    __tablename__ = "audit_sealing"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(BigInteger, default=0)
    digest: Mapped[str] = mapped_column(String(64), default="")
    sealed_at: Mapped[datetime | None]
