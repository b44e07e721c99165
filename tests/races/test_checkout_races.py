"""Many buyers, few pieces; one buyer, two clicks. With 3 ms of lag on every statement.

Negative controls, each seen red in this very form before it was put back:
- ``stock/service.py``: the condition ``BETWEEN 0 AND …`` taken out of the update → IntegrityErrors
  (the CHECK caught it) in place of the 195 refusals;
- ``checkout/service.py``: the comparison of what was taken from the basket with what was wanted
  taken out → two purchases from two tabs; with ``on_conflict_do_nothing`` in
  ``orders/service/placing.py`` taken out as well → IntegrityError for seven of eight clicks.
"""

import asyncio
from collections import Counter
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from marketplace.checkout.errors import QuoteChanged
from marketplace.checkout.rules import Seen
from marketplace.checkout.service import Placed, Wish, place_order, quote
from marketplace.kit.clock import utcnow
from marketplace.orders.models import OrderGroup
from marketplace.orders.queries import reservation_differences
from marketplace.stock import queries as stock
from marketplace.stock.errors import OutOfStock
from marketplace.stock.models import StockItem
from tests.support.accounts import make_account, make_address
from tests.support.catalog import make_offer
from tests.support.lag import slow_sessions
from tests.support.orders import fill_basket, make_wish
from tests.support.vendors import make_vendor

Sessions = async_sessionmaker[AsyncSession]


async def _buyer(session: AsyncSession, pieces: dict[UUID, int]) -> tuple[UUID, Wish]:
    buyer = await make_account(session)
    address = await make_address(session, buyer)
    await fill_basket(session, buyer, pieces)
    seen = Seen.of(await quote(session, account_id=buyer.id, province="31"))
    return buyer.id, make_wish(address, seen=seen)


async def _buy(
    sessions: Sessions, start: asyncio.Barrier | None, buyer: UUID, wish: Wish
) -> Placed:
    async with sessions.begin() as session:
        await session.connection()
        if start is not None:
            await start.wait()
        return await place_order(session, account_id=buyer, wish=wish, now=utcnow())


async def test_two_hundred_buyers_of_five_pieces_make_five_orders(
    committed: Sessions, database_url: str
) -> None:
    async with committed.begin() as session:
        offer = await make_offer(session, await make_vendor(session), on_hand=5)
        buyers = [await _buyer(session, {offer.id: 1}) for _n in range(200)]

    async with slow_sessions(database_url, pool=20) as slow:
        outcomes = await asyncio.gather(
            *(_buy(slow, None, buyer, wish) for buyer, wish in buyers), return_exceptions=True
        )

    kinds = Counter(type(outcome) for outcome in outcomes)
    assert kinds[Placed] == 5, kinds
    assert kinds[OutOfStock] + kinds[QuoteChanged] == 195, kinds
    async with committed() as session:
        assert await session.scalar(select(func.count()).select_from(OrderGroup)) == 5
        item = await session.get_one(StockItem, offer.id)
        assert (item.on_hand, item.reserved) == (5, 5)
        assert await stock.differences(session) == []
        assert await reservation_differences(session) == []


async def test_pressing_twice_at_once_makes_one_purchase(
    committed: Sessions, database_url: str
) -> None:
    async with committed.begin() as session:
        offer = await make_offer(session, await make_vendor(session))
        buyer, wish = await _buyer(session, {offer.id: 2})
    start = asyncio.Barrier(8)

    async with slow_sessions(database_url) as slow:
        outcomes = await asyncio.gather(
            *(_buy(slow, start, buyer, wish) for _n in range(8)), return_exceptions=True
        )

    placed = [each for each in outcomes if isinstance(each, Placed)]
    assert len(placed) == 8, outcomes
    assert len({each.group_id for each in placed}) == 1
    assert sum(each.is_new for each in placed) == 1
    async with committed() as session:
        assert await stock.available(session, [offer.id]) == {offer.id: 98}


async def test_two_tabs_with_different_pages_buy_the_basket_once(
    committed: Sessions, database_url: str
) -> None:
    async with committed.begin() as session:
        offer = await make_offer(session, await make_vendor(session))
        buyer, wish = await _buyer(session, {offer.id: 2})
    other = Wish(
        key="f" * 32, address_id=wish.address_id, delivery_way=wish.delivery_way, seen=wish.seen
    )
    start = asyncio.Barrier(2)

    async with slow_sessions(database_url) as slow:
        outcomes = await asyncio.gather(
            _buy(slow, start, buyer, wish), _buy(slow, start, buyer, other), return_exceptions=True
        )

    refused = [each for each in outcomes if isinstance(each, Exception)]
    assert [type(each) for each in refused] == [QuoteChanged]
    async with committed() as session:
        assert await stock.available(session, [offer.id]) == {offer.id: 98}
