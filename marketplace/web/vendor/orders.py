"""The order desk: the list, one order, its address uncovered, an order that cannot be sent."""

from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from marketplace.audit.service import record
from marketplace.http.flash import say
from marketplace.http.forms import Form, read_form
from marketplace.http.identity import PRIVATE, VendorDesk, VendorPerson, actor
from marketplace.http.pages import is_htmx, page, path_for, see_other
from marketplace.infra.db import DbSession
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import Conflict, Forbidden, MarketError, NotFound
from marketplace.kit.language import Language, speaking
from marketplace.kit.language import gettext as _
from marketplace.kit.text import fold
from marketplace.orders import queries
from marketplace.orders.models import Order
from marketplace.orders.policy import AddressAccess, vendor_address_access
from marketplace.orders.queries import COUNTED_TO, VendorTab
from marketplace.payments import service as payments
from marketplace.shipping.queries import carriers
from marketplace.web.vendor.order_views import (
    carrier_options,
    left,
    order_card,
    order_sheet,
    ship_to,
)

router = APIRouter(prefix="/vendor/orders", dependencies=[*PRIVATE])

LONGEST_SEARCH: Final = 50


def tab_words(tab: VendorTab) -> str:
    """What a tab of the list is called."""
    match tab:
        case VendorTab.TO_SHIP:
            return _("待发货")
        case VendorTab.PARTLY_SHIPPED:
            return _("已发部分")
        case VendorTab.SHIPPED:
            return _("已发货")
        case VendorTab.COMPLETED:
            return _("已完成")
        case VendorTab.CANCELLED:
            return _("已取消")
        case VendorTab.ALL:
            return _("全部")


def _count_words(count: int) -> str:
    return f"{COUNTED_TO - 1}+" if count >= COUNTED_TO else str(count or "")


@router.get("", name="vendor.orders")
async def index(
    request: Request,
    session: DbSession,
    person: VendorDesk,
    tab: Annotated[VendorTab, Query()] = VendorTab.TO_SHIP,
    q: Annotated[str, Query(max_length=200)] = "",
    after: Annotated[str | None, Query(max_length=300)] = None,
) -> Response:
    """This vendor's orders under one tab, or those that match a search."""
    now, sought = utcnow(), fold(q[:LONGEST_SEARCH])
    counts = await queries.tab_counts(session, vendor_id=person.vendor_id)
    found = await queries.vendor_orders(
        session, vendor_id=person.vendor_id, tab=tab, matching=sought, after=after
    )
    more = path_for(request, "vendor.orders", tab=tab.value, q=sought, after=found.next)
    return page(
        request,
        "vendor/orders/_cards.html" if is_htmx(request) else "vendor/orders/index.html",
        shop_name=person.shop_name,
        tab=tab,
        tabs=[
            (
                tab_words(each),
                path_for(request, "vendor.orders", tab=each.value, q=sought),
                each is tab,
                "" if sought else _count_words(counts[each]),
            )
            for each in VendorTab
        ],
        sought=sought,
        cards=[order_card(order, now) for order in found.items],
        waiting=counts[VendorTab.TO_SHIP],
        next_href=more if found.next else "",
        is_first=after is None,
    )


async def order_page(
    request: Request,
    session: AsyncSession,
    person: VendorPerson,
    order_id: UUID,
    *,
    status: int = 200,
    typed: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    cancel_errors: dict[str, str] | None = None,
    warning: str = "",
    sure_of: str = "",
    uncovered: bool = False,
) -> Response:
    """One order, with the parcel that is just being entered if there is one."""
    order = await queries.vendor_order(session, vendor_id=person.vendor_id, order_id=order_id)
    sheet = await order_sheet(request, session, person=person, order=order)
    options: list[tuple[str, str]] = []
    following: UUID | None = None
    given = dict(typed or {})
    if sheet.may_ship:
        options = carrier_options(await carriers(session))
        if "carrier_code" not in given:
            given["carrier_code"] = await queries.last_carrier(session, vendor_id=person.vendor_id)
    else:
        following = await queries.next_to_ship(session, vendor_id=person.vendor_id)
    wanted = {f"line-{line.id}": given.get(f"line-{line.id}", left(line)) for line in order.lines}
    return page(
        request,
        "vendor/orders/order.html",
        status=status,
        shop_name=person.shop_name,
        sheet=sheet,
        order=order,
        to=ship_to(order, uncovered=uncovered),
        left=left,
        carriers=options,
        typed=given,
        wanted=wanted,
        is_split=any(
            f"line-{line.id}" in given and str(given[f"line-{line.id}"]) != str(left(line))
            for line in order.lines
        ),
        errors=errors or {},
        cancel_errors=cancel_errors or {},
        reasons=cancel_reasons(),
        warning=warning,
        sure_of=sure_of,
        following=following,
    )


