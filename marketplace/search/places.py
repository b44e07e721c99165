"""Reads of the shop window by place: what each county, town and village has on sale."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

MOST_COUNTED: Final = 1000
"""A tile says "1000+" beyond this; counting on would help nobody."""
_LONGEST_CODE: Final = 12


@dataclass(frozen=True, slots=True)
class Tile:
    """A division and how much of it is on sale."""

    code: str
    name: str
    products: int


# The prefix index walks a range of byte-wise operators; LIKE with a bound pattern could not.
_TILES: Final = text("""
SELECT d.code, d.name,
       (SELECT count(*) FROM (
            SELECT 1 FROM search_entries e
             WHERE e.division_code ~>=~ d.code AND e.division_code ~<~ (d.code || ':')
             LIMIT :most) these) AS products
  FROM divisions d
 WHERE d.parent_code = :parent
 ORDER BY d.code
""")


async def tiles_inside(session: AsyncSession, *, parent: str) -> list[Tile]:
    """The divisions right under ``parent``, in the order of their codes; one query."""
    rows = await session.execute(_TILES, {"parent": parent, "most": MOST_COUNTED + 1})
    return [Tile(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class County:
    """An open pavilion and what stands in it."""

    code: str
    name: str
    province_code: str
    province: str
    products: int


_COUNTIES: Final = text("""
SELECT p.code, d.name, q.code AS province_code, q.name AS province,
       coalesce(e.products, 0) AS products
  FROM pavilions p
  JOIN divisions d ON d.code = p.code
  JOIN divisions q ON q.code = left(p.code, 2)
  LEFT JOIN (SELECT pavilion_code, count(*) AS products FROM search_entries GROUP BY 1) e
         ON e.pavilion_code = p.code
 WHERE p.is_open
 ORDER BY q.code, p.code
""")


async def open_counties(session: AsyncSession) -> list[County]:
    """Every open pavilion, by province; one query."""
    return [County(*row) for row in await session.execute(_COUNTIES)]


@dataclass(frozen=True, slots=True)
class PlaceFigures:
    """What can be said about a place without guessing."""

    products: int
    vendors: int
    children: int
    villages: int


_FIGURES: Final = text("""
SELECT (SELECT count(*) FROM (SELECT 1 FROM search_entries
          WHERE division_code ~>=~ :code AND division_code ~<~ (:code || ':') LIMIT :most) these),
       (SELECT count(*) FROM vendors WHERE state = 'trading'
           AND left(division_code, length(:code)) = :code),
       (SELECT count(*) FROM divisions WHERE parent_code = :code),
       (SELECT count(*) FROM divisions v JOIN divisions t ON t.code = v.parent_code
         WHERE t.parent_code = :code)
""")


async def figures(session: AsyncSession, *, code: str) -> PlaceFigures:
    """Products and sellers of a place, and how many divisions it has; one query."""
    given = {"code": code, "most": MOST_COUNTED + 1}
    return PlaceFigures(*(await session.execute(_FIGURES, given)).one())


@dataclass(frozen=True, slots=True)
class Harvest:
    """A crop of a place and the months it is fresh in."""

    name_zh: str
    name_en: str
    months: Sequence[int]


_HARVEST: Final = text("""
SELECT name_zh, name_en, months FROM (
    SELECT DISTINCT ON (card->>'name_zh') card->>'name_zh' AS name_zh, card->>'name_en' AS name_en,
           season_months AS months, sold_count
      FROM search_entries
     WHERE division_code ~>=~ :code AND division_code ~<~ (:code || ':')
       AND cardinality(season_months) BETWEEN 1 AND 11
     ORDER BY card->>'name_zh', sold_count DESC) crops
 ORDER BY sold_count DESC, name_zh
 LIMIT :limit
""")


async def harvest(session: AsyncSession, *, code: str, limit: int) -> list[Harvest]:
    """The seasonal crops of a place, the most bought first; one query."""
    rows = await session.execute(_HARVEST, {"code": code, "limit": limit})
    return [Harvest(*row) for row in rows]


async def nearest(session: AsyncSession, *, code: str) -> tuple[str, str] | None:
    """Code and name of the smallest division we know that would contain ``code``."""
    row = (
        await session.execute(
            text("""
            SELECT code, name FROM divisions
             WHERE code = ANY(ARRAY[left(:code, 2), left(:code, 4), left(:code, 6), left(:code, 9)])
             ORDER BY level DESC LIMIT 1
            """),
            {"code": code[:_LONGEST_CODE]},
        )
    ).one_or_none()
    return (row.code, row.name) if row else None


_NAMED: Final = text("""
SELECT d.code, d.name,
       (SELECT count(*) FROM (
            SELECT 1 FROM search_entries e
             WHERE e.division_code ~>=~ d.code AND e.division_code ~<~ (d.code || ':')
             LIMIT :most) these) AS products
  FROM divisions d
 WHERE d.code IN (SELECT code FROM pavilions
                   UNION SELECT left(code, 2) FROM pavilions
                   UNION SELECT left(code, 4) FROM pavilions
                   UNION SELECT t.code FROM divisions t JOIN pavilions p ON p.code = t.parent_code)
   AND (starts_with(d.name, :word) OR starts_with(d.pinyin, initcap(:word)))
 ORDER BY d.level, d.code
 LIMIT :limit
""")


async def places_named(session: AsyncSession, *, word: str, limit: int) -> list[Tile]:
    """Places in and around open counties whose name begins with ``word``, the larger first."""
    rows = await session.execute(_NAMED, {"word": word, "limit": limit, "most": MOST_COUNTED + 1})
    return [Tile(*row) for row in rows if row.products]
