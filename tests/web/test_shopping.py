import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx2 import Response
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from marketplace.accounts.models import Account, Address
from marketplace.baskets.queries import Owner, lines
from marketplace.catalog.models import Variant
from marketplace.catalog.states import ReturnPolicy
from marketplace.orders.models import OrderGroup
from tests.support.accounts import make_account, make_address, sign_in
from tests.support.browser_like import Visitor
from tests.support.catalog import make_offer
from tests.support.orders import fill_basket, make_freight
from tests.support.queries import counted
from tests.support.vendors import make_vendor

HIDDEN = re.compile(r'<input type="hidden" name="(key|seen|address_id)" value="([^"]*)"')


def _hidden(html: str) -> dict[str, str]:
    return dict(HIDDEN.findall(html))


async def _post(
    visitor: Visitor,
    path: str,
    form: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """With the token of the personal fragment, which visitors and people both have."""
    return await visitor.post(path, form or {}, page="/me", headers=headers)


async def _shopper(session: AsyncSession, visitor: Visitor) -> tuple[Account, Variant]:
    """Signed in, with an address and one bag of walnuts in the basket."""
    buyer = await make_account(session)
    await make_address(session, buyer)
    vendor = await make_vendor(session)
    await make_freight(session, vendor)
    offer = await make_offer(session, vendor)
    await fill_basket(session, buyer, [offer])
    await sign_in(session, visitor, buyer)
    return buyer, offer


async def test_a_visitor_fills_changes_and_empties_a_basket(
    session: AsyncSession, visitor: Visitor
) -> None:
    offer = await make_offer(session, await make_vendor(session), on_hand=5)
    await session.commit()
    empty = await visitor.get("/basket")
    assert "购物车还是空的" in empty.text

    added = await _post(visitor, "/basket/lines", {"variant_id": offer.id, "quantity": "2"})
    assert (added.status_code, added.headers["location"]) == (303, "/basket")
    shown = await visitor.get("/basket")
    assert "成县 红川镇 薄皮核桃 统货" in shown.text
    assert 'value="2"' in shown.text

    too_many = await _post(visitor, f"/basket/lines/{offer.id}", {"quantity": "6"})
    assert too_many.status_code == 422
    assert "库存只剩 5 件。" in too_many.text

    removed = await _post(visitor, f"/basket/lines/{offer.id}/removal")
    after = await visitor.get(removed.headers["location"])
    assert "已移出" in after.text
    assert "撤销" in after.text


@pytest.mark.parametrize("quantity", ["0", "-1", "1.5", "2147483648", "NaN", "一"])
async def test_quantities_that_are_none_are_refused(
    session: AsyncSession, visitor: Visitor, quantity: str
) -> None:
    offer = await make_offer(session, await make_vendor(session))
    await session.commit()

    answer = await _post(visitor, "/basket/lines", {"variant_id": offer.id, "quantity": quantity})

    assert answer.status_code == 422


async def test_the_basket_answers_htmx_with_itself_alone(
    session: AsyncSession, visitor: Visitor
) -> None:
    buyer, offer = await _shopper(session, visitor)

    answer = await _post(
        visitor,
        f"/basket/lines/{offer.id}",
        {"quantity": "3"},
        headers={"HX-Request": "true"},
    )

    assert "<html" not in answer.text
    assert answer.headers["hx-trigger"] == "basket:changed"
    assert [line.quantity for line in await lines(session, Owner(account_id=buyer.id))] == [3]


async def test_buying_now_ticks_that_thing_alone(session: AsyncSession, visitor: Visitor) -> None:
    buyer, first = await _shopper(session, visitor)
    other = await make_offer(session, await make_vendor(session))
    await session.commit()

    answer = await _post(visitor, "/basket/lines", {"variant_id": other.id, "then": "checkout"})

    assert answer.headers["location"] == "/checkout"
    chosen = {
        line.thing.variant_id: line.is_chosen
        for line in await lines(session, Owner(account_id=buyer.id))
    }
    assert chosen == {first.id: False, other.id: True}


async def test_the_whole_way_from_basket_to_payment(
    session: AsyncSession, visitor: Visitor
) -> None:
    buyer, _offer = await _shopper(session, visitor)
    chosen = await _post(visitor, "/basket/choice", {"chosen": str(_offer.id)})
    assert chosen.headers["location"] == "/checkout"
    form = await visitor.get("/checkout")
    assert "含运费 ¥10.00" in form.text
    assert "checked" not in form.text

    answer = await _post(visitor, "/checkout", {**_hidden(form.text), "delivery_way": "door"})

    group = await session.scalar(select(OrderGroup).where(OrderGroup.account_id == buyer.id))
    assert group is not None
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"/account/purchases/{group.id}/payment")
    shown = await visitor.get(f"/account/purchases/{group.id}")
    assert "待付款" in shown.text
    assert "data-until" in shown.text


