"""A trading vendor's standing: stopped for a reason, and let back in."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.audit.service import Actor, record
from marketplace.kit.errors import Invalid
from marketplace.kit.language import gettext as _
from marketplace.kit.text import clean
from marketplace.vendors.models import Vendor
from marketplace.vendors.queries import require_no_interest
from marketplace.vendors.service._rows import locked_vendor, show_anew, tell_people
from marketplace.vendors.states import VendorEvent, next_state


async def suspend(session: AsyncSession, *, vendor_id: UUID, actor: Actor, reason: str) -> Vendor:
    """Stop a vendor from selling; orders already paid are still shipped.

    Locks: the vendor row.
    Raises: NotFound, Invalid (no reason), OwnShop, TransitionRefused.
    """
    said = clean(reason, 500, field="reason", multiline=True)
    if not said:
        raise Invalid(_("请写明暂停的原因，商家和公示都会看到。"), field="reason")
    vendor = await _move(session, vendor_id, actor, VendorEvent.SUSPEND, said)
    await tell_people(
        session, vendor, "vendor_suspended", {"reason": said.rstrip("。")}, link="/vendor"
    )
    return vendor


async def reinstate(
    session: AsyncSession, *, vendor_id: UUID, actor: Actor, reason: str = ""
) -> Vendor:
    """Let a suspended vendor sell again.

    Locks: the vendor row.
    Raises: NotFound, OwnShop, TransitionRefused.
    """
    said = clean(reason, 500, field="reason", multiline=True)
    vendor = await _move(session, vendor_id, actor, VendorEvent.REINSTATE, said)
    await tell_people(session, vendor, "vendor_reinstated", {}, link="/vendor")
    return vendor


async def _move(
    session: AsyncSession, vendor_id: UUID, actor: Actor, event: VendorEvent, reason: str
) -> Vendor:
    vendor = await locked_vendor(session, vendor_id)
    await require_no_interest(session, vendor_id, actor.account_id)
    before = vendor.state
    vendor.state = next_state(vendor.state, event)
    record(
        session,
        actor=actor,
        action=f"vendor.{'suspended' if event is VendorEvent.SUSPEND else 'reinstated'}",
        object_kind="vendor",
        object_id=vendor_id,
        before={"state": before},
        after={"state": vendor.state},
        reason=reason or None,
    )
    await session.flush()
    await show_anew(session, vendor)
    return vendor
