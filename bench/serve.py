"""The servers the pavilion is held against, and the pavilion under a profiler.

``python -m bench.serve bare|lean --record FILE --port N`` or ``… profiled --out FILE``; all of them
run uvicorn with the settings that ``marketplace web`` gives it.
"""

import argparse
import cProfile
import signal
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import Response
from psycopg_pool import AsyncConnectionPool

from bench.load import HOST
from bench.recording import Book, Exchange, Record
from bench.replay import make_anew, run_again

UVICORN: dict[str, Any] = {
    "access_log": False,
    "log_config": None,
    "server_header": False,
    "proxy_headers": False,
    "timeout_graceful_shutdown": 10,
    "timeout_keep_alive": 15,
}
"""As ``marketplace.cli`` says it."""
ALIVE = ("", "GET", "/healthz")
NOT_SAID_AGAIN = frozenset({b"date", b"connection", b"transfer-encoding"})


def _headers(exchange: Exchange) -> list[tuple[bytes, bytes]]:
    return [pair for pair in exchange.answer.headers() if pair[0] not in NOT_SAID_AGAIN]


class Bare:
    """The same bytes, and nothing else: what uvicorn and this machine can do at best."""

    def __init__(self, book: Book) -> None:
        self._said = {
            key: (
                {
                    "type": "http.response.start",
                    "status": exchange.answer.status,
                    "headers": _headers(exchange),
                },
                {"type": "http.response.body", "body": exchange.answer.body},
            )
            for key, exchange in book.items()
        }
        self._said[ALIVE] = (
            {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]},
            {"type": "http.response.body", "body": b""},
        )

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            while True:
                kind = (await receive())["type"]
                await send({"type": f"{kind}.complete"})
                if kind == "lifespan.shutdown":
                    return
        buyer = next((value for name, value in scope["headers"] if name == b"x-buyer"), b"")
        query = scope["query_string"]
        target = scope["raw_path"] + (b"?" + query if query else b"")
        if scope["method"] == "POST":
            while (await receive()).get("more_body"):
                pass
        start, body = self._said[buyer.decode(), scope["method"], target.decode()]
        # A dictionary of its own: uvicorn's peers may write into what they are given.
        await send(dict(start))
        await send(body)


def make_lean(record: Record, url: str, *, skips_public: bool) -> FastAPI:
    """FastAPI and psycopg without anything between: the same statements, then the same bytes."""
    options = "-c statement_timeout=15000 -c lock_timeout=7500 -c timezone=UTC -c jit=off"
    plain = url.replace("+psycopg", "", 1)
    pool = AsyncConnectionPool(
        plain, min_size=10, max_size=20, open=False, kwargs={"options": options}
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[None]:
        async with pool:
            yield

    app = FastAPI(openapi_url=None, lifespan=lifespan)
    book, fresh = record.book, record.fresh
    now: dict[str, dict[str, str]] = {}
    answers = {
        key: (exchange.answer.body, exchange.answer.status, _plain(exchange))
        for key, exchange in book.items()
    }

    @app.get("/healthz")
    async def alive() -> Response:
        return Response()

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    async def again(request: Request, path: str) -> Response:
        buyer = request.headers.get("x-buyer", "")
        query = request.url.query
        key = (buyer, request.method, request.scope["raw_path"].decode() + (query and f"?{query}"))
        if request.method == "POST":
            await request.body()
        if buyer and not path:
            now[buyer] = make_anew(fresh[buyer])
        if not (skips_public and is_public(path)):
            for transaction in book[key].transactions:
                async with pool.connection() as connection:
                    await run_again(connection, transaction, now.get(buyer, {}))
        body, status, headers = answers[key]
        return Response(body, status, headers)

    return app


def _plain(exchange: Exchange) -> dict[str, str]:
    return {name.decode(): value.decode("latin-1") for name, value in _headers(exchange)}


def is_public(path: str) -> bool:
    """Whether the page cache would have answered."""
    return not path or path.startswith(("search", "products/", "c/"))


def _leave(_number: int, _frame: object) -> None:
    sys.exit(0)


def profile(out: Path) -> None:
    """``marketplace web`` under a profiler, from SIGUSR1 on; figures are written when it stops.

    Processor time is counted, not the clock's: what others on the machine do stays out of it.
    """
    from marketplace.app import create_app, install_process  # noqa: PLC0415
    from marketplace.settings import Settings  # noqa: PLC0415

    settings = Settings()
    install_process(settings)
    app = create_app(settings)
    # uvicorn raises the signal once more when it has stopped; the default would end us at once.
    signal.signal(signal.SIGTERM, _leave)
    profiler = cProfile.Profile(time.process_time)
    signal.signal(signal.SIGUSR1, lambda *_: profiler.enable())
    try:
        uvicorn.run(app, host=HOST, port=settings.port, **UVICORN)
    finally:
        profiler.disable()
        profiler.dump_stats(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["bare", "lean", "profiled"])
    parser.add_argument("--record", type=Path)
    parser.add_argument("--port", type=int)
    parser.add_argument("--url", default="")
    parser.add_argument("--skips-public", action="store_true")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    if asked.what == "profiled":
        profile(asked.out)
        return
    record = Record.load(asked.record)
    is_bare = asked.what == "bare"
    app: Any = (
        Bare(record.book)
        if is_bare
        else make_lean(record, asked.url, skips_public=asked.skips_public)
    )
    uvicorn.run(app, host=HOST, port=asked.port, **UVICORN)


if __name__ == "__main__":
    main()
