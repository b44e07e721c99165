"""A vendor's desk for tests: somebody at work, with orders that were really bought."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.models import Account
from marketplace.catalog.models import Variant
from marketplace.kit import ids
from marketplace.kit.clock import utcnow
from marketplace.orders.models import Order, OrderGroup
from marketplace.payments.models import Payment
from marketplace.payments.states import PaymentState
from marketplace.vendors.models import Vendor
from tests.support.accounts import make_account, sign_in
from tests.support.browser_like import Visitor
from tests.support.catalog import make_offer
from tests.support.orders import make_freight, make_purchase
from tests.support.vendors import make_vendor


@dataclass(frozen=True, slots=True)
class Desk:
    """One shop with an owner, one variant on sale and a buyer."""

    vendor: Vendor
    owner: Account
    variant: Variant
    buyer: Account


async def make_desk(session: AsyncSession, **given: Any) -> Desk:
    """A trading shop that sends everywhere; ``given`` goes to its one offer."""
    owner = await make_account(session, name="李店主")
    vendor = await make_vendor(session, owner=owner)
    await make_freight(session, vendor)
    variant = await make_offer(session, vendor, **given)
    return Desk(vendor, owner, variant, await make_account(session, name="买家甲"))


async def make_order(
    session: AsyncSession,
    desk: Desk,
    *others: Variant,
    count: int = 1,
    due_in: timedelta | None = None,
    **given: Any,
) -> Order:
    """A paid order of this shop; ``due_in`` moves the promised moment."""
    wanted = {desk.variant.id: count, **{each.id: 1 for each in others}}
    group = await make_purchase(session, desk.buyer, wanted, paid=True, **given)
    await make_payment(session, group)
    order = next(each for each in group.orders if each.vendor_id == desk.vendor.id)
    if due_in is not None:
        due = utcnow() + due_in
        await session.execute(update(Order).where(Order.id == order.id).values(dispatch_before=due))
    await session.commit()
    return order


async def make_payment(session: AsyncSession, group: OrderGroup) -> Payment:
    """What the buyer paid for ``group``, as the provider reported it."""
    payment = Payment(
        group_id=group.id,
        gateway="stripe",
        method="wechat_pay",
        amount_minor=group.total_minor,
        captured_minor=group.total_minor,
        state=PaymentState.CAPTURED,
        gateway_ref=f"pi_{ids.token()}",
        expires_at=utcnow() + timedelta(minutes=30),
        captured_at=utcnow(),
    )
    session.add(payment)
    await session.flush()
    return payment


async def at_desk(session: AsyncSession, visitor: Visitor, desk: Desk) -> Visitor:
    """``visitor`` signed in as the shop's owner."""
    await sign_in(session, visitor, desk.owner)
    return visitor
