"""Money going back: promised at once, sent by a job, confirmed or bounced by the provider."""

from uuid import UUID, uuid4

import pytest

from marketplace.kit.clock import utcnow
from marketplace.kit.errors import NotFound
from marketplace.kit.money import spread
from marketplace.ledger import queries as ledger
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountKind
from marketplace.orders.errors import AlreadyCancelled, AlreadyShipped
from marketplace.orders.models import Order
from marketplace.orders.states import OrderState
from marketplace.payments import flow, jobs, service
from marketplace.payments.errors import (
    NothingPaid,
    NothingToRetry,
    RefundNotPositive,
    RefundTooLarge,
)
from marketplace.payments.gateways import OutcomeUnknown, RefundOp
from marketplace.payments.models import OperationState, PaymentOperation, Refund
from marketplace.payments.states import RefundState
from tests.support.psp import House


async def request(house: House, order: Order, amount_minor: int) -> Refund:
    async with house.sessions.begin() as session:
        return await service.request_refund(
            session,
            order_id=order.id,
            amount_minor=amount_minor,
            reason="坏果",
            requested_by=None,
            now=utcnow(),
        )


async def balance(house: House, kind: AccountKind, vendor_id: UUID | None = None) -> int:
    async with house.sessions() as session:
        return await ledger.balance(session, kind, vendor_id=vendor_id)


async def test_a_promise_is_owed_to_the_buyer_until_it_is_sent(house: House) -> None:
    group, _payment = await house.paid()
    order = group.orders[0]

    refund = await request(house, order, 1_000)

    assert refund.state is RefundState.REQUESTED
    assert await balance(house, AccountKind.REFUND_DUE) == -1_000
    assert await balance(house, AccountKind.PSP_FROZEN, order.vendor_id) == order.total_minor

    await house.work_off()

    assert await balance(house, AccountKind.REFUND_DUE) == 0
    left = await balance(house, AccountKind.PSP_FROZEN, order.vendor_id)
    assert left == order.total_minor - 1_000
    assert await house.findings() == []


async def test_many_partial_refunds_take_back_exactly_our_share(house: House) -> None:
    group, _payment = await house.paid()
    order = group.orders[0]

    for part in spread(order.total_minor, [3, 1, 4, 1, 5, 9, 2]):
        await request(house, order, part)
    await house.work_off()

    async with house.sessions() as session:
        held = await ledger.balances(session, vendor_id=order.vendor_id)
    assert set(held.values()) <= {0}
    assert await house.findings() == []


async def test_a_refund_is_of_something_and_of_no_more_than_is_left(house: House) -> None:
    group, _payment = await house.paid()
    order = group.orders[0]
    await request(house, order, order.total_minor - 5)

    with pytest.raises(RefundNotPositive):
        await request(house, order, 0)
    with pytest.raises(RefundTooLarge):
        await request(house, order, 6)
    await request(house, order, 5)


async def test_nothing_goes_back_on_an_unpaid_order(house: House) -> None:
    group = await house.purchase()

    with pytest.raises(NothingPaid):
        await request(house, group.orders[0], 1)


async def test_a_vendor_cannot_refund_somebody_elses_order(house: House) -> None:
    group, _payment = await house.paid()

    with pytest.raises(NotFound):
        async with house.sessions.begin() as session:
            await service.request_refund(
                session,
                order_id=group.orders[0].id,
                vendor_id=group.orders[1].vendor_id,
                amount_minor=1,
                reason="",
                requested_by=None,
                now=utcnow(),
            )


async def test_cancelling_a_paid_order_gives_everything_back(house: House) -> None:
    group, payment = await house.paid()
    order = group.orders[0]

    async with house.sessions.begin() as session:
        await service.cancel_order(
            session, order_id=order.id, account_id=group.account_id, reason="不想要了", now=utcnow()
        )
    await house.work_off()

    cancelled, kept = (await house.reread(group)).orders
    assert (cancelled.state, cancelled.refunded_minor) == (
        OrderState.CANCELLED,
        order.total_minor,
    )
    assert kept.state is OrderState.AWAITING_SHIPMENT
    assert [r["amount"] for r in await house.sandbox.refunds(str(payment.id))] == [
        order.total_minor
    ]
    assert await house.findings() == []


async def test_cancelling_after_a_partial_refund_gives_only_the_rest(house: House) -> None:
    """Pain 15: cancel after a partial refund must not credit twice."""
    group, payment = await house.paid()
    order = group.orders[0]
    await request(house, order, 500)

    async with house.sessions.begin() as session:
        await service.cancel_order(
            session, order_id=order.id, vendor_id=order.vendor_id, now=utcnow()
        )
    await house.work_off()

    sent = sorted(r["amount"] for r in await house.sandbox.refunds(str(payment.id)))
    assert sent == [500, order.total_minor - 500]
    assert await house.findings() == []


