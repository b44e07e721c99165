import asyncio
import time
from typing import Any

import pytest

from marketplace.payments.gateways import RefundOp, RefundSnapshot, RefundStanding, Rejected
from marketplace.payments.gateways.stripe import StripeGateway
from tests.support.sandbox_psp import Sandbox, new_ref, start_payment


async def paid_payment(gateway: StripeGateway, sandbox: Sandbox, **given: Any) -> str:
    attempt = await gateway.start(start_payment(amount_minor=10_000, **given))
    await sandbox.pay(attempt.gateway_ref)
    return attempt.gateway_ref


def refund_of(gateway_ref: str, amount_minor: int, **given: Any) -> RefundOp:
    settings: dict[str, Any] = {"op_id": new_ref(), "payment_ref": "ours", "currency": "CNY"}
    return RefundOp(gateway_ref=gateway_ref, amount_minor=amount_minor, **(settings | given))


async def until(gateway: StripeGateway, refund_ref: str, state: RefundStanding) -> RefundSnapshot:
    deadline = time.monotonic() + 5
    while (seen := await gateway.fetch_refund(refund_ref)).state is not state:
        assert time.monotonic() < deadline, f"still {seen.state}"
        await asyncio.sleep(0.05)
    return seen


async def test_parts_then_the_rest_go_back(gateway: StripeGateway, sandbox: Sandbox) -> None:
    payment = await paid_payment(gateway, sandbox)

    part = await gateway.refund(refund_of(payment, 3_000))
    rest = await gateway.refund(refund_of(payment, 7_000))

    assert (await gateway.fetch_refund(part.refund_ref)).state is RefundStanding.SUCCEEDED
    assert (part.amount_minor, rest.amount_minor) == (3_000, 7_000)
    assert part.gateway_ref == payment
    assert (await gateway.fetch(payment)).refunded_minor == 10_000


async def test_more_than_was_paid_does_not_go_back(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    payment = await paid_payment(gateway, sandbox)
    await gateway.refund(refund_of(payment, 6_000))

    with pytest.raises(Rejected, match="greater than unrefunded amount"):
        await gateway.refund(refund_of(payment, 4_001))

    assert [refund["amount"] for refund in await sandbox.refunds(payment)] == [6_000]


async def test_a_payment_given_back_whole_has_nothing_left(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    payment = await paid_payment(gateway, sandbox)
    await gateway.refund(refund_of(payment, 10_000))

    with pytest.raises(Rejected) as no:
        await gateway.refund(refund_of(payment, 1))

    assert no.value.code == "charge_already_refunded"


async def test_the_same_refund_twice_goes_back_once(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    payment = await paid_payment(gateway, sandbox)
    op = refund_of(payment, 2_500)

    first, again = await gateway.refund(op), await gateway.refund(op)

    assert again == first
    assert (await gateway.fetch(payment)).refunded_minor == 2_500


async def test_two_equal_parts_are_two_refunds(gateway: StripeGateway, sandbox: Sandbox) -> None:
    payment = await paid_payment(gateway, sandbox)

    await gateway.refund(refund_of(payment, 2_500))
    await gateway.refund(refund_of(payment, 2_500))

    assert [refund["amount"] for refund in await sandbox.refunds(payment)] == [2_500, 2_500]


async def test_eight_full_refunds_at_once_pay_once(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    payment = await paid_payment(gateway, sandbox)

    outcomes = await asyncio.gather(
        *(gateway.refund(refund_of(payment, 10_000)) for _ in range(8)), return_exceptions=True
    )

    assert sum(isinstance(outcome, RefundSnapshot) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Rejected) for outcome in outcomes) == 7
    assert [refund["amount"] for refund in await sandbox.refunds(payment)] == [10_000]


async def test_money_never_received_does_not_go_back(gateway: StripeGateway) -> None:
    attempt = await gateway.start(start_payment())

    with pytest.raises(Rejected, match="does not have a successful charge"):
        await gateway.refund(refund_of(attempt.gateway_ref, 1))


async def test_a_refund_may_take_its_time(gateway: StripeGateway, sandbox: Sandbox) -> None:
    payment = await paid_payment(gateway, sandbox)
    await sandbox.turn(payment, refund_pending_seconds=0.4)

    sent = await gateway.refund(refund_of(payment, 1_000))

    assert sent.state is RefundStanding.PROCESSING
    assert (await gateway.fetch(payment)).refunded_minor == 1_000
    await until(gateway, sent.refund_ref, RefundStanding.SUCCEEDED)


async def test_a_refund_may_bounce_after_it_succeeded(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    payment = await paid_payment(gateway, sandbox)
    await sandbox.turn(payment, refund_fails_later=True)

    sent = await gateway.refund(refund_of(payment, 1_000))

    assert sent.state is RefundStanding.SUCCEEDED
    bounced = await until(gateway, sent.refund_ref, RefundStanding.FAILED)
    assert bounced.failure_code == "expired_or_canceled_card"
    assert (await gateway.fetch(payment)).refunded_minor == 0


async def test_a_bounced_refund_can_be_sent_anew(gateway: StripeGateway, sandbox: Sandbox) -> None:
    payment = await paid_payment(gateway, sandbox)
    await sandbox.turn(payment, refund_fails_later=True)
    sent = await gateway.refund(refund_of(payment, 10_000))
    await until(gateway, sent.refund_ref, RefundStanding.FAILED)
    await sandbox.reset()

    anew = await gateway.refund(refund_of(payment, 10_000))

    assert anew.state is RefundStanding.SUCCEEDED


async def test_a_refund_is_found_by_its_operation(gateway: StripeGateway, sandbox: Sandbox) -> None:
    payment = await paid_payment(gateway, sandbox)
    op = refund_of(payment, 1_000)
    await gateway.refund(refund_of(payment, 1_000))
    sent = await gateway.refund(op)
    await gateway.refund(refund_of(payment, 1_000))

    found = await gateway.find_refund(op.op_id, gateway_ref=payment)

    assert found == sent
    assert await gateway.find_refund(new_ref(), gateway_ref=payment) is None


async def test_a_bounced_refund_leaves_the_charge_whole(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    payment = await paid_payment(gateway, sandbox)
    await sandbox.turn(payment, refund_fails_later=True)
    sent = await gateway.refund(refund_of(payment, 4_000))
    await until(gateway, sent.refund_ref, RefundStanding.FAILED)

    [charge] = await sandbox.charges(payment)
    assert (charge["amount"], charge["amount_refunded"], charge["refunded"]) == (10_000, 0, False)
