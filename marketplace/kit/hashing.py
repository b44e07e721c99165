"""Fingerprints of texts and records, for snapshots and the audit chain; no keys, no passwords."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final, cast
from uuid import UUID

GENESIS: Final = "0" * 64
"""What the first record of a chain names as its predecessor."""


def sha256_hex(content: str | bytes) -> str:
    """SHA-256 of ``content`` (text as UTF-8), as 64 lower-case hexadecimal digits."""
    raw = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(raw).hexdigest()


def canonical_json(record: object) -> str:
    """The one way to write ``record`` as JSON: sorted keys, no spaces, nothing escaped.

    Moments become UTC with microseconds, days ISO 8601, UUIDs and decimals their text. Floats,
    naive moments and keys that are not text are refused with TypeError: they would not come back
    from a ``jsonb`` column with the same bytes.
    """
    return json.dumps(_plain(record), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def fingerprint(record: object) -> str:
    """SHA-256 of ``record`` in canonical JSON: equal records, equal fingerprints."""
    return sha256_hex(canonical_json(record))


def chained(previous: str, record: object) -> str:
    """The hash of ``record`` as the successor of the record whose hash is ``previous``.

    Changing, dropping or reordering any earlier record changes every later hash. The first
    record follows ``GENESIS``.
    """
    return sha256_hex(f"{previous}\n{canonical_json(record)}")


def _plain(value: Any) -> Any:
    """``value`` in the types JSON has."""
    if isinstance(value, Enum):
        value = value.value
    match value:
        case None | bool() | int() | str():
            return value
        case datetime() if value.tzinfo is not None:
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case datetime():
            raise TypeError("a naive moment cannot be fingerprinted")
        case date():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case Mapping():
            return _plain_mapping(cast("Mapping[object, object]", value))
        case list() | tuple():
            return [_plain(item) for item in cast("Sequence[object]", value)]
        case _:
            raise TypeError(f"a {type(value).__name__} cannot be fingerprinted")


def _plain_mapping(values: Mapping[object, object]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, value in values.items():
        if not isinstance(key, str):
            raise TypeError(f"the key {key!r} is not text")
        plain[key] = _plain(value)
    return plain
