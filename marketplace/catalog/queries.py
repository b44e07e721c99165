"""Reads of products as the public sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.catalog.rules import PriceAt, price_before
from marketplace.catalog.states import ProductKind, ProductState, ReturnPolicy
from marketplace.kit.errors import NotFound
from marketplace.kit.language import gettext as _
from marketplace.vendors.states import VendorKind, VendorState

PRICES_SHOWN: Final = 12
"""Price changes of a product that its page lists; older ones stay in the table."""


@dataclass(frozen=True, slots=True)
class ProductSheet:
    """Everything a product's page says about the product itself; one query."""

    id: UUID
    state: ProductState
    kind: ProductKind
    name_zh: str
    name_en: str
    title_zh: str
    title_en: str
    summary_zh: str
    summary_en: str
    description_zh: str
    description_en: str
    cultivar: str
    season_months: Sequence[int]
    storage_zh: str
    storage_en: str
    shelf_life_zh: str
    shelf_life_en: str
    eating_zh: str
    eating_en: str
    ingredients: str
    standard_code: str
    licence_no: str
    return_policy: ReturnPolicy
    damage_rule_zh: str
    damage_rule_en: str
    dispatch_hours: int
    shape: str
    is_demo: bool
    sold_count: int
    published_at: datetime
    pavilion_code: str
    division_code: str
    category_code: str
    category_zh: str
    category_en: str
    is_age_gated: bool
    vendor_id: UUID
    vendor_state: VendorState
    vendor_kind: VendorKind
    vendor_slug: str
    vendor_name: str
    """Registered name."""
    shop_zh: str
    shop_en: str
    vendor_address: str
    vendor_phone: str
    vendor_founded_on: date | None
    vendor_is_demo: bool

    @property
    def is_on_show(self) -> bool:
        """Whether the page may offer it at all."""
        return self.state is ProductState.LISTED and self.vendor_state is VendorState.TRADING

    @property
    def is_display_only(self) -> bool:
        """Shown, never sold."""
        return self.return_policy is ReturnPolicy.DISPLAY_ONLY


_SHEET: Final = text("""
SELECT p.id, p.state, p.kind, p.name_zh, p.name_en, p.title_zh, p.title_en, p.summary_zh,
       p.summary_en, p.description_zh, p.description_en, p.cultivar, p.season_months,
       p.storage_zh, p.storage_en, p.shelf_life_zh, p.shelf_life_en, p.eating_zh, p.eating_en,
       p.ingredients, p.standard_code, p.licence_no, p.return_policy, p.damage_rule_zh,
       p.damage_rule_en, p.dispatch_hours, p.shape, p.is_demo, p.sold_count, p.published_at,
       p.pavilion_code, p.division_code, p.category_code, c.name_zh AS category_zh,
       c.name_en AS category_en, c.is_age_gated, p.vendor_id, v.state AS vendor_state,
       v.kind AS vendor_kind, v.slug AS vendor_slug, v.name AS vendor_name,
       coalesce(nullif(v.shop_name_zh, ''), v.name) AS shop_zh, v.shop_name_en AS shop_en,
       v.registered_address AS vendor_address, v.service_phone AS vendor_phone,
       v.founded_on AS vendor_founded_on, v.is_demo AS vendor_is_demo
  FROM products p
  JOIN vendors v ON v.id = p.vendor_id
  JOIN categories c ON c.code = p.category_code
 WHERE p.id = :product_id AND p.published_at IS NOT NULL
""")


async def product_sheet(session: AsyncSession, *, product_id: UUID) -> ProductSheet:
    """A product that is or once was on sale; drafts are nobody's business.

    Raises: NotFound.
    """
    row = (await session.execute(_SHEET, {"product_id": product_id})).mappings().one_or_none()
    if row is None:
        raise NotFound(_("没有找到这件商品。"))
    given: dict[str, Any] = dict(row)
    given.update(
        state=ProductState(row["state"]),
        kind=ProductKind(row["kind"]),
        return_policy=ReturnPolicy(row["return_policy"]),
        vendor_state=VendorState(row["vendor_state"]),
        vendor_kind=VendorKind(row["vendor_kind"]),
        title_zh=row["title_zh"] or row["name_zh"],
        title_en=row["title_en"] or row["name_en"],
    )
    return ProductSheet(**given)


@dataclass(frozen=True, slots=True)
class Offer:
    """One variant as a buyer chooses it."""

    id: UUID
    name_zh: str
    name_en: str
    grade: str
    grade_standard: str
    net_grams: int
    gross_grams: int
    price_minor: int
    max_per_order: int
    available: int
    prices: Sequence[PriceAt]
    """Newest first."""

    @property
    def can_buy(self) -> int:
        """Most pieces one order may take."""
        return max(min(self.available, self.max_per_order), 0)

    @property
    def before_minor(self) -> int | None:
        """The price a reduction may be compared with."""
        return price_before(self.prices)


