"""A slow line to the database: every statement takes a few milliseconds longer.

On one fast machine two transactions hardly ever meet inside each other; a lag between the
statements is what opens the windows that races need.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.util import await_only

from marketplace.infra.db import make_engine, make_sessions


@asynccontextmanager
async def slow_sessions(
    url: str, *, milliseconds: float = 3, pool: int = 20, plan: str = ""
) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    """Sessions on an engine of their own whose every statement waits before it is sent.

    ``plan`` is a planner setting for each connection, such as ``enable_hashjoin``, to be off: tiny
    test tables are read whole, which hides in what order large ones are walked.
    """
    engine: AsyncEngine = make_engine(url, pool=pool, timeout_seconds=60)

    def wait(*_given: Any) -> None:
        await_only(asyncio.sleep(milliseconds / 1000))

    def set_plan(connection: Any, _record: Any) -> None:
        for name in plan.split():
            connection.execute(f"SET {name} = off")
        connection.commit()

    event.listen(engine.sync_engine, "connect", set_plan)
    event.listen(engine.sync_engine, "before_cursor_execute", wait)
    event.listen(engine.sync_engine, "commit", wait)
    try:
        yield make_sessions(engine)
    finally:
        await engine.dispose()
