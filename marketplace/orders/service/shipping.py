"""A vendor hands parcels to a carrier."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.infra.jobs import enqueue
from marketplace.kit.errors import Invalid
from marketplace.kit.ids import uuid7
from marketplace.kit.language import gettext as _
from marketplace.kit.waybills import CarrierPattern, parse_waybill, waybill_warning
from marketplace.orders.errors import AlreadyCancelled, NotPaid, ShipsTooMuch
from marketplace.orders.models import Order, Parcel, ParcelLine
from marketplace.orders.service.locked import locked_order, note
from marketplace.orders.states import OrderEvent, OrderState, next_state
from marketplace.shipping.queries import carrier_to_use
from marketplace.stock import service as stock


@dataclass(frozen=True, slots=True)
class Shipped:
    """A parcel on its way."""

    parcel: Parcel
    is_new: bool
    """False: this very parcel had been entered before, nothing changed."""
    warning: str | None
    """What is odd about the waybill number; it was taken all the same."""


async def ship(
    session: AsyncSession,
    *,
    order_id: UUID,
    vendor_id: UUID,
    carrier_code: str,
    waybill_no: str,
    lines: Mapping[UUID, int],
    actor_id: UUID,
    now: datetime,
    auto_confirm_days: int = 10,
) -> Shipped:
    """Enter one parcel with ``lines`` pieces of each order line.

    The same waybill entered again is the same parcel. When everything has left, the time in which
    the buyer is to confirm begins.

    Locks: the order group, then the stock rows by id ascending.
    Raises: NotFound, Invalid, NotPaid, AlreadyCancelled, ShipsTooMuch.
    """
    number = parse_waybill(waybill_no, field="waybill_no")
    carrier = await carrier_to_use(session, carrier_code)
    _group, order = await locked_order(session, order_id, vendor_id=vendor_id)
    pattern = CarrierPattern(carrier.code, carrier.waybill_pattern, carrier.is_active)
    warning = waybill_warning(number, pattern)
    same = await session.scalar(
        select(Parcel).where(
            Parcel.order_id == order_id,
            Parcel.carrier_code == carrier.code,
            Parcel.waybill_no == number,
        )
    )
    if same is not None:
        return Shipped(same, is_new=False, warning=warning)
    packed = _checked(order, lines)
    parcel = Parcel(
        id=uuid7(),
        order_id=order.id,
        carrier_code=carrier.code,
        waybill_no=number,
        shipped_by=actor_id,
        shipped_at=now,
    )
    session.add(parcel)
    await session.flush()
    session.add_all(
        ParcelLine(parcel_id=parcel.id, line_id=line_id, quantity=count)
        for line_id, count in packed.items()
    )
    _advance(order, packed, now, auto_confirm_days)
    note(
        session, "shipped", [order], actor_id=actor_id,
        parcel_id=str(parcel.id), carrier=carrier.code, waybill=number,
        lines={str(line_id): count for line_id, count in packed.items()},
    )  # fmt: skip
    await session.flush()
    await enqueue(session, "orders.tell_shipped", parcel_id=str(parcel.id))
    leaving = _by_variant(order, packed)
    await stock.ship(session, shipped=leaving, order_id=order.id, actor_id=actor_id)
    return Shipped(parcel, is_new=True, warning=warning)


def _checked(order: Order, lines: Mapping[UUID, int]) -> dict[UUID, int]:
    """What goes into the parcel, once it is certain that it may.

    Raises: NotPaid, AlreadyCancelled, Invalid, ShipsTooMuch.
    """
    if order.state is OrderState.AWAITING_PAYMENT:
        raise NotPaid(_("买家还没有付款，先不要发货。"))
    if order.state is OrderState.CANCELLED:
        raise AlreadyCancelled(_("这笔订单已经取消，请不要发货。"))
    known = {line.id: line for line in order.lines}
    packed = {line_id: count for line_id, count in lines.items() if count}
    if not packed or not packed.keys() <= known.keys():
        raise Invalid(_("请填写这个包裹里装了哪些商品、各几件。"), field="lines")
    wrong: dict[str, str] = {}
    for line_id, count in packed.items():
        left = known[line_id].quantity - known[line_id].shipped_quantity
        if count < 0:
            wrong[f"line-{line_id}"] = _("件数请填 0 或更大的整数。")
        elif count > left:
            wrong[f"line-{line_id}"] = _("这件商品还剩 %(n)d 件没发，请改小件数。", n=left)
    if wrong:
        raise ShipsTooMuch(next(iter(wrong.values())), fields=wrong)
    return packed


def _advance(order: Order, packed: Mapping[UUID, int], now: datetime, days: int) -> None:
    for line in order.lines:
        line.shipped_quantity += packed.get(line.id, 0)
    if any(line.shipped_quantity < line.quantity for line in order.lines):
        order.state = next_state(order.state, OrderEvent.SHIP_PART)
        return
    order.state = next_state(order.state, OrderEvent.SHIP_REST)
    order.shipped_at, order.confirm_before = now, now + timedelta(days=days)


def _by_variant(order: Order, packed: Mapping[UUID, int]) -> dict[UUID, int]:
    return {line.variant_id: packed[line.id] for line in order.lines if line.id in packed}
