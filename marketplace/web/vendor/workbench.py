"""Whose workbench is open, for people who work for several shops."""

from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from marketplace.accounts.service import open_workbench
from marketplace.http.flash import say
from marketplace.http.forms import Form, read_form
from marketplace.http.identity import PRIVATE, SignedIn, VendorDesk
from marketplace.http.pages import page, see_other
from marketplace.infra.db import DbSession
from marketplace.kit.errors import NotFound
from marketplace.kit.language import gettext as _

router = APIRouter(prefix="/vendor/workbench", dependencies=[*PRIVATE])


class ChosenShop(Form):
    """The shop to work for."""

    vendor_id: UUID = Field(title="店铺")


@router.get("", name="vendor.workbench")
async def shops(request: Request, person: VendorDesk) -> Response:
    """The shops this person works for."""
    return page(
        request,
        "vendor/workbench.html",
        shop_name=person.shop_name,
        vendor_id=person.vendor_id,
        shops=person.viewer.memberships,
    )


@router.post("", name="vendor.workbench.open")
async def choose(request: Request, session: DbSession, viewer: SignedIn) -> Response:
    """Work for another of one's shops from now on, in this browser."""
    form = await read_form(request, ChosenShop)
    place = viewer.membership(form.value.vendor_id) if form.model else None
    if place is None:
        raise NotFound(_("没有找到这家店铺，或您不在那里工作。"))
    await open_workbench(session, session_id=viewer.session_id, vendor_id=place.vendor_id)
    say(request, _("现在是%(shop)s的工作台。", shop=place.shop_name))
    return see_other(request, "vendor.today")
