"""The whole way of money: a shop that takes real notices, a sandbox that sends them, a job loop.

``house`` really commits; use it where other processes (the shop's own server) must see the rows.
"""

import asyncio
import importlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from marketplace.app import create_app
from marketplace.books import Finding, check
from marketplace.infra.jobs import Work
from marketplace.orders.models import OrderGroup
from marketplace.orders.queries import purchase
from marketplace.payments import flow
from marketplace.payments.models import Payment
from marketplace.payments.providers import Gateways
from marketplace.sandbox_psp.app import create_app as create_sandbox
from marketplace.settings import Settings
from tests.support.accounts import make_account
from tests.support.catalog import make_offer
from tests.support.orders import make_freight, make_purchase
from tests.support.sandbox_psp import API_KEY, SECRET, Mailbox, Sandbox, open_gateway, served
from tests.support.vendors import make_vendor

OLD_SECRET = "whsec_the_one_before"
CARD = "pm_card_authenticationRequired"
RUN = {"payments": "marketplace.payments.jobs", "ledger": "marketplace.ledger.jobs"}
"""Slices whose jobs ``House.work_off`` runs; the others' stay in the queue."""


async def make_two_vendor_purchase(
    session: AsyncSession, *, on_hand: int = 10, **given: Any
) -> OrderGroup:
    """Two bags of one vendor's and one of another's: ¥79.60 + ¥19.90 and freight of ¥8 each."""
    account = await make_account(session)
    offers = []
    for price_minor in (3980, 1990):
        vendor = await make_vendor(session)
        await make_freight(session, vendor, {"first_minor": 800, "step_minor": 0})
        offers.append(await make_offer(session, vendor, price_minor=price_minor, on_hand=on_hand))
    wanted = {offers[0].id: 2, offers[1].id: 1}
    return await make_purchase(session, account, wanted, **given)


@dataclass
class House:
    """A shop with its provider, as one sees them from outside."""

    sessions: async_sessionmaker[AsyncSession]
    gateways: Gateways
    sandbox: Sandbox
    shop_url: str
    database_url: str

    @property
    def work(self) -> Work:
        return Work(self.sessions, {Gateways: self.gateways})

    async def purchase(self, **given: Any) -> OrderGroup:
        async with self.sessions.begin() as session:
            return await make_two_vendor_purchase(session, **given)

    async def reread(self, group: OrderGroup) -> OrderGroup:
        async with self.sessions() as session:
            return await purchase(session, account_id=group.account_id, group_id=group.id)

    async def start(self, group: OrderGroup, method: str = "wechat_pay") -> Payment:
        return await flow.pay(
            self.sessions,
            self.gateways,
            group_id=group.id,
            account_id=group.account_id,
            method=method,
            return_url="http://pavilion.test/back",
        )

    async def paid(self, **given: Any) -> tuple[OrderGroup, Payment]:
        """A purchase paid in the ordinary way, settled by the return page."""
        group = await self.purchase(**given)
        payment = await self.start(group)
        await self.sandbox.pay(str(payment.id))
        payment = await flow.settle(self.sessions, self.gateways, payment.id)
        await self.work_off()
        return await self.reread(group), payment

    async def payment(self, payment_id: UUID) -> Payment:
        async with self.sessions() as session:
            return await session.get_one(Payment, payment_id)

    async def all(self, model: type[Any]) -> list[Any]:
        async with self.sessions() as session:
            return list(await session.scalars(sa.select(model).order_by(model.id)))

    async def sql(self, text: str, **values: Any) -> list[Any]:
        async with self.sessions.begin() as session:
            result = await session.execute(sa.text(text), values)
            return list(result) if result.returns_rows else []

    async def findings(self) -> list[Finding]:
        async with self.sessions() as session:
            return await check(session)

    async def work_off(self) -> int:
        """Run what waits in the queue, and what that queues, in order; failures are raised."""
        done = 0
        while waiting := await self.sql(
            "DELETE FROM procrastinate_jobs WHERE id = (SELECT id FROM procrastinate_jobs"
            " WHERE status = 'todo' AND split_part(task_name, ':', 1) = ANY(:slices)"
            " ORDER BY id LIMIT 1) RETURNING task_name, args",
            slices=list(RUN),
        ):
            name, arguments = waiting[0]
            slice_name, _, verb = name.partition(":")
            await getattr(importlib.import_module(RUN[slice_name]), verb)(self.work, **arguments)
            done += 1
        return done

    async def until(self, holds: Callable[[], Awaitable[bool]], within: float = 8.0) -> None:
        """Work jobs off, as notices come in, until ``holds``."""
        deadline = time.monotonic() + within
        while True:
            await self.work_off()
            if await holds():
                return
            assert time.monotonic() < deadline, f"not within {within} s"
            await asyncio.sleep(0.02)

    async def until_paid(self, group: OrderGroup) -> OrderGroup:
        async def is_paid() -> bool:
            return (await self.reread(group)).paid_at is not None

        await self.until(is_paid)
        return await self.reread(group)

    async def age(self, group: OrderGroup, *, pay_before: datetime) -> None:
        await self.sql(
            "UPDATE order_groups SET pay_before = :moment WHERE id = :id",
            moment=pay_before,
            id=group.id,
        )


@pytest.fixture(scope="session")
def shop_url(settings: Settings) -> Iterator[str]:
    """The application itself on a real port, in a thread of its own."""
    own = settings.model_copy(
        update={"psp_webhook_secrets": (SecretStr(SECRET), SecretStr(OLD_SECRET))}
    )
    with served(create_app(own)) as url:
        yield url


@pytest.fixture
async def house(
    shop_url: str,
    database_url: str,
    committed: async_sessionmaker[AsyncSession],
    tmp_path: Path,
) -> AsyncIterator[House]:
    """A shop and a provider of its own, fresh for this test."""
    psp = create_sandbox(
        db=tmp_path / "psp.sqlite3",
        api_key=API_KEY,
        webhook_url=f"{shop_url}/webhooks/stripe",
        webhook_secrets=[SECRET],
        retry_seconds=0.05,
    )
    async with AsyncExitStack() as stack:
        url = stack.enter_context(served(psp))
        gateway = await stack.enter_async_context(open_gateway(url, name="stripe", time_limit=2.0))
        gateways = Gateways(gateway, practice_card=CARD)
        yield House(committed, gateways, Sandbox(url, Mailbox()), shop_url, database_url)
