"""One running installation for all journeys of a test process, and one browser."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.async_api import Browser
from sqlalchemy.engine import make_url

from tests.support.browser import chromium
from tests.support.live import Shop, running_shop


@pytest.fixture(scope="session")
def shop(
    server_url: str, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shop]:
    """The flagship county, open for business."""
    name = f"journey_{worker_id}_{os.getpid()}"
    admin = sa.create_engine(server_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(
            sa.text(f"CREATE DATABASE {name} ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0")
        )
    url = make_url(server_url).set(database=name).render_as_string(hide_password=False)
    folder: Path = tmp_path_factory.mktemp("journey")
    with running_shop(url, folder) as running:
        yield running
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium."""
    async with chromium() as opened:
        yield opened
