"""How much waits at the desk, for its first page and for the numbers beside its navigation."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.catalog.models import Product
from marketplace.catalog.states import ProductState
from marketplace.certification import queries as papers
from marketplace.kit.clock import china_day, utcnow
from marketplace.kit.workdays import add_working_days
from marketplace.regions.calendar import work_calendar
from marketplace.vendors import desk

SOON_WORKING_DAYS = 1
_REVIEWED = (ProductState.PENDING, ProductState.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class Waiting:
    """The desk's queues."""

    applications: desk.Counts
    certificates: papers.Counts
    products: int
    oldest_product: datetime | None

    def by_key(self) -> dict[str, int]:
        """How many wait, by the keys of the desk's navigation."""
        return {
            "applications": self.applications.open,
            "certificates": self.certificates.open,
            "products": self.products,
        }


async def soon(session: AsyncSession) -> date:
    """The last day that counts as "due soon": the next working day."""
    today = china_day(utcnow())
    return add_working_days(today, SOON_WORKING_DAYS, await work_calendar(session, since=today))


async def waiting(session: AsyncSession, *, due: date) -> Waiting:
    """Three queries, one a queue. Needs: ``due`` from ``soon``."""
    row = (
        await session.execute(
            select(func.count(), func.min(Product.submitted_at)).where(Product.state.in_(_REVIEWED))
        )
    ).one()
    return Waiting(
        applications=await desk.counts(session, soon=due),
        certificates=await papers.counts(session, today=china_day(utcnow())),
        products=row[0],
        oldest_product=row[1],
    )
