"""The run: build a scratch installation, record, measure in rounds, check the books."""

import os
import pstats
import random
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from bench import pgbench
from bench.journey import PUBLIC, STEPS, Browser, Buyer, Route, Took, over_socket
from bench.load import Connection, Tally, Turn, fetch_all, run, wire
from bench.rehearsal import rehearse
from bench.report import ORDERS, PAGE_MS, Report, note
from bench.scene import NOBODY, Plan, Run
from bench.stage import COPY, Stage, stage
from bench.targets import KINDS, choose
from seeds.people import load_buyers

READS = ("bare", "lean", "cached", "uncached")
WAYS = ("bare", "lean", "lean_uncached", "cached", "uncached")


async def measure(plan: Plan) -> int:
    """Everything; the exit status."""
    report = Report()
    report.preface()
    with stage(plan.kept) as here:
        here.must("migrate")
        if not here.is_durable():
            report.error("database", "commits do not wait for the disk")
        if not here.products():
            note("seeding the demo county")
            report.line("seed.demo", here.must("seed"), "seconds")
        buyers = [Buyer(each.key, each.phone) for each in load_buyers()[: plan.buyers]]
        with here.sandbox():
            for scale in plan.scales:
                if here.products() < scale:
                    note(f"seeding {scale} products")
                    seconds = here.must("seed", "--scale", str(scale))
                    report.line(f"seed.{scale}", seconds, "seconds")
                here.settle()
                await _one_scale(plan, here, report, buyers, scale)
                if plan.profile:
                    return 0
        status, said, _seconds = here.command("check-books")
        report.line("check_books", status, "status")
        if status:
            report.error("check_books", said.strip()[-2000:])
    return 1 if report.errors else 0


async def _one_scale(
    plan: Plan, here: Stage, report: Report, buyers: list[Buyer], scale: int
) -> None:
    with here.connect() as connection:
        now = Run(plan, here, report, scale, buyers, choose(connection))
    is_first = scale == plan.scales[0]
    await rehearse(now, with_ways=is_first)
    if plan.profile:
        await _profile(now, plan.profile)
        return
    if "times" in plan.parts:
        await _page_times(now, with_ways=is_first)
    if "reads" in plan.parts:
        await _reads(now)
    if "orders" in plan.parts and is_first:
        await _orders(now)


async def _page_times(now: Run, *, with_ways: bool) -> None:
    """How long one reader alone waits for a page that is made for them."""
    note(f"page times at {now.scale}")
    times: dict[str, Tally] = {}
    with now.server("uncached") as server:
        for kind in KINDS:
            requests = _wires(now, kind)
            await fetch_all(server.port, requests, clients=1, seconds=min(1, now.plan.seconds))
            times[kind] = await fetch_all(
                server.port, requests, clients=1, seconds=now.plan.seconds, pid=server.pid
            )
        if with_ways:
            steps = {step: Tally() for step in STEPS if step not in PUBLIC}

            def took(step: str, seconds: float) -> None:
                if step in steps:
                    steps[step].latencies.append(seconds)

            turns = _turns(now, server.port, now.buyers[:1], took)
            tally = await run(turns, seconds=2 * now.plan.seconds)
            now.report.failures("page_time", tally)
            times.update(steps)
    for name, tally in times.items():
        now.report.line(
            f"{name}.{now.scale}.page_time",
            tally.percentile_ms(0.95),
            "ms",
            to=PAGE_MS,
            p50_ms=round(tally.percentile_ms(0.5), 2),
            p95_ms=round(tally.percentile_ms(0.95), 2),
            count=len(tally.latencies),
        )
        now.report.failures(f"{name}.{now.scale}.page_time", tally)


def _wires(now: Run, kind: str) -> list[bytes]:
    return [wire("GET", target, NOBODY) for target in now.targets.pages[kind]]


async def _reads(now: Run) -> None:
    tallies = {(variant, kind): Tally() for variant in READS for kind in KINDS}
    for turn in range(now.plan.rounds):
        for variant in READS:
            note(f"reads at {now.scale}: {variant}, round {turn + 1}")
            with now.server(variant) as server:
                for kind in KINDS:
                    requests = _wires(now, kind)
                    await fetch_all(server.port, requests, clients=1, seconds=0.3)
                    done = await fetch_all(
                        server.port,
                        requests,
                        clients=now.plan.buyers,
                        seconds=now.plan.seconds,
                        pid=server.pid,
                    )
                    tallies[variant, kind].add(done)
    for kind in KINDS:
        name = f"{kind}.{now.scale}"
        for variant in READS:
            to, also = {
                "cached": (f"{name}.bare", f"{name}.lean"),
                "uncached": (f"{name}.lean", f"{name}.bare"),
            }.get(variant, ("", ""))
            now.report.rate(
                f"{name}.{variant}", tallies[variant, kind], "requests/s", to=to, also=also
            )


