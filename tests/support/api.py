"""A program that calls the JSON surface."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.models import Account
from marketplace.accounts.rules import SCOPES
from marketplace.accounts.service.tokens import issue_token
from marketplace.audit.service import SYSTEM
from tests.support.browser_like import Visitor


class Program:
    """One token's caller."""

    def __init__(self, client: httpx2.AsyncClient, secret: str) -> None:
        self.client = client
        self.headers = {"authorization": f"Bearer {secret}"}

    async def get(self, path: str) -> httpx2.Response:
        return await self.client.get(path, headers=self.headers)

    async def send(
        self, method: str, path: str, body: Any = None, *, key: str | None = None
    ) -> httpx2.Response:
        headers = {**self.headers, "idempotency-key": key or uuid4().hex}
        return await self.client.request(method, path, json=body, headers=headers)

    async def post(self, path: str, body: Any = None, *, key: str | None = None) -> httpx2.Response:
        return await self.send("POST", path, body, key=key)


async def make_program(
    session: AsyncSession,
    visitor: Visitor,
    account: Account,
    *scopes: str,
    vendor_id: UUID | None = None,
) -> Program:
    """A program with a token of ``account``; all scopes it can have unless some are named."""
    wanted = scopes or tuple(s for s in SCOPES if vendor_id or not s.startswith("vendor:"))
    _token, secret = await issue_token(
        session,
        account_id=account.id,
        name="test",
        scopes=wanted,
        lives_for=timedelta(days=1),
        actor=SYSTEM,
        vendor_id=vendor_id,
    )
    await session.commit()
    return Program(visitor.client, secret)
