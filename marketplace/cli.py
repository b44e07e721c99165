"""``marketplace``: run everything on one machine, or the operator's chores one by one."""

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from marketplace.kit.errors import MarketError
from marketplace.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from fastapi import FastAPI
    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line and do as it says; returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        settings = Settings()
    except ValidationError as faults:
        for fault in faults.errors():
            print(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}", file=sys.stderr)
        return 2
    try:
        status: int = options.act(settings, options)
    except MarketError as refusal:
        print(refusal.message, file=sys.stderr)
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="marketplace", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    def verb(name: str, act: Any, text: str) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, help=text, description=text)
        added.set_defaults(act=act)
        return added

    verb("run", run, "Start everything: database, schema, demo data, sandbox PSP, web and worker.")
    verb("web", web, "Serve pages and JSON (the worker too, unless RUN_WORKER=false).")
    verb("worker", worker, "Run jobs only.")
    verb("sandbox-psp", sandbox_psp, "Run the practice payment provider only.")
    verb("migrate", migrate, "Bring the schema to the newest revision.")
    seed_verb = verb("seed", seed, "Load reference data and the demo county.")
    seed_verb.add_argument("--reference-only", action="store_true", help="no demo data")
    seed_verb.add_argument("--scale", type=int, metavar="N", help="multiply the catalogue to N")
    books = verb("check-books", check_books, "Check every invariant of money and stock.")
    books.add_argument("--json", action="store_true", help="print the findings as JSON")
    payments = verb("payments", payments_sweep, "Payments: 'sweep' asks for missing notices.")
    payments.add_argument("what", choices=["sweep"])
    return parser


def _prepared(settings: Settings) -> Settings:
    from marketplace.installation import with_database, with_secret

    ready, _server = with_database(with_secret(settings))
    return ready


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Everything on one machine; Ctrl-C stops it all."""
    del options
    from marketplace.installation import (
        Guardian,
        is_empty,
        with_database,
        with_secret,
    )
    from marketplace.installation import migrate as bring_up_to_date

    # The application takes as long to import as the database to start: do both at once.
    threading.Thread(target=import_module, args=("marketplace.app",), daemon=True).start()
    settings, server = with_database(with_secret(settings))
    guardian = Guardian(settings.data_dir / "pg", server) if server else None
    sandbox: subprocess.Popen[bytes] | None = None
    try:
        bring_up_to_date(settings.database_url)
        if settings.is_demo and is_empty(settings.database_url):
            print("第一次启动：正在载入演示数据…", flush=True)
            asyncio.run(_seed(settings, scale=None, with_demo=True))
        if not settings.psp_url:
            sandbox = _start_sandbox()
        if guardian:
            guardian.start()
        _say_hello(settings)
        _serve(settings)
    finally:
        if guardian:
            guardian.end()
        if sandbox:
            sandbox.terminate()
            sandbox.wait()
        if server:
            server.stop()
    return 0


def _start_sandbox() -> subprocess.Popen[bytes]:
    # Its standard input is our end of a pipe: when we are killed it reads the end and goes too.
    return subprocess.Popen(
        [sys.executable, "-m", "marketplace.cli", "sandbox-psp"],
        stdin=subprocess.PIPE,
        env={**os.environ, "PAVILION_CHILD": "1"},
    )


def sandbox_psp(settings: Settings, options: argparse.Namespace) -> int:
    """The practice payment provider, for as long as its parent lives."""
    del options
    from marketplace.sandbox_psp.command import main as serve_sandbox

    if os.environ.get("PAVILION_CHILD"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        threading.Thread(target=_leave_with_parent, daemon=True).start()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    arguments = [
        "--host", settings.host,
        "--port", str(settings.sandbox_port),
        "--db", str(settings.data_dir / "sandbox-psp.sqlite3"),
        "--api-key", settings.psp_api_key.get_secret_value(),
        "--webhook-url", f"http://{settings.host}:{settings.port}/webhooks/stripe",
        "--public-url", settings.psp_base_url,
        "--payee", settings.site.name,
    ]  # fmt: skip
    for secret in settings.psp_webhook_secrets:
        arguments += ["--secret", secret.get_secret_value()]
    serve_sandbox(arguments)
    return 0


def _leave_with_parent() -> None:
    while sys.stdin.buffer.read(1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _say_hello(settings: Settings) -> None:
    from seeds.people import logins

    print(f"\n  {settings.site.name}  {settings.base_url}\n")
    if settings.is_demo:
        for who, phone, password in logins():
            print(f"    {who}  {phone}  {password}")
        print()
    sys.stdout.flush()


def app_from_environment() -> "FastAPI":
    """The application, for a process that only has its environment."""
    from marketplace.app import create_app, install_process

    settings = Settings()
    install_process(settings)
    return create_app(settings)


def _serve(settings: Settings) -> None:
    import uvicorn

    from marketplace.app import create_app, install_process

    shared: dict[str, Any] = {
        "host": settings.host,
        "port": settings.port,
        "access_log": False,
        "log_config": None,
        "server_header": False,
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": settings.trusted_proxies or None,
        "timeout_graceful_shutdown": 10,
        "timeout_keep_alive": 15,
    }
    install_process(settings)
    if settings.web_processes == 1:
        uvicorn.run(create_app(settings), **shared)
        return
    # The other processes find in their environment what this one has just worked out.
    os.environ["DATABASE_URL"] = settings.database_url
    os.environ["SECRET_KEY"] = settings.secret_key.get_secret_value()
    uvicorn.run(
        "marketplace.cli:app_from_environment",
        factory=True,
        workers=settings.web_processes,
        **shared,
    )


def web(settings: Settings, options: argparse.Namespace) -> int:
    """Serve; the schema and the data are someone else's business."""
    del options
    _serve(_prepared(settings))
    return 0