async def test_pressing_the_button_again_leads_to_the_same_purchase(
    session: AsyncSession, visitor: Visitor
) -> None:
    await _shopper(session, visitor)
    fields = {**_hidden((await visitor.get("/checkout")).text), "delivery_way": "door"}

    first = await _post(visitor, "/checkout", fields)
    again = await _post(visitor, "/checkout", fields)

    assert first.headers["location"] == again.headers["location"]


async def test_everything_that_is_missing_is_said_at_once(
    session: AsyncSession, visitor: Visitor
) -> None:
    buyer, _offer = await _shopper(session, visitor)
    fresh = await make_offer(
        session, await make_vendor(session), return_policy=ReturnPolicy.FRESH_EXEMPT
    )
    await fill_basket(session, buyer, [fresh])
    await session.commit()
    form = await visitor.get("/checkout")

    answer = await _post(visitor, "/checkout", _hidden(form.text))

    assert answer.status_code == 422
    assert "有 2 处需要修改" in answer.text
    assert f'href="#consent-{fresh.id}"' in answer.text
    assert 'href="#delivery_way"' in answer.text


async def test_a_changed_price_stops_the_order_and_is_shown(
    session: AsyncSession, visitor: Visitor
) -> None:
    _buyer, offer = await _shopper(session, visitor)
    fields = {**_hidden((await visitor.get("/checkout")).text), "delivery_way": "door"}
    await session.execute(update(Variant).where(Variant.id == offer.id).values(price_minor=4_200))
    await session.commit()

    stopped = await _post(visitor, "/checkout", fields)

    assert stopped.status_code == 409
    assert "的单价由 ¥39.80 变为 ¥42.00" in stopped.text
    assert "确认变化并提交" in stopped.text
    accepted = await _post(visitor, "/checkout", {**_hidden(stopped.text), "delivery_way": "door"})
    assert accepted.status_code == 303


async def test_prices_and_extra_fields_from_the_browser_are_refused(
    session: AsyncSession, visitor: Visitor
) -> None:
    await _shopper(session, visitor)
    fields = {**_hidden((await visitor.get("/checkout")).text), "delivery_way": "door"}

    answer = await _post(visitor, "/checkout", {**fields, "total_minor": "1"})

    assert answer.status_code == 422
    assert await session.scalar(select(OrderGroup.id)) is None


async def test_somebody_elses_address_cannot_be_used(
    session: AsyncSession, visitor: Visitor
) -> None:
    await _shopper(session, visitor)
    theirs = await make_address(session, await make_account(session))
    await session.commit()
    fields = {**_hidden((await visitor.get("/checkout")).text), "delivery_way": "door"}

    answer = await _post(visitor, "/checkout", {**fields, "address_id": theirs.id})

    assert answer.status_code == 422
    assert await session.scalar(select(OrderGroup.id)) is None


