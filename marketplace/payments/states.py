"""The life of a payment attempt, of an operation at a provider, and of a refund."""

import enum
from collections.abc import Mapping
from typing import Final

from marketplace.kit.errors import TransitionRefused
from marketplace.kit.language import gettext as _


class PaymentState(enum.StrEnum):
    """Refunded and disputed are amounts, not states."""

    CREATED = "created"
    ACTION_REQUIRED = "action_required"
    PROCESSING = "processing"
    CAPTURED = "captured"
    FAILED = "failed"
    EXPIRED = "expired"
    CLOSED = "closed"


class PaymentEvent(enum.StrEnum):
    """What the provider, or time, says."""

    ASK_PAYER = "ask_payer"
    PROCESS = "process"
    CAPTURE = "capture"
    FAIL = "fail"
    EXPIRE = "expire"
    CLOSE = "close"


P, E = PaymentState, PaymentEvent
OPEN_STATES: Final = (P.CREATED, P.ACTION_REQUIRED, P.PROCESSING)
"""The payer may still pay."""
TRANSITIONS: Final[Mapping[tuple[PaymentState, PaymentEvent], PaymentState]] = {
    (P.CREATED, E.ASK_PAYER): P.ACTION_REQUIRED,
    (P.PROCESSING, E.ASK_PAYER): P.ACTION_REQUIRED,
    (P.ACTION_REQUIRED, E.ASK_PAYER): P.ACTION_REQUIRED,
    **{(state, E.PROCESS): P.PROCESSING for state in OPEN_STATES},
    **{(state, E.CAPTURE): P.CAPTURED for state in OPEN_STATES},
    **{(state, E.FAIL): P.FAILED for state in OPEN_STATES},
    **{(state, E.EXPIRE): P.EXPIRED for state in OPEN_STATES},
    **{(state, E.CLOSE): P.CLOSED for state in OPEN_STATES},
    # Money may arrive after we stopped waiting: it is never ignored.
    (P.FAILED, E.CAPTURE): P.CAPTURED,
    (P.EXPIRED, E.CAPTURE): P.CAPTURED,
    (P.CLOSED, E.CAPTURE): P.CAPTURED,
}


class RefundState(enum.StrEnum):
    """``abnormal``: the provider cannot finish it by itself; a person must."""

    REQUESTED = "requested"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    ABNORMAL = "abnormal"


class RefundEvent(enum.StrEnum):
    """What the provider says about a refund."""

    SEND = "send"
    CONFIRM = "confirm"
    REJECT = "reject"
    STICK = "stick"
    RETRY = "retry"


R, F = RefundState, RefundEvent
REFUND_TRANSITIONS: Final[Mapping[tuple[RefundState, RefundEvent], RefundState]] = {
    (R.REQUESTED, F.SEND): R.PROCESSING,
    (R.REQUESTED, F.CONFIRM): R.SUCCEEDED,
    (R.REQUESTED, F.REJECT): R.FAILED,
    (R.PROCESSING, F.CONFIRM): R.SUCCEEDED,
    (R.PROCESSING, F.REJECT): R.FAILED,
    (R.PROCESSING, F.STICK): R.ABNORMAL,
    (R.ABNORMAL, F.RETRY): R.REQUESTED,
    (R.ABNORMAL, F.CONFIRM): R.SUCCEEDED,
    # A bank may bounce a refund days after the provider accepted it.
    # Source: https://docs.stripe.com/refunds#failed-refunds
    (R.SUCCEEDED, F.REJECT): R.FAILED,
    (R.FAILED, F.RETRY): R.REQUESTED,
}


def next_state(state: PaymentState, event: PaymentEvent) -> PaymentState:
    """Raises: TransitionRefused, when the table has no such edge."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise TransitionRefused(_("付款状态已经变了，请刷新后再操作。")) from None


def next_refund_state(state: RefundState, event: RefundEvent) -> RefundState:
    """Raises: TransitionRefused, when the table has no such edge."""
    try:
        return REFUND_TRANSITIONS[state, event]
    except KeyError:
        raise TransitionRefused(_("退款状态已经变了，请刷新后再操作。")) from None
