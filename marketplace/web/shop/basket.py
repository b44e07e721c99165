"""The basket, for visitors and for people who are signed in."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.queries import Identity
from marketplace.baskets import service as baskets
from marketplace.baskets.queries import Owner, sellable
from marketplace.baskets.rules import BasketView
from marketplace.checkout.queries import basket_page
from marketplace.checkout.rules import name_of
from marketplace.http.forms import Form, read_form
from marketplace.http.identity import PRIVATE, Who, hashed, visitor_cookie
from marketplace.http.pages import is_htmx, page, path_for, see_other
from marketplace.infra.db import DbSession
from marketplace.kit.errors import InvalidFields, MarketError
from marketplace.kit.language import gettext as _
from marketplace.web.pictures import thing_picture

router = APIRouter(dependencies=list(PRIVATE))


class AddForm(Form):
    """What a product page sends."""

    variant_id: UUID = Field(title="规格")
    quantity: int = Field(default=1, title="数量")
    then: Literal["stay", "basket", "checkout"] = "basket"


class ChangeForm(Form):
    """A new number of pieces."""

    quantity: int = Field(title="数量")


class ChooseForm(Form):
    """The lines to check out."""

    chosen: list[UUID] = Field(default_factory=list[UUID], title="商品")


class RemoveForm(Form):
    """Nothing but the press of a button."""


@router.get("/basket", name="shop.basket")
async def show(
    request: Request,
    session: DbSession,
    viewer: Who,
    removed: UUID | None = None,
    pieces: int = 0,
) -> Response:
    """Everything in it, by shop; ``removed`` and ``pieces`` offer to put a line back."""
    return await _page(request, session, viewer, removed=removed, pieces=pieces)


@router.post("/basket/lines", name="shop.basket.add")
async def add(request: Request, session: DbSession, viewer: Who) -> Response:
    """Put something in; 立即购买 ticks it alone and goes on to the checkout."""
    form = await read_form(request, AddForm)
    if form.errors:
        raise InvalidFields(next(iter(form.errors.values())), fields=form.errors)
    asked, owner = form.value, _owner(request, viewer)
    added = await baskets.add(
        session, owner=owner, variant_id=asked.variant_id, quantity=asked.quantity
    )
    if asked.then == "checkout":
        await baskets.choose(session, owner=owner, variant_ids=[asked.variant_id])
        return _go(request, "shop.checkout")
    if not is_htmx(request):
        return see_other(request, "shop.basket")
    said = (
        _("最多可买 %(n)d 件，购物车里已有这么多。", n=added.quantity)
        if added.was_capped
        else _("已加入购物车，共 %(n)d 件。", n=added.quantity)
    )
    answer = page(request, "shop/_added.html", text=said, was_capped=added.was_capped)
    answer.headers["HX-Trigger"] = "basket:changed"
    answer.headers["HX-Retarget"] = "#flash"
    answer.headers["HX-Reswap"] = "innerHTML"
    return answer


@router.post("/basket/lines/{variant_id}", name="shop.basket.change")
async def change(request: Request, session: DbSession, viewer: Who, variant_id: UUID) -> Response:
    """Make it more or fewer pieces."""
    form = await read_form(request, ChangeForm)
    if not form.errors:
        try:
            async with session.begin_nested():
                await baskets.change(
                    session,
                    owner=_owner(request, viewer),
                    variant_id=variant_id,
                    quantity=form.value.quantity,
                )
        except MarketError as refusal:
            form.refuse(refusal)
    if form.errors:
        errors = {f"line-{variant_id}": next(iter(form.errors.values()))}
        return await _page(request, session, viewer, status=422, errors=errors)
    return await _after(request, session, viewer)


@router.post("/basket/lines/{variant_id}/removal", name="shop.basket.remove")
async def remove(request: Request, session: DbSession, viewer: Who, variant_id: UUID) -> Response:
    """Take a line out; it can be put back."""
    await read_form(request, RemoveForm)
    pieces = await baskets.remove(session, owner=_owner(request, viewer), variant_id=variant_id)
    if is_htmx(request):
        return await _after(request, session, viewer, removed=variant_id, pieces=pieces)
    return see_other(request, "shop.basket", removed=variant_id, pieces=pieces)


@router.post("/basket/choice", name="shop.basket.choose")
async def choose(request: Request, session: DbSession, viewer: Who) -> Response:
    """Tick what is to be bought; without htmx this is the way on to the checkout."""
    form = await read_form(request, ChooseForm)
    chosen = form.value.chosen if not form.errors else []
    await baskets.choose(session, owner=_owner(request, viewer), variant_ids=chosen)
    if is_htmx(request):
        return await _after(request, session, viewer)
    if not chosen:
        errors = {"": _("请先勾选要买的商品。")}
        return await _page(request, session, viewer, status=422, errors=errors)
    return see_other(request, "shop.checkout")


def _owner(request: Request, viewer: Identity | None) -> Owner:
    if viewer is not None:
        return Owner(account_id=viewer.account_id)
    return Owner(visitor_hash=hashed(visitor_cookie(request) or ""))


def _go(request: Request, name: str) -> Response:
    if not is_htmx(request):
        return see_other(request, name)
    return Response(headers={"HX-Redirect": path_for(request, name)})


async def _after(
    request: Request,
    session: AsyncSession,
    viewer: Identity | None,
    *,
    removed: UUID | None = None,
    pieces: int = 0,
) -> Response:
    if not is_htmx(request):
        return see_other(request, "shop.basket")
    answer = await _page(request, session, viewer, removed=removed, pieces=pieces)
    answer.headers["HX-Trigger"] = "basket:changed"
    return answer


async def _page(
    request: Request,
    session: AsyncSession,
    viewer: Identity | None,
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    removed: UUID | None = None,
    pieces: int = 0,
) -> Response:
    shown = await basket_page(session, owner=_owner(request, viewer))
    template = "shop/_basket.html" if is_htmx(request) else "shop/basket.html"
    return page(
        request,
        template,
        status=status,
        basket=shown.basket,
        hints=shown.hints,
        pictures=_pictures(request, shown.basket),
        errors=errors or {},
        removed=await _removed(session, removed, pieces),
    )


def _pictures(request: Request, basket: BasketView) -> dict[UUID, str]:
    lines = [*basket.unavailable, *(line for group in basket.groups for line in group.lines)]
    return {line.thing.variant_id: thing_picture(request, line.thing) for line in lines}


async def _removed(
    session: AsyncSession, variant_id: UUID | None, pieces: int
) -> dict[str, str | int] | None:
    """What was just taken out, if it can be put back."""
    if variant_id is None or not 1 <= pieces <= baskets.MOST_TYPED:
        return None
    thing = (await sellable(session, [variant_id])).get(variant_id)
    if thing is None or thing.refusal is not None:
        return None
    return {"variant_id": str(variant_id), "pieces": pieces, "name": name_of(thing)}