@router.get("/{order_id}", name="vendor.order")
async def show(
    request: Request, session: DbSession, person: VendorDesk, order_id: UUID
) -> Response:
    """One order of this vendor: what to pack, where it goes, what happened."""
    return await order_page(request, session, person, order_id)


@router.post("/{order_id}/address-views", name="vendor.orders.address")
async def uncover(
    request: Request, session: DbSession, person: VendorDesk, order_id: UUID
) -> Response:
    """Show the address of an order that has been sent; who looked stays on record."""
    order = await queries.vendor_order(session, vendor_id=person.vendor_id, order_id=order_id)
    if vendor_address_access(order.state) is AddressAccess.CLOSED:
        raise Forbidden(_("这笔订单没有发货，不再需要收货地址。"))
    record(
        session,
        actor=actor(request, person.viewer),
        action="order.address_viewed",
        object_kind="order",
        object_id=order.id,
        after={"vendor_id": str(person.vendor_id), "state": order.state.value},
    )
    if is_htmx(request):
        to = ship_to(order, uncovered=True)
        return page(request, "vendor/orders/_address.html", order=order, to=to)
    return await order_page(request, session, person, order_id, uncovered=True)


Reason = Literal["out_of_stock", "weather", "not_served", "buyer_asked", "other"]


class CancelForm(Form):
    """Why an order cannot be sent."""

    reason: Reason = Field(title="取消原因")
    words: str = Field(default="", max_length=100, title="补充说明")


def reason_words(reason: str) -> str:
    """Why a vendor cannot send, as the buyer reads it."""
    return {
        "out_of_stock": _("缺货"),
        "weather": _("天气或道路原因，近期发不出"),
        "not_served": _("快递不到收货地"),
        "buyer_asked": _("买家要求取消"),
        "other": _("商家无法发货"),
    }[reason]


def cancel_reasons() -> list[tuple[str, str, str]]:
    """For radio buttons."""
    return [
        (key, reason_words(key), "")
        for key in ("out_of_stock", "weather", "not_served", "buyer_asked")
    ] + [("other", _("其他原因"), _("请在下面写明。"))]


@router.post("/{order_id}/cancellation", name="vendor.orders.cancel")
async def cancel(
    request: Request, session: DbSession, person: VendorDesk, order_id: UUID
) -> Response:
    """This order cannot be sent: the buyer gets everything back and is told why."""
    # Only a paid order is the vendor's: cancelling an unpaid one would end the whole purchase.
    order = await queries.vendor_order(session, vendor_id=person.vendor_id, order_id=order_id)
    form = await read_form(request, CancelForm)
    if form.model and form.value.reason == "other" and not form.value.words:
        form.errors["words"] = _("请写明为什么发不了，买家会看到。")
    if not form.errors:
        try:
            async with session.begin_nested():
                await payments.cancel_order(
                    session,
                    order_id=order_id,
                    vendor_id=person.vendor_id,
                    actor_id=person.account_id,
                    reason=_said_to_buyer(order, form.value),
                    now=utcnow(),
                )
        except NotFound:
            raise
        except MarketError as refusal:
            form.refuse(refusal)
            return await order_page(
                request, session, person, order_id, status=_status(refusal), errors=form.errors
            )
    if form.errors:
        return await order_page(
            request,
            session,
            person,
            order_id,
            status=422,
            typed=form.typed,
            cancel_errors=form.errors,
        )
    say(request, _("订单已取消，货款会原路退给买家，并已告知原因。"))
    return see_other(request, "vendor.order", order_id=order_id)


def _status(refusal: MarketError) -> int:
    return 409 if isinstance(refusal, Conflict) else 422


def _said_to_buyer(order: Order, form: CancelForm) -> str:
    """The reason in the language the buyer ordered in."""
    chosen: Language = "en" if order.group.language == "en" else "zh-CN"
    with speaking(chosen):
        words = reason_words(form.reason)
    if form.reason == "other":
        return form.words
    return f"{words} · {form.words}" if form.words else words
