"""The sandbox PSP on a real port, the shop's letter box beside it, and a hand on its knobs."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from marketplace.payments.gateways import StartPayment
from marketplace.payments.gateways.stripe import StripeGateway, gateway_from_settings
from marketplace.sandbox_psp.app import create_app

API_KEY = "sk_test_sandbox"
SECRET = "whsec_sandbox"
RETURN_URL = "http://127.0.0.1:9/orders/1/payment?lang=zh"


@contextmanager
def served(app: ASGIApp) -> Generator[str]:
    """``app`` on a free loopback port, in a thread of its own; yields its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="error", access_log=False, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listening.close()


@dataclass
class Letter:
    headers: dict[str, str]
    raw: bytes

    @property
    def event(self) -> dict[str, Any]:
        return json.loads(self.raw)

    def is_about(self, ref: str) -> bool:
        return ref.encode() in self.raw


@dataclass
class Mailbox:
    """What the shop's webhook address received; ``refuse`` makes it answer 500 first."""

    letters: list[Letter] = field(default_factory=list)
    url: str = ""
    _refusals: dict[str, int] = field(default_factory=dict)

    def refuse(self, ref: str, *, times: int) -> None:
        self._refusals[ref] = times

    async def about(self, ref: str, *, count: int, within: float = 8.0) -> list[Letter]:
        """The first ``count`` letters that mention ``ref``, waiting for them."""
        deadline = time.monotonic() + within
        while len(found := self.so_far(ref)) < count:
            told = [letter.event["type"] for letter in found]
            assert time.monotonic() < deadline, f"only {told} after {within} s"
            await asyncio.sleep(0.02)
        return found

    def so_far(self, ref: str) -> list[Letter]:
        return [letter for letter in self.letters if letter.is_about(ref)]

    async def _take(self, request: Request) -> Response:
        letter = Letter(dict(request.headers), await request.body())
        self.letters.append(letter)
        for ref, left in self._refusals.items():
            if left and letter.is_about(ref):
                self._refusals[ref] = left - 1
                return PlainTextResponse("not now", 500)
        return PlainTextResponse("")

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/notices", self._take, methods=["POST"])])


@dataclass
class Sandbox:
    """A running sandbox and its side door."""

    url: str
    mailbox: Mailbox

    async def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        async with httpx2.AsyncClient(base_url=self.url, timeout=10) as http:
            reply = await http.request(method, path, json=body)
        assert reply.is_success, f"{reply.status_code}: {reply.text}"
        return reply.json()

    async def turn(self, payment: str | None = None, **knobs: Any) -> None:
        scope = {} if payment is None else {"payment": payment}
        await self.call("POST", "/_sandbox/faults", scope | knobs)

    async def reset(self) -> None:
        await self.call("DELETE", "/_sandbox/faults")

    async def pay(self, ref: str, **how: Any) -> dict[str, Any]:
        return await self.call("POST", f"/_sandbox/payments/{ref}/pay", how)

    async def charges(self, ref: str) -> list[dict[str, Any]]:
        return await self.call("GET", f"/_sandbox/charges?payment={ref}")

    async def refunds(self, ref: str) -> list[dict[str, Any]]:
        return await self.call("GET", f"/_sandbox/refunds?payment={ref}")

    async def events(self, ref: str) -> list[dict[str, Any]]:
        return await self.call("GET", f"/_sandbox/events?payment={ref}")

    async def redeliver(self, event_id: str) -> None:
        await self.call("POST", f"/_sandbox/events/{event_id}/redeliver")


@contextmanager
def running_sandbox(folder: Path, **given: Any) -> Generator[Sandbox]:
    """The real app on a real port, writing to a real letter box on another."""
    mailbox = Mailbox()
    with served(mailbox.app()) as shop:
        mailbox.url = f"{shop}/notices"
        settings: dict[str, Any] = {
            "db": folder / "psp.sqlite3",
            "api_key": API_KEY,
            "webhook_url": mailbox.url,
            "webhook_secrets": [SECRET],
            "retry_seconds": 0.05,
        }
        with served(create_app(**(settings | given))) as url:
            yield Sandbox(url, mailbox)


@asynccontextmanager
async def open_gateway(url: str, **given: Any) -> AsyncGenerator[StripeGateway]:
    settings: dict[str, Any] = {
        "api_key": API_KEY,
        "webhook_secrets": [SECRET],
        "base_url": url,
        "name": "sandbox",
        "max_network_retries": 0,
    }
    gateway = gateway_from_settings(**(settings | given))
    try:
        yield gateway
    finally:
        await gateway.aclose()


def new_ref() -> str:
    return str(uuid4())


def start_payment(**given: Any) -> StartPayment:
    settings: dict[str, Any] = {
        "op_id": new_ref(),
        "payment_ref": new_ref(),
        "amount_minor": 12_850,
        "currency": "CNY",
        "description": "成县核桃等 3 件",
        "method": "wechat_pay",
        "return_url": RETURN_URL,
        "expires_at": datetime.now(UTC) + timedelta(minutes=30),
    }
    return StartPayment(**(settings | given))
