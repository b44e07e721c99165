"""The address book."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from marketplace.accounts import queries
from marketplace.accounts import service as accounts
from marketplace.http.flash import pass_on, say
from marketplace.http.forms import Submitted, read_form
from marketplace.http.identity import PRIVATE, SignedIn
from marketplace.http.pages import is_htmx, page, path_for, safe_next, see_other
from marketplace.infra.db import DbSession
from marketplace.kit.errors import MarketError, NotFound
from marketplace.kit.language import gettext as _
from marketplace.web.address_fields import (
    AddressForm,
    address_fields,
    as_typed,
    read_pasted,
)

router = APIRouter(prefix="/account/addresses", dependencies=[*PRIVATE])


async def _form_page(
    request: Request,
    session: AsyncSession,
    *,
    typed: dict[str, Any],
    errors: dict[str, str] | None = None,
    address_id: UUID | None = None,
) -> Response:
    fields = await address_fields(session, typed)
    return page(
        request,
        "account/addresses/form.html",
        status=422 if errors else 200,
        fields=fields,
        typed=typed,
        errors=errors or {},
        address_id=address_id,
        next=safe_next(str(typed.get("next", "")), ""),
    )


@router.get("", name="account.addresses")
async def book(request: Request, session: DbSession, viewer: SignedIn) -> Response:
    """Every address, the default first."""
    found = await queries.addresses(session, account_id=viewer.account_id)
    return page(request, "account/addresses/book.html", addresses=found)


@router.get("/new", name="account.addresses.new")
async def new(
    request: Request,
    session: DbSession,
    viewer: SignedIn,
    target: Annotated[str, Query(alias="next", max_length=500)] = "",
) -> Response:
    """An empty form."""
    return await _form_page(request, session, typed={"next": target, "recipient": viewer.name})


@router.post("/fields", name="account.addresses.fields")
async def fields(request: Request, session: DbSession, viewer: SignedIn) -> Response:  # noqa: ARG001  # people only
    """The fields again: deeper levels after a choice, or filled in from a pasted text."""
    form = await read_form(request, AddressForm)
    typed = form.typed
    if typed.get("action") == "parse":
        typed = await read_pasted(session, typed)
    if is_htmx(request):
        shown = await address_fields(session, typed)
        return page(request, "account/addresses/_fields.html", fields=shown, errors={})
    address_id = _uuid(request.query_params.get("address"))
    return await _form_page(request, session, typed=typed, address_id=address_id)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


@router.post("", name="account.addresses.add")
async def add(request: Request, session: DbSession, viewer: SignedIn) -> Response:
    """Keep a new address."""
    form = await read_form(request, AddressForm)
    if form.model:
        try:
            async with session.begin_nested():
                await accounts.add_address(
                    session, account_id=viewer.account_id, facts=form.value.facts()
                )
        except MarketError as refusal:
            form.refuse(refusal)
    return await _saved(request, session, form)


@router.get("/{address_id}", name="account.address")
async def show(
    request: Request, session: DbSession, viewer: SignedIn, address_id: UUID
) -> Response:
    """One address, to be corrected."""
    address = await queries.address(session, account_id=viewer.account_id, address_id=address_id)
    return await _form_page(request, session, typed=as_typed(address), address_id=address_id)


@router.post("/{address_id}", name="account.address.change")
async def change(
    request: Request, session: DbSession, viewer: SignedIn, address_id: UUID
) -> Response:
    """Keep the corrections."""
    await queries.address(session, account_id=viewer.account_id, address_id=address_id)
    form = await read_form(request, AddressForm)
    if form.model:
        try:
            async with session.begin_nested():
                await accounts.change_address(
                    session,
                    account_id=viewer.account_id,
                    address_id=address_id,
                    facts=form.value.facts(),
                )
        except NotFound:
            raise
        except MarketError as refusal:
            form.refuse(refusal)
    return await _saved(request, session, form, address_id=address_id)


async def _saved(
    request: Request,
    session: AsyncSession,
    form: Submitted[AddressForm],
    *,
    address_id: UUID | None = None,
) -> Response:
    if form.errors:
        return await _form_page(
            request, session, typed=form.typed, errors=form.errors, address_id=address_id
        )
    say(request, _("地址已保存。"))
    target = safe_next(form.value.next, path_for(request, "account.addresses"))
    response = RedirectResponse(target, status_code=303)
    pass_on(request, response)
    return response


@router.post("/{address_id}/default", name="account.address.default")
async def make_default(
    request: Request, session: DbSession, viewer: SignedIn, address_id: UUID
) -> Response:
    """Offer it first from now on."""
    await accounts.make_default(session, account_id=viewer.account_id, address_id=address_id)
    say(request, _("默认地址已更换。"))
    return see_other(request, "account.addresses")


@router.post("/{address_id}/retirement", name="account.address.retire")
async def retire(
    request: Request, session: DbSession, viewer: SignedIn, address_id: UUID
) -> Response:
    """Out of the book; orders keep their copy."""
    await accounts.retire_address(session, account_id=viewer.account_id, address_id=address_id)
    say(request, _("地址已删除；已下单的地址不受影响。"))
    return see_other(request, "account.addresses")
