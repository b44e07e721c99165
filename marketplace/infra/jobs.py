"""Work for after the commit: job rows written in the same transaction as what they follow.

A slice lists its jobs in a ``JobBook``; the worker runs all books. Services only know names, so
that news can travel up without an import.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast

import procrastinate
from procrastinate import JobContext, RetryStrategy
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

Tool = TypeVar("Tool")
P = ParamSpec("P")

_counter: Final = procrastinate.App(connector=procrastinate.PsycopgConnector())
"""Never opened: every job goes in over the caller's own connection."""

RETRIES: Final = RetryStrategy(max_attempts=8, exponential_wait=4)
"""4 s, 16 s, 64 s … about a day in all; then the job stays ``failed`` for an operator."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a job may use: sessions to open its own short transactions, and the house's tools."""

    sessions: async_sessionmaker[AsyncSession]
    tools: dict[type, object] = field(default_factory=dict[type, object])
    attempt: int = 1

    def tool(self, kind: type[Tool]) -> Tool:
        """The installed tool of ``kind``, such as the storage or the payment gateways."""
        return cast("Tool", self.tools[kind])


async def enqueue(
    session: AsyncSession, name: str, *, at: datetime | None = None, **ids: str | int
) -> None:
    """Have job ``name`` (``slice.verb``) run once this transaction has committed.

    Only ids travel; the job reads the rest anew.
    """
    connection = await session.connection()
    raw = (await connection.get_raw_connection()).driver_connection
    queued = name.replace(".", ":", 1)
    deferrer = _counter.configure_task(queued, connection=raw, schedule_at=at)
    await deferrer.defer_async(**ids)


class JobBook:
    """The jobs of one slice."""

    def __init__(self, slice_name: str) -> None:
        self.slice_name = slice_name
        self.blueprint = procrastinate.Blueprint()

    def job(
        self, run: Callable[Concatenate[Work, P], Awaitable[None]]
    ) -> Callable[Concatenate[Work, P], Awaitable[None]]:
        """List ``run`` as ``slice.name``; it may run more than once, so it is idempotent."""

        @wraps(run)
        async def with_work(context: JobContext, *args: P.args, **kwargs: P.kwargs) -> None:
            await run(_work(context), *args, **kwargs)

        self.blueprint.task(name=run.__name__, pass_context=True, retry=RETRIES)(with_work)
        return run

    def periodic(
        self, cron: str
    ) -> Callable[[Callable[[Work], Awaitable[None]]], Callable[[Work], Awaitable[None]]]:
        """List a job that runs by the clock (five fields, UTC), once in the whole installation."""

        def listed(run: Callable[[Work], Awaitable[None]]) -> Callable[[Work], Awaitable[None]]:
            async def with_work(context: JobContext, timestamp: int) -> None:
                del timestamp  # the moment it was due; a late run does what is due now
                await run(_work(context))

            task = self.blueprint.task(
                name=run.__name__,
                pass_context=True,
                queueing_lock=f"{self.slice_name}:{run.__name__}",
            )(with_work)
            self.blueprint.periodic(cron=cron)(task)
            return run

        return listed


def _work(context: JobContext) -> Work:
    given = cast("dict[str, Any]", context.additional_context)  # pyright: ignore[reportUnknownMemberType]
    return Work(given["sessions"], given["tools"], context.job.attempts + 1)
