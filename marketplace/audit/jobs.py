"""Sealing the trail: every few minutes new entries become links of the hash chain."""

from typing import Final

from marketplace.audit.service import seal_entries
from marketplace.infra.jobs import JobBook, Work

book: Final = JobBook("audit")


@book.periodic("*/5 * * * *")
async def seal(work: Work) -> None:
    """Seal what was written since the last time, a batch a transaction."""
    while True:
        async with work.sessions.begin() as session:
            if not await seal_entries(session):
                return
