"""The shop's letter box: only the provider's own notices, each once, whatever their order."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from stripe import WebhookSignature

from marketplace.kit.ids import token
from marketplace.payments import service
from marketplace.payments.models import GatewayEvent, Payment
from marketplace.payments.states import PaymentState
from tests.support.psp import OLD_SECRET, House
from tests.support.sandbox_psp import SECRET


def notice(payment: Payment, **given: Any) -> dict[str, Any]:
    """A notice that a payment has succeeded, as the provider writes it."""
    intent = {
        "id": payment.gateway_ref,
        "object": "payment_intent",
        "amount": payment.amount_minor,
        "amount_received": payment.amount_minor,
        "currency": "cny",
        "metadata": {"payment_ref": str(payment.id)},
    }
    return {
        "id": f"evt_{token()}",
        "object": "event",
        "created": int(time.time()),
        "data": {"object": intent},
        "livemode": False,
        "type": "payment_intent.succeeded",
        **given,
    }


def signature(raw: bytes, *, secret: str = SECRET, at: float | None = None) -> str:
    return WebhookSignature.generate_signature_header(
        raw.decode("utf-8", "surrogateescape"), secret, int(at or time.time())
    )


async def deliver(house: House, raw: bytes, **headers: str) -> httpx2.Response:
    async with httpx2.AsyncClient(timeout=15) as client:
        return await client.post(
            f"{house.shop_url}/webhooks/stripe",
            content=raw,
            headers={"content-type": "application/json", **headers},
        )


async def deliver_signed(house: House, event: dict[str, Any], **given: Any) -> httpx2.Response:
    raw = json.dumps(event).encode()
    return await deliver(house, raw, **{"stripe-signature": signature(raw, **given)})


def genuine(payment: Payment, **given: Any) -> bytes:
    return json.dumps(notice(payment, **given)).encode()


Forged = tuple[bytes, str]
"""A body and its signature header."""

FORGERIES: dict[str, Callable[[bytes, Payment], Forged]] = {
    "unsigned": lambda raw, _p: (raw, ""),
    "wrong secret": lambda raw, _p: (raw, signature(raw, secret="whsec_guessed")),
    "changed body": lambda raw, _p: (raw.replace(b"cny", b"CNY"), signature(raw)),
    "empty": lambda _raw, _p: (b"", signature(b"")),
    "not JSON": lambda _raw, _p: (b"<paid/>", signature(b"<paid/>")),
    "not an event": lambda _raw, _p: (b"[1]", signature(b"[1]")),
    "stale": lambda raw, _p: (raw, signature(raw, at=time.time() - 301)),
    "from the future": lambda raw, _p: (raw, signature(raw, at=time.time() + 305)),
    "garbage header": lambda raw, _p: (raw, "t=now,v1=never"),
    "of live mode": lambda _raw, p: sealed(genuine(p, livemode=True)),
    "one megabyte": lambda _raw, p: sealed(genuine(p, padding="x" * (1024 * 1024 - 1000))),
}


def sealed(raw: bytes) -> Forged:
    return raw, signature(raw)


@pytest.mark.parametrize("kind", FORGERIES)
async def test_a_forgery_is_refused_and_books_nothing(house: House, kind: str) -> None:
    group = await house.purchase()
    payment = await house.start(group)
    await house.sandbox.turn(str(payment.id), never=True)
    await house.sandbox.pay(str(payment.id))
    raw, header = FORGERIES[kind](genuine(payment), payment)

    answer = await deliver(house, raw, **({"stripe-signature": header} if header else {}))
    await house.work_off()

    assert 400 <= answer.status_code < 500
    assert await house.all(GatewayEvent) == []
    assert (await house.reread(group)).paid_at is None


async def test_a_genuine_notice_of_an_unpaid_payment_books_nothing(house: House) -> None:
    """Even a notice signed by the right secret is only a reason to ask."""
    group = await house.purchase()
    payment = await house.start(group)

    answer = await deliver_signed(house, notice(payment))
    await house.work_off()

    assert answer.status_code == 200
    assert (await house.payment(payment.id)).state is PaymentState.ACTION_REQUIRED
    assert (await house.reread(group)).paid_at is None
    [event] = await house.all(GatewayEvent)
    assert event.handled_at is not None


async def test_the_same_notice_twenty_times_at_once_books_once(house: House) -> None:
    group = await house.purchase()
    payment = await house.start(group)
    await house.sandbox.turn(str(payment.id), never=True)
    await house.sandbox.pay(str(payment.id))
    event = notice(payment)

    answers = await asyncio.gather(*(deliver_signed(house, event) for _ in range(20)))
    await house.work_off()

    assert {answer.status_code for answer in answers} == {200}
    assert len(await house.all(GatewayEvent)) == 1
    assert len(await house.sql("SELECT id FROM ledger_transactions")) == 2
    assert await house.findings() == []


async def test_several_notices_of_one_payment_book_once(house: House) -> None:
    group = await house.purchase()
    payment = await house.start(group)
    await house.sandbox.turn(str(payment.id), never=True)
    await house.sandbox.pay(str(payment.id))

    for _ in range(4):
        assert (await deliver_signed(house, notice(payment))).status_code == 200
    await house.work_off()

    assert len(await house.all(GatewayEvent)) == 4
    assert len(await house.sql("SELECT id FROM ledger_transactions")) == 2


async def test_a_refund_notice_before_the_payment_notice_ends_in_the_same_state(
    house: House,
) -> None:
    group = await house.purchase()
    payment = await house.start(group)
    await house.sandbox.turn(str(payment.id), never=True)
    await house.sandbox.pay(str(payment.id))
    about = {"id": "re_early", "object": "refund", "payment_intent": payment.gateway_ref}
    early = notice(payment, type="refund.updated", data={"object": about})

    await deliver_signed(house, early)
    await house.work_off()
    await deliver_signed(house, notice(payment))
    await house.work_off()

    assert (await house.reread(group)).paid_at is not None
    assert await house.findings() == []


async def test_success_after_cancellation_is_late_money_in_any_order(house: House) -> None:
    group = await house.purchase()
    first = await house.start(group, "wechat_pay")
    second = await house.start(group, "alipay")
    await house.sandbox.turn(never=True)
    await house.sandbox.pay(str(first.id), after_close=True)
    await house.sandbox.pay(str(second.id))

    await deliver_signed(house, notice(first))
    await deliver_signed(house, notice(second, type="payment_intent.canceled"))
    await house.work_off()

    failures = {(await house.payment(each.id)).failure for each in (first, second)}
    assert failures == {"", "second"}
    assert await house.findings() == []


async def test_both_secrets_are_taken_while_one_is_exchanged(house: House) -> None:
    payment = await house.start(await house.purchase())

    old = await deliver_signed(house, notice(payment), secret=OLD_SECRET)
    new = await deliver_signed(house, notice(payment))

    assert (old.status_code, new.status_code) == (200, 200)


async def test_news_about_other_things_is_kept_and_acknowledged(house: House) -> None:
    payment = await house.start(await house.purchase())
    about = {"id": "po_1", "object": "payout"}

    answer = await deliver_signed(
        house, notice(payment, type="payout.paid", data={"object": about})
    )

    assert answer.status_code == 200
    [event] = await house.all(GatewayEvent)
    assert (event.kind, event.handled_at is not None) == ("payout.paid", True)
    assert await house.work_off() == 0


async def test_a_notice_that_could_not_be_handled_stays_open_until_it_is_replayed(
    house: House,
) -> None:
    group = await house.purchase()
    payment = await house.start(group)
    await house.sandbox.turn(str(payment.id), never=True)
    await house.sandbox.pay(str(payment.id))
    # The provider does not know the payment the notice names (its database was restored).
    wrong = notice(payment)
    wrong["data"]["object"] |= {"id": "pi_unheard_of", "metadata": {}}
    await deliver_signed(house, wrong)

    with pytest.raises(Exception, match="No such payment_intent"):
        await house.work_off()

    [event] = await house.all(GatewayEvent)
    assert (event.handled_at, event.attempts) == (None, 1)
    assert "No such payment_intent" in event.error
    await house.sql("UPDATE gateway_events SET gateway_ref = :ref", ref=payment.gateway_ref)
    async with house.sessions.begin() as session:
        await service.replay(session, event_id=event.id)
    await house.work_off()
    assert (await house.reread(group)).paid_at is not None


async def test_the_whole_body_is_kept_as_it_came(house: House) -> None:
    payment = await house.start(await house.purchase())
    raw = json.dumps(notice(payment), indent=3).encode()

    await deliver(house, raw, **{"stripe-signature": signature(raw), "cookie": "session=secret"})

    [event] = await house.all(GatewayEvent)
    assert event.raw == raw
    assert "cookie" not in event.headers
    assert event.payment_ref == str(payment.id)
