"""The reference data every installation has, loaded once per test database."""

import asyncio

from marketplace.infra.db import make_engine, make_sessions
from seeds.reference import load_reference as load


def load_reference(url: str) -> None:
    """Divisions, calendar, categories, carriers … as ``marketplace seed`` loads them."""

    async def run() -> None:
        engine = make_engine(url, timeout_seconds=60)
        async with make_sessions(engine).begin() as session:
            await load(session)
        await engine.dispose()

    asyncio.run(run())
