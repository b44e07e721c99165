"""What to take from the store room for all open orders, and the slip that goes into each box."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from marketplace.http.identity import PRIVATE, VendorDesk
from marketplace.http.pages import page, path_for
from marketplace.infra.db import DbSession
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import NotFound
from marketplace.kit.language import gettext as _
from marketplace.orders import queries
from marketplace.orders.models import Order, OrderLine
from marketplace.orders.queries import VendorTab
from marketplace.orders.queries.desk import TO_SHIP
from marketplace.orders.words import by_when
from marketplace.web.vendor.order_views import ShipTo, left, ship_to

router = APIRouter(prefix="/vendor/picklist", dependencies=[*PRIVATE])

MOST_KINDS: Final = 500
SLIPS_A_PAGE: Final = 50
"""About what one sitting at the packing table takes, and what a phone prints without choking."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One order on paper."""

    order: Order
    to: ShipTo
    due: str
    lines: Sequence[tuple[OrderLine, int]]

    @property
    def pieces(self) -> int:
        """How many go into the box."""
        return sum(count for _line, count in self.lines)


def slip(order: Order) -> Slip:
    """What has still to be sent of ``order``. Needs: group and lines loaded."""
    return Slip(
        order=order,
        to=ship_to(order),
        due=by_when(order.dispatch_before) if order.dispatch_before else "",
        lines=[(line, left(line)) for line in order.lines if left(line)],
    )


@router.get("", name="vendor.picklist")
async def picks(request: Request, session: DbSession, person: VendorDesk) -> Response:
    """All open orders by kind of goods, the most urgent first."""
    now = utcnow()
    found = await queries.pick_list(session, vendor_id=person.vendor_id, limit=MOST_KINDS)
    counts = await queries.tab_counts(session, vendor_id=person.vendor_id)
    return page(
        request,
        "vendor/picklist/index.html",
        shop_name=person.shop_name,
        picks=[(pick, pick.dispatch_before < now, by_when(pick.dispatch_before)) for pick in found],
        pieces=sum(pick.pieces for pick in found),
        grams=sum(pick.pieces * pick.net_grams for pick in found),
        orders=counts[VendorTab.TO_SHIP],
        printed_at=now,
    )


@router.get("/slips", name="vendor.picklist.slips")
async def slips(
    request: Request,
    session: DbSession,
    person: VendorDesk,
    order: Annotated[UUID | None, Query()] = None,
    after: Annotated[str | None, Query(max_length=300)] = None,
) -> Response:
    """One slip an order, to be cut apart: of every open order, or of one."""
    if order is not None:
        one = await queries.vendor_order(session, vendor_id=person.vendor_id, order_id=order)
        if one.state not in TO_SHIP:
            raise NotFound(_("这笔订单没有要装箱的商品。"))
        found, following = [slip(one)], None
    else:
        batch = await queries.vendor_orders(
            session,
            vendor_id=person.vendor_id,
            tab=VendorTab.TO_SHIP,
            after=after,
            limit=SLIPS_A_PAGE,
        )
        found, following = [slip(each) for each in batch.items], batch.next
    return page(
        request,
        "vendor/picklist/slips.html",
        shop_name=person.shop_name,
        slips=found,
        only=order,
        next_href=path_for(request, "vendor.picklist.slips", after=following) if following else "",
        first_href=path_for(request, "vendor.picklist.slips") if after else "",
        printed_at=utcnow(),
    )
