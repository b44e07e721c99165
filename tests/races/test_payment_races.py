"""Money under contention, with a few milliseconds of lag on every statement.

Each of these was seen red with the named lock or clause taken out.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from marketplace.kit.clock import utcnow
from marketplace.ledger import service as ledger
from marketplace.ledger.models import AccountKind, LedgerTransaction
from marketplace.ledger.rules import Line
from marketplace.orders.errors import AlreadyCancelled
from marketplace.orders.models import Order
from marketplace.payments import flow, service
from marketplace.payments.errors import RefundTooLarge
from marketplace.payments.gateways import PaymentSnapshot
from marketplace.payments.models import Payment, PaymentOperation, Refund
from marketplace.payments.states import PaymentState
from tests.support.lag import slow_sessions
from tests.support.psp import House

Verb = Callable[[AsyncSession], Awaitable[object]]


async def at_once(house: House, *verbs: Verb) -> list[object]:
    """Each verb in a transaction of its own; all have begun before any of them goes on."""
    start = asyncio.Barrier(len(verbs))

    async def one(sessions: async_sessionmaker[AsyncSession], verb: Verb) -> object:
        async with sessions.begin() as session:
            await session.connection()
            await start.wait()
            return await verb(session)

    async with slow_sessions(house.database_url) as slow:
        return await asyncio.gather(*(one(slow, verb) for verb in verbs), return_exceptions=True)


def troubles(outcomes: list[object]) -> list[type[BaseException]]:
    return [type(each) for each in outcomes if isinstance(each, BaseException)]


def taking_in(payment: Payment, snapshot: PaymentSnapshot) -> Verb:
    return lambda session: service.fold(
        session, payment_id=payment.id, snapshot=snapshot, now=utcnow()
    )


def refunding(order: Order, amount_minor: int) -> Verb:
    return lambda session: service.request_refund(
        session,
        order_id=order.id,
        amount_minor=amount_minor,
        reason="",
        requested_by=None,
        now=utcnow(),
    )


async def snapshot_of(house: House, payment: Payment) -> PaymentSnapshot:
    known = await house.payment(payment.id)
    return await house.gateways.first.fetch(known.gateway_ref or "")


async def test_ten_payers_pressing_at_once_make_one_attempt_and_one_charge(house: House) -> None:
    """Red without the group's lock in ``orders.service.locked``: unique violations."""
    group = await house.purchase()

    async with slow_sessions(house.database_url) as house.sessions:
        payments = await asyncio.gather(*(house.start(group) for _ in range(10)))
        await house.sandbox.pay(str(payments[0].id))
        await house.until_paid(group)

        assert len({payment.id for payment in payments}) == 1
        assert len([op for op in await house.all(PaymentOperation) if op.kind == "start"]) == 1
        assert len(await house.sandbox.charges(str(payments[0].id))) == 1
        assert await house.findings() == []


async def test_webhook_return_poll_and_sweep_at_once_book_once(house: House) -> None:
    """Three walls: the group's lock, the payment's lock, the ledger's ON CONFLICT. Red only with
    all three taken out (unique violations), which is why there are three."""
    group = await house.purchase()
    payment = await house.start(group)
    await house.sandbox.turn(never=True)
    await house.sandbox.pay(str(payment.id))
    seen = await snapshot_of(house, payment)

    outcomes = await at_once(house, *[taking_in(payment, seen)] * 8)

    assert troubles(outcomes) == []
    [(paid,)] = await house.sql("SELECT count(*) FROM order_log WHERE kind = 'paid'")
    assert paid == len(group.orders)
    assert len(await house.all(LedgerTransaction)) == 2
    assert await house.findings() == []


async def test_paying_and_expiring_at_once_end_as_one_or_the_other(house: House) -> None:
    """Red without the group's lock in ``orders.service.locked``: paid and closed together."""
    for _ in range(3):
        group = await house.purchase()
        payment = await house.start(group)
        # Closed at the provider, as expiry does first; the wallet lets it through all the same.
        await flow.close(house.sessions, house.gateways, payment.id)
        await house.sandbox.turn(str(payment.id), never=True)
        await house.sandbox.pay(str(payment.id), after_close=True)
        seen = await snapshot_of(house, payment)
        await house.age(group, pay_before=utcnow() - timedelta(seconds=1))

        outcomes = await at_once(house, taking_in(payment, seen), expiring(group.id))

        assert troubles(outcomes) == []
        ended = await house.reread(group)
        assert (ended.paid_at is not None, ended.closed_at) == (True, None)
        assert await house.findings() == []


