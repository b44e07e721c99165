"""Whose waybill number is this: a ranked guess from the carriers' number patterns.

Patterns are hearsay and change without notice, so a mismatch warns and never refuses.
Source: domain rules A.10.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from marketplace.kit.errors import Invalid
from marketplace.kit.language import gettext as _
from marketplace.kit.text import fold

_NUMBER: Final = re.compile(r"[A-Z0-9]{6,32}")


@dataclass(frozen=True, slots=True)
class CarrierPattern:
    """One row of the carriers' table, as far as guessing is concerned."""

    code: str
    pattern: str
    """A regular expression for the whole number; empty when the carrier has no waybills."""
    is_active: bool = True
    """Carriers that no longer take parcels are guessed last."""


@dataclass(frozen=True, slots=True)
class WaybillGuess:
    """A carrier this number may belong to."""

    code: str
    breadth: int
    """How many near-by numbers the pattern accepts too: the fewer, the surer the guess."""


def parse_waybill(typed: str, *, field: str | None = None) -> str:
    """The number as carriers write it: narrow capitals and digits, 6 to 32 of them.

    Raises: Invalid.
    """
    number = re.sub(r"[\s\-]", "", fold(typed[:100])).upper()
    if not _NUMBER.fullmatch(number):
        raise Invalid(_("请填写 6 到 32 位的快递单号，只含字母和数字。"), field=field)
    return number


def guess_carriers(number: str, carriers: Iterable[CarrierPattern]) -> list[WaybillGuess]:
    """Every carrier whose pattern fits, the likeliest first; among equals in the given order.

    Needs: ``number`` from ``parse_waybill``.
    """
    near = _near_by(number)
    ranked: list[tuple[bool, WaybillGuess]] = []
    for carrier in carriers:
        pattern = _compiled(carrier.pattern)
        if pattern is not None and pattern.fullmatch(number):
            breadth = sum(pattern.fullmatch(other) is not None for other in near)
            ranked.append((not carrier.is_active, WaybillGuess(carrier.code, breadth)))
    ranked.sort(key=lambda item: (item[0], item[1].breadth))
    return [guess for _retired, guess in ranked]


def waybill_warning(number: str, carrier: CarrierPattern) -> str | None:
    """What to say beside a number that does not look like one of ``carrier``'s; None if it does."""
    pattern = _compiled(carrier.pattern)
    if pattern is None or pattern.fullmatch(number):
        return None
    return _("这个单号和所选快递的常见格式不一致，请对照面单再核对一遍；确认无误可以继续提交。")


def _near_by(number: str) -> list[str]:
    """Numbers one slip away: each sign as another digit and as another letter, one more, one less.

    A pattern that names its prefix and its length accepts few of them.
    """
    near = [number[:-1], number + "0"]
    for i, sign in enumerate(number):
        near += (
            number[:i] + other + number[i + 1 :]
            for other in ("4" if sign == "3" else "3", "R" if sign == "Q" else "Q")
        )
    return near


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    """None for no pattern, or for one an editor has mistyped: it fits nothing and harms nobody."""
    try:
        return re.compile(pattern) if pattern else None
    except re.error:
        return None
