"""What the calendar says to a shop window: the solar term, and what is fresh this month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

YEAR = 12


@dataclass(frozen=True, slots=True)
class Crop:
    """The name of something fresh."""

    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class SeasonNow:
    """The present 节气 and the crops of a county in the first month that has any."""

    term_zh: str
    term_en: str
    month: int | None
    """This month, or the next one with a harvest; None when nothing has a season."""
    crops: Sequence[Crop]


async def season_now(session: AsyncSession, *, pavilion: str, day: date, names: int) -> SeasonNow:
    """The season of a county on ``day`` (in China); two queries.

    Names are of listed products, the most bought first; none is invented.
    """
    term = (
        await session.execute(
            text("""
            SELECT name_zh, name_en FROM solar_terms
             WHERE day <= :day AND day > CAST(:day AS date) - 20 ORDER BY day DESC LIMIT 1
            """),
            {"day": day},
        )
    ).one_or_none()
    rows = await session.execute(
        text("""
        SELECT (m.month - :month + 12) % 12 AS away, e.card->>'name_zh' AS name_zh,
               max(e.card->>'name_en') AS name_en
          FROM search_entries e CROSS JOIN unnest(e.season_months) AS m(month)
         WHERE e.pavilion_code = :pavilion AND cardinality(e.season_months) < 12
         GROUP BY 1, 2 ORDER BY 1, sum(e.sold_count) DESC, 2
        """),
        {"month": day.month, "pavilion": pavilion},
    )
    found = rows.all()
    nearest = found[0].away if found else None
    crops = [Crop(row.name_zh, row.name_en) for row in found if row.away == nearest]
    return SeasonNow(
        term_zh=term.name_zh if term else "",
        term_en=term.name_en if term else "",
        month=None if nearest is None else (day.month - 1 + nearest) % YEAR + 1,
        crops=crops[:names],
    )