def expiring(group_id: object) -> Verb:
    return lambda session: service.expire(session, group_id=group_id, now=utcnow())


async def test_eight_full_refunds_at_once_pay_once(house: House) -> None:
    """Red without the group's lock: the CHECK stops the others, as crashes and not refusals."""
    group, payment = await house.paid()
    order = group.orders[0]

    outcomes = await at_once(house, *[refunding(order, order.total_minor)] * 8)
    await house.work_off()

    assert troubles(outcomes) == [RefundTooLarge] * 7
    assert len(await house.all(Refund)) == 1
    [sent] = await house.sandbox.refunds(str(payment.id))
    assert sent["amount"] == order.total_minor
    assert await house.findings() == []


async def test_partial_refunds_at_once_share_out_our_commission_exactly(house: House) -> None:
    """Red without the group's lock: the same remainder is reckoned from twice."""
    group, _payment = await house.paid()
    order = group.orders[0]

    outcomes = await at_once(house, *[refunding(order, order.total_minor // 6)] * 6)
    await house.work_off()

    assert troubles(outcomes) == []
    assert len(await house.all(Refund)) == 6
    assert await house.findings() == []


async def test_cancelling_eight_times_at_once_refunds_once(house: House) -> None:
    """Red without the group's lock: several refunds, or crashes instead of refusals."""
    group, payment = await house.paid()

    def cancelling(session: AsyncSession) -> Awaitable[object]:
        return service.cancel_order(
            session, order_id=group.orders[0].id, account_id=group.account_id, now=utcnow()
        )

    outcomes = await at_once(house, *[cancelling] * 8)
    await house.work_off()

    assert troubles(outcomes) == [AlreadyCancelled] * 7
    assert len(await house.sandbox.refunds(str(payment.id))) == 1
    assert await house.findings() == []


async def test_a_refund_sent_by_several_workers_at_once_goes_once(house: House) -> None:
    """Red with a new operation for every call in ``refunding.begin_refund``: sent six times."""
    group, payment = await house.paid()
    async with house.sessions.begin() as session:
        await refunding(group.orders[0], 1_000)(session)
    [refund] = await house.all(Refund)

    async with slow_sessions(house.database_url) as slow:
        await asyncio.gather(
            *(flow.send_refund(slow, house.gateways, refund.id) for _ in range(6)),
            return_exceptions=True,
        )
    await house.work_off()

    assert [r["amount"] for r in await house.sandbox.refunds(str(payment.id))] == [1_000]
    assert await house.findings() == []


async def test_two_attempts_paid_at_once_keep_one_and_give_one_back(house: House) -> None:
    """Red without the group's lock in ``orders.service.locked``: both count."""
    group = await house.purchase()
    first = await house.start(group, "wechat_pay")
    second = await house.start(group, "alipay")
    await house.sandbox.turn(never=True)
    await house.sandbox.pay(str(first.id), after_close=True)
    await house.sandbox.pay(str(second.id))
    verbs = [taking_in(each, await snapshot_of(house, each)) for each in (first, second)]

    outcomes = await at_once(house, *verbs)
    await house.work_off()

    assert troubles(outcomes) == []
    held = [await house.payment(each.id) for each in (first, second)]
    assert {each.state for each in held} == {PaymentState.CAPTURED}
    assert sorted(each.failure for each in held) == ["", "second"]
    assert len(await house.all(Refund)) == 1
    assert await house.findings() == []


async def test_the_same_posting_fifteen_times_at_once_is_one(house: House) -> None:
    """Red without ON CONFLICT in ``ledger.service._POST``: unique violations."""
    lines = [Line(AccountKind.PSP_AVAILABLE, 100), Line(AccountKind.SUSPENSE, -100)]

    def posting(session: AsyncSession) -> Awaitable[object]:
        return ledger.post(
            session, kind="stray", key="stray:test:1", entries=lines, effective_at=utcnow()
        )

    outcomes = await at_once(house, *[posting] * 15)

    assert troubles(outcomes) == []
    assert len(set(outcomes)) == 1
    assert len(await house.all(LedgerTransaction)) == 1
