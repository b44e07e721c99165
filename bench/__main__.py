"""``python -m bench``: measure, and print one JSON object a line; see README.md."""

import argparse
import asyncio
import sys
from pathlib import Path

import uvloop

from bench.plan import measure
from bench.scene import PARTS, Plan


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=4, help="length of one run (default 4)")
    parser.add_argument("--rounds", type=int, default=2, help="runs of each (default 2)")
    parser.add_argument("--scales", default="10000,100000", help="products, ascending")
    parser.add_argument("--buyers", type=int, default=16, help="buyers at once, at most 40")
    parser.add_argument(
        "--quick", action="store_true", help="one short run of each, first scale only"
    )
    parser.add_argument("--only", choices=PARTS, action="append", help="of times, reads, orders")
    parser.add_argument("--profile", type=int, metavar="S", help="only profile S seconds of buying")
    parser.add_argument(
        "--folder", type=Path, metavar="DIR", help="an installation that stays for the next run"
    )
    asked = parser.parse_args()
    scales = [int(each) for each in asked.scales.split(",")]
    plan = Plan(
        seconds=1 if asked.quick else asked.seconds,
        rounds=1 if asked.quick else asked.rounds,
        scales=scales[:1] if asked.quick else scales,
        buyers=min(asked.buyers, 40),
        parts=frozenset(asked.only or PARTS),
        profile=asked.profile,
        kept=asked.folder,
    )
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(measure(plan))


if __name__ == "__main__":
    sys.exit(main())
