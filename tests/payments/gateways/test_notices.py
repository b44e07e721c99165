import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from stripe import WebhookSignature

from marketplace.payments.gateways import NoticeKind, NoticeRefused, RefundOp
from marketplace.payments.gateways.stripe import StripeGateway, gateway_from_settings
from tests.support.sandbox_psp import API_KEY, SECRET, Sandbox, new_ref, start_payment

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
OLD_SECRET = "whsec_the_one_before"


def event(**given: Any) -> dict[str, Any]:
    intent = {
        "id": "pi_1",
        "object": "payment_intent",
        "amount": 12_850,
        "amount_received": 12_850,
        "currency": "cny",
        "metadata": {"payment_ref": "P1"},
    }
    told = {
        "id": "evt_1",
        "object": "event",
        "created": int(NOW.timestamp()) - 5,
        "data": {"object": intent},
        "livemode": False,
        "type": "payment_intent.succeeded",
    }
    return told | given


def signed(raw: bytes, *, at: datetime = NOW, secret: str = SECRET) -> dict[str, str]:
    """Headers as Stripe's own SDK makes them: the oracle our verification is held against."""
    header = WebhookSignature.generate_signature_header(
        raw.decode("utf-8", "surrogateescape"), secret, int(at.timestamp())
    )
    return {"Stripe-Signature": header}


RAW = json.dumps(event()).encode()


@pytest.fixture(scope="module")
def reader() -> StripeGateway:
    """A gateway that is never called: reading notices is pure."""
    return gateway_from_settings(api_key=API_KEY, webhook_secrets=[SECRET, OLD_SECRET])


def test_a_genuine_notice_says_what_to_fetch(reader: StripeGateway) -> None:
    notice = reader.open_notice(signed(RAW), RAW, NOW)

    assert (notice.external_id, notice.kind) == ("evt_1", NoticeKind.PAYMENT)
    assert (notice.gateway_ref, notice.our_ref) == ("pi_1", "P1")
    assert (notice.amount_minor, notice.currency) == (12_850, "CNY")
    assert notice.occurred_at == NOW - timedelta(seconds=5)
    assert notice.raw == RAW


def test_headers_count_whatever_their_capitals(reader: StripeGateway) -> None:
    headers = {"stripe-SIGNATURE": signed(RAW)["Stripe-Signature"]}

    assert reader.open_notice(headers, RAW, NOW).external_id == "evt_1"


def test_both_secrets_are_good_while_one_is_exchanged(reader: StripeGateway) -> None:
    assert reader.open_notice(signed(RAW, secret=OLD_SECRET), RAW, NOW)


def test_two_signatures_in_one_header_need_one_of_ours(reader: StripeGateway) -> None:
    ours = signed(RAW)["Stripe-Signature"]
    theirs = signed(RAW, secret="whsec_next")["Stripe-Signature"].partition(",")[2]

    assert reader.open_notice({"Stripe-Signature": f"{ours},{theirs}"}, RAW, NOW)


@pytest.mark.parametrize("seconds", [-300, 300])
def test_five_minutes_either_way_are_forgiven(reader: StripeGateway, seconds: int) -> None:
    headers = signed(RAW, at=NOW + timedelta(seconds=seconds))

    assert reader.open_notice(headers, RAW, NOW)


@pytest.mark.parametrize("seconds", [-301, 301, -86_400, 86_400 * 365])
def test_older_or_newer_is_refused(reader: StripeGateway, seconds: int) -> None:
    headers = signed(RAW, at=NOW + timedelta(seconds=seconds))

    with pytest.raises(NoticeRefused, match="too long ago, or in the future"):
        reader.open_notice(headers, RAW, NOW)


def stamp() -> int:
    return int(NOW.timestamp())


