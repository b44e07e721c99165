"""Many listings at once, as a migration from another shop or a load test needs them."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.catalog.models import PriceChange, Product, Variant
from marketplace.infra.bulk import copy_rows
from marketplace.kit.ids import uuid7

Row = Mapping[str, Any]


async def load_listings(
    session: AsyncSession, *, products: Iterable[Row], variants: Iterable[Row]
) -> int:
    """Append products with their variants; each variant's price history begins now.

    Lists do not know them until ``search.service.rebuild``; stock comes by ``stock.service``.

    Shape: every column of ``Product`` and ``Variant`` that has no default in the database.
    Returns: how many products.
    """
    held = list(variants)
    count = await copy_rows(session, Product, products)
    await copy_rows(session, Variant, held)
    await copy_rows(
        session,
        PriceChange,
        (
            {"id": uuid7(), "variant_id": row["id"], "price_minor": row["price_minor"]}
            for row in held
        ),
    )
    return count
