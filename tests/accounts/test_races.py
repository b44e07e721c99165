import asyncio
import re

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from marketplace.accounts import limits, service
from marketplace.accounts.limits import Limit
from marketplace.accounts.models import Account, Address
from marketplace.accounts.service import AddressFacts
from marketplace.audit import queries as audit
from marketplace.audit.service import SYSTEM, record, seal_entries
from marketplace.kit.errors import TooMany
from marketplace.messages.models import Message
from tests.support.accounts import make_account

PHONE = "+8613912345678"


async def test_a_code_given_twice_at_once_opens_once(
    committed: async_sessionmaker[AsyncSession],
) -> None:
    async with committed.begin() as session:
        await service.request_code(session, recipient=PHONE, purpose="login")
        body = (await session.scalars(sa.select(Message.body))).one()
    found = re.search(r"\d{6}", body)
    assert found
    start = asyncio.Barrier(2)

    async def use() -> bool:
        async with committed.begin() as session:
            await session.connection()
            await start.wait()
            is_right = await service.use_code(
                session, recipient=PHONE, purpose="login", code=found[0]
            )
            await asyncio.sleep(0.02)
            return is_right

    assert sorted(await asyncio.gather(use(), use())) == [False, True]


async def test_fifteen_tries_at_once_do_not_pass_a_limit_of_ten(
    committed: async_sessionmaker[AsyncSession],
) -> None:
    limit = Limit("race", 10, limits.HOUR * 24 * 400)
    start = asyncio.Barrier(15)

    async def attempt() -> None:
        async with committed.begin() as session:
            await session.connection()
            await start.wait()
            await limits.count(session, limit)

    outcomes = await asyncio.gather(*(attempt() for _n in range(15)), return_exceptions=True)

    assert sum(each is None for each in outcomes) == 10
    assert sum(isinstance(each, TooMany) for each in outcomes) == 5


async def test_two_presses_of_register_make_one_account(
    committed: async_sessionmaker[AsyncSession],
) -> None:
    start = asyncio.Barrier(2)

    async def register() -> bool:
        async with committed.begin() as session:
            await session.connection()
            await start.wait()
            _account, is_new = await service.register(
                session, phone=PHONE, name="李梅", password=None, actor=SYSTEM
            )
            await asyncio.sleep(0.02)
            return is_new

    assert sorted(await asyncio.gather(register(), register())) == [False, True]
    async with committed() as session:
        assert len((await session.scalars(sa.select(Account))).all()) == 1


async def test_two_default_addresses_at_once_leave_one_default(
    committed: async_sessionmaker[AsyncSession],
) -> None:
    async with committed.begin() as session:
        account = await make_account(session)
    start = asyncio.Barrier(2)

    async def add(detail: str) -> None:
        async with committed.begin() as session:
            await session.connection()
            await start.wait()
            facts = AddressFacts("王小明", "13900000001", "310101002", detail, is_default=True)
            await service.add_address(session, account_id=account.id, facts=facts)
            await asyncio.sleep(0.02)

    await asyncio.gather(add("一号楼"), add("二号楼"))

    async with committed() as session:
        defaults = (await session.scalars(sa.select(Address.is_default))).all()
        assert sorted(defaults) == [False, True]


async def test_two_seals_at_once_make_one_chain(
    committed: async_sessionmaker[AsyncSession],
) -> None:
    async with committed.begin() as session:
        for n in range(20):
            record(session, actor=SYSTEM, action="a.b", object_kind="x", object_id=str(n))
    start = asyncio.Barrier(2)

    async def seal() -> int:
        async with committed.begin() as session:
            await session.connection()
            await start.wait()
            return await seal_entries(session)

    assert sorted(await asyncio.gather(seal(), seal())) == [0, 20]
    async with committed() as session:
        assert await audit.broken_seal(session) is None
