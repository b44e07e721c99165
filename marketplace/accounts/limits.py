"""How often something may be tried, counted in PostgreSQL so that every process sees the same.

A window is a row; counting is one statement and the row its own lock. Count in a short
transaction of its own: what follows may fail and be undone, the try may not.
Source: security rule S3 (PyPI's and Polar's figures).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.models import LimitWindow
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import TooMany
from marketplace.kit.language import gettext as _

MINUTE: Final = timedelta(minutes=1)
FIVE_MINUTES: Final = timedelta(minutes=5)
HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, order=True)
class Limit:
    """At most ``most`` of ``key`` in each ``window``."""

    key: str
    most: int
    window: timedelta

    def started_at(self, now: datetime) -> datetime:
        """When the window that ``now`` falls into began."""
        seconds = int(self.window.total_seconds())
        return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)

    def ends_at(self, now: datetime) -> datetime:
        """When it may be tried again."""
        return self.started_at(now) + self.window


def password_tries(phone_index: str) -> tuple[Limit, ...]:
    """Tries of one account's password, and of everybody's."""
    return (
        Limit(f"login:phone:{phone_index}", 10, FIVE_MINUTES),
        Limit("login:everyone", 1_000, FIVE_MINUTES),
    )


def failures_from(address: str) -> tuple[Limit, ...]:
    """Failed tries from one network address, whatever the account."""
    return (Limit(f"login:address:{address}", 10, FIVE_MINUTES),)


def code_requests(recipient_index: str, address: str) -> tuple[Limit, ...]:
    """Codes sent to one phone or mailbox, and asked for from one network address."""
    return (
        Limit(f"code:minute:{recipient_index}", 6, MINUTE),
        Limit(f"code:hour:{recipient_index}", 12, HOUR),
        Limit(f"code:address:{address}", 60, HOUR),
        Limit("code:everyone", 1_000, FIVE_MINUTES),
    )


def code_tries(recipient_index: str) -> tuple[Limit, ...]:
    """Tries of the codes of one phone or mailbox."""
    return (Limit(f"code:try:{recipient_index}", 5, FIVE_MINUTES),)


async def count(session: AsyncSession, *limits: Limit) -> None:
    """One more of each of ``limits``.

    Locks: the windows' rows, in the order of their keys.
    Raises: TooMany.
    """
    now = utcnow()
    hits = await _add(session, limits, now)
    _refuse_beyond([limit for limit in limits if hits[limit.key] > limit.most], now)


async def add(session: AsyncSession, *limits: Limit) -> None:
    """One more of each of ``limits``, but let this one pass: the next ``check`` refuses."""
    await _add(session, limits, utcnow())


async def _add(session: AsyncSession, limits: Iterable[Limit], now: datetime) -> dict[str, int]:
    rows = [
        {
            "key": limit.key,
            "started_at": limit.started_at(now),
            "hits": 1,
            "expires_at": limit.ends_at(now),
        }
        for limit in sorted(limits)
    ]
    counted = await session.execute(
        insert(LimitWindow)
        .values(rows)
        .on_conflict_do_update(
            index_elements=["key", "started_at"], set_={"hits": LimitWindow.hits + 1}
        )
        .returning(LimitWindow.key, LimitWindow.hits)
    )
    return {key: number for key, number in counted}  # noqa: C416


async def check(session: AsyncSession, *limits: Limit) -> None:
    """That none of ``limits`` is used up; counts nothing.

    Raises: TooMany.
    """
    now = utcnow()
    wanted = [(limit.key, limit.started_at(now)) for limit in limits]
    found = await session.execute(
        select(LimitWindow.key, LimitWindow.hits).where(
            tuple_(LimitWindow.key, LimitWindow.started_at).in_(wanted)
        )
    )
    hits = {key: number for key, number in found}  # noqa: C416
    _refuse_beyond([limit for limit in limits if hits.get(limit.key, 0) >= limit.most], now)


async def give_back(session: AsyncSession, *limits: Limit) -> None:
    """The try succeeded, so it does not count."""
    now = utcnow()
    await session.execute(
        update(LimitWindow)
        .where(
            tuple_(LimitWindow.key, LimitWindow.started_at).in_(
                [(limit.key, limit.started_at(now)) for limit in limits]
            ),
            LimitWindow.hits > 0,
        )
        .values(hits=LimitWindow.hits - 1)
        .execution_options(synchronize_session=False)
    )


def _refuse_beyond(beyond: list[Limit], now: datetime) -> None:
    if not beyond:
        return
    wait = max((limit.ends_at(now) - now).total_seconds() for limit in beyond)
    seconds = max(1, int(wait) + 1)
    minutes = -(-seconds // 60)
    raise TooMany(_("试的次数太多了，请 %(n)d 分钟后再试。", n=minutes), retry_after=seconds)
