"""How a vendor's listings stand, in figures for the workbench."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.catalog.models import Product
from marketplace.catalog.states import ProductState


@dataclass(frozen=True, slots=True)
class Listings:
    """How a vendor's listings stand."""

    on_sale: int
    to_mend: int
    """Sent back by a reviewer."""


async def listings(session: AsyncSession, *, vendor_id: UUID) -> Listings:
    """How many listings sell and how many wait to be mended; one query."""
    query = select(
        func.count().filter(Product.state == ProductState.LISTED),
        func.count().filter(Product.state == ProductState.CORRECTION),
    ).where(
        Product.vendor_id == vendor_id,
        Product.state.in_((ProductState.LISTED, ProductState.CORRECTION)),
    )
    row = (await session.execute(query)).one()
    return Listings(row[0], row[1])
