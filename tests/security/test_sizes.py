"""Too much is refused before it is read, whether it is announced or simply keeps coming.

Source: security rules U4, W1 and I2.
"""

import tracemalloc
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.http.frame import LARGEST_BODY, LARGEST_UPLOAD
from tests.support.accounts import make_account, sign_in
from tests.support.api import make_program
from tests.support.browser_like import Visitor

MEGABYTE = 1024 * 1024
PARTS = b"multipart/form-data; boundary=x"
HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'


class Caller:
    """Speaks ASGI itself, and counts how much of its body was asked for."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self.read = 0
        self.status = 0
        self.body = b""

    async def receive(self) -> dict[str, Any]:
        chunk = next(self._chunks, None)
        if chunk is None:
            return {"type": "http.request", "body": b"", "more_body": False}
        self.read += len(chunk)
        return {"type": "http.request", "body": chunk, "more_body": True}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.body += message.get("body", b"")

    async def post(self, app: FastAPI, path: str, **headers: bytes) -> None:
        given = {name.replace("_", "-").encode(): value for name, value in headers.items()}
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
            "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
            "root_path": "", "server": ("pavilion.test", 80), "client": ("127.0.0.1", 1),
            "headers": [(b"host", b"pavilion.test"), *given.items()],
        }  # fmt: skip
        await app(scope, self.receive, self.send)


def endless() -> Iterable[bytes]:
    yield HEAD
    while True:
        yield b"x" * MEGABYTE


EVERYWHERE = ["/login", "/basket/lines", "/vendor/certificates", "/webhooks/stripe",
              "/api/v1/basket/lines", "/nowhere"]  # fmt: skip


@pytest.mark.parametrize("path", EVERYWHERE)
@pytest.mark.parametrize(
    ("kind", "announced"),
    [(b"application/json", LARGEST_BODY + 1), (PARTS, LARGEST_UPLOAD + 1), (b"", 10**15)],
)
async def test_what_is_announced_as_too_large_is_not_read_at_all(
    app: FastAPI, path: str, kind: bytes, announced: int
) -> None:
    caller = Caller(endless())

    await caller.post(app, path, content_type=kind, content_length=str(announced).encode())

    assert caller.status == 413
    assert caller.read == 0
    assert "30 MB" in caller.body.decode()


@pytest.mark.parametrize("length", [b"-1", b"1e9", b"99999999999999999999999", b"x", b"1, 2"])
async def test_a_length_that_is_none_is_refused(app: FastAPI, length: bytes) -> None:
    caller = Caller(endless())

    await caller.post(app, "/webhooks/stripe", content_length=length)

    assert caller.status == 413
    assert caller.read == 0


@pytest.mark.parametrize("path", ["/vendor/certificates", "/login", "/basket/lines"])
async def test_an_upload_that_never_ends_is_cut_off(
    app: FastAPI, session: AsyncSession, visitor: Visitor, path: str
) -> None:
    await sign_in(session, visitor, await make_account(session))
    cookie = visitor.client.cookies["session"]
    caller = Caller(endless())
    tracemalloc.start()

    await caller.post(
        app, path, content_type=PARTS, origin=b"http://pavilion.test",
        sec_fetch_site=b"same-origin", cookie=f"session={cookie}".encode(),
    )  # fmt: skip
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert caller.status == 413
    assert caller.read <= LARGEST_UPLOAD + 2 * MEGABYTE
    assert most < 25 * MEGABYTE, "an upload waits on the disk, not in memory"


@pytest.mark.parametrize("kind", [b"application/json", b"text/plain", PARTS])
async def test_a_body_that_never_ends_is_cut_off(
    app: FastAPI, session: AsyncSession, visitor: Visitor, kind: bytes
) -> None:
    program = await make_program(session, visitor, await make_account(session))
    limit = LARGEST_UPLOAD if kind == PARTS else LARGEST_BODY
    for path in ("/api/v1/basket/lines", "/webhooks/stripe"):
        caller = Caller(endless())
        await caller.post(
            app, path, content_type=kind, idempotency_key=uuid4().hex.encode(),
            authorization=program.headers["authorization"].encode(),
        )  # fmt: skip

        assert caller.status == 413, path
        assert caller.read <= limit + 2 * MEGABYTE


async def test_a_stranger_makes_us_read_nothing_worth_mentioning(app: FastAPI) -> None:
    for path, cookie in (("/api/v1/onboarding", b""), ("/vendor/certificates", b"session=x")):
        caller = Caller(endless())
        await caller.post(app, path, content_type=b"application/json", cookie=cookie)

        assert caller.status in {401, 403}
        assert caller.read <= MEGABYTE


async def test_a_notice_of_a_megabyte_is_refused_and_kept_nowhere(visitor: Visitor) -> None:
    for size in (MEGABYTE - 1, MEGABYTE, MEGABYTE + 1):
        answer = await visitor.client.post(
            "/webhooks/stripe",
            content=b"x" * size,
            headers={"stripe-signature": f"t=1,v1={'a' * 64}"},
        )
        assert answer.status_code in {400, 413}
