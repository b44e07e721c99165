"""Who sells: vendors, their people, papers, accounts, and the decisions about them."""

import enum
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.infra.crypto import Encrypted
from marketplace.infra.db import Base, CreatedAt, Id
from marketplace.vendors.states import VendorKind, VendorState


class Vendor(Base):
    """A merchant on the platform, with the facts the law wants shown.

    Source: E-Commerce Law art. 15; Measures for Online Trading art. 12; domain rule MER-2.
    """

    __tablename__ = "vendors"
    __table_args__ = (
        CheckConstraint("state <> 'trading' OR approved_at IS NOT NULL", name="trading_approved"),
        Index(
            "uq_vendors_uscc",
            "uscc",
            unique=True,
            postgresql_where=text("uscc IS NOT NULL AND state <> 'closed'"),
        ),
        Index("ix_vendors_state", "state", "id"),
        Index("ix_vendors_pavilion_code", "pavilion_code", "state"),
    )

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(32), unique=True)
    """Short public handle in ``/v/{slug}``."""
    kind: Mapped[VendorKind]
    state: Mapped[VendorState] = mapped_column(default=VendorState.DRAFT)
    pavilion_code: Mapped[str] = mapped_column(ForeignKey("pavilions.code"))
    name: Mapped[str] = mapped_column(String(100), default="")
    """Registered name, as on the licence."""
    shop_name_zh: Mapped[str] = mapped_column(String(40), default="")
    shop_name_en: Mapped[str] = mapped_column(String(80), default="")
    uscc: Mapped[str | None] = mapped_column(String(18))
    legal_representative: Mapped[str] = mapped_column(String(40), default="")
    registered_address: Mapped[str] = mapped_column(String(200), default="")
    division_code: Mapped[str | None] = mapped_column(ForeignKey("divisions.code"))
    """The town or village where the goods come from."""
    member_contribution_minor: Mapped[int | None] = mapped_column(BigInteger)
    """成员出资总额, co-operatives only."""
    registered_capital_minor: Mapped[int | None] = mapped_column(BigInteger)
    """注册资本, companies only."""
    company_type: Mapped[str] = mapped_column(String(40), default="")
    founded_on: Mapped[date | None]
    member_count: Mapped[int | None]
    base_area_m2: Mapped[int | None]
    """Planted or stocked area in square metres."""
    service_phone: Mapped[str] = mapped_column(String(24), default="")
    """Public after-sales telephone; never a grower's own mobile number."""
    story_zh: Mapped[str] = mapped_column(Text, default="")
    story_en: Mapped[str] = mapped_column(Text, default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    approved_at: Mapped[datetime | None]
    reverify_on: Mapped[date | None]
    """By this day the facts must be checked again (six months). Source: art. 27."""
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[CreatedAt]


class MemberRole(enum.StrEnum):
    """What a person may do in one vendor's workbench."""

    OWNER = "owner"
    CLERK = "clerk"


class VendorMember(Base):
    """That an account works for a vendor; ended, never deleted."""

    __tablename__ = "vendor_members"
    __table_args__ = (
        Index(
            "uq_vendor_members_vendor_account",
            "vendor_id",
            "account_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_vendor_members_account_id", "account_id"),
    )

    id: Mapped[Id]
    vendor_id: Mapped[UUID] = mapped_column(ForeignKey("vendors.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    role: Mapped[MemberRole]
    ended_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class VendorDocument(Base):
    """A paper handed in with the application; replaced by a newer row, never overwritten."""

    __tablename__ = "vendor_documents"
    __table_args__ = (Index("ix_vendor_documents_vendor_id", "vendor_id", "type_code"),)

    id: Mapped[Id]
    vendor_id: Mapped[UUID] = mapped_column(ForeignKey("vendors.id"))
    type_code: Mapped[str] = mapped_column(String(32))
    """A certificate type, or ``LEGAL_REP_ID``, ``BANK_PROOF``."""
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_files.id"))
    uploaded_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    replaced_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class SettlementAccount(Base):
    """Where a vendor is paid: an account in the holder's own name."""

    __tablename__ = "settlement_accounts"
    __table_args__ = (
        Index(
            "uq_settlement_accounts_current",
            "vendor_id",
            unique=True,
            postgresql_where=text("replaced_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    vendor_id: Mapped[UUID] = mapped_column(ForeignKey("vendors.id"))
    holder_name: Mapped[str] = mapped_column(String(100))
    bank_name: Mapped[str] = mapped_column(String(100))
    account_no: Mapped[str] = mapped_column(Encrypted)
    last_four: Mapped[str] = mapped_column(String(4))
    replaced_at: Mapped[datetime | None]
    created_by: Mapped[UUID | None]
    created_at: Mapped[CreatedAt]


class Agreement(Base):
    """One version of a text that vendors or buyers accept; all versions stay readable."""

    __tablename__ = "agreements"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    """``platform_service``, ``food_safety``, ``privacy`` …"""
    version: Mapped[str] = mapped_column(String(16), primary_key=True)
    title_zh: Mapped[str] = mapped_column(String(100))
    title_en: Mapped[str] = mapped_column(String(150))
    body_zh: Mapped[str] = mapped_column(Text)
    """Markdown."""
    body_en: Mapped[str] = mapped_column(Text)
    effective_at: Mapped[datetime]
    created_at: Mapped[CreatedAt]


class AgreementAcceptance(Base):
    """That a vendor accepted one version of an agreement, and who pressed the button."""

    __tablename__ = "agreement_acceptances"
    __table_args__ = (
        Index("uq_agreement_acceptances", "vendor_id", "agreement_code", "version", unique=True),
    )

    id: Mapped[Id]
    vendor_id: Mapped[UUID] = mapped_column(ForeignKey("vendors.id"))
    agreement_code: Mapped[str] = mapped_column(String(32))
    version: Mapped[str] = mapped_column(String(16))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[CreatedAt]


class VendorApplication(Base):
    """One hand-in of a vendor's facts; its snapshot is what the reviewer decides on."""

    __tablename__ = "vendor_applications"
    __table_args__ = (
        Index(
            "uq_vendor_applications_open",
            "vendor_id",
            unique=True,
            postgresql_where=text("decided_at IS NULL"),
        ),
        Index("ix_vendor_applications_queue", "decided_at", "submitted_at"),
    )

    id: Mapped[Id]
    vendor_id: Mapped[UUID] = mapped_column(ForeignKey("vendors.id"))
    round: Mapped[int]
    """1 for the first hand-in, 2 after a correction …"""
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Every fact as handed in, plus document file ids; sensitive numbers masked."""
    submitted_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    submitted_at: Mapped[datetime]
    due_on: Mapped[date]
    """Last working day for the decision."""
    claimed_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    claimed_at: Mapped[datetime | None]
    decision: Mapped[str | None] = mapped_column(String(16))
    """``approve``, ``correct`` or ``reject``."""
    reason: Mapped[str] = mapped_column(Text, default="")
    clause: Mapped[str] = mapped_column(String(120), default="")
    """The rule a rejection rests on."""
    corrections: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """``{field: sentence}``: everything to be mended, told at once (一次告知)."""
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
