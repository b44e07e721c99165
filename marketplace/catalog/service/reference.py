"""Loading what every catalogue stands on: categories, units, lists of the law."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.catalog.models import Category, FoodMedicineSubstance, ScCategory, Unit
from marketplace.infra.bulk import upsert

Row = Mapping[str, Any]


async def load_catalogue_reference(
    session: AsyncSession,
    *,
    categories: Iterable[Row],
    substances: Iterable[Row],
    sc_categories: Iterable[Row],
    units: Iterable[Row],
) -> None:
    """Bring the reference tables up to date. Shape: the columns of each table."""
    await upsert(session, Category, categories, key=("code",))
    await upsert(session, FoodMedicineSubstance, substances, key=("name_zh",))
    await upsert(session, ScCategory, sc_categories, key=("code",))
    await upsert(session, Unit, units, key=("name_zh",))
