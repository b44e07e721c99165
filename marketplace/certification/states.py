"""The life of a paper, as data. Expiry is no state: it follows from the date."""

import enum
from collections.abc import Mapping
from typing import Final

from marketplace.kit.errors import TransitionRefused
from marketplace.kit.language import gettext as _


class CertificateState(enum.StrEnum):
    """What the reviewers said. Expiry is not a state: it follows from the date."""

    PENDING = "pending"
    VALID = "valid"
    REJECTED = "rejected"
    REVOKED = "revoked"


class CertificateEvent(enum.StrEnum):
    """What can happen to a paper."""

    ACCEPT = "accept"
    REJECT = "reject"
    REVOKE = "revoke"


S, E = CertificateState, CertificateEvent
TRANSITIONS: Final[Mapping[tuple[CertificateState, CertificateEvent], CertificateState]] = {
    (S.PENDING, E.ACCEPT): S.VALID,
    (S.PENDING, E.REJECT): S.REJECTED,
    (S.VALID, E.REVOKE): S.REVOKED,
}


def next_state(state: CertificateState, event: CertificateEvent) -> CertificateState:
    """Raises: TransitionRefused, when the table has no such edge."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise TransitionRefused(_("这份证书的状态已经变了，请刷新后再操作。")) from None
