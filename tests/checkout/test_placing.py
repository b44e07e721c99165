from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from marketplace.baskets.queries import Owner, count_for
from marketplace.catalog.states import ReturnPolicy
from marketplace.checkout.errors import NothingToOrder, QuoteChanged
from marketplace.checkout.rules import Seen
from marketplace.checkout.service import place_order, quote
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import InvalidFields, NotFound
from marketplace.orders.models import OrderGroup, OrderLog
from marketplace.orders.queries import purchase, reservation_differences
from marketplace.orders.states import OrderState
from marketplace.stock import queries as stock
from tests.support.accounts import make_account, make_address
from tests.support.catalog import make_offer
from tests.support.orders import fill_basket, make_freight, make_wish
from tests.support.queries import counted
from tests.support.vendors import make_vendor


async def test_one_purchase_falls_into_one_order_per_vendor(session: AsyncSession) -> None:
    buyer = await make_account(session)
    address = await make_address(session, buyer)
    walnuts, honey = await make_vendor(session), await make_vendor(session)
    await make_freight(session, walnuts)
    await make_freight(session, honey, {"first_minor": 600, "free_from_minor": 5_000})
    nuts = await make_offer(session, walnuts, price_minor=3_980, gross_grams=1_500)
    jar = await make_offer(session, honey, price_minor=5_800)
    await fill_basket(session, buyer, {nuts.id: 2, jar.id: 1})
    now = utcnow()

    placed = await place_order(
        session,
        account_id=buyer.id,
        wish=make_wish(address, notes={walnuts.id: "请挑大一点的"}),
        now=now,
    )

    group = await purchase(session, account_id=buyer.id, group_id=placed.group_id)
    assert (group.goods_minor, group.freight_minor, group.total_minor) == (13_760, 1_200, 14_960)
    assert group.pay_before == now + timedelta(minutes=30)
    assert [order.number for order in group.orders] == [f"{group.number}-1", f"{group.number}-2"]
    first, second = group.orders
    assert (first.freight_minor, first.buyer_note) == (1_200, "请挑大一点的")
    assert second.freight_minor == 0
    assert {order.state for order in group.orders} == {OrderState.AWAITING_PAYMENT}
    assert first.commission_minor == 398
    assert await stock.available(session, [nuts.id, jar.id]) == {nuts.id: 98, jar.id: 99}
    assert await count_for(session, Owner(account_id=buyer.id)) == 0
    assert await stock.differences(session) == []
    assert await reservation_differences(session) == []


async def test_a_line_remembers_the_page_as_it_was(session: AsyncSession) -> None:
    buyer = await make_account(session)
    address = await make_address(session, buyer)
    offer = await make_offer(session, await make_vendor(session), storage_zh="阴凉干燥处")
    await fill_basket(session, buyer, [offer])

    placed = await place_order(
        session, account_id=buyer.id, wish=make_wish(address), now=utcnow(), commission_bps=750
    )

    group = await purchase(session, account_id=buyer.id, group_id=placed.group_id)
    line = group.orders[0].lines[0]
    assert line.title_zh == "成县 红川镇 薄皮核桃 统货"
    assert line.commission_bps == 750
    assert line.snapshot["storage_zh"] == "阴凉干燥处"
    assert [place["name"] for place in line.snapshot["origin"]][-1] == "抛沙镇"
    assert line.snapshot["certificates"] == []
    assert "密封" in line.snapshot["return_words"]["zh-CN"]
    assert len(line.snapshot["fingerprint"]) == 64
    assert group.region == "上海市黄浦区南京东路街道"
    assert group.recipient == "王小明"


async def test_the_same_key_is_the_same_purchase(session: AsyncSession) -> None:
    buyer = await make_account(session)
    address = await make_address(session, buyer)
    offer = await make_offer(session, await make_vendor(session))
    await fill_basket(session, buyer, [offer])
    wish = make_wish(address)

    first = await place_order(session, account_id=buyer.id, wish=wish, now=utcnow())
    again = await place_order(session, account_id=buyer.id, wish=wish, now=utcnow())
    await fill_basket(session, buyer, [offer])
    once_more = await place_order(session, account_id=buyer.id, wish=wish, now=utcnow())

    assert first.is_new
    assert (again.group_id, again.is_new) == (first.group_id, False)
    assert (once_more.group_id, once_more.is_new) == (first.group_id, False)
    assert await session.scalar(select(func.count()).select_from(OrderGroup)) == 1
    assert await count_for(session, Owner(account_id=buyer.id)) == 1


async def test_a_new_price_is_said_before_it_is_charged(session: AsyncSession) -> None:
    buyer = await make_account(session)
    address = await make_address(session, buyer)
    offer = await make_offer(session, await make_vendor(session), price_minor=3_980)
    await fill_basket(session, buyer, [offer])
    seen = Seen.of(await quote(session, account_id=buyer.id, province="31"))
    offer.price_minor = 4_200
    await session.flush()

    with pytest.raises(QuoteChanged) as refusal:
        await place_order(
            session, account_id=buyer.id, wish=make_wish(address, seen=seen), now=utcnow()
        )

    assert refusal.value.differences == [
        "「成县 红川镇 薄皮核桃 统货 1kg 袋装」的单价由 ¥39.80 变为 ¥42.00。"
    ]
    accepted = Seen.of(await quote(session, account_id=buyer.id, province="31"))
    placed = await place_order(
        session, account_id=buyer.id, wish=make_wish(address, seen=accepted), now=utcnow()
    )
    assert placed.is_new


