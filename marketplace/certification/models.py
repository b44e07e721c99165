"""Papers that prove a claim: their types, and one record per paper, kept with every decision."""

import enum
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.certification.states import CertificateState
from marketplace.infra.db import Base, CreatedAt, Id


class CertificateType(Base):
    """A kind of paper, as data: who issues it, how its number looks, what it may say.

    Source: ``seeds/data/china/certificate_types.csv``.
    """

    __tablename__ = "certificate_types"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(64))
    name_en: Mapped[str] = mapped_column(String(96))
    issuer: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(String(32))
    """``vendor``, ``product``, ``lot`` or a sum such as ``vendor+product``."""
    number_pattern: Mapped[str] = mapped_column(String(200))
    """Regular expression for the number; empty when there is no national form."""
    validity: Mapped[str] = mapped_column(String(64))
    badge_zh: Mapped[str] = mapped_column(String(32))
    badge_en: Mapped[str] = mapped_column(String(64))
    """The fact a badge may state; never a recommendation."""
    verify_at: Mapped[str] = mapped_column(String(200))
    check_points: Mapped[str] = mapped_column(Text)
    """What a reviewer must compare, separated by ``;``."""
    public_fields: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(default=0)


class RegistryState(enum.StrEnum):
    """What the official register said when somebody looked."""

    UNKNOWN = "unknown"
    VERIFIED = "verified"
    MISMATCH = "mismatch"
    EXPIRED = "expired"


class Certificate(Base):
    """One paper of one vendor. Three separate facts: the syntax, the check digit, the register."""

    __tablename__ = "certificates"
    __table_args__ = (
        CheckConstraint(
            "valid_until IS NULL OR valid_from IS NULL OR valid_until >= valid_from",
            name="validity_ordered",
        ),
        CheckConstraint(
            "state <> 'valid' OR (reviewed_by IS NOT NULL AND reviewed_at IS NOT NULL)",
            name="valid_reviewed",
        ),
        Index("ix_certificates_vendor_id", "vendor_id", "type_code"),
        Index("ix_certificates_queue", "state", "id"),
        Index("ix_certificates_number", "type_code", "number"),
        Index("ix_certificates_valid_until", "valid_until"),
    )

    id: Mapped[Id]
    vendor_id: Mapped[UUID] = mapped_column(ForeignKey("vendors.id"))
    type_code: Mapped[str] = mapped_column(ForeignKey("certificate_types.code"))
    number: Mapped[str] = mapped_column(String(64))
    holder: Mapped[str] = mapped_column(String(100))
    issuer: Mapped[str] = mapped_column(String(100), default="")
    issued_on: Mapped[date | None]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    """Last day of validity, in China; empty means without end."""
    scope: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_files.id"))
    state: Mapped[CertificateState] = mapped_column(default=CertificateState.PENDING)
    syntax_ok: Mapped[bool]
    checksum_ok: Mapped[bool | None]
    """Empty when the number has no check digit."""
    registry_state: Mapped[RegistryState] = mapped_column(default=RegistryState.UNKNOWN)
    registry_evidence: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    submitted_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    claimed_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    claimed_at: Mapped[datetime | None]
    reviewed_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    reviewed_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    replaced_by: Mapped[UUID | None] = mapped_column(ForeignKey("certificates.id"))
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[CreatedAt]

    def covers(self, day: date) -> bool:
        """Whether the paper was reviewed as valid and is in date on ``day`` (in China)."""
        return (
            self.state is CertificateState.VALID
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_until is None or day <= self.valid_until)
        )


class CertificateWarning(Base):
    """That a vendor was told how many days a paper still runs; each step once, however late."""

    __tablename__ = "certificate_warnings"

    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificates.id"), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """60, 30, 7, 1, and 0 once it has expired."""
    created_at: Mapped[CreatedAt]
