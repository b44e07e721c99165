"""Checkout and purchases for programs."""

from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import Field

from marketplace.accounts.queries import address as delivery_address
from marketplace.api.v1.route import ApiRoute, ApiSession, BriefRoute, OrdersBearer
from marketplace.api.v1.shapes import In, Out, Text
from marketplace.checkout.rules import Seen
from marketplace.checkout.service import Wish, place_order
from marketplace.checkout.service import quote as make_quote
from marketplace.kit.clock import utcnow
from marketplace.kit.paging import LARGEST_PAGE
from marketplace.orders import queries as reads
from marketplace.orders.models import DeliveryWay, Order, OrderGroup
from marketplace.orders.service.receiving import confirm_receipt
from marketplace.orders.states import OrderState
from marketplace.payments import flow
from marketplace.payments.providers import Gateways
from marketplace.payments.service.giving_back import cancel_order
from marketplace.payments.states import PaymentState
from marketplace.settings import Settings

router = APIRouter(route_class=ApiRoute, tags=["checkout"])
brief = APIRouter(route_class=BriefRoute, tags=["checkout"])


class QuoteIn(In):
    """Where the basket should go."""

    address_id: UUID


class QuoteOut(Out):
    """What the ticked basket lines would cost now. Units: 分.

    ``seen`` is handed back when placing the order, so that a change in between is noticed.
    """

    goods_minor: int
    freight_minor: int
    total_minor: int
    left_out: list[str]
    needs_consent: list[UUID]
    """Variants that cannot be sent back without a reason: name them in ``consents``."""
    needs_adult: bool
    seen: str


class OrderIn(In):
    """Place an order for the ticked basket lines."""

    address_id: UUID
    delivery_way: DeliveryWay
    seen: str | None = Field(default=None, max_length=20_000)
    consents: list[UUID] = Field(default_factory=list[UUID], max_length=200)
    is_adult: bool = False
    notes: dict[UUID, str] = Field(default_factory=dict[UUID, str])


class LineOut(Out):
    """So many pieces, as they were offered. Units: 分, grams."""

    id: UUID
    variant_id: UUID
    title: Text
    variant: Text
    quantity: int
    shipped_quantity: int
    unit_price_minor: int
    total_minor: int
    net_grams: int


class ParcelOut(Out):
    """One box on its way."""

    carrier_code: str
    waybill_no: str
    shipped_at: datetime


class OrderOut(Out):
    """One vendor's part. Units: 分."""

    id: UUID
    number: str
    vendor_id: UUID
    vendor: Text
    state: OrderState
    goods_minor: int
    freight_minor: int
    total_minor: int
    refunded_minor: int
    dispatch_before: datetime | None
    lines: list[LineOut]
    parcels: list[ParcelOut]


class PurchaseOut(Out):
    """One purchase. Units: 分."""

    id: UUID
    number: str
    total_minor: int
    placed_at: datetime
    pay_before: datetime
    paid_at: datetime | None
    closed_at: datetime | None
    orders: list[OrderOut]


class PurchaseSummary(Out):
    """A purchase in a list. Units: 分."""

    id: UUID
    number: str
    total_minor: int
    placed_at: datetime
    paid_at: datetime | None
    closed_at: datetime | None


class PurchaseList(Out):
    """One page; pass ``next`` as ``after`` for the following one."""

    items: list[PurchaseSummary]
    next: str | None


class PaymentIn(In):
    """How to pay."""

    method: str = Field(max_length=16, description="`wechat_pay`, `alipay` or `card`.")


class PaymentOut(Out):
    """A payment under way; ``next_action`` says what the payer has to do."""

    id: UUID
    state: PaymentState
    amount_minor: int
    expires_at: datetime
    next_action: dict[str, Any]


class ReasonIn(In):
    """Why."""

    reason: str = Field(default="", max_length=200)


class OrderStateOut(Out):
    """Where an order stands now."""

    id: UUID
    state: OrderState


@router.post("/checkout/quote", name="api.v1.checkout.quote")
async def quote(session: ApiSession, bearer: OrdersBearer, body: QuoteIn) -> QuoteOut:
    """What it would cost, delivered there."""
    address = await delivery_address(
        session, account_id=bearer.account_id, address_id=body.address_id
    )
    found = await make_quote(session, account_id=bearer.account_id, province=address.province_code)
    return QuoteOut(
        goods_minor=found.goods_minor,
        freight_minor=found.freight_minor,
        total_minor=found.total_minor,
        left_out=[each.reason for each in found.left_out],
        needs_consent=[line.thing.variant_id for line in found.lines if line.needs_consent],
        needs_adult=found.is_age_gated,
        seen=Seen.of(found).packed(),
    )


