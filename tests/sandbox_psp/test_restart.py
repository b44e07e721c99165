"""``kill -9`` at any moment loses nothing: the command itself, as its own process."""

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from marketplace.payments.gateways import PaymentStanding, RefundOp, RefundStanding
from tests.support.sandbox_psp import (
    API_KEY,
    SECRET,
    Mailbox,
    Sandbox,
    new_ref,
    open_gateway,
    served,
    start_payment,
)

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@contextmanager
def process(folder: Path, *, port: int, mailbox: Mailbox) -> Generator[Sandbox]:
    """The sandbox as an operator starts it; leaving kills it with SIGKILL."""
    given = [
        *("--port", str(port), "--db", str(folder / "psp.sqlite3")),
        *("--webhook-url", mailbox.url, "--secret", SECRET, "--api-key", API_KEY),
    ]
    command = [sys.executable, "-m", "marketplace.sandbox_psp", *given]
    running = subprocess.Popen(command, cwd=ROOT)
    try:
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 20
        while True:
            try:
                httpx2.get(f"{url}/healthz")
                break
            except httpx2.TransportError:
                assert running.poll() is None, "the sandbox ended"
                assert time.monotonic() < deadline, "the sandbox did not start"
                time.sleep(0.05)
        yield Sandbox(url, mailbox)
    finally:
        running.kill()
        running.wait()


async def test_a_killed_sandbox_remembers_everything_and_goes_on(tmp_path: Path) -> None:
    mailbox, port = Mailbox(), free_port()
    op = start_payment()
    quiet = start_payment()
    with served(mailbox.app()) as shop:
        mailbox.url = f"{shop}/notices"
        mailbox.refuse(op.payment_ref, times=10_000)

        with process(tmp_path, port=port, mailbox=mailbox) as sandbox:
            async with open_gateway(sandbox.url) as gateway:
                attempt = await gateway.start(op)
                await gateway.start(quiet)
                await sandbox.turn(op.payment_ref, refund_pending_seconds=1.5)
                await sandbox.pay(op.payment_ref)
                back = RefundOp(
                    op_id=new_ref(),
                    gateway_ref=attempt.gateway_ref,
                    payment_ref=op.payment_ref,
                    amount_minor=850,
                    currency="CNY",
                )
                refund = await gateway.refund(back)
                await mailbox.about(op.payment_ref, count=2)
                knobs = await sandbox.call("GET", "/_sandbox/faults")
        assert refund.state is RefundStanding.PROCESSING
        mailbox.refuse(op.payment_ref, times=0)
        before = len(mailbox.so_far(op.payment_ref))

        with process(tmp_path, port=port, mailbox=mailbox) as sandbox:
            async with open_gateway(sandbox.url) as gateway:
                replayed = await gateway.start(op)
                seen = await gateway.fetch(attempt.gateway_ref)
                same_refund = await gateway.refund(back)
                assert await sandbox.call("GET", "/_sandbox/faults") == knobs
                await mailbox.about(op.payment_ref, count=before + 5)
                settled = await gateway.fetch_refund(refund.refund_ref)
            unpaid = await sandbox.charges(quiet.payment_ref)

    assert replayed == attempt
    assert (seen.state, seen.refunded_minor) == (PaymentStanding.CAPTURED, 850)
    assert same_refund.refund_ref == refund.refund_ref
    assert settled.state is RefundStanding.SUCCEEDED
    assert unpaid == []
    delivered = {letter.event["type"] for letter in mailbox.so_far(op.payment_ref)[before:]}
    assert {"payment_intent.succeeded", "charge.refunded", "refund.updated"} <= delivered


async def test_killed_in_the_middle_of_paying_nothing_is_paid_twice_or_lost(
    tmp_path: Path,
) -> None:
    mailbox, port = Mailbox(), free_port()
    ops = [start_payment(method="card", method_token="pm_card_visa") for _ in range(150)]
    with served(mailbox.app()) as shop:
        mailbox.url = f"{shop}/notices"

        with process(tmp_path, port=port, mailbox=mailbox) as sandbox:
            async with open_gateway(sandbox.url) as gateway:
                calls = [asyncio.create_task(gateway.start(op)) for op in ops]
                answered = asyncio.as_completed(calls)
                for _ in range(20):
                    await next(answered)
        answers = await asyncio.gather(*calls, return_exceptions=True)
        acknowledged = [answer for answer in answers if not isinstance(answer, BaseException)]

        with process(tmp_path, port=port, mailbox=mailbox) as sandbox:
            async with open_gateway(sandbox.url) as gateway:
                again = [await gateway.start(op) for op in ops]
            charges = await sandbox.call("GET", "/_sandbox/charges")

    assert 20 <= len(acknowledged) < 150
    refs = {attempt.gateway_ref for attempt in again}
    assert {attempt.gateway_ref for attempt in acknowledged} <= refs
    assert len(charges) == len(refs) == 150
