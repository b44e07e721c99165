"""The four levels of an address as a page shows them; for the address book and the checkout."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.queries import AddressView
from marketplace.accounts.service import AddressFacts
from marketplace.http.forms import Form
from marketplace.kit.addresses import parse_address
from marketplace.kit.language import gettext as _
from marketplace.regions import queries as regions

LEVELS: Final = ("province", "city", "county", "town")


class AddressForm(Form):
    """An address as it is typed; ``action`` says which button was pressed."""

    recipient: str = Field(title="收货人", max_length=40)
    phone: str = Field(title="手机号", max_length=32)
    province: str = Field(title="省份", max_length=2)
    city: str = Field(title="城市", default="", max_length=4)
    county: str = Field(title="区县", default="", max_length=6)
    town: str = Field(title="乡镇街道", default="", max_length=9)
    detail: str = Field(title="详细地址", max_length=120)
    is_default: bool = Field(title="设为默认地址", default=False)
    pasted: str = Field(default="", max_length=500)
    action: str = Field(default="", max_length=16)
    next: str = Field(default="", max_length=500)

    def facts(self) -> AddressFacts:
        """What the address book keeps."""
        return AddressFacts(
            recipient=self.recipient,
            phone=self.phone,
            division_code=self.town or self.county or self.city or self.province,
            detail=self.detail,
            is_default=self.is_default,
        )


@dataclass(frozen=True, slots=True)
class AddressFields:
    """What ``components/address.html`` prints."""

    levels: list[tuple[str, str, list[tuple[str, str]], str]]
    values: dict[str, str]


async def address_fields(session: AsyncSession, typed: Mapping[str, Any]) -> AddressFields:
    """The selects that fit what was chosen so far; a choice outside its parent is dropped."""
    titles = {
        "province": _("省份"),
        "city": _("城市"),
        "county": _("区县"),
        "town": _("乡镇街道"),
    }
    levels: list[tuple[str, str, list[tuple[str, str]], str]] = []
    parent: str | None = None
    is_open = True
    for name in LEVELS:
        options: list[tuple[str, str]] = []
        if is_open:
            places = await regions.children(session, parent)
            options = [(place.code, regions.label(place)) for place in places]
        chosen = str(typed.get(name, ""))
        if chosen not in {code for code, _label in options}:
            # A level with one member, such as 市辖区 of 北京, chooses itself.
            chosen = options[0][0] if len(options) == 1 and parent else ""
        levels.append((name, titles[name], options, chosen))
        parent, is_open = chosen, bool(chosen)
    values = {key: str(typed.get(key, "")) for key in ("pasted", "recipient", "phone", "detail")}
    return AddressFields(levels, values)


async def read_pasted(session: AsyncSession, typed: Mapping[str, Any]) -> dict[str, Any]:
    """``typed`` with whatever the pasted text says put into its fields."""
    found = parse_address(str(typed.get("pasted", "")), await regions.division_index(session))
    read = {
        "recipient": found.name,
        "phone": found.phone,
        "province": found.province_code,
        "city": found.city_code,
        "county": found.county_code,
        "town": found.town_code,
        "detail": " ".join(part for part in (found.detail, found.leftover) if part),
    }
    place_known = bool(found.province_code)
    kept = {
        key: value
        for key, value in typed.items()
        # An old town under a new county would be wrong, so all levels go together.
        if not (place_known and key in LEVELS)
    }
    return {**kept, **{key: value for key, value in read.items() if value}}


def as_typed(address: AddressView) -> dict[str, Any]:
    """A stored address as the form shows it."""
    code = address.division_code
    return {
        "recipient": address.recipient,
        "phone": address.spoken_phone,
        "province": code[:2],
        "city": code[:4],
        "county": code[:6],
        "town": code[:9] if len(code) >= 9 else "",
        "detail": address.detail,
        "is_default": address.is_default,
    }
