"""Work on papers by the clock."""

from marketplace.certification import queries, service
from marketplace.infra.jobs import JobBook, Work
from marketplace.kit.clock import china_day, utcnow

book = JobBook("certification")


@book.periodic("1 16 * * *")
async def warn_of_expiry(work: Work) -> None:
    """Each night just after twelve in China: tell what runs out, close what has run out.

    One transaction a paper, so that one that fails keeps no other from its warning.
    """
    today = china_day(utcnow())
    async with work.sessions() as session:
        due = await queries.expiring_ids(session, today=today)
    for certificate_id in due:
        async with work.sessions.begin() as session:
            await service.warn_of_expiry(session, certificate_id=certificate_id, today=today)
