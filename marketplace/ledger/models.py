"""Double-entry books: accounts, transactions that sum to zero, entries that never change."""

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.infra.db import Base, CreatedAt, Id


class AccountKind(enum.StrEnum):
    """What an account holds. Source: docs/money.md."""

    PSP_FROZEN = "psp_frozen"
    """Asset: held by the payment provider for one vendor."""
    PSP_AVAILABLE = "psp_available"
    """Asset: ours, at the payment provider."""
    VENDOR_PENDING = "vendor_pending"
    """Liability: a vendor's, not yet earned."""
    VENDOR_AVAILABLE = "vendor_available"
    """Liability: a vendor's, earned."""
    COMMISSION_PENDING = "commission_pending"
    """Liability: our share, not yet earned."""
    COMMISSION = "commission"
    """Income."""
    REFUND_DUE = "refund_due"
    """Liability: taken from a buyer, promised back."""
    SUSPENSE = "suspense"
    """Liability: money whose owner is not known yet."""


class LedgerAccount(Base):
    """One account; its balance is the sum of its entries (debits positive)."""

    __tablename__ = "ledger_accounts"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(80), unique=True)
    """``vendor_pending:<vendor id>``."""
    kind: Mapped[AccountKind]
    vendor_id: Mapped[UUID | None]
    currency: Mapped[str] = mapped_column(String(3), default="CNY")
    created_at: Mapped[CreatedAt]


class LedgerTransaction(Base):
    """One business event in the books. ``idempotency_key`` makes a replay a no-op."""

    __tablename__ = "ledger_transactions"
    __table_args__ = (Index("ix_ledger_transactions_group_id", "group_id"),)

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(32))
    idempotency_key: Mapped[str] = mapped_column(String(120), unique=True)
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("order_groups.id"))
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("orders.id"))
    reverses_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_transactions.id"))
    effective_at: Mapped[datetime]
    created_at: Mapped[CreatedAt]


class LedgerEntry(Base):
    """One line of a transaction. Positive is debit, negative credit; never zero, never changed."""

    __tablename__ = "ledger_entries"
    __table_args__ = (
        CheckConstraint("amount_minor <> 0", name="amount_not_zero"),
        Index("ix_ledger_entries_transaction_id", "transaction_id"),
        Index("ix_ledger_entries_account_id", "account_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    transaction_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_transactions.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_accounts.id"))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
