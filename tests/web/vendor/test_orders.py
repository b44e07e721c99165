"""The order desk: the list, one order, entering parcels, orders that cannot be sent."""

import re
from datetime import timedelta

import httpx2
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from marketplace.audit.models import AuditEntry
from marketplace.kit.clock import utcnow
from marketplace.orders.models import Order, OrderLine, Parcel
from marketplace.orders.queries import VendorTab, tab_counts
from marketplace.orders.service import confirm_receipt
from marketplace.orders.states import OrderState
from marketplace.payments.models import Refund
from tests.support.accounts import sign_in
from tests.support.api import make_program
from tests.support.browser_like import Visitor
from tests.support.catalog import make_offer
from tests.support.desk import at_desk, make_desk, make_order
from tests.support.orders import make_purchase
from tests.support.queries import counted

SF = "SF1234567890123"
PHONE = "13900000001"


def href(order: Order) -> str:
    return f"/vendor/orders/{order.id}"


def line(order: Order, at: int = 0) -> str:
    return f"line-{order.lines[at].id}"


async def ship(visitor: Visitor, order: Order, **fields: str) -> httpx2.Response:
    form = {"waybill_no": SF, "carrier_code": "sf", **fields}
    return await visitor.post(f"{href(order)}/parcels", form, page=href(order))


async def state_of(session: AsyncSession, order: Order) -> OrderState:
    return await session.scalar(select(Order.state).where(Order.id == order.id))


async def parcels_of(session: AsyncSession, order: Order) -> int:
    return await session.scalar(
        select(func.count()).select_from(Parcel).where(Parcel.order_id == order.id)
    )


# --- The list ---------------------------------------------------------------------------------


async def test_the_list_opens_on_what_is_to_be_shipped_the_most_urgent_first(
    session: AsyncSession, visitor: Visitor
) -> None:
    desk = await make_desk(session)
    calm = await make_order(session, desk, due_in=timedelta(hours=20))
    late = await make_order(session, desk, count=3, due_in=timedelta(hours=-6, minutes=-5))

    answer = await (await at_desk(session, visitor, desk)).get("/vendor/orders")

    assert answer.text.index(late.number) < answer.text.index(calm.number)
    assert "超时 6 小时" in answer.text
    assert "×3" in answer.text


async def test_a_list_shows_neither_names_nor_phones_nor_doors(
    session: AsyncSession, visitor: Visitor
) -> None:
    desk = await make_desk(session)
    await make_order(session, desk)

    answer = await (await at_desk(session, visitor, desk)).get("/vendor/orders")

    assert "王**" in answer.text
    assert not re.search(f"王小明|{PHONE}|示例路", answer.text)


async def test_tabs_count_what_stands_under_them(session: AsyncSession) -> None:
    desk = await make_desk(session)
    await make_order(session, desk)
    await make_order(session, desk)
    unpaid = await make_purchase(session, desk.buyer, [desk.variant])

    counts = await tab_counts(session, vendor_id=desk.vendor.id)

    assert unpaid.paid_at is None
    assert counts[VendorTab.TO_SHIP] == counts[VendorTab.ALL] == 2
    assert counts[VendorTab.SHIPPED] == counts[VendorTab.CANCELLED] == 0


async def test_orders_are_found_by_number_waybill_goods_and_place(
    session: AsyncSession, visitor: Visitor
) -> None:
    desk = await make_desk(session)
    honey = await make_offer(session, desk.vendor, title_zh="成县 土蜂蜜", name_zh="土蜂蜜")
    plain = await make_order(session, desk)
    sweet = await make_order(session, desk, honey)
    await at_desk(session, visitor, desk)
    await ship(visitor, sweet)

    async def found(text: str) -> tuple[bool, bool]:
        answer = await visitor.get(f"/vendor/orders?tab=all&q={text}")
        return plain.number in answer.text, sweet.number in answer.text

    assert await found(plain.number.lower()) == (True, False)
    assert await found(SF[-6:]) == (False, True)
    assert await found("土蜂蜜") == (False, True)
    assert await found("上海") == (True, True)
    assert await found("%") == (False, False)


async def test_a_list_of_many_orders_is_read_page_by_page(
    session: AsyncSession, visitor: Visitor, engine: AsyncEngine
) -> None:
    desk = await make_desk(session, on_hand=1000)
    numbers = {(await make_order(session, desk)).number for _n in range(45)}
    await at_desk(session, visitor, desk)
    seen: list[str] = []
    path: str | None = "/vendor/orders"
    while path:
        with counted(engine) as sent:
            answer = await visitor.client.get(path, headers={"hx-request": "true"})
        assert len([each for each in sent if "SAVEPOINT" not in each]) <= 12
        seen += re.findall(r">(P[\w-]+)</a>", answer.text)
        following = re.search(r'href="([^"]+)"[^>]*hx-get', answer.text)
        path = following[1].replace("&amp;", "&") if following else None

    assert len(seen) == 45
    assert set(seen) == numbers