_OFFERS: Final = text("""
SELECT x.id, x.name_zh, x.name_en, x.grade, x.grade_standard, x.net_grams, x.gross_grams,
       x.price_minor, x.max_per_order, coalesce(s.on_hand - s.reserved, 0) AS available,
       ARRAY(SELECT jsonb_build_array(c.price_minor, c.created_at) FROM price_changes c
              WHERE c.variant_id = x.id ORDER BY c.created_at DESC, c.id DESC
              LIMIT :shown) AS prices
  FROM variants x LEFT JOIN stock_items s ON s.variant_id = x.id
 WHERE x.product_id = :product_id AND x.archived_at IS NULL
 ORDER BY x.position, x.price_minor, x.id
""")


async def offers(session: AsyncSession, *, product_id: UUID) -> list[Offer]:
    """The variants on offer, with what is left of each and what it has cost; one query."""
    given = {"product_id": product_id, "shown": PRICES_SHOWN}
    rows = (await session.execute(_OFFERS, given)).mappings()
    found: list[Offer] = []
    for row in rows:
        prices = [PriceAt(price, datetime.fromisoformat(since)) for price, since in row["prices"]]
        values: dict[str, Any] = {**row, "prices": prices}
        found.append(Offer(**values))
    return found


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of a product, in the order the vendor chose."""

    file_id: UUID
    alt_zh: str
    alt_en: str


async def photos(session: AsyncSession, *, product_id: UUID) -> list[Photo]:
    """The product's own photos; none yet for what is only drawn."""
    rows = await session.execute(
        text("""
        SELECT file_id, alt_zh, alt_en FROM product_photos
         WHERE product_id = :product_id AND removed_at IS NULL ORDER BY position, id
        """),
        {"product_id": product_id},
    )
    return [Photo(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate that is valid today, as the public may read it."""

    id: UUID
    type_code: str
    name_zh: str
    name_en: str
    badge_zh: str
    badge_en: str
    number: str
    holder: str
    issuer: str
    valid_until: date | None
    verify_at: str
    is_verified: bool
    """Somebody looked it up in the official register."""
    is_demo: bool


_PAPERS: Final = text("""
SELECT z.id, z.type_code, t.name_zh, t.name_en, t.badge_zh, t.badge_en, z.number, z.holder,
       coalesce(nullif(z.issuer, ''), t.issuer) AS issuer, z.valid_until, t.verify_at,
       z.registry_state = 'verified' AS is_verified, z.is_demo
  FROM product_certificates l
  JOIN certificates z ON z.id = l.certificate_id
  JOIN certificate_types t ON t.code = z.type_code
 WHERE l.product_id = :product_id AND z.vendor_id = :vendor_id AND z.state = 'valid'
   AND coalesce(z.valid_from, :day) <= :day AND :day <= coalesce(z.valid_until, :day)
 ORDER BY t.position, z.number
""")


async def papers(
    session: AsyncSession, *, product_id: UUID, vendor_id: UUID, day: date
) -> list[Paper]:
    """The certificates behind a product on ``day`` (in China). Source: domain rule FOOD-6."""
    given = {"product_id": product_id, "vendor_id": vendor_id, "day": day}
    return [Paper(*row) for row in await session.execute(_PAPERS, given)]


_RECENT_PAPERS: Final = text("""
SELECT z.id, z.type_code, t.name_zh, t.name_en, t.badge_zh, t.badge_en, z.number, z.holder,
       coalesce(nullif(z.issuer, ''), t.issuer) AS issuer, z.valid_until, t.verify_at,
       z.registry_state = 'verified' AS is_verified, z.is_demo
  FROM certificates z
  JOIN certificate_types t ON t.code = z.type_code
  JOIN vendors v ON v.id = z.vendor_id
 WHERE v.pavilion_code = :pavilion AND v.state = 'trading' AND z.state = 'valid'
   AND t.subject LIKE '%product%'
   AND coalesce(z.valid_from, :day) <= :day AND :day <= coalesce(z.valid_until, :day)
   AND EXISTS (SELECT 1 FROM product_certificates l JOIN products p ON p.id = l.product_id
                WHERE l.certificate_id = z.id AND p.state = 'listed')
 ORDER BY z.reviewed_at DESC, z.id DESC
 LIMIT :limit
""")


async def recent_papers(
    session: AsyncSession, *, pavilion: str, day: date, limit: int
) -> list[Paper]:
    """Certificates of a county's products, the latest reviewed first, valid on ``day``."""
    given = {"pavilion": pavilion, "day": day, "limit": limit}
    return [Paper(*row) for row in await session.execute(_RECENT_PAPERS, given)]
