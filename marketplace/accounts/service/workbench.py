"""Which shop's workbench a browser shows, for people who work in several."""

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.models import Session as Entry


async def open_workbench(session: AsyncSession, *, session_id: UUID, vendor_id: UUID) -> None:
    """From the next request on, this browser works for ``vendor_id``.

    Needs: the person works there; a session that names a shop they have left shows another one.
    """
    await session.execute(
        update(Entry)
        .where(Entry.id == session_id)
        .values(vendor_id=vendor_id)
        .execution_options(synchronize_session=False)
    )
