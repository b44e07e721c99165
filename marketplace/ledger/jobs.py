"""Work on the books for after the commit."""

from uuid import UUID

from marketplace.infra.jobs import JobBook, Work
from marketplace.kit.clock import utcnow
from marketplace.ledger import service

book = JobBook("ledger")


@book.job
async def earn_order(work: Work, order_id: str) -> None:
    """A completed order becomes its vendor's, less our share."""
    async with work.sessions.begin() as session:
        await service.earn_order(session, order_id=UUID(order_id), now=utcnow())