async def test_fewer_pieces_than_wanted_are_offered_and_only_those_are_ordered(
    session: AsyncSession,
) -> None:
    buyer = await make_account(session)
    address = await make_address(session, buyer)
    offer = await make_offer(session, await make_vendor(session), on_hand=5)
    await fill_basket(session, buyer, {offer.id: 4})
    seen = Seen.of(await quote(session, account_id=buyer.id, province="31"))
    other = await make_account(session)
    await fill_basket(session, other, {offer.id: 3})
    home = await make_address(session, other)
    await place_order(session, account_id=other.id, wish=make_wish(home), now=utcnow())

    with pytest.raises(QuoteChanged) as refusal:
        await place_order(
            session, account_id=buyer.id, wish=make_wish(address, seen=seen), now=utcnow()
        )

    assert "库存只剩 2 件" in refusal.value.differences[0]
    asked = await quote(session, account_id=buyer.id, province="31")
    await place_order(
        session, account_id=buyer.id, wish=make_wish(address, seen=Seen.of(asked)), now=utcnow()
    )
    assert await stock.available(session, [offer.id]) == {offer.id: 0}


async def test_a_shop_that_closed_meanwhile_is_left_out_and_named(session: AsyncSession) -> None:
    buyer = await make_account(session)
    address = await make_address(session, buyer)
    open_shop, other = await make_vendor(session), await make_vendor(session)
    await make_freight(session, other)
    kept, lost = await make_offer(session, open_shop), await make_offer(session, other)
    await fill_basket(session, buyer, [kept, lost])
    seen = Seen.of(await quote(session, account_id=buyer.id, province="31"))
    template = await make_freight(
        session, open_shop, {"province_codes": ["31"], "is_served": False}, {"first_minor": 0}
    )
    assert template.is_default

    with pytest.raises(QuoteChanged) as refusal:
        await place_order(
            session, account_id=buyer.id, wish=make_wish(address, seen=seen), now=utcnow()
        )

    assert "不配送所选地区" in refusal.value.differences[0]


async def test_fresh_goods_want_a_tick_in_this_very_order(session: AsyncSession) -> None:
    buyer = await make_account(session)
    address = await make_address(session, buyer)
    fresh = await make_offer(
        session, await make_vendor(session), return_policy=ReturnPolicy.FRESH_EXEMPT
    )
    await fill_basket(session, buyer, [fresh])

    with pytest.raises(InvalidFields) as refusal:
        await place_order(session, account_id=buyer.id, wish=make_wish(address), now=utcnow())

    assert list(refusal.value.fields) == [f"consent-{fresh.id}"]
    now = utcnow()
    placed = await place_order(
        session,
        account_id=buyer.id,
        wish=make_wish(address, consents=frozenset({fresh.id})),
        now=now,
    )
    group = await purchase(session, account_id=buyer.id, group_id=placed.group_id)
    assert group.orders[0].lines[0].exemption_confirmed_at == now
    log = await session.scalar(select(OrderLog))
    assert log is not None
    assert log.details["consents"] == [str(fresh.id)]


async def test_somebody_elses_address_is_not_found(session: AsyncSession) -> None:
    buyer, stranger = await make_account(session), await make_account(session)
    theirs = await make_address(session, stranger)
    await fill_basket(session, buyer, [await make_offer(session, await make_vendor(session))])

    with pytest.raises(NotFound):
        await place_order(session, account_id=buyer.id, wish=make_wish(theirs), now=utcnow())


async def test_an_empty_basket_orders_nothing(session: AsyncSession) -> None:
    buyer = await make_account(session)
    address = await make_address(session, buyer)

    with pytest.raises(NothingToOrder):
        await place_order(session, account_id=buyer.id, wish=make_wish(address), now=utcnow())


async def test_the_number_of_statements_does_not_grow_with_the_basket(
    session: AsyncSession, engine: AsyncEngine
) -> None:
    buyer = await make_account(session)
    address = await make_address(session, buyer)
    costs: list[int] = []
    for vendors, things in ((1, 1), (3, 12)):
        for _vendor in range(vendors):
            vendor = await make_vendor(session)
            await make_freight(session, vendor)
            offers = [await make_offer(session, vendor) for _thing in range(things)]
            await fill_basket(session, buyer, offers)
        with counted(engine) as sent:
            await place_order(session, account_id=buyer.id, wish=make_wish(address), now=utcnow())
        costs.append(len(sent))

    assert costs[0] == costs[1] <= 11


async def test_lines_that_were_not_ticked_stay_in_the_basket(session: AsyncSession) -> None:
    from marketplace.baskets.service import choose

    buyer = await make_account(session)
    address = await make_address(session, buyer)
    vendor = await make_vendor(session)
    wanted, later = await make_offer(session, vendor), await make_offer(session, vendor)
    owner: Owner = await fill_basket(session, buyer, [wanted, later])
    await choose(session, owner=owner, variant_ids=[wanted.id])

    placed = await place_order(session, account_id=buyer.id, wish=make_wish(address), now=utcnow())

    group = await purchase(session, account_id=buyer.id, group_id=placed.group_id)
    assert [line.variant_id for line in group.orders[0].lines] == [wanted.id]
    assert await count_for(session, Owner(account_id=buyer.id)) == 1
