"""Many rows at once: what reference data and catalogue multiplication need."""

import enum
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Final, cast

import psycopg
from psycopg import sql
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.infra.db import Base

BATCH: Final = 5_000


async def upsert(
    session: AsyncSession,
    table: type[Base],
    rows: Iterable[Mapping[str, Any]],
    *,
    key: Sequence[str],
) -> int:
    """Insert ``rows``, or bring those with the same ``key`` up to date; returns how many."""
    source = iter(rows)
    connection = await session.connection()
    done = 0
    while batch := [dict(row) for row in islice(source, BATCH)]:
        statement = insert(table)
        changed = {name: statement.excluded[name] for name in batch[0] if name not in key}
        statement = (
            statement.on_conflict_do_update(index_elements=list(key), set_=changed)
            if changed
            else statement.on_conflict_do_nothing(index_elements=list(key))
        )
        await connection.execute(statement, batch)
        done += len(batch)
    return done


async def copy_rows(
    session: AsyncSession, table: type[Base], rows: Iterable[Mapping[str, Any]]
) -> int:
    """Append ``rows`` with COPY, many times faster than INSERT; returns how many.

    Every row gives the same columns; columns not given take the database's own defaults only, so
    those with a default in Python must be given.
    """
    source = iter(rows)
    first = next(source, None)
    if first is None:
        return 0
    names = list(first)
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    command = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.__tablename__), columns
    )
    raw = (await (await session.connection()).get_raw_connection()).driver_connection
    connection = cast("psycopg.AsyncConnection[Any]", raw)
    done = 0
    async with connection.cursor() as cursor, cursor.copy(command) as copy:
        for row in chain([first], source):
            await copy.write_row([_plain(row[name]) for name in names])
            done += 1
    return done


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, enum.Enum) else value
