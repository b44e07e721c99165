"""What the shop's letter box receives, and how each knob spoils it."""

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
import stripe

from marketplace.payments.gateways import NoticeRefused, RefundOp
from marketplace.payments.gateways.stripe import StripeGateway
from marketplace.sandbox_psp.app import create_app
from tests.support.sandbox_psp import (
    SECRET,
    Letter,
    Sandbox,
    new_ref,
    open_gateway,
    running_sandbox,
    start_payment,
)

SUCCEEDED = "payment_intent.succeeded"


def topics(letters: list[Letter]) -> list[str]:
    return [letter.event["type"] for letter in letters]


def genuine(letter: Letter) -> bool:
    try:
        stripe.Webhook.construct_event(letter.raw, letter.headers["stripe-signature"], SECRET)
    except stripe.SignatureVerificationError:
        return False
    return True


async def start(gateway: StripeGateway) -> str:
    """A payment waiting for its payer; our number for it."""
    op = start_payment()
    await gateway.start(op)
    return op.payment_ref


async def refund(gateway: StripeGateway, sandbox: Sandbox, ref: str) -> None:
    [charge] = await sandbox.charges(ref)
    op = RefundOp(
        op_id=new_ref(),
        gateway_ref=charge["payment_intent"],
        payment_ref=ref,
        amount_minor=100,
        currency="CNY",
    )
    await gateway.refund(op)


