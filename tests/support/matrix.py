"""Whose door is whose: for every route with an id in its path, who may pass and whose id it is.

A new route is one line in ``DOORS``. ``tests/architecture/test_isolation.py`` walks through all of
them as everybody, and fails when a route with an id is missing here.
"""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.support.world import World


class Actor(enum.StrEnum):
    """Who knocks. The world's rows belong to ``BUYER`` and to the shop of ``OWNER``."""

    STRANGER = "a stranger"
    CONSUMER = "another consumer"
    BUYER = "the buyer"
    RIVAL = "another shop's owner"
    CLERK = "the shop's clerk"
    OWNER = "the shop's owner"
    REVIEWER = "a reviewer"
    FINANCE = "finance"
    OPERATOR = "an operator"
    ADMINISTRATOR = "an administrator"


A = Actor
EVERYBODY: Final = frozenset(Actor)
SIGNED_IN: Final = EVERYBODY - {A.STRANGER}
BUYER: Final = frozenset({A.BUYER})
SHOP: Final = frozenset({A.CLERK, A.OWNER})
SHOP_OWNER: Final = frozenset({A.OWNER})
VENDORS: Final = SHOP | {A.RIVAL}
"""People who work for some shop: they may open pages that show only their own."""
VENDOR_OWNERS: Final = frozenset({A.OWNER, A.RIVAL})
REVIEW: Final = frozenset({A.REVIEWER, A.ADMINISTRATOR})
MONEY: Final = frozenset({A.FINANCE, A.ADMINISTRATOR})
OPERATION: Final = frozenset({A.OPERATOR, A.ADMINISTRATOR})
STAFF: Final = REVIEW | MONEY | OPERATION
ADMINISTRATION: Final = frozenset({A.ADMINISTRATOR})

Given = Callable[[World], Any]
"""Mostly a mapping; programs may send lists."""


def nothing(_world: World) -> dict[str, Any]:
    """No ids, no form."""
    return {}


@dataclass(frozen=True, slots=True)
class Door:
    """One route: who may pass, the ids in its path, a sound form for unsafe methods."""

    may: frozenset[Actor]
    ids: Given = nothing
    form: Given = nothing
    file: str = ""
    """Name of the field that takes a photo; the form is then sent in parts."""


def of(param: str, attribute: str = "") -> Given:
    """One path parameter, and what it is called in the world if that is another name."""
    return lambda world: {param: getattr(world, attribute or param)}


def form(**fields: Any) -> Given:
    """The same fields in every world."""
    return lambda _world: fields


def size_of_draft(world: World) -> dict[str, Any]:
    """Two path parameters."""
    return {"product_id": world.product_id, "size_id": world.size_id}


PARCEL: Final = form(waybill_no="SF1234567890123", carrier_code="sf")

ACCOUNT: Final = form(
    holder_name="示例", bank_name="示例银行", account_no="6200000000000000", has_consented=True
)

