"""Numbers that carry their own check: what their form says, never that they exist.

A number that passes is *well formed*; whether anybody issued it is for a register to say.
The ``*_with_check_digit`` and ``make_*`` functions exist for numbers we assign ourselves and for
demonstration data (region 999999 belongs to nobody).
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from marketplace.kit.text import fold

NOWHERE: Final = "999999"
"""A region code that cannot be assigned, so a made-up number can meet no real holder."""

_SEPARATORS: Final = re.compile(r"[\s\-·]")


def compact(typed: str) -> str:
    """``typed`` as numbers are stored: narrow capitals, without spaces or hyphens."""
    return _SEPARATORS.sub("", fold(typed[:100])).upper()


def mod_11_10(digits: str) -> str:
    """Source: ISO/IEC 7064, hybrid system MOD 11,10 (one decimal check digit)."""
    product = 10
    for digit in digits:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


# --- Unified social credit code -------------------------------------------------------------

_USCC_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC: Final = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_INNER_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)


class UsccKind(StrEnum):
    """What the first two characters say about the holder.

    Source: GB 32100-2015 table 1.
    """

    ENTERPRISE = "enterprise"
    SOLE_TRADER = "sole_trader"
    COOPERATIVE = "cooperative"
    RURAL_COLLECTIVE = "rural_collective"
    PUBLIC_INSTITUTION = "public_institution"
    OTHER = "other"


_KINDS: Final = {
    "91": UsccKind.ENTERPRISE,
    "92": UsccKind.SOLE_TRADER,
    "93": UsccKind.COOPERATIVE,
    "12": UsccKind.PUBLIC_INSTITUTION,
}


@dataclass(frozen=True, slots=True)
class UsccCheck:
    """What the form of a unified social credit code says."""

    number: str
    syntax_ok: bool = False
    checksum_ok: bool = False
    inner_ok: bool = False
    """The organisation code inside checks too. Some genuine codes fail this: warn, never refuse."""
    kind: UsccKind | None = None
    region: str | None = None
    """Six digits, of the registering authority; not necessarily where the holder works."""

    @property
    def is_well_formed(self) -> bool:
        return self.syntax_ok and self.checksum_ok


def check_uscc(typed: str) -> UsccCheck:
    """Source: GB 32100-2015; GB 11714-1997 for the organisation code in characters 9 to 17."""
    number = compact(typed)
    if not _USCC.fullmatch(number):
        return UsccCheck(number)
    return UsccCheck(
        number,
        syntax_ok=True,
        checksum_ok=number[17] == _uscc_digit(number[:17]),
        inner_ok=number[16] == _organisation_digit(number[8:16]),
        kind=_uscc_kind(number),
        region=number[2:8],
    )


def uscc_with_check_digits(body: str) -> str:
    """The 18 characters that begin with ``body``: of 16 both check digits follow, of 17 the last.

    Raises ValueError when ``body`` is neither.
    """
    inner = body + _organisation_digit(body[8:16]) if len(body) == 16 else body
    if not _USCC.fullmatch(inner + "0"):
        raise ValueError(f"{body!r} does not begin a unified social credit code")
    return inner + _uscc_digit(inner)


def make_uscc(*, region: str = NOWHERE, kind: str = "93", serial: int = 1) -> str:
    """A well-formed code for demonstration data; ``serial`` is below one million."""
    return uscc_with_check_digits(f"{kind}{region}MA{serial:06d}")


def _uscc_kind(number: str) -> UsccKind:
    if number[0] == "N":
        return UsccKind.RURAL_COLLECTIVE
    return _KINDS.get(number[:2], UsccKind.OTHER)


def _uscc_digit(first_17: str) -> str:
    total = sum(_USCC_ALPHABET.index(sign) * 3**i for i, sign in enumerate(first_17))
    return _USCC_ALPHABET[-total % 31]


def _organisation_digit(body: str) -> str:
    total = sum(int(sign, 36) * weight for sign, weight in zip(body, _INNER_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def is_registration_no(typed: str) -> bool:
    """Whether ``typed`` is a well-formed 15-digit registration number, from before 2015."""
    number = compact(typed)
    return re.fullmatch(r"[0-9]{15}", number) is not None and number[14] == mod_11_10(number[:14])


# --- Food production licence ----------------------------------------------------------------

_FOOD_LICENCE: Final = re.compile(r"SC[12][0-9]{13}")
_FOOD_CATEGORY: Final = re.compile(r"1(?:0[1-9]|[12][0-9]|3[01])|20[1-3]")


@dataclass(frozen=True, slots=True)
class FoodLicenceCheck:
    """What the form of a food production licence number says."""

    number: str
    syntax_ok: bool = False
    checksum_ok: bool = False
    category_ok: bool = False
    """101 to 131 are foods, 201 to 203 additives; no others have been assigned."""
    category: str | None = None
    region: str | None = None
    """Six digits, of the production address when the licence was first issued."""

    @property
    def is_well_formed(self) -> bool:
        return self.syntax_ok and self.checksum_ok and self.category_ok


def check_food_licence(typed: str) -> FoodLicenceCheck:
    """``SC``, category (3), region (6), sequence (4), check digit.

    Source: Measures for Food Production Licensing; MOD 11,10 over the first 13 digits.
    """
    number = compact(typed)
    if not _FOOD_LICENCE.fullmatch(number):
        return FoodLicenceCheck(number)
    return FoodLicenceCheck(
        number,
        syntax_ok=True,
        checksum_ok=number[15] == mod_11_10(number[2:15]),
        category_ok=_FOOD_CATEGORY.fullmatch(number[2:5]) is not None,
        category=number[2:5],
        region=number[5:11],
    )


def make_food_licence(*, category: str, region: str = NOWHERE, serial: int = 1) -> str:
    """A well-formed licence number for demonstration data; ``serial`` is below ten thousand."""
    digits = f"{category}{region}{serial:04d}"
    return f"SC{digits}{mod_11_10(digits)}"


# --- GS1 ------------------------------------------------------------------------------------

_GTIN_LENGTHS: Final = frozenset({8, 12, 13, 14})


def gs1_check_digit(body: str) -> str:
    """The digit that follows ``body`` in a GTIN, GLN, SSCC or GSRN.

    Source: GS1 General Specifications 7.9.
    """
    total = sum(int(digit) * (1 if i % 2 else 3) for i, digit in enumerate(reversed(body)))
    return str(-total % 10)


def with_gs1_check_digit(body: str) -> str:
    """``body`` and its check digit."""
    return body + gs1_check_digit(body)


def is_gtin(typed: str) -> bool:
    """Whether ``typed`` is a well-formed GTIN of 8, 12, 13 or 14 digits."""
    number = compact(typed)
    return len(number) in _GTIN_LENGTHS and _gs1_ok(number)


def is_gln(typed: str) -> bool:
    """Whether ``typed`` is a well-formed Global Location Number."""
    number = compact(typed)
    return len(number) == 13 and _gs1_ok(number)


def is_sscc(typed: str) -> bool:
    """Whether ``typed`` is a well-formed Serial Shipping Container Code."""
    number = compact(typed)
    return len(number) == 18 and _gs1_ok(number)


def gtin_14(typed: str) -> str:
    """``typed`` as the 14 digits a Digital Link wants.

    Needs: ``is_gtin(typed)``.
    """
    return compact(typed).zfill(14)


def _gs1_ok(number: str) -> bool:
    return re.fullmatch(r"[0-9]+", number) is not None and number[-1] == gs1_check_digit(
        number[:-1]
    )


# --- Resident identity number ---------------------------------------------------------------

_RESIDENT_ID: Final = re.compile(r"[1-9][0-9]{16}[0-9X]")


@dataclass(frozen=True, slots=True)
class ResidentIdCheck:
    """What the form of an identity number says. Holds no number, so it is safe to log."""

    syntax_ok: bool = False
    checksum_ok: bool = False
    born: date | None = None
    """None when digits 7 to 14 are no day of the calendar."""
    region: str | None = None
    """Six digits, of the place of registration at birth; it may since have been abolished."""

    @property
    def is_well_formed(self) -> bool:
        return self.syntax_ok and self.checksum_ok and self.born is not None


def check_resident_id(typed: str) -> ResidentIdCheck:
    """Source: GB 11643-1999; ISO/IEC 7064 MOD 11-2."""
    number = compact(typed)
    if not _RESIDENT_ID.fullmatch(number):
        return ResidentIdCheck()
    return ResidentIdCheck(
        syntax_ok=True,
        checksum_ok=number[17] == resident_id_check_digit(number[:17]),
        born=_day(number[6:14]),
        region=number[:6],
    )


def resident_id_check_digit(first_17: str) -> str:
    """The last character of an identity number; X stands for ten."""
    total = sum(int(digit) * 2 ** (17 - i) for i, digit in enumerate(first_17))
    return "0123456789X"[(1 - total) % 11]


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


# --- Certificate numbers that say something -------------------------------------------------

_GREEN_FOOD: Final = re.compile(
    r"LB-(?P<category>[0-9]{2})-(?P<year>[0-9]{2})(?P<month>0[1-9]|1[0-2])"
    r"(?P<province>[0-9]{2})(?P<sequence>[0-9]{4,5})(?P<grade>A{1,2})"
)
_ORGANIC: Final = re.compile(
    r"(?P<body>[0-9]{3,4})OP(?P<year>[0-9]{2})(?P<sequence>[0-9]{5})(?:-(?P<part>[0-9]+))?"
)


@dataclass(frozen=True, slots=True)
class GreenFoodNumber:
    """A 绿色食品 product number taken apart.

    Source: China Green Food Development Centre numbering, ``LB-40-2103271234A``.
    """

    category: str
    year: int
    month: int
    province: str
    """The Centre's own two-digit province number, not a GB/T 2260 code."""
    sequence: str
    grade: str


