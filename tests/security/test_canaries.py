"""Text that strangers enter stays text, on every page that shows it, above all to staff.

One place for each kind of input; the table says where it is shown. Source: security rules B3, B4.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Final
from uuid import UUID

import pytest
from fastapi import FastAPI
from jinja2 import Environment
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.models import Account, StaffRole
from marketplace.audit.service import Actor as AuditActor
from marketplace.audit.service import record
from marketplace.catalog.states import ProductState
from marketplace.infra.storage import Storage
from marketplace.kit.clock import utcnow
from marketplace.media.models import StoredFile
from marketplace.orders.models import Order
from marketplace.payments.service.giving_back import cancel_order
from marketplace.search.service import refresh_product
from marketplace.vendors.models import MemberRole, Vendor, VendorApplication
from tests.architecture.test_isolation import ways
from tests.security.walk import PUBLIC
from tests.support.accounts import make_account, make_address, sign_in
from tests.support.api import make_program
from tests.support.browser_like import Visitor
from tests.support.catalog import make_product, make_variant
from tests.support.certification import make_valid
from tests.support.desk import make_payment
from tests.support.onboarding import make_application
from tests.support.orders import make_freight, make_purchase
from tests.support.vendors import make_member, make_vendor

BIRD: Final = "\"'><script>x()</script><img src=x onerror=x()>{{7*7}}"
SHORT: Final = '"><img onerror=x>{{7*7}}'


def bird(name: str, *, short: bool = False) -> str:
    """A text that breaks out of anything careless, with a name to find it by."""
    return f"Z{name}Z{SHORT if short else BIRD}"


SUNG: Final = re.compile(
    r"<script>x\(|<img (?:src|onerror)=x|Z[a-z]+Z(?:[^<]{0,90})(?<!\d)49(?!\d)"
)
"""What a page must not hold: a tag of theirs, or the answer to their sum."""

SHOWN: Final[Mapping[str, frozenset[str]]] = {
    "buyer": frozenset({"account.home", "shop.me", "admin.audit"}),
    "owner": frozenset({"vendor.shop", "shop.me"}),
    "clerk": frozenset({"vendor.shop"}),
    "applicant": frozenset({"admin.audit"}),
    "recipient": frozenset({"account.addresses", "vendor.order", "vendor.picklist.slips"}),
    "detail": frozenset({"account.addresses", "vendor.order", "vendor.picklist.slips"}),
    "note": frozenset({"account.order", "vendor.order", "vendor.picklist.slips"}),
    "cancel": frozenset({"account.order", "vendor.order"}),
    "file": frozenset({"admin.application"}),
    "aname": frozenset({"admin.applications", "admin.application"}),
    "snapname": frozenset({"admin.application"}),
    "snapstoryzh": frozenset({"admin.application"}),
    "snapregisteredaddress": frozenset({"admin.application"}),
    "legal": frozenset({"shop.vendor_licence", "vendor.shop"}),
    "vendorname": frozenset({"shop.vendor_licence", "admin.certificate", "admin.product"}),
    "shop": frozenset({"shop.home", "shop.product", "vendor.today", "admin.product"}),
    "story": frozenset({"shop.vendor", "vendor.shop"}),
    "holder": frozenset({"admin.certificate", "vendor.certificate", "shop.certificate"}),
    "issuer": frozenset({"admin.certificate", "shop.vendor_licence"}),
    "scope": frozenset({"admin.certificate", "vendor.certificate"}),
    "pendingtitlezh": frozenset({"admin.product", "admin.products", "vendor.product"}),
    "pendingdescriptionzh": frozenset({"admin.product", "vendor.product"}),
    "pendingingredients": frozenset({"admin.product"}),
    "psize": frozenset({"admin.product", "vendor.product"}),
    "listedtitlezh": frozenset({"shop.search", "shop.product", "vendor.picklist", "vendor.orders"}),
    "listeddescriptionzh": frozenset({"shop.product"}),
    "size": frozenset({"shop.product", "account.order", "vendor.picklist"}),
    "before": frozenset({"admin.audit"}),
    "after": frozenset({"admin.audit"}),
    "why": frozenset({"admin.audit"}),
}
"""Each input by its bird's name, and pages (staff's above all) on which it must be heard."""


@dataclass(frozen=True, slots=True)
class Cage:
    """Everybody who looks, and the ids of what they look at."""

    people: dict[str, Account]
    ids: dict[str, UUID | str]


async def make_cage(session: AsyncSession, app: FastAPI) -> Cage:
    """A shop, its buyer and an applicant, every word of whom is a bird."""
    storage: Storage = app.state.tools[Storage]
    owner = await make_account(session, name=bird("owner", short=True))
    clerk = await make_account(session, name=bird("clerk", short=True))
    vendor = await make_vendor(
        session, owner=owner, slug="birds", name=bird("vendorname"),
        shop_name_zh=bird("shop", short=True), shop_name_en=bird("shopen", short=True),
        legal_representative=bird("legal", short=True), registered_address=bird("seat"),
        story_zh=bird("story"), story_en=bird("storyen"), service_phone="0939-0000000",
    )  # fmt: skip
    await make_member(session, vendor, clerk, MemberRole.CLERK)
    await make_freight(session, vendor)
    product = await make_product(session, vendor, **_words("listed"))
    variant = await make_variant(session, product, name_zh=bird("size", short=True))
    await refresh_product(session, product_id=product.id)
    pending = await make_product(
        session, vendor, state=ProductState.PENDING, submitted_at=utcnow(), **_words("pending")
    )
    await make_variant(session, pending, name_zh=bird("psize", short=True))
    paper = await make_valid(
        session, vendor, holder=bird("holder"), issuer=bird("issuer"), scope=bird("scope")
    )
    buyer = await make_account(session, name=bird("buyer", short=True))
    address = await make_address(
        session, buyer, recipient=bird("recipient", short=True), detail=bird("detail")
    )
    bought: dict[str, Any] = {"address": address, "notes": {vendor.id: bird("note")}}
    paid = await make_purchase(session, buyer, {variant.id: 1}, paid=True, **bought)
    payment = await make_payment(session, paid)
    ended = await make_purchase(session, buyer, {variant.id: 1}, paid=True, **bought)
    await make_payment(session, ended)
    await cancel_order(
        session, order_id=ended.orders[0].id, now=utcnow(), reason=bird("cancel"),
        account_id=buyer.id, actor_id=buyer.id,
    )  # fmt: skip
    application = await _application(session, storage)
    record(
        session, actor=AuditActor(buyer.id, "account"), action="account.renamed",
        object_kind="account", object_id=str(buyer.id), before={"name": bird("before")},
        after={"name": bird("after")}, reason=bird("why"),
    )  # fmt: skip
    staff = {role.name: await make_account(session, role) for role in StaffRole}
    await session.commit()
    return Cage(
        people={"OWNER": owner, "BUYER": buyer, **staff},
        ids={
            "product_id": product.id, "pending_id": pending.id, "slug": "birds",
            "certificate_id": paper.id, "group_id": paid.id, "order_id": paid.orders[0].id,
            "cancelled_id": ended.orders[0].id, "cancelled_group": ended.id,
            "payment_id": payment.id, "application_id": application.id, "vendor_id": vendor.id,
            "address_id": address.id,
        },
    )  # fmt: skip


def _words(name: str) -> dict[str, str]:
    given = {
        each: bird(f"{name}{each.replace('_', '')}")
        for each in ("summary_zh", "summary_en", "description_zh", "description_en",
                     "storage_zh", "eating_zh", "ingredients", "damage_rule_zh")
    }  # fmt: skip
    short = ("name_zh", "name_en", "title_zh", "title_en", "cultivar", "shelf_life_zh")
    return {
        **given,
        **{each: bird(f"{name}{each.replace('_', '')}"[:14], short=True) for each in short},
    }


async def _application(session: AsyncSession, storage: Storage) -> VendorApplication:
    """Handed in properly; then its words are exchanged behind the services' backs."""
    applicant = await make_account(session, name=bird("applicant", short=True))
    application = await make_application(session, storage, owner=applicant)
    await session.execute(
        update(Vendor)
        .where(Vendor.id == application.vendor_id)
        .values(
            name=bird("aname"), shop_name_zh=bird("ashop", short=True),
            legal_representative=bird("alegal", short=True), registered_address=bird("aseat"),
            story_zh=bird("astory"),
        )
    )  # fmt: skip
    changed = _caged(application.snapshot)
    await session.execute(
        update(VendorApplication)
        .where(VendorApplication.id == application.id)
        .values(snapshot=changed)
    )
    await session.execute(
        update(StoredFile)
        .where(StoredFile.vendor_id == application.vendor_id)
        .values(original_name=bird("file"))
    )
    return application


