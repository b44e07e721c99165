"""That a phone was proved by a code, carried from one page to the next."""

from datetime import timedelta
from typing import Final

from marketplace.infra.crypto import sign, signature_fits
from marketplace.kit.clock import utcnow

_GOOD_FOR: Final = timedelta(minutes=15)
_PURPOSE: Final = "phone-proof"


def prove(phone: str) -> str:
    """A note that ``phone`` (E.164) has just received and given back its code."""
    until = int((utcnow() + _GOOD_FOR).timestamp())
    return f"{until}.{sign(_PURPOSE, f'{phone}|{until}')}"


def is_proved(phone: str, proof: str) -> bool:
    """Whether ``proof`` is our note for ``phone``, and not too old."""
    until, _dot, signature = proof.partition(".")
    if not until.isascii() or not until.isdigit() or len(until) > 12:
        return False
    return int(until) > utcnow().timestamp() and signature_fits(
        _PURPOSE, f"{phone}|{until}", signature
    )
