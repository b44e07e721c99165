from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from marketplace.kit.clock import china_day, china_midnight, utcnow
from marketplace.kit.errors import Invalid, NotFound
from marketplace.orders import queries, service
from marketplace.orders.queries import PurchaseTab, VendorTab
from tests.support.accounts import make_account
from tests.support.catalog import make_offer
from tests.support.orders import make_purchase
from tests.support.queries import counted
from tests.support.vendors import make_vendor


async def test_a_buyer_pages_through_purchases_without_losing_any(
    session: AsyncSession, engine: AsyncEngine
) -> None:
    buyer = await make_account(session)
    offer = await make_offer(session, await make_vendor(session))
    start = utcnow()
    made = [
        await make_purchase(session, buyer, [offer], now=start + timedelta(seconds=n))
        for n in range(5)
    ]
    await make_purchase(session, await make_account(session), [offer])
    session.expunge_all()

    seen: list[str] = []
    after: str | None = None
    for _page in range(3):
        with counted(engine) as sent:
            found = await queries.purchases(session, account_id=buyer.id, after=after, limit=2)
        assert len(sent) == 3
        seen += [group.number for group in found.items]
        after = found.next

    assert seen == [group.number for group in reversed(made)]
    assert after is None
    with pytest.raises(Invalid):
        await queries.purchases(session, account_id=buyer.id, after="nonsense")


async def test_tabs_hold_what_waits_for_something(session: AsyncSession) -> None:
    buyer = await make_account(session)
    offer = await make_offer(session, await make_vendor(session))
    unpaid = await make_purchase(session, buyer, [offer])
    paid = await make_purchase(session, buyer, [offer], paid=True)

    waiting = await queries.purchases(session, account_id=buyer.id, tab=PurchaseTab.UNPAID)
    to_ship = await queries.purchases(session, account_id=buyer.id, tab=PurchaseTab.TO_SHIP)

    assert [group.id for group in waiting.items] == [unpaid.id]
    assert [group.id for group in to_ship.items] == [paid.id]
    assert await queries.purchase_counts(session, account_id=buyer.id) == {
        PurchaseTab.UNPAID: 1,
        PurchaseTab.TO_SHIP: 1,
        PurchaseTab.TO_RECEIVE: 0,
    }


async def test_a_vendor_sees_its_own_paid_orders_only(session: AsyncSession) -> None:
    buyer = await make_account(session)
    ours, theirs = await make_vendor(session), await make_vendor(session)
    our_offer, their_offer = await make_offer(session, ours), await make_offer(session, theirs)
    unpaid = await make_purchase(session, buyer, [our_offer])
    paid = await make_purchase(session, buyer, [our_offer, their_offer], paid=True)
    own = next(order for order in paid.orders if order.vendor_id == ours.id)
    other = next(order for order in paid.orders if order.vendor_id == theirs.id)

    found = await queries.vendor_orders(session, vendor_id=ours.id, tab=VendorTab.ALL)

    assert [order.id for order in found.items] == [own.id]
    assert found.items[0].group.recipient == "王小明"
    for hidden in (unpaid.orders[0].id, other.id):
        with pytest.raises(NotFound):
            await queries.vendor_order(session, vendor_id=ours.id, order_id=hidden)
    assert await queries.vendor_log(session, vendor_id=ours.id, order_id=other.id) == []


async def test_the_most_urgent_order_comes_first_and_pages_follow(session: AsyncSession) -> None:
    buyer = await make_account(session)
    vendor = await make_vendor(session)
    slow = await make_offer(session, vendor, dispatch_hours=72)
    quick = await make_offer(session, vendor, dispatch_hours=24)
    orders = [
        (await make_purchase(session, buyer, [offer], paid=True)).orders[0]
        for offer in (slow, quick, slow)
    ]

    first = await queries.vendor_orders(session, vendor_id=vendor.id, limit=2)
    second = await queries.vendor_orders(session, vendor_id=vendor.id, after=first.next, limit=2)

    assert [order.id for order in [*first.items, *second.items]] == [
        orders[1].id,
        orders[0].id,
        orders[2].id,
    ]
    assert second.next is None


async def test_the_desk_counts_what_waits_and_the_pick_list_adds_it_up(
    session: AsyncSession,
) -> None:
    buyer = await make_account(session)
    vendor = await make_vendor(session)
    nuts, oil = await make_offer(session, vendor), await make_offer(session, vendor)
    now = utcnow()
    late = await make_purchase(
        session, buyer, {nuts.id: 2}, paid=True, now=now - timedelta(hours=50)
    )
    mixed = await make_purchase(session, buyer, {nuts.id: 1, oil.id: 4}, paid=True, now=now)
    order = mixed.orders[0]
    line = next(line for line in order.lines if line.variant_id == oil.id)
    await service.ship(
        session,
        order_id=order.id,
        vendor_id=vendor.id,
        carrier_code="sf",
        waybill_no="SF1234567890123",
        lines={line.id: 3},
        actor_id=buyer.id,
        now=now,
    )

    counts = await queries.vendor_counts(
        session, vendor_id=vendor.id, now=now, midnight=china_midnight(china_day(now))
    )
    picks = await queries.pick_list(session, vendor_id=vendor.id)

    assert (counts.to_ship, counts.overdue, counts.shipped) == (2, 1, 0)
    assert counts.income_today_minor == mixed.total_minor
    assert late.orders[0].dispatch_before is not None
    assert {(pick.variant_id, pick.pieces, pick.orders) for pick in picks} == {
        (nuts.id, 3, 2),
        (oil.id, 1, 1),
    }
    assert picks[0].dispatch_before == late.orders[0].dispatch_before
