"""The shop as people meet it: its own processes, a real port, the practice provider beside it."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from marketplace.app import install_process
from marketplace.infra.db import make_engine, make_sessions
from marketplace.installation import migrate
from marketplace.settings import Settings
from marketplace.tools import build_tools
from seeds import demo
from seeds.reference import load_reference

ROOT = Path(__file__).parents[2]
SECRET = "tests-tests-tests-tests-tests-tests-tests"
"""The same as the other tests': keys are installed once for the whole process."""


def free_port() -> int:
    """A loopback port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@dataclass
class Shop:
    """A running installation."""

    url: str
    psp_url: str
    database_url: str
    data_dir: Path
    environment: dict[str, str]
    web: subprocess.Popen[bytes]

    def run(self, *verb: str) -> subprocess.CompletedProcess[str]:
        """An operator's chore on this installation."""
        return subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "marketplace.cli", *verb],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def kill(self) -> None:
        """The web process is gone at once, without a word."""
        self.web.send_signal(signal.SIGKILL)
        self.web.wait()

    def start_again(self) -> None:
        """A new web process on the same port."""
        self.web = _spawn("web", self.environment)
        wait_until_ready(self.url, self.web)


def _spawn(verb: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "marketplace.cli", verb],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def wait_until_ready(url: str, process: subprocess.Popen[bytes], within: float = 90) -> None:
    """Until database and worker answer."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        assert process.poll() is None, "the web process ended"
        try:
            if httpx2.get(f"{url}/readyz", timeout=2).status_code == 200:
                return
        except httpx2.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError("the shop did not become ready")


def plant(settings: Settings, *, counties: tuple[str, ...]) -> None:
    """Reference data, and the demo of some counties."""

    async def run() -> None:
        engine = make_engine(settings.database_url, timeout_seconds=60)
        sessions = make_sessions(engine)
        async with sessions.begin() as session:
            await load_reference(session)
        await demo.plant(sessions, build_tools(settings), counties=counties)
        await engine.dispose()

    asyncio.run(run())


@contextmanager
def running_shop(
    database_url: str, data_dir: Path, *, counties: tuple[str, ...] = ("621221",)
) -> Generator[Shop]:
    """A migrated, planted, running installation on ``database_url``."""
    port, psp_port = free_port(), free_port()
    given = {
        "ENVIRONMENT": "test",
        "PORT": str(port),
        "PSP_PORT": str(psp_port),
        "DATA_DIR": str(data_dir),
        "DATABASE_URL": database_url,
        "SECRET_KEY": SECRET,
        "DATABASE_POOL": "10",
    }
    environment = {**os.environ, **given}
    settings = Settings(
        environment="test", database_url=database_url, secret_key=SECRET, data_dir=data_dir
    )
    install_process(settings)
    migrate(database_url)
    plant(settings, counties=counties)
    with ExitStack() as stack:
        psp = stack.enter_context(_ended(_spawn("sandbox-psp", environment)))
        web = _spawn("web", environment)
        shop = Shop(
            url=f"http://127.0.0.1:{port}",
            psp_url=f"http://127.0.0.1:{psp_port}",
            database_url=database_url,
            data_dir=data_dir,
            environment=environment,
            web=web,
        )
        stack.callback(lambda: _end(shop.web))
        wait_until_ready(shop.url, web)
        assert psp.poll() is None
        yield shop


@contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Generator[subprocess.Popen[bytes]]:
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
