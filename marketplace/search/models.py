"""One row per product on show: all that a list or a search needs, rebuilt at will."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.infra.db import Base


class SearchEntry(Base):
    """A product as lists show it. Derived: ``search.service.refresh`` can make every row anew."""

    __tablename__ = "search_entries"
    __table_args__ = (
        Index("ix_search_entries_tokens", "tokens", postgresql_using="gin"),
        Index("ix_search_entries_newest", text("published_at DESC"), text("product_id DESC")),
        Index("ix_search_entries_price", "price_minor", "product_id"),
        Index("ix_search_entries_sold", text("sold_count DESC"), text("product_id DESC")),
        Index(
            "ix_search_entries_category",
            "category_code",
            text("published_at DESC"),
            text("product_id DESC"),
        ),
        Index(
            "ix_search_entries_origin",
            "division_code",
            postgresql_ops={"division_code": "text_pattern_ops"},
        ),
        Index(
            "ix_search_entries_pavilion",
            "pavilion_code",
            text("published_at DESC"),
            text("product_id DESC"),
        ),
        Index("ix_search_entries_vendor", "vendor_id", text("published_at DESC")),
    )

    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"), primary_key=True)
    vendor_id: Mapped[UUID]
    pavilion_code: Mapped[str] = mapped_column(String(6))
    category_code: Mapped[str] = mapped_column(String(16))
    division_code: Mapped[str] = mapped_column(String(12))
    season_months: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    """Empty means all year."""
    badges: Mapped[list[str]] = mapped_column(ARRAY(String(32)))
    """Types of certificates valid now and covering the product."""
    price_minor: Mapped[int] = mapped_column(BigInteger)
    """Of the cheapest variant; 0 for products on show only."""
    sold_count: Mapped[int]
    is_sellable: Mapped[bool]
    """False for 仅展示 and sold out."""
    published_at: Mapped[datetime]
    tokens: Mapped[Any] = mapped_column(TSVECTOR)
    card: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """What a product card prints, in both languages; shape in ``search.queries.ProductCard``."""


class SearchMiss(Base):
    """A query that found nothing, counted per day; tells the county what people look for."""

    __tablename__ = "search_misses"

    query: Mapped[str] = mapped_column(String(50), primary_key=True)
    day: Mapped[datetime] = mapped_column(primary_key=True)
    hits: Mapped[int] = mapped_column(default=1)
