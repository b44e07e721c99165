"""A vendor's orders for programs; the token works for one vendor only."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import Field

from marketplace.api.v1.purchases import OrderOut, order_shown
from marketplace.api.v1.route import ApiRoute, ApiSession, VendorOrdersBearer, vendor_of
from marketplace.api.v1.shapes import In, Out
from marketplace.kit.clock import utcnow
from marketplace.kit.names import mask_name, mask_phone
from marketplace.kit.paging import LARGEST_PAGE
from marketplace.orders import queries as reads
from marketplace.orders.models import DeliveryWay
from marketplace.orders.policy import AddressAccess, vendor_address_access
from marketplace.orders.queries import VendorTab
from marketplace.orders.service.shipping import ship as ship_order
from marketplace.orders.states import OrderState
from marketplace.settings import Settings

router = APIRouter(prefix="/vendor/orders", route_class=ApiRoute, tags=["vendor orders"])


class VendorOrderSummary(Out):
    """An order in a vendor's list. Units: 分."""

    id: UUID
    number: str
    state: OrderState
    total_minor: int
    placed_at: datetime
    dispatch_before: datetime | None


class VendorOrderList(Out):
    """One page; pass ``next`` as ``after`` for the following one."""

    items: list[VendorOrderSummary]
    next: str | None


class VendorOrderOut(Out):
    """One order. The address is whole while something is to be sent, covered afterwards."""

    order: OrderOut
    recipient: str
    phone: str
    region: str
    address: str
    delivery_way: DeliveryWay
    buyer_note: str


class ParcelIn(In):
    """A box that leaves the house. ``lines`` maps line ids to pieces."""

    carrier_code: str = Field(max_length=16)
    waybill_no: str = Field(min_length=4, max_length=32)
    lines: dict[UUID, int] = Field(min_length=1, max_length=200)


class ShippedOut(Out):
    """What became of it; ``warning`` says what is odd about the number, which was taken anyway."""

    order: OrderOut
    warning: str | None


@router.get("", name="api.v1.vendor.orders")
async def orders(
    session: ApiSession,
    bearer: VendorOrdersBearer,
    tab: VendorTab = VendorTab.TO_SHIP,
    after: Annotated[str | None, Query(max_length=300)] = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 20,
) -> VendorOrderList:
    """The vendor's paid orders; those to ship begin with the most urgent."""
    found = await reads.vendor_orders(
        session, vendor_id=vendor_of(bearer), tab=tab, after=after, limit=limit
    )
    return VendorOrderList(
        items=[VendorOrderSummary.model_validate(each) for each in found.items], next=found.next
    )


@router.get("/{order_id}", name="api.v1.vendor.order")
async def order(session: ApiSession, bearer: VendorOrdersBearer, order_id: UUID) -> VendorOrderOut:
    """One order of the vendor."""
    found = await reads.vendor_order(session, vendor_id=vendor_of(bearer), order_id=order_id)
    group = found.group
    is_open = vendor_address_access(found.state) is AddressAccess.OPEN
    return VendorOrderOut(
        order=order_shown(found),
        recipient=group.recipient if is_open else mask_name(group.recipient),
        phone=group.phone if is_open else mask_phone(group.phone),
        region=group.region,
        address=group.address if is_open else "",
        delivery_way=group.delivery_way,
        buyer_note=found.buyer_note,
    )


@router.post("/{order_id}/parcels", status_code=201, name="api.v1.vendor.orders.ship")
async def ship(
    request: Request,
    session: ApiSession,
    bearer: VendorOrdersBearer,
    order_id: UUID,
    body: ParcelIn,
) -> ShippedOut:
    """Enter a parcel; entering the same one twice changes nothing."""
    settings: Settings = request.app.state.settings
    shipped = await ship_order(
        session,
        order_id=order_id,
        vendor_id=vendor_of(bearer),
        carrier_code=body.carrier_code,
        waybill_no=body.waybill_no,
        lines=body.lines,
        actor_id=bearer.account_id,
        now=utcnow(),
        auto_confirm_days=settings.auto_confirm_days,
    )
    session.expire_all()
    found = await reads.vendor_order(session, vendor_id=vendor_of(bearer), order_id=order_id)
    return ShippedOut(order=order_shown(found), warning=shipped.warning)
