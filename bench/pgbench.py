"""The same statements once more, by PostgreSQL's own pgbench: what the database can do at best."""

import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg.sql import Literal

from bench.recording import Exchange, Fresh
from bench.stage import PGBENCH

_QUOTED = re.compile(r"^( ?E)?'(.*)'([^']*)$", re.DOTALL)
_RATE = re.compile(r"tps = ([0-9.]+) ")
_LATENCY = re.compile(r"latency average = ([0-9.]+) ms")
_FAILED = re.compile(r"number of failed transactions: (\d+)")


class Writer:
    """Turns recorded statements into a pgbench script, one branch for each client."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._names: dict[str, str] = {}

    def script(self, ways: Sequence[tuple[Sequence[Exchange], Fresh]]) -> str:
        """Client n walks the n-th way, whole, again and again."""
        parts: list[str] = []
        for number, (exchanges, fresh) in enumerate(ways):
            parts.append(f"\\{'el' if number else ''}if :client_id = {number}")
            parts.append(self._anew(fresh))
            parts += [self._transactions(exchange) for exchange in exchanges]
        parts.append("\\endif")
        return "\n".join(part for part in parts if part) + "\n"

    def _anew(self, fresh: Fresh) -> str:
        """One short statement that makes the way's new values; the way's own cost nothing more."""
        self._names = {old: f"f{at}" for at, old in enumerate(fresh)}
        made = [
            f"left(repeat(replace(gen_random_uuid()::text, '-', ''), 8), {length}) AS {name}"
            if length
            else f"gen_random_uuid() AS {name}"
            for name, length in zip(self._names.values(), fresh.values(), strict=True)
        ]
        return f"SELECT {', '.join(made)} \\gset" if made else ""

    def _transactions(self, exchange: Exchange) -> str:
        lines: list[str] = []
        for transaction in exchange.transactions:
            lines.append("BEGIN;")
            for call in transaction.calls:
                sets = call.parameters if call.is_many else [call.parameters]
                lines += [self._filled(call.statement, each) for each in sets]
            lines.append("COMMIT;" if transaction.is_kept else "ROLLBACK;")
        return "\n".join(lines)

    def _filled(self, statement: str, parameters: Any) -> str:
        if isinstance(parameters, Mapping):
            values: Any = {name: self._literal(value) for name, value in parameters.items()}
        else:
            values = tuple(self._literal(value) for value in parameters or ())
        return statement % values + ";"

    def _literal(self, value: Any) -> str:
        if isinstance(value, str | UUID) and str(value) in self._names:
            return f":{self._names[str(value)]}"
        if isinstance(value, list | tuple):
            return f"ARRAY[{', '.join(self._literal(each) for each in value)}]"
        text = Literal(value).as_string(self._connection)
        found = _QUOTED.match(text)
        if found is None or ":" not in found[2]:
            return text
        escaped, inside, cast = found.groups()
        if not escaped:
            inside = inside.replace("\\", "\\\\")
        # pgbench would take ":word" for a variable, quoted or not.
        inside = inside.replace(":", "\\x3a")
        return f" E'{inside}'{cast}"


def run(script: Path, url: str, *, clients: int, seconds: float) -> tuple[float, float, int]:
    """Scripts a second, the average in milliseconds, and how many failed.

    Raises: RuntimeError, when a statement is refused.
    """
    plain = url.replace("+psycopg", "", 1)
    done = subprocess.run(
        [
            str(PGBENCH), "--no-vacuum", "--protocol=prepared", f"--client={clients}", "--jobs=2",
            f"--time={max(1, round(seconds))}", f"--file={script}", plain,
        ],
        capture_output=True,
        text=True,
        timeout=seconds + 60,
        check=False,
    )  # fmt: skip
    rate, latency = _RATE.search(done.stdout), _LATENCY.search(done.stdout)
    if done.returncode or rate is None or latency is None:
        raise RuntimeError(f"pgbench: {done.stderr[-800:]}")
    failed = _FAILED.search(done.stdout)
    return float(rate[1]), float(latency[1]), int(failed[1]) if failed else 0
