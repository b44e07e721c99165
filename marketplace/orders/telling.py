"""What buyers and vendors are told about orders; each piece of news once.

Told in jobs, not in the transaction of the news itself: a fault in a letter must not keep a
payment from being booked. An entry in the order log remembers what has been told.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts.queries import recipient
from marketplace.kit.language import DEFAULT, Language, speaking
from marketplace.kit.language import gettext as _
from marketplace.messages.recipient import Recipient
from marketplace.messages.service import tell
from marketplace.orders.models import Order, OrderGroup, OrderLine, OrderLog, Parcel
from marketplace.orders.service.locked import locked_group
from marketplace.shipping.models import Carrier
from marketplace.vendors.queries import people


async def tell_paid(session: AsyncSession, *, group_id: UUID) -> None:
    """The buyer: it is paid. Each vendor: there is something to pack.

    Locks: the order group.
    """
    group = await locked_group(session, group_id)
    due = [each.dispatch_before for each in group.orders if each.dispatch_before]
    if group.paid_at is None or not due or await _was_told(session, group, "paid"):
        return
    await tell(
        session,
        to=await recipient(session, group.account_id),
        name="order_paid",
        values={
            "number": group.number,
            "amount_minor": group.total_minor,
            "dispatch_before": max(due),
        },
        link=f"/account/purchases/{group.id}",
        about={"kind": "purchase", "id": str(group.id)},
    )
    for order in group.orders:
        for person in await people(session, order.vendor_id):
            await tell(
                session,
                to=person,
                name="order_new",
                values={
                    "number": order.number,
                    "lines": _contents(order.lines, person.reads),
                    "dispatch_before": order.dispatch_before,
                },
                link=f"/vendor/orders/{order.id}",
                about={"kind": "order", "id": str(order.id)},
            )


async def tell_shipped(session: AsyncSession, *, parcel_id: UUID) -> None:
    """The buyer: a parcel is on its way, with carrier and number.

    Locks: the order group.
    """
    query = select(Parcel).where(Parcel.id == parcel_id).options(joinedload(Parcel.order))
    parcel = await session.scalar(query)
    if parcel is None:
        return
    group = await locked_group(session, parcel.order.group_id)
    if await _was_told(session, group, f"shipped:{parcel.id}"):
        return
    carrier = await session.get_one(Carrier, parcel.carrier_code)
    buyer = await recipient(session, group.account_id)
    await tell(
        session,
        to=buyer,
        name="order_shipped",
        values={
            "number": parcel.order.number,
            "carrier": carrier.name_en if buyer.reads == "en" else carrier.name_zh,
            "waybill": parcel.waybill_no,
        },
        link=f"/account/purchases/{group.id}",
        about={"kind": "order", "id": str(parcel.order_id)},
    )


async def tell_cancelled(session: AsyncSession, *, order_id: UUID) -> None:
    """The vendor: do not ship it.

    Locks: the order group.
    """
    query = select(Order).where(Order.id == order_id).options(selectinload(Order.lines))
    order = await session.scalar(query)
    if order is None:
        return
    group = await locked_group(session, order.group_id)
    if await _was_told(session, group, f"cancelled:{order.id}"):
        return
    for person in await people(session, order.vendor_id):
        await tell(
            session,
            to=person,
            name="order_cancelled",
            values={"number": order.number, "reason": order.cancel_reason or _unsaid(person)},
            link=f"/vendor/orders/{order.id}",
            about={"kind": "order", "id": str(order.id)},
        )


async def _was_told(session: AsyncSession, group: OrderGroup, news: str) -> bool:
    """Whether ``news`` has gone out already; if not, it counts as told from here on.

    Needs: the group locked.
    """
    query = select(OrderLog.id).where(
        OrderLog.group_id == group.id,
        OrderLog.kind == "told",
        OrderLog.details["news"].astext == news,
    )
    if await session.scalar(query) is not None:
        return True
    session.add(OrderLog(group_id=group.id, kind="told", details={"news": news}))
    return False


def _contents(lines: Sequence[OrderLine], language: Language) -> str:
    """``成县核桃 1kg 袋装 ×2；土蜂蜜 500g ×1``, at most three of them."""
    english = language != DEFAULT
    named = [
        f"{(line.title_en if english and line.title_en else line.title_zh)} "
        f"{(line.variant_en if english and line.variant_en else line.variant_zh)} ×{line.quantity}"
        for line in lines[:3]
    ]
    more = ["…"] if len(lines) > 3 else []
    return ("; " if english else "；").join([*named, *more])


def _unsaid(person: Recipient) -> str:
    with speaking(person.reads):
        return _("没有说明")
