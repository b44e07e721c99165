"""Reads about the official calendar: which days offices work."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.kit.workdays import DayKind, WorkCalendar
from marketplace.regions.models import Holiday


async def work_calendar(session: AsyncSession, *, since: date) -> WorkCalendar:
    """The days from ``since`` on that the State Council's calendar moves; one query."""
    rows = await session.execute(select(Holiday.day, Holiday.kind).where(Holiday.day >= since))
    kinds: dict[str, DayKind] = {"休": "休", "调休上班": "调休上班"}
    return {day: kinds[kind] for day, kind in rows}
