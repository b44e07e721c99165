"""A database that neither answers nor hangs up: said within ten seconds, and over when it is over.

A server of the test's own is stopped with SIGSTOP. Source: security rule F3.
"""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import text

from marketplace.app import create_app
from marketplace.infra.db import make_engine, make_sessions
from marketplace.infra.embedded import start_bundled
from marketplace.settings import Settings
from tests.conftest import migrate

pytestmark = pytest.mark.slow


def family(postmaster: int) -> list[int]:
    """The server and every process it has started."""
    found = [postmaster]
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(entry.read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError, ValueError):
            continue  # it has just ended
        if parent == postmaster:
            found.append(int(entry.parent.name))
    return found


@contextmanager
def frozen(folder: Path) -> Iterator[None]:
    postmaster = int((folder / "postmaster.pid").read_text().split("\n", 1)[0])
    pids = family(postmaster)
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in reversed(pids):
            os.kill(pid, signal.SIGCONT)


@pytest.fixture(scope="module")
def own_server() -> Iterator[tuple[Path, str]]:
    """A bundled server that nobody else uses, with our tables."""
    folder = Path(tempfile.mkdtemp(prefix="pavilion-frozen-", dir="/tmp"))
    server = start_bundled(folder)
    try:
        migrate(server.url(), "head")
        yield folder, server.url()
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def client(
    own_server: tuple[Path, str], settings: Settings
) -> AsyncIterator[httpx2.AsyncClient]:
    given = {"database_url": own_server[1], "database_timeout_seconds": 2, "database_pool": 2}
    engine = make_engine(own_server[1], pool=2, timeout_seconds=2)
    async with make_sessions(engine).begin() as session:
        # Somebody works for as long as the test lasts.
        await session.execute(
            text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() + '1 hour')")
        )
    app = create_app(settings.model_copy(update=given), engine=engine)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://pavilion.test") as made:
        yield made
    await engine.dispose()


async def test_a_frozen_database_is_told_in_time_and_forgotten_afterwards(
    own_server: tuple[Path, str], client: httpx2.AsyncClient
) -> None:
    assert (await client.get("/readyz")).status_code == 200

    with frozen(own_server[0]):
        questions = (client.get("/readyz") for _ in range(5))
        answers = await asyncio.wait_for(asyncio.gather(*questions), 9)
        assert {answer.status_code for answer in answers} == {503}
        assert answers[0].json() == {"status": "not ready", "database": False, "worker": False}
        waiting = [asyncio.create_task(client.get("/api/v1/pavilions")) for _ in range(8)]
        assert (await client.get("/healthz")).status_code == 200
        await asyncio.sleep(3)
        # Beyond its connections the shop turns people away instead of letting them pile up.
        turned_away = [each for each in waiting if each.done()]
        assert len(turned_away) >= 4
        assert {each.result().status_code for each in turned_away} == {503}

    late = await asyncio.wait_for(asyncio.gather(*waiting), 10)
    assert {answer.status_code for answer in late} <= {200, 503}
    assert (await client.get("/readyz")).status_code == 200
    assert (await client.get("/api/v1/pavilions")).status_code == 200