def _caged(value: Any, key: str = "") -> Any:
    """The snapshot with a bird for every fact that is words."""
    if isinstance(value, dict):
        return {name: _caged(each, name) for name, each in value.items()}
    if isinstance(value, str) and key in SNAPSHOT:
        return bird(f"snap{key.replace('_', '')}")
    return value


SNAPSHOT: Final = {
    "name", "legal_representative", "registered_address", "shop_name_zh", "story_zh",
}  # fmt: skip


def paths(app: FastAPI, cage: Cage) -> list[tuple[str, str]]:
    """Every page that can be opened with what the cage holds, by route name."""
    found: list[tuple[str, str]] = []
    known = {**PUBLIC, **{name: str(value) for name, value in cage.ids.items()}}
    for way in ways(app):
        if way.method != "GET" or way.path.startswith(("/api/", "/static", "/art")):
            continue
        names = re.findall(r"\{(\w+)", way.path)
        if set(names) <= set(known):
            found.append((way.name, re.sub(r"\{(\w+)[^}]*\}", lambda n: known[n[1]], way.path)))
    for name, path in (
        ("vendor.order", f"/vendor/orders/{cage.ids['cancelled_id']}"),
        ("account.order", f"/account/purchases/{cage.ids['cancelled_group']}"),
        ("admin.product", f"/admin/products/{cage.ids['pending_id']}"),
        ("vendor.product", f"/vendor/products/{cage.ids['pending_id']}"),
        ("vendor.orders", "/vendor/orders?tab=all"),
        ("shop.search", "/search"), ("admin.payments", "/admin/payments"),
    ):  # fmt: skip
        found.append((name, path))
    return found