async def test_stripes_own_sdk_takes_our_notices_for_genuine(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    ref = await start(gateway)
    await sandbox.pay(ref)

    letters = await sandbox.mailbox.about(ref, count=2)

    assert all(map(genuine, letters))
    assert {*topics(letters)} == {"charge.succeeded", SUCCEEDED}
    assert {letter.event["api_version"] for letter in letters} == {"2026-10-28.endive"}


async def test_closing_and_turning_down_are_told(gateway: StripeGateway, sandbox: Sandbox) -> None:
    closed, refused = start_payment(), start_payment()
    await gateway.close((await gateway.start(closed)).gateway_ref, op_id=new_ref())
    page = (await gateway.start(refused)).next_action.url
    assert page
    async with httpx2.AsyncClient() as browser:
        await browser.post(page, data={"answer": "cancel"})

    told_closed = await sandbox.mailbox.about(closed.payment_ref, count=1)
    told_refused = await sandbox.mailbox.about(refused.payment_ref, count=1)

    assert topics(told_closed) == ["payment_intent.canceled"]
    assert topics(told_refused) == ["payment_intent.payment_failed"]


async def test_a_notice_is_repeated_until_it_is_taken(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    ref = await start(gateway)
    sandbox.mailbox.refuse(ref, times=3)
    await sandbox.pay(ref)

    letters = await sandbox.mailbox.about(ref, count=5)
    await asyncio.sleep(0.3)

    assert len(sandbox.mailbox.so_far(ref)) == 5
    assert len({letter.event["id"] for letter in letters}) == 2
    sent = [d for event in await sandbox.events(ref) for d in event["deliveries"]]
    assert {d["state"] for d in sent} == {"delivered"}
    assert sum(d["attempts"] for d in sent) == 5


async def test_duplicate(gateway: StripeGateway, sandbox: Sandbox) -> None:
    ref = await start(gateway)
    await sandbox.turn(ref, duplicate=3)
    await sandbox.pay(ref)

    letters = await sandbox.mailbox.about(ref, count=8)

    assert len({letter.event["id"] for letter in letters}) == 2
    assert topics(letters).count(SUCCEEDED) == 4
    assert len(await sandbox.charges(ref)) == 1


async def test_delay(gateway: StripeGateway, sandbox: Sandbox) -> None:
    ref = await start(gateway)
    await sandbox.turn(ref, delay_seconds=0.6)
    paid_at = time.monotonic()
    await sandbox.pay(ref)

    await sandbox.mailbox.about(ref, count=2)

    assert time.monotonic() - paid_at >= 0.6


async def test_never_until_redelivered(gateway: StripeGateway, sandbox: Sandbox) -> None:
    ref = await start(gateway)
    await sandbox.turn(ref, never=True)
    await sandbox.pay(ref)
    await asyncio.sleep(0.3)
    assert sandbox.mailbox.so_far(ref) == []
    events = await sandbox.events(ref)
    assert [(e["type"], e["deliveries"]) for e in events][-1] == (SUCCEEDED, [])

    await sandbox.redeliver(events[-1]["id"])

    [letter] = await sandbox.mailbox.about(ref, count=1)
    assert letter.event["id"] == events[-1]["id"]
    assert genuine(letter)


async def test_wrong_amount_is_wrong_everywhere(gateway: StripeGateway, sandbox: Sandbox) -> None:
    ref = await start(gateway)
    await sandbox.turn(ref, wrong_amount=True)

    intent = await sandbox.pay(ref)

    seen = await gateway.fetch(intent["id"])
    [charge] = await sandbox.charges(ref)
    letters = await sandbox.mailbox.about(ref, count=2)
    told = next(letter.event for letter in letters if letter.event["type"] == SUCCEEDED)
    assert (seen.asked_minor, seen.amount_minor, charge["amount"]) == (12_850, 12_849, 12_849)
    assert told["data"]["object"]["amount_received"] == 12_849


async def test_forged_claims_come_before_the_payment_and_before_each_true_notice(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    op = start_payment()
    await sandbox.turn(op.payment_ref, forged=True)
    await gateway.start(op)
    [lie] = await sandbox.mailbox.about(op.payment_ref, count=1)
    await sandbox.pay(op.payment_ref)
    letters = await sandbox.mailbox.about(op.payment_ref, count=5)

    assert lie.event["type"] == SUCCEEDED
    assert lie.event["data"]["object"]["amount_received"] == 12_850
    with pytest.raises(NoticeRefused, match="not signed"):
        gateway.open_notice(lie.headers, lie.raw, datetime.now(UTC))
    assert [genuine(letter) for letter in letters].count(True) == 2
    true_ids = {letter.event["id"] for letter in letters if genuine(letter)}
    assert true_ids.isdisjoint({x.event["id"] for x in letters if not genuine(x)})


async def test_reorder_lets_a_refund_overtake_its_payment(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    ref = await start(gateway)
    await sandbox.turn(ref, reorder=True)
    await sandbox.pay(ref)
    await refund(gateway, sandbox, ref)

    letters = await sandbox.mailbox.about(ref, count=5)

    order = topics(letters)
    assert order.index("charge.refunded") < order.index(SUCCEEDED)
    assert order.index(SUCCEEDED) < order.index("charge.succeeded")


async def test_reorder_alone_only_turns_the_notices_round(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    ref = await start(gateway)
    await sandbox.turn(ref, reorder=True)
    await sandbox.pay(ref)

    letters = await sandbox.mailbox.about(ref, count=2)

    assert topics(letters) == [SUCCEEDED, "charge.succeeded"]


async def test_refund_fails_later_is_told(gateway: StripeGateway, sandbox: Sandbox) -> None:
    ref = await start(gateway)
    await sandbox.pay(ref)
    await sandbox.turn(ref, refund_fails_later=True)
    await refund(gateway, sandbox, ref)

    letters = await sandbox.mailbox.about(ref, count=7)

    assert topics(letters)[-1] in ("refund.failed", "refund.updated")
    failed = next(x.event for x in letters if x.event["type"] == "refund.failed")
    assert failed["data"]["object"]["status"] == "failed"


async def test_refund_pending_is_told_twice(gateway: StripeGateway, sandbox: Sandbox) -> None:
    ref = await start(gateway)
    await sandbox.pay(ref)
    await sandbox.turn(ref, refund_pending_seconds=0.3)
    await refund(gateway, sandbox, ref)

    letters = await sandbox.mailbox.about(ref, count=5)

    states = {
        letter.event["type"]: letter.event["data"]["object"]["status"]
        for letter in letters
        if letter.event["type"].startswith("refund.")
    }
    assert states == {"refund.created": "pending", "refund.updated": "succeeded"}


async def test_a_knob_for_all_gives_way_to_one_for_a_payment(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    loud, quiet = await start(gateway), await start(gateway)
    await sandbox.turn(never=True)
    await sandbox.turn(loud, never=False, duplicate=1)

    await sandbox.pay(quiet)
    await sandbox.pay(loud)

    assert len(await sandbox.mailbox.about(loud, count=4)) == 4
    assert sandbox.mailbox.so_far(quiet) == []


async def test_resetting_one_payment_leaves_the_others(sandbox: Sandbox) -> None:
    await sandbox.turn("a", never=True)
    await sandbox.turn("b", never=True)

    left = await sandbox.call("DELETE", "/_sandbox/faults?payment=a")

    assert left == {"b": {"never": True}}
    assert await sandbox.call("DELETE", "/_sandbox/faults") == {}


@pytest.mark.parametrize(
    "knobs",
    [
        {"explode": True},
        {"duplicate": -1},
        {"duplicate": True},
        {"duplicate": 1.5},
        {"never": 1},
        {"delay_seconds": "soon"},
        {"delay_seconds": 1e9},
        {"delay_seconds": True},
        [],
    ],
    ids=str,
)
async def test_a_knob_nobody_built_is_refused_in_words(sandbox: Sandbox, knobs: object) -> None:
    async with httpx2.AsyncClient(base_url=sandbox.url) as http:
        reply = await http.post("/_sandbox/faults", json=knobs)

    assert reply.status_code == 422
    assert reply.json()["error"]
    assert await sandbox.call("GET", "/_sandbox/faults") == {}


async def test_two_secrets_sign_while_one_is_exchanged(tmp_path: Path) -> None:
    with running_sandbox(tmp_path, webhook_secrets=["whsec_next", SECRET]) as sandbox:
        async with open_gateway(sandbox.url) as gateway:
            ref = await start(gateway)
            await sandbox.pay(ref)
            letters = await sandbox.mailbox.about(ref, count=2)

            assert letters[0].headers["stripe-signature"].count("v1=") == 2
            assert all(map(genuine, letters))


async def test_without_an_address_events_are_kept_and_not_sent(tmp_path: Path) -> None:
    with running_sandbox(tmp_path, webhook_url=None) as sandbox:
        async with open_gateway(sandbox.url) as gateway:
            ref = await start(gateway)
            await sandbox.pay(ref)

            assert [event["deliveries"] for event in await sandbox.events(ref)] == [[], []]


def test_an_address_without_a_secret_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="secret"):
        create_app(db=tmp_path / "x", api_key="k", webhook_url="http://shop", webhook_secrets=[""])


async def test_the_side_door_says_what_it_cannot_find(sandbox: Sandbox) -> None:
    async with httpx2.AsyncClient(base_url=sandbox.url) as http:
        paid = await http.post("/_sandbox/payments/nobody/pay")
        sent = await http.post("/_sandbox/events/evt_none/redeliver")
        health = await http.get("/healthz")

    assert (paid.status_code, sent.status_code) == (404, 404)
    assert health.json() == {"ok": True}
    assert await sandbox.charges("nobody") == []


async def test_forged_notices_are_listed_apart(gateway: StripeGateway, sandbox: Sandbox) -> None:
    op = start_payment()
    await sandbox.turn(op.payment_ref, forged=True)
    await gateway.start(op)
    [lie] = await sandbox.mailbox.about(op.payment_ref, count=1)

    listed = await sandbox.call("GET", "/_sandbox/events")

    [told] = [event for event in listed if event["id"] == lie.event["id"]]
    assert [d["forged"] for d in told["deliveries"]] == [True]
    assert await sandbox.events(op.payment_ref) == []
