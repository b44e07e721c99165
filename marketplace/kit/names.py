"""Personal details with the telling part covered, for screens, waybills and logs.

Masking is for eyes only: it protects nothing that is stored.
Source: domain rules SHIP-3, PI-5; security requirement P4.
"""

import re
from typing import Final

from marketplace.kit.text import fold

_COVER: Final = "****"

_MOBILE: Final = re.compile(r"(?:(?:\+|00)?86)?(1[3-9][0-9])[0-9]{4}([0-9]{4})")
_LANDLINE: Final = re.compile(r"(0(?:10|2[0-9]|[3-9][0-9]{2}))[0-9]{3,4}([0-9]{4})")

_PLACE: Final = r"\s*[^\s0-9号]{1,11}?"
_AREA: Final = re.compile(
    rf"""
    ((?:{_PLACE}(?:省|自治区|特别行政区))?
     (?:{_PLACE}(?:自治州|地区|盟|市))?
     (?:{_PLACE}(?:县|旗|市|(?<!小)(?<!社)(?<!园)区))?
     (?:{_PLACE}(?:街道|镇|乡|苏木))?)
    .*
    """,
    re.VERBOSE,
)


def mask_phone(phone: str) -> str:
    """``138****0000``; a landline keeps its area code, another country's its first digits.

    At most eight digits show and at least three do not.
    """
    said = fold(phone)
    number = ("+" if said.startswith("+") else "") + re.sub(r"[^0-9]", "", said)
    if found := _MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number):
        return f"{found[1]}{_COVER}{found[2]}"
    if len(number) >= 11:
        return f"{number[:3]}{_COVER}{number[-4:]}"
    if len(number) >= 7:
        return f"{_COVER}{number[-2:]}"
    return _COVER if number.strip("+") else ""


def mask_name(name: str) -> str:
    """``张**``, whatever the length: two stars do not tell how long the name is."""
    said = fold(name)
    return f"{said[0]}**" if said else ""


def mask_address(address: str) -> str:
    """``甘肃省陇南市成县红川镇****``: down to the town, never the village, street or door."""
    return _AREA.sub(rf"\1{_COVER}", fold(address), count=1) if address.strip() else ""


def mask_id_number(number: str) -> str:
    """``621***********1234``: the first three and the last four; a short number not at all."""
    said = fold(number)
    if len(said) < 15:
        return _COVER if said else ""
    return f"{said[:3]}{'*' * (len(said) - 7)}{said[-4:]}"


def mask_account(number: str) -> str:
    """``****1234``: the last four of a bank account; a short one not at all."""
    said = re.sub(r"[\s-]", "", fold(number))
    if len(said) < 8:
        return _COVER if said else ""
    return f"{_COVER}{said[-4:]}"
