"""``PaymentGateway`` over Stripe's API, real or the sandbox's: the one module that imports stripe.

Stripe's objects are plain mappings from the border on; its exceptions become our four.

Source: docs.stripe.com/api (2026-10-28.endive), docs.stripe.com/payments/wechat-pay, /alipay
"""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

import stripe
from stripe.params import (
    PaymentIntentCreateParams,
    PaymentIntentCreateParamsPaymentMethodOptions,
    RefundCreateParams,
)

from marketplace.payments.gateways import (
    Ack,
    Attempt,
    Capabilities,
    Declined,
    GatewayError,
    NextAction,
    Notice,
    NoticeKind,
    NoticeRefused,
    OutcomeUnknown,
    PaymentSnapshot,
    PaymentStanding,
    RefundOp,
    RefundSnapshot,
    RefundStanding,
    Rejected,
    Retryable,
    StartPayment,
    header,
)

# The SDK would otherwise report our timings and platform with every call.
stripe.enable_telemetry = False

CAPABILITIES: Final = Capabilities(
    methods=frozenset({"wechat_pay", "alipay", "card"}),
    currencies=frozenset({"CNY"}),
    # WeChat Pay's limit, the shortest of the three. Source: docs.stripe.com/payments/wechat-pay
    refund_window=timedelta(days=180),
    refund_async=True,
    key_lifetime=timedelta(hours=24),
)

STANDINGS: Final[Mapping[str, PaymentStanding]] = {
    "requires_payment_method": PaymentStanding.CREATED,
    "requires_confirmation": PaymentStanding.CREATED,
    "requires_action": PaymentStanding.ACTION_REQUIRED,
    "processing": PaymentStanding.PROCESSING,
    "requires_capture": PaymentStanding.AUTHORIZED,
    "succeeded": PaymentStanding.CAPTURED,
    "canceled": PaymentStanding.CLOSED,
}
REFUND_STANDINGS: Final[Mapping[str, RefundStanding]] = {
    "pending": RefundStanding.PROCESSING,
    "succeeded": RefundStanding.SUCCEEDED,
    "failed": RefundStanding.FAILED,
    "canceled": RefundStanding.FAILED,
    "requires_action": RefundStanding.ABNORMAL,
}
EXPIRED_REASONS: Final = frozenset({"automatic", "expired"})

NOTICE_TOLERANCE: Final = timedelta(seconds=300)
LONGEST_NOTICE: Final = 512 * 1024
CLOCK_SLACK: Final = timedelta(minutes=5)
"""How far Stripe's clock may be behind ours when we look for a payment by its time."""

_UNREADABLE: Final = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
)
"""What reading a mapping that is not what we think it is may raise."""

Seen = Mapping[str, Any]
"""A Stripe object as plain data."""


def gateway_from_settings(
    *,
    api_key: str,
    webhook_secrets: Sequence[str],
    base_url: str | None = None,
    name: str = "stripe",
    time_limit: float = 8.0,
    max_network_retries: int = 1,
) -> "StripeGateway":
    """The gateway at ``base_url``: Stripe itself when None, else the sandbox or a fault proxy.

    ``webhook_secrets``: the current one, and while it is being exchanged the other too.

    Units: ``time_limit`` in seconds, over a whole call with its retries.
    """
    http = _HttpxClient(timeout=time_limit)
    client = stripe.StripeClient(
        api_key,
        base_addresses={"api": base_url.rstrip("/")} if base_url else None,
        http_client=http,
        max_network_retries=max_network_retries,
    )
    return StripeGateway(
        client,
        http,
        name=name,
        webhook_secrets=webhook_secrets,
        live="_live_" in api_key,
        time_limit=time_limit,
    )


class _HttpxClient(stripe.HTTPXClient):
    """The SDK's own, but giving httpx its form as ``content``.

    As ``data``, where the SDK puts it, text draws a deprecation warning with every call.
    """

    def _get_request_args_kwargs(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any
    ) -> list[Any]:
        sdk: Any = super()
        arguments, named = sdk._get_request_args_kwargs(method, url, headers, post_data)  # noqa: SLF001 - a seam of its own
        named["content"] = named.pop("data") or None
        return [arguments, named]


