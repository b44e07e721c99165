"""The catalogue for programs: search, one product, categories, pavilions. Open to everyone."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy import select

from marketplace.api.v1.route import ApiRoute, ApiSession
from marketplace.api.v1.shapes import Out, Text
from marketplace.catalog.models import Category, Product, Variant
from marketplace.catalog.states import ProductKind, ProductState, ReturnPolicy
from marketplace.kit.clock import CHINA, utcnow
from marketplace.kit.errors import NotFound
from marketplace.kit.language import gettext as _
from marketplace.kit.paging import LARGEST_PAGE, PAGE_SIZE
from marketplace.regions.models import Pavilion
from marketplace.search.queries import ProductCard, Sort, Wanted, cards
from marketplace.stock.models import StockItem
from marketplace.vendors.models import Vendor
from marketplace.vendors.states import VendorState

router = APIRouter(route_class=ApiRoute, tags=["catalogue"])


class ProductSummary(Out):
    """A product as lists show it. Units: 分, grams."""

    id: UUID
    title: Text
    origin: Text
    price_minor: int
    has_prices: bool
    net_grams: int
    badges: list[Text]
    season_months: list[int]
    sold_count: int
    note: str
    """``sold_out``, ``display_only`` or empty."""


class ProductList(Out):
    """One page; pass ``next`` as ``after`` for the following one."""

    items: list[ProductSummary]
    next: str | None


class VariantOut(Out):
    """A size or grade. Units: 分, grams."""

    id: UUID
    name: Text
    grade: str
    grade_standard: str
    net_grams: int
    gross_grams: int
    price_minor: int
    available: int
    max_per_order: int


class ProductOut(Out):
    """One product with its variants."""

    id: UUID
    vendor: Text
    vendor_slug: str
    pavilion_code: str
    category_code: str
    kind: ProductKind
    title: Text
    description: Text
    division_code: str
    cultivar: str
    season_months: list[int]
    storage: Text
    shelf_life: Text
    return_policy: ReturnPolicy
    dispatch_hours: int
    published_at: datetime
    variants: list[VariantOut]


class CategoryOut(Out):
    """A shelf."""

    code: str
    name: Text
    is_age_gated: bool


class PavilionOut(Out):
    """A county's shop window."""

    code: str
    name: Text


def summary(card: ProductCard) -> ProductSummary:
    """A search row as programs see it."""
    return ProductSummary(
        id=card.id,
        title=Text(zh=card.title_zh, en=card.title_en),
        origin=Text(zh=card.origin_zh, en=card.origin_en),
        price_minor=card.price_minor,
        has_prices=card.has_prices,
        net_grams=card.net_grams,
        badges=[Text(zh=badge.zh, en=badge.en) for badge in card.badges],
        season_months=list(card.season_months),
        sold_count=card.sold_count,
        note=card.note,
    )


@router.get("/products", name="api.v1.products")
async def products(
    session: ApiSession,
    q: Annotated[str, Query(max_length=50, description="Words, pinyin or initials.")] = "",
    category: Annotated[str | None, Query(max_length=16)] = None,
    pavilion: Annotated[str | None, Query(pattern=r"^\d{6}$")] = None,
    origin: Annotated[str | None, Query(pattern=r"^\d{2,12}$")] = None,
    certificate: Annotated[str | None, Query(max_length=32)] = None,
    *,
    in_season: bool = False,
    price_from: Annotated[int | None, Query(ge=0, le=2**62)] = None,
    price_to: Annotated[int | None, Query(ge=0, le=2**62)] = None,
    sort: Sort = Sort.RELEVANCE,
    after: Annotated[str | None, Query(max_length=300)] = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE_SIZE,
) -> ProductList:
    """Find products. Prices in 分; paging by cursor."""
    wanted = Wanted(
        words=q,
        category=category,
        pavilion=pavilion,
        origin=origin,
        certificate=certificate,
        in_season=in_season,
        price_from=price_from,
        price_to=price_to,
    )
    month = utcnow().astimezone(CHINA).month
    found = await cards(session, wanted=wanted, month=month, sort=sort, after=after, limit=limit)
    return ProductList(items=[summary(card) for card in found.items], next=found.next)


@router.get("/products/{product_id}", name="api.v1.product")
async def product(session: ApiSession, product_id: UUID) -> ProductOut:
    """One product on sale."""
    row = (
        await session.execute(
            select(Product, Vendor)
            .join(Vendor, Vendor.id == Product.vendor_id)
            .where(
                Product.id == product_id,
                Product.state == ProductState.LISTED,
                Vendor.state == VendorState.TRADING,
            )
        )
    ).one_or_none()
    if row is None:
        raise NotFound(_("没有找到这件商品。"))
    thing: Product = row[0]
    vendor: Vendor = row[1]
    variants = await session.execute(
        select(Variant, StockItem)
        .outerjoin(StockItem, StockItem.variant_id == Variant.id)
        .where(Variant.product_id == product_id, Variant.archived_at.is_(None))
        .order_by(Variant.position)
    )
    assert thing.published_at is not None
    return ProductOut(
        id=thing.id,
        vendor=Text(zh=vendor.shop_name_zh or vendor.name, en=vendor.shop_name_en),
        vendor_slug=vendor.slug,
        pavilion_code=thing.pavilion_code,
        category_code=thing.category_code,
        kind=thing.kind,
        title=Text(zh=thing.title_zh, en=thing.title_en),
        description=Text(zh=thing.description_zh, en=thing.description_en),
        division_code=thing.division_code,
        cultivar=thing.cultivar,
        season_months=thing.season_months,
        storage=Text(zh=thing.storage_zh, en=thing.storage_en),
        shelf_life=Text(zh=thing.shelf_life_zh, en=thing.shelf_life_en),
        return_policy=thing.return_policy,
        dispatch_hours=thing.dispatch_hours,
        published_at=thing.published_at,
        variants=[
            VariantOut(
                id=variant.id,
                name=Text(zh=variant.name_zh, en=variant.name_en),
                grade=variant.grade,
                grade_standard=variant.grade_standard,
                net_grams=variant.net_grams,
                gross_grams=variant.gross_grams,
                price_minor=variant.price_minor,
                available=stock.on_hand - stock.reserved if stock else 0,
                max_per_order=variant.max_per_order,
            )
            for variant, stock in variants
        ],
    )


@router.get("/categories", name="api.v1.categories")
async def categories(session: ApiSession) -> list[CategoryOut]:
    """All shelves."""
    rows = await session.scalars(select(Category).order_by(Category.position))
    return [
        CategoryOut(
            code=row.code, name=Text(zh=row.name_zh, en=row.name_en), is_age_gated=row.is_age_gated
        )
        for row in rows
    ]


@router.get("/pavilions", name="api.v1.pavilions")
async def pavilions(session: ApiSession) -> list[PavilionOut]:
    """All counties with a shop window here."""
    rows = await session.scalars(
        select(Pavilion).where(Pavilion.is_open).order_by(Pavilion.position, Pavilion.code)
    )
    return [PavilionOut(code=row.code, name=Text(zh=row.name_zh, en=row.name_en)) for row in rows]