def worker(settings: Settings, options: argparse.Namespace) -> int:
    """Run jobs until told to stop."""
    del options
    from marketplace.app import install_process
    from marketplace.infra.db import make_engine, make_sessions
    from marketplace.tools import build_tools
    from marketplace.worker import run_worker

    settings = _prepared(settings)
    install_process(settings)

    async def work() -> None:
        engine = make_engine(settings.database_url, pool=settings.worker_concurrency)
        try:
            await run_worker(
                settings,
                make_sessions(engine),
                build_tools(settings),
                install_signal_handlers=True,
            )
        finally:
            await engine.dispose()

    asyncio.run(work())
    return 0


def migrate(settings: Settings, options: argparse.Namespace) -> int:
    """Bring the schema to the newest revision."""
    del options
    from marketplace.installation import migrate as bring_up_to_date

    bring_up_to_date(_prepared(settings).database_url)
    return 0


@asynccontextmanager
async def _sessions(settings: Settings) -> "AsyncGenerator[async_sessionmaker[AsyncSession]]":
    from marketplace.infra.db import make_engine, make_sessions

    engine = make_engine(settings.database_url, pool=4, timeout_seconds=120)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(engine.dispose)
        yield make_sessions(engine)


def seed(settings: Settings, options: argparse.Namespace) -> int:
    """Load reference data; then the demo county, once; then multiply, if asked."""
    settings = _prepared(settings)
    asyncio.run(_seed(settings, scale=options.scale, with_demo=not options.reference_only))
    return 0


async def _seed(settings: Settings, *, scale: int | None, with_demo: bool) -> None:
    from marketplace.app import install_process
    from marketplace.installation import is_empty
    from marketplace.tools import build_tools
    from seeds import demo, reference

    install_process(settings)
    is_new = is_empty(settings.database_url)
    async with _sessions(settings) as sessions:
        async with sessions.begin() as session:
            await reference.load_reference(session)
        if with_demo and is_new:
            await demo.plant(sessions, build_tools(settings))
        if scale:
            await demo.multiply(sessions, scale)


def check_books(settings: Settings, options: argparse.Namespace) -> int:
    """0 when every invariant holds; 1 and a list of what does not."""
    from marketplace.app import install_process
    from marketplace.books import check

    settings = _prepared(settings)
    install_process(settings)

    async def look() -> list[dict[str, Any]]:
        async with _sessions(settings) as sessions, sessions() as session:
            return [finding.as_dict() for finding in await check(session)]

    findings = asyncio.run(look())
    if options.json:
        print(json.dumps({"ok": not findings, "findings": findings}, ensure_ascii=False))
    else:
        for finding in findings:
            print(f"{finding['check']}: {finding['subject']}: {finding['detail']}")
        print("账实相符。" if not findings else f"{len(findings)} 处不符。")
    return 1 if findings else 0


def payments_sweep(settings: Settings, options: argparse.Namespace) -> int:
    """Ask the provider about every payment whose notice never came; print what changed."""
    del options
    from marketplace.app import install_process
    from marketplace.infra.jobs import Work
    from marketplace.payments.gateways import GatewayError
    from marketplace.payments.jobs import sweep_all
    from marketplace.tools import build_tools

    settings = _prepared(settings)
    install_process(settings)

    async def ask() -> dict[str, int]:
        async with _sessions(settings) as sessions:
            return await sweep_all(Work(sessions, build_tools(settings)))

    try:
        print(json.dumps(asyncio.run(ask())))
    except GatewayError as trouble:
        print(f"没有问到支付机构，什么也没有改变：{trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
