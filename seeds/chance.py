"""Choices that look random and never change: every one is a hash of what it is for."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


def number(*words: str | int) -> int:
    """A 64-bit number made of the words, the same on every machine and in every year."""
    said = "|".join(str(word) for word in words)
    return int.from_bytes(blake2b(said.encode(), digest_size=8).digest())


def pick(choices: Sequence[T], *words: str | int) -> T:
    return choices[number(*words) % len(choices)]


def between(low: int, high: int, *words: str | int) -> int:
    """A whole number from low to high, both included."""
    return low + number(*words) % (high - low + 1)