async def test_the_first_address_is_typed_right_there(
    session: AsyncSession, visitor: Visitor
) -> None:
    buyer = await make_account(session)
    await fill_basket(session, buyer, [await make_offer(session, await make_vendor(session))])
    await sign_in(session, visitor, buyer)
    form = await visitor.get("/checkout")
    assert 'name="pasted"' in form.text
    assert "提交订单" not in form.text.replace("提交订单即与", "")

    read = await _post(
        visitor,
        "/checkout/address",
        {"action": "parse", "pasted": "赵一 13812345678 甘肃省陇南市成县红川镇示例村 8 号"},
        headers={"HX-Request": "true"},
    )
    assert 'value="13812345678"' in read.text
    saved = await _post(visitor,
        "/checkout/address",
        {
            "recipient": "赵一", "phone": "13812345678", "province": "62", "city": "6212",
            "county": "621221", "town": "621221105", "detail": "示例村 8 号",
        },
    )  # fmt: skip

    address = await session.scalar(select(Address).where(Address.account_id == buyer.id))
    assert address is not None
    assert saved.headers["location"] == f"/checkout?address={address.id}"


async def test_nothing_ticked_leads_back_to_the_basket(
    session: AsyncSession, visitor: Visitor
) -> None:
    await sign_in(session, visitor, await make_account(session))

    answer = await visitor.get("/checkout")

    assert (answer.status_code, answer.headers["location"]) == (303, "/basket")


async def test_a_visitor_is_asked_to_sign_in_before_the_checkout(visitor: Visitor) -> None:
    answer = await visitor.get("/checkout")

    assert answer.headers["location"].startswith("/login?next=")


async def test_pages_take_the_same_few_queries_however_much_is_bought(
    session: AsyncSession, visitor: Visitor, engine: AsyncEngine
) -> None:
    buyer, _offer = await _shopper(session, visitor)

    async def cost() -> list[int]:
        found: list[int] = []
        for path in ("/basket", "/checkout"):
            with counted(engine) as sent:
                assert (await visitor.get(path)).status_code == 200
            found.append(len(sent))
        return found

    few = await cost()
    for _vendor in range(3):
        vendor = await make_vendor(session)
        await make_freight(session, vendor)
        await fill_basket(session, buyer, [await make_offer(session, vendor) for _n in range(4)])
    await session.commit()
    many = await cost()

    assert few == many
    assert max(many) <= 8


async def test_the_whole_checkout_takes_few_statements(
    session: AsyncSession, visitor: Visitor, engine: AsyncEngine
) -> None:
    await _shopper(session, visitor)
    fields = {**_hidden((await visitor.get("/checkout")).text), "delivery_way": "door"}
    fields["csrf_token"] = await visitor.token("/checkout")

    with counted(engine) as sent:
        answer = await visitor.client.post(
            "/checkout",
            data=fields,
            headers={"origin": "http://pavilion.test", "sec-fetch-site": "same-origin"},
        )

    assert answer.status_code == 303
    # The first and the last are the test's: it keeps each request in a savepoint of its own.
    ours = sent[1:-1]
    assert sent[0].startswith("SAVEPOINT")
    assert len(ours) <= 14, ours


async def test_the_shop_speaks_english_all_the_way(session: AsyncSession, visitor: Visitor) -> None:
    await _shopper(session, visitor)

    basket = await visitor.get("/en/basket")
    form = await visitor.get("/en/checkout")
    answer = await visitor.client.post(
        "/en/checkout",
        data={
            **_hidden(form.text),
            "delivery_way": "station",
            "csrf_token": await visitor.token("/en/checkout"),
        },
        headers={"origin": "http://pavilion.test", "sec-fetch-site": "same-origin"},
    )

    assert "Thin-shelled walnut" in basket.text
    assert "Place order" in form.text
    assert answer.headers["location"].startswith("/en/account/purchases/")
    group_id = UUID(answer.headers["location"].split("/")[4])
    group = await session.get_one(OrderGroup, group_id)
    assert group.language == "en"
    assert group.pay_before - group.placed_at == timedelta(minutes=30)
