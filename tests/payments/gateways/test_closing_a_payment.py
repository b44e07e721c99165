import httpx2
import pytest

from marketplace.payments.gateways import PaymentStanding, Rejected
from marketplace.payments.gateways.stripe import StripeGateway
from tests.support.sandbox_psp import Sandbox, new_ref, start_payment


async def test_a_closed_payment_cannot_be_paid(gateway: StripeGateway, sandbox: Sandbox) -> None:
    op = start_payment()
    attempt = await gateway.start(op)

    closed = await gateway.close(attempt.gateway_ref, op_id=new_ref())

    assert closed.state is PaymentStanding.CLOSED
    async with httpx2.AsyncClient() as http:
        paid = await http.post(f"{sandbox.url}/_sandbox/payments/{op.payment_ref}/pay")
    assert paid.status_code == 409
    assert await sandbox.charges(op.payment_ref) == []


async def test_closing_twice_is_closing_once(gateway: StripeGateway) -> None:
    attempt = await gateway.start(start_payment())
    key = new_ref()

    first = await gateway.close(attempt.gateway_ref, op_id=key)
    replayed = await gateway.close(attempt.gateway_ref, op_id=key)
    again = await gateway.close(attempt.gateway_ref, op_id=new_ref())

    assert first == replayed == again


async def test_a_payer_who_was_faster_has_paid(gateway: StripeGateway, sandbox: Sandbox) -> None:
    attempt = await gateway.start(start_payment())
    await sandbox.pay(attempt.gateway_ref)

    seen = await gateway.close(attempt.gateway_ref, op_id=new_ref())

    assert (seen.state, seen.amount_minor) == (PaymentStanding.CAPTURED, 12_850)


async def test_money_that_arrives_after_closing_is_seen(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    attempt = await gateway.start(start_payment())
    await gateway.close(attempt.gateway_ref, op_id=new_ref())

    await sandbox.pay(attempt.gateway_ref, after_close=True)

    seen = await gateway.fetch(attempt.gateway_ref)
    assert (seen.state, seen.amount_minor) == (PaymentStanding.CAPTURED, 12_850)


async def test_closing_what_nobody_made_is_refused(gateway: StripeGateway) -> None:
    with pytest.raises(Rejected) as no:
        await gateway.close("pi_nobody_made", op_id=new_ref())

    assert no.value.code == "resource_missing"
