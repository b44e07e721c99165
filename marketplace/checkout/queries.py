"""Reads that need both a basket and the price of sending it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.models import Address
from marketplace.baskets.queries import Owner
from marketplace.baskets.queries import basket_view as plain_view
from marketplace.baskets.rules import BasketView
from marketplace.shipping.queries import freight_terms
from marketplace.shipping.rules import short_of_free, terms_for


@dataclass(frozen=True, slots=True)
class FreightHint:
    """What a buyer should know about one shop's freight before checking out.

    Units: 分.
    """

    short_minor: int | None
    """Buy so much more and freight is free; None: it never is, or already is."""
    is_free: bool
    is_served: bool


@dataclass(frozen=True, slots=True)
class BasketPage:
    """A basket and its freight hints by vendor."""

    basket: BasketView
    hints: dict[UUID, FreightHint]


async def basket_page(session: AsyncSession, *, owner: Owner) -> BasketPage:
    """A basket with freight hints for the buyer's usual province; at most three queries."""
    basket = await plain_view(session, owner=owner)
    if not basket.groups:
        return BasketPage(basket, {})
    province = await _usual_province(session, owner.account_id) if owner.account_id else None
    terms = await freight_terms(session, [group.vendor_id for group in basket.groups])
    hints: dict[UUID, FreightHint] = {}
    for group in basket.groups:
        rules = terms[group.vendor_id]
        own = terms_for(rules, province)
        is_served = not rules or (own is not None and own.is_served)
        short = short_of_free(rules, province, group.goods_minor)
        costs_nothing = own is None or not (own.first_minor or own.step_minor)
        reached = own is not None and own.free_from_minor is not None and short is None
        is_free = is_served and (costs_nothing or reached)
        hints[group.vendor_id] = FreightHint(None if is_free else short, is_free, is_served)
    return BasketPage(basket, hints)


async def _usual_province(session: AsyncSession, account_id: UUID) -> str | None:
    query = select(Address.division_code).where(
        Address.account_id == account_id, Address.is_default, Address.retired_at.is_(None)
    )
    code = await session.scalar(query)
    return code[:2] if code else None
