from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.catalog.models import Product
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import Invalid, NotFound, TransitionRefused
from marketplace.orders import queries, service
from marketplace.orders.errors import (
    AlreadyCancelled,
    AlreadyShipped,
    GroupClosed,
    NotPaid,
    ShipsTooMuch,
)
from marketplace.orders.models import Order, OrderGroup
from marketplace.orders.states import OrderState
from marketplace.stock import queries as stock
from tests.support.accounts import make_account
from tests.support.catalog import make_offer
from tests.support.orders import make_purchase
from tests.support.queue import queued
from tests.support.vendors import make_vendor

WAYBILL = "SF1234567890123"


async def _two_shops(session: AsyncSession, *, paid: bool) -> OrderGroup:
    """Two walnuts from one shop, one from another."""
    buyer = await make_account(session)
    first = await make_offer(session, await make_vendor(session), dispatch_hours=72, on_hand=10)
    second = await make_offer(session, await make_vendor(session), dispatch_hours=24, on_hand=10)
    return await make_purchase(session, buyer, {first.id: 2, second.id: 1}, paid=paid)


async def _ship(session: AsyncSession, order: Order, count: int, number: str = WAYBILL) -> bool:
    done = await service.ship(
        session,
        order_id=order.id,
        vendor_id=order.vendor_id,
        carrier_code="sf",
        waybill_no=number,
        lines={order.lines[0].id: count},
        actor_id=(await make_account(session)).id,
        now=utcnow(),
    )
    return done.is_new


async def _again(session: AsyncSession, group: OrderGroup) -> OrderGroup:
    session.expunge_all()
    return await queries.purchase(session, account_id=group.account_id, group_id=group.id)


async def _available(session: AsyncSession, group: OrderGroup) -> list[int]:
    wanted: list[UUID] = [order.lines[0].variant_id for order in group.orders]
    assert await stock.differences(session) == []
    assert await queries.reservation_differences(session) == []
    found = await stock.available(session, wanted)
    return [found[variant_id] for variant_id in wanted]


async def test_payment_starts_every_vendors_clock_by_its_own_promise(
    session: AsyncSession,
) -> None:
    group = await _two_shops(session, paid=False)
    paid_at = utcnow()

    await service.mark_paid(session, group_id=group.id, paid_at=paid_at)
    await service.mark_paid(session, group_id=group.id, paid_at=paid_at + timedelta(hours=1))

    after = await _again(session, group)
    assert after.paid_at == paid_at
    promises = {order.dispatch_before for order in after.orders}
    assert promises == {paid_at + timedelta(hours=72), paid_at + timedelta(hours=24)}
    assert {order.state for order in after.orders} == {OrderState.AWAITING_SHIPMENT}
    assert len(await queued(session, "orders.tell_paid")) == 1


async def test_time_runs_out_once_and_gives_the_pieces_back(session: AsyncSession) -> None:
    group = await _two_shops(session, paid=False)
    early, late = group.pay_before - timedelta(seconds=1), group.pay_before

    assert await service.expire(session, group_id=group.id, now=early) is False
    assert await queries.overdue_groups(session, now=late, limit=5) == [group.id]
    assert await service.expire(session, group_id=group.id, now=late) is True
    assert await service.expire(session, group_id=group.id, now=late) is False

    assert await _available(session, group) == [10, 10]
    with pytest.raises(GroupClosed):
        await service.mark_paid(session, group_id=group.id, paid_at=late)


async def test_a_late_payment_revives_what_can_still_be_had(session: AsyncSession) -> None:
    group = await _two_shops(session, paid=False)
    late = group.pay_before + timedelta(minutes=1)
    await service.expire(session, group_id=group.id, now=late)

    assert await service.revive_if_stock(session, group_id=group.id, paid_at=late) is True
    assert await service.revive_if_stock(session, group_id=group.id, paid_at=late) is False

    after = await _again(session, group)
    assert (after.closed_at, after.paid_at) == (None, late)
    assert {order.state for order in after.orders} == {OrderState.AWAITING_SHIPMENT}
    assert sorted(await _available(session, group)) == [8, 9]


