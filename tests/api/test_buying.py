"""A program buys, a vendor's program ships: the main job without a browser."""

from pathlib import Path

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.kit.clock import utcnow
from marketplace.orders.service import mark_paid
from marketplace.payments.providers import Gateways
from tests.support.accounts import make_account, make_address
from tests.support.api import make_program
from tests.support.browser_like import Visitor
from tests.support.catalog import make_offer
from tests.support.orders import make_freight
from tests.support.sandbox_psp import open_gateway, running_sandbox
from tests.support.vendors import make_vendor


async def test_a_program_buys_and_the_vendors_program_ships(
    session: AsyncSession, visitor: Visitor
) -> None:
    owner, buyer = await make_account(session), await make_account(session)
    vendor = await make_vendor(session, owner=owner)
    await make_freight(session, vendor)
    variant = await make_offer(session, vendor, price_minor=3980, on_hand=9)
    address = await make_address(session, buyer)
    shop = await make_program(session, visitor, owner, vendor_id=vendor.id)
    program = await make_program(session, visitor, buyer)

    await program.post("/api/v1/basket/lines", {"variant_id": str(variant.id), "quantity": 2})
    quote = (await program.post("/api/v1/checkout/quote", {"address_id": str(address.id)})).json()
    placed = await program.post(
        "/api/v1/orders",
        {"address_id": str(address.id), "delivery_way": "door", "seen": quote["seen"]},
        key="once",
    )
    again = await program.post(
        "/api/v1/orders",
        {"address_id": str(address.id), "delivery_way": "door", "seen": quote["seen"]},
        key="once",
    )
    purchase = placed.json()
    await mark_paid(session, group_id=purchase["id"], paid_at=utcnow())
    await session.commit()
    to_ship = (await shop.get("/api/v1/vendor/orders")).json()["items"]
    order = purchase["orders"][0]
    shipped = await shop.post(
        f"/api/v1/vendor/orders/{order['id']}/parcels",
        {
            "carrier_code": "sto",
            "waybill_no": "773012345678901",
            "lines": {order["lines"][0]["id"]: 2},
        },
    )
    received = await program.post(f"/api/v1/orders/{order['id']}/receipt", {})

    assert quote["total_minor"] == purchase["total_minor"] >= 7960
    assert (placed.status_code, again.json()) == (201, purchase)
    assert [each["id"] for each in to_ship] == [order["id"]]
    assert (shipped.status_code, shipped.json()["order"]["state"]) == (201, "shipped")
    assert received.json()["state"] == "completed"


async def test_somebody_elses_purchase_and_order_are_not_found(
    session: AsyncSession, visitor: Visitor
) -> None:
    owner, buyer, stranger = [await make_account(session) for _ in range(3)]
    vendor = await make_vendor(session, owner=owner)
    other = await make_vendor(session, owner=stranger)
    await make_freight(session, vendor)
    variant = await make_offer(session, vendor)
    address = await make_address(session, buyer)
    program = await make_program(session, visitor, buyer)
    nosy = await make_program(session, visitor, stranger, vendor_id=other.id)
    await program.post("/api/v1/basket/lines", {"variant_id": str(variant.id), "quantity": 1})
    purchase = (
        await program.post(
            "/api/v1/orders", {"address_id": str(address.id), "delivery_way": "door"}
        )
    ).json()
    await mark_paid(session, group_id=purchase["id"], paid_at=utcnow())
    await session.commit()
    order = purchase["orders"][0]["id"]

    refused = [
        await nosy.get(f"/api/v1/purchases/{purchase['id']}"),
        await nosy.post(f"/api/v1/purchases/{purchase['id']}/payments", {"method": "alipay"}),
        await nosy.post(f"/api/v1/orders/{order}/cancellation", {}),
        await nosy.post(f"/api/v1/orders/{order}/receipt", {}),
        await nosy.get(f"/api/v1/vendor/orders/{order}"),
        await nosy.post("/api/v1/checkout/quote", {"address_id": str(address.id)}),
        await nosy.post(
            f"/api/v1/vendor/orders/{order}/parcels",
            {"carrier_code": "sto", "waybill_no": "773012345678901", "lines": {order: 1}},
        ),
    ]

    assert [answer.status_code for answer in refused] == [404] * len(refused)


async def test_a_program_pays_and_asking_again_is_the_same_payment(
    session: AsyncSession, visitor: Visitor, app: FastAPI, tmp_path: Path
) -> None:
    buyer = await make_account(session)
    variant = await make_offer(session, await make_vendor(session), price_minor=3980)
    address = await make_address(session, buyer)
    program = await make_program(session, visitor, buyer)
    await program.post("/api/v1/basket/lines", {"variant_id": str(variant.id), "quantity": 1})
    purchase = (
        await program.post(
            "/api/v1/orders", {"address_id": str(address.id), "delivery_way": "door"}
        )
    ).json()

    with running_sandbox(tmp_path) as sandbox:
        async with open_gateway(sandbox.url) as gateway:
            app.state.tools[Gateways] = Gateways(gateway)
            path = f"/api/v1/purchases/{purchase['id']}/payments"
            first = await program.post(path, {"method": "alipay"}, key="pay-1")
            replayed = await program.post(path, {"method": "alipay"}, key="pay-1")
            other_key = await program.post(path, {"method": "alipay"}, key="pay-2")
            unknown = await program.post(path, {"method": "gold"}, key="pay-3")

    assert first.status_code == 201, first.text
    assert first.json()["amount_minor"] == purchase["total_minor"]
    assert first.json()["next_action"]["url"].startswith("http")
    assert replayed.json() == first.json()
    assert other_key.json()["id"] == first.json()["id"]
    assert (unknown.status_code, unknown.json()["field"]) == (422, "method")
