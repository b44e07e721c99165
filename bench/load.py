"""A small HTTP/1.1 client for load: keep-alive sockets on the loopback, little else.

It must cost far less than what it measures, so it parses a status, a length and nothing more.
"""

import asyncio
import gzip
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Self, cast

HOST = "127.0.0.1"
GRACE_SECONDS = 30.0
"""How long a run may take beyond its time before it counts as stuck."""

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Answer(NamedTuple):
    """What came back, as it came."""

    status: int
    head: bytes
    """Status line and headers, without the empty line."""
    body: bytes

    def headers(self) -> list[tuple[bytes, bytes]]:
        """Names in lower case, in the order they came."""
        pairs = [line.split(b":", 1) for line in self.head.split(b"\r\n")[1:]]
        return [(name.strip().lower(), value.strip()) for name, value in pairs]

    def header(self, name: bytes) -> str:
        """The first header of that name; empty when there is none."""
        return next((value.decode("latin-1") for key, value in self.headers() if key == name), "")

    def text(self) -> str:
        """The body as text, unpacked."""
        is_packed = self.header(b"content-encoding") == "gzip"
        return (gzip.decompress(self.body) if is_packed else self.body).decode()


def wire(method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """A request as it goes over the line."""
    lines = [
        f"{method} {target} HTTP/1.1",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    if method != "GET":
        lines.append(f"content-length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Connection(asyncio.Protocol):
    """One keep-alive connection with one request on it at a time."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[Answer] | None = None
        self._got = bytearray()
        self._head_end = -1
        self._whole = 0

    async def ask(self, request: bytes) -> Answer:
        """Send ``request``, wait for its whole answer; dials again when the other side hung up."""
        if self._transport is None or self._transport.is_closing():
            await asyncio.get_running_loop().create_connection(lambda: self, HOST, self._port)
        assert self._transport is not None
        self._got.clear()
        self._head_end = -1
        self._waiter = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._waiter

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports do not inherit from asyncio's.
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._got += data
        if self._head_end < 0:
            self._head_end = self._got.find(b"\r\n\r\n")
            if self._head_end < 0:
                return
            found = _LENGTH.search(self._got, 0, self._head_end + 2)
            length = int(found[1]) if found else 0
            self._whole = self._head_end + 4 + length
        if len(self._got) >= self._whole and self._waiter is not None:
            waiter, self._waiter = self._waiter, None
            body = bytes(self._got[self._head_end + 4 : self._whole])
            head = bytes(self._got[: self._head_end])
            if not waiter.done():
                waiter.set_result(Answer(int(self._got[9:12]), head, body))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(exc or ConnectionResetError("hung up without an answer"))
        self._transport = None


@dataclass
class Tally:
    """What a run did."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    """Units: seconds, of each thing that went well."""
    failures: Counter[str] = field(default_factory=Counter)
    cpu_seconds: float = 0.0
    """Spent by the server's own process."""

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile_ms(self, share: float) -> float:
        """The latency that ``share`` of all stayed within."""
        if not self.latencies:
            return 0.0
        ranked = sorted(self.latencies)
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))] * 1000

    @property
    def cpu_ms(self) -> float:
        """The server's own work for one; less moved by a busy machine than the rate is."""
        return self.cpu_seconds * 1000 / len(self.latencies) if self.latencies else 0.0

    def add(self, other: Self) -> None:
        """Count a further round of the same."""
        self.seconds += other.seconds
        self.latencies += other.latencies
        self.failures += other.failures
        self.cpu_seconds += other.cpu_seconds


Turn = Callable[[int], Awaitable[None]]
"""One thing done by one client, whose number it is given; raises ``Failed`` when it went wrong."""


class Failed(Exception):
    """An answer nobody wanted; the text says which."""


async def run(turns: Sequence[Turn], *, seconds: float, pid: int | None = None) -> Tally:
    """Let every client take turn after turn until ``seconds`` are over.

    A turn under way at the end is finished and counted, and so is the time it takes.
    """
    tally = Tally()
    before = cpu_seconds(pid)
    started = time.perf_counter()
    ends = started + seconds

    async def keep_on(turn: Turn, number: int) -> None:
        while (begun := time.perf_counter()) < ends:
            try:
                await turn(number)
            except (Failed, OSError) as failure:
                tally.failures[str(failure)] += 1
                await asyncio.sleep(0.05)
            else:
                tally.latencies.append(time.perf_counter() - begun)

    async with asyncio.timeout(seconds + GRACE_SECONDS):
        await asyncio.gather(*(keep_on(turn, number) for number, turn in enumerate(turns)))
    tally.seconds = time.perf_counter() - started
    tally.cpu_seconds = cpu_seconds(pid) - before
    return tally


async def fetch_all(
    port: int,
    requests: Sequence[bytes],
    *,
    clients: int,
    seconds: float,
    pid: int | None = None,
) -> Tally:
    """Ask for ``requests`` round and round, each client beginning at another."""
    connections = [Connection(port) for _ in range(clients)]
    positions = list(range(clients))

    def turn_of(connection: Connection) -> Turn:
        async def turn(number: int) -> None:
            request = requests[positions[number] % len(requests)]
            positions[number] += 1
            answer = await connection.ask(request)
            if answer.status != 200:
                target = request.split(b" ", 2)[1].decode()
                raise Failed(f"{answer.status} {target}")

        return turn

    try:
        return await run([turn_of(each) for each in connections], seconds=seconds, pid=pid)
    finally:
        for connection in connections:
            connection.close()


def cpu_seconds(pid: int | None) -> float:
    """What a process has spent so far; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / 100
