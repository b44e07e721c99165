"""Baskets, freight and purchases for tests."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.models import Account, Address
from marketplace.baskets import service as baskets
from marketplace.baskets.queries import Owner
from marketplace.catalog.models import Variant
from marketplace.checkout.service import Wish, place_order
from marketplace.kit.clock import utcnow
from marketplace.orders import service as orders
from marketplace.orders.models import DeliveryWay, OrderGroup
from marketplace.orders.queries import purchase
from marketplace.shipping.models import FreightRule, FreightTemplate
from marketplace.vendors.models import Vendor
from tests.support.accounts import make_address


async def make_freight(
    session: AsyncSession, vendor: Vendor, *rules: Mapping[str, Any]
) -> FreightTemplate:
    """A default template: ¥8.00 for the first kilogram, ¥2.00 for each more, unless ``rules``."""
    template = FreightTemplate(vendor_id=vendor.id, name="默认运费")
    session.add(template)
    await session.flush()
    given = rules or ({"first_minor": 800, "step_minor": 200},)
    session.add_all(
        FreightRule(template_id=template.id, position=at, **rule) for at, rule in enumerate(given)
    )
    await session.flush()
    return template


async def fill_basket(
    session: AsyncSession, account: Account, wanted: Mapping[UUID, int] | Sequence[Variant]
) -> Owner:
    """Put things into the account's basket."""
    owner = Owner(account_id=account.id)
    pieces = wanted if isinstance(wanted, Mapping) else {each.id: 1 for each in wanted}
    for variant_id, count in pieces.items():
        await baskets.add(session, owner=owner, variant_id=variant_id, quantity=count)
    return owner


def make_wish(address: Address, **given: Any) -> Wish:
    """What a program sends that does not care about changes."""
    return Wish(
        **{
            "key": uuid4().hex,
            "address_id": address.id,
            "delivery_way": DeliveryWay.DOOR,
            "seen": None,
            **given,
        }
    )


async def make_purchase(
    session: AsyncSession,
    account: Account,
    wanted: Mapping[UUID, int] | Sequence[Variant],
    *,
    address: Address | None = None,
    paid: bool = False,
    now: datetime | None = None,
    **given: Any,
) -> OrderGroup:
    """An order group through the front door: basket, checkout and, if ``paid``, payment."""
    await fill_basket(session, account, wanted)
    wish = make_wish(address or await make_address(session, account, is_default=False), **given)
    moment = now or utcnow()
    placed = await place_order(session, account_id=account.id, wish=wish, now=moment)
    if paid:
        await orders.mark_paid(session, group_id=placed.group_id, paid_at=moment)
    return await purchase(session, account_id=account.id, group_id=placed.group_id)
