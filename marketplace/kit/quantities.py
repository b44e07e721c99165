"""Weights in grams and volumes in millilitres: typing, printing, price per unit.

Legal units lead; 斤 stands only in brackets.
Source: domain rules UNIT-1, PRICE-1.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from marketplace.kit.errors import Invalid
from marketplace.kit.language import Language
from marketplace.kit.language import gettext as _
from marketplace.kit.money import divide_rounded, format_money
from marketplace.kit.text import fold

JIN: Final = 500
LIANG: Final = 50
LARGEST: Final = 1_000_000_000
"""A thousand tonnes, or a million litres; still fits a 32-bit column."""

_GRAMS: Final[Mapping[str, int]] = {
    "g": 1,
    "克": 1,
    "两": LIANG,
    "市两": LIANG,
    "斤": JIN,
    "市斤": JIN,
    "kg": 1_000,
    "千克": 1_000,
    "公斤": 1_000,
    "t": 1_000_000,
    "吨": 1_000_000,
}
_MILLILITRES: Final[Mapping[str, int]] = {"ml": 1, "毫升": 1, "l": 1_000, "升": 1_000}

_TERM: Final = re.compile(
    r"(?P<count>[0-9]+(?:\.[0-9]+)?|半)(?P<unit>[a-z]+|[^\W\d_a-z半]+)(?P<half>半?)"
)
"""``2斤半`` is two and a half."""
_BARE_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_GROUPED: Final = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_LONGEST_TYPED: Final = 40


class UnitPrice(NamedTuple):
    """What 500 g and 1 kg cost, or 500 mL and 1 L.

    Units: 分.
    """

    per_500g_minor: int
    per_kg_minor: int


def parse_weight(typed: str, *, field: str | None = None) -> int:
    """Grams in ``2.5kg``, ``5斤``, ``3两``, ``2斤3两``, ``2斤半``, ``半斤``, ``１公斤``.

    Raises: Invalid.
    """
    example = _("请写数字和单位，例如 500g、2.5kg 或 5斤。")
    return _parse(typed, _GRAMS, field=field, example=example)


def parse_volume(typed: str, *, field: str | None = None) -> int:
    """Millilitres in ``500mL``, ``1.5L``, ``2升``.

    Raises: Invalid.
    """
    example = _("请写数字和单位，例如 500mL 或 1.5L。")
    return _parse(typed, _MILLILITRES, field=field, example=example)


def format_weight(grams: int, lang: Language = "zh-CN", *, with_jin: bool = True) -> str:
    """``2.5kg（约5斤）`` or ``2.5 kg``; below 1 kg in grams.

    Less than one 两 gets no bracket: rounded to a tenth of a 斤 it would mislead.
    """
    legal = _in_units(grams, "g", "kg", lang)
    if lang == "en" or not with_jin or grams < LIANG:
        return legal
    jin = _decimal(Fraction(divide_rounded(grams * 10, JIN), 10))
    return f"{legal}（约{jin}斤）"


def format_volume(millilitres: int, lang: Language = "zh-CN") -> str:
    """``500mL``, ``1.5L``; with a space in English."""
    return _in_units(millilitres, "mL", "L", lang)


def unit_price(price_minor: int, grams: int) -> UnitPrice:
    """What 500 g and 1 kg cost when ``grams`` cost ``price_minor``, to the nearest 分.

    Both are rounded from the price itself, so twice the one may differ from the other by a 分.
    Raises ValueError unless ``grams`` is positive.
    """
    if grams <= 0:
        raise ValueError("a price per unit needs a weight")
    return UnitPrice(
        divide_rounded(price_minor * JIN, grams), divide_rounded(price_minor * 1_000, grams)
    )


def format_unit_price(price_minor: int, grams: int, lang: Language = "zh-CN") -> str:
    """``¥9.90/500g`` for a price of ``price_minor`` for ``grams``; ``¥9.90/500 g`` in English."""
    price = format_money(unit_price(price_minor, grams).per_500g_minor, lang)
    return f"{price}/{_in_units(JIN, 'g', 'kg', lang)}"


def _parse(typed: str, units: Mapping[str, int], *, field: str | None, example: str) -> int:
    """Terms in falling units, summed to a whole number of the smallest.

    Raises: Invalid.
    """
    text = _GROUPED.sub("", fold(typed[: _LONGEST_TYPED + 1]).lower().replace(" ", ""))
    if len(typed) > _LONGEST_TYPED or not text:
        raise Invalid(example, field=field)
    if _BARE_NUMBER.fullmatch(text):
        raise Invalid(_("还缺单位。") + example, field=field)
    total, at, previous = Fraction(0), 0, LARGEST
    while at < len(text):
        term = _TERM.match(text, at)
        factor = units.get(term["unit"]) if term else None
        if term is None or factor is None or factor >= previous:
            raise Invalid(example, field=field)
        count = Fraction(1, 2) if term["count"] == "半" else Fraction(term["count"])
        total += (count + Fraction(len(term["half"]), 2)) * factor
        at, previous = term.end(), factor
    return _whole(total, field)


def _whole(total: Fraction, field: str | None) -> int:
    """Raises: Invalid."""
    if total <= 0:
        raise Invalid(_("数量要大于 0。"), field=field)
    if total > LARGEST:
        raise Invalid(_("数量太大，请核对单位。"), field=field)
    if total.denominator != 1:
        raise Invalid(_("数量太细，最小到 1 克或 1 毫升。"), field=field)
    return total.numerator


def _in_units(amount: int, small: str, large: str, lang: Language) -> str:
    space = " " if lang == "en" else ""
    if abs(amount) < 1_000:
        return f"{amount}{space}{small}"
    return f"{_decimal(Fraction(amount, 1_000))}{space}{large}"


def _decimal(number: Fraction) -> str:
    """At most three decimals, none that say nothing, thousands grouped."""
    thousandths = divide_rounded(number.numerator * 1_000, number.denominator)
    sign = "-" if thousandths < 0 else ""
    whole, rest = divmod(abs(thousandths), 1_000)
    return f"{sign}{whole:,}.{rest:03d}".rstrip("0").rstrip(".")
