"""Public pages, kept whole: the same bytes for everyone, forgotten when what they show changes."""

import asyncio
import gzip
import hashlib
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from marketplace.http.frame import App, Receive, Scope, Send
from marketplace.infra.notices import EVERYTHING

MOST_BYTES: Final = 96 * 1024 * 1024
"""Of all kept pages together, both packings counted."""
MOST_QUERY: Final = 400
"""Longer query strings are served but not kept: nobody fills our memory with them."""
NEVER: Final = (
    "/static/", "/media/", "/art/", "/api/", "/account", "/vendor", "/admin", "/webhooks/",
    "/documents/", "/me", "/basket", "/checkout", "/login", "/register", "/healthz", "/readyz",
)  # fmt: skip
"""Never kept, so nobody waits for another reader's copy of them."""
Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """One page in both packings."""

    status: int
    headers: list[tuple[bytes, bytes]]
    plain: bytes
    packed: bytes
    etag: bytes
    tags: frozenset[str]
    until: float

    @property
    def size(self) -> int:
        """Bytes it takes, both packings."""
        return len(self.plain) + len(self.packed)


class PageCache:
    """Answers what it knows; otherwise lets one request make the page while the others wait."""

    def __init__(self, app: App, *, seconds: int) -> None:
        self._app = app
        self._seconds = seconds
        self._pages: OrderedDict[tuple[str, bytes], Kept] = OrderedDict()
        self._making: dict[tuple[str, bytes], asyncio.Lock] = {}
        self._forgotten = 0
        self._bytes = 0

    def forget(self, tag: str) -> None:
        """Drop every page that shows ``tag``."""
        self._forgotten += 1
        if tag == EVERYTHING:
            self._pages.clear()
            self._bytes = 0
            return
        stale = [key for key, kept in self._pages.items() if tag in kept.tags]
        for key in stale:
            self._drop(key)

    def _keep(self, key: tuple[str, bytes], kept: Kept) -> None:
        if key in self._pages:
            self._drop(key)
        self._pages[key] = kept
        self._bytes += kept.size
        while self._bytes > MOST_BYTES:
            self._drop(next(iter(self._pages)))

    def _drop(self, key: tuple[str, bytes]) -> None:
        self._bytes -= self._pages.pop(key).size

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve from memory where that is possible."""
        is_read = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}
        if (
            not is_read
            or not self._seconds
            or len(scope["query_string"]) > MOST_QUERY
            or scope["path"].removeprefix("/en").startswith(NEVER)
        ):
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"])
        if b"hx-request" in given:
            await self._app(scope, receive, send)
            return
        key = (scope["path"], scope["query_string"])
        kept = self._fresh(key)
        if kept is None:
            lock = self._making.get(key)
            if lock is not None:
                async with lock:
                    kept = self._fresh(key)
        if kept is not None:
            await _send_kept(kept, given, scope["method"] == "HEAD", send)
            return
        await self._make(key, scope, receive, send, given)

    def _fresh(self, key: tuple[str, bytes]) -> Kept | None:
        kept = self._pages.get(key)
        if kept is None or kept.until < time.monotonic():
            return None
        self._pages.move_to_end(key)
        return kept

    async def _make(
        self,
        key: tuple[str, bytes],
        scope: Scope,
        receive: Receive,
        send: Send,
        given: dict[bytes, bytes],
    ) -> None:
        lock = self._making.setdefault(key, asyncio.Lock())
        before = self._forgotten
        async with lock:
            start: Message = {}
            parts: list[bytes] = []

            async def gathered(message: Any) -> None:
                if message["type"] == "http.response.start":
                    start.update(message)
                else:
                    parts.append(message.get("body", b""))

            try:
                await self._app(scope, receive, gathered)
            finally:
                if self._making.get(key) is lock:
                    del self._making[key]
        tags: Iterable[str] | None = scope["state"].get("cache_tags")
        body = b"".join(parts)
        if tags is None or start["status"] != 200:
            await send(start)
            await send({"type": "http.response.body", "body": body})
            return
        headers = [
            pair
            for pair in start["headers"]
            if pair[0] not in {b"content-length", b"cache-control", b"set-cookie"}
        ]
        kept = Kept(
            status=200,
            headers=headers,
            plain=body,
            packed=gzip.compress(body, 5),
            etag=b'W/"' + hashlib.sha256(body).hexdigest()[:24].encode() + b'"',
            tags=frozenset(tags),
            until=time.monotonic() + self._seconds,
        )
        if before == self._forgotten:
            # Nothing became stale while the page was being made, so it may be kept.
            self._keep(key, kept)
        await _send_kept(kept, given, scope["method"] == "HEAD", send)


async def _send_kept(kept: Kept, given: dict[bytes, bytes], is_head: bool, send: Send) -> None:
    headers = [
        *kept.headers,
        (b"etag", kept.etag),
        (b"vary", b"accept-encoding"),
        # Shared caches may keep it; they must ask again, because we answer that for nothing.
        (b"cache-control", b"public, max-age=0, must-revalidate"),
    ]
    if given.get(b"if-none-match") == kept.etag:
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    body = kept.plain
    if b"gzip" in given.get(b"accept-encoding", b""):
        body = kept.packed
        headers.append((b"content-encoding", b"gzip"))
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": kept.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if is_head else body})


def keep(scope_state: Any, *tags: str) -> None:
    """Say that this answer is public and may be kept until one of ``tags`` changes.

    Needs: ``request.state``; the page shows nothing personal.
    """
    scope_state.cache_tags = tags
