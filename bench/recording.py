"""What the application said and what it asked the database, to be said and asked again by others.

The requests run in this process, over ASGI; a listener on SQLAlchemy's engine writes down each
statement with its parameters, as the driver gets them, grouped by transaction.
"""

import logging
import pickle
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, LiteralString, Self, cast
from urllib.parse import unquote

from sqlalchemy import event
from sqlalchemy.engine import Connection as SyncConnection

from bench.load import Answer
from marketplace.app import create_app, install_process
from marketplace.settings import Settings


@dataclass
class Call:
    """One statement as the driver got it."""

    statement: LiteralString
    parameters: Any
    is_many: bool


@dataclass
class Transaction:
    """Statements that stood or fell together."""

    calls: list[Call] = field(default_factory=list)
    is_kept: bool = True
    """Committed; a reader that only closes its session rolls back."""


@dataclass
class Exchange:
    """A request, its answer, and what was asked of the database in between."""

    method: str
    target: str
    answer: Answer
    transactions: list[Transaction] = field(default_factory=list)

    @property
    def calls(self) -> list[Call]:
        return [call for transaction in self.transactions for call in transaction.calls]


class Recorder:
    """The application in this process, without page cache and worker, watched at the driver."""

    def __init__(self, settings: Settings) -> None:
        changes = {"page_cache_seconds": 0, "run_worker": False}
        self._settings = settings.model_copy(update=changes)
        self._stack = AsyncExitStack()
        self._open: dict[int, Transaction] = {}
        self._done: list[Transaction] = []

    async def __aenter__(self) -> Self:
        install_process(self._settings)
        logging.getLogger().setLevel(logging.WARNING)
        self._app = create_app(self._settings)
        engine = self._app.state.engine
        self._stack.push_async_callback(engine.dispose)
        event.listen(engine.sync_engine, "begin", self._begin)
        event.listen(engine.sync_engine, "before_cursor_execute", self._call)
        event.listen(engine.sync_engine, "commit", self._commit)
        event.listen(engine.sync_engine, "rollback", self._rollback)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    def _begin(self, connection: SyncConnection) -> None:
        self._open[id(connection)] = Transaction()

    def _call(
        self,
        connection: SyncConnection,
        _cursor: Any,
        statement: str,
        parameters: Any,
        _context: Any,
        is_many: bool,
    ) -> None:
        if transaction := self._open.get(id(connection)):
            transaction.calls.append(Call(cast("LiteralString", statement), parameters, is_many))

    def _commit(self, connection: SyncConnection) -> None:
        self._end(connection, is_kept=True)

    def _rollback(self, connection: SyncConnection) -> None:
        self._end(connection, is_kept=False)

    def _end(self, connection: SyncConnection, *, is_kept: bool) -> None:
        transaction = self._open.pop(id(connection), None)
        if transaction is not None and transaction.calls:
            transaction.is_kept = is_kept
            self._done.append(transaction)

    @property
    def port(self) -> int:
        return self._settings.port

    async def ask(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Exchange:
        """Let the application answer one request."""
        path, _mark, query = target.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [
                *((name.lower().encode(), value.encode()) for name, value in headers.items()),
                (b"content-length", str(len(body)).encode()),
            ],
            "client": ("127.0.0.1", 1),
            "server": (self._settings.host, self._settings.port),
            "state": {},
        }
        said: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            said.append(message)

        self._done = []
        await self._app(scope, receive, send)
        start = said[0]
        pairs = [b": ".join(pair) for pair in start["headers"]]
        head = b"\r\n".join([f"HTTP/1.1 {start['status']} -".encode(), *pairs])
        answer = Answer(start["status"], head, b"".join(each.get("body", b"") for each in said[1:]))
        return Exchange(method, target, answer, self._done)


Fresh = dict[str, int]
"""Text of each value to be made anew, and its length; 0 stands for a UUID."""
Book = dict[tuple[str, str, str], Exchange]
"""Recorded exchanges by who asked (a buyer's name, or nobody's), method and target."""


@dataclass
class Record:
    """Everything one scale's run has written down, for the servers that play it again."""

    book: Book = field(default_factory=dict[tuple[str, str, str], Exchange])
    ways: dict[str, list[Exchange]] = field(default_factory=dict[str, list[Exchange]])
    """Each buyer's way to the payment page."""
    fresh: dict[str, Fresh] = field(default_factory=dict[str, Fresh])
    """By buyer."""

    def save(self, path: Path) -> None:
        path.write_bytes(pickle.dumps(self))

    @staticmethod
    def load(path: Path) -> "Record":
        """A record that this very run has saved."""
        found = pickle.loads(path.read_bytes())
        assert isinstance(found, Record)
        return found
