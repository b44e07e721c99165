from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from marketplace.accounts.models import Account
from marketplace.kit.clock import utcnow
from marketplace.orders import service
from marketplace.orders.models import Order, OrderGroup
from marketplace.orders.states import OrderState
from marketplace.shipping.queries import freight_terms
from marketplace.shipping.rules import Terms
from marketplace.vendors.models import MemberRole
from tests.support.accounts import make_account, sign_in
from tests.support.browser_like import Visitor
from tests.support.catalog import make_offer
from tests.support.orders import make_purchase
from tests.support.queries import counted
from tests.support.vendors import make_member, make_vendor


async def _bought(session: AsyncSession, *, paid: bool) -> tuple[Account, OrderGroup]:
    buyer = await make_account(session)
    offers = [await make_offer(session, await make_vendor(session)) for _n in range(2)]
    return buyer, await make_purchase(session, buyer, offers, paid=paid)


async def _state(session: AsyncSession, order_id: UUID) -> OrderState | None:
    return await session.scalar(select(Order.state).where(Order.id == order_id))


async def _ship(session: AsyncSession, order: Order, person: Account) -> None:
    await service.ship(
        session,
        order_id=order.id,
        vendor_id=order.vendor_id,
        carrier_code="sf",
        waybill_no="SF1234567890123",
        lines={order.lines[0].id: 1},
        actor_id=person.id,
        now=utcnow(),
    )


async def test_a_purchase_says_in_words_what_happens_next(
    session: AsyncSession, visitor: Visitor
) -> None:
    buyer, group = await _bought(session, paid=True)
    await _ship(session, group.orders[0], buyer)
    await sign_in(session, visitor, buyer)

    shown = (await visitor.get(f"/account/purchases/{group.id}")).text

    assert "商家正在打包，最晚" in shown
    assert "收到后请确认收货" in shown
    assert 'data-copy="SF1234567890123"' in shown
    assert "商家已发货：顺丰" in shown
    english = (await visitor.get(f"/en/account/purchases/{group.id}")).text
    assert "The shop is packing and ships by" in english


async def test_an_unpaid_purchase_is_cancelled_with_a_reason(
    session: AsyncSession, visitor: Visitor
) -> None:
    buyer, group = await _bought(session, paid=False)
    await sign_in(session, visitor, buyer)
    path = f"/account/orders/{group.orders[0].id}/cancellation"

    without = await visitor.post(path, page="/me")
    done = await visitor.post(path, {"reason": "不想要了"}, page="/me")

    assert without.status_code == 422
    assert done.headers["location"] == f"/account/purchases/{group.id}"
    assert "付款前已取消，没有扣款。" in (await visitor.get(done.headers["location"])).text


async def test_what_has_arrived_is_confirmed(session: AsyncSession, visitor: Visitor) -> None:
    buyer, group = await _bought(session, paid=True)
    order = group.orders[0]
    await _ship(session, order, buyer)
    await sign_in(session, visitor, buyer)

    done = await visitor.post(f"/account/orders/{order.id}/receipt", page="/me")

    assert done.status_code == 303
    assert await _state(session, order.id) is OrderState.COMPLETED


@pytest.mark.parametrize("verb", ["cancellation", "receipt"])
async def test_somebody_elses_order_is_not_there(
    session: AsyncSession, visitor: Visitor, verb: str
) -> None:
    _buyer, group = await _bought(session, paid=True)
    await sign_in(session, visitor, await make_account(session))

    answer = await visitor.post(
        f"/account/orders/{group.orders[0].id}/{verb}",
        {"reason": "不想要了"} if verb == "cancellation" else {},
        page="/me",
    )

    assert answer.status_code == 404
    assert (await visitor.get(f"/account/purchases/{group.id}")).status_code == 404
    assert await _state(session, group.orders[0].id) is OrderState.AWAITING_SHIPMENT


async def test_the_list_pages_filters_and_costs_the_same(
    session: AsyncSession, visitor: Visitor, engine: AsyncEngine
) -> None:
    buyer, _group = await _bought(session, paid=True)
    await sign_in(session, visitor, buyer)
    with counted(engine) as few:
        first = await visitor.get("/account/purchases")
    offer = await make_offer(session, await make_vendor(session))
    for _n in range(11):
        await make_purchase(session, buyer, [offer])
    await session.commit()

    with counted(engine) as many:
        full = await visitor.get("/account/purchases")
    unpaid = await visitor.get("/account/purchases?tab=unpaid")
    wrong = await visitor.get("/account/purchases?after=x")

    assert first.text.count('class="purchase"') == 1
    assert full.text.count('class="purchase"') == 10
    assert 'rel="next"' in full.text
    assert 'rel="next"' in unpaid.text
    assert wrong.status_code == 422
    assert len(few) == len(many) <= 10


async def test_an_owner_sets_the_freight_and_a_clerk_only_reads_it(
    session: AsyncSession, visitor: Visitor
) -> None:
    owner, clerk = await make_account(session), await make_account(session)
    vendor = await make_vendor(session, owner=owner)
    await make_member(session, vendor, clerk, MemberRole.CLERK)
    form = {
        "first_grams": "1000", "first_yuan": "8", "step_grams": "500", "step_yuan": "2.5",
        "free_yuan": "99", "zone_provinces": ["54", "65"], "zone_first_yuan": "20",
        "zone_step_yuan": "10", "closed_provinces": ["71"],
    }  # fmt: skip
    await sign_in(session, visitor, clerk)
    refused = await visitor.post("/vendor/freight", form, page="/me")
    assert refused.status_code == 403
    assert "保存运费" not in (await visitor.get("/vendor/freight")).text
    visitor.client.cookies.clear()
    await sign_in(session, visitor, owner)

    twice = await visitor.post("/vendor/freight", {**form, "closed_provinces": "54"}, page="/me")
    saved = await visitor.post("/vendor/freight", form, page="/me")

    assert twice.status_code == 422
    assert saved.status_code == 303
    assert (await freight_terms(session, [vendor.id]))[vendor.id] == [
        Terms(province_codes=("71",), is_served=False),
        Terms(province_codes=("54", "65"), first_minor=2_000, step_grams=500, step_minor=1_000),
        Terms(first_minor=800, step_grams=500, step_minor=250, free_from_minor=9_900),
    ]
    shown = (await visitor.get("/vendor/freight")).text
    assert 'value="2.50"' in shown
