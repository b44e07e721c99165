"""The sandbox as one ASGI app: the API, the payer page and the side door over one file."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Final

from starlette.applications import Starlette

from marketplace.sandbox_psp.api import Api
from marketplace.sandbox_psp.control import SideDoor
from marketplace.sandbox_psp.faults import FaultBook
from marketplace.sandbox_psp.intents import Psp
from marketplace.sandbox_psp.pages import PayerPages
from marketplace.sandbox_psp.refunds import do_chores
from marketplace.sandbox_psp.state import Store
from marketplace.sandbox_psp.webhooks import Courier

log = logging.getLogger(__name__)

CHORES_EVERY_SECONDS: Final = 0.1


def create_app(
    *,
    db: Path | str,
    api_key: str,
    webhook_url: str | None = None,
    webhook_secrets: Sequence[str] = (),
    public_url: str | None = None,
    payee: str = "县域特色馆",
    refund_seconds: float = 0.0,
    retry_seconds: float = 0.5,
) -> Starlette:
    """A payment provider over the SQLite file ``db``, which is made if missing.

    ``public_url``: where a payer's browser finds this app; else the address the shop called it by.
    ``refund_seconds``: how long refunds stay pending when no knob says otherwise.

    Raises: ValueError, when there is a webhook address but no secret to sign for it.
    """
    if webhook_url and not any(webhook_secrets):
        raise ValueError("a webhook address needs a secret to sign with")
    store = Store(db)
    courier = Courier(store, url=webhook_url, secrets=webhook_secrets, retry_seconds=retry_seconds)
    psp = Psp(store, FaultBook(store), courier, refund_seconds)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        del app
        works = (courier.run, partial(_keep_chores, psp))
        tasks = [asyncio.create_task(_for_ever(work)) for work in works]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            store.close()

    api = Api(psp, api_key=api_key, public_url=public_url and public_url.rstrip("/"))
    routes = [*api.routes(), *PayerPages(psp, payee=payee).routes(), *SideDoor(psp).routes()]
    return Starlette(routes=routes, lifespan=lifespan)


async def _for_ever(work: Callable[[], Awaitable[None]]) -> None:
    """Background work that stumbles is written about and starts again."""
    while True:
        try:
            await work()
        except Exception:
            log.exception("the sandbox stumbled")
        await asyncio.sleep(1.0)


async def _keep_chores(psp: Psp) -> None:
    while True:
        do_chores(psp, time.time())
        await asyncio.sleep(CHORES_EVERY_SECONDS)
