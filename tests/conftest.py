"""What every test may ask for: a real PostgreSQL, a session whose commits are undone, the app.

One bundled server for the whole run (or ``TEST_DATABASE_URL``), one database per xdist worker,
migrated by alembic, so every run tests the migrations.
"""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx2
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from fastapi import FastAPI
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from marketplace.app import create_app, install_process
from marketplace.infra.db import make_engine, make_sessions
from marketplace.infra.embedded import start_bundled
from marketplace.settings import Settings
from tests.support.browser_like import Visitor
from tests.support.reference import load_reference

ROOT = Path(__file__).parents[1]
SECRET = "tests-tests-tests-tests-tests-tests-tests"


def pytest_configure(config: pytest.Config) -> None:
    """One folder for the run's own database server; xdist workers inherit the choice."""
    is_worker = hasattr(config, "workerinput")
    if not is_worker and not os.environ.keys() & {"TEST_DATABASE_URL", "TEST_PG_DIR"}:
        folder = Path(tempfile.mkdtemp(prefix="pavilion-"))
        folder.chmod(0o755)
        os.environ["TEST_PG_DIR"] = str(folder / "pg")
        config.add_cleanup(lambda: _end_server(folder))


def _end_server(folder: Path) -> None:
    """The run is over: its server and everything it wrote are gone."""
    if (folder / "pg" / "postmaster.pid").exists():
        start_bundled(folder / "pg").stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """Address of the server's maintenance database."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    server = start_bundled(Path(os.environ["TEST_PG_DIR"]))
    admin = sa.create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        # Tests may lose their data at a power cut; a shop may not (see docs/operations.md).
        connection.execute(sa.text("ALTER SYSTEM SET fsync = off"))
        connection.execute(sa.text("SELECT pg_reload_conf()"))
    admin.dispose()
    yield server.url("postgres")


@pytest.fixture(scope="session")
def database_url(server_url: str, worker_id: str) -> Iterator[str]:
    """A fresh, migrated database of this test process, with the reference data loaded."""
    name = f"test_{worker_id}_{os.getpid()}"
    admin = sa.create_engine(server_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(
            sa.text(f"CREATE DATABASE {name} ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0")
        )
    url = make_url(server_url).set(database=name).render_as_string(hide_password=False)
    migrate(url, "head")
    load_reference(url)
    yield url
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def migrate(url: str, revision: str) -> None:
    """Upgrade the database at ``url``."""
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    command.upgrade(config, revision)


@pytest.fixture(scope="session")
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a test installation: no worker, no page cache, files in a temporary folder."""
    made = Settings(
        environment="test",
        database_url=database_url,
        secret_key=SECRET,
        data_dir=tmp_path_factory.mktemp("data"),
        public_url="http://pavilion.test",
        run_worker=False,
        page_cache_seconds=0,
        database_timeout_seconds=10,
    )
    install_process(made)
    return made


@pytest.fixture(scope="session")
async def engine(settings: Settings) -> AsyncIterator[AsyncEngine]:
    """The engine of this test process."""
    made = make_engine(settings.database_url, pool=20)
    yield made
    await made.dispose()


@pytest.fixture
async def session(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """A session whose commits are savepoints, all undone at the end of the test."""
    async with engine.connect() as connection, connection.begin() as outer:
        async with AsyncSession(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        ) as opened:
            yield opened
        await outer.rollback()


@pytest.fixture
async def committed(engine: AsyncEngine) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    """Sessions that really commit, for races; every row they wrote is gone afterwards."""
    yield make_sessions(engine)
    async with engine.begin() as connection:
        await connection.execute(sa.text(EMPTY))


KEPT_TABLES = (
    "alembic_version", "divisions", "pavilions", "holidays", "solar_terms", "certificate_types",
    "categories", "carriers", "logistics_states", "food_medicine_substances", "sc_categories",
    "units", "agreements",
)  # fmt: skip
EMPTY = f"""
DO $$ DECLARE names text; BEGIN
    SELECT string_agg(quote_ident(tablename), ', ') INTO names FROM pg_tables
     WHERE schemaname = 'public' AND tablename NOT IN {KEPT_TABLES};
    EXECUTE 'TRUNCATE ' || names || ' RESTART IDENTITY CASCADE';
END $$
"""


@pytest.fixture
async def app(settings: Settings, session: AsyncSession) -> FastAPI:
    """The application, every request of which runs inside the test's own transaction."""
    made = create_app(settings)

    def opened() -> AsyncSession:
        # Rows are expunged before each request, so that what was not loaded bites.
        session.expunge_all()
        return AsyncSession(
            session.bind, join_transaction_mode="create_savepoint", expire_on_commit=False
        )

    made.state.sessions = _Sessions(opened)
    return made


class _Sessions:
    """Looks like a sessionmaker; everything happens on the test's one connection."""

    def __init__(self, make: Callable[[], AsyncSession]) -> None:
        self._make = make

    def __call__(self) -> AsyncSession:
        return self._make()

    def begin(self) -> "_Begun":
        return _Begun(self._make())


class _Begun:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def __aenter__(self) -> AsyncSession:
        await self._session.__aenter__()
        return self._session

    async def __aexit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        try:
            if kind is None:
                await self._session.commit()
            else:
                await self._session.rollback()
        finally:
            await self._session.__aexit__(kind, *rest)


@pytest.fixture
async def visitor(app: FastAPI) -> AsyncIterator[Visitor]:
    """A browser that knows nobody: keeps cookies, sends what browsers send."""
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(
        transport=transport, base_url="http://pavilion.test", follow_redirects=False
    ) as client:
        yield Visitor(client)
