"""Amounts of CNY in whole 分: typing, printing, sharing out. No rates, no rules of who pays."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Self

from marketplace.kit.errors import Invalid
from marketplace.kit.language import Language
from marketplace.kit.language import gettext as _
from marketplace.kit.text import fold

CURRENCY: Final = "CNY"
BPS: Final = 10_000
"""Basis points in a whole."""

LARGEST_TYPED: Final = 99_999_999_999
"""Units: 分. Just under ¥1 billion: anything above is a slip of the keys."""

_LONGEST_TYPED: Final = 40
_AMOUNT: Final = re.compile(
    r"""
    (?:¥|CNY|RMB)?\s*
    (?P<sign>-)?\s*
    (?:¥|CNY|RMB)?\s*
    (?P<yuan>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?
    (?:\.(?P<fen>[0-9]*))?
    \s*(?:元|圆|CNY|RMB)?
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of CNY, exact.

    Units: ``minor`` is 分.
    """

    minor: int
    currency: ClassVar[str] = CURRENCY

    @classmethod
    def parse(cls, typed: str, *, field: str | None = None) -> Self:
        """What a person typed in yuan: ``1,234.5``, ``¥９.９``, ``12元``.

        Raises: Invalid.
        """
        return cls(_parse_minor(typed, field))

    @property
    def typed(self) -> str:
        """The amount as one would type it into a form: ``1234.50``."""
        return format_money(self.minor).replace("¥", "").replace(",", "")

    def share(self, bps: int) -> Self:
        """``bps`` basis points of this amount, rounded as ``share_bps`` does."""
        return type(self)(share_bps(self.minor, bps))

    def __add__(self, other: Self) -> Self:
        return type(self)(self.minor + other.minor)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.minor - other.minor)

    def __mul__(self, count: int) -> Self:
        return type(self)(self.minor * count)

    __rmul__ = __mul__

    def __neg__(self) -> Self:
        return type(self)(-self.minor)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return format_money(self.minor)


def format_money(minor: int, lang: Language = "zh-CN") -> str:
    """``¥1,234.50``: the same in Chinese and English, so a page and its translation agree.

    Units: 分.
    """
    del lang  # Taken so that every format_* is called alike.
    sign = "-" if minor < 0 else ""
    yuan, fen = divmod(abs(minor), 100)
    return f"{sign}¥{yuan:,}.{fen:02d}"


def share_bps(minor: int, bps: int) -> int:
    """``bps`` basis points of ``minor``; half a 分 is rounded away from zero (四舍五入).

    Rounding is the same on both sides of zero, so taking a share back undoes giving it.
    """
    return divide_rounded(minor * bps, BPS)


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """``total`` shared out by ``weights`` in whole 分, summing to exactly ``total``.

    Largest remainder: everyone gets the whole part of their share, what is left goes 分 by 分 to
    the largest fractions, among equals to the earlier one. All weights zero count as all equal.
    Raises ValueError on a negative weight or when there is nobody to share with.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("a weight is negative")
    if not weights:
        if total:
            raise ValueError("nobody to share with")
        return []
    if not any(weights):
        weights = [1] * len(weights)
    if total < 0:
        return [-part for part in spread(-total, weights)]
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(total * weights[i] % whole))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def cumulative_share(total_minor: int, part_minor_so_far: int, share_total: int) -> int:
    """How much of ``share_total`` belongs to the first ``part_minor_so_far`` of ``total_minor``.

    Reverse a commission by the *difference* of two such figures, after and before a refund:
    however many partial refunds there are, the reversals add up to ``share_total`` exactly when
    the whole has been refunded. Of a total of zero nothing is ever reversed.
    Raises ValueError unless 0 ≤ part ≤ total.
    """
    if not 0 <= part_minor_so_far <= total_minor:
        raise ValueError("the part does not lie within the total")
    if total_minor == 0:
        return 0
    return divide_rounded(share_total * part_minor_so_far, total_minor)


def divide_rounded(dividend: int, divisor: int) -> int:
    """``dividend / divisor`` in whole numbers, halves away from zero; ``divisor`` is positive."""
    magnitude = (2 * abs(dividend) + divisor) // (2 * divisor)
    return -magnitude if dividend < 0 else magnitude


def _parse_minor(typed: str, field: str | None) -> int:
    """Raises: Invalid."""
    text = fold(typed[: _LONGEST_TYPED + 1])
    if not text:
        raise Invalid(_("请填写金额。"), field=field)
    found = _AMOUNT.fullmatch(text) if len(typed) <= _LONGEST_TYPED else None
    if found is None or not (found["yuan"] or found["fen"]):
        raise Invalid(_("请用数字填写金额，例如 1234.50。"), field=field)
    fen = found["fen"] or ""
    if len(fen) > 2:
        raise Invalid(_("金额最多两位小数，精确到分。"), field=field)
    minor = int((found["yuan"] or "0").replace(",", "")) * 100 + int(fen.ljust(2, "0"))
    if found["sign"] and minor:
        raise Invalid(_("金额不能小于 0。"), field=field)
    if minor > LARGEST_TYPED:
        limit = format_money(LARGEST_TYPED)
        raise Invalid(_("金额不能超过 %(limit)s，请核对。", limit=limit), field=field)
    return minor
