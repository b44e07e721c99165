"""Every way in which the provider misbehaves, end to end over real HTTP."""

import pytest

from marketplace.payments import flow, jobs
from marketplace.payments.models import GatewayEvent, OperationState, Payment, PaymentOperation
from marketplace.payments.states import PaymentState
from tests.support.psp import House
from tests.support.queue import queued
from tests.support.sandbox_psp import open_gateway


async def test_notices_delivered_four_times_book_once(house: House) -> None:
    group = await house.purchase()
    payment = await house.start(group)
    await house.sandbox.turn(str(payment.id), duplicate=3)

    await house.sandbox.pay(str(payment.id))
    await house.until_paid(group)

    assert len(await house.sql("SELECT id FROM ledger_transactions WHERE kind = 'captured'")) == 2
    assert await house.findings() == []


async def test_a_late_notice_still_counts(house: House) -> None:
    group = await house.purchase()
    payment = await house.start(group)
    await house.sandbox.turn(str(payment.id), delay_seconds=0.6)

    await house.sandbox.pay(str(payment.id))
    await house.work_off()

    assert (await house.reread(group)).paid_at is None
    await house.until_paid(group)


async def test_a_notice_that_never_comes_is_found_by_the_sweep(house: House) -> None:
    group = await house.purchase()
    payment = await house.start(group)
    await house.sandbox.turn(str(payment.id), never=True)
    await house.sandbox.pay(str(payment.id))

    first = await jobs.sweep_all(house.work)
    again = await jobs.sweep_all(house.work)

    assert first["captured"] == 1
    assert "captured" not in again
    assert (await house.reread(group)).paid_at is not None
    assert await house.all(GatewayEvent) == []
    assert await house.findings() == []


async def test_the_clock_sweeps_what_has_been_quiet_for_a_while(house: House) -> None:
    group = await house.purchase()
    payment = await house.start(group)
    await house.sandbox.turn(str(payment.id), never=True)
    await house.sandbox.pay(str(payment.id))

    await jobs.sweep(house.work)
    assert (await house.reread(group)).paid_at is None

    await house.sql("UPDATE payments SET checked_at = now() - interval '2 minutes'")
    await jobs.sweep(house.work)
    assert (await house.reread(group)).paid_at is not None


async def test_a_wrong_amount_goes_to_suspense_and_a_person_is_told(house: House) -> None:
    group = await house.purchase()
    payment = await house.start(group)
    await house.sandbox.turn(str(payment.id), wrong_amount=True)

    await house.sandbox.pay(str(payment.id))
    await flow.settle(house.sessions, house.gateways, payment.id)

    held = await house.payment(payment.id)
    assert (held.state, held.failure) == (PaymentState.CAPTURED, "wrong_amount")
    assert (await house.reread(group)).paid_at is None
    [(suspense,)] = await house.sql(
        "SELECT sum(amount_minor) FROM ledger_entries e JOIN ledger_accounts a"
        " ON a.id = e.account_id WHERE a.code = 'suspense'"
    )
    assert suspense == -(group.total_minor - 1)
    async with house.sessions() as session:
        assert await queued(session, "payments.raise_alarm") == [
            {"what": "wrong_amount", "subject": str(payment.id)}
        ]
    assert await house.findings() == []


async def test_five_hundred_then_success_is_one_payment(house: House) -> None:
    group = await house.purchase()
    await house.sandbox.turn(fail_first=1)

    unknown = await house.start(group)
    assert (unknown.state, unknown.gateway_ref) == (PaymentState.CREATED, None)

    await flow.look_after(house.sessions, house.gateways, unknown.id)

    known = await house.payment(unknown.id)
    assert (known.state, known.next_action["kind"]) == (PaymentState.ACTION_REQUIRED, "qr")
    [operation] = await house.all(PaymentOperation)
    assert (operation.state, operation.attempts) == (OperationState.SUCCEEDED, 2)


