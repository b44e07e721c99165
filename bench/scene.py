"""One scale's run: the installation, who buys, what is asked for, and every server by name."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.journey import Buyer, Route
from bench.load import HOST
from bench.recording import Record
from bench.report import Report
from bench.stage import Server, Stage
from bench.targets import Targets

NOBODY = {"host": HOST, "accept": "text/html", "accept-encoding": "gzip"}
"""The headers of a reader who is not signed in."""


PARTS = ("times", "reads", "orders")


@dataclass(frozen=True)
class Plan:
    """How much is to be measured."""

    seconds: float
    rounds: int
    scales: Sequence[int]
    buyers: int
    parts: frozenset[str]
    profile: int | None
    kept: Path | None


@dataclass
class Run:
    """One scale's run: what was recorded, by whom, and where it is played again."""

    plan: Plan
    here: Stage
    report: Report
    scale: int
    buyers: list[Buyer]
    targets: Targets
    routes: list[Route] = field(default_factory=list)
    record: Record = field(default_factory=Record)

    @property
    def record_file(self) -> Path:
        return self.here.folder / "record.pickle"

    @contextmanager
    def server(self, kind: str, *, database: str = "") -> Generator[Server]:
        """``cached`` and ``uncached`` are ours; ``bare`` and ``lean`` what we are held against."""
        port = self.here.port
        if kind in {"cached", "uncached"}:
            more = {"PAGE_CACHE_SECONDS": "0"} if kind == "uncached" else {}
            with self.here.server("marketplace.cli", "web", port=port, more=more) as server:
                yield server
            return
        arguments = ["bench.serve", kind.partition("_")[0], "--port", str(port)]
        arguments += ["--record", str(self.record_file)]
        arguments += ["--url", self.here.url(database) if database else self.here.url()]
        arguments += ["--skips-public"] if kind == "lean" and database else []
        with self.here.server(*arguments, port=port) as server:
            yield server
