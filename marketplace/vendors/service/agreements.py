"""Publishing the texts that vendors and buyers accept."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.infra.notices import mark_stale
from marketplace.vendors.models import Agreement


async def publish_agreements(session: AsyncSession, rows: Iterable[Mapping[str, Any]]) -> int:
    """Add versions of texts; one that is published already is left as it was read and accepted.

    Shape: the columns of ``Agreement``. Returns how many are new.
    """
    added = 0
    for row in rows:
        made = await session.scalar(
            insert(Agreement)
            .values(dict(row))
            .on_conflict_do_nothing(index_elements=["code", "version"])
            .returning(Agreement.code)
        )
        added += made is not None
    if added:
        await mark_stale(session, "rules")
    return added
