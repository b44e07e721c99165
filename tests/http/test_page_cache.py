"""Public pages are made once, kept whole, and forgotten when what they show changes."""

import asyncio
import gzip
from collections.abc import MutableMapping
from typing import Any

import pytest

from marketplace.http import page_cache
from marketplace.http.page_cache import PageCache
from marketplace.infra.notices import EVERYTHING


class Shop:
    """An application that counts how often it made a page."""

    def __init__(self) -> None:
        self.made = 0
        self.tags: tuple[str, ...] | None = ("catalogue", "product:1")
        self.pause: asyncio.Event | None = None
        self.status = 200

    async def __call__(self, scope: Any, _receive: Any, send: Any) -> None:
        self.made += 1
        if self.pause:
            await self.pause.wait()
        if self.tags is not None:
            scope["state"]["cache_tags"] = self.tags
        headers = [(b"content-type", b"text/html"), (b"set-cookie", b"a=b")]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"page %d" % self.made})


async def get(
    cache: PageCache, path: str = "/", query: str = "", **headers: str
) -> tuple[int, dict[bytes, bytes], bytes]:
    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request"}

    scope = {
        "type": "http", "method": "GET", "path": path, "query_string": query.encode(),
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()],
        "state": {},
    }  # fmt: skip
    await cache(scope, receive, send)
    return (
        sent[0]["status"],
        dict(sent[0]["headers"]),
        b"".join(m.get("body", b"") for m in sent[1:]),
    )


async def test_a_public_page_is_made_once_and_carries_no_cookie() -> None:
    shop = Shop()
    cache = PageCache(shop, seconds=60)

    first, again = await get(cache), await get(cache)

    assert shop.made == 1
    assert first[2] == again[2] == b"page 1"
    assert b"set-cookie" not in again[1]


async def test_fifty_readers_at_once_are_served_by_one_making() -> None:
    shop = Shop()
    shop.pause = asyncio.Event()
    cache = PageCache(shop, seconds=60)

    readers = [asyncio.create_task(get(cache)) for _ in range(50)]
    await asyncio.sleep(0.01)
    shop.pause.set()
    bodies = {(await reader)[2] for reader in readers}

    assert (shop.made, bodies) == (1, {b"page 1"})


@pytest.mark.parametrize(("tag", "made"), [("product:1", 2), (EVERYTHING, 2), ("product:2", 1)])
async def test_a_page_is_forgotten_with_what_it_shows_and_only_then(tag: str, made: int) -> None:
    shop = Shop()
    cache = PageCache(shop, seconds=60)
    await get(cache)

    cache.forget(tag)
    await get(cache)

    assert shop.made == made


async def test_what_changed_while_a_page_was_made_is_not_kept_old() -> None:
    shop = Shop()
    shop.pause = asyncio.Event()
    cache = PageCache(shop, seconds=60)

    making = asyncio.create_task(get(cache))
    await asyncio.sleep(0.01)
    cache.forget("product:1")
    shop.pause.set()
    await making
    await get(cache)

    assert shop.made == 2


async def test_an_unchanged_page_is_answered_with_304_and_packed_when_asked() -> None:
    cache = PageCache(Shop(), seconds=60)
    _status, headers, _body = await get(cache)

    unchanged = await get(cache, if_none_match=headers[b"etag"].decode())
    packed = await get(cache, accept_encoding="gzip, br")

    assert (unchanged[0], unchanged[2]) == (304, b"")
    assert gzip.decompress(packed[2]) == b"page 1"


@pytest.mark.parametrize("path", ["/basket", "/en/checkout", "/vendor/orders", "/me", "/admin"])
async def test_private_pages_are_never_kept(path: str) -> None:
    shop = Shop()
    cache = PageCache(shop, seconds=60)

    await get(cache, path)
    await get(cache, path)

    assert shop.made == 2


async def test_what_does_not_say_that_it_is_public_and_what_failed_is_not_kept() -> None:
    shop = Shop()
    cache = PageCache(shop, seconds=60)
    shop.tags = None
    await get(cache)
    shop.tags, shop.status = ("catalogue",), 404
    await get(cache)
    shop.status = 200

    assert (await get(cache))[2] == b"page 3"


async def test_the_pages_together_never_take_more_than_their_share(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(page_cache, "MOST_BYTES", 200)
    shop = Shop()
    cache = PageCache(shop, seconds=60)

    for at in range(50):
        await get(cache, f"/p/{at}")
    await get(cache, "/p/49")
    made_before = shop.made
    await get(cache, "/p/0")

    assert made_before == 50
    assert shop.made == 51
