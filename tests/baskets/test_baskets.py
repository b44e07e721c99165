from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from marketplace.baskets import service
from marketplace.baskets.errors import NotSellable, TooManyPieces
from marketplace.baskets.queries import Owner, basket_view, count_for, lines, sellable
from marketplace.baskets.rules import Refusal
from marketplace.catalog.states import ProductState, ReturnPolicy
from marketplace.kit.errors import Invalid, NotFound
from marketplace.kit.ids import uuid7
from marketplace.vendors.states import VendorState
from tests.support.accounts import make_account
from tests.support.catalog import make_offer
from tests.support.queries import counted
from tests.support.vendors import make_vendor

GUEST = Owner(visitor_hash="a" * 64)


async def test_the_same_thing_again_adds_up_to_the_limit(session: AsyncSession) -> None:
    offer = await make_offer(session, await make_vendor(session), max_per_order=5)

    first = await service.add(session, owner=GUEST, variant_id=offer.id, quantity=3)
    second = await service.add(session, owner=GUEST, variant_id=offer.id, quantity=3)

    assert (first.quantity, first.was_capped) == (3, False)
    assert (second.quantity, second.was_capped) == (5, True)
    assert await count_for(session, GUEST) == 1


@pytest.mark.parametrize("quantity", [0, -1, 1000, 2**31])
async def test_quantities_that_make_no_sense_are_refused(
    session: AsyncSession, quantity: int
) -> None:
    offer = await make_offer(session, await make_vendor(session))
    await service.add(session, owner=GUEST, variant_id=offer.id)

    with pytest.raises(Invalid):
        await service.add(session, owner=GUEST, variant_id=offer.id, quantity=quantity)
    with pytest.raises(Invalid):
        await service.change(session, owner=GUEST, variant_id=offer.id, quantity=quantity)


@pytest.mark.parametrize(
    ("product", "vendor", "on_hand", "why"),
    [
        ({"state": ProductState.DELISTED}, {}, 9, Refusal.GONE),
        ({"state": ProductState.SUSPENDED}, {}, 9, Refusal.GONE),
        ({}, {"state": VendorState.SUSPENDED}, 9, Refusal.SHOP_PAUSED),
        ({"return_policy": ReturnPolicy.DISPLAY_ONLY}, {}, 9, Refusal.DISPLAY_ONLY),
        ({}, {}, 0, Refusal.SOLD_OUT),
        ({}, {}, 1, None),
    ],
)
async def test_what_cannot_be_bought_says_why(
    session: AsyncSession,
    product: dict[str, Any],
    vendor: dict[str, Any],
    on_hand: int,
    why: Refusal | None,
) -> None:
    offer = await make_offer(
        session, await make_vendor(session, **vendor), on_hand=on_hand, **product
    )

    thing = (await sellable(session, [offer.id]))[offer.id]

    assert thing.refusal is why
    if why is not None:
        with pytest.raises(NotSellable):
            await service.add(session, owner=GUEST, variant_id=offer.id)


async def test_the_basket_stands_by_shop_with_dead_lines_at_the_end(session: AsyncSession) -> None:
    walnuts, honey = await make_vendor(session), await make_vendor(session)
    nut, jar = await make_offer(session, walnuts), await make_offer(session, honey)
    short, dead = await make_offer(session, walnuts, on_hand=4), await make_offer(session, honey)
    for offer, count in ((nut, 1), (jar, 2), (short, 4), (dead, 1)):
        await service.add(session, owner=GUEST, variant_id=offer.id, quantity=count)
    dead.archived_at = dead.created_at
    (await session.get_one(type(nut), nut.id)).price_minor = 3_500
    from marketplace.stock import service as stock

    await stock.reserve(session, wanted={short.id: 2}, order_of={short.id: uuid7()})
    await session.flush()

    view = await basket_view(session, owner=GUEST)

    assert {group.vendor_id for group in view.groups} == {walnuts.id, honey.id}
    assert [line.thing.variant_id for line in view.unavailable] == [dead.id]
    by_id = {line.thing.variant_id: line for group in view.groups for line in group.lines}
    assert by_id[nut.id].price_change_minor == -480
    assert by_id[short.id].refusal is Refusal.SHORT
    assert view.goods_minor == 3_500 + 2 * 3_980