async def test_empty_lists_say_what_comes_next(session: AsyncSession, visitor: Visitor) -> None:
    await at_desk(session, visitor, await make_desk(session))

    assert "现在没有要发的订单" in (await visitor.get("/vendor/orders")).text
    assert "还没有订单" in (await visitor.get("/vendor/orders?tab=all")).text
    assert "没有找到符合的订单" in (await visitor.get("/vendor/orders?tab=all&q=zz")).text


# --- One order --------------------------------------------------------------------------------


async def test_an_order_to_be_sent_shows_its_whole_address_and_the_way_of_delivery(
    session: AsyncSession, visitor: Visitor
) -> None:
    desk = await make_desk(session)
    order = await make_order(session, desk, delivery_way="station")

    answer = await (await at_desk(session, visitor, desk)).get(href(order))

    assert all(word in answer.text for word in ("王小明", PHONE, "示例路 1 号 2 室", "放到驿站"))
    assert "/art/walnut/" in answer.text


async def test_an_order_page_takes_few_queries_however_many_parcels_it_has(
    session: AsyncSession, visitor: Visitor, engine: AsyncEngine
) -> None:
    desk = await make_desk(session)
    others = [await make_offer(session, desk.vendor) for _n in range(4)]
    order = await make_order(session, desk, *others, count=9)
    await at_desk(session, visitor, desk)
    for at in range(5):
        zeros = {line(order, n): "0" for n in range(len(order.lines)) if n != at}
        await ship(visitor, order, waybill_no=f"SF123456789012{at}", **{line(order, at): "1"},
                   **zeros)  # fmt: skip

    with counted(engine) as sent:
        answer = await visitor.get(href(order))

    assert "包裹 5" in answer.text
    assert len([each for each in sent if "SAVEPOINT" not in each]) <= 12


async def test_once_sent_the_address_is_covered_and_uncovering_it_is_on_record(
    session: AsyncSession, visitor: Visitor
) -> None:
    desk = await make_desk(session)
    order = await make_order(session, desk)
    await at_desk(session, visitor, desk)
    await ship(visitor, order)

    before = await visitor.get(href(order))
    shown = await visitor.post(f"{href(order)}/address-views", page=href(order))
    entry = await session.scalar(
        select(AuditEntry).where(AuditEntry.action == "order.address_viewed")
    )

    assert not re.search(f"王小明|{PHONE}|示例路", before.text)
    assert re.search(f"王小明.*{PHONE}.*示例路", shown.text, re.DOTALL)
    assert (entry.object_id, entry.actor_id) == (str(order.id), desk.owner.id)
    assert "王小明" not in (await visitor.get(href(order))).text


async def test_a_completed_order_keeps_its_address_covered(
    session: AsyncSession, visitor: Visitor
) -> None:
    desk = await make_desk(session)
    order = await make_order(session, desk)
    await at_desk(session, visitor, desk)
    await ship(visitor, order)
    await confirm_receipt(session, order_id=order.id, account_id=desk.buyer.id, now=utcnow())
    await session.commit()

    answer = await visitor.get(href(order))

    assert "已完成" in answer.text
    assert PHONE not in answer.text


async def test_the_address_of_a_cancelled_order_is_not_uncovered(
    session: AsyncSession, visitor: Visitor
) -> None:
    desk = await make_desk(session)
    order = await make_order(session, desk)
    await at_desk(session, visitor, desk)
    await visitor.post(f"{href(order)}/cancellation", {"reason": "weather"}, page=href(order))

    answer = await visitor.post(f"{href(order)}/address-views", page="/account/profile")

    assert answer.status_code == 403
    assert PHONE not in (await visitor.get(href(order))).text


async def test_an_unpaid_order_is_not_there_for_its_vendor(
    session: AsyncSession, visitor: Visitor
) -> None:
    desk = await make_desk(session)
    await make_order(session, desk)
    group = await make_purchase(session, desk.buyer, [desk.variant])
    await session.commit()
    unpaid = group.orders[0]
    await at_desk(session, visitor, desk)

    form = {"reason": "out_of_stock"}
    assert (await visitor.get(href(unpaid))).status_code == 404
    refused = await visitor.post(f"{href(unpaid)}/cancellation", form, page="/account/profile")
    assert refused.status_code == 404
    assert await state_of(session, unpaid) is OrderState.AWAITING_PAYMENT


# --- Parcels ----------------------------------------------------------------------------------


