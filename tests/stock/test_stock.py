from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from marketplace.kit.errors import Invalid
from marketplace.stock import queries, service
from marketplace.stock.errors import BelowReserved, OutOfStock
from marketplace.stock.models import MovementKind, StockItem, StockMovement
from tests.support.catalog import make_offer, make_product, make_variant
from tests.support.queries import counted
from tests.support.queue import queued
from tests.support.vendors import make_vendor


async def test_pieces_are_set_aside_given_back_and_shipped_with_a_movement_each(
    session: AsyncSession,
) -> None:
    offer = await make_offer(session, await make_vendor(session), on_hand=10)
    order, person = uuid4(), uuid4()

    await service.reserve(session, wanted={offer.id: 6}, order_of={offer.id: order})
    await service.release(
        session, freed={offer.id: 2}, order_of={offer.id: order}, reason="cancelled"
    )
    await service.ship(session, shipped={offer.id: 3}, order_id=order, actor_id=person)

    item = await session.get_one(StockItem, offer.id, populate_existing=True)
    assert (item.on_hand, item.reserved) == (7, 1)
    movements = await session.scalars(
        select(StockMovement).where(StockMovement.order_id == order).order_by(StockMovement.id)
    )
    assert [(m.kind, m.on_hand_change, m.reserved_change) for m in movements] == [
        (MovementKind.RESERVE, 0, 6),
        (MovementKind.RELEASE, 0, -2),
        (MovementKind.SHIP, -3, -3),
    ]
    assert await queries.differences(session) == []


async def test_every_shortage_is_named_at_once(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    plenty = await make_offer(session, vendor, on_hand=9)
    few = await make_offer(session, vendor, on_hand=2)
    none = await make_offer(session, vendor, on_hand=0)
    wanted = {plenty.id: 3, few.id: 3, none.id: 1}

    with pytest.raises(OutOfStock) as refusal:
        async with session.begin_nested():
            await service.reserve(session, wanted=wanted, order_of=dict.fromkeys(wanted, uuid4()))

    assert refusal.value.available == {few.id: 2, none.id: 0}
    assert await queries.available(session, [plenty.id]) == {plenty.id: 9}


async def test_any_number_of_rows_is_one_statement(
    session: AsyncSession, engine: AsyncEngine
) -> None:
    vendor = await make_vendor(session)
    offers = [await make_offer(session, vendor) for _n in range(15)]
    wanted = {offer.id: 1 for offer in offers}

    with counted(engine) as sent:
        await service.reserve(session, wanted=wanted, order_of=dict.fromkeys(wanted, uuid4()))

    assert len(sent) == 1


async def test_lists_hear_when_something_sells_out_and_when_it_is_back(
    session: AsyncSession,
) -> None:
    offer = await make_offer(session, await make_vendor(session), on_hand=2)
    order = uuid4()

    async def reserve(count: int) -> None:
        await service.reserve(session, wanted={offer.id: count}, order_of={offer.id: order})

    await reserve(1)
    assert await queued(session, "search.refresh_product") == []
    await reserve(1)
    assert len(await queued(session, "search.refresh_product")) == 1
    await service.release(session, freed={offer.id: 1}, order_of={offer.id: order}, reason="")
    assert await queued(session, "search.refresh_product") == [
        {"product_id": str(offer.product_id)},
        {"product_id": str(offer.product_id)},
    ]


async def test_a_count_cannot_be_less_than_what_is_promised(session: AsyncSession) -> None:
    offer = await make_offer(session, await make_vendor(session), on_hand=5)
    await service.reserve(session, wanted={offer.id: 3}, order_of={offer.id: uuid4()})

    with pytest.raises(BelowReserved):
        await service.set_on_hand(
            session, variant_id=offer.id, on_hand=2, reason="盘点", actor_id=None
        )

    await service.set_on_hand(session, variant_id=offer.id, on_hand=3, reason="盘点", actor_id=None)
    assert await queries.available(session, [offer.id]) == {offer.id: 0}
    assert await queries.differences(session) == []


async def test_the_first_delivery_makes_the_stock_row(session: AsyncSession) -> None:
    product = await make_product(session, await make_vendor(session))
    variant = await make_variant(session, product, on_hand=0)
    await session.execute(text("DELETE FROM stock_items"))
    session.expunge_all()

    await service.receive(session, variant_id=variant.id, count=12, reason="到货", actor_id=None)

    assert await queries.available(session, [variant.id]) == {variant.id: 12}


@pytest.mark.parametrize("count", [0, -1, 10_000_001])
async def test_a_delivery_of_nothing_or_of_mountains_is_refused(
    session: AsyncSession, count: int
) -> None:
    offer = await make_offer(session, await make_vendor(session))

    with pytest.raises(Invalid):
        await service.receive(
            session, variant_id=offer.id, count=count, reason="到货", actor_id=None
        )


async def test_a_row_altered_by_hand_is_found(session: AsyncSession) -> None:
    offer = await make_offer(session, await make_vendor(session), on_hand=5)
    await session.execute(text("UPDATE stock_items SET on_hand = 6"))

    (found,) = await queries.differences(session)

    assert (found.variant_id, found.on_hand, found.booked_on_hand) == (offer.id, 6, 5)


async def test_the_table_itself_refuses_negative_stock(session: AsyncSession) -> None:
    await make_offer(session, await make_vendor(session), on_hand=5)

    with pytest.raises(IntegrityError):
        await session.execute(text("UPDATE stock_items SET reserved = 6"))


async def test_shipping_what_was_never_set_aside_is_our_own_fault(session: AsyncSession) -> None:
    offer = await make_offer(session, await make_vendor(session), on_hand=5)

    with pytest.raises(RuntimeError):
        await service.ship(session, shipped={offer.id: 1}, order_id=uuid4(), actor_id=uuid4())