@router.post("/orders", status_code=201, name="api.v1.orders.place")
async def place(
    request: Request, session: ApiSession, bearer: OrdersBearer, body: OrderIn
) -> PurchaseOut:
    """Place the order; the Idempotency-Key is the purchase's own key as well."""
    settings: Settings = request.app.state.settings
    wish = Wish(
        key=request.headers["idempotency-key"],
        address_id=body.address_id,
        delivery_way=body.delivery_way,
        # What cannot be read was not shown by us, so everything counts as changed.
        seen=None if body.seen is None else Seen.unpacked(body.seen) or Seen(),
        consents=frozenset(body.consents),
        is_adult=body.is_adult,
        notes=body.notes,
    )
    placed = await place_order(
        session,
        account_id=bearer.account_id,
        wish=wish,
        now=utcnow(),
        pay_within=timedelta(minutes=settings.pay_within_minutes),
    )
    group = await reads.purchase(session, account_id=bearer.account_id, group_id=placed.group_id)
    return shown(group)


@router.get("/purchases", name="api.v1.purchases")
async def purchases(
    session: ApiSession,
    bearer: OrdersBearer,
    after: Annotated[str | None, Query(max_length=300)] = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 20,
) -> PurchaseList:
    """The buyer's purchases, the newest first."""
    found = await reads.purchases(session, account_id=bearer.account_id, after=after, limit=limit)
    return PurchaseList(
        items=[PurchaseSummary.model_validate(each) for each in found.items], next=found.next
    )


@router.get("/purchases/{group_id}", name="api.v1.purchase")
async def purchase(session: ApiSession, bearer: OrdersBearer, group_id: UUID) -> PurchaseOut:
    """One purchase with its orders, lines and parcels."""
    return shown(await reads.purchase(session, account_id=bearer.account_id, group_id=group_id))


@brief.post("/purchases/{group_id}/payments", status_code=201, name="api.v1.purchase.pay")
async def pay(
    request: Request, bearer: OrdersBearer, group_id: UUID, body: PaymentIn
) -> PaymentOut:
    """Start paying, or take up the payment that is under way."""
    settings: Settings = request.app.state.settings
    payment = await flow.pay(
        request.app.state.sessions,
        request.app.state.tools[Gateways],
        group_id=group_id,
        account_id=bearer.account_id,
        method=body.method,
        return_url=f"{settings.base_url}/account/purchases/{group_id}/payment/return",
    )
    return PaymentOut.model_validate(payment)


@router.post("/orders/{order_id}/cancellation", name="api.v1.orders.cancel")
async def cancel(
    session: ApiSession, bearer: OrdersBearer, order_id: UUID, body: ReasonIn
) -> OrderStateOut:
    """Call an order off before it is shipped; what was paid goes back."""
    await cancel_order(
        session,
        order_id=order_id,
        now=utcnow(),
        reason=body.reason,
        account_id=bearer.account_id,
        actor_id=bearer.account_id,
    )
    return await _state(session, bearer.account_id, order_id)


@router.post("/orders/{order_id}/receipt", name="api.v1.orders.receive")
async def receive(session: ApiSession, bearer: OrdersBearer, order_id: UUID) -> OrderStateOut:
    """The buyer has the goods."""
    await confirm_receipt(session, order_id=order_id, account_id=bearer.account_id, now=utcnow())
    return await _state(session, bearer.account_id, order_id)


async def _state(session: ApiSession, account_id: UUID, order_id: UUID) -> OrderStateOut:
    await reads.group_of_order(session, account_id=account_id, order_id=order_id)
    order = await session.get_one(Order, order_id)
    return OrderStateOut(id=order.id, state=order.state)


def shown(group: OrderGroup) -> PurchaseOut:
    """A purchase as its buyer's program sees it. Needs: orders, lines and parcels loaded."""
    return PurchaseOut(
        id=group.id,
        number=group.number,
        total_minor=group.total_minor,
        placed_at=group.placed_at,
        pay_before=group.pay_before,
        paid_at=group.paid_at,
        closed_at=group.closed_at,
        orders=[order_shown(order) for order in group.orders],
    )


def order_shown(order: Order) -> OrderOut:
    """An order for a program. Needs: lines and parcels loaded."""
    return OrderOut(
        id=order.id,
        number=order.number,
        vendor_id=order.vendor_id,
        vendor=Text(zh=order.vendor_name_zh, en=order.vendor_name_en),
        state=order.state,
        goods_minor=order.goods_minor,
        freight_minor=order.freight_minor,
        total_minor=order.total_minor,
        refunded_minor=order.refunded_minor,
        dispatch_before=order.dispatch_before,
        lines=[
            LineOut(
                id=line.id,
                variant_id=line.variant_id,
                title=Text(zh=line.title_zh, en=line.title_en),
                variant=Text(zh=line.variant_zh, en=line.variant_en),
                quantity=line.quantity,
                shipped_quantity=line.shipped_quantity,
                unit_price_minor=line.unit_price_minor,
                total_minor=line.total_minor,
                net_grams=line.net_grams,
            )
            for line in order.lines
        ],
        parcels=[ParcelOut.model_validate(parcel) for parcel in order.parcels],
    )
