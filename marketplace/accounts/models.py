"""People and how they come in: accounts, sessions, codes, tokens, addresses, consents."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.infra.crypto import Encrypted
from marketplace.infra.db import Base, CreatedAt, Id


class AccountState(enum.StrEnum):
    """Whether an account may come in."""

    ACTIVE = "active"
    DISABLED = "disabled"


class StaffRole(enum.StrEnum):
    """What a member of the operator's or the bureau's staff may do."""

    REVIEWER = "reviewer"
    FINANCE = "finance"
    OPERATOR = "operator"
    ADMINISTRATOR = "administrator"


class Account(Base):
    """A person. The phone number is the login; it is stored sealed and found by its index."""

    __tablename__ = "accounts"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(64), default="")
    phone: Mapped[str] = mapped_column(Encrypted)
    """E.164, e.g. ``+8613800000000``."""
    phone_index: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str | None] = mapped_column(Encrypted)
    email_index: Mapped[str | None] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    """Argon2id; empty for those who only use one-time codes."""
    language: Mapped[str] = mapped_column(String(8), default="zh-CN")
    state: Mapped[AccountState] = mapped_column(default=AccountState.ACTIVE)
    is_demo: Mapped[bool] = mapped_column(default=False)
    password_changed_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class StaffMember(Base):
    """One role held by one account; taken away by ``ended_at``, never by deleting."""

    __tablename__ = "staff_members"
    __table_args__ = (
        Index(
            "uq_staff_members_account_role",
            "account_id",
            "role",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    role: Mapped[StaffRole]
    granted_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class Session(Base):
    """A browser that is signed in. The cookie holds the token, the row only its SHA-256."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_account_id", "account_id"),)

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    vendor_id: Mapped[UUID | None]
    """The shop whose workbench is open, for people who work in several."""
    user_agent: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(45), default="")
    authenticated_at: Mapped[datetime]
    """When a password or code was last given; dangerous acts want it to be within the hour."""
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class OneTimeCode(Base):
    """Six digits sent to a phone or mailbox, good for ten minutes and five tries."""

    __tablename__ = "one_time_codes"
    __table_args__ = (Index("ix_one_time_codes_recipient", "recipient_index", "created_at"),)

    id: Mapped[Id]
    recipient_index: Mapped[str] = mapped_column(String(64))
    purpose: Mapped[str] = mapped_column(String(16))
    code_hash: Mapped[str] = mapped_column(String(64))
    attempts: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class LimitWindow(Base):
    """How often something was tried in one window of time; the row is its own lock."""

    __tablename__ = "limit_windows"

    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    """``login:phone:<index>``, ``login:address:<ip>`` …"""
    started_at: Mapped[datetime] = mapped_column(primary_key=True)
    hits: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Address(Base):
    """A place to deliver to. Retired rather than deleted; orders keep their own copy."""

    __tablename__ = "addresses"
    __table_args__ = (
        Index("ix_addresses_account_id", "account_id"),
        Index(
            "uq_addresses_default",
            "account_id",
            unique=True,
            postgresql_where=text("is_default AND retired_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    recipient: Mapped[str] = mapped_column(Encrypted)
    phone: Mapped[str] = mapped_column(Encrypted)
    division_code: Mapped[str] = mapped_column(ForeignKey("divisions.code"))
    """The town, or the county where the towns are not known."""
    detail: Mapped[str] = mapped_column(Encrypted)
    is_default: Mapped[bool] = mapped_column(default=False)
    retired_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class Consent(Base):
    """That an account agreed to one version of one text. Withdrawn by ``withdrawn_at``."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_account_id", "account_id"),)

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    document: Mapped[str] = mapped_column(String(32))
    version: Mapped[str] = mapped_column(String(16))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class ApiToken(Base):
    """A program that may act for an account, within its scopes."""

    __tablename__ = "api_tokens"
    __table_args__ = (Index("ix_api_tokens_account_id", "account_id"),)

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    vendor_id: Mapped[UUID | None]
    name: Mapped[str] = mapped_column(String(64))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(String(32)))
    used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class KeptAnswer(Base):
    """The answer given to a request that carried an Idempotency-Key, kept for 24 hours.

    ``status`` is empty while the first request is still being worked on.
    Source: docs.stripe.com/api/idempotent_requests.
    """

    __tablename__ = "kept_answers"
    __table_args__ = (
        UniqueConstraint("account_id", "key"),
        CheckConstraint("length(key) BETWEEN 1 AND 255", name="key_length"),
    )

    id: Mapped[Id]
    account_id: Mapped[UUID]
    key: Mapped[str] = mapped_column(String(255))
    request_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 over method, path and body."""
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    created_at: Mapped[CreatedAt]
