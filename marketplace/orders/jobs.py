"""Work on orders for after the commit and by the clock."""

from uuid import UUID

import structlog

from marketplace.infra.jobs import JobBook, Work
from marketplace.kit.clock import utcnow
from marketplace.orders import queries, service, telling

log = structlog.get_logger(__name__)
book = JobBook("orders")

BATCH = 200


@book.job
async def count_sold(work: Work, order_id: str) -> None:
    """Bring the sold figures of an order's products up to date."""
    async with work.sessions.begin() as session:
        await service.count_sold(session, order_id=UUID(order_id))


@book.job
async def tell_paid(work: Work, group_id: str) -> None:
    """Tell the buyer and the vendors that a purchase is paid."""
    async with work.sessions.begin() as session:
        await telling.tell_paid(session, group_id=UUID(group_id))


@book.job
async def tell_shipped(work: Work, parcel_id: str) -> None:
    """Tell the buyer that a parcel is on its way."""
    async with work.sessions.begin() as session:
        await telling.tell_shipped(session, parcel_id=UUID(parcel_id))


@book.job
async def tell_cancelled(work: Work, order_id: str) -> None:
    """Tell the vendor that an order is not to be shipped."""
    async with work.sessions.begin() as session:
        await telling.tell_cancelled(session, order_id=UUID(order_id))


@book.periodic("*/10 * * * *")
async def confirm_receipts(work: Work) -> None:
    """Take receipt as confirmed where the buyer has kept silent long enough."""
    async with work.sessions() as session:
        due = await queries.due_for_confirmation(session, now=utcnow(), limit=BATCH)
    for order_id in due:
        async with work.sessions.begin() as session:
            await service.confirm_silently(session, order_id=order_id, now=utcnow())
    if due:
        log.info("orders.confirmed_silently", count=len(due))
