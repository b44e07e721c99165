import asyncio

import pytest

from marketplace.payments.gateways import Declined, PaymentStanding, Rejected
from marketplace.payments.gateways.stripe import StripeGateway
from tests.support.sandbox_psp import Sandbox, open_gateway, start_payment


async def test_wechat_pay_gives_a_code_to_scan(gateway: StripeGateway) -> None:
    op = start_payment(method="wechat_pay")

    attempt = await gateway.start(op)

    assert attempt.state is PaymentStanding.ACTION_REQUIRED
    assert attempt.next_action.kind == "qr"
    assert attempt.next_action.qr_text
    assert attempt.next_action.url
    assert attempt.snapshot.our_ref == op.payment_ref
    assert (attempt.snapshot.asked_minor, attempt.snapshot.amount_minor) == (12_850, 0)
    assert attempt.snapshot.currency == "CNY"


async def test_alipay_sends_the_payer_away(gateway: StripeGateway, sandbox: Sandbox) -> None:
    attempt = await gateway.start(start_payment(method="alipay"))

    assert attempt.state is PaymentStanding.ACTION_REQUIRED
    assert attempt.next_action.kind == "redirect"
    assert attempt.next_action.url == f"{sandbox.url}/pay/{attempt.gateway_ref}"


async def test_a_good_card_is_charged_at_once(gateway: StripeGateway) -> None:
    attempt = await gateway.start(start_payment(method="card", method_token="pm_card_visa"))

    assert attempt.state is PaymentStanding.CAPTURED
    assert attempt.snapshot.amount_minor == 12_850
    assert attempt.snapshot.charge_ref
    assert attempt.next_action.kind == "none"


async def test_a_card_that_wants_its_owner_sends_the_payer_away(gateway: StripeGateway) -> None:
    op = start_payment(method="card", method_token="pm_card_authenticationRequired")

    attempt = await gateway.start(op)

    assert attempt.next_action.kind == "redirect"


async def test_a_declined_card_says_why_and_leaves_a_failed_payment(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    token = "pm_card_chargeDeclinedInsufficientFunds"
    op = start_payment(method="card", method_token=token)

    with pytest.raises(Declined) as no:
        await gateway.start(op)

    assert no.value.code == "insufficient_funds"
    assert no.value.gateway_ref
    left = await gateway.fetch(no.value.gateway_ref)
    assert (left.state, left.failure_code) == (PaymentStanding.FAILED, "insufficient_funds")
    assert await sandbox.charges(op.payment_ref) == []


async def test_a_declined_card_stays_declined_when_asked_again(gateway: StripeGateway) -> None:
    op = start_payment(method="card", method_token="pm_card_chargeDeclined")

    with pytest.raises(Declined) as first:
        await gateway.start(op)
    with pytest.raises(Declined) as again:
        await gateway.start(op)

    assert again.value.gateway_ref == first.value.gateway_ref


async def test_a_card_without_a_token_is_our_mistake(gateway: StripeGateway) -> None:
    with pytest.raises(Rejected, match="token") as no:
        await gateway.start(start_payment(method="card"))

    assert no.value.code == "method_token_missing"


async def test_the_same_operation_twice_is_one_payment(gateway: StripeGateway) -> None:
    op = start_payment()

    first = await gateway.start(op)
    again = await gateway.start(op)

    assert again == first


async def test_the_same_operation_ten_times_at_once_is_one_payment(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    op = start_payment(method="card", method_token="pm_card_visa")

    attempts = await asyncio.gather(*(gateway.start(op) for _ in range(10)))

    assert len({attempt.gateway_ref for attempt in attempts}) == 1
    assert [charge["amount"] for charge in await sandbox.charges(op.payment_ref)] == [12_850]


async def test_an_operation_cannot_change_its_mind(gateway: StripeGateway) -> None:
    op = start_payment(amount_minor=100)
    await gateway.start(op)

    changed = start_payment(op_id=op.op_id, payment_ref=op.payment_ref, amount_minor=200)
    with pytest.raises(Rejected, match="Keys for idempotent requests"):
        await gateway.start(changed)


async def test_a_replay_after_payment_tells_the_first_answer_and_fetch_the_truth(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    op = start_payment()
    attempt = await gateway.start(op)
    await sandbox.pay(op.payment_ref)

    replayed = await gateway.start(op)

    assert replayed.state is PaymentStanding.ACTION_REQUIRED
    assert (await gateway.fetch(attempt.gateway_ref)).state is PaymentStanding.CAPTURED


async def test_an_amount_of_nothing_is_refused(gateway: StripeGateway) -> None:
    with pytest.raises(Rejected) as no:
        await gateway.start(start_payment(amount_minor=0))

    assert (no.value.code, no.value.status) == ("parameter_invalid_integer", 400)


async def test_a_currency_nobody_takes_here_is_refused(gateway: StripeGateway) -> None:
    with pytest.raises(Rejected, match="Invalid currency"):
        await gateway.start(start_payment(currency="USD"))


async def test_a_wrong_key_is_refused_and_not_shown(sandbox: Sandbox) -> None:
    async with open_gateway(sandbox.url, api_key="sk_test_somebody_elses") as stranger:
        with pytest.raises(Rejected) as no:
            await stranger.start(start_payment())

    assert no.value.status == 401
    assert "somebody_elses" not in no.value.message
