"""The pick list and the slips that go into the boxes."""

import re
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from tests.support.browser_like import Visitor
from tests.support.catalog import make_offer
from tests.support.desk import at_desk, make_desk, make_order
from tests.support.queries import counted


async def test_pieces_are_added_up_over_all_open_orders(
    session: AsyncSession, visitor: Visitor
) -> None:
    desk = await make_desk(session)
    honey = await make_offer(session, desk.vendor, title_zh="成县 土蜂蜜")
    await make_order(session, desk, honey, count=2, due_in=timedelta(hours=-1))
    sent = await make_order(session, desk, count=3)
    await at_desk(session, visitor, desk)
    form = {"waybill_no": "SF1234567890123", "carrier_code": "sf", f"line-{sent.lines[0].id}": "1"}
    await visitor.post(f"/vendor/orders/{sent.id}/parcels", form, page=f"/vendor/orders/{sent.id}")

    answer = await visitor.get("/vendor/picklist")
    counts = re.findall(r'<td class="pick-list__count">(\d+)</td>', answer.text)

    assert sorted(counts) == ["1", "4"], "2 and what is left of 3"
    assert "2 单，2 种，共 5 件" in answer.text
    assert "2 单，最早的已超时" in answer.text


async def test_each_order_has_a_slip_with_what_is_left_and_a_covered_phone(
    session: AsyncSession, visitor: Visitor
) -> None:
    desk = await make_desk(session)
    order = await make_order(session, desk, count=2, delivery_way="locker")

    answer = await (await at_desk(session, visitor, desk)).get("/vendor/picklist/slips")

    assert order.number in answer.text
    assert "放到快递柜" in answer.text
    assert "示例路 1 号 2 室" in answer.text
    assert "139****0001" in answer.text
    assert "13900000001" not in answer.text


async def test_one_order_is_printed_alone_and_only_while_it_waits(
    session: AsyncSession, visitor: Visitor
) -> None:
    desk, other = await make_desk(session), await make_desk(session)
    first, second = await make_order(session, desk), await make_order(session, desk)
    foreign = await make_order(session, other)
    await at_desk(session, visitor, desk)

    alone = await visitor.get(f"/vendor/picklist/slips?order={first.id}")
    form = {"waybill_no": "SF1234567890123", "carrier_code": "sf"}
    await visitor.post(
        f"/vendor/orders/{first.id}/parcels", form, page=f"/vendor/orders/{first.id}"
    )

    assert first.number in alone.text
    assert second.number not in alone.text
    assert (await visitor.get(f"/vendor/picklist/slips?order={first.id}")).status_code == 404
    assert (await visitor.get(f"/vendor/picklist/slips?order={foreign.id}")).status_code == 404


async def test_nothing_to_pick_is_said(session: AsyncSession, visitor: Visitor) -> None:
    await at_desk(session, visitor, await make_desk(session))

    assert "现在没有要备的货" in (await visitor.get("/vendor/picklist")).text
    assert "现在没有要装箱的订单" in (await visitor.get("/vendor/picklist/slips")).text


async def test_slips_come_fifty_at_a_time_with_few_queries(
    session: AsyncSession, visitor: Visitor, engine: AsyncEngine
) -> None:
    desk = await make_desk(session, on_hand=500)
    for _n in range(52):
        await make_order(session, desk)
    await at_desk(session, visitor, desk)

    with counted(engine) as sent:
        first = await visitor.get("/vendor/picklist/slips")
    following = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert following
    rest = await visitor.get(following[1].replace("&amp;", "&"))

    assert first.text.count('class="slip"') == 50
    assert rest.text.count('class="slip"') == 2
    assert len([each for each in sent if "SAVEPOINT" not in each]) <= 12
