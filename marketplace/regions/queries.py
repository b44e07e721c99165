"""Reads about places: the levels of an address, and the index that pasted text is read with."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.kit import divisions as kit
from marketplace.kit.divisions import DivisionIndex
from marketplace.kit.language import language
from marketplace.regions.models import Division

_LEVELS: Final[dict[int, kit.Level]] = {1: "province", 2: "city", 3: "county", 4: "town"}
_ONLY_GROUPS: Final = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
"""City rows that group counties and are no part of a spoken address."""


async def division(session: AsyncSession, code: str) -> Division | None:
    """The division with this code."""
    return await session.get(Division, code[:12])


async def children(session: AsyncSession, parent_code: str | None) -> Sequence[Division]:
    """What lies directly under ``parent_code``, or the provinces, in the order of their codes."""
    chosen = select(Division).where(
        Division.parent_code.is_(None)
        if parent_code is None
        else Division.parent_code == parent_code[:12]
    )
    return (await session.scalars(chosen.order_by(Division.code))).all()


async def has_children(session: AsyncSession, code: str) -> bool:
    """Whether anything lies under ``code``."""
    return bool(await session.scalar(select(exists().where(Division.parent_code == code))))


async def lineages(session: AsyncSession, codes: Iterable[str]) -> dict[str, tuple[Division, ...]]:
    """For each code, the divisions from the province down to it; one query for all."""
    wanted = {code: _prefixes(code) for code in codes}
    every = {each for prefixes in wanted.values() for each in prefixes}
    if not every:
        return {}
    rows = await session.scalars(select(Division).where(Division.code.in_(every)))
    found = {row.code: row for row in rows}
    return {
        code: tuple(found[each] for each in prefixes if each in found)
        for code, prefixes in wanted.items()
    }


def _prefixes(code: str) -> tuple[str, ...]:
    return tuple(code[:length] for length in (2, 4, 6, 9, 12) if len(code) >= length)


def spoken(lineage: Iterable[Division]) -> str:
    """``甘肃省陇南市成县红川镇``, as it is written on a parcel in every language."""
    return "".join(each.name for each in lineage if each.name not in _ONLY_GROUPS)


def label(place: Division) -> str:
    """A division's name in the reader's language; both names for English readers."""
    return f"{place.pinyin} {place.name}" if language() == "en" and place.pinyin else place.name


@dataclass(slots=True)
class _Kept:
    index: DivisionIndex | None = None
    making: asyncio.Lock = field(default_factory=asyncio.Lock)


_kept: Final = _Kept()


async def division_index(session: AsyncSession) -> DivisionIndex:
    """All provinces, cities, counties and towns, ready for reading pasted text.

    Built once a process, off the event loop, from some 45,000 rows.
    """
    async with _kept.making:
        if _kept.index is not None:
            return _kept.index
        rows = (
            await session.execute(
                select(Division.code, Division.name, Division.level, Division.parent_code)
                .where(Division.level <= max(_LEVELS))
                .order_by(Division.level, Division.code)
            )
        ).all()
        made = await asyncio.to_thread(
            lambda: DivisionIndex(
                kit.Division(code, name, _LEVELS[level], parent)
                for code, name, level, parent in rows
            )
        )
        if rows:
            # An installation that is still being filled must not remember an empty index.
            _kept.index = made
        return made