Forged = tuple[Mapping[str, str], bytes]
FORGERIES: dict[str, Callable[[], Forged]] = {
    "unsigned": lambda: ({}, RAW),
    "empty signature": lambda: ({"Stripe-Signature": ""}, RAW),
    "no timestamp": lambda: (
        {"Stripe-Signature": signed(RAW)["Stripe-Signature"].partition(",")[2]},
        RAW,
    ),
    "two timestamps": lambda: (
        {"Stripe-Signature": f"t={stamp()}," + signed(RAW)["Stripe-Signature"]},
        RAW,
    ),
    "wrong secret": lambda: (signed(RAW, secret="whsec_guess"), RAW),
    "empty secret": lambda: (signed(RAW, secret=""), RAW),
    "changed body": lambda: (signed(RAW), RAW.replace(b"12850", b"12851")),
    "changed timestamp": lambda: (
        {"Stripe-Signature": signed(RAW)["Stripe-Signature"].replace(f"t={stamp()}", "t=1")},
        RAW,
    ),
    "weaker scheme": lambda: (
        {"Stripe-Signature": signed(RAW)["Stripe-Signature"].replace("v1=", "v0=")},
        RAW,
    ),
    "timestamp in words": lambda: ({"Stripe-Signature": "t=now,v1=abc"}, RAW),
    "timestamp in other digits": lambda: ({"Stripe-Signature": "t=１２３,v1=abc"}, RAW),
    "timestamp beyond time": lambda: ({"Stripe-Signature": f"t={'9' * 40},v1=abc"}, RAW),
    "signature with odd letters": lambda: ({"Stripe-Signature": f"t={stamp()},v1=签名"}, RAW),
    "empty body": lambda: (signed(b""), b""),
    "not JSON": lambda: (signed(b"{"), b"{"),
    "not text": lambda: (signed(RAW), b"\xff\xfe" + RAW),
    "a list": lambda: (signed(b"[]"), b"[]"),
    "nested beyond reading": lambda: (signed(b"[" * 100_000), b"[" * 100_000),
    "a thin event": lambda: sealed(event(object="v2.core.event")),
    "no object": lambda: sealed(event(data={})),
    "an object of nothing": lambda: sealed(event(data={"object": None})),
    "no id": lambda: sealed({key: value for key, value in event().items() if key != "id"}),
    "created in words": lambda: sealed(event(created="yesterday")),
    "of the other mode": lambda: sealed(event(livemode=True)),
    "a megabyte": lambda: sealed(event(padding="x" * 1_000_000)),
}


def sealed(body: dict[str, Any]) -> Forged:
    raw = json.dumps(body).encode()
    return signed(raw), raw


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forged_or_unreadable_notice_is_refused(
    reader: StripeGateway, forgery: Callable[[], Forged]
) -> None:
    headers, raw = forgery()

    with pytest.raises(NoticeRefused):
        reader.open_notice(headers, raw, NOW)


def test_without_secrets_every_notice_is_refused() -> None:
    unarmed = gateway_from_settings(api_key=API_KEY, webhook_secrets=[""])

    with pytest.raises(NoticeRefused):
        unarmed.open_notice(signed(RAW, secret=""), RAW, NOW)


def test_a_live_account_takes_live_notices_only() -> None:
    live = gateway_from_settings(api_key="sk_live_x", webhook_secrets=[SECRET])
    headers, raw = sealed(event(livemode=True))

    assert live.open_notice(headers, raw, NOW)
    with pytest.raises(NoticeRefused, match="mode"):
        live.open_notice(signed(RAW), RAW, NOW)


def test_a_notice_about_something_else_is_recorded_as_other(reader: StripeGateway) -> None:
    headers, raw = sealed(
        event(type="payout.paid", data={"object": {"id": "po_1", "object": "payout"}})
    )

    notice = reader.open_notice(headers, raw, NOW)

    assert (notice.kind, notice.topic) == (NoticeKind.OTHER, "payout.paid")
    assert (notice.gateway_ref, notice.our_ref, notice.amount_minor) == (None, None, None)


def test_stripe_wants_200_for_taken_and_400_for_refused(reader: StripeGateway) -> None:
    assert reader.acknowledge(ok=True).status == 200
    assert reader.acknowledge(ok=False).status == 400


async def test_notices_of_a_real_payment_and_refund_name_them(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    op = start_payment()
    attempt = await gateway.start(op)
    await sandbox.pay(op.payment_ref)
    refund = await gateway.refund(
        RefundOp(
            op_id=new_ref(),
            gateway_ref=attempt.gateway_ref,
            payment_ref=op.payment_ref,
            amount_minor=50,
            currency="CNY",
        )
    )

    letters = await sandbox.mailbox.about(op.payment_ref, count=5)

    opened = [gateway.open_notice(each.headers, each.raw, datetime.now(UTC)) for each in letters]
    by_topic = {notice.topic: notice for notice in opened}
    assert set(by_topic) == {
        "charge.succeeded",
        "payment_intent.succeeded",
        "refund.created",
        "charge.refunded",
        "refund.updated",
    }
    assert {notice.our_ref for notice in opened} == {op.payment_ref}
    assert {notice.gateway_ref for notice in opened} == {attempt.gateway_ref}
    assert {notice.kind for notice in opened if "refund" in notice.topic} == {NoticeKind.REFUND}
    assert by_topic["refund.updated"].refund_ref == refund.refund_ref
    assert by_topic["refund.updated"].amount_minor == 50
    assert by_topic["payment_intent.succeeded"].amount_minor == 12_850
