"""Around every request: its id, its language, its size limit, its security headers, its log line.

One plain ASGI layer, because stacked middleware classes cost more than the pages they wrap.
"""

import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

import structlog
from starlette.requests import Request
from starlette.responses import Response

from marketplace.infra.logging import RequestLine, log_request
from marketplace.kit.ids import uuid7
from marketplace.kit.language import DEFAULT, Language, set_language

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
OnCrash = Callable[[Request, Exception], Awaitable[Response]]

LARGEST_BODY: Final = 1024 * 1024
LARGEST_UPLOAD: Final = 40 * 1024 * 1024
"""Thirty megabytes of picture, and the form around it."""

CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'self'{payment}; frame-ancestors 'none'; object-src 'none'"
)


class TooLarge(Exception):
    """The body passed its limit while it was being read."""


def _language(path: str, accepts: bytes) -> tuple[Language, str]:
    """The reader's language and the prefix it takes in the path."""
    if path == "/en" or path.startswith("/en/"):
        return "en", "/en"
    if path.startswith("/api/") and accepts.lower().startswith(b"en"):
        return "en", ""
    return DEFAULT, ""


class Frame:
    """The outermost layer of the application."""

    def __init__(self, app: App, *, https: bool, payment_origin: str, on_crash: OnCrash) -> None:
        self._app = app
        self._on_crash = on_crash
        policy = CSP.format(payment=f" {payment_origin}" if payment_origin else "")
        headers = {
            "content-security-policy": policy,
            "x-content-type-options": "nosniff",
            "referrer-policy": "strict-origin-when-cross-origin",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "permissions-policy": "camera=(self), geolocation=(), microphone=(), payment=()",
            "x-frame-options": "DENY",
        }
        if https:
            headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request inside the frame."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        request_id = uuid7().hex
        given = {name: value for name, value in scope["headers"]}  # noqa: C416
        path: str = scope["path"]
        language, prefix = _language(path, given.get(b"accept-language", b""))
        set_language(language)
        if prefix:
            scope["root_path"] = scope.get("root_path", "") + prefix
            if path == prefix:
                scope["path"] = path + "/"
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        status = 500

        async def send_framed(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = self._framed(message.get("headers", []), request_id)
            await send(message)

        try:
            await self._limited(scope, given, receive, send_framed)
        finally:
            spent = round((time.perf_counter() - started) * 1000, 1)
            log_request(RequestLine(request_id, scope["method"], path, status, spent))

    def _framed(
        self, headers: list[tuple[bytes, bytes]], request_id: str
    ) -> list[tuple[bytes, bytes]]:
        names = {name.lower() for name, _value in headers}
        framed = [*headers, (b"x-request-id", request_id.encode())]
        framed += [pair for pair in self._headers if pair[0] not in names]
        if b"cache-control" not in names:
            framed.append((b"cache-control", b"no-store"))
        return framed

    async def _limited(
        self, scope: Scope, given: dict[bytes, bytes], receive: Receive, send: Send
    ) -> None:
        is_upload = given.get(b"content-type", b"").startswith(b"multipart/form-data")
        limit = LARGEST_UPLOAD if is_upload else LARGEST_BODY
        declared = given.get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > limit:
            await _refuse(send)
            return
        read = 0
        started = False

        async def counted() -> MutableMapping[str, Any]:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                raise TooLarge
            return message

        async def noted(message: MutableMapping[str, Any]) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, counted, noted)
        except TooLarge:
            if not started:
                await _refuse(send)
        except Exception as error:
            # Handled in here and not further out, so that a crash page wears the same headers.
            if started:
                raise
            answer = await self._on_crash(Request(scope), error)
            await answer(scope, receive, noted)


async def _refuse(send: Send) -> None:
    body = "上传的内容太大了。请把图片压缩到 30 MB 以内再试。 / Too large: at most 30 MB.".encode()
    await send(
        {
            "type": "http.response.start",
            "status": 413,
            "headers": [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")],
        }
    )
    await send({"type": "http.response.body", "body": body})
