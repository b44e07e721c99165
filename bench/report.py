"""The lines a run prints: JSON on standard output and nothing else there."""

import json
import os
import platform
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.load import Tally

PAGE_MS, QUERIES, ORDERS = "bar.page_time", "bar.queries", "bar.orders"
BARS: Mapping[str, tuple[float, str]] = {
    PAGE_MS: (20, "ms"),
    QUERIES: (12, "queries"),
    ORDERS: (40, "orders/s"),
}
"""What every page and the whole way must keep to; figures are given beside them, kept or not."""


class Report:
    """Prints lines and remembers values, so that a later line can be held against an earlier."""

    def __init__(self) -> None:
        self._values: dict[str, float] = {}
        self.errors = 0

    def line(
        self, name: str, value: float, unit: str, *, to: str = "", also: str = "", **more: Any
    ) -> None:
        """``value`` beside the lines ``to`` and ``also``, which must have been said before."""
        self._values[name] = value
        said: dict[str, Any] = {
            "name": name,
            "value": round(value, 2),
            "unit": unit,
            "ratio_to": to or None,
            "ratio": self._ratio(value, to),
        }
        if also:
            said |= {"also_to": also, "also_ratio": self._ratio(value, also)}
        print(json.dumps(said | more, ensure_ascii=False), flush=True)

    def _ratio(self, value: float, to: str) -> float | None:
        base = self._values.get(to)
        return round(value / base, 3) if base else None

    def rate(self, name: str, tally: Tally, unit: str, *, to: str = "", also: str = "") -> None:
        """A run's rate; answers nobody wanted become a line of their own."""
        self.line(
            name,
            tally.per_second,
            unit,
            to=to,
            also=also,
            count=len(tally.latencies),
            p50_ms=round(tally.percentile_ms(0.5), 2),
            p95_ms=round(tally.percentile_ms(0.95), 2),
            server_cpu_ms=round(tally.cpu_ms, 3),
        )
        self.failures(name, tally)

    def failures(self, name: str, tally: Tally) -> None:
        """What went wrong in a run, if anything did."""
        for what, times in tally.failures.items():
            self.error(name, what, times)

    def error(self, name: str, what: str, times: int = 1) -> None:
        """Something that must not happen; the run's exit status will say so too."""
        self.errors += 1
        self.line(f"{name}.error", times, "errors", error=what)

    def preface(self) -> None:
        """The machine, and the bars."""
        self.line(
            "machine",
            os.cpu_count() or 0,
            "cores",
            processor=_processor(),
            python=platform.python_version(),
            load_before=round(os.getloadavg()[0], 2),
        )
        for name, (value, unit) in BARS.items():
            self.line(name, value, unit)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((each.partition(":")[2].strip() for each in lines if "model name" in each), "")


def note(text: str) -> None:
    """Progress, for whoever watches."""
    print(text, file=sys.stderr, flush=True)
