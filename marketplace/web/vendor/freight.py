"""What a vendor asks for sending: the rest of the country, dearer places, places not served."""

from collections.abc import Sequence
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.http.flash import say
from marketplace.http.forms import Form, Submitted, read_form
from marketplace.http.identity import PRIVATE, VendorDesk, VendorOwner, VendorPerson, actor
from marketplace.http.pages import page, see_other
from marketplace.infra.db import DbSession
from marketplace.kit.errors import Invalid
from marketplace.kit.language import gettext as _
from marketplace.kit.money import Money
from marketplace.regions.queries import children, label
from marketplace.shipping.queries import freight_terms
from marketplace.shipping.rules import Terms
from marketplace.shipping.service import HEAVIEST, save_template

router = APIRouter(dependencies=list(PRIVATE))

BESIDE: Final = {
    "province_codes": "closed_provinces",
    "first_grams": "first_grams",
    "first_minor": "first_yuan",
}
"""Where the page shows what the service says of a field."""


class FreightForm(Form):
    """Weights in grams, amounts as typed in yuan."""

    first_grams: int = Field(title="首重", gt=0, le=HEAVIEST)
    first_yuan: str = Field(title="首重运费", max_length=14)
    step_grams: int = Field(title="续重", gt=0, le=HEAVIEST)
    step_yuan: str = Field(title="续重运费", max_length=14)
    free_yuan: str = Field(default="", title="包邮金额", max_length=14)
    zone_provinces: list[str] = Field(default_factory=list[str], title="单独计价的省份")
    zone_first_yuan: str = Field(default="", title="首重运费", max_length=14)
    zone_step_yuan: str = Field(default="", title="续重运费", max_length=14)
    zone_free_yuan: str = Field(default="", title="包邮金额", max_length=14)
    closed_provinces: list[str] = Field(default_factory=list[str], title="不配送的省份")


@router.get("/vendor/freight", name="vendor.freight")
async def show(request: Request, session: DbSession, person: VendorDesk) -> Response:
    """The present price list, ready to be changed by the owner."""
    rules = (await freight_terms(session, [person.vendor_id]))[person.vendor_id]
    return await _page(request, session, person, _typed(rules), {}, is_new=not rules)


@router.post("/vendor/freight", name="vendor.freight.save")
async def save(request: Request, session: DbSession, person: VendorOwner) -> Response:
    """Keep a new price list; it counts for orders placed from now on."""
    form = await read_form(request, FreightForm)
    if not form.errors:
        known = {place.code for place in await children(session, None)}
        rules = _rules(form, known)
        if not form.errors:
            try:
                async with session.begin_nested():
                    await save_template(
                        session,
                        vendor_id=person.vendor_id,
                        name=_("默认运费"),
                        terms=rules,
                        actor=actor(request, person.viewer),
                    )
            except Invalid as refusal:
                form.errors[BESIDE.get(refusal.field or "", "")] = refusal.message
    if form.errors:
        return await _page(request, session, person, form.typed, form.errors, status=422)
    say(request, _("运费已保存，从下一笔订单起按新运费计算。"))
    return see_other(request, "vendor.freight")


def _rules(form: Submitted[FreightForm], known: set[str]) -> list[Terms]:
    """The typed price list; what cannot be read is noted in ``form.errors``."""
    typed = form.value

    def amount(field: str, *, required: bool = True) -> int | None:
        text: str = getattr(typed, field)
        if not text and not required:
            return None
        try:
            return Money.parse(text, field=field).minor
        except Invalid as refusal:
            form.refuse(refusal)
            return 0

    def terms(prefix: str, provinces: tuple[str, ...]) -> Terms:
        return Terms(
            province_codes=provinces,
            first_grams=typed.first_grams,
            first_minor=amount(f"{prefix}first_yuan") or 0,
            step_grams=typed.step_grams,
            step_minor=amount(f"{prefix}step_yuan") or 0,
            free_from_minor=amount(f"{prefix}free_yuan", required=False),
        )

    rules: list[Terms] = []
    closed = tuple(code for code in typed.closed_provinces if code in known)
    if closed:
        rules.append(Terms(province_codes=closed, is_served=False))
    zone = tuple(code for code in typed.zone_provinces if code in known)
    if zone:
        rules.append(terms("zone_", zone))
    rules.append(terms("", ()))
    return rules


def _typed(rules: Sequence[Terms]) -> dict[str, Any]:
    """A stored price list as the form shows it."""
    rest = next((terms for terms in rules if not terms.province_codes), Terms())
    zones = [terms for terms in rules if terms.province_codes and terms.is_served]
    zone = zones[0] if zones else None
    closed = [code for terms in rules if not terms.is_served for code in terms.province_codes]
    typed: dict[str, Any] = {
        "first_grams": rest.first_grams,
        "first_yuan": Money(rest.first_minor).typed,
        "step_grams": rest.step_grams,
        "step_yuan": Money(rest.step_minor).typed,
        "free_yuan": _typed_amount(rest.free_from_minor),
        "zone_provinces": [code for terms in zones for code in terms.province_codes],
        "closed_provinces": closed,
    }
    if zone is not None:
        typed |= {
            "zone_first_yuan": Money(zone.first_minor).typed,
            "zone_step_yuan": Money(zone.step_minor).typed,
            "zone_free_yuan": _typed_amount(zone.free_from_minor),
        }
    return typed


def _typed_amount(minor: int | None) -> str:
    return "" if minor is None else Money(minor).typed


async def _page(
    request: Request,
    session: AsyncSession,
    person: VendorPerson,
    typed: dict[str, Any],
    errors: dict[str, str],
    *,
    status: int = 200,
    is_new: bool = False,
) -> Response:
    provinces = [(place.code, label(place)) for place in await children(session, None)]
    return page(
        request,
        "vendor/freight.html",
        status=status,
        shop_name=person.shop_name,
        can_save=person.is_owner,
        provinces=provinces,
        typed=typed,
        errors=errors,
        is_new=is_new,
    )
