"""Many rows at once: what reference data and catalogue multiplication need."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Final

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