async def test_a_basket_is_one_query_however_full(
    session: AsyncSession, engine: AsyncEngine
) -> None:
    for _vendor in range(3):
        vendor = await make_vendor(session)
        for _thing in range(4):
            offer = await make_offer(session, vendor)
            await service.add(session, owner=GUEST, variant_id=offer.id)

    with counted(engine) as sent:
        view = await basket_view(session, owner=GUEST)

    assert view.counted == 12
    assert len(sent) == 1


async def test_one_persons_basket_is_nobody_elses(session: AsyncSession) -> None:
    offer = await make_offer(session, await make_vendor(session))
    await service.add(session, owner=GUEST, variant_id=offer.id, quantity=2)
    stranger = Owner(account_id=(await make_account(session)).id)

    assert await lines(session, stranger) == []
    assert await service.remove(session, owner=stranger, variant_id=offer.id) == 0
    with pytest.raises(NotFound):
        await service.change(session, owner=stranger, variant_id=offer.id, quantity=1)
    assert await service.remove(session, owner=GUEST, variant_id=offer.id) == 2


async def test_more_than_there_is_cannot_be_typed_in(session: AsyncSession) -> None:
    offer = await make_offer(session, await make_vendor(session), on_hand=3, max_per_order=9)
    await service.add(session, owner=GUEST, variant_id=offer.id)

    for quantity in (4, 10):
        with pytest.raises(TooManyPieces):
            await service.change(session, owner=GUEST, variant_id=offer.id, quantity=quantity)


async def test_logging_in_brings_the_visitors_things_along_and_says_so(
    session: AsyncSession,
) -> None:
    vendor = await make_vendor(session)
    new, both = await make_offer(session, vendor), await make_offer(session, vendor)
    capped = await make_offer(session, vendor, max_per_order=4)
    account = await make_account(session)
    own = Owner(account_id=account.id)
    for owner, offer, count in (
        (GUEST, new, 1), (GUEST, both, 2), (GUEST, capped, 3), (own, both, 1), (own, capped, 3)
    ):  # fmt: skip
        await service.add(session, owner=owner, variant_id=offer.id, quantity=count)

    said = await service.merge_guest_basket(session, account_id=account.id, visitor_hash="a" * 64)

    pieces = {line.thing.variant_id: line.quantity for line in await lines(session, own)}
    assert pieces == {new.id: 1, both.id: 3, capped.id: 4}
    assert await count_for(session, GUEST) == 0
    name = "成县 红川镇 薄皮核桃 统货 1kg 袋装"
    assert set(said) == {
        "登录前选的 1 种商品已放进购物车。",
        f"「{name}」合并后是 3 件。",
        f"「{name}」最多可买 4 件，已按这个数保留。",
    }
    assert (
        await service.merge_guest_basket(session, account_id=account.id, visitor_hash="a" * 64)
        == []
    )


async def test_only_visitors_baskets_are_ever_forgotten(session: AsyncSession) -> None:
    offer = await make_offer(session, await make_vendor(session))
    account = await make_account(session)
    fresh = Owner(visitor_hash="b" * 64)
    for owner in (GUEST, fresh, Owner(account_id=account.id)):
        await service.add(session, owner=owner, variant_id=offer.id)
    await session.execute(
        text("UPDATE baskets SET updated_at = now() - interval '181 days'"
             " WHERE visitor_hash IS DISTINCT FROM :hash"),
        {"hash": fresh.visitor_hash},
    )  # fmt: skip

    assert await service.forget_abandoned(session) == 1
    assert await count_for(session, GUEST) == 0
    assert await count_for(session, fresh) == 1
    assert await count_for(session, Owner(account_id=account.id)) == 1
