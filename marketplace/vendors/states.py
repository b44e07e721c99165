"""The life of a vendor and of its application, as data."""

import enum
from collections.abc import Mapping
from typing import Final

from marketplace.kit.errors import TransitionRefused
from marketplace.kit.language import gettext as _


class VendorKind(enum.StrEnum):
    """Legal kinds. Source: Measures for Online Trading art. 12; domain rule MER-1."""

    COOPERATIVE = "cooperative"
    COMPANY = "company"
    SOLE_TRADER = "sole_trader"
    FAMILY_FARM = "family_farm"
    UNREGISTERED = "unregistered"


class VendorState(enum.StrEnum):
    """What a vendor may do. Only ``trading`` vendors sell."""

    DRAFT = "draft"
    PENDING = "pending"
    IN_REVIEW = "in_review"
    CORRECTION = "correction"
    REJECTED = "rejected"
    TRADING = "trading"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class VendorEvent(enum.StrEnum):
    """What can happen to a vendor."""

    SUBMIT = "submit"
    CLAIM = "claim"
    RELEASE = "release"
    REQUEST_CORRECTION = "request_correction"
    REJECT = "reject"
    APPROVE = "approve"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    CLOSE = "close"


S, E = VendorState, VendorEvent
TRANSITIONS: Final[Mapping[tuple[VendorState, VendorEvent], VendorState]] = {
    (S.DRAFT, E.SUBMIT): S.PENDING,
    (S.CORRECTION, E.SUBMIT): S.PENDING,
    (S.REJECTED, E.SUBMIT): S.PENDING,
    (S.PENDING, E.CLAIM): S.IN_REVIEW,
    (S.IN_REVIEW, E.RELEASE): S.PENDING,
    (S.IN_REVIEW, E.REQUEST_CORRECTION): S.CORRECTION,
    (S.IN_REVIEW, E.REJECT): S.REJECTED,
    (S.IN_REVIEW, E.APPROVE): S.TRADING,
    (S.TRADING, E.SUSPEND): S.SUSPENDED,
    (S.SUSPENDED, E.REINSTATE): S.TRADING,
    (S.TRADING, E.CLOSE): S.CLOSED,
    (S.SUSPENDED, E.CLOSE): S.CLOSED,
}


def next_state(state: VendorState, event: VendorEvent) -> VendorState:
    """Raises: TransitionRefused, when the table has no such edge."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise TransitionRefused(_("这家店的状态已经变了，请刷新后再操作。")) from None
