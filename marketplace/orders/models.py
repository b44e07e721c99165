"""What was bought: one group per purchase, one order per vendor, lines that remember everything.

Rows move, they are never priced again: a line keeps the words, price, return policy, certificates
and commission rate of the moment it was bought.
"""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.catalog.states import ReturnPolicy
from marketplace.infra.crypto import Encrypted
from marketplace.infra.db import Base, CreatedAt, Id, Minor
from marketplace.orders.states import OrderState


class DeliveryWay(enum.StrEnum):
    """Asked at checkout, printed on the order. Source: domain rule SHIP-2."""

    DOOR = "door"
    STATION = "station"
    LOCKER = "locker"


class OrderGroup(Base):
    """One purchase: one address, one payment, several vendors. It has no lines of its own."""

    __tablename__ = "order_groups"
    __table_args__ = (
        UniqueConstraint("account_id", "idempotency_key"),
        CheckConstraint("total_minor = goods_minor + freight_minor", name="total_adds_up"),
        CheckConstraint("goods_minor > 0 AND freight_minor >= 0", name="amounts_sane"),
        Index("ix_order_groups_account_id", "account_id", text("placed_at DESC")),
        Index(
            "ix_order_groups_unpaid",
            "pay_before",
            postgresql_where=text("paid_at IS NULL AND closed_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(24), unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    idempotency_key: Mapped[str] = mapped_column(String(255))
    goods_minor: Mapped[Minor]
    freight_minor: Mapped[Minor]
    total_minor: Mapped[Minor]
    recipient: Mapped[str] = mapped_column(Encrypted)
    phone: Mapped[str] = mapped_column(Encrypted)
    division_code: Mapped[str] = mapped_column(String(12))
    region: Mapped[str] = mapped_column(String(120))
    """省 市 县 镇 in words, as they were called then."""
    address: Mapped[str] = mapped_column(Encrypted)
    """Street, house, door."""
    delivery_way: Mapped[DeliveryWay]
    language: Mapped[str] = mapped_column(String(8), default="zh-CN")
    placed_at: Mapped[datetime]
    pay_before: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    """Cancelled or expired before any payment."""

    orders: Mapped[list["Order"]] = relationship(
        back_populates="group", lazy="raise", order_by="Order.number"
    )


class Order(Base):
    """One vendor's part of a purchase: the only thing that vendor sees or touches."""

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint("total_minor = goods_minor + freight_minor", name="total_adds_up"),
        CheckConstraint("refunded_minor BETWEEN 0 AND total_minor", name="refunds_within_total"),
        CheckConstraint("commission_minor BETWEEN 0 AND total_minor", name="commission_within"),
        Index("ix_orders_group_id", "group_id"),
        Index("ix_orders_vendor_id", "vendor_id", "state", text("placed_at DESC"), "id"),
        Index(
            "ix_orders_to_ship",
            "vendor_id",
            "dispatch_before",
            postgresql_where=text("state IN ('awaiting_shipment', 'partly_shipped')"),
        ),
        Index(
            "ix_orders_auto_confirm",
            "confirm_before",
            postgresql_where=text("state = 'shipped'"),
        ),
    )

    id: Mapped[Id]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("order_groups.id"))
    vendor_id: Mapped[UUID] = mapped_column(ForeignKey("vendors.id"))
    number: Mapped[str] = mapped_column(String(28), unique=True)
    """The group's number and ``-1``, ``-2`` …"""
    state: Mapped[OrderState] = mapped_column(default=OrderState.AWAITING_PAYMENT)
    vendor_name_zh: Mapped[str] = mapped_column(String(100))
    vendor_name_en: Mapped[str] = mapped_column(String(100))
    goods_minor: Mapped[Minor]
    freight_minor: Mapped[Minor]
    total_minor: Mapped[Minor]
    commission_minor: Mapped[Minor] = mapped_column(default=0)
    """The platform's share, frozen at sale; the sum over the lines."""
    refunded_minor: Mapped[Minor] = mapped_column(default=0)
    """Refunds asked for, sent or not: the only figure to check before promising another one."""
    buyer_note: Mapped[str] = mapped_column(String(200), default="")
    cancel_reason: Mapped[str] = mapped_column(String(200), default="")
    placed_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    dispatch_before: Mapped[datetime | None]
    """Set when paid, from the shortest promise on the lines."""
    shipped_at: Mapped[datetime | None]
    confirm_before: Mapped[datetime | None]
    """When receipt is taken as confirmed."""
    completed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]

    group: Mapped[OrderGroup] = relationship(back_populates="orders", lazy="raise")
    lines: Mapped[list["OrderLine"]] = relationship(
        back_populates="order", lazy="raise", order_by="OrderLine.position"
    )
    parcels: Mapped[list["Parcel"]] = relationship(
        back_populates="order", lazy="raise", order_by="Parcel.shipped_at"
    )


