"""Work on baskets by the clock."""

from typing import Final

import structlog

from marketplace.baskets import service
from marketplace.infra.jobs import JobBook, Work

log: Final = structlog.get_logger(__name__)
book = JobBook("baskets")


@book.periodic("25 19 * * *")
async def forget_abandoned(work: Work) -> None:
    """Drop visitors' baskets that nobody has touched for half a year."""
    async with work.sessions.begin() as session:
        gone = await service.forget_abandoned(session)
    if gone:
        log.info("baskets.forgotten", count=gone)