async def test_everything_left_goes_into_the_parcel_unless_somebody_says_otherwise(
    session: AsyncSession, visitor: Visitor
) -> None:
    desk = await make_desk(session)
    order = await make_order(session, desk, await make_offer(session, desk.vendor), count=3)
    await at_desk(session, visitor, desk)

    answer = await ship(visitor, order)
    shown = await visitor.get(answer.headers["location"])

    assert answer.status_code == 303
    assert await state_of(session, order) is OrderState.SHIPPED
    assert f"包裹 {SF} 已登记" in shown.text


async def test_several_parcels_take_a_part_each(session: AsyncSession, visitor: Visitor) -> None:
    desk = await make_desk(session)
    order = await make_order(session, desk, count=3)
    await at_desk(session, visitor, desk)

    await ship(visitor, order, **{line(order): "2"})
    partly = await visitor.get(href(order))
    first = await state_of(session, order)
    await ship(visitor, order, waybill_no="SF1234567890199")

    assert first is OrderState.PARTLY_SHIPPED
    assert "已发 2 件，还剩 1 件" in partly.text
    assert await state_of(session, order) is OrderState.SHIPPED
    assert await parcels_of(session, order) == 2


async def test_sending_the_form_twice_ships_once(session: AsyncSession, visitor: Visitor) -> None:
    desk = await make_desk(session)
    order = await make_order(session, desk, count=2)
    await at_desk(session, visitor, desk)

    whole = {line(order): "2"}
    await ship(visitor, order, **whole)
    again = [await ship(visitor, order, **whole), await ship(visitor, order)]

    assert [each.status_code for each in again] == [303, 303]
    assert "没有重复发货" in (await visitor.get(href(order))).text
    assert await parcels_of(session, order) == 1


async def test_more_than_is_left_is_refused_beside_the_field_and_what_was_typed_stays(
    session: AsyncSession, visitor: Visitor
) -> None:
    desk = await make_desk(session)
    order = await make_order(session, desk, count=2)
    await at_desk(session, visitor, desk)

    answer = await ship(visitor, order, **{line(order): "3"})

    assert answer.status_code == 422
    assert "这件商品还剩 2 件没发，请改小件数。" in answer.text
    assert f'id="{line(order)}-error"' in answer.text
    assert f'value="{SF}"' in answer.text
    assert 'value="3"' in answer.text
    assert await state_of(session, order) is OrderState.AWAITING_SHIPMENT


async def test_a_parcel_with_nothing_in_it_or_nonsense_is_refused(
    session: AsyncSession, visitor: Visitor
) -> None:
    desk = await make_desk(session)
    order = await make_order(session, desk, count=2)
    await at_desk(session, visitor, desk)

    empty = await ship(visitor, order, **{line(order): "0"})
    words = await ship(visitor, order, **{line(order): "两件"})
    short = await ship(visitor, order, waybill_no="12")
    nobody = await ship(visitor, order, carrier_code="gto")

    assert [each.status_code for each in (empty, words, short, nobody)] == [422] * 4
    assert "至少要有一件" in empty.text
    assert "件数请填 0 到 999 的整数" in words.text
    assert "请填写 6 到 32 位的快递单号" in short.text
    assert "请选择快递公司" in nobody.text
    assert await parcels_of(session, order) == 0


async def test_an_odd_waybill_is_asked_about_once(session: AsyncSession, visitor: Visitor) -> None:
    desk = await make_desk(session)
    order = await make_order(session, desk)
    await at_desk(session, visitor, desk)

    asked = await ship(visitor, order, waybill_no="JT1234567890123")
    sure = re.search(r'name="sure_of" value="([^"]+)"', asked.text)
    assert sure
    other = await ship(visitor, order, waybill_no="JT9999999999999", sure_of=sure[1])
    taken = await ship(visitor, order, waybill_no="JT1234567890123", sure_of=sure[1])

    assert "常见格式不一致" in asked.text
    assert "像是极兔速递" in asked.text
    assert (asked.status_code, other.status_code, taken.status_code) == (422, 422, 303)
    assert await parcels_of(session, order) == 1


async def test_the_courier_is_told_from_the_number_and_asked_about_once(
    session: AsyncSession, visitor: Visitor
) -> None:
    desk = await make_desk(session)
    order = await make_order(session, desk)
    await at_desk(session, visitor, desk)

    guessed = await ship(visitor, order, carrier_code="")
    taken = await ship(visitor, order)

    assert 'value="sf" selected' in guessed.text
    assert "已按单号选好快递公司" in guessed.text
    assert taken.status_code == 303


async def test_typing_a_number_chooses_the_courier(session: AsyncSession, visitor: Visitor) -> None:
    await at_desk(session, visitor, await make_desk(session))

    likely = await visitor.get("/vendor/carriers?waybill_no=yt1234567890123&carrier_code=sf")
    kept = await visitor.get(f"/vendor/carriers?waybill_no={SF}&carrier_code=sf")
    unknown = await visitor.get("/vendor/carriers?waybill_no=1&carrier_code=zto")

    assert 'value="yto" selected' in likely.text
    assert "按单号选的" in likely.text
    assert "按单号选的" not in kept.text
    assert 'value="zto" selected' in unknown.text


