"""Writes about carriers and freight."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.infra.bulk import upsert
from marketplace.shipping.models import Carrier, LogisticsState

Row = Mapping[str, Any]


async def load_carriers(session: AsyncSession, rows: Iterable[Row]) -> int:
    """Bring the list of couriers up to date. Shape: the columns of ``Carrier``."""
    return await upsert(session, Carrier, rows, key=("code",))


async def load_logistics_states(session: AsyncSession, rows: Iterable[Row]) -> int:
    """Bring the words for a parcel's progress up to date."""
    return await upsert(session, LogisticsState, rows, key=("code",))
