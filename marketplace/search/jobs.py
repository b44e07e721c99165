"""Work of the search index after a commit; every job may run twice."""

from uuid import UUID

from marketplace.infra.jobs import JobBook, Work
from marketplace.kit.clock import china_day, utcnow
from marketplace.search import service

book = JobBook("search")


@book.job
async def refresh_product(work: Work, product_id: str) -> None:
    """Show a product as it is now."""
    async with work.sessions.begin() as session:
        await service.refresh_product(session, product_id=UUID(product_id))


@book.job
async def refresh_vendor(work: Work, vendor_id: str) -> None:
    """Show a vendor's products as they are now."""
    async with work.sessions.begin() as session:
        await service.refresh_vendor(session, vendor_id=UUID(vendor_id))


@book.job
async def rebuild(work: Work) -> None:
    """Make the index anew, after a change of dictionary or of what a card prints."""
    async with work.sessions.begin() as session:
        await service.rebuild(session)


@book.periodic("0 16 * * *")
async def refresh_by_papers(work: Work) -> None:
    """Midnight in China: badges of papers that ended yesterday go, those that begin today come."""
    async with work.sessions.begin() as session:
        await service.refresh_by_papers(session, day=china_day(utcnow()))