async def test_a_number_that_fits_nobody_in_particular_names_nobody(
    session: AsyncSession, visitor: Visitor
) -> None:
    await at_desk(session, visitor, await make_desk(session))

    answer = await visitor.get("/vendor/carriers?waybill_no=SF991234567&carrier_code=")

    assert "selected" not in answer.text


async def test_the_courier_of_the_latest_parcel_is_offered_first(
    session: AsyncSession, visitor: Visitor
) -> None:
    desk = await make_desk(session)
    first, second = await make_order(session, desk), await make_order(session, desk)
    await at_desk(session, visitor, desk)
    await ship(visitor, first, carrier_code="yto", waybill_no="YT1234567890123")

    sent = await visitor.get(href(first))

    assert f'href="{href(second)}"' in sent.text, "the way to the next order"
    assert 'value="yto" selected' in (await visitor.get(href(second))).text


# --- Orders that cannot be sent ---------------------------------------------------------------


async def test_an_order_that_cannot_be_sent_is_cancelled_with_a_reason_and_paid_back(
    session: AsyncSession, visitor: Visitor
) -> None:
    desk = await make_desk(session)
    order = await make_order(session, desk)
    await at_desk(session, visitor, desk)

    form = {"reason": "out_of_stock", "words": "今年霜冻"}
    answer = await visitor.post(f"{href(order)}/cancellation", form, page=href(order))
    row = await session.scalar(
        select(Order).where(Order.id == order.id).execution_options(populate_existing=True)
    )

    assert answer.status_code == 303
    assert row.state is OrderState.CANCELLED
    assert row.cancel_reason == "缺货 · 今年霜冻"
    back = select(Refund.amount_minor).where(Refund.order_id == order.id)
    assert list(await session.scalars(back)) == [order.total_minor]


async def test_cancelling_needs_a_reason(session: AsyncSession, visitor: Visitor) -> None:
    desk = await make_desk(session)
    order = await make_order(session, desk)
    await at_desk(session, visitor, desk)

    none = await visitor.post(f"{href(order)}/cancellation", {}, page=href(order))
    mute = await visitor.post(f"{href(order)}/cancellation", {"reason": "other"}, page=href(order))

    assert (none.status_code, mute.status_code) == (422, 422)
    assert "请写明为什么发不了" in mute.text
    assert await state_of(session, order) is OrderState.AWAITING_SHIPMENT


async def test_an_order_on_its_way_is_not_cancelled(
    session: AsyncSession, visitor: Visitor
) -> None:
    desk = await make_desk(session)
    order = await make_order(session, desk)
    await at_desk(session, visitor, desk)
    await ship(visitor, order)

    form = {"reason": "out_of_stock"}
    answer = await visitor.post(f"{href(order)}/cancellation", form, page="/account/profile")

    assert answer.status_code == 409
    assert await state_of(session, order) is OrderState.SHIPPED


async def test_a_vendor_sees_its_own_lines_alone(session: AsyncSession, visitor: Visitor) -> None:
    desk, other = await make_desk(session), await make_desk(session, title_zh="别家的蜂蜜")
    group = await make_purchase(session, desk.buyer, [desk.variant, other.variant], paid=True)
    mine = next(each for each in group.orders if each.vendor_id == desk.vendor.id)
    theirs = next(each for each in group.orders if each.vendor_id == other.vendor.id)
    await session.commit()
    await sign_in(session, visitor, desk.owner)

    answer = await visitor.get(href(mine))
    foreign = await session.scalar(select(OrderLine.id).where(OrderLine.order_id == theirs.id))
    tried = await ship(visitor, mine, **{f"line-{foreign}": "1", line(mine): "0"})

    assert "别家的蜂蜜" not in answer.text
    assert (await visitor.get(href(theirs))).status_code == 404
    assert tried.status_code == 422


async def test_programs_see_as_much_of_the_address_as_people(
    session: AsyncSession, visitor: Visitor
) -> None:
    desk = await make_desk(session)
    order = await make_order(session, desk)
    await at_desk(session, visitor, desk)
    program = await make_program(session, visitor, desk.owner, vendor_id=desk.vendor.id)

    before = (await program.get(f"/api/v1{href(order)}")).json()
    await ship(visitor, order)
    after = (await program.get(f"/api/v1{href(order)}")).json()

    assert (before["recipient"], before["address"]) == ("王小明", "示例路 1 号 2 室")
    assert (after["recipient"], after["address"]) == ("王**", "")
    assert PHONE not in after["phone"]