class StripeGateway:
    """See ``PaymentGateway``. ``live`` tells real notices from those of test mode."""

    def __init__(
        self,
        client: stripe.StripeClient,
        http: stripe.HTTPXClient,
        *,
        name: str,
        webhook_secrets: Sequence[str],
        live: bool,
        time_limit: float,
    ) -> None:
        self._http = http
        self._stripe = client.v1
        self._name = name
        self._webhook_secrets = tuple(secret for secret in webhook_secrets if secret)
        self._live = live
        self._time_limit = time_limit

    @property
    def name(self) -> str:
        return self._name

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    async def start(self, op: StartPayment) -> Attempt:
        params = _start_params(op)
        async with self._asking():
            made = await self._stripe.payment_intents.create_async(
                params, {"idempotency_key": op.op_id}
            )
            intent = made.to_dict()
            return Attempt(snapshot=_snapshot(intent), next_action=_next_action(intent))

    async def fetch(self, gateway_ref: str) -> PaymentSnapshot:
        async with self._asking():
            found = await self._stripe.payment_intents.retrieve_async(
                gateway_ref, {"expand": ["latest_charge"]}
            )
            return _snapshot(found.to_dict())

    async def find_by_our_ref(
        self, payment_ref: str, *, started_at: datetime
    ) -> PaymentSnapshot | None:
        # Stripe's search would find it in one call, but lags behind by up to a minute: good
        # enough to find something, not to say that it does not exist. A list never lags.
        until = started_at + cast(timedelta, CAPABILITIES.key_lifetime) + CLOCK_SLACK
        async for payment in self.list_payments(started_at - CLOCK_SLACK, until=until):
            if payment.our_ref == payment_ref:
                return payment
        return None

    async def close(self, gateway_ref: str, *, op_id: str) -> PaymentSnapshot:
        try:
            async with self._asking():
                closed = await self._stripe.payment_intents.cancel_async(
                    gateway_ref,
                    {"cancellation_reason": "abandoned", "expand": ["latest_charge"]},
                    {"idempotency_key": op_id},
                )
                return _snapshot(closed.to_dict())
        except Rejected as refusal:
            if refusal.code != "payment_intent_unexpected_state":
                raise
            return await self.fetch(gateway_ref)

    async def refund(self, op: RefundOp) -> RefundSnapshot:
        params: RefundCreateParams = {
            "payment_intent": op.gateway_ref,
            "amount": op.amount_minor,
            "reason": "requested_by_customer",
            "metadata": {**op.metadata, "payment_ref": op.payment_ref, "op_id": op.op_id},
        }
        async with self._asking():
            made = await self._stripe.refunds.create_async(params, {"idempotency_key": op.op_id})
            return _refund_snapshot(made.to_dict())

    async def fetch_refund(self, refund_ref: str) -> RefundSnapshot:
        async with self._asking():
            found = await self._stripe.refunds.retrieve_async(refund_ref)
            return _refund_snapshot(found.to_dict())

    async def find_refund(self, op_id: str, *, gateway_ref: str) -> RefundSnapshot | None:
        async with self._asking():
            page = await self._stripe.refunds.list_async(
                {"payment_intent": gateway_ref, "limit": 100}
            )
            async for refund in page.auto_paging_iter():
                seen = _refund_snapshot(refund.to_dict())
                if seen.op_id == op_id:
                    return seen
        return None

    async def list_payments(
        self, since: datetime, *, until: datetime | None = None
    ) -> AsyncGenerator[PaymentSnapshot]:
        """Each page has the time limit, not the whole walk."""
        created: stripe.params.PaymentIntentListParamsCreated = {"gte": int(since.timestamp())}
        if until is not None:
            created["lte"] = int(until.timestamp())
        after: str | None = None
        while True:
            params: stripe.params.PaymentIntentListParams = {
                "created": created,
                "limit": 100,
                "expand": ["data.latest_charge"],
            }
            if after is not None:
                params["starting_after"] = after
            async with self._asking():
                page = await self._stripe.payment_intents.list_async(params)
                seen = [_snapshot(intent.to_dict()) for intent in page.data]
            for payment in seen:
                yield payment
            if not page.has_more or not page.data:
                return
            after = page.data[-1].id

    def open_notice(self, headers: Mapping[str, str], raw: bytes, now: datetime) -> Notice:
        if len(raw) > LONGEST_NOTICE:
            raise NoticeRefused("longer than any notice of Stripe's")
        signed_at = _signed_at(header(headers, "stripe-signature"), raw, self._webhook_secrets)
        if abs(now - signed_at) > NOTICE_TOLERANCE:
            raise NoticeRefused("signed too long ago, or in the future")
        try:
            event = json.loads(raw)
            if event["object"] != "event" or event["livemode"] is not self._live:
                raise NoticeRefused("not an event of this account's mode")
            return _notice(event, raw)
        except _UNREADABLE as trouble:
            raise NoticeRefused("signed, but not a Stripe event") from trouble

    def acknowledge(self, *, ok: bool) -> Ack:
        return Ack(status=200 if ok else 400)

    async def aclose(self) -> None:
        await self._http.close_async()

    @asynccontextmanager
    async def _asking(self) -> AsyncGenerator[None]:
        """Our own time limit, and Stripe's troubles in our words.

        Raises: Declined, Rejected, Retryable, OutcomeUnknown.
        """
        try:
            async with asyncio.timeout(self._time_limit):
                yield
        except stripe.StripeError as trouble:
            raise _our_word_for(trouble) from trouble
        except TimeoutError as trouble:
            raise OutcomeUnknown("Stripe did not answer in time", code="timeout") from trouble
        except _UNREADABLE as trouble:
            # The money may have moved all the same.
            raise OutcomeUnknown("an answer we cannot read", code="unreadable") from trouble


