"""House-keeping for codes, limits and sessions."""

from typing import Final

from marketplace.accounts.service import forget_expired
from marketplace.infra.jobs import JobBook, Work

book: Final = JobBook("accounts")


@book.periodic("17 * * * *")
async def sweep(work: Work) -> None:
    """Drop what has had its time."""
    async with work.sessions.begin() as session:
        await forget_expired(session)
