"""Before the measuring: sign in, find ways to walk, and write down what each page asks and says."""

import asyncio
import random
import time
from collections.abc import Mapping

from bench.journey import PUBLIC, STEPS, Browser, Buyer, Route, over_socket
from bench.load import Answer, Connection, wire
from bench.recording import Exchange, Fresh, Recorder
from bench.replay import Unlike, fresh_values
from bench.report import QUERIES
from bench.scene import NOBODY, Run
from bench.targets import KINDS, find_routes
from seeds.people import PASSWORD

ATTEMPTS = 4
IDLE_WITHIN_SECONDS = 600


async def rehearse(now: Run, *, with_ways: bool) -> None:
    """Fill ``now.record`` and ``now.routes``; says how many queries each page takes.

    Raises: Failed, when a page does not lead where it should.
    """
    with now.server("cached") as server:
        await _until_idle(now)
        connection = Connection(server.port)
        for buyer in now.buyers:
            if not buyer.cookie:
                await Browser(over_socket(connection), buyer, server.port).sign_in(PASSWORD)
        with now.here.connect() as looking:
            browser = Browser(over_socket(connection), now.buyers[0], server.port)
            now.routes = await find_routes(browser, now.targets, looking)
        chosen = random.Random(621221).choices(now.routes, k=len(now.buyers))
        public = dict.fromkeys([*now.targets.all, *(route.product for route in chosen)])
        live = {each: await connection.ask(wire("GET", each, NOBODY)) for each in public}
        connection.close()
    async with Recorder(now.here.settings()) as recorder:
        queries = await _pages(now, recorder, live)
        if with_ways:
            for buyer, route in zip(now.buyers, chosen, strict=True):
                await _way(now, recorder, buyer, route, live)
            steps = zip(STEPS, now.record.ways[now.buyers[0].name], strict=True)
            queries |= {step: len(each.calls) for step, each in steps if step not in PUBLIC}
    for name, count in queries.items():
        now.report.line(f"{name}.{now.scale}.queries", count, "queries", to=QUERIES)
    now.record.save(now.record_file)


async def _until_idle(now: Run) -> None:
    """Let the worker finish what the seeding left it; it would share the pages' process."""
    now.report.line(f"seed.{now.scale}.jobs", now.here.jobs_waiting(), "jobs")
    until = time.monotonic() + IDLE_WITHIN_SECONDS
    while now.here.jobs_waiting() and time.monotonic() < until:  # noqa: ASYNC110 - others do it
        await asyncio.sleep(1)


async def _pages(now: Run, recorder: Recorder, live: Mapping[str, Answer]) -> dict[str, int]:
    """Every page as a stranger reads it; the most queries any page of a kind takes."""
    queries: dict[str, int] = {}
    for kind in KINDS:
        for target in now.targets.pages[kind]:
            await recorder.ask("GET", target, NOBODY)
            exchange = await recorder.ask("GET", target, NOBODY)
            queries[kind] = max(queries.get(kind, 0), len(exchange.calls))
            exchange.answer = live[target]
            now.record.book["", "GET", target] = exchange
    return queries


async def _way(
    now: Run, recorder: Recorder, buyer: Buyer, route: Route, live: Mapping[str, Answer]
) -> None:
    """One buyer's way, walked twice, so that what is new in it each time is known."""
    first, fresh = await _walked_twice(recorder, buyer, route)
    now.record.ways[buyer.name], now.record.fresh[buyer.name] = first, fresh
    for exchange in first:
        # What the page cache will answer is said again as the page cache says it.
        exchange.answer = live.get(exchange.target, exchange.answer)
        now.record.book[buyer.name, exchange.method, exchange.target] = exchange


async def _walked_twice(
    recorder: Recorder, buyer: Buyer, route: Route
) -> tuple[list[Exchange], Fresh]:
    """Raises: Unlike, when no two walks ask the same of the database."""
    await _walk(recorder, buyer, route)
    first = await _walk(recorder, buyer, route)
    for attempt in range(ATTEMPTS):
        second = await _walk(recorder, buyer, route)
        try:
            return first, fresh_values(first, second)
        except Unlike:
            # Something that is looked up now and then fell into one of them.
            if attempt == ATTEMPTS - 1:
                raise
            first = second
    raise AssertionError


async def _walk(recorder: Recorder, buyer: Buyer, route: Route) -> list[Exchange]:
    exchanges: list[Exchange] = []

    async def ask(method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        exchange = await recorder.ask(method, target, headers, body)
        exchanges.append(exchange)
        return exchange.answer

    await Browser(ask, buyer, recorder.port).buy(route)
    return exchanges
