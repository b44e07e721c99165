"""What a buyer has bought: the list, one purchase with its parcels, cancelling and receiving."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from marketplace.http.flash import say
from marketplace.http.forms import Form, read_form
from marketplace.http.identity import PRIVATE, SignedIn
from marketplace.http.pages import page, path_for, see_other
from marketplace.infra.db import DbSession
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import InvalidFields
from marketplace.kit.language import gettext as _
from marketplace.kit.language import language
from marketplace.kit.moments import show_moment
from marketplace.kit.paging import Page
from marketplace.orders import queries
from marketplace.orders import service as orders
from marketplace.orders.models import Order, OrderGroup, OrderLine, OrderLog
from marketplace.orders.queries import PurchaseTab
from marketplace.orders.states import OrderState
from marketplace.orders.words import Standing, delivery_words, happened, standing
from marketplace.payments import service as payments
from marketplace.shipping.models import Carrier
from marketplace.shipping.queries import carriers_named
from marketplace.web.pictures import kept_picture

router = APIRouter(dependencies=list(PRIVATE))

CANCELLABLE = frozenset({OrderState.AWAITING_PAYMENT, OrderState.AWAITING_SHIPMENT})
ONCE = frozenset({"placed", "paid", "expired", "revived"})
"""Entries that say the same of every order of a purchase."""


class CancelForm(Form):
    """Why; the vendor reads it."""

    reason: str = Field(title="取消原因", max_length=100)


class ReceiveForm(Form):
    """Nothing but the press of a button."""


@dataclass(frozen=True, slots=True)
class LineView:
    """One bought thing as the page prints it."""

    line: OrderLine
    picture: str
    return_words: str


@dataclass(frozen=True, slots=True)
class ParcelView:
    """One parcel as the page prints it."""

    title: str
    carrier: str
    waybill: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class OrderView:
    """One vendor's order as the page prints it."""

    order: Order
    standing: Standing
    lines: list[LineView]
    parcels: list[ParcelView]

    @property
    def can_cancel(self) -> bool:
        """Whether nothing of it has been shipped yet."""
        return self.order.state in CANCELLABLE

    @property
    def can_receive(self) -> bool:
        """Whether everything of it is on its way."""
        return self.order.state is OrderState.SHIPPED


@router.get("/account/purchases", name="account.orders")
async def index(
    request: Request,
    session: DbSession,
    viewer: SignedIn,
    tab: PurchaseTab = PurchaseTab.ALL,
    after: str | None = None,
) -> Response:
    """Every purchase, the newest first."""
    found = await queries.purchases(session, account_id=viewer.account_id, tab=tab, after=after)
    counts = await queries.purchase_counts(session, account_id=viewer.account_id)
    return page(
        request,
        "account/orders.html",
        purchases=_rows(request, found),
        tabs=_tabs(request, tab, counts),
        tab=tab,
        next_href=path_for(request, "account.orders", tab=tab.value, after=found.next)
        if found.next
        else "",
        first_href=path_for(request, "account.orders", tab=tab.value) if after else "",
    )


@router.get("/account/purchases/{group_id}", name="account.order")
async def show(request: Request, session: DbSession, viewer: SignedIn, group_id: UUID) -> Response:
    """One purchase: where each part of it stands, its parcels, and what happened so far."""
    group = await queries.purchase(session, account_id=viewer.account_id, group_id=group_id)
    log = await queries.log_of(session, group_id=group_id)
    carriers = await carriers_named(
        session, {parcel.carrier_code for order in group.orders for parcel in order.parcels}
    )
    names = {code: _carrier_name(carrier) for code, carrier in carriers.items()}
    now = utcnow()
    return page(
        request,
        "account/order.html",
        group=group,
        orders=[_order(request, order, group, now, names) for order in group.orders],
        events=_events(group, log, names),
        delivery=delivery_words(group.delivery_way),
        is_unpaid=group.paid_at is None and group.closed_at is None,
        reasons=[_("不想要了"), _("地址或电话填错了"), _("发货太慢"), _("其他原因")],
    )


