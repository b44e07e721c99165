"""The job loop: every slice's jobs, run in the web process or as a process of its own."""

import asyncio
from typing import Any, Final

import procrastinate
import psycopg
import structlog
from procrastinate.exceptions import ConnectorException
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from marketplace import books
from marketplace.accounts import jobs as accounts
from marketplace.audit import jobs as audit
from marketplace.baskets import jobs as baskets
from marketplace.catalog import jobs as catalog
from marketplace.certification import jobs as certification
from marketplace.infra.jobs import JobBook
from marketplace.ledger import jobs as ledger
from marketplace.media import jobs as media
from marketplace.messages import jobs as messages
from marketplace.orders import jobs as orders
from marketplace.payments import jobs as payments
from marketplace.search import jobs as search
from marketplace.settings import Settings

log = structlog.get_logger(__name__)

BOOKS: Final[tuple[JobBook, ...]] = (
    accounts.book,
    audit.book,
    baskets.book,
    certification.book,
    books.book,
    catalog.book,
    ledger.book,
    media.book,
    messages.book,
    orders.book,
    payments.book,
    search.book,
)
"""Every slice's job book."""


def make_job_app(settings: Settings) -> procrastinate.App:
    """A procrastinate application that knows every job."""
    plain = settings.database_url.replace("+psycopg", "", 1)
    connector = procrastinate.PsycopgConnector(conninfo=plain, min_size=1, max_size=4)
    app = procrastinate.App(connector=connector)
    for book in BOOKS:
        app.add_tasks_from(book.blueprint, namespace=book.slice_name)
    return app


async def run_worker(
    settings: Settings,
    sessions: async_sessionmaker[AsyncSession],
    tools: dict[type, object],
    *,
    install_signal_handlers: bool = False,
) -> None:
    """Run jobs until cancelled; what is under way gets ten seconds to finish."""
    app = make_job_app(settings)
    context: dict[str, Any] = {"sessions": sessions, "tools": tools}
    async with app.open_async():
        await app.run_worker_async(
            concurrency=settings.worker_concurrency,
            additional_context=context,
            install_signal_handlers=install_signal_handlers,
            shutdown_graceful_timeout=10,
            delete_jobs="successful",
            update_heartbeat_interval=10,
            stalled_worker_timeout=60,
        )


async def keep_working(
    settings: Settings,
    sessions: async_sessionmaker[AsyncSession],
    tools: dict[type, object],
) -> None:
    """Run jobs until cancelled, and begin again when the database had gone away."""
    while True:
        try:
            await run_worker(settings, sessions, tools)
        except (ConnectorException, psycopg.Error, OSError) as trouble:
            log.warning("worker.lost", reason=str(trouble))
        await asyncio.sleep(2)
