from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from marketplace.payments.gateways import PaymentStanding, Rejected
from marketplace.payments.gateways.stripe import StripeGateway
from tests.support.sandbox_psp import Sandbox, new_ref, start_payment


async def test_a_paid_payment_is_captured_with_its_charge(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    op = start_payment()
    attempt = await gateway.start(op)
    await sandbox.pay(op.payment_ref)

    seen = await gateway.fetch(attempt.gateway_ref)

    [charge] = await sandbox.charges(op.payment_ref)
    assert seen.state is PaymentStanding.CAPTURED
    assert (seen.amount_minor, seen.refunded_minor) == (12_850, 0)
    assert seen.charge_ref == charge["id"]
    assert charge["metadata"]["payment_ref"] == op.payment_ref


async def test_a_payment_the_payer_turned_down_has_failed(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    attempt = await gateway.start(start_payment(method="alipay"))
    async with httpx2.AsyncClient() as browser:
        page = f"{sandbox.url}/pay/{attempt.gateway_ref}"
        await browser.post(page, data={"answer": "cancel"})

    seen = await gateway.fetch(attempt.gateway_ref)

    assert seen.state is PaymentStanding.FAILED
    assert seen.failure_code == "payment_intent_payment_attempt_failed"


async def test_a_payment_nobody_made_is_refused(gateway: StripeGateway) -> None:
    with pytest.raises(Rejected) as no:
        await gateway.fetch("pi_nobody_made")

    assert (no.value.code, no.value.status) == ("resource_missing", 404)


async def test_a_payment_is_found_by_our_number(gateway: StripeGateway) -> None:
    op, started_at = start_payment(), datetime.now(UTC)
    attempt = await gateway.start(op)

    found = await gateway.find_by_our_ref(op.payment_ref, started_at=started_at)

    assert found == attempt.snapshot


async def test_a_number_never_used_finds_nothing(gateway: StripeGateway) -> None:
    assert await gateway.find_by_our_ref(new_ref(), started_at=datetime.now(UTC)) is None


async def test_a_payment_from_another_day_is_not_looked_at(gateway: StripeGateway) -> None:
    op = start_payment()
    await gateway.start(op)

    later = datetime.now(UTC) + timedelta(hours=1)
    earlier = datetime.now(UTC) - timedelta(days=2)

    assert await gateway.find_by_our_ref(op.payment_ref, started_at=later) is None
    assert await gateway.find_by_our_ref(op.payment_ref, started_at=earlier) is None


async def test_a_sweep_sees_every_payment_once_over_several_pages(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    since = datetime.now(UTC)
    made = {(await gateway.start(start_payment())).gateway_ref for _ in range(205)}
    await sandbox.pay(next(iter(made)))

    swept = [payment async for payment in gateway.list_payments(since)]

    ours = [payment for payment in swept if payment.gateway_ref in made]
    assert len(ours) == 205
    assert {payment.gateway_ref for payment in ours} == made
    assert [p.amount_minor for p in ours if p.charge_ref] == [12_850]


async def test_a_sweep_from_the_future_sees_nothing(gateway: StripeGateway) -> None:
    await gateway.start(start_payment())

    later = datetime.now(UTC) + timedelta(hours=1)

    assert [payment async for payment in gateway.list_payments(later)] == []
