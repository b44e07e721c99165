"""Reads of baskets, and of what can be bought right now."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.baskets.models import Basket, BasketLine
from marketplace.baskets.rules import BasketView, Line, Sellable, by_shop
from marketplace.catalog.models import Category, Product, ProductPhoto, Variant
from marketplace.stock.models import StockItem
from marketplace.vendors.models import Vendor


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose basket: an account's, else that of the visitor whose cookie has this SHA-256."""

    account_id: UUID | None = None
    visitor_hash: str | None = None

    def __post_init__(self) -> None:
        if (self.account_id is None) == (self.visitor_hash is None):
            raise ValueError("a basket has exactly one owner")

    def owns(self) -> ColumnElement[bool]:
        """The condition that finds this owner's basket, and no other."""
        if self.account_id is not None:
            return Basket.account_id == self.account_id
        return Basket.visitor_hash == self.visitor_hash


_FIRST_PHOTO: Final = (
    select(ProductPhoto.file_id)
    .where(ProductPhoto.product_id == Product.id, ProductPhoto.removed_at.is_(None))
    .order_by(ProductPhoto.position)
    .limit(1)
    .correlate(Product)
    .scalar_subquery()
)
# The columns stand in the order of the fields of Sellable.
_SELLABLE: Final = (
    select(
        Variant.id,
        Product.id,
        Vendor.id,
        Product.title_zh,
        Product.title_en,
        Variant.name_zh,
        Variant.name_en,
        Variant.price_minor,
        Variant.net_grams,
        Variant.gross_grams,
        Variant.max_per_order,
        Variant.archived_at.is_not(None),
        Product.state,
        Product.return_policy,
        Product.dispatch_hours,
        Product.shape,
        Product.season_months,
        _FIRST_PHOTO,
        Vendor.slug,
        func.coalesce(func.nullif(Vendor.shop_name_zh, ""), Vendor.name),
        Vendor.shop_name_en,
        Vendor.kind,
        Vendor.state,
        func.coalesce(StockItem.on_hand - StockItem.reserved, 0),
        Category.is_age_gated,
    )
    .join(Product, Product.id == Variant.product_id)
    .join(Vendor, Vendor.id == Variant.vendor_id)
    .join(Category, Category.code == Product.category_code)
    .outerjoin(StockItem, StockItem.variant_id == Variant.id)
)
_WIDTH: Final = len(_SELLABLE.selected_columns)
_LINES: Final = (
    _SELLABLE.join(BasketLine, BasketLine.variant_id == Variant.id)
    .join(Basket, Basket.id == BasketLine.basket_id)
    .add_columns(BasketLine.quantity, BasketLine.seen_price_minor, BasketLine.is_chosen)
    .order_by(BasketLine.created_at, Variant.id)
)


async def sellable(session: AsyncSession, variant_ids: Collection[UUID]) -> dict[UUID, Sellable]:
    """Price, stock, policy and vendor state of variants; one query. Unknown ones are left out."""
    if not variant_ids:
        return {}
    rows = await session.execute(_SELLABLE.where(Variant.id.in_(list(variant_ids))))
    return {row[0]: Sellable(*row) for row in rows}


async def lines(session: AsyncSession, owner: Owner) -> list[Line]:
    """Everything in a basket, in the order it was put in; one query."""
    return [_line(row) for row in await session.execute(_LINES.where(owner.owns()))]


async def chosen_lines(session: AsyncSession, owner: Owner) -> list[Line]:
    """What is ticked for the next checkout; one query."""
    query = _LINES.where(owner.owns(), BasketLine.is_chosen)
    return [_line(row) for row in await session.execute(query)]


async def basket_view(session: AsyncSession, *, owner: Owner) -> BasketView:
    """A basket by shop, with what cannot be bought any more at the end; one query."""
    return by_shop(await lines(session, owner))


async def count_for(session: AsyncSession, owner: Owner) -> int:
    """How many different things are in the basket."""
    query = select(func.count()).select_from(BasketLine).join(Basket).where(owner.owns())
    return await session.scalar(query) or 0


def _line(row: Row[Any]) -> Line:
    return Line(Sellable(*row[:_WIDTH]), *row[_WIDTH:])
