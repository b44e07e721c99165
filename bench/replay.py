"""Statements once recorded, made ready to be run again: what was new in them must be new each time.

Which values those are is not guessed: the same buyer does the same twice, and what differs was made
in between (ids, keys, numbers, sealed fields). Moments differ too and may stay as they were.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from psycopg import AsyncConnection

from bench.recording import Exchange, Fresh, Transaction


class Unlike(Exception):
    """The two runs did not ask the same of the database."""


def fresh_values(first: Sequence[Exchange], second: Sequence[Exchange]) -> Fresh:
    """What ``first`` made anew, seen by holding ``second`` against it.

    Raises: Unlike.
    """
    found: Fresh = {}
    steady: set[str] = set()
    for one, other in zip(first, second, strict=True):
        if [call.statement for call in one.calls] != [call.statement for call in other.calls]:
            raise Unlike(f"{one.method} {one.target}")
        for call, again in zip(one.calls, other.calls, strict=True):
            for value, its_other in _pairs(call.parameters, again.parameters):
                if value == its_other:
                    steady.add(str(value))
                elif isinstance(value, UUID | str):
                    found[str(value)] = 0 if isinstance(value, UUID) else len(value)
                elif isinstance(value, int):
                    raise Unlike(f"{value} {its_other}")
    return {value: length for value, length in found.items() if value not in steady}


def _pairs(one: Any, other: Any) -> Iterator[tuple[Any, Any]]:
    """The single values of two sets of parameters of one shape."""
    if isinstance(one, Mapping):
        for key in one:
            yield from _pairs(one[key], other[key])
    elif isinstance(one, list | tuple):
        if len(one) != len(other):
            raise Unlike(f"{len(one)} and {len(other)} values")
        for each, its_other in zip(one, other, strict=True):
            yield from _pairs(each, its_other)
    else:
        yield one, other


def make_anew(fresh: Fresh) -> dict[str, str]:
    """A new value for each."""
    return {
        old: secrets.token_hex((length + 1) // 2)[:length] if length else str(uuid4())
        for old, length in fresh.items()
    }


def with_new(value: Any, new: Mapping[str, str]) -> Any:
    """``value`` with everything that ``new`` replaces replaced."""
    if isinstance(value, str):
        return new.get(value, value)
    if isinstance(value, UUID):
        found = new.get(str(value))
        return UUID(found) if found else value
    if isinstance(value, Mapping):
        return {key: with_new(each, new) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [with_new(each, new) for each in value]
    return value


async def run_again(
    connection: AsyncConnection[Any], transaction: Transaction, new: Mapping[str, str]
) -> None:
    """One recorded transaction on ``connection``, every row fetched; the caller ends it."""
    cursor = connection.cursor()
    for call in transaction.calls:
        values = with_new(call.parameters, new) if new else call.parameters
        if call.is_many:
            await cursor.executemany(call.statement, values)
        else:
            await cursor.execute(call.statement, values)
            if cursor.description is not None:
                await cursor.fetchall()
    if not transaction.is_kept:
        await connection.rollback()