async def test_a_late_payment_cannot_take_what_somebody_else_bought(session: AsyncSession) -> None:
    group = await _two_shops(session, paid=False)
    late = group.pay_before + timedelta(minutes=1)
    await service.expire(session, group_id=group.id, now=late)
    other = await make_account(session)
    await make_purchase(session, other, {group.orders[0].lines[0].variant_id: 10})

    assert await service.revive_if_stock(session, group_id=group.id, paid_at=late) is False

    after = await _again(session, group)
    assert after.paid_at is None
    assert (await _available(session, group)).count(0) == 1


async def test_what_the_buyer_cancelled_is_not_revived(session: AsyncSession) -> None:
    group = await _two_shops(session, paid=False)
    now = utcnow()
    await service.cancel(session, order_id=group.orders[0].id, now=now, reason="不想要了")

    assert await service.revive_if_stock(session, group_id=group.id, paid_at=now) is False


async def test_an_unpaid_purchase_is_cancelled_as_a_whole(session: AsyncSession) -> None:
    group = await _two_shops(session, paid=False)

    ended = await service.cancel(
        session, order_id=group.orders[0].id, account_id=group.account_id, now=utcnow()
    )

    assert (len(ended.order_ids), ended.was_paid, ended.refundable_minor) == (2, False, 0)
    after = await _again(session, group)
    assert after.closed_at is not None
    assert await _available(session, group) == [10, 10]


async def test_a_paid_purchase_is_cancelled_shop_by_shop(session: AsyncSession) -> None:
    group = await _two_shops(session, paid=True)
    order = group.orders[0]

    ended = await service.cancel(
        session, order_id=order.id, account_id=group.account_id, now=utcnow(), reason="不想要了"
    )

    assert ended.order_ids == (order.id,)
    assert (ended.was_paid, ended.refundable_minor) == (True, order.total_minor)
    after = await _again(session, group)
    assert after.closed_at is None
    assert [each.state for each in after.orders] == [
        OrderState.CANCELLED,
        OrderState.AWAITING_SHIPMENT,
    ]
    with pytest.raises(AlreadyCancelled):
        await service.cancel(session, order_id=order.id, now=utcnow())
    assert len(await queued(session, "orders.tell_cancelled")) == 1


async def test_an_order_goes_out_in_several_parcels(session: AsyncSession) -> None:
    group = await _two_shops(session, paid=True)
    order = next(each for each in group.orders if each.lines[0].quantity == 2)

    assert await _ship(session, order, 1) is True
    after = await _again(session, group)
    order = next(each for each in after.orders if each.id == order.id)
    assert order.state is OrderState.PARTLY_SHIPPED
    assert await _ship(session, order, 1) is False
    assert await _ship(session, order, 1, "SF1234567890124") is True

    after = await _again(session, group)
    order = next(each for each in after.orders if each.id == order.id)
    assert (order.state, len(order.parcels)) == (OrderState.SHIPPED, 2)
    assert order.confirm_before is not None
    assert order.confirm_before - order.shipped_at == timedelta(days=10)
    sibling = next(each for each in after.orders if each.id != order.id)
    assert sibling.state is OrderState.AWAITING_SHIPMENT
    assert len(await queued(session, "orders.tell_shipped")) == 2
    await _available(session, group)


async def test_more_than_was_ordered_cannot_be_shipped(session: AsyncSession) -> None:
    group = await _two_shops(session, paid=True)
    order = next(each for each in group.orders if each.lines[0].quantity == 2)

    for wrong in (3, -1):
        with pytest.raises(ShipsTooMuch) as refusal:
            await _ship(session, order, wrong)
        assert list(refusal.value.fields) == [f"line-{order.lines[0].id}"]
    with pytest.raises(Invalid):
        await _ship(session, order, 0)
    with pytest.raises(Invalid):
        await _ship(session, order, 1, "123")


