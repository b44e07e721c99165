"""Identifiers: time-ordered UUIDs for rows, readable numbers for people."""

import os
import secrets
import time
from datetime import datetime
from typing import Final
from uuid import UUID

from marketplace.kit.clock import CHINA

_ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0/O and 1/I: the number is read aloud over the telephone."""


def uuid7() -> UUID:
    """A version 7 UUID: 48 bits of milliseconds, then 74 random bits.

    Source: RFC 9562 section 5.7.
    """
    milliseconds = time.time_ns() // 1_000_000
    raw = bytearray(milliseconds.to_bytes(6, "big") + os.urandom(10))
    raw[6] = 0x70 | (raw[6] & 0x0F)
    raw[8] = 0x80 | (raw[8] & 0x3F)
    return UUID(bytes=bytes(raw))


def token() -> str:
    """An opaque secret of 256 bits, safe in URLs and cookies."""
    return secrets.token_urlsafe(32)


def readable_number(prefix: str, moment: datetime) -> str:
    """A number such as ``P261120-7KQ3MXVA``: the day in China and 40 random bits."""
    tail = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"{prefix}{moment.astimezone(CHINA):%y%m%d}-{tail}"