def _our_word_for(trouble: stripe.StripeError) -> GatewayError:
    """Whatever is not surely something else is an unknown outcome."""
    told, code = trouble.user_message or str(trouble), trouble.code or type(trouble).__name__
    match trouble:
        case stripe.CardError():
            error: Seen = cast(Any, trouble.json_body or {}).get("error", {})
            payment: Seen = error.get("payment_intent") or {}
            declined = error.get("decline_code") or code
            return Declined(told, code=declined, gateway_ref=payment.get("id"))
        case stripe.RateLimitError():
            return Retryable(told, code="rate_limit")
        case (
            stripe.IdempotencyError()
            | stripe.InvalidRequestError()
            | stripe.AuthenticationError()
            | stripe.PermissionError()
        ):
            return Rejected(told, code=code, status=trouble.http_status)
        case _ if trouble.http_status == 409:
            # The first call with this key is still being worked on.
            return Retryable(told, code="idempotency_key_in_use")
        case _:
            return OutcomeUnknown(told, code=code)


def _start_params(op: StartPayment) -> PaymentIntentCreateParams:
    """Raises: Rejected."""
    params: PaymentIntentCreateParams = {
        "amount": op.amount_minor,
        "currency": op.currency.lower(),
        "description": op.description,
        "allowed_payment_method_types": [op.method],
        "confirm": True,
        "return_url": op.return_url,
        "expand": ["latest_charge"],
        "metadata": {
            **op.metadata,
            "payment_ref": op.payment_ref,
            "op_id": op.op_id,
            "expires_at": str(int(op.expires_at.timestamp())),
        },
    }
    if op.method == "card":
        if op.method_token is None:
            raise Rejected("a card is paid by its token", code="method_token_missing")
        params["payment_method"] = op.method_token
    else:
        params["payment_method_data"] = {"type": op.method}
    if op.method == "wechat_pay":
        options: PaymentIntentCreateParamsPaymentMethodOptions = {"wechat_pay": {"client": "web"}}
        params["payment_method_options"] = options
    return params


