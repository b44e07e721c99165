"""Money on its way in and back: payments, provider operations, the inbox of notices, refunds."""

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
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.infra.db import Base, CreatedAt, Id, Minor
from marketplace.payments.states import PaymentState, RefundState


class Payment(Base):
    """One attempt to pay one purchase. Its id is our number at the provider.

    A purchase has at most one open attempt and at most one captured one that counts; a second
    capture, should a provider ever report one, is refunded by itself.
    """

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("refunded_minor BETWEEN 0 AND captured_minor", name="refunds_within"),
        Index(
            "uq_payments_open",
            "group_id",
            unique=True,
            postgresql_where=text("state IN ('created', 'action_required', 'processing')"),
        ),
        Index("ix_payments_group_id", "group_id"),
        Index("ix_payments_sweep", "state", "created_at"),
    )

    id: Mapped[Id]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("order_groups.id"))
    gateway: Mapped[str] = mapped_column(String(16))
    method: Mapped[str] = mapped_column(String(16))
    """``wechat_pay``, ``alipay`` or ``card``."""
    currency: Mapped[str] = mapped_column(String(3), default="CNY")
    amount_minor: Mapped[Minor]
    captured_minor: Mapped[Minor] = mapped_column(default=0)
    refunded_minor: Mapped[Minor] = mapped_column(default=0)
    """Refunds asked for, sent or not."""
    state: Mapped[PaymentState] = mapped_column(default=PaymentState.CREATED)
    gateway_ref: Mapped[str | None] = mapped_column(String(128), unique=True)
    charge_ref: Mapped[str | None] = mapped_column(String(128))
    next_action: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """``{"kind": "redirect" | "qr" | "none", "url": …, "qr_text": …}``."""
    failure: Mapped[str] = mapped_column(String(200), default="")
    """Why it was not captured; once captured, why no order took it (``rules.Verdict``)."""
    expires_at: Mapped[datetime]
    captured_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    """When the provider was last asked."""
    created_at: Mapped[CreatedAt]

    @property
    def is_stray(self) -> bool:
        """Captured, but no order took it; ``failure`` says why."""
        return self.state is PaymentState.CAPTURED and bool(self.failure)


class OperationState(enum.StrEnum):
    """``unknown``: we do not know whether it happened; ask, never assume."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    DECLINED = "declined"
    UNKNOWN = "unknown"


class PaymentOperation(Base):
    """A call to a provider, written down and committed before it is made.

    Its id is the idempotency key there, so that a repeated call is the same call.
    """

    __tablename__ = "payment_operations"
    __table_args__ = (Index("ix_payment_operations_payment_id", "payment_id", "kind"),)

    id: Mapped[Id]
    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payments.id"))
    refund_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(String(16))
    """``start``, ``close`` or ``refund``."""
    amount_minor: Mapped[Minor]
    state: Mapped[OperationState] = mapped_column(default=OperationState.PENDING)
    request: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """What is sent besides the row's own columns, so that a repeated call says the very same."""
    answer: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    attempts: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class GatewayEvent(Base):
    """A notice from a provider, raw, exactly once. Source: libraries note A6 (inbox)."""

    __tablename__ = "gateway_events"
    __table_args__ = (
        UniqueConstraint("gateway", "external_id"),
        Index("ix_gateway_events_open", "received_at", postgresql_where=text("handled_at IS NULL")),
        Index("ix_gateway_events_received_at", "received_at"),
        Index("ix_gateway_events_gateway_ref", "gateway_ref"),
    )

    id: Mapped[Id]
    gateway: Mapped[str] = mapped_column(String(16))
    external_id: Mapped[str] = mapped_column(String(128))
    kind: Mapped[str] = mapped_column(String(64))
    """The provider's own name for it."""
    payment_ref: Mapped[str | None] = mapped_column(String(128))
    """Our number as the provider repeats it; like the two below, read when it came in."""
    gateway_ref: Mapped[str | None] = mapped_column(String(128))
    refund_ref: Mapped[str | None] = mapped_column(String(128))
    headers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(Text)


class Refund(Base):
    """Money promised back for one vendor's order (or, without an order, for a stray payment)."""

    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        Index("ix_refunds_payment_id", "payment_id"),
        Index("ix_refunds_order_id", "order_id"),
        Index("ix_refunds_state", "state", "created_at"),
    )

    id: Mapped[Id]
    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payments.id"))
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("orders.id"))
    amount_minor: Mapped[Minor]
    reason: Mapped[str] = mapped_column(String(200))
    state: Mapped[RefundState] = mapped_column(default=RefundState.REQUESTED)
    gateway_ref: Mapped[str | None] = mapped_column(String(128), unique=True)
    failure: Mapped[str] = mapped_column(String(200), default="")
    requested_by: Mapped[UUID | None]
    settled_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
