"""Writes about places: loading divisions, opening county pavilions, keeping the calendar."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.infra.bulk import upsert
from marketplace.regions.models import Division, Holiday, Pavilion, SolarTerm

Row = Mapping[str, Any]


async def load_divisions(session: AsyncSession, rows: Iterable[Row]) -> int:
    """Bring the divisions up to date; parents come before their children.

    Shape: the columns of ``Division``.
    """
    return await upsert(session, Division, rows, key=("code",))


async def open_pavilions(session: AsyncSession, rows: Iterable[Row]) -> int:
    """Open a shop window for each county in ``rows``. Shape: the columns of ``Pavilion``."""
    return await upsert(session, Pavilion, rows, key=("code",))


async def load_calendar(
    session: AsyncSession, *, holidays: Iterable[Row], solar_terms: Iterable[Row]
) -> None:
    """Bring the official calendar up to date."""
    await upsert(session, Holiday, holidays, key=("day",))
    await upsert(session, SolarTerm, solar_terms, key=("day",))
