"""From the basket to an order: one page, one button."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field, model_validator
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts import service as accounts
from marketplace.accounts.queries import AddressView, addresses
from marketplace.checkout.errors import NothingToOrder, QuoteChanged
from marketplace.checkout.rules import (
    LONGEST_SEEN,
    Quote,
    Seen,
    differences,
    missing_confirmations,
)
from marketplace.checkout.service import LONGEST_NOTE, Wish, place_order, quote
from marketplace.http.forms import Form, Submitted, read_form
from marketplace.http.identity import PRIVATE, SignedIn
from marketplace.http.pages import is_htmx, page, see_other
from marketplace.infra.db import DbSession
from marketplace.kit import ids
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import Invalid, MarketError, NotFound
from marketplace.kit.language import gettext as _
from marketplace.orders.models import DeliveryWay
from marketplace.orders.words import by_when, delivery_words, return_policy_words
from marketplace.settings import Settings
from marketplace.stock.errors import OutOfStock
from marketplace.web.address_fields import (
    AddressFields,
    AddressForm,
    address_fields,
    read_pasted,
)
from marketplace.web.pictures import thing_picture

router = APIRouter(dependencies=list(PRIVATE))
NOTE = "note-"


class CheckoutForm(Form):
    """What the buyer decides; prices are never among it."""

    key: str = Field(min_length=16, max_length=255)
    seen: str = Field(max_length=LONGEST_SEEN)
    address_id: UUID = Field(title="收货地址")
    delivery_way: DeliveryWay = Field(title="送货方式")
    consent: list[UUID] = Field(default_factory=list[UUID], title="退货确认")
    is_adult: bool = False
    notes: dict[UUID, str] = Field(default_factory=dict[UUID, str])
    """From the fields ``note-<vendor id>``."""

    @model_validator(mode="before")
    @classmethod
    def _gather_notes(cls, given: Any) -> Any:
        notes = {key.removeprefix(NOTE): given[key] for key in given if key.startswith(NOTE)}
        rest = {key: given[key] for key in given if not key.startswith(NOTE)}
        return {**rest, "notes": {key: note for key, note in notes.items() if note}}


@router.get("/checkout", name="shop.checkout")
async def show(
    request: Request, session: DbSession, viewer: SignedIn, address: str = ""
) -> Response:
    """What is ticked, what it costs to this address, and everything there is to decide."""
    book = await addresses(session, account_id=viewer.account_id)
    chosen = _chosen(book, address)
    asked = await quote(session, account_id=viewer.account_id, province=_province(chosen))
    if not asked.shops and not asked.left_out:
        return see_other(request, "shop.basket")
    fields = None
    if chosen is None:
        fields = await address_fields(session, {"recipient": viewer.name})
    return _page(request, book, chosen, asked, fields=fields)


@router.post("/checkout/address", name="shop.checkout.address")
async def add_address(request: Request, session: DbSession, viewer: SignedIn) -> Response:
    """Keep a new address and deliver to it; or fill the form in from a pasted text."""
    form = await read_form(request, AddressForm)
    typed = form.typed
    action = typed.get("action")
    if action == "parse":
        typed = await read_pasted(session, typed)
    if action in {"parse", "region"}:
        fields = await address_fields(session, typed)
        if is_htmx(request):
            return page(request, "shop/_checkout_fields.html", fields=fields, errors={})
        return await _with_fields(request, session, viewer.account_id, fields, {})
    if not form.errors:
        try:
            async with session.begin_nested():
                added = await accounts.add_address(
                    session, account_id=viewer.account_id, facts=form.value.facts()
                )
            return see_other(request, "shop.checkout", address=added.id)
        except MarketError as refusal:
            form.refuse(refusal)
    fields = await address_fields(session, typed)
    return await _with_fields(request, session, viewer.account_id, fields, form.errors)


@router.post("/checkout", name="shop.checkout.place")
async def place(request: Request, session: DbSession, viewer: SignedIn) -> Response:
    """Place the order and go on to pay; or show what has changed, or what is missing."""
    form = await read_form(request, CheckoutForm)
    said: Sequence[str] = ()
    status = 422
    if "delivery_way" in form.errors:
        form.errors["delivery_way"] = _("请选择送货方式。")
    if not form.errors:
        settings: Settings = request.app.state.settings
        try:
            async with session.begin_nested():
                placed = await place_order(
                    session,
                    account_id=viewer.account_id,
                    wish=_wish(form.value),
                    now=utcnow(),
                    pay_within=timedelta(minutes=settings.pay_within_minutes),
                )
            return see_other(request, "account.payment", group_id=placed.group_id)
        except (QuoteChanged, OutOfStock, NothingToOrder) as change:
            said, status = [change.message], 409
        except NotFound:
            form.errors["address_id"] = _("这个地址已经删除，请换一个收货地址。")
        except Invalid as refusal:
            form.refuse(refusal)
    return await _again(request, session, viewer.account_id, form, said, status)


def _wish(form: CheckoutForm) -> Wish:
    return Wish(
        key=form.key,
        address_id=form.address_id,
        delivery_way=form.delivery_way,
        seen=Seen.unpacked(form.seen) or Seen(),
        consents=frozenset(form.consent),
        is_adult=form.is_adult,
        notes=form.notes,
    )


async def _again(
    request: Request,
    session: AsyncSession,
    account_id: UUID,
    form: Submitted[CheckoutForm],
    said: Sequence[str],
    status: int,
) -> Response:
    """The page once more, with what was typed, what is wrong and what has changed."""
    book = await addresses(session, account_id=account_id)
    chosen = _chosen(book, str(form.typed.get("address_id", "")))
    asked = await quote(session, account_id=account_id, province=_province(chosen))
    ticked = {str(each) for each in form.typed.get("consent", [])}
    if status == 422:
        known = {line.thing.variant_id for line in asked.lines}
        consents = [each for each in known if str(each) in ticked]
        adult = form.typed.get("is_adult") == "1"
        form.errors.update(missing_confirmations(asked, consents, is_adult=adult))
    seen = Seen.unpacked(str(form.typed.get("seen", "")))
    changes = differences(seen, asked) if seen is not None and seen.lines else []
    fields = await address_fields(session, {}) if chosen is None else None
    return _page(
        request,
        book,
        chosen,
        asked,
        status=status,
        fields=fields,
        typed=form.typed,
        errors=form.errors,
        changes=changes or list(said),
    )


async def _with_fields(
    request: Request,
    session: AsyncSession,
    account_id: UUID,
    fields: AddressFields,
    errors: dict[str, str],
) -> Response:
    book = await addresses(session, account_id=account_id)
    asked = await quote(session, account_id=account_id, province=None)
    status = 422 if errors else 200
    return _page(request, book, None, asked, status=status, fields=fields, errors=errors)


def _chosen(book: Sequence[AddressView], wanted: str) -> AddressView | None:
    """The address that was asked for, else the first; ``new`` asks for none of them."""
    if wanted == "new" or not book:
        return None
    return next((each for each in book if str(each.id) == wanted), book[0])


def _province(address: AddressView | None) -> str | None:
    return address.province_code if address else None


def _page(
    request: Request,
    book: Sequence[AddressView],
    chosen: AddressView | None,
    asked: Quote,
    *,
    status: int = 200,
    fields: AddressFields | None = None,
    typed: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    changes: Sequence[str] = (),
) -> Response:
    typed, now = typed or {}, utcnow()
    things = [line.thing for line in asked.lines] + [each.thing for each in asked.left_out]
    return page(
        request,
        "shop/checkout.html",
        status=status,
        addresses=book,
        address=chosen,
        fields=fields,
        quote=asked,
        typed=typed,
        ticked={str(each) for each in typed.get("consent", [])},
        errors=errors or {},
        changes=changes,
        key=typed.get("key") or ids.token(),
        seen=Seen.of(asked).packed(),
        ways=[(way.value, delivery_words(way), _way_note(way)) for way in DeliveryWay],
        due={
            shop.vendor_id: by_when(now + timedelta(hours=shop.dispatch_hours))
            for shop in asked.shops
        },
        pictures={thing.variant_id: thing_picture(request, thing) for thing in things},
        return_words={
            thing.variant_id: return_policy_words(thing.return_policy) for thing in things
        },
        longest_note=LONGEST_NOTE,
    )


def _way_note(way: DeliveryWay) -> str:
    match way:
        case DeliveryWay.DOOR:
            return _("快递员送到家门口")
        case DeliveryWay.STATION:
            return _("收到取件码后自取")
        case DeliveryWay.LOCKER:
            return _("收到取件码后自取，鲜货请当天取")