@dataclass(frozen=True, slots=True)
class OrganicNumber:
    """An organic certificate number taken apart; re-certification keeps the number.

    Source: CNCA numbering, ``0123OP2500001-1``.
    """

    body: str
    """The certification body's approval number: 3 digits, since 2022 4."""
    year: int
    sequence: str
    part: str | None


def read_green_food_number(typed: str) -> GreenFoodNumber | None:
    """The parts of ``typed``, or None when it is not written as such a number."""
    found = _GREEN_FOOD.fullmatch(_hyphenated(typed))
    if found is None:
        return None
    return GreenFoodNumber(
        category=found["category"],
        year=2000 + int(found["year"]),
        month=int(found["month"]),
        province=found["province"],
        sequence=found["sequence"],
        grade=found["grade"],
    )


def read_organic_number(typed: str) -> OrganicNumber | None:
    """The parts of ``typed``, or None when it is not written as such a number."""
    found = _ORGANIC.fullmatch(_hyphenated(typed))
    if found is None:
        return None
    return OrganicNumber(found["body"], 2000 + int(found["year"]), found["sequence"], found["part"])


def _hyphenated(typed: str) -> str:
    """Narrow capitals; any dash is a hyphen, spaces go."""
    return re.sub(r"[‐-―−]", "-", fold(typed[:100])).upper().replace(" ", "")
