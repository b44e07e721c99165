"""Purchases whose time to pay is over."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.orders import service as orders
from marketplace.orders.service.locked import locked_group
from marketplace.payments.queries import open_payments


async def expire(session: AsyncSession, *, group_id: UUID, now: datetime) -> bool:
    """Close an unpaid purchase and free its pieces, unless an attempt might still be paid.

    Needs: its attempts closed at the provider before.
    Locks: the order group, then the stock rows by id ascending.
    Raises: NotFound.
    """
    await locked_group(session, group_id)
    if await open_payments(session, group_id):
        return False
    return await orders.expire(session, group_id=group_id, now=now)
