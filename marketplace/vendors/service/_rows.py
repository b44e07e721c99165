"""What every verb about vendors begins and ends with: the locked row, and telling its people."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.infra.jobs import enqueue
from marketplace.infra.notices import mark_stale
from marketplace.kit.errors import NotFound
from marketplace.kit.language import gettext as _
from marketplace.messages.service import tell
from marketplace.vendors import queries
from marketplace.vendors.models import Vendor


async def locked_vendor(session: AsyncSession, vendor_id: UUID) -> Vendor:
    """The vendor, held against every other change until this transaction ends.

    Locks: the vendor row.
    Raises: NotFound.
    """
    vendor = await session.get(Vendor, vendor_id, with_for_update=True, populate_existing=True)
    if vendor is None:
        raise NotFound(_("没有找到这家店铺。"))
    return vendor


async def tell_people(
    session: AsyncSession, vendor: Vendor, name: str, values: Mapping[str, Any], *, link: str
) -> None:
    """Tell everybody who works for ``vendor``."""
    for person in await queries.people(session, vendor.id):
        await tell(
            session,
            to=person,
            name=name,
            values={"shop": vendor.shop_name_zh or vendor.name, **values},
            link=link,
            about={"kind": "vendor", "id": str(vendor.id)},
        )


async def show_anew(session: AsyncSession, vendor: Vendor) -> None:
    """What the shop shows of ``vendor`` has changed: its pages, and every list it is in."""
    await mark_stale(session, f"vendor:{vendor.id}", "catalogue")
    await enqueue(session, "search.refresh_vendor", vendor_id=str(vendor.id))
