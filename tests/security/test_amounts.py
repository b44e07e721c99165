"""Prices, totals and vendors come from us, quantities are whole numbers from one on.

Source: security rules M8 and M9.
"""

import json
import re
from typing import Any, Final

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.baskets.models import BasketLine
from marketplace.orders.models import OrderGroup
from tests.support.accounts import make_address, sign_in
from tests.support.api import make_program
from tests.support.browser_like import Visitor
from tests.support.desk import Desk, make_desk
from tests.support.orders import fill_basket

NO_QUANTITIES: Final = (
    "0", "-1", "1.5", "2147483648", "9223372036854775808", "NaN", "Infinity", "-Infinity", "1e3x",
    "null", "[]", "", "1;2", "0x10", "1,5", "--1", "9" * 5000,
)  # fmt: skip
NO_JSON_QUANTITIES: Final = (
    "0", "-1", "1.5", "2147483648", "9223372036854775808", "1e400", "NaN", "Infinity", "null",
    "[]", "[1]", "{}", '"many"', '""', "9" * 5000,
)  # fmt: skip
OURS: Final = (
    "price", "price_minor", "unit_price_minor", "seen_price_minor", "total", "total_minor",
    "freight_minor", "discount_minor", "currency", "vendor_id", "account_id", "state", "paid_at",
    "coupon", "commission_bps", "is_paid", "id", "group_id",
)  # fmt: skip


async def pieces(session: AsyncSession) -> int:
    return await session.scalar(select(func.coalesce(func.sum(BasketLine.quantity), 0))) or 0


async def orders(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(OrderGroup)) or 0


@pytest.fixture
async def desk(session: AsyncSession, visitor: Visitor) -> Desk:
    """A shop, and its buyer with one bag in the basket, signed in."""
    made = await make_desk(session)
    await make_address(session, made.buyer)
    await fill_basket(session, made.buyer, [made.variant])
    await sign_in(session, visitor, made.buyer)
    return made


@pytest.mark.parametrize("quantity", NO_QUANTITIES, ids=lambda given: given[:12])
async def test_a_form_with_no_such_quantity_changes_nothing(
    session: AsyncSession, visitor: Visitor, desk: Desk, quantity: str
) -> None:
    line = {"variant_id": str(desk.variant.id)}
    before = await pieces(session)

    changed = await visitor.post(
        f"/basket/lines/{desk.variant.id}", {"quantity": quantity}, page="/me"
    )
    added = await visitor.post("/basket/lines", {**line, "quantity": quantity}, page="/me")

    assert changed.status_code == 422
    # An empty number counts as not given: one piece, as a form without the field says.
    assert added.status_code == (303 if quantity == "" else 422)
    assert await pieces(session) == before + (quantity == "")


@pytest.mark.parametrize("quantity", NO_JSON_QUANTITIES, ids=lambda given: given[:12])
async def test_a_call_with_no_such_quantity_changes_nothing(
    session: AsyncSession, visitor: Visitor, desk: Desk, quantity: str
) -> None:
    program = await make_program(session, visitor, desk.buyer)
    before = await pieces(session)

    for method, path, body in (
        ("POST", "/api/v1/basket/lines", f'{{"variant_id": "{desk.variant.id}", "quantity": %s}}'),
        ("PUT", f"/api/v1/basket/lines/{desk.variant.id}", '{"quantity": %s}'),
    ):
        headers = {
            **program.headers,
            "idempotency-key": f"{method}{quantity[:20]}",
            "content-type": "application/json",
        }
        answer = await visitor.client.request(
            method, path, content=body % quantity, headers=headers
        )
        assert 400 <= answer.status_code < 500, answer.text
        assert answer.headers["content-type"] == "application/problem+json"

    assert await pieces(session) == before


async def test_what_is_ours_to_say_is_refused_from_the_basket_on(
    session: AsyncSession, visitor: Visitor, desk: Desk
) -> None:
    before = await pieces(session)
    program = await make_program(session, visitor, desk.buyer)

    for field in OURS:
        line = {"variant_id": str(desk.variant.id), "quantity": "1", field: "1"}
        form = await visitor.post("/basket/lines", line, page="/me")
        change = await visitor.post(
            f"/basket/lines/{desk.variant.id}", {"quantity": "2", field: "1"}, page="/me"
        )
        call = await program.post("/api/v1/basket/lines", {**line, "quantity": 1})
        answers = [form.status_code, change.status_code, call.status_code]
        assert answers == [422, 422, 422], field
        assert field in call.json()["fields"]

    assert await pieces(session) == before


async def test_what_is_ours_to_say_is_refused_at_the_checkout(
    session: AsyncSession, visitor: Visitor, desk: Desk
) -> None:
    page = await visitor.get("/checkout")
    hidden = dict(re.findall(r'<input type="hidden" name="(key|seen|address_id)" value="([^"]*)"',
                             page.text))  # fmt: skip
    address = await make_address(session, desk.buyer, is_default=False)
    await session.commit()
    program = await make_program(session, visitor, desk.buyer)
    honest: dict[str, Any] = {"address_id": str(address.id), "delivery_way": "door"}

    for field in OURS:
        form = {**hidden, "delivery_way": "door", field: "1"}
        assert (await visitor.post("/checkout", form, page="/me")).status_code == 422, field
        call = await program.post("/api/v1/orders", {**honest, field: 1})
        assert call.status_code == 422, field
        assert field in call.json()["fields"]

    assert await orders(session) == 0
    placed = await program.post("/api/v1/orders", honest)
    assert placed.status_code == 201
    assert placed.json()["total_minor"] == 3980 + 1000


async def test_a_hand_made_view_of_prices_is_no_price(
    session: AsyncSession, visitor: Visitor, desk: Desk
) -> None:
    """What the buyer claims to have seen can only stop an order, never set its price."""
    address = await make_address(session, desk.buyer, is_default=False)
    await session.commit()
    program = await make_program(session, visitor, desk.buyer)
    cheap = json.dumps({str(desk.variant.id): [1, 1]})

    for seen in (cheap, "", "{}", "[]", "null", "x" * 20_000, '{"total": 1}', "\0"):
        body = {"address_id": str(address.id), "delivery_way": "door", "seen": seen}
        answer = await program.post("/api/v1/orders", body)
        assert answer.status_code in {409, 422}, (seen[:40], answer.text)

    assert await orders(session) == 0


async def test_a_parcel_holds_no_more_and_no_less_than_pieces(
    session: AsyncSession, visitor: Visitor, desk: Desk
) -> None:
    buyer = await make_program(session, visitor, desk.buyer)
    address = await make_address(session, desk.buyer, is_default=False)
    await session.commit()
    placed = await buyer.post(
        "/api/v1/orders", {"address_id": str(address.id), "delivery_way": "door"}
    )
    order = placed.json()["orders"][0]
    vendor = await make_program(session, visitor, desk.owner, vendor_id=desk.vendor.id)

    for count in (0, -1, 2**31, 2**63, 1.5, "x", None, [1]):
        body = {"carrier_code": "sf", "waybill_no": "SF1234567890123",
                "lines": {order["lines"][0]["id"]: count}}  # fmt: skip
        answer = await vendor.post(f"/api/v1/vendor/orders/{order['id']}/parcels", body)
        assert 400 <= answer.status_code < 500, (count, answer.text)
