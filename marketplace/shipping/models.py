"""How goods travel and what it costs: carriers, their words, freight templates."""

from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.infra.db import Base, CreatedAt, Id


class Carrier(Base):
    """A courier company. Source: ``seeds/data/china/carriers.csv``."""

    __tablename__ = "carriers"

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(32))
    name_en: Mapped[str] = mapped_column(String(64))
    is_active: Mapped[bool]
    """Former companies stay for old orders."""
    waybill_pattern: Mapped[str] = mapped_column(String(200), default="")
    """A mismatch only warns: formats change."""
    phone: Mapped[str] = mapped_column(String(24), default="")
    position: Mapped[int] = mapped_column(default=0)


class LogisticsState(Base):
    """What a carrier's status means in words a buyer reads."""

    __tablename__ = "logistics_states"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(32))
    name_en: Mapped[str] = mapped_column(String(64))
    buyer_text_zh: Mapped[str] = mapped_column(String(100))
    position: Mapped[int] = mapped_column(default=0)


class FreightTemplate(Base):
    """A vendor's price list for sending; one is the default."""

    __tablename__ = "freight_templates"
    __table_args__ = (
        Index(
            "uq_freight_templates_default",
            "vendor_id",
            unique=True,
            postgresql_where=text("is_default"),
        ),
        Index("ix_freight_templates_vendor_id", "vendor_id"),
    )

    id: Mapped[Id]
    vendor_id: Mapped[UUID] = mapped_column(ForeignKey("vendors.id"))
    name: Mapped[str] = mapped_column(String(40))
    is_default: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[CreatedAt]


class FreightRule(Base):
    """The price for some provinces; the rule without provinces is for all the rest.

    Units: grams of gross weight; money in 分.
    """

    __tablename__ = "freight_rules"
    __table_args__ = (
        CheckConstraint("first_grams > 0 AND step_grams > 0", name="steps_positive"),
        CheckConstraint("first_minor >= 0 AND step_minor >= 0", name="prices_not_negative"),
        Index("ix_freight_rules_template_id", "template_id", "position"),
    )

    id: Mapped[Id]
    template_id: Mapped[UUID] = mapped_column(ForeignKey("freight_templates.id"))
    province_codes: Mapped[list[str]] = mapped_column(ARRAY(String(2)), default=list)
    is_served: Mapped[bool] = mapped_column(default=True)
    first_grams: Mapped[int] = mapped_column(default=1000)
    first_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    step_grams: Mapped[int] = mapped_column(default=1000)
    step_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    free_from_minor: Mapped[int | None] = mapped_column(BigInteger)
    """Goods of one vendor worth this much travel free; empty: never free."""
    position: Mapped[int] = mapped_column(default=0)
