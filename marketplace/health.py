"""Two truths for whoever watches over us: the process lives; it can do its work."""

from datetime import timedelta
from typing import Final

from fastapi import APIRouter, Request
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse

router = APIRouter()

WORKER_SILENCE: Final = timedelta(seconds=60)


@router.get("/healthz", name="health.alive")
async def alive() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz", name="health.ready")
async def ready(request: Request) -> JSONResponse:
    """The database answers and a worker has been heard of within a minute."""
    found = {"database": False, "worker": False}
    try:
        async with request.app.state.sessions() as session:
            heard = await session.scalar(
                text(
                    "SELECT count(*) FROM procrastinate_workers"
                    " WHERE last_heartbeat > now() - make_interval(secs => :silence)"
                ),
                {"silence": WORKER_SILENCE.total_seconds()},
            )
        found = {"database": True, "worker": bool(heard)}
    except (SQLAlchemyError, OSError, TimeoutError):
        pass
    is_ready = all(found.values())
    return JSONResponse(
        {"status": "ok" if is_ready else "not ready", **found}, 200 if is_ready else 503
    )
