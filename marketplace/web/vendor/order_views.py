"""A vendor's orders in the words of the packing table: what to do, by when, how late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts import queries as accounts
from marketplace.accounts.rules import say_phone
from marketplace.http.identity import VendorPerson
from marketplace.kit.clock import utcnow
from marketplace.kit.language import gettext as _
from marketplace.kit.language import language
from marketplace.kit.moments import show_moment
from marketplace.kit.names import mask_name, mask_phone
from marketplace.orders import queries
from marketplace.orders.models import Order, OrderGroup, OrderLine, OrderLog, Parcel
from marketplace.orders.policy import AddressAccess, vendor_address_access
from marketplace.orders.queries.desk import TO_SHIP
from marketplace.orders.states import OrderState
from marketplace.orders.words import Standing, by_when, delivery_words, happened
from marketplace.shipping.models import Carrier
from marketplace.shipping.queries import carriers_named
from marketplace.web.pictures import kept_picture


def span(length: timedelta) -> str:
    """A span of time as people say it, rounded down: 40 分钟, 6 小时, 3 天. Never nothing."""
    minutes = max(1, int(length.total_seconds() // 60))
    if minutes < 60:
        return _("%(n)d 分钟", n=minutes)
    if minutes < 72 * 60:
        return _("%(n)d 小时", n=minutes // 60)
    return _("%(n)d 天", n=minutes // (24 * 60))


def lateness(order: Order, now: datetime) -> timedelta | None:
    """How long the promised moment has been over; None while there is time or nothing to send."""
    due = order.dispatch_before
    if order.state not in TO_SHIP or due is None or due >= now:
        return None
    return now - due


def standing(order: Order, now: datetime) -> Standing:
    """Where an order stands, said to the one who packs it."""
    match order.state:
        case OrderState.AWAITING_SHIPMENT | OrderState.PARTLY_SHIPPED:
            return _to_ship(order, now)
        case OrderState.SHIPPED:
            assert order.confirm_before is not None
            until = by_when(order.confirm_before)
            sentence = _("已经全部发出。买家确认收货后完成；%(until)s 自动确认。", until=until)
            return Standing(_("已发货"), sentence, "go", "truck")
        case OrderState.COMPLETED:
            return Standing(_("已完成"), _("买家已经收货，不用再做什么。"), "good", "ok")
        case OrderState.CANCELLED:
            return Standing(_("已取消"), _("请不要发货；备好的货可以放回。"), "plain", "close")
        case OrderState.AWAITING_PAYMENT:
            return Standing(_("待付款"), _("买家还没有付款，先不要发货。"), "wait", "clock")


def _to_ship(order: Order, now: datetime) -> Standing:
    partly = order.state is OrderState.PARTLY_SHIPPED
    word = _("部分发货") if partly else _("待发货")
    due = order.dispatch_before
    assert due is not None
    late = lateness(order, now)
    if late is not None:
        sentence = _(
            "应在 %(due)s 前发出，已经超时 %(late)s。请先发这一单。",
            due=by_when(due),
            late=span(late),
        )
        return Standing(word, sentence, "bad", "clock")
    sentence = _("请在 %(due)s 前发出，还有 %(left)s。", due=by_when(due), left=span(due - now))
    return Standing(word, sentence, "wait", "box")


@dataclass(frozen=True, slots=True)
class OrderCard:
    """One order in a list. The buyer is covered: a list is seen by whoever passes by."""

    order: Order
    lines: Sequence[tuple[str, int]]
    to: str
    due: str
    is_late: bool
    word: str
    tone: str

    @property
    def is_open(self) -> bool:
        """Whether something has still to be sent."""
        return self.order.state in TO_SHIP


def order_card(order: Order, now: datetime) -> OrderCard:
    """Needs: group and lines loaded."""
    late = lateness(order, now)
    stands = standing(order, now)
    open_now = order.state in TO_SHIP
    due = ""
    if open_now and order.dispatch_before is not None:
        due = _("最晚 %(due)s 发出", due=by_when(order.dispatch_before))
    elif order.shipped_at is not None:
        due = _("%(when)s 发出", when=show_moment(order.shipped_at))
    return OrderCard(
        order=order,
        lines=[
            (line_words(line), left(line) if open_now else line.quantity)
            for line in order.lines
            if left(line) or not open_now
        ],
        to=f"{order.group.region} · {mask_name(order.group.recipient)}",
        due=due,
        is_late=late is not None,
        word=_("超时 %(late)s", late=span(late)) if late is not None else stands.word,
        tone=stands.tone,
    )


def left(line: OrderLine) -> int:
    """Pieces that have still to be sent."""
    return line.quantity - line.shipped_quantity


def line_words(line: OrderLine) -> str:
    """Goods and pack in one line, in the reader's language."""
    if language() == "en" and line.title_en:
        return f"{line.title_en} · {line.variant_en or line.variant_zh}"
    return f"{line.title_zh} · {line.variant_zh}"


