"""Stock rows under many hands, with 3 ms of lag on every statement.

Negative controls, each seen red in this very form before it was put back:
- ``stock/service.py``: ``ORDER BY s.variant_id FOR NO KEY UPDATE`` taken out → DeadlockDetected
  in the crossing reservations;
- the condition ``BETWEEN 0 AND …`` taken out of the update → IntegrityError in place of OutOfStock;
- ``with_for_update()`` taken out of ``_locked_item`` → the counts drift from their movements.
"""

import asyncio
from collections import Counter
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from marketplace.stock import queries, service
from marketplace.stock.errors import OutOfStock
from marketplace.stock.models import StockItem
from tests.support.catalog import make_offer
from tests.support.lag import slow_sessions
from tests.support.vendors import make_vendor

Sessions = async_sessionmaker[AsyncSession]


async def _variants(committed: Sessions, count: int, *, on_hand: int) -> list[UUID]:
    async with committed.begin() as session:
        vendor = await make_vendor(session)
        offers = [await make_offer(session, vendor, on_hand=on_hand) for _n in range(count)]
        return [offer.id for offer in offers]


async def _reserve(sessions: Sessions, wanted: dict[UUID, int]) -> None:
    async with sessions.begin() as session:
        order = uuid4()
        await service.reserve(session, wanted=wanted, order_of=dict.fromkeys(wanted, order))


async def test_crossing_reservations_do_not_lock_each_other_out(
    committed: Sessions, database_url: str
) -> None:
    variants = await _variants(committed, 40, on_hand=1000)
    ways = [variants, variants[::-1]] * 10

    async with slow_sessions(database_url, plan="enable_hashjoin enable_mergejoin") as slow:
        outcomes = await asyncio.gather(
            *(_reserve(slow, dict.fromkeys(way, 1)) for way in ways), return_exceptions=True
        )

    assert [each for each in outcomes if each is not None] == []
    async with committed() as session:
        assert set((await queries.available(session, variants)).values()) == {980}


async def test_the_last_pieces_are_reserved_once(committed: Sessions, database_url: str) -> None:
    (variant,) = await _variants(committed, 1, on_hand=7)

    async with slow_sessions(database_url) as slow:
        outcomes = await asyncio.gather(
            *(_reserve(slow, {variant: 2}) for _n in range(30)), return_exceptions=True
        )

    assert Counter(type(each) for each in outcomes) == {type(None): 3, OutOfStock: 27}
    async with committed() as session:
        item = await session.get_one(StockItem, variant)
        assert (item.on_hand, item.reserved) == (7, 6)
        assert await queries.differences(session) == []


async def test_counting_and_receiving_at_once_keep_the_movements_true(
    committed: Sessions, database_url: str
) -> None:
    (variant,) = await _variants(committed, 1, on_hand=10)

    async def receive(sessions: Sessions, count: int) -> None:
        async with sessions.begin() as session:
            await service.receive(
                session, variant_id=variant, count=count, reason="到货", actor_id=None
            )

    async with slow_sessions(database_url) as slow:
        await asyncio.gather(
            *(receive(slow, 3) for _n in range(10)),
            *(_reserve(slow, {variant: 1}) for _n in range(5)),
        )

    async with committed() as session:
        item = await session.get_one(StockItem, variant)
        assert (item.on_hand, item.reserved) == (40, 5)
        assert await queries.differences(session) == []
