from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.kit.clock import utcnow
from marketplace.messages.models import Channel, Message
from marketplace.orders import service, telling
from tests.support.accounts import make_account
from tests.support.catalog import make_offer
from tests.support.orders import make_purchase
from tests.support.vendors import make_vendor


async def _said(session: AsyncSession, name: str) -> list[tuple[object, str]]:
    rows = await session.scalars(
        select(Message).where(Message.name == name, Message.channel == Channel.IN_SITE)
    )
    return [(row.account_id, row.body) for row in rows]


async def test_each_side_hears_its_news_once(session: AsyncSession) -> None:
    buyer = await make_account(session)
    owner = await make_account(session, language="en")
    vendor = await make_vendor(session, owner=owner)
    group = await make_purchase(
        session, buyer, {(await make_offer(session, vendor)).id: 2}, paid=True
    )
    order = group.orders[0]
    done = await service.ship(
        session,
        order_id=order.id,
        vendor_id=vendor.id,
        carrier_code="sf",
        waybill_no="SF1234567890123",
        lines={order.lines[0].id: 2},
        actor_id=owner.id,
        now=utcnow(),
    )

    for _time in range(2):
        await telling.tell_paid(session, group_id=group.id)
        await telling.tell_shipped(session, parcel_id=done.parcel.id)

    ((to, paid),) = await _said(session, "order_paid")
    assert to == buyer.id
    assert group.number in paid
    ((to, new),) = await _said(session, "order_new")
    assert to == owner.id
    assert "Thin-shelled walnut" in new
    assert "×2" in new
    ((to, shipped),) = await _said(session, "order_shipped")
    assert to == buyer.id
    assert "顺丰" in shipped
    assert "SF1234567890123" in shipped


async def test_a_vendor_is_told_not_to_ship_and_why(session: AsyncSession) -> None:
    buyer, owner = await make_account(session), await make_account(session)
    vendor = await make_vendor(session, owner=owner)
    group = await make_purchase(session, buyer, [await make_offer(session, vendor)], paid=True)
    order = group.orders[0]
    await service.cancel(session, order_id=order.id, now=utcnow(), reason="地址或电话填错了")

    for _time in range(2):
        await telling.tell_cancelled(session, order_id=order.id)

    ((to, said),) = await _said(session, "order_cancelled")
    assert to == owner.id
    assert "地址或电话填错了" in said