def _snapshot(intent: Seen) -> PaymentSnapshot:
    charge: Seen = intent.get("latest_charge") or {}
    failure: Seen = intent.get("last_payment_error") or {}
    return PaymentSnapshot(
        gateway_ref=intent["id"],
        our_ref=_metadata(intent).get("payment_ref"),
        state=_standing(intent),
        asked_minor=intent["amount"],
        amount_minor=intent["amount_received"],
        refunded_minor=charge.get("amount_refunded", 0),
        currency=intent["currency"].upper(),
        charge_ref=charge.get("id"),
        created_at=_moment(intent["created"]),
        failure_code=failure.get("decline_code") or failure.get("code"),
    )


def _standing(intent: Seen) -> PaymentStanding:
    if intent["status"] == "requires_payment_method" and intent["last_payment_error"]:
        return PaymentStanding.FAILED
    if intent.get("cancellation_reason") in EXPIRED_REASONS:
        return PaymentStanding.EXPIRED
    # A status Stripe may add one day: money may be on its way, so keep asking.
    return STANDINGS.get(intent["status"], PaymentStanding.PROCESSING)


def _next_action(intent: Seen) -> NextAction:
    action: Seen = intent.get("next_action") or {"type": "none"}
    details: Seen = action.get(action["type"]) or {}
    if action["type"] == "wechat_pay_display_qr_code":
        return NextAction(
            kind="qr", url=details["hosted_instructions_url"], qr_text=details["data"]
        )
    if action["type"] in ("alipay_handle_redirect", "redirect_to_url"):
        return NextAction(kind="redirect", url=details["url"])
    return NextAction()


def _refund_snapshot(refund: Seen) -> RefundSnapshot:
    return RefundSnapshot(
        refund_ref=refund["id"],
        gateway_ref=refund["payment_intent"],
        op_id=_metadata(refund).get("op_id"),
        state=REFUND_STANDINGS.get(refund["status"], RefundStanding.PROCESSING),
        amount_minor=refund["amount"],
        currency=refund["currency"].upper(),
        failure_code=refund.get("failure_reason"),
    )


def _notice(event: Seen, raw: bytes) -> Notice:
    about: Seen = event["data"]["object"]
    what = about["object"]
    kind = NoticeKind.OTHER
    if what == "refund" or event["type"].startswith("charge.refund"):
        kind = NoticeKind.REFUND
    elif what in ("payment_intent", "charge"):
        kind = NoticeKind.PAYMENT
    amount = about.get("amount_received") if what == "payment_intent" else about.get("amount")
    currency = about.get("currency")
    return Notice(
        external_id=str(event["id"]),
        kind=kind,
        topic=str(event["type"]),
        gateway_ref=about["id"] if what == "payment_intent" else about.get("payment_intent"),
        refund_ref=about["id"] if what == "refund" else None,
        our_ref=_metadata(about).get("payment_ref"),
        occurred_at=_moment(event["created"]),
        amount_minor=amount,
        currency=currency.upper() if currency else None,
        raw=raw,
    )


def _metadata(thing: Seen) -> Mapping[str, str]:
    return thing.get("metadata") or {}


def _signed_at(signature: str | None, raw: bytes, secrets: Sequence[str]) -> datetime:
    """When ``raw`` was signed by one of ``secrets``, compared in constant time.

    Raises: NoticeRefused.
    Source: docs.stripe.com/webhooks#verify-manually
    """
    parts = [part.partition("=") for part in (signature or "").split(",")]
    stamps = [value for name, _, value in parts if name.strip() == "t"]
    given = [value.encode() for name, _, value in parts if name.strip() == "v1"]
    if len(stamps) != 1 or not stamps[0].isascii() or not stamps[0].isdecimal():
        raise NoticeRefused("no signature")
    if len(stamps[0]) > 11:
        raise NoticeRefused("signed in another geological age")
    signed = stamps[0].encode() + b"." + raw
    genuine = [hmac.new(s.encode(), signed, hashlib.sha256).hexdigest().encode() for s in secrets]
    if not any(hmac.compare_digest(mine, theirs) for mine in genuine for theirs in given):
        raise NoticeRefused("not signed by any of our secrets")
    return _moment(int(stamps[0]))


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