class OrderLine(Base):
    """So many pieces of one variant, exactly as they were offered."""

    __tablename__ = "order_lines"
    __table_args__ = (
        CheckConstraint("quantity BETWEEN 1 AND 999", name="quantity_sane"),
        CheckConstraint("total_minor = unit_price_minor * quantity", name="total_adds_up"),
        CheckConstraint("shipped_quantity BETWEEN 0 AND quantity", name="shipped_within"),
        CheckConstraint("refunded_minor BETWEEN 0 AND total_minor", name="refunds_within_total"),
        CheckConstraint(
            "return_policy <> 'fresh_exempt' OR exemption_confirmed_at IS NOT NULL",
            name="exemption_confirmed",
        ),
        Index("ix_order_lines_order_id", "order_id", "position"),
        Index("ix_order_lines_variant_id", "variant_id"),
        Index("ix_order_lines_vendor_id", "vendor_id"),
    )

    id: Mapped[Id]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"))
    vendor_id: Mapped[UUID]
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variants.id"))
    position: Mapped[int]
    title_zh: Mapped[str] = mapped_column(String(80))
    title_en: Mapped[str] = mapped_column(String(140))
    variant_zh: Mapped[str] = mapped_column(String(60))
    variant_en: Mapped[str] = mapped_column(String(100))
    unit_price_minor: Mapped[Minor]
    quantity: Mapped[int]
    total_minor: Mapped[Minor]
    net_grams: Mapped[int]
    gross_grams: Mapped[int]
    return_policy: Mapped[ReturnPolicy]
    exemption_confirmed_at: Mapped[datetime | None]
    """When the buyer ticked 「不支持七日无理由退货」 in this very order. Source: ORD-3."""
    dispatch_hours: Mapped[int]
    commission_bps: Mapped[int]
    commission_minor: Mapped[Minor]
    shipped_quantity: Mapped[int] = mapped_column(default=0)
    refunded_minor: Mapped[Minor] = mapped_column(default=0)
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The page as it was: texts, origin, storage, certificates shown, picture, rule versions."""

    order: Mapped[Order] = relationship(back_populates="lines", lazy="raise")


class Parcel(Base):
    """One box of one order, with a carrier and a waybill."""

    __tablename__ = "parcels"
    __table_args__ = (
        UniqueConstraint("order_id", "carrier_code", "waybill_no"),
        Index("ix_parcels_waybill_no", "waybill_no"),
    )

    id: Mapped[Id]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"))
    carrier_code: Mapped[str] = mapped_column(ForeignKey("carriers.code"))
    waybill_no: Mapped[str] = mapped_column(String(32))
    shipped_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    shipped_at: Mapped[datetime]

    order: Mapped[Order] = relationship(back_populates="parcels", lazy="raise")
    lines: Mapped[list["ParcelLine"]] = relationship(lazy="raise")


class ParcelLine(Base):
    """How many pieces of a line are in a parcel."""

    __tablename__ = "parcel_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    parcel_id: Mapped[UUID] = mapped_column(ForeignKey("parcels.id"), primary_key=True)
    line_id: Mapped[UUID] = mapped_column(ForeignKey("order_lines.id"), primary_key=True)
    quantity: Mapped[int]


class OrderLog(Base):
    """What happened to an order, with who did it; only ever added to."""

    __tablename__ = "order_log"
    __table_args__ = (
        Index("ix_order_log_order_id", "order_id", "id"),
        Index("ix_order_log_group_id", "group_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    group_id: Mapped[UUID] = mapped_column(ForeignKey("order_groups.id"))
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("orders.id"))
    kind: Mapped[str] = mapped_column(String(32))
    """``placed``, ``paid``, ``shipped`` …: an event name."""
    actor_id: Mapped[UUID | None]
    """Empty when the system acted."""
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    created_at: Mapped[CreatedAt]
