"""What is sold: categories, products, their variants, prices, photos, and the decisions on them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.catalog.states import ProductKind, ProductState, ReturnPolicy
from marketplace.infra.db import Base, CreatedAt, Id, Minor


class Category(Base):
    """A shelf of the shop, and the rules that come with it.

    Source: ``seeds/data/china/categories.csv``.
    """

    __tablename__ = "categories"

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("categories.code"))
    name_zh: Mapped[str] = mapped_column(String(32))
    name_en: Mapped[str] = mapped_column(String(64))
    shape: Mapped[str] = mapped_column(String(16))
    """Silhouette of the drawn stand-in picture and of the category's icon."""
    needs_promise_certificate: Mapped[bool] = mapped_column(default=False)
    """承诺达标合格证 is due per lot. Source: order 2025-4."""
    required_certificates: Mapped[list[str]] = mapped_column(ARRAY(String(32)), default=list)
    """Certificate types of which the vendor needs a valid one before a processed product sells."""
    is_age_gated: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)


class Product(Base):
    """One thing a vendor offers, in one or more variants. Archived, never deleted."""

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("state <> 'listed' OR published_at IS NOT NULL", name="listed_published"),
        CheckConstraint("dispatch_hours BETWEEN 1 AND 720", name="dispatch_hours_sane"),
        CheckConstraint(
            "cardinality(season_months) <= 12 AND season_months <@ "
            "ARRAY[1,2,3,4,5,6,7,8,9,10,11,12]::smallint[]",
            name="season_months_known",
        ),
        Index("ix_products_vendor_id", "vendor_id", "state", "id"),
        Index("ix_products_queue", "state", "submitted_at"),
        Index("ix_products_pavilion_code", "pavilion_code", "state"),
    )

    id: Mapped[Id]
    vendor_id: Mapped[UUID] = mapped_column(ForeignKey("vendors.id"))
    pavilion_code: Mapped[str] = mapped_column(ForeignKey("pavilions.code"))
    category_code: Mapped[str] = mapped_column(ForeignKey("categories.code"))
    kind: Mapped[ProductKind]
    state: Mapped[ProductState] = mapped_column(default=ProductState.DRAFT)
    name_zh: Mapped[str] = mapped_column(String(60))
    """真实属性名称: what it really is."""
    name_en: Mapped[str] = mapped_column(String(100), default="")
    title_zh: Mapped[str] = mapped_column(String(80), default="")
    """产地 + 品名 + 品种 + 等级."""
    title_en: Mapped[str] = mapped_column(String(140), default="")
    summary_zh: Mapped[str] = mapped_column(String(200), default="")
    summary_en: Mapped[str] = mapped_column(String(300), default="")
    description_zh: Mapped[str] = mapped_column(Text, default="")
    description_en: Mapped[str] = mapped_column(Text, default="")
    division_code: Mapped[str] = mapped_column(ForeignKey("divisions.code"))
    """Origin, down to the town or village."""
    cultivar: Mapped[str] = mapped_column(String(40), default="")
    season_months: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger), default=list)
    """Months 1–12 in which it is fresh; empty means all year."""
    storage_zh: Mapped[str] = mapped_column(String(120), default="")
    storage_en: Mapped[str] = mapped_column(String(200), default="")
    shelf_life_zh: Mapped[str] = mapped_column(String(60), default="")
    shelf_life_en: Mapped[str] = mapped_column(String(100), default="")
    eating_zh: Mapped[str] = mapped_column(String(200), default="")
    eating_en: Mapped[str] = mapped_column(String(300), default="")
    ingredients: Mapped[str] = mapped_column(String(300), default="")
    standard_code: Mapped[str] = mapped_column(String(40), default="")
    licence_no: Mapped[str] = mapped_column(String(32), default="")
    """SC number or workshop registration printed on the label."""
    return_policy: Mapped[ReturnPolicy]
    damage_rule_zh: Mapped[str] = mapped_column(String(200), default="")
    damage_rule_en: Mapped[str] = mapped_column(String(300), default="")
    dispatch_hours: Mapped[int] = mapped_column(default=48)
    """Hours from payment to dispatch that the vendor promises."""
    shape: Mapped[str] = mapped_column(String(16))
    """Silhouette of the drawn stand-in until there is a photo."""
    specialty_id: Mapped[str | None] = mapped_column(String(8))
    """Row of ``specialties.csv`` this listing belongs to."""
    is_demo: Mapped[bool] = mapped_column(default=False)
    sold_count: Mapped[int] = mapped_column(default=0)
    """Pieces in orders whose receipt was confirmed; counted by a job from order lines only."""
    version: Mapped[int] = mapped_column(default=1)
    submitted_at: Mapped[datetime | None]
    claimed_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    claimed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class Variant(Base):
    """A size, grade or pack of a product: the sellable row, which carries its vendor."""

    __tablename__ = "variants"
    __table_args__ = (
        CheckConstraint("price_minor > 0", name="price_positive"),
        CheckConstraint("net_grams > 0", name="net_positive"),
        CheckConstraint("gross_grams >= net_grams", name="gross_covers_net"),
        CheckConstraint("max_per_order BETWEEN 1 AND 999", name="max_per_order_sane"),
        Index("ix_variants_product_id", "product_id", "position"),
        Index("ix_variants_vendor_id", "vendor_id"),
    )

    id: Mapped[Id]
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    vendor_id: Mapped[UUID] = mapped_column(ForeignKey("vendors.id"))
    name_zh: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(100), default="")
    grade: Mapped[str] = mapped_column(String(20), default="统货")
    grade_standard: Mapped[str] = mapped_column(String(40), default="")
    """Standard number behind the grade; empty only for 统货. Source: domain rule GRADE-1."""
    net_grams: Mapped[int]
    gross_grams: Mapped[int]
    price_minor: Mapped[Minor]
    max_per_order: Mapped[int] = mapped_column(default=99)
    position: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class PriceChange(Base):
    """What a variant cost from a moment on. Rows are only ever added. Source: PRICE-2, PRICE-3."""

    __tablename__ = "price_changes"
    __table_args__ = (Index("ix_price_changes_variant_id", "variant_id", "created_at"),)

    id: Mapped[Id]
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variants.id"))
    price_minor: Mapped[Minor]
    changed_by: Mapped[UUID | None]
    created_at: Mapped[CreatedAt]


