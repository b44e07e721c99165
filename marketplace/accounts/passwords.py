"""Argon2 in a small pool of its own: guessing costs us no more than two cores, and never the loop.

Source: OWASP Password Storage Cheat Sheet (46 MiB, one pass, one lane); security rule S2.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, TypeVar

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from marketplace.kit.errors import Unavailable
from marketplace.kit.language import gettext as _

T = TypeVar("T")

MOST_WAITING: Final = 16
"""Each waiting request holds a database connection, so there may not be more than the pool has."""

_hasher: Final = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=47_104, parallelism=1),))
_threads: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")

_NOBODYS: Final = (
    "$argon2id$v=19$m=47104,t=1,p=1$IY3Tle08ihKjNm9qM+ygJw$"
    "jLsNSJFjZux2g+su+glBjQLbEHyfNf0H5ePf4+Hvn4Q"
)
"""What a password is compared with where there is none, so that the answer takes as long."""


@dataclass(slots=True)
class _Queue:
    waiting: int = 0


_queue: Final = _Queue()


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a password is the right one; its hash at today's cost where the old one is weaker."""

    is_right: bool
    better_hash: str | None = None


async def _in_pool(work: Callable[[], T]) -> T:
    if _queue.waiting >= MOST_WAITING:
        raise Unavailable(_("现在登录的人很多，还没有核对。请过几秒再试一次。"))
    _queue.waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads, work)
    finally:
        _queue.waiting -= 1


async def hash_password(password: str) -> str:
    """``password`` as it is stored.

    Raises: Unavailable, when too many are waiting.
    """
    return await _in_pool(lambda: _hasher.hash(password))


async def compare(password: str, stored: str | None) -> Fit:
    """Whether ``password`` belongs to ``stored``; costs the same when nothing is stored.

    Raises: Unavailable, when too many are waiting.
    """

    def work() -> Fit:
        try:
            is_right, better = _hasher.verify_and_update(password, stored or _NOBODYS)
        except UnknownHashError:
            return Fit(is_right=False)
        return Fit(is_right and stored is not None, better if stored else None)

    return await _in_pool(work)
