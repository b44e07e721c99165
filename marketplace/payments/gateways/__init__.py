"""What we ask of any payment provider, and how it may answer. No provider's own words here.

Amounts are whole minor units, currencies upper-case ISO codes, moments aware UTC.
"""

import enum
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol

Method = Literal["wechat_pay", "alipay", "card"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What one merchant account can do: data to decide by, never a type to switch on."""

    methods: frozenset[Method]
    currencies: frozenset[str]
    two_step: bool = False
    """Authorising and capturing are separate."""
    partial_capture: bool = False
    close: bool = True
    """An open payment can be made unpayable."""
    max_refunds: int | None = None
    refund_window: timedelta | None = None
    """Counted from the payment; afterwards money goes back by another way."""
    refund_async: bool = False
    """An accepted refund may still be processing, and may fail later."""
    key_lifetime: timedelta | None = None
    """How long a repeated ``op_id`` is surely recognised; None is for ever."""
    split: Literal["none", "sync", "async"] = "none"
    split_max_receivers: int = 0
    split_max_bps: int | None = None
    hold: timedelta | None = None
    """Frozen funds are released by themselves after this long."""
    custody: Literal["platform", "psp_frozen"] = "platform"
    """Where vendors' money rests until it is theirs."""


class PaymentStanding(enum.StrEnum):
    """Where a payment stands in the provider's eyes. Refunded is an amount, not a standing."""

    CREATED = "created"
    ACTION_REQUIRED = "action_required"
    PROCESSING = "processing"
    AUTHORIZED = "authorized"
    CAPTURED = "captured"
    FAILED = "failed"
    EXPIRED = "expired"
    CLOSED = "closed"


class RefundStanding(enum.StrEnum):
    """Where a refund stands in the provider's eyes. ``abnormal``: a person has to act."""

    REQUESTED = "requested"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    ABNORMAL = "abnormal"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPayment:
    """One attempt to be paid. Written down and committed before it is sent."""

    op_id: str
    """The idempotency key: the same one always means this very attempt."""
    payment_ref: str
    """Our number. It comes back in every snapshot and notice as ``our_ref``."""
    amount_minor: int
    currency: str
    description: str
    method: Method
    return_url: str
    expires_at: datetime
    """Told to the provider and its payer page; closing in time is still our duty."""
    method_token: str | None = None
    """A card as the provider's own page made it; card numbers never reach us."""
    metadata: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAction:
    """What the payer does next: nothing, follow ``url``, or scan ``qr_text`` (``url`` shows it)."""

    kind: Literal["none", "redirect", "qr"] = "none"
    url: str | None = None
    qr_text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSnapshot:
    """A payment as the provider has it now: the only thing ``settle`` believes."""

    gateway_ref: str
    our_ref: str | None
    """None when the payment was not made by us."""
    state: PaymentStanding
    asked_minor: int
    amount_minor: int
    """Captured so far; compare with what was due before booking."""
    refunded_minor: int
    """Refunds accepted, finished or not, and not bounced."""
    currency: str
    charge_ref: str | None
    created_at: datetime
    failure_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """The answer to ``start``."""

    snapshot: PaymentSnapshot
    next_action: NextAction

    @property
    def gateway_ref(self) -> str:
        return self.snapshot.gateway_ref

    @property
    def state(self) -> PaymentStanding:
        return self.snapshot.state


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundOp:
    """Money to go back on one payment. Written down and committed before it is sent."""

    op_id: str
    gateway_ref: str
    """Of the payment."""
    payment_ref: str
    amount_minor: int
    currency: str
    metadata: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundSnapshot:
    """A refund as the provider has it now. ``succeeded`` may still turn ``failed``, days later."""

    refund_ref: str
    gateway_ref: str
    """Of the payment."""
    op_id: str | None
    """None when the refund was not made by us."""
    state: RefundStanding
    amount_minor: int
    currency: str
    failure_code: str | None = None


class NoticeKind(enum.StrEnum):
    """Why the provider writes. It says which object to fetch, never what to book."""

    PAYMENT = "payment"
    REFUND = "refund"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A genuine message from the provider, read but not believed: fetch before booking."""

    external_id: str
    """Unique per gateway; a repeated one has been seen before."""
    kind: NoticeKind
    topic: str
    """The provider's own name for it, for people to read."""
    gateway_ref: str | None
    """Of the payment, for notices about refunds too."""
    refund_ref: str | None
    our_ref: str | None
    occurred_at: datetime
    amount_minor: int | None
    currency: str | None
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """The reply this provider wants to a notice."""

    status: int
    body: str = ""
    media_type: str = "text/plain"


class NoticeRefused(Exception):
    """Not from the provider, not meant for us, or too old or too new: answer 4xx, book nothing."""


class GatewayError(Exception):
    """A call that did not do what was asked. Callers catch the four kinds below.

    ``code`` is the provider's word for it; ``message`` is English, for logs and operators.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Declined(GatewayError):
    """The payer's side said no. Final for this attempt; another attempt may succeed.

    ``gateway_ref`` names the failed payment at the provider, if it made one.
    """

    def __init__(self, message: str, *, code: str, gateway_ref: str | None = None) -> None:
        super().__init__(message, code=code)
        self.gateway_ref = gateway_ref


class Rejected(GatewayError):
    """The request itself was wrong: our bug, our key, or a state we had not heard of.

    Nothing happened and repeating it will not help. ``status`` is the HTTP status.
    """

    def __init__(self, message: str, *, code: str, status: int | None = None) -> None:
        super().__init__(message, code=code)
        self.status = status


class Retryable(GatewayError):
    """Surely not done: too many calls, or the same one is under way. Repeat it a little later."""


class OutcomeUnknown(GatewayError):
    """It may or may not have happened. Keep ``processing``, ask or repeat with the same ``op_id``.

    Never treat it as failed, never mint a new key.
    """


class PaymentGateway(Protocol):
    """One merchant account at one provider. Every call has the adapter's own time limit.

    Raises: Declined, Rejected, Retryable, OutcomeUnknown, from any call over the network.
    """

    @property
    def name(self) -> str:
        """Ours, stable: half of the inbox's unique key."""
        ...

    @property
    def capabilities(self) -> Capabilities: ...

    async def start(self, op: StartPayment) -> Attempt:
        """Ask to be paid. The same ``op_id`` is the same attempt, however often it is sent."""
        ...

    async def fetch(self, gateway_ref: str) -> PaymentSnapshot: ...

    async def find_by_our_ref(
        self, payment_ref: str, *, started_at: datetime
    ) -> PaymentSnapshot | None:
        """The payment with our number, for when the answer to ``start`` was lost.

        None is proof that there was none, not a guess from a lagging index. ``started_at`` is
        when our operation row was written; the newest wins if there were several.
        """
        ...

    async def close(self, gateway_ref: str, *, op_id: str) -> PaymentSnapshot:
        """Make it unpayable. If the payer was faster, the snapshot says ``captured`` instead."""
        ...

    async def refund(self, op: RefundOp) -> RefundSnapshot:
        """Send money back. The same ``op_id`` is the same refund, within ``key_lifetime``."""
        ...

    async def fetch_refund(self, refund_ref: str) -> RefundSnapshot: ...

    async def find_refund(self, op_id: str, *, gateway_ref: str) -> RefundSnapshot | None:
        """The refund sent with ``op_id``, for when its answer was lost longer than keys live."""
        ...

    def open_notice(self, headers: Mapping[str, str], raw: bytes, now: datetime) -> Notice:
        """Verify and read a notice; pure. Refuses what is over 300 s old, or from the future.

        Raises: NoticeRefused.
        """
        ...

    def acknowledge(self, *, ok: bool) -> Ack: ...

    def list_payments(self, since: datetime) -> AsyncIterator[PaymentSnapshot]:
        """Every payment made at the provider since, newest first: what the sweeper compares."""
        ...

    async def aclose(self) -> None: ...


def header(headers: Mapping[str, str], name: str) -> str | None:
    """A header whatever its capitals."""
    return next((value for key, value in headers.items() if key.lower() == name), None)


__all__: Sequence[str] = [
    "Ack",
    "Attempt",
    "Capabilities",
    "Declined",
    "GatewayError",
    "Method",
    "NextAction",
    "Notice",
    "NoticeKind",
    "NoticeRefused",
    "OutcomeUnknown",
    "PaymentGateway",
    "PaymentSnapshot",
    "PaymentStanding",
    "RefundOp",
    "RefundSnapshot",
    "RefundStanding",
    "Rejected",
    "Retryable",
    "StartPayment",
    "header",
]