async def test_a_cancelled_order_is_cancelled_once(house: House) -> None:
    group, _payment = await house.paid()
    async with house.sessions.begin() as session:
        await service.cancel_order(
            session, order_id=group.orders[0].id, account_id=group.account_id, now=utcnow()
        )

    with pytest.raises(AlreadyCancelled):
        async with house.sessions.begin() as session:
            await service.cancel_order(
                session, order_id=group.orders[0].id, account_id=group.account_id, now=utcnow()
            )


async def test_what_has_left_the_house_is_not_cancelled(house: House) -> None:
    group, _payment = await house.paid()
    await house.sql("UPDATE orders SET state = 'shipped'")

    with pytest.raises(AlreadyShipped):
        async with house.sessions.begin() as session:
            await service.cancel_order(
                session, order_id=group.orders[0].id, account_id=group.account_id, now=utcnow()
            )
    assert await house.all(Refund) == []


async def test_a_strangers_order_is_not_there(house: House) -> None:
    group, _payment = await house.paid()

    with pytest.raises(NotFound):
        async with house.sessions.begin() as session:
            await service.cancel_order(
                session, order_id=group.orders[0].id, account_id=uuid4(), now=utcnow()
            )


async def test_sending_twice_sends_once(house: House) -> None:
    group, payment = await house.paid()
    refund = await request(house, group.orders[0], 1_000)

    for _ in range(3):
        await flow.send_refund(house.sessions, house.gateways, refund.id)

    assert len(await house.sandbox.refunds(str(payment.id))) == 1
    [operation] = [o for o in await house.all(PaymentOperation) if o.kind == "refund"]
    assert operation.state is OperationState.SUCCEEDED


async def test_two_equal_partial_refunds_are_two(house: House) -> None:
    group, payment = await house.paid()
    await request(house, group.orders[0], 1_000)
    await request(house, group.orders[0], 1_000)

    await house.work_off()

    assert [r["amount"] for r in await house.sandbox.refunds(str(payment.id))] == [1_000, 1_000]


async def test_a_lost_answer_is_asked_again_with_the_same_key(house: House) -> None:
    group, payment = await house.paid()
    refund = await request(house, group.orders[0], 1_000)
    await house.sandbox.turn(fail_first=2)

    for _ in range(2):
        with pytest.raises(OutcomeUnknown):
            await flow.send_refund(house.sessions, house.gateways, refund.id)
    await flow.send_refund(house.sessions, house.gateways, refund.id)

    assert len(await house.sandbox.refunds(str(payment.id))) == 1
    assert len([o for o in await house.all(PaymentOperation) if o.kind == "refund"]) == 1


async def test_a_key_too_old_to_be_known_is_looked_up_before_it_is_sent(house: House) -> None:
    group, payment = await house.paid()
    refund = await request(house, group.orders[0], 1_000)
    await flow.send_refund(house.sessions, house.gateways, refund.id)
    # As if the answer had been lost two days ago, and the provider had forgotten the key.
    await house.sql("UPDATE refunds SET state = 'requested', gateway_ref = NULL, settled_at = NULL")
    await house.sql(
        "UPDATE payment_operations SET state = 'unknown', created_at = now() - interval '2 days'"
        " WHERE kind = 'refund'"
    )

    state = await flow.send_refund(house.sessions, house.gateways, refund.id)

    assert state is RefundState.SUCCEEDED
    assert len(await house.sandbox.refunds(str(payment.id))) == 1


async def test_a_refund_that_takes_its_time_is_confirmed_by_its_notice(house: House) -> None:
    group, payment = await house.paid()
    await house.sandbox.turn(str(payment.id), refund_pending_seconds=0.3)
    refund = await request(house, group.orders[0], 1_000)
    await flow.send_refund(house.sessions, house.gateways, refund.id)
    assert (await house.all(Refund))[0].state is RefundState.PROCESSING

    async def is_settled() -> bool:
        return (await house.all(Refund))[0].state is RefundState.SUCCEEDED

    await house.until(is_settled)
    assert await house.findings() == []


async def test_a_refund_whose_notice_never_comes_is_found_by_the_sweep(house: House) -> None:
    group, payment = await house.paid()
    await house.sandbox.turn(str(payment.id), never=True, refund_pending_seconds=0.2)
    refund = await request(house, group.orders[0], 1_000)
    await flow.send_refund(house.sessions, house.gateways, refund.id)

    async def is_settled() -> bool:
        await jobs.sweep_all(house.work)
        return (await house.all(Refund))[0].state is RefundState.SUCCEEDED

    await house.until(is_settled)


