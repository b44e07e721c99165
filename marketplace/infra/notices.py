"""News between processes over PostgreSQL NOTIFY: which public pages have become stale."""

import asyncio
from collections.abc import Callable
from typing import Final

import psycopg
import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

log = structlog.get_logger(__name__)

CHANNEL: Final = "stale_pages"
EVERYTHING: Final = "*"


async def mark_stale(session: AsyncSession, *tags: str) -> None:
    """When this transaction commits, every process forgets its pages with any of ``tags``.

    Tags: ``product:<id>``, ``vendor:<id>``, ``place:<code>``, ``category:<code>``, ``catalogue``
    (every list), ``rules``.
    """
    for tag in tags:
        await session.execute(
            text("SELECT pg_notify(:channel, :tag)"), {"channel": CHANNEL, "tag": tag}
        )


async def listen(url: str, forget: Callable[[str], None]) -> None:
    """Call ``forget(tag)`` for each notice, until cancelled.

    After a lost connection we cannot know what was missed, so everything is forgotten.
    """
    plain = url.replace("+psycopg", "", 1)
    while True:
        try:
            connection = await psycopg.AsyncConnection.connect(plain, autocommit=True)
            async with connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                forget(EVERYTHING)
                async for notice in connection.notifies():
                    forget(notice.payload)
        except psycopg.Error as trouble:
            log.warning("notices.lost", reason=str(trouble))
            forget(EVERYTHING)
        await asyncio.sleep(1)
