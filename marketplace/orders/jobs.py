"""Work on orders for after the commit and by the clock."""

from uuid import UUID

import structlog

from marketplace.infra.jobs import JobBook, Work
from marketplace.kit.clock import utcnow
from marketplace.orders import queries, service

log = structlog.get_logger(__name__)
book = JobBook("orders")

BATCH = 200


@book.job
async def count_sold(work: Work, order_id: str) -> None:
    """Bring the sold figures of an order's products up to date."""
    async with work.sessions.begin() as session:
        await service.count_sold(session, order_id=UUID(order_id))


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
