import asyncio
import socket
import time
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from marketplace.payments.gateways import OutcomeUnknown, PaymentStanding, RefundOp, Retryable
from marketplace.payments.gateways.stripe import StripeGateway
from tests.support.sandbox_psp import Sandbox, new_ref, open_gateway, served, start_payment


async def test_a_broken_provider_leaves_the_outcome_unknown_until_the_same_call_succeeds(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    op = start_payment(method="card", method_token="pm_card_visa")
    await sandbox.turn(op.payment_ref, fail_first=2)

    for _ in range(2):
        with pytest.raises(OutcomeUnknown):
            await gateway.start(op)
    attempt = await gateway.start(op)

    assert attempt.state is PaymentStanding.CAPTURED
    assert len(await sandbox.charges(op.payment_ref)) == 1


async def test_one_hiccup_is_smoothed_over_within_the_call(sandbox: Sandbox) -> None:
    op = start_payment()
    await sandbox.turn(op.payment_ref, fail_first=1)

    async with open_gateway(sandbox.url, max_network_retries=1) as gateway:
        attempt = await gateway.start(op)

    assert attempt.state is PaymentStanding.ACTION_REQUIRED


async def test_money_that_moved_while_the_answer_was_lost_moves_once(sandbox: Sandbox) -> None:
    op, started_at = start_payment(method="card", method_token="pm_card_visa"), datetime.now(UTC)
    await sandbox.turn(op.payment_ref, timeout_after_success=True)

    async with open_gateway(sandbox.url, time_limit=0.5) as gateway:
        with pytest.raises(OutcomeUnknown) as lost:
            await gateway.start(op)
        found = await gateway.find_by_our_ref(op.payment_ref, started_at=started_at)
        retried = await gateway.start(op)

    assert lost.value.code == "timeout"
    assert found is not None
    assert (found.state, found.gateway_ref) == (PaymentStanding.CAPTURED, retried.gateway_ref)
    assert len(await sandbox.charges(op.payment_ref)) == 1


async def test_a_refund_whose_answer_was_lost_goes_back_once(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    attempt = await gateway.start(start_payment(method="card", method_token="pm_card_visa"))
    op = RefundOp(
        op_id=new_ref(),
        gateway_ref=attempt.gateway_ref,
        payment_ref="ours",
        amount_minor=5_000,
        currency="CNY",
    )
    await sandbox.turn(attempt.gateway_ref, timeout_after_success=True)

    async with open_gateway(sandbox.url, time_limit=0.5) as hasty:
        with pytest.raises(OutcomeUnknown):
            await hasty.refund(op)
    found = await gateway.find_refund(op.op_id, gateway_ref=attempt.gateway_ref)
    retried = await gateway.refund(op)

    assert found == retried
    assert [r["amount"] for r in await sandbox.refunds(attempt.gateway_ref)] == [5_000]


async def test_a_slow_provider_is_left_in_time_and_may_act_afterwards(sandbox: Sandbox) -> None:
    op = start_payment(method="card", method_token="pm_card_visa")
    await sandbox.turn(op.payment_ref, slow_seconds=1.0)
    started = time.monotonic()

    async with open_gateway(sandbox.url, time_limit=0.3) as gateway:
        with pytest.raises(OutcomeUnknown):
            await gateway.start(op)
        waited = time.monotonic() - started
        await asyncio.sleep(1.2)
        late = await gateway.find_by_our_ref(op.payment_ref, started_at=datetime.now(UTC))

    assert waited < 0.9
    assert late is not None
    assert late.state is PaymentStanding.CAPTURED


async def test_the_time_limit_covers_the_retries_too(sandbox: Sandbox) -> None:
    op = start_payment()
    await sandbox.turn(op.payment_ref, slow_seconds=5.0)
    started = time.monotonic()

    async with open_gateway(sandbox.url, time_limit=0.4, max_network_retries=5) as gateway:
        with pytest.raises(OutcomeUnknown):
            await gateway.start(op)

    # Six tries of 0.4 s would be 2.4 s, the provider's own five.
    assert time.monotonic() - started < 2.0


async def test_the_same_call_under_way_elsewhere_is_worth_repeating(sandbox: Sandbox) -> None:
    op = start_payment(method="card", method_token="pm_card_visa")
    await sandbox.turn(op.payment_ref, slow_seconds=0.3)

    async with open_gateway(sandbox.url) as gateway:
        outcomes = await asyncio.gather(
            *(gateway.start(op) for _ in range(5)), return_exceptions=True
        )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Attempt", *["Retryable"] * 4]
    assert len(await sandbox.charges(op.payment_ref)) == 1


async def test_nobody_at_the_address_is_an_unknown_outcome() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        dead = f"http://127.0.0.1:{taken.getsockname()[1]}"

    async with open_gateway(dead, time_limit=2.0) as gateway:
        with pytest.raises(OutcomeUnknown):
            await gateway.fetch("pi_1")


async def answered(answer: Response) -> Exception:
    """What the adapter makes of this answer to a call."""

    async def say(request: Request) -> Response:
        return answer

    stub = Starlette(routes=[Route("/{path:path}", say, methods=["GET", "POST"])])
    with served(stub) as url:
        async with open_gateway(url) as gateway:
            with pytest.raises(Exception) as raised:  # noqa: PT011 - the caller looks
                await gateway.start(start_payment())
    return raised.value


def stripe_error(status: int, **error: str) -> Response:
    return JSONResponse({"error": error}, status)


@pytest.mark.parametrize(
    "answer",
    [
        PlainTextResponse("<h1>Bad gateway</h1>", 502),
        PlainTextResponse("", 500),
        PlainTextResponse("not JSON", 200),
        PlainTextResponse("", 200),
        JSONResponse({"object": "payment_intent"}),
        JSONResponse(["surprise"]),
        RedirectResponse("http://127.0.0.1:9/elsewhere", 302),
        stripe_error(500, type="api_error", message="oops"),
        stripe_error(503, type="api_error", message="oops"),
        stripe_error(418, type="teapot_error", message="new in 2027"),
        JSONResponse({"error": "invalid_client"}, 401),
    ],
    ids=lambda answer: f"{answer.status_code}-{bytes(answer.body)[:20].decode()}",
)
async def test_an_answer_nobody_can_read_is_an_unknown_outcome(answer: Response) -> None:
    assert type(await answered(answer)) is OutcomeUnknown


@pytest.mark.parametrize(
    "answer",
    [
        stripe_error(429, type="invalid_request_error", code="rate_limit", message="slow down"),
        stripe_error(429, type="invalid_request_error", code="lock_timeout", message="locked"),
        stripe_error(409, type="idempotency_error", code="idempotency_key_in_use", message="wait"),
    ],
    ids=["rate-limit", "lock", "key-in-use"],
)
async def test_a_busy_provider_is_asked_again_later(answer: Response) -> None:
    assert type(await answered(answer)) is Retryable