async def test_a_bounced_refund_is_reversed_exactly_and_still_owed(house: House) -> None:
    group, payment = await house.paid()
    order = group.orders[0]
    await house.sandbox.turn(str(payment.id), refund_fails_later=True)
    await request(house, order, 1_000)

    async def has_bounced() -> bool:
        return (await house.all(Refund))[0].state is RefundState.FAILED

    await house.until(has_bounced)

    assert await balance(house, AccountKind.REFUND_DUE) == -1_000
    held = await balance(house, AccountKind.PSP_FROZEN, order.vendor_id)
    assert held == order.total_minor
    [(reversals,)] = await house.sql(
        "SELECT count(*) FROM ledger_transactions WHERE reverses_id IS NOT NULL"
    )
    assert reversals == 1
    assert await house.findings() == []


async def test_a_bounced_refund_can_be_sent_anew_with_a_new_key(house: House) -> None:
    group, payment = await house.paid()
    await house.sandbox.turn(str(payment.id), refund_fails_later=True)
    refund = await request(house, group.orders[0], 1_000)

    async def has_bounced() -> bool:
        return (await house.all(Refund))[0].state is RefundState.FAILED

    await house.until(has_bounced)
    await house.sandbox.reset()

    async with house.sessions.begin() as session:
        await service.retry_refund(session, refund_id=refund.id)
    await house.work_off()

    assert (await house.all(Refund))[0].state is RefundState.SUCCEEDED
    operations = [o.state for o in await house.all(PaymentOperation) if o.kind == "refund"]
    assert operations == [OperationState.DECLINED, OperationState.SUCCEEDED]
    assert await balance(house, AccountKind.REFUND_DUE) == 0
    assert await house.findings() == []


async def test_a_refund_on_its_way_is_not_retried(house: House) -> None:
    group, _payment = await house.paid()
    refund = await request(house, group.orders[0], 1_000)

    with pytest.raises(NothingToRetry):
        async with house.sessions.begin() as session:
            await service.retry_refund(session, refund_id=refund.id)


async def test_a_refund_the_provider_refuses_waits_for_a_person(house: House) -> None:
    group, payment = await house.paid()
    somebody_elses = RefundOp(
        op_id=str(uuid4()),
        gateway_ref=payment.gateway_ref or "",
        payment_ref=str(payment.id),
        amount_minor=payment.captured_minor,
        currency="CNY",
    )
    await house.gateways.first.refund(somebody_elses)
    refund = await request(house, group.orders[0], 1_000)

    state = await flow.send_refund(house.sessions, house.gateways, refund.id)

    assert state is RefundState.FAILED
    [kept] = await house.all(Refund)
    assert (kept.state, kept.failure) == (RefundState.FAILED, "charge_already_refunded")


async def test_an_earned_order_is_refunded_out_of_what_was_earned(house: House) -> None:
    group, _payment = await house.paid()
    order = group.orders[0]
    await house.sql("UPDATE orders SET state = 'completed' WHERE id = :id", id=order.id)
    async with house.sessions.begin() as session:
        assert await books.earn_order(session, order_id=order.id, now=utcnow())

    await request(house, order, order.total_minor)
    await house.work_off()

    async with house.sessions() as session:
        held = await ledger.balances(session, vendor_id=order.vendor_id)
    assert set(held.values()) == {0}
    assert await balance(house, AccountKind.COMMISSION) == 0
    assert await balance(house, AccountKind.PSP_AVAILABLE) == 0


async def test_a_refund_promised_before_and_sent_after_earning_balances(house: House) -> None:
    group, _payment = await house.paid()
    order = group.orders[0]
    await request(house, order, 1_000)
    await house.sql("UPDATE orders SET state = 'completed' WHERE id = :id", id=order.id)
    async with house.sessions.begin() as session:
        await books.earn_order(session, order_id=order.id, now=utcnow())
        assert not await books.earn_order(session, order_id=order.id, now=utcnow())

    await house.work_off()

    async with house.sessions() as session:
        held = await ledger.balances(session, vendor_id=order.vendor_id)
    assert held[AccountKind.PSP_FROZEN] == -held[AccountKind.VENDOR_AVAILABLE]
    assert held[AccountKind.VENDOR_PENDING] == held[AccountKind.COMMISSION_PENDING] == 0


async def test_a_refund_made_behind_our_back_is_noticed(house: House) -> None:
    group, payment = await house.paid()
    refund = await request(house, group.orders[0], 1_000)
    await flow.send_refund(house.sessions, house.gateways, refund.id)
    await house.work_off()
    await house.sql("DELETE FROM procrastinate_jobs")
    await house.sql("UPDATE payments SET refunded_minor = 0")

    await flow.settle(house.sessions, house.gateways, payment.id)

    told = await house.sql("SELECT args FROM procrastinate_jobs WHERE task_name LIKE '%alarm'")
    assert [row[0]["what"] for row in told] == ["strange"]
