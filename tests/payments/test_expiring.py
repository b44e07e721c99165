"""Purchases whose time to pay is over."""

from datetime import timedelta

from marketplace.kit.clock import utcnow
from marketplace.orders.states import OrderState
from marketplace.payments import flow, jobs
from marketplace.payments.providers import Gateways
from marketplace.payments.states import PaymentState
from tests.support.psp import House
from tests.support.sandbox_psp import open_gateway


async def test_an_unpaid_purchase_gives_its_pieces_back(house: House) -> None:
    group = await house.purchase()
    await house.age(group, pay_before=utcnow() - timedelta(seconds=1))

    await jobs.expire_unpaid(house.work)

    assert (await house.reread(group)).closed_at is not None
    [(reserved,)] = await house.sql("SELECT sum(reserved) FROM stock_items")
    assert reserved == 0
    assert await house.findings() == []


async def test_the_provider_is_closed_first(house: House) -> None:
    group = await house.purchase()
    payment = await house.start(group)
    await house.age(group, pay_before=utcnow() - timedelta(seconds=1))

    await jobs.expire_unpaid(house.work)

    assert (await house.payment(payment.id)).state is PaymentState.CLOSED
    asked = await house.gateways.first.fetch(payment.gateway_ref or "")
    assert asked.state.value == "closed"


async def test_a_payer_who_was_faster_keeps_the_goods(house: House) -> None:
    group = await house.purchase()
    payment = await house.start(group)
    await house.sandbox.turn(str(payment.id), never=True)
    await house.sandbox.pay(str(payment.id))
    await house.age(group, pay_before=utcnow() - timedelta(seconds=1))

    await jobs.expire_unpaid(house.work)

    kept = await house.reread(group)
    assert kept.closed_at is None
    assert {order.state for order in kept.orders} == {OrderState.AWAITING_SHIPMENT}
    assert await house.findings() == []


async def test_a_silent_provider_keeps_the_purchase_open_for_a_while(house: House) -> None:
    group = await house.purchase()
    payment = await house.start(group)
    await house.age(group, pay_before=utcnow() - timedelta(seconds=1))

    async with open_gateway("http://127.0.0.1:9", name="stripe", time_limit=0.5) as nobody:
        silent = Gateways(nobody)
        assert not await flow.expire(house.sessions, silent, group.id)
        await house.sql("UPDATE payments SET expires_at = now() - interval '3 hours'")
        assert await flow.expire(house.sessions, silent, group.id)

    assert (await house.payment(payment.id)).state is PaymentState.EXPIRED
    assert (await house.reread(group)).closed_at is not None


async def test_a_lost_attempt_does_not_keep_the_purchase_open(house: House) -> None:
    await house.sandbox.turn(fail_first=1)
    group = await house.purchase()
    payment = await house.start(group)
    assert payment.gateway_ref is None
    await house.age(group, pay_before=utcnow() - timedelta(seconds=1))

    await jobs.expire_unpaid(house.work)

    assert (await house.payment(payment.id)).state is PaymentState.EXPIRED
    assert (await house.reread(group)).closed_at is not None
