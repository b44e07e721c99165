"""Reads about carriers and freight."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.kit.errors import Invalid
from marketplace.kit.language import gettext as _
from marketplace.shipping.models import Carrier, FreightRule, FreightTemplate
from marketplace.shipping.rules import Terms


async def carriers(session: AsyncSession) -> list[Carrier]:
    """The couriers that take parcels today, in the order vendors see them."""
    query = select(Carrier).where(Carrier.is_active).order_by(Carrier.position, Carrier.code)
    return list(await session.scalars(query))


async def carrier_to_use(session: AsyncSession, code: str) -> Carrier:
    """A courier that takes parcels today.

    Raises: Invalid.
    """
    carrier = await session.get(Carrier, code)
    if carrier is None or not carrier.is_active:
        raise Invalid(_("请选择快递公司。"), field="carrier_code")
    return carrier


async def carriers_named(session: AsyncSession, codes: Collection[str]) -> dict[str, Carrier]:
    """Couriers by code, former companies too: old parcels carry their names."""
    if not codes:
        return {}
    rows = await session.scalars(select(Carrier).where(Carrier.code.in_(list(codes))))
    return {carrier.code: carrier for carrier in rows}


_TERMS: Final = (
    select(
        FreightTemplate.vendor_id,
        FreightRule.province_codes,
        FreightRule.is_served,
        FreightRule.first_grams,
        FreightRule.first_minor,
        FreightRule.step_grams,
        FreightRule.step_minor,
        FreightRule.free_from_minor,
    )
    .join(FreightRule, FreightRule.template_id == FreightTemplate.id)
    .where(FreightTemplate.is_default)
    .order_by(FreightTemplate.vendor_id, FreightRule.position)
)


async def freight_terms(
    session: AsyncSession, vendor_ids: Collection[UUID]
) -> dict[UUID, list[Terms]]:
    """Each vendor's price list for sending, in its own order; one query."""
    found: dict[UUID, list[Terms]] = {vendor_id: [] for vendor_id in vendor_ids}
    if not found:
        return found
    query = _TERMS.where(FreightTemplate.vendor_id.in_(list(vendor_ids)))
    for row in await session.execute(query):
        found[row.vendor_id].append(
            Terms(
                province_codes=tuple(row.province_codes),
                is_served=row.is_served,
                first_grams=row.first_grams,
                first_minor=row.first_minor,
                step_grams=row.step_grams,
                step_minor=row.step_minor,
                free_from_minor=row.free_from_minor,
            )
        )
    return found