@dataclass(frozen=True, slots=True)
class ShipTo:
    """Where an order goes, as far as the reader may see it."""

    recipient: str
    phone: str
    region: str
    address: str
    """Street and door; empty when covered."""
    dial: str
    """For a ``tel:`` link; empty when covered."""
    is_covered: bool
    may_uncover: bool
    way: str

    @property
    def one_line(self) -> str:
        """As carriers' own apps read it when pasted."""
        return f"{self.recipient}，{self.phone}，{self.region}{self.address}"


def ship_to(order: Order, *, uncovered: bool = False) -> ShipTo:
    """The address on the order's page. Needs: group loaded."""
    access = vendor_address_access(order.state)
    group: OrderGroup = order.group
    is_open = access is AddressAccess.OPEN or (uncovered and access is AddressAccess.ON_REQUEST)
    said = say_phone(group.phone)
    return ShipTo(
        recipient=group.recipient if is_open else mask_name(group.recipient),
        phone=said if is_open else mask_phone(said),
        region=group.region,
        address=group.address if is_open else "",
        dial=group.phone.partition("-")[0] if is_open else "",
        is_covered=not is_open,
        may_uncover=access is AddressAccess.ON_REQUEST,
        way=delivery_words(group.delivery_way),
    )


@dataclass(frozen=True, slots=True)
class LineView:
    """A bought thing on the order's page."""

    line: OrderLine
    picture: str
    note: str


@dataclass(frozen=True, slots=True)
class ParcelView:
    """A parcel on the order's page."""

    carrier: str
    waybill: str
    when: str
    by: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class EventView:
    """One entry of the timeline."""

    text: str
    when: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class OrderSheet:
    """Everything the page of one order shows."""

    order: Order
    standing: Standing
    lines: Sequence[LineView]
    parcels: Sequence[ParcelView]
    events: Sequence[EventView]

    @property
    def pieces_left(self) -> int:
        """How many pieces have still to be sent."""
        return sum(left(line) for line in self.order.lines)

    @property
    def may_ship(self) -> bool:
        """Whether a parcel may be entered."""
        return self.order.state in TO_SHIP

    @property
    def may_cancel(self) -> bool:
        """Nothing has left the house yet."""
        return self.order.state is OrderState.AWAITING_SHIPMENT

    @property
    def payout_minor(self) -> int:
        """What the vendor gets once the order is completed. Units: 分."""
        order = self.order
        return order.total_minor - order.refunded_minor - order.commission_minor


async def order_sheet(
    request: Request, session: AsyncSession, *, person: VendorPerson, order: Order
) -> OrderSheet:
    """``order`` for reading; three more queries at most. Needs: all of ``vendor_order`` loaded."""
    log = await queries.vendor_log(session, vendor_id=person.vendor_id, order_id=order.id)
    carriers = await carriers_named(session, {parcel.carrier_code for parcel in order.parcels})
    called = {
        code: (language() == "en" and carrier.name_en) or carrier.name_zh
        for code, carrier in carriers.items()
    }
    names = await accounts.names(session, _own_people(order, log))
    by_line = {line.id: line for line in order.lines}
    return OrderSheet(
        order=order,
        standing=standing(order, utcnow()),
        lines=[
            LineView(line, kept_picture(request, line.snapshot), _sent_note(line))
            for line in order.lines
        ],
        parcels=[_parcel_view(parcel, by_line, called, names) for parcel in order.parcels],
        events=[
            EventView(text, show_moment(entry.created_at), _by(entry, names))
            for entry in log
            if (text := happened(entry, called))
        ],
    )


def _own_people(order: Order, log: Sequence[OrderLog]) -> set[UUID]:
    """People of the vendor who did something; never the buyer."""
    packed = {parcel.shipped_by for parcel in order.parcels}
    return packed | {entry.actor_id for entry in log if entry.kind == "shipped" and entry.actor_id}


def _by(entry: OrderLog, names: dict[UUID, str]) -> str:
    name = names.get(entry.actor_id) if entry.actor_id and entry.kind == "shipped" else None
    return _("由%(name)s登记", name=name) if name else ""


def _sent_note(line: OrderLine) -> str:
    if not line.shipped_quantity or not left(line):
        return ""
    return _("已发 %(sent)d 件，还剩 %(left)d 件", sent=line.shipped_quantity, left=left(line))


def _parcel_view(
    parcel: Parcel,
    by_line: dict[UUID, OrderLine],
    called: dict[str, str],
    names: dict[UUID, str],
) -> ParcelView:
    return ParcelView(
        carrier=called.get(parcel.carrier_code, parcel.carrier_code),
        waybill=parcel.waybill_no,
        when=show_moment(parcel.shipped_at),
        by=names.get(parcel.shipped_by, ""),
        lines=[f"{line_words(by_line[each.line_id])} × {each.quantity}" for each in parcel.lines],
    )


def carrier_options(found: Sequence[Carrier]) -> list[tuple[str, str]]:
    """For a select. A pick-up point has no waybills, so no parcel can be entered for it."""
    return [
        (each.code, (language() == "en" and each.name_en) or each.name_zh)
        for each in found
        if each.waybill_pattern
    ]