class ProductPhoto(Base):
    """A photo of a product, in the order the vendor chose."""

    __tablename__ = "product_photos"
    __table_args__ = (Index("ix_product_photos_product_id", "product_id", "position"),)

    id: Mapped[Id]
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_files.id"))
    alt_zh: Mapped[str] = mapped_column(String(100), default="")
    alt_en: Mapped[str] = mapped_column(String(150), default="")
    position: Mapped[int] = mapped_column(default=0)
    removed_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class ProductCertificate(Base):
    """That a certificate is claimed for a product; it counts only while the paper is valid."""

    __tablename__ = "product_certificates"
    __table_args__ = (UniqueConstraint("product_id", "certificate_id"),)

    id: Mapped[Id]
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificates.id"), index=True)
    created_at: Mapped[CreatedAt]


class ProductDecision(Base):
    """What a reviewer said about a listing; every decision stays."""

    __tablename__ = "product_decisions"
    __table_args__ = (Index("ix_product_decisions_product_id", "product_id", "created_at"),)

    id: Mapped[Id]
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    decision: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text, default="")
    corrections: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[CreatedAt]


class FoodMedicineSubstance(Base):
    """食药物质: what may be sold as food although it is also a medicine, without efficacy words."""

    __tablename__ = "food_medicine_substances"

    name_zh: Mapped[str] = mapped_column(String(32), primary_key=True)
    listed_in: Mapped[str] = mapped_column(String(100))
    restriction: Mapped[str] = mapped_column(String(200), default="")


class ScCategory(Base):
    """A class of the food production licence (SC + three digits)."""

    __tablename__ = "sc_categories"

    code: Mapped[str] = mapped_column(String(3), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(64))
    name_en: Mapped[str] = mapped_column(String(96))
    is_allowed: Mapped[bool]


class Unit(Base):
    """A unit of weight or volume, and whether the law lets it stand alone."""

    __tablename__ = "units"

    name_zh: Mapped[str] = mapped_column(String(16), primary_key=True)
    name_en: Mapped[str] = mapped_column(String(32))
    symbol: Mapped[str] = mapped_column(String(8))
    grams: Mapped[str] = mapped_column(String(16))
    """How many grams, as printed; empty for volumes and pieces."""
    is_legal: Mapped[bool]
