"""Pure decisions about money that has come in: whom it is for, and what a provider's word means."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from marketplace.payments.gateways import PaymentSnapshot, PaymentStanding, RefundStanding
from marketplace.payments.states import PaymentEvent, RefundEvent

EVENTS: Final[Mapping[PaymentStanding, PaymentEvent]] = {
    PaymentStanding.CREATED: PaymentEvent.PROCESS,
    PaymentStanding.ACTION_REQUIRED: PaymentEvent.ASK_PAYER,
    PaymentStanding.PROCESSING: PaymentEvent.PROCESS,
    PaymentStanding.AUTHORIZED: PaymentEvent.PROCESS,
    PaymentStanding.CAPTURED: PaymentEvent.CAPTURE,
    PaymentStanding.FAILED: PaymentEvent.FAIL,
    PaymentStanding.EXPIRED: PaymentEvent.EXPIRE,
    PaymentStanding.CLOSED: PaymentEvent.CLOSE,
}
"""What our state machine hears when the provider's payment stands so."""

REFUND_EVENTS: Final[Mapping[RefundStanding, RefundEvent]] = {
    RefundStanding.REQUESTED: RefundEvent.SEND,
    RefundStanding.PROCESSING: RefundEvent.SEND,
    RefundStanding.SUCCEEDED: RefundEvent.CONFIRM,
    RefundStanding.FAILED: RefundEvent.REJECT,
    RefundStanding.ABNORMAL: RefundEvent.STICK,
}

PAYABLE: Final = frozenset({PaymentStanding.CREATED, PaymentStanding.ACTION_REQUIRED})
"""Somebody could still pay it."""

GIVE_UP_CLOSING_AFTER: Final = timedelta(hours=2)
"""A provider that has been silent for so long does not hold stock any longer; should the money
have come all the same, it is taken or given back as late money."""


class Verdict(enum.StrEnum):
    """Whom captured money is for. All but ``counts`` are kept in ``Payment.failure``."""

    COUNTS = "counts"
    WRONG_AMOUNT = "wrong_amount"
    """Not what was asked, or not in its currency: to suspense, and a person looks."""
    SECOND = "second"
    """The purchase is paid already: goes back by itself."""
    LATE = "late"
    """The purchase was closed: taken if the goods can still be had, else goes back by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What we asked for, and where the purchase stands."""

    amount_minor: int
    currency: str
    is_paid: bool
    is_closed: bool


def verdict(due: Due, snapshot: PaymentSnapshot) -> Verdict:
    """Whom the captured money in ``snapshot`` is for."""
    if (snapshot.amount_minor, snapshot.currency) != (due.amount_minor, due.currency):
        return Verdict.WRONG_AMOUNT
    if due.is_paid:
        return Verdict.SECOND
    return Verdict.LATE if due.is_closed else Verdict.COUNTS
