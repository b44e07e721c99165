"""The shop itself: its facts, its people, its papers at a glance."""

from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from marketplace.certification.queries import expiring_soon
from marketplace.http.flash import say
from marketplace.http.forms import Form, read_form
from marketplace.http.identity import (
    PRIVATE,
    VendorDesk,
    VendorOwner,
    VendorPerson,
    actor,
)
from marketplace.http.pages import page, see_other
from marketplace.infra.db import DbSession
from marketplace.kit.clock import china_day, utcnow
from marketplace.kit.errors import MarketError
from marketplace.kit.language import gettext as _
from marketplace.vendors import queries, service
from marketplace.vendors.queries import licence_facts
from marketplace.web.vendor.onboarding_forms import ProfileForm, as_typed, only

router = APIRouter(prefix="/vendor/shop", dependencies=[*PRIVATE])


class InviteForm(Form):
    """Somebody who is to work here."""

    name: str = Field(title="姓名", min_length=1, max_length=40)
    phone: str = Field(title="手机号", max_length=30)


@router.get("", name="vendor.shop")
async def show(request: Request, session: DbSession, person: VendorDesk) -> Response:
    """What the shop shows of itself, who works in it, where it is paid."""
    return await _page(request, session, person, {}, {})


@router.get("/profile", name="vendor.shop.profile")
async def profile(request: Request, session: DbSession, person: VendorOwner) -> Response:
    """What a trading shop may change by itself."""
    vendor = await queries.vendor(session, person.vendor_id)
    return _profile_page(request, person, as_typed(vendor, ProfileForm.FACTS), {})


@router.post("/profile", name="vendor.shop.profile.save")
async def save_profile(request: Request, session: DbSession, person: VendorOwner) -> Response:
    """Keep it; the shop's page shows it at once."""
    vendor = await queries.vendor(session, person.vendor_id)
    form = await read_form(request, ProfileForm)
    if form.model:
        try:
            async with session.begin_nested():
                await service.save_facts(
                    session,
                    vendor_id=person.vendor_id,
                    actor=actor(request, person.viewer),
                    facts=form.value.facts(vendor.kind),
                )
        except MarketError as refusal:
            form.refuse(refusal)
    if form.errors:
        return _profile_page(request, person, form.typed, form.errors)
    say(request, _("已保存。"))
    return see_other(request, "vendor.shop")


@router.post("/people", name="vendor.shop.people.invite")
async def invite(request: Request, session: DbSession, person: VendorOwner) -> Response:
    """Let somebody work here."""
    form = await read_form(request, InviteForm)
    if form.model:
        try:
            async with session.begin_nested():
                await service.invite_clerk(
                    session,
                    vendor_id=person.vendor_id,
                    actor=actor(request, person.viewer),
                    phone=form.value.phone,
                    name=form.value.name,
                )
        except MarketError as refusal:
            form.refuse(refusal)
    if form.errors:
        return await _page(request, session, person, form.typed, form.errors)
    say(request, _("已邀请。用这个手机号登录，就能打开工作台。"))
    return see_other(request, "vendor.shop")


@router.post("/people/{member_id}/removal", name="vendor.shop.people.remove")
async def remove(
    request: Request, session: DbSession, person: VendorOwner, member_id: UUID
) -> Response:
    """End somebody's work here, at once."""
    await service.remove_member(
        session,
        vendor_id=person.vendor_id,
        actor=actor(request, person.viewer),
        member_id=member_id,
    )
    say(request, _("已移出，马上生效。"))
    return see_other(request, "vendor.shop")


async def _page(
    request: Request,
    session: AsyncSession,
    person: VendorPerson,
    typed: dict[str, str],
    errors: dict[str, str],
) -> Response:
    vendor = await queries.vendor(session, person.vendor_id)
    today = china_day(utcnow())
    return page(
        request,
        "vendor/shop.html",
        status=422 if errors else 200,
        shop_name=person.shop_name or _("我的店铺"),
        vendor=vendor,
        kind_text=queries.kind_text(vendor.kind),
        facts=licence_facts(vendor),
        place=await queries.place_of(session, vendor),
        account=await queries.settlement_account(session, vendor.id) if person.is_owner else None,
        people=await queries.staff(session, vendor.id),
        me=person.account_id,
        is_owner=person.is_owner,
        shops=len(person.viewer.memberships),
        expiring=len(await expiring_soon(session, vendor_id=vendor.id, today=today)),
        typed=only(typed, ("name", "phone")),
        errors=errors,
    )


def _profile_page(
    request: Request, person: VendorPerson, typed: dict[str, str], errors: dict[str, str]
) -> Response:
    return page(
        request,
        "vendor/shop_profile.html",
        status=422 if errors else 200,
        shop_name=person.shop_name or _("我的店铺"),
        typed=only(typed, ProfileForm.FACTS),
        errors=errors,
    )
