"""The first page of the workbench."""

import re
from datetime import timedelta

import time_machine
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from marketplace.catalog.states import ProductState
from marketplace.certification.models import Certificate, CertificateState
from marketplace.kit.clock import china_day, utcnow
from marketplace.messages.models import Channel, DeliveryState, Message
from marketplace.orders.models import Order
from marketplace.orders.queries import takings
from marketplace.payments.service import cancel_order
from marketplace.vendors.models import Vendor
from marketplace.vendors.states import VendorState
from tests.support.accounts import make_account, sign_in
from tests.support.browser_like import Visitor
from tests.support.catalog import make_product
from tests.support.desk import at_desk, make_desk, make_order
from tests.support.queries import counted
from tests.support.vendors import make_member, make_vendor


def number_of(text: str, page: str) -> str:
    found = re.search(rf'stat__number">([^<]+)</span><span class="stat__text">{text}<', page)
    assert found, f"no figure {text}"
    return found[1]


def paper(vendor: Vendor, days: int, **given: object) -> Certificate:
    """A reviewed paper that ends in ``days``."""
    return Certificate(
        **{
            "vendor_id": vendor.id,
            "type_code": "BIZ_LIC",
            "number": f"X{days}",
            "holder": vendor.name,
            "valid_until": china_day(utcnow()) + timedelta(days=days),
            "state": CertificateState.VALID,
            "syntax_ok": True,
            "reviewed_at": utcnow(),
            **given,
        }
    )


async def test_late_orders_are_counted_with_the_hours(
    session: AsyncSession, visitor: Visitor
) -> None:
    desk = await make_desk(session)
    await make_order(session, desk, due_in=timedelta(hours=-30, minutes=-1))
    await make_order(session, desk, due_in=timedelta(hours=20))

    answer = await (await at_desk(session, visitor, desk)).get("/vendor")

    assert number_of("待发货", answer.text) == "2"
    assert "有 1 单超过承诺的发货时间，最久的已超时 30 小时" in answer.text
    assert "stat--late" in answer.text


async def test_papers_corrections_and_messages_are_counted(
    session: AsyncSession, visitor: Visitor
) -> None:
    desk = await make_desk(session)
    reviewer = await make_account(session)
    session.add_all(paper(desk.vendor, days, reviewed_by=reviewer.id) for days in (-1, 60, 61))
    await make_product(session, desk.vendor, state=ProductState.CORRECTION)
    session.add(
        Message(
            account_id=desk.owner.id, channel=Channel.IN_SITE, name="order_paid",
            language="zh-CN", body="有新订单。", state=DeliveryState.SENT,
        )
    )  # fmt: skip
    await session.commit()

    answer = await (await at_desk(session, visitor, desk)).get("/vendor")

    assert number_of("证照将到期", answer.text) == "2"
    assert "1 份已过期" in answer.text
    assert number_of("待补正", answer.text) == "1"
    assert number_of("未读消息", answer.text) == "1"


async def test_todays_money_is_what_was_paid_since_midnight_in_china(
    session: AsyncSession,
) -> None:
    desk = await make_desk(session)
    today, yesterday, cancelled = [await make_order(session, desk) for _n in range(3)]
    midnight = utcnow().replace(hour=16, minute=0, second=0, microsecond=0)
    for order, moment in (
        (today, midnight),
        (yesterday, midnight - timedelta(seconds=1)),
        (cancelled, midnight),
    ):
        await session.execute(update(Order).where(Order.id == order.id).values(paid_at=moment))
    await cancel_order(session, order_id=cancelled.id, now=utcnow(), vendor_id=desk.vendor.id)

    found = await takings(
        session, vendor_id=desk.vendor.id, since=midnight, until=midnight + timedelta(days=1)
    )

    assert found.orders == 1
    assert found.paid_minor == today.total_minor
    assert found.commission_minor == today.commission_minor


async def test_the_day_begins_at_midnight_in_china(session: AsyncSession, visitor: Visitor) -> None:
    desk = await make_desk(session)
    order = await make_order(session, desk)
    await at_desk(session, visitor, desk)
    paid = utcnow().replace(year=2026, month=3, day=9, hour=15, minute=59, second=0)
    await session.execute(update(Order).where(Order.id == order.id).values(paid_at=paid))
    await session.commit()

    with time_machine.travel(paid + timedelta(seconds=30), tick=False):
        before = await visitor.get("/vendor")
    with time_machine.travel(paid + timedelta(minutes=2), tick=False):
        after = await visitor.get("/vendor")

    assert "2026年3月9日（周一）" in before.text
    assert "1 笔订单" in before.text
    assert "2026年3月10日（周二）" in after.text
    assert "0 笔订单" in after.text


async def test_an_empty_first_day_names_the_next_step(
    session: AsyncSession, visitor: Visitor
) -> None:
    desk = await make_desk(session)
    await at_desk(session, visitor, desk)
    with_goods = await visitor.get("/vendor")
    owner = await make_account(session)
    await make_vendor(session, owner=owner)
    await sign_in(session, visitor, owner)

    assert "有 1 种商品在售" in with_goods.text
    assert "去上架第一个商品" in (await visitor.get("/vendor")).text


async def test_before_it_is_open_a_shop_sees_how_far_its_application_is(
    session: AsyncSession, visitor: Visitor
) -> None:
    owner = await make_account(session)
    vendor = await make_vendor(session, owner=owner, state=VendorState.DRAFT, approved_at=None)
    await sign_in(session, visitor, owner)
    draft = await visitor.get("/vendor")
    await session.execute(
        update(Vendor).where(Vendor.id == vendor.id).values(state=VendorState.PENDING)
    )
    await session.commit()

    assert "开店还差几步" in draft.text
    assert "/vendor/onboarding" in draft.text
    assert "申请审核中" in (await visitor.get("/vendor")).text


async def test_a_suspended_shop_still_ships(session: AsyncSession, visitor: Visitor) -> None:
    desk = await make_desk(session)
    order = await make_order(session, desk)
    await session.execute(
        update(Vendor).where(Vendor.id == desk.vendor.id).values(state=VendorState.SUSPENDED)
    )
    await session.commit()

    answer = await (await at_desk(session, visitor, desk)).get("/vendor")

    assert "店铺暂停营业" in answer.text
    assert order.number in answer.text


async def test_the_page_takes_few_queries(
    session: AsyncSession, visitor: Visitor, engine: AsyncEngine
) -> None:
    desk = await make_desk(session)
    for _n in range(6):
        await make_order(session, desk)
    await at_desk(session, visitor, desk)

    with counted(engine) as sent:
        await visitor.get("/vendor")

    assert len([each for each in sent if "SAVEPOINT" not in each]) <= 12


async def test_people_in_several_shops_choose_whose_workbench_is_open(
    session: AsyncSession, visitor: Visitor
) -> None:
    desk = await make_desk(session)
    second = await make_vendor(session, shop_name_zh="第二家店")
    await make_member(session, second, desk.owner)
    stranger = await make_vendor(session)
    await at_desk(session, visitor, desk)

    first = await visitor.get("/vendor")
    chosen = await visitor.post(
        "/vendor/workbench", {"vendor_id": str(second.id)}, page="/vendor/workbench"
    )
    after = await visitor.get("/vendor")
    foreign = await visitor.post(
        "/vendor/workbench", {"vendor_id": str(stranger.id)}, page="/vendor/workbench"
    )

    assert "换一家店" in first.text
    assert chosen.status_code == 303
    assert "现在是第二家店的工作台" in after.text
    assert foreign.status_code == 404
