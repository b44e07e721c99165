"""Writes of the search index: it is derived, so every row can be made anew at any time."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.infra.notices import EVERYTHING, mark_stale
from marketplace.kit.clock import china_day, china_midnight, utcnow
from marketplace.search.entries import COLUMNS, SOURCE, entry

BATCH: Final = 2_000
MOST_MISSES: Final = 2_000
"""Different failed queries remembered a day; a flood of nonsense fills no disk."""
_FEWEST_PERSONAL_DIGITS: Final = 5
"""Longer numbers may be somebody's telephone or identity: they are not kept."""

_NOWHERE: Final = UUID(int=0)

_ON_SHOW: Final = """
  FROM products p
  JOIN vendors v ON v.id = p.vendor_id AND v.state = 'trading'
 WHERE p.state = 'listed'
"""

_NAMES: Final = ", ".join(COLUMNS)
_SHAPE: Final = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
_VALUES: Final = ", ".join("tokens::tsvector" if n == "tokens" else n for n in COLUMNS)
_CHANGES: Final = ", ".join(f"{n} = excluded.{n}" for n in COLUMNS if n != "product_id")
_UPSERT: Final = text(
    f"INSERT INTO search_entries AS e ({_NAMES}) "  # noqa: S608 - our own column names
    f"SELECT {_VALUES} FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r({_SHAPE}) "
    f"ON CONFLICT (product_id) DO UPDATE SET {_CHANGES} "
    "WHERE (e.card, e.tokens, e.badges, e.sold_count, e.published_at, e.is_sellable) "
    "IS DISTINCT FROM (excluded.card, excluded.tokens, excluded.badges, excluded.sold_count, "
    "excluded.published_at, excluded.is_sellable)"
)


_KNOWN: Final = """
SELECT e.product_id, e.card, e.pavilion_code, e.category_code, e.vendor_id
  FROM search_entries e WHERE {scope}
"""


async def refresh_product(session: AsyncSession, *, product_id: UUID) -> None:
    """Bring one product's entry up to date, or take it away when it is no longer on show."""
    await _refresh(session, "p.id = :given", "e.product_id = :given", given=product_id)
    await mark_stale(session, f"product:{product_id}")


async def refresh_vendor(session: AsyncSession, *, vendor_id: UUID) -> None:
    """Bring every entry of a vendor up to date; none remain while it does not trade."""
    await _refresh(session, "p.vendor_id = :given", "e.vendor_id = :given", given=vendor_id)
    await mark_stale(session, f"vendor:{vendor_id}", "catalogue")


async def refresh_by_papers(session: AsyncSession, *, day: date) -> int:
    """Refresh the products whose certificates begin or have ended on ``day``; returns how many.

    A badge disappears with the first minute after the last day. Source: domain rule FOOD-6.
    """
    rows = await session.scalars(
        text("""
        SELECT DISTINCT l.product_id
          FROM product_certificates l JOIN certificates z ON z.id = l.certificate_id
         WHERE z.state = 'valid' AND (z.valid_from = :day OR z.valid_until = CAST(:day AS date) - 1)
        """),
        {"day": day},
    )
    found = list(rows)
    for product_id in found:
        await refresh_product(session, product_id=product_id)
    return len(found)


async def rebuild(session: AsyncSession) -> int:
    """Make the whole index anew; returns how many products it holds.

    Rows that say the same as before are not written.
    """
    await session.execute(
        text(f"DELETE FROM search_entries WHERE product_id NOT IN (SELECT p.id {_ON_SHOW})")  # noqa: S608
    )
    done, last = 0, _NOWHERE
    while rows := await _source(session, "p.id > :given", given=last):
        await _write(session, rows)
        done, last = done + len(rows), rows[-1]["id"]
    await mark_stale(session, EVERYTHING)
    return done


async def _source(session: AsyncSession, scope: str, **given: Any) -> Sequence[RowMapping]:
    statement = text(SOURCE.format(scope=scope))
    values = {"day": china_day(utcnow()), "limit": BATCH, **given}
    return (await session.execute(statement, values)).mappings().all()


async def _refresh(session: AsyncSession, scope: str, entries: str, *, given: UUID) -> None:
    known = text(_KNOWN.format(scope=entries))
    before = {
        row["product_id"]: row
        for row in (await session.execute(known, {"given": given})).mappings()
    }
    seen: set[UUID] = set()
    stale: set[str] = set()
    last = _NOWHERE
    while rows := await _source(session, f"{scope} AND p.id > :last", given=given, last=last):
        for written in await _write(session, rows):
            product_id = UUID(written["product_id"])
            seen.add(product_id)
            old = before.get(product_id)
            if old is None or old["card"] != written["card"]:
                stale |= _tags(written)
        last = rows[-1]["id"]
    gone = [product_id for product_id in before if product_id not in seen]
    if gone:
        await session.execute(
            text("DELETE FROM search_entries WHERE product_id = ANY(:gone)"), {"gone": gone}
        )
    for product_id in gone:
        stale |= _tags(dict(before[product_id]))
    await mark_stale(session, *sorted(stale))


def _tags(entry: Mapping[str, Any]) -> set[str]:
    """Which pages show the entry. What only counts pieces sold does not empty the lists."""
    return {
        "catalogue",
        f"category:{entry['category_code']}",
        f"place:{entry['pavilion_code']}",
        f"vendor:{entry['vendor_id']}",
    }


async def _write(session: AsyncSession, rows: Sequence[RowMapping]) -> list[dict[str, Any]]:
    made = [entry(row) for row in rows]
    await session.execute(_UPSERT, {"rows": json.dumps(made, ensure_ascii=False)})
    return made


async def note_miss(session: AsyncSession, *, asked: str) -> None:
    """Count a query that found nothing, so that the county learns what people look for.

    Nothing personal is kept: no account, no address, no long numbers; at most ``MOST_MISSES``
    different ones a day. Needs: ``asked`` as ``kit.text.search_slug`` makes it.
    """
    digits = sum(sign.isdigit() for sign in asked)
    if not asked or digits >= _FEWEST_PERSONAL_DIGITS:
        return
    await session.execute(
        text("""
        INSERT INTO search_misses AS m (query, day, hits)
        SELECT CAST(:asked AS varchar), CAST(:day AS timestamptz), 1
         WHERE (SELECT count(*) FROM search_misses WHERE day = :day) < :most
            OR EXISTS (SELECT 1 FROM search_misses WHERE query = :asked AND day = :day)
            ON CONFLICT (query, day) DO UPDATE SET hits = m.hits + 1
        """),
        {
            "asked": asked,
            "day": china_midnight(china_day(utcnow())),
            "most": MOST_MISSES,
        },
    )