@router.post("/account/orders/{order_id}/cancellation", name="account.order.cancel")
async def cancel(
    request: Request, session: DbSession, viewer: SignedIn, order_id: UUID
) -> Response:
    """End an order before it is shipped; what was paid goes back the way it came."""
    form = await read_form(request, CancelForm)
    group_id = await queries.group_of_order(
        session, account_id=viewer.account_id, order_id=order_id
    )
    if form.errors:
        raise InvalidFields(next(iter(form.errors.values())), fields=form.errors)
    ended = await payments.cancel_order(
        session,
        order_id=order_id,
        account_id=viewer.account_id,
        reason=form.value.reason,
        now=utcnow(),
    )
    if ended.was_paid:
        say(request, _("订单已取消，货款原路退回。"))
    else:
        say(request, _("订单已取消，没有扣款。"))
    return see_other(request, "account.order", group_id=group_id)


@router.post("/account/orders/{order_id}/receipt", name="account.order.receive")
async def receive(
    request: Request, session: DbSession, viewer: SignedIn, order_id: UUID
) -> Response:
    """Everything has arrived."""
    await read_form(request, ReceiveForm)
    order = await orders.confirm_receipt(
        session, order_id=order_id, account_id=viewer.account_id, now=utcnow()
    )
    say(request, _("已确认收货。"))
    return see_other(request, "account.order", group_id=order.group_id)


def _rows(request: Request, found: Page[OrderGroup]) -> list[dict[str, Any]]:
    now = utcnow()
    return [
        {
            "group": group,
            "orders": [_order(request, order, group, now, {}) for order in group.orders],
            "is_unpaid": group.paid_at is None and group.closed_at is None,
        }
        for group in found.items
    ]


def _tabs(
    request: Request, current: PurchaseTab, counts: Mapping[PurchaseTab, int]
) -> list[tuple[str, str, bool, int]]:
    words = {
        PurchaseTab.ALL: _("全部"),
        PurchaseTab.UNPAID: _("待付款"),
        PurchaseTab.TO_SHIP: _("待发货"),
        PurchaseTab.TO_RECEIVE: _("待收货"),
        PurchaseTab.DONE: _("已完成"),
    }
    return [
        (
            word,
            path_for(request, "account.orders", tab=tab.value),
            tab is current,
            counts.get(tab, 0),
        )
        for tab, word in words.items()
    ]


def _order(
    request: Request,
    order: Order,
    group: OrderGroup,
    now: datetime,
    carriers: Mapping[str, str],
) -> OrderView:
    lines = [
        LineView(
            line,
            kept_picture(request, line.snapshot),
            str(line.snapshot["return_words"][language()]),
        )
        for line in order.lines
    ]
    return OrderView(
        order, standing(order, group, now), lines, _parcels(order, carriers) if carriers else []
    )


def _parcels(order: Order, carriers: Mapping[str, str]) -> list[ParcelView]:
    known = {line.id: line for line in order.lines}
    return [
        ParcelView(
            title=_("包裹 %(n)d", n=at),
            carrier=carriers[parcel.carrier_code],
            waybill=parcel.waybill_no,
            lines=[f"{_title(known[each.line_id])} × {each.quantity}" for each in parcel.lines],
        )
        for at, parcel in enumerate(order.parcels, start=1)
    ]


def _title(line: OrderLine) -> str:
    if language() == "en" and line.title_en:
        return f"{line.title_en} {line.variant_en or line.variant_zh}"
    return f"{line.title_zh} {line.variant_zh}"


def _carrier_name(carrier: Carrier) -> str:
    return carrier.name_en if language() == "en" else carrier.name_zh


def _events(
    group: OrderGroup, log: Iterable[OrderLog], carriers: Mapping[str, str]
) -> list[dict[str, str]]:
    """The log in words, the newest first; what happened to all orders at once is said once."""
    shops = {
        order.id: order.vendor_name_en
        if language() == "en" and order.vendor_name_en
        else order.vendor_name_zh
        for order in group.orders
    }
    said: set[str] = set()
    events: list[dict[str, str]] = []
    for entry in log:
        text = happened(entry, carriers)
        concerns_all = entry.kind in ONCE or (entry.kind == "cancelled" and not group.paid_at)
        if not text or (concerns_all and entry.kind in said):
            continue
        said.add(entry.kind)
        one_of_many = not concerns_all and len(shops) > 1 and entry.order_id is not None
        events.append(
            {
                "text": text,
                "when": show_moment(entry.created_at),
                "note": shops[entry.order_id] if one_of_many and entry.order_id else "",
                "state": "done" if events else "now",
            }
        )
    return events
