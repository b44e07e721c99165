"""Keyset paging: a page is what follows a row, never the n-th thousand of rows."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from marketplace.kit.errors import Invalid
from marketplace.kit.language import gettext as _

Row = TypeVar("Row")
PAGE_SIZE: Final = 24
LARGEST_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows, and the cursor of the row after which the next page begins."""

    items: Sequence[Row]
    next: str | None


def encode_cursor(*keys: str | int) -> str:
    """Sort keys of a row as an opaque, URL-safe cursor."""
    raw = json.dumps(keys, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode_cursor(cursor: str, *kinds: type) -> list[str | int]:
    """The sort keys in ``cursor``, one of each of ``kinds``.

    Raises: Invalid, when it is not one of our cursors.
    """
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        keys = json.loads(raw)
    except (ValueError, RecursionError, binascii.Error):
        keys = None
    if not isinstance(keys, list) or [type(key) for key in keys] != list(kinds):  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        raise Invalid(_("这一页的链接不完整，请从第一页重新打开。"), field="after")
    return keys  # pyright: ignore[reportUnknownVariableType]
