import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.audit.models import AuditEntry
from marketplace.audit.service import SYSTEM
from marketplace.kit.errors import Invalid
from marketplace.shipping.queries import carrier_to_use, carriers, freight_terms
from marketplace.shipping.rules import Terms
from marketplace.shipping.service import save_template
from tests.support.orders import make_freight
from tests.support.vendors import make_vendor

REST = Terms(first_minor=800)


async def test_a_new_price_list_replaces_the_old_one_whole(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    await make_freight(session, vendor)
    rules = [Terms(province_codes=("54",), is_served=False), REST]

    await save_template(session, vendor_id=vendor.id, name="默认", terms=rules, actor=SYSTEM)

    assert (await freight_terms(session, [vendor.id]))[vendor.id] == rules
    entry = await session.scalar(select(AuditEntry).where(AuditEntry.action == "freight.saved"))
    assert entry is not None
    assert entry.before == {
        "rules": [
            {
                "province_codes": [],
                "is_served": True,
                "first_grams": 1000,
                "first_minor": 800,
                "step_grams": 1000,
                "step_minor": 200,
                "free_from_minor": None,
            }
        ]
    }


@pytest.mark.parametrize(
    "rules",
    [
        [Terms(province_codes=("54",))],
        [REST, REST],
        [Terms(province_codes=("54",)), Terms(province_codes=("54", "65")), REST],
        [Terms(first_grams=0)],
        [Terms(first_minor=100_001)],
    ],
)
async def test_a_price_list_that_contradicts_itself_is_refused(
    session: AsyncSession, rules: list[Terms]
) -> None:
    vendor = await make_vendor(session)

    with pytest.raises(Invalid):
        await save_template(session, vendor_id=vendor.id, name="默认", terms=rules, actor=SYSTEM)


async def test_former_couriers_take_no_parcels(session: AsyncSession) -> None:
    offered = {carrier.code for carrier in await carriers(session)}

    assert {"sf", "ems"} <= offered
    assert "gto" not in offered
    with pytest.raises(Invalid):
        await carrier_to_use(session, "gto")
