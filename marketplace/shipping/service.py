"""Writes about carriers and freight."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.audit.service import Actor, record
from marketplace.infra.bulk import upsert
from marketplace.infra.notices import mark_stale
from marketplace.kit.errors import Invalid
from marketplace.kit.language import gettext as _
from marketplace.shipping.models import Carrier, FreightRule, FreightTemplate, LogisticsState
from marketplace.shipping.queries import freight_terms
from marketplace.shipping.rules import Terms

Row = Mapping[str, Any]
HEAVIEST: Final = 50_000
"""Units: grams. What couriers take as one parcel."""
MOST_MINOR: Final = 100_000
"""分; nobody pays more than ¥1,000 for a kilogram."""


async def load_carriers(session: AsyncSession, rows: Iterable[Row]) -> int:
    """Bring the list of couriers up to date. Shape: the columns of ``Carrier``."""
    return await upsert(session, Carrier, rows, key=("code",))


async def load_logistics_states(session: AsyncSession, rows: Iterable[Row]) -> int:
    """Bring the words for a parcel's progress up to date."""
    return await upsert(session, LogisticsState, rows, key=("code",))


async def save_template(
    session: AsyncSession, *, vendor_id: UUID, name: str, terms: Sequence[Terms], actor: Actor
) -> FreightTemplate:
    """Put a vendor's price list for sending in place of the one before.

    Orders keep the freight they were placed with, so nothing else has to move.

    Locks: the vendor's template row.
    Raises: Invalid.
    """
    _check(terms)
    template = await session.scalar(
        select(FreightTemplate)
        .where(FreightTemplate.vendor_id == vendor_id, FreightTemplate.is_default)
        .with_for_update()
    )
    before = (await freight_terms(session, [vendor_id]))[vendor_id]
    if template is None:
        template = FreightTemplate(vendor_id=vendor_id, name=name)
        session.add(template)
        await session.flush()
    template.name = name
    await session.execute(delete(FreightRule).where(FreightRule.template_id == template.id))
    session.add_all(
        FreightRule(
            template_id=template.id,
            position=at,
            **{**asdict(each), "province_codes": list(each.province_codes)},
        )
        for at, each in enumerate(terms)
    )
    record(
        session,
        actor=actor,
        action="freight.saved",
        object_kind="vendor",
        object_id=vendor_id,
        before={"rules": [asdict(each) for each in before]},
        after={"name": name, "rules": [asdict(each) for each in terms]},
    )
    await mark_stale(session, f"vendor:{vendor_id}", "catalogue")
    await session.flush()
    return template


def _check(terms: Sequence[Terms]) -> None:
    named = [code for each in terms for code in each.province_codes]
    if len(named) != len(set(named)):
        raise Invalid(_("同一个省份只能写在一条运费里。"), field="province_codes")
    if sum(not each.province_codes for each in terms) != 1:
        raise Invalid(_("请留一条「其他地区」的运费。"), field="province_codes")
    for each in terms:
        if not (0 < each.first_grams <= HEAVIEST and 0 < each.step_grams <= HEAVIEST):
            raise Invalid(
                _("首重和续重请填 1 到 %(most)d 克。", most=HEAVIEST), field="first_grams"
            )
        if not 0 <= each.first_minor <= MOST_MINOR or not 0 <= each.step_minor <= MOST_MINOR:
            raise Invalid(_("运费请填 0 到 1000 元。"), field="first_minor")