async def test_only_paid_live_orders_of_ones_own_are_shipped(session: AsyncSession) -> None:
    unpaid = (await _two_shops(session, paid=False)).orders[0]
    paid = (await _two_shops(session, paid=True)).orders[0]
    stranger = await make_vendor(session)

    with pytest.raises(NotPaid):
        await _ship(session, unpaid, 1)
    with pytest.raises(NotFound):
        await service.ship(
            session,
            order_id=paid.id,
            vendor_id=stranger.id,
            carrier_code="sf",
            waybill_no=WAYBILL,
            lines={paid.lines[0].id: 1},
            actor_id=unpaid.id,
            now=utcnow(),
        )
    await service.cancel(session, order_id=paid.id, now=utcnow())
    with pytest.raises(AlreadyCancelled):
        await _ship(session, paid, 1)


async def test_a_vendor_cannot_end_a_purchase_that_nobody_has_paid_yet(
    session: AsyncSession,
) -> None:
    order = (await _two_shops(session, paid=False)).orders[0]

    with pytest.raises(NotFound):
        await service.cancel(session, order_id=order.id, now=utcnow(), vendor_id=order.vendor_id)


async def test_what_has_left_cannot_be_cancelled(session: AsyncSession) -> None:
    group = await _two_shops(session, paid=True)
    order = group.orders[0]
    await _ship(session, order, 1)

    with pytest.raises(AlreadyShipped):
        await service.cancel(session, order_id=order.id, now=utcnow())


async def test_an_odd_waybill_is_taken_with_a_warning(session: AsyncSession) -> None:
    order = (await _two_shops(session, paid=True)).orders[0]

    done = await service.ship(
        session,
        order_id=order.id,
        vendor_id=order.vendor_id,
        carrier_code="sf",
        waybill_no="abc-999-111",
        lines={order.lines[0].id: 1},
        actor_id=(await make_account(session)).id,
        now=utcnow(),
    )

    assert done.parcel.waybill_no == "ABC999111"
    assert done.warning is not None


async def test_receipt_counts_once_and_sales_are_counted_from_completed_lines(
    session: AsyncSession,
) -> None:
    group = await _two_shops(session, paid=True)
    order = next(each for each in group.orders if each.lines[0].quantity == 2)
    with pytest.raises(TransitionRefused):
        await service.confirm_receipt(
            session, order_id=order.id, account_id=group.account_id, now=utcnow()
        )
    await _ship(session, order, 2)

    for _time in range(2):
        done = await service.confirm_receipt(
            session, order_id=order.id, account_id=group.account_id, now=utcnow()
        )
        assert done.state is OrderState.COMPLETED
    await service.count_sold(session, order_id=order.id)
    await service.count_sold(session, order_id=order.id)

    product = await session.get_one(Product, order.lines[0].product_id, populate_existing=True)
    assert product.sold_count == 2
    assert len(await queued(session, "orders.count_sold")) == 1
    log = await queries.log_of(session, group_id=group.id)
    assert [entry.kind for entry in log][:2] == ["received", "shipped"]


async def test_silence_confirms_after_its_time_and_not_before(session: AsyncSession) -> None:
    group = await _two_shops(session, paid=True)
    order = next(each for each in group.orders if each.lines[0].quantity == 1)
    await _ship(session, order, 1)
    after = await _again(session, group)
    due = next(each for each in after.orders if each.id == order.id).confirm_before
    assert due is not None

    early = due - timedelta(seconds=1)
    assert await queries.due_for_confirmation(session, now=early, limit=9) == []
    assert await service.confirm_silently(session, order_id=order.id, now=early) is False
    assert await queries.due_for_confirmation(session, now=due, limit=9) == [order.id]
    assert await service.confirm_silently(session, order_id=order.id, now=due) is True
    assert await service.confirm_silently(session, order_id=order.id, now=due) is False


async def test_amounts_of_a_purchase_add_up_until_somebody_alters_one(
    session: AsyncSession,
) -> None:
    group = await _two_shops(session, paid=False)
    assert await queries.groups_that_do_not_add_up(session) == []

    await session.execute(
        text("UPDATE orders SET goods_minor = goods_minor + 1, total_minor = total_minor + 1")
    )

    assert await queries.groups_that_do_not_add_up(session) == [group.id]
