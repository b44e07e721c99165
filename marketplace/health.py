"""Two truths for whoever watches over us: the process lives; it can do its work."""

import asyncio
from datetime import timedelta
from typing import Final

from fastapi import APIRouter, Request
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from starlette.responses import JSONResponse

router = APIRouter()

WORKER_SILENCE: Final = timedelta(seconds=60)
LONGEST_PROBE: Final = 5.0
"""Seconds until a silent database counts as none. Source: security rule F3 (within ten)."""


@router.get("/healthz", name="health.alive")
async def alive() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz", name="health.ready")
async def ready(request: Request) -> JSONResponse:
    """The database answers in time and a worker has been heard of within a minute."""
    state = request.app.state
    probe: asyncio.Task[dict[str, bool]] | None = getattr(state, "probe", None)
    if probe is None or probe.done():
        # One probe at a time: those who ask while the database is frozen do not pile up in it.
        probe = state.probe = asyncio.create_task(_probe(state.sessions))
    await asyncio.wait({probe}, timeout=LONGEST_PROBE)
    # A frozen database does not even let go of a cancelled question, so the probe is left alone.
    found = probe.result() if probe.done() else {"database": False, "worker": False}
    is_ready = all(found.values())
    return JSONResponse(
        {"status": "ok" if is_ready else "not ready", **found}, 200 if is_ready else 503
    )


async def _probe(sessions: async_sessionmaker[AsyncSession]) -> dict[str, bool]:
    try:
        async with sessions() as session:
            heard = await session.scalar(
                text(
                    "SELECT count(*) FROM procrastinate_workers"
                    " WHERE last_heartbeat > now() - make_interval(secs => :silence)"
                ),
                {"silence": WORKER_SILENCE.total_seconds()},
            )
    except (SQLAlchemyError, OSError, TimeoutError):
        return {"database": False, "worker": False}
    return {"database": True, "worker": bool(heard)}