async def _orders(now: Run) -> None:
    now.here.make_copy()
    with now.here.connect(COPY) as connection:
        connection.execute("UPDATE stock_items SET on_hand = on_hand + 5000000")
        connection.execute("VACUUM (ANALYZE) stock_items")
    before, seconds, finished = _purchases(now), now.plan.seconds * 2, 0
    tallies = {variant: Tally() for variant in WAYS}
    rates: dict[str, list[float]] = {"pgbench": [], "pgbench_uncached": []}
    for turn in range(now.plan.rounds):
        for name, found in rates.items():
            note(f"orders: {name}, round {turn + 1}")
            rate, _latency, failed = pgbench.run(
                _script(now, name), now.here.url(COPY), clients=now.plan.buyers, seconds=seconds
            )
            found.append(rate)
            if failed:
                now.report.error("orders.pgbench", "failed transactions", failed)
        for variant in WAYS:
            note(f"orders: {variant}, round {turn + 1}")
            with now.server(variant, database=COPY) as server:
                fixed = variant not in {"cached", "uncached"}
                turns = _turns(now, server.port, now.buyers, is_fixed=fixed)
                if variant == "cached":
                    await _warm(now, server.port)
                first = await run(turns, seconds=1)
                done = await run(turns, seconds=seconds, pid=server.pid)
                tallies[variant].add(done)
                if not fixed:
                    finished += len(first.latencies) + len(done.latencies)
    _say_orders(now, tallies, rates)
    now.report.line("orders.finished", finished, "purchases")
    placed = _purchases(now) - before
    now.report.line("orders.in_database", placed, "purchases", to="orders.finished")
    if placed != finished:
        now.report.error("orders", "the database holds another number of purchases")


async def _warm(now: Run, port: int) -> None:
    """Let the page cache meet what buyers will look at, as it would have within a minute."""
    connection = Connection(port)
    for target in dict.fromkeys(["/", *(target for route in now.routes for target in route)]):
        await connection.ask(wire("GET", target, NOBODY))
    connection.close()


def _say_orders(now: Run, tallies: dict[str, Tally], rates: dict[str, list[float]]) -> None:
    for name, found in rates.items():
        now.report.line(f"orders.{name}", sum(found) / len(found), "orders/s")
    for variant in WAYS:
        ending = "_uncached" if variant == "uncached" else ""
        is_ours = variant in {"cached", "uncached"}
        to = f"orders.lean{ending}" if is_ours else ""
        also = f"orders.pgbench{ending}" if is_ours else ""
        now.report.rate(f"orders.{variant}", tallies[variant], "orders/s", to=to, also=also)
        if is_ours:
            rate = tallies[variant].per_second
            now.report.line(f"orders.{variant}.beside_bare", rate, "orders/s", to="orders.bare")
            now.report.line(f"orders.{variant}.beside_bar", rate, "orders/s", to=ORDERS)


def _purchases(now: Run) -> int:
    with now.here.connect() as connection:
        row = connection.execute("SELECT count(*) FROM order_groups").fetchone()
    assert row is not None
    return int(row[0])


def _script(now: Run, name: str) -> Path:
    """The recorded ways as a pgbench script; where pages are cached the public ones ask nothing."""
    skipped = 0 if name.endswith("uncached") else len(PUBLIC)
    ways = [
        (now.record.ways[each.name][skipped:], now.record.fresh[each.name]) for each in now.buyers
    ]
    path = now.here.folder / f"{name}.sql"
    with now.here.connect(COPY) as connection:
        path.write_text(pgbench.Writer(connection).script(ways), encoding="utf-8")
    return path


def _turns(
    now: Run,
    port: int,
    buyers: Sequence[Buyer],
    took: Took | None = None,
    *,
    is_fixed: bool = False,
) -> list[Turn]:
    """Each buyer's next purchase; of the recorded thing where only that can be played."""

    def turn_of(at: int, buyer: Buyer) -> Turn:
        browser = Browser(over_socket(Connection(port)), buyer, port)
        chance = random.Random(at)
        if is_fixed:
            way = now.record.ways[buyer.name]
            routes = [Route(way[1].target, way[2].target)]
        else:
            routes = now.routes

        async def turn(_number: int) -> None:
            await browser.buy(chance.choice(routes), took)

        return turn

    return [turn_of(at, buyer) for at, buyer in enumerate(buyers)]


async def _profile(now: Run, count: int) -> None:
    out = now.here.folder / "profile.out"
    module = ("bench.serve", "profiled", "--out", str(out))
    with now.here.server(*module, port=now.here.port) as server:
        turns = _turns(now, server.port, now.buyers)
        await run(turns, seconds=5)
        os.kill(server.pid, signal.SIGUSR1)
        tally = await run(turns, seconds=count, pid=server.pid)
    now.report.rate("orders.profiled", tally, "orders/s")
    stats = pstats.Stats(str(out), stream=sys.stderr)
    stats.sort_stats("tottime").print_stats(60)
    stats.sort_stats("cumulative").print_stats(140)