async def test_money_that_moved_while_the_answer_was_lost_is_taken_once(house: House) -> None:
    group = await house.purchase()
    await house.sandbox.turn(timeout_after_success=True, never=True)
    async with open_gateway(house.sandbox.url, name="stripe", time_limit=0.4) as hasty:
        house.gateways = type(house.gateways)(hasty, practice_card="pm_card_visa")
        unknown = await house.start(group, "card")
        assert unknown.state is PaymentState.CREATED

        counts = await jobs.sweep_all(house.work)

    assert counts["captured"] == 1
    assert (await house.reread(group)).paid_at is not None
    assert [c["amount"] for c in await house.sandbox.charges(str(unknown.id))] == [
        group.total_minor
    ]
    assert await house.findings() == []


async def test_an_unknown_outcome_is_never_a_failure_and_never_a_new_key(house: House) -> None:
    group = await house.purchase()
    await house.sandbox.turn(fail_first=3)

    for _ in range(3):
        assert (await house.start(group)).state is PaymentState.CREATED

    [operation] = await house.all(PaymentOperation)
    assert (operation.state, operation.attempts) == (OperationState.UNKNOWN, 3)
    assert (await house.start(group)).state is PaymentState.ACTION_REQUIRED


async def test_a_declined_card_is_a_failed_attempt_and_another_may_follow(house: House) -> None:
    group = await house.purchase()
    working = house.gateways
    house.gateways = type(working)(working.first, practice_card="pm_card_chargeDeclined")

    declined = await house.start(group, "card")
    another = await house.start(group, "wechat_pay")

    assert (declined.state, declined.failure) == (PaymentState.FAILED, "generic_decline")
    assert another.state is PaymentState.ACTION_REQUIRED
    assert another.id != declined.id


async def test_a_card_charged_at_once_is_booked_at_once(house: House) -> None:
    group = await house.purchase()
    house.gateways = type(house.gateways)(house.gateways.first, practice_card="pm_card_visa")

    paid = await house.start(group, "card")

    assert paid.state is PaymentState.CAPTURED
    assert (await house.reread(group)).paid_at is not None


async def test_forged_notices_book_nothing(house: House) -> None:
    await house.sandbox.turn(forged=True)
    group = await house.purchase()
    payment = await house.start(group)

    async def was_refused() -> bool:
        sent = await house.sandbox.call("GET", "/_sandbox/events")
        return any(d["outcome"] == "400" for event in sent for d in event["deliveries"])

    await house.until(was_refused)

    assert await house.all(GatewayEvent) == []
    assert (await house.payment(payment.id)).state is PaymentState.ACTION_REQUIRED
    assert (await house.reread(group)).paid_at is None


async def test_notices_out_of_order_end_in_the_same_state(house: House) -> None:
    group = await house.purchase()
    payment = await house.start(group)
    await house.sandbox.turn(str(payment.id), reorder=True)

    await house.sandbox.pay(str(payment.id))
    await house.until_paid(group)

    assert await house.findings() == []


async def test_changing_the_method_closes_the_first_attempt_at_the_provider(house: House) -> None:
    group = await house.purchase()
    first = await house.start(group, "wechat_pay")

    second = await house.start(group, "alipay")

    assert (await house.payment(first.id)).state is PaymentState.CLOSED
    assert second.id != first.id
    with pytest.raises(AssertionError, match="409"):
        await house.sandbox.pay(str(first.id))


async def test_changing_the_method_after_paying_finds_the_payment(house: House) -> None:
    group = await house.purchase()
    first = await house.start(group, "wechat_pay")
    await house.sandbox.turn(str(first.id), never=True)
    await house.sandbox.pay(str(first.id))

    with pytest.raises(Exception, match="已经付款"):
        await house.start(group, "alipay")

    assert (await house.payment(first.id)).state is PaymentState.CAPTURED
    assert len(await house.all(Payment)) == 1
