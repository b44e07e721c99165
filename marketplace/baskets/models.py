"""What a visitor means to buy, before it is an order."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.infra.db import Base, CreatedAt, Id


class Basket(Base):
    """One per account, or one per visitor's cookie (its SHA-256)."""

    __tablename__ = "baskets"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (visitor_hash IS NULL)", name="one_owner"),
    )

    id: Mapped[Id]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"), unique=True)
    visitor_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    updated_at: Mapped[datetime] = mapped_column(index=True)
    created_at: Mapped[CreatedAt]


class BasketLine(Base):
    """So many pieces of one variant, with the price that was seen when it was put in."""

    __tablename__ = "basket_lines"
    __table_args__ = (CheckConstraint("quantity BETWEEN 1 AND 999", name="quantity_sane"),)

    basket_id: Mapped[UUID] = mapped_column(
        ForeignKey("baskets.id", ondelete="CASCADE"), primary_key=True
    )
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    quantity: Mapped[int]
    seen_price_minor: Mapped[int] = mapped_column(BigInteger)
    is_chosen: Mapped[bool] = mapped_column(default=True)
    """Ticked for the next checkout."""
    created_at: Mapped[CreatedAt]