DOORS: Final[Mapping[str, Door]] = {
    # the buyer's own
    "account.address": Door(BUYER, of("address_id")),
    "account.address.change": Door(BUYER, of("address_id")),
    "account.address.default": Door(BUYER, of("address_id")),
    "account.address.retire": Door(BUYER, of("address_id")),
    "account.message": Door(BUYER, of("message_id")),
    "account.order": Door(BUYER, of("group_id")),
    "account.order.cancel": Door(BUYER, of("order_id")),
    "account.order.receive": Door(BUYER, of("order_id", "shipped_id")),
    "account.payment": Door(BUYER, of("group_id", "unpaid_id")),
    "account.payment.start": Door(BUYER, of("group_id", "unpaid_id")),
    "account.payment.return": Door(BUYER, of("group_id")),
    "account.payment.status": Door(BUYER, of("group_id")),
    "account.session.end": Door(BUYER, of("session_id")),
    "account.token.revoke": Door(BUYER, of("token_id")),
    # the shop's own
    "vendor.order": Door(SHOP, of("order_id")),
    "vendor.orders.address": Door(SHOP, of("order_id", "shipped_id")),
    "vendor.orders.cancel": Door(SHOP, of("order_id"), form(reason="out_of_stock")),
    "vendor.orders.ship": Door(SHOP, of("order_id"), PARCEL),
    "vendor.certificate": Door(SHOP, of("certificate_id")),
    "vendor.product": Door(SHOP, of("product_id")),
    "vendor.product.kind": Door(SHOP, of("product_id")),
    "vendor.product.what": Door(SHOP, of("product_id")),
    "vendor.product.what.save": Door(SHOP, of("product_id")),
    "vendor.product.words": Door(SHOP, of("product_id")),
    "vendor.product.words.save": Door(SHOP, of("product_id")),
    "vendor.product.papers": Door(SHOP, of("product_id")),
    "vendor.product.papers.save": Door(SHOP, of("product_id")),
    "vendor.product.sizes": Door(SHOP, of("product_id")),
    "vendor.product.sizes.save": Door(SHOP, of("product_id")),
    "vendor.product.size.new": Door(SHOP, of("product_id")),
    "vendor.product.size.add": Door(SHOP, of("product_id")),
    "vendor.product.size": Door(SHOP, size_of_draft),
    "vendor.product.size.save": Door(SHOP, size_of_draft),
    "vendor.product.size.remove": Door(SHOP, size_of_draft),
    "vendor.product.quick": Door(SHOP, size_of_draft),
    "vendor.product.submit": Door(SHOP, of("product_id")),
    "vendor.product.move": Door(SHOP, of("product_id"), form(event="archive", sure="1")),
    "vendor.product.copy": Door(SHOP, of("product_id")),
    "vendor.freight.save": Door(VENDOR_OWNERS),
    "vendor.shop.people.remove": Door(SHOP_OWNER, of("member_id")),
    "vendor.workbench.open": Door(SHOP, form=lambda w: {"vendor_id": w.vendor_id}),
    "media.document": Door(SHOP | REVIEW, of("file_id")),
    # the desk's; every route of it is named here, ids or not
    "admin.home": Door(STAFF),
    "admin.applications": Door(REVIEW),
    "admin.application": Door(REVIEW, of("application_id")),
    "admin.application.claim": Door(REVIEW, of("application_id")),
    "admin.application.release": Door(REVIEW, of("application_id")),
    "admin.application.approve": Door(REVIEW, of("application_id")),
    "admin.application.correct": Door(REVIEW, of("application_id")),
    "admin.application.reject": Door(REVIEW, of("application_id")),
    "admin.vendor.suspend": Door(REVIEW, of("vendor_id")),
    "admin.vendor.reinstate": Door(REVIEW, of("vendor_id")),
    "admin.products": Door(REVIEW),
    "admin.product": Door(REVIEW, of("product_id", "pending_id")),
    "admin.product.claim": Door(REVIEW, of("product_id", "pending_id")),
    "admin.product.release": Door(REVIEW, of("product_id", "pending_id")),
    "admin.product.approve": Door(REVIEW, of("product_id", "pending_id")),
    "admin.product.return": Door(REVIEW, of("product_id", "pending_id")),
    "admin.product.suspend": Door(REVIEW, of("product_id", "pending_id")),
    "admin.product.reinstate": Door(REVIEW, of("product_id", "pending_id")),
    "admin.certificates": Door(REVIEW),
    "admin.certificate": Door(REVIEW, of("certificate_id")),
    "admin.certificate.claim": Door(REVIEW, of("certificate_id")),
    "admin.certificate.release": Door(REVIEW, of("certificate_id")),
    "admin.certificate.accept": Door(REVIEW, of("certificate_id")),
    "admin.certificate.reject": Door(REVIEW, of("certificate_id")),
    "admin.certificate.revoke": Door(REVIEW, of("certificate_id")),
    "admin.audit": Door(ADMINISTRATION),
    "admin.messages": Door(OPERATION),
    "admin.message.deliver": Door(OPERATION, of("message_id")),
    "admin.payments": Door(MONEY | OPERATION),
    "admin.payment": Door(MONEY | OPERATION, of("payment_id")),
    "admin.payment.ask": Door(MONEY | OPERATION, of("payment_id")),
    "admin.payment.refund": Door(MONEY, of("payment_id")),
    "admin.payment.retry": Door(MONEY, of("refund_id")),
    "admin.payment.replay": Door(MONEY | OPERATION, of("event_id")),
    # programs
    "api.v1.purchase": Door(BUYER, of("group_id")),
    "api.v1.purchase.pay": Door(BUYER, of("group_id", "unpaid_id"), form(method="wechat_pay")),
    "api.v1.orders.cancel": Door(BUYER, of("order_id")),
    "api.v1.orders.receive": Door(BUYER, of("order_id", "shipped_id")),
    "api.v1.vendor.orders": Door(VENDORS),
    "api.v1.vendor.order": Door(SHOP, of("order_id")),
    "api.v1.vendor.orders.ship": Door(
        SHOP,
        of("order_id"),
        lambda w: {"carrier_code": "sf", "waybill_no": "SF1234567890123",
                   "lines": {str(w.line_id): 1}},
    ),
    "api.v1.onboarding.application": Door(SHOP_OWNER, of("vendor_id")),
    "api.v1.onboarding.facts": Door(SHOP_OWNER, of("vendor_id")),
    "api.v1.onboarding.document": Door(SHOP_OWNER, of("vendor_id"), form(type_code="BIZ_LIC"),
                                       file="file"),
    "api.v1.onboarding.account": Door(SHOP_OWNER, of("vendor_id"), ACCOUNT),
    "api.v1.onboarding.accept": Door(SHOP_OWNER, of("vendor_id"), lambda _world: []),
    "api.v1.onboarding.submit": Door(SHOP_OWNER, of("vendor_id")),
}  # fmt: skip

OPEN: Final[Mapping[str, str]] = {
    "static": "files of the pages",
    "media.photo": "public photos only",
    "shop.seal": "a drawing",
    "shop.art": "a drawing",
    "shop.category": "public",
    "shop.place": "public",
    "shop.product": "public",
    "shop.vendor": "public",
    "shop.vendor_licence": "the law wants it public",
    "shop.certificate": "public facts of reviewed papers",
    "shop.rule": "public",
    "shop.rule.download": "public",
    "shop.sitemap.county": "public",
    "shop.basket.change": "a variant is public, the basket is the visitor's own",
    "shop.basket.remove": "a variant is public, the basket is the visitor's own",
    "api.v1.product": "public",
    "api.v1.basket.change": "a variant is public, the basket is the token's own",
    "api.v1.basket.remove": "a variant is public, the basket is the token's own",
}
"""Routes with an id in their path that are nobody's in particular, each with the reason."""

USUAL: Final[Mapping[str, frozenset[Actor]]] = {
    "/account": SIGNED_IN,
    "/vendor/apply": SIGNED_IN,
    "/vendor/onboarding": VENDOR_OWNERS,
    "/vendor/shop/people": VENDOR_OWNERS,
    "/vendor/shop/profile": VENDOR_OWNERS,
    "/vendor": VENDORS,
}
"""Who may open what has no id, by the beginning of its path, unless ``DOORS`` knows more.

The first that fits counts.
"""
