"""How many there are: one row per sellable thing, and every movement with its reason."""

import enum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.infra.db import Base, CreatedAt


class StockItem(Base):
    """Pieces of one variant. ``available = on_hand - reserved`` can never be negative."""

    __tablename__ = "stock_items"
    __table_args__ = (
        CheckConstraint("on_hand >= 0", name="on_hand_not_negative"),
        CheckConstraint("reserved >= 0", name="reserved_not_negative"),
        CheckConstraint("reserved <= on_hand", name="reserved_within_on_hand"),
    )

    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    on_hand: Mapped[int]
    reserved: Mapped[int] = mapped_column(default=0)


class MovementKind(enum.StrEnum):
    """Why stock changed."""

    RECEIVE = "receive"
    ADJUST = "adjust"
    RESERVE = "reserve"
    RELEASE = "release"
    SHIP = "ship"


class StockMovement(Base):
    """One change of one stock row; the sums of a variant's movements are its stock row."""

    __tablename__ = "stock_movements"
    __table_args__ = (
        Index("ix_stock_movements_variant_id", "variant_id", "id"),
        Index("ix_stock_movements_order_id", "order_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variants.id"))
    kind: Mapped[MovementKind]
    on_hand_change: Mapped[int] = mapped_column(default=0)
    reserved_change: Mapped[int] = mapped_column(default=0)
    order_id: Mapped[UUID | None]
    actor_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[CreatedAt]
