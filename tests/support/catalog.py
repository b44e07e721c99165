"""Things to buy, for tests."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.catalog.models import PriceChange, Product, Variant
from marketplace.catalog.states import ProductKind, ProductState, ReturnPolicy
from marketplace.kit.clock import utcnow
from marketplace.stock.models import MovementKind, StockItem, StockMovement
from marketplace.vendors.models import Vendor


async def make_product(session: AsyncSession, vendor: Vendor, **given: Any) -> Product:
    """Dried walnuts on sale, without a variant yet."""
    product = Product(
        **{
            "vendor_id": vendor.id,
            "pavilion_code": vendor.pavilion_code,
            "category_code": "NUT",
            "kind": ProductKind.FARM_PRODUCE,
            "state": ProductState.LISTED,
            "published_at": utcnow(),
            "name_zh": "成县核桃",
            "name_en": "Chengxian walnut",
            "title_zh": "成县 红川镇 薄皮核桃 统货",
            "title_en": "Thin-shelled walnut, Hongchuan, Chengxian",
            "division_code": "621221105",
            "season_months": [9, 10],
            "return_policy": ReturnPolicy.SEALED_7D,
            "dispatch_hours": 48,
            "shape": "walnut",
            **given,
        }
    )
    session.add(product)
    await session.flush()
    return product


async def make_variant(
    session: AsyncSession, product: Product, *, on_hand: int = 100, **given: Any
) -> Variant:
    """A kilogram bag at ¥39.80, with ``on_hand`` pieces in stock."""
    variant = Variant(
        **{
            "product_id": product.id,
            "vendor_id": product.vendor_id,
            "name_zh": "1kg 袋装",
            "name_en": "1 kg bag",
            "net_grams": 1000,
            "gross_grams": 1100,
            "price_minor": 3980,
            **given,
        }
    )
    session.add(variant)
    await session.flush()
    session.add(PriceChange(variant_id=variant.id, price_minor=variant.price_minor))
    session.add(StockItem(variant_id=variant.id, on_hand=on_hand))
    session.add(
        StockMovement(variant_id=variant.id, kind=MovementKind.RECEIVE, on_hand_change=on_hand)
    )
    await session.flush()
    return variant


async def make_offer(session: AsyncSession, vendor: Vendor, **given: Any) -> Variant:
    """A product on sale with one variant; ``on_hand`` and ``price_minor`` go to the variant."""
    of_variant = {
        key: given.pop(key)
        for key in ("on_hand", "price_minor", "net_grams", "gross_grams", "max_per_order")
        if key in given
    }
    product = await make_product(session, vendor, **given)
    return await make_variant(session, product, **of_variant)
