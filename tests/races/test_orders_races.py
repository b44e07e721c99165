"""Two verbs on one purchase at the same moment, with 3 ms of lag on every statement.

Negative control, seen red in this very form before it was put back: ``with_for_update`` taken out
of ``orders/service/locked.py`` → a paid purchase without stock, an order both shipped and
cancelled, and stock whose reservations no order explains.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from marketplace.accounts.models import Account
from marketplace.kit.clock import utcnow
from marketplace.orders import service
from marketplace.orders.errors import AlreadyCancelled, AlreadyShipped, GroupClosed
from marketplace.orders.models import OrderGroup
from marketplace.orders.queries import purchase, reservation_differences
from marketplace.orders.states import OrderState
from marketplace.stock import queries as stock
from tests.support.accounts import make_account
from tests.support.catalog import make_offer
from tests.support.lag import slow_sessions
from tests.support.orders import make_purchase
from tests.support.vendors import make_vendor

Sessions = async_sessionmaker[AsyncSession]
Verb = Callable[[AsyncSession], Awaitable[object]]
ROUNDS = 3


async def _bought(committed: Sessions, *, paid: bool) -> tuple[Account, OrderGroup]:
    async with committed.begin() as session:
        buyer = await make_account(session)
        vendor = await make_vendor(session, owner=await make_account(session))
        offer = await make_offer(session, vendor)
        return buyer, await make_purchase(session, buyer, {offer.id: 2}, paid=paid)


async def _at_once(url: str, *verbs: Verb) -> list[object]:
    start = asyncio.Barrier(len(verbs))

    async def run(sessions: Sessions, verb: Verb) -> object:
        async with sessions.begin() as session:
            await session.connection()
            await start.wait()
            return await verb(session)

    async with slow_sessions(url) as slow:
        return await asyncio.gather(*(run(slow, verb) for verb in verbs), return_exceptions=True)


async def _as_it_is(committed: Sessions, buyer: Account, group_id: UUID) -> OrderGroup:
    async with committed() as session:
        assert await stock.differences(session) == []
        assert await reservation_differences(session) == []
        return await purchase(session, account_id=buyer.id, group_id=group_id)


@pytest.mark.parametrize("_round", range(ROUNDS))
async def test_a_payment_and_the_expiry_cannot_both_win(
    committed: Sessions, database_url: str, _round: int
) -> None:
    buyer, group = await _bought(committed, paid=False)
    late = group.pay_before + timedelta(seconds=1)

    paid, expired = await _at_once(
        database_url,
        lambda session: service.mark_paid(session, group_id=group.id, paid_at=late),
        lambda session: service.expire(session, group_id=group.id, now=late),
    )

    after = await _as_it_is(committed, buyer, group.id)
    if expired is True:
        assert isinstance(paid, GroupClosed)
        assert after.paid_at is None
        assert after.orders[0].state is OrderState.CANCELLED
    else:
        assert isinstance(paid, OrderGroup)
        assert after.closed_at is None
        assert after.orders[0].state is OrderState.AWAITING_SHIPMENT


@pytest.mark.parametrize("_round", range(ROUNDS))
async def test_an_order_is_shipped_or_cancelled_never_both(
    committed: Sessions, database_url: str, _round: int
) -> None:
    buyer, group = await _bought(committed, paid=True)
    order = group.orders[0]

    shipped, cancelled = await _at_once(
        database_url,
        lambda session: service.ship(
            session,
            order_id=order.id,
            vendor_id=order.vendor_id,
            carrier_code="sf",
            waybill_no="SF1234567890123",
            lines={order.lines[0].id: 2},
            actor_id=buyer.id,
            now=utcnow(),
        ),
        lambda session: service.cancel(
            session, order_id=order.id, account_id=buyer.id, now=utcnow()
        ),
    )

    after = (await _as_it_is(committed, buyer, group.id)).orders[0]
    if isinstance(cancelled, service.Cancellation):
        assert isinstance(shipped, AlreadyCancelled)
        assert after.state is OrderState.CANCELLED
    else:
        assert isinstance(cancelled, AlreadyShipped)
        assert isinstance(shipped, service.Shipped)
        assert after.state is OrderState.SHIPPED


async def test_entering_a_waybill_twice_at_once_is_one_parcel(
    committed: Sessions, database_url: str
) -> None:
    buyer, group = await _bought(committed, paid=True)
    order = group.orders[0]

    def ship(session: AsyncSession) -> Awaitable[object]:
        return service.ship(
            session,
            order_id=order.id,
            vendor_id=order.vendor_id,
            carrier_code="sf",
            waybill_no="SF1234567890123",
            lines={order.lines[0].id: 1},
            actor_id=buyer.id,
            now=utcnow(),
        )

    outcomes = await _at_once(database_url, ship, ship, ship)

    assert sorted(each.is_new for each in outcomes if isinstance(each, service.Shipped)) == [
        False,
        False,
        True,
    ]
    after = (await _as_it_is(committed, buyer, group.id)).orders[0]
    assert (len(after.parcels), after.lines[0].shipped_quantity) == (1, 1)