def test_the_net_catches_what_it_is_made_for() -> None:
    careless = Environment(autoescape=False)

    for text in (bird("any"), bird("any", short=True)):
        assert SUNG.search(text)
        assert SUNG.search(careless.from_string(text.replace("<", "&lt;")).render())
        assert not SUNG.search(escape(text))


async def test_what_strangers_enter_is_text_on_every_page_that_shows_it(
    app: FastAPI, session: AsyncSession, visitor: Visitor
) -> None:
    cage = await make_cage(session, app)
    heard: dict[str, set[str]] = {name: set() for name in SHOWN}
    sung: list[str] = []
    for who, account in cage.people.items():
        await sign_in(session, visitor, account)
        for name, path in paths(app, cage):
            if who not in LOOKING_AT.get(path.split("/")[1], LOOKING_AT[""]):
                continue
            for prefix in ("", "/en"):
                answer = await visitor.get(prefix + path)
                sung += [f"{name}: {found}" for found in SUNG.findall(answer.text)]
                for mark in re.findall(r"Z([a-z]+)Z", answer.text):
                    heard.setdefault(mark, set()).add(name)

    assert not sung
    silent = {name: SHOWN[name] - pages for name, pages in heard.items() if name in SHOWN}
    assert not {name: pages for name, pages in silent.items() if pages}


LOOKING_AT: Final = {
    "admin": {role.name for role in StaffRole}, "vendor": {"OWNER"}, "account": {"BUYER"},
    "documents": {"OWNER"}, "me": {"OWNER", "BUYER"}, "": {"BUYER"},
}  # fmt: skip
"""Who opens which part of the house."""


@pytest.mark.parametrize("prefix", ["", "/en"])
async def test_what_is_searched_for_is_text(visitor: Visitor, prefix: str) -> None:
    for path in ("/search", "/search/shops", "/search/places", "/c/NUT", "/p", "/nowhere"):
        for word in ("q", "origin", "sort", "after", "next", BIRD):
            answer = await visitor.client.get(prefix + path, params={word: bird("q")})
            assert not SUNG.search(answer.text), (path, word)
            assert answer.status_code < 500


async def test_direction_marks_and_invisible_signs_do_not_get_in(
    session: AsyncSession, visitor: Visitor
) -> None:
    """By form and by program alike: nothing can turn a line of somebody's page around."""
    turned = "\u202e\u2066\u200b\ufeff"
    buyer = await make_account(session)
    await sign_in(session, visitor, buyer)
    await visitor.post("/account/profile", {"name": f"李{turned}梅", "language": "zh-CN"},
                       page="/account/profile")  # fmt: skip
    vendor = await make_vendor(session)
    await make_freight(session, vendor)
    variant = await make_variant(session, await make_product(session, vendor))
    program = await make_program(session, visitor, buyer)

    address = await program.post(
        "/api/v1/addresses",
        {"recipient": f"李{turned}梅", "phone": "13900000001", "division_code": "310101002",
         "detail": f"示例路{turned} 1 号"},
    )  # fmt: skip
    await program.post("/api/v1/basket/lines", {"variant_id": str(variant.id), "quantity": 1})
    placed = await program.post(
        "/api/v1/orders",
        {"address_id": address.json()["id"], "delivery_way": "door",
         "notes": {str(vendor.id): f"请{turned}轻放"}},
    )  # fmt: skip
    order_id = placed.json()["orders"][0]["id"]
    await program.post(f"/api/v1/orders/{order_id}/cancellation", {"reason": f"买{turned}错了"})

    assert address.json()["recipient"] == "李梅"
    order = await session.get_one(Order, UUID(order_id), populate_existing=True)
    assert (order.buyer_note, order.cancel_reason) == ("请轻放", "买错了")
    renamed = await session.get_one(Account, buyer.id, populate_existing=True)
    assert renamed.name == "李梅"
