"""What the sandbox remembers, in one SQLite file that survives ``kill -9``.

Stripe objects are kept as the JSON they are shown as; the tables around them hold only what must
be found quickly or must outlive a restart: references, replayed answers, deliveries, knobs.
"""

import json
import sqlite3
import time
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

Thing = dict[str, Any]
"""One Stripe object. Keys below ``_sandbox`` are ours and never leave the sandbox."""

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS things (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    payment TEXT NOT NULL,
    created INTEGER NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS things_by_kind ON things (kind, created, seq);
CREATE INDEX IF NOT EXISTS things_by_payment ON things (payment, kind, seq);
CREATE TABLE IF NOT EXISTS refs (
    ref TEXT NOT NULL, payment TEXT NOT NULL, PRIMARY KEY (ref, payment)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY,
    endpoint TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    created REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event TEXT NOT NULL,
    payment TEXT NOT NULL,
    body TEXT NOT NULL,
    forged INTEGER NOT NULL,
    held INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'given_up')),
    due REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS deliveries_held ON deliveries (payment) WHERE held;
CREATE TABLE IF NOT EXISTS chores (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    refund TEXT NOT NULL,
    due REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS chores_due ON chores (due);
CREATE TABLE IF NOT EXISTS faults (scope TEXT PRIMARY KEY, knobs TEXT NOT NULL) WITHOUT ROWID;
"""

KEEP_ANSWERS_SECONDS: Final = 48 * 3600.0
"""Stripe replays for at least a day. Source: docs.stripe.com/api/idempotent_requests"""

FILTERS: Final = frozenset({"type", "charge", "payment_intent", "source"})


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply kept for its idempotency key."""

    endpoint: str
    fingerprint: str
    status: int
    body: Thing


@dataclass(frozen=True, slots=True)
class Delivery:
    """One envelope on its way to the shop; an event may have several."""

    id: int
    event: str
    body: str
    forged: bool
    attempts: int


class Store:
    """The file and its transactions. One process, one connection, no waiting inside.

    Every call runs to its end without giving up the event loop, so requests never interleave
    inside a transaction.
    """

    def __init__(self, path: Path | str) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        # NORMAL: a killed process loses nothing (only a power cut could), and it is fast.
        self._db.executescript(
            f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=5000;{SCHEMA}"
        )
        self._db.execute(
            "DELETE FROM answers WHERE created < ?", (time.time() - KEEP_ANSWERS_SECONDS,)
        )

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Generator[None]:
        """All or nothing: leaving normally commits, raising rolls back."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # Stripe objects

    def put(self, thing: Thing, *, payment: str) -> None:
        """Write an object, new or changed, as part of the payment it belongs to."""
        self._db.execute(
            "INSERT INTO things (id, kind, payment, created, body) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            (thing["id"], thing["object"], payment, thing["created"], _json(thing)),
        )

    def get(self, thing_id: str, *, kind: str) -> Thing | None:
        row = self._db.execute(
            "SELECT body FROM things WHERE id = ? AND kind = ?", (thing_id, kind)
        ).fetchone()
        return None if row is None else json.loads(row["body"])

    def page(
        self,
        kind: str,
        *,
        limit: int,
        after: str | None = None,
        created: Mapping[str, int] | None = None,
        where: Mapping[str, str] | None = None,
    ) -> tuple[list[Thing], bool]:
        """Newest first, and whether there are more."""
        clauses, values = ["kind = ?"], list[Any]([kind])
        if after is not None:
            clauses.append("(created, seq) < (SELECT created, seq FROM things WHERE id = ?)")
            values.append(after)
        for bound, moment in (created or {}).items():
            clauses.append(f"created {_BOUNDS[bound]} ?")
            values.append(moment)
        for field, value in (where or {}).items():
            if field not in FILTERS:
                raise KeyError(field)
            column = "payment" if field == "payment_intent" else f"json_extract(body, '$.{field}')"
            clauses.append(f"{column} = ?")
            values.append(value)
        asked = " AND ".join(clauses)
        order = "ORDER BY created DESC, seq DESC LIMIT ?"
        # Only the names above are put into the text; every value is bound.
        query = f"SELECT body FROM things WHERE {asked} {order}"  # noqa: S608
        rows = self._db.execute(query, (*values, limit + 1)).fetchall()
        return [json.loads(row["body"]) for row in rows[:limit]], len(rows) > limit

    def things(self, kind: str, *, payment: str | None = None) -> list[Thing]:
        """Oldest first; of one payment, or of all."""
        rows = self._db.execute(
            "SELECT body FROM things WHERE kind = ? AND (? IS NULL OR payment = ?) ORDER BY seq",
            (kind, payment, payment),
        )
        return [json.loads(row["body"]) for row in rows]

    # The shop's own references

    def remember_refs(self, payment: str, refs: Iterable[str]) -> None:
        self._db.executemany(
            "INSERT OR IGNORE INTO refs (ref, payment) VALUES (?, ?)",
            [(ref, payment) for ref in refs],
        )

    def payment_of(self, ref: str) -> str | None:
        """The newest payment known by this id or by a value of its metadata."""
        row = self._db.execute(
            "SELECT id FROM things WHERE kind = 'payment_intent' AND"
            " (id = ?1 OR id IN (SELECT payment FROM refs WHERE ref = ?1))"
            " ORDER BY seq DESC LIMIT 1",
            (ref,),
        ).fetchone()
        return None if row is None else row["id"]

    # Idempotency

    def answer(self, key: str) -> Answer | None:
        row = self._db.execute("SELECT * FROM answers WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        return Answer(row["endpoint"], row["fingerprint"], row["status"], json.loads(row["body"]))

    def keep_answer(self, key: str, answer: Answer) -> None:
        self._db.execute(
            "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?)",
            (
                key,
                answer.endpoint,
                answer.fingerprint,
                answer.status,
                _json(answer.body),
                time.time(),
            ),
        )

    # Deliveries

    def post(
        self, event: Thing, *, payment: str, due: float, forged: bool = False, held: bool = False
    ) -> None:
        self._db.execute(
            "INSERT INTO deliveries (event, payment, body, forged, held, due)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (event["id"], payment, _json(event), forged, held, due),
        )

    def held_deliveries(self, payment: str) -> list[int]:
        """Envelopes kept back so that a later one overtakes them."""
        rows = self._db.execute(
            "SELECT id FROM deliveries WHERE payment = ? AND held AND state = 'pending'",
            (payment,),
        )
        return [row["id"] for row in rows]

    def let_go(self, delivery_id: int, *, due: float) -> None:
        self._db.execute("UPDATE deliveries SET held = 0, due = ? WHERE id = ?", (due, delivery_id))

    def due_deliveries(self, now: float, *, limit: int) -> list[Delivery]:
        rows = self._db.execute(
            "SELECT id, event, body, forged, attempts FROM deliveries"
            " WHERE state = 'pending' AND due <= ? ORDER BY due, id LIMIT ?",
            (now, limit),
        )
        return [Delivery(r[0], r[1], r[2], bool(r[3]), r[4]) for r in rows]

    def next_delivery_at(self, *, after: float) -> float | None:
        row = self._db.execute(
            "SELECT min(due) FROM deliveries WHERE state = 'pending' AND due > ?", (after,)
        ).fetchone()
        return row[0]

    def delivery_tried(self, delivery_id: int, *, state: str, due: float, outcome: str) -> None:
        self._db.execute(
            "UPDATE deliveries SET state = ?, due = ?, outcome = ?, held = 0,"
            " attempts = attempts + 1 WHERE id = ?",
            (state, due, outcome, delivery_id),
        )

    def deliveries(self) -> dict[str, list[Thing]]:
        """By event: where each envelope stands."""
        found: dict[str, list[Thing]] = {}
        for row in self._db.execute(
            "SELECT event, state, forged, attempts, outcome FROM deliveries ORDER BY id"
        ):
            told = {key: row[key] for key in ("state", "attempts", "outcome")}
            found.setdefault(row["event"], []).append(told | {"forged": bool(row["forged"])})
        return found

    # Things that happen to refunds later

    def plan(self, kind: str, *, refund: str, due: float) -> None:
        self._db.execute(
            "INSERT INTO chores (kind, refund, due) VALUES (?, ?, ?)", (kind, refund, due)
        )

    def due_chores(self, now: float) -> list[tuple[int, str, str]]:
        rows = self._db.execute(
            "SELECT id, kind, refund FROM chores WHERE due <= ? ORDER BY due, id LIMIT 100", (now,)
        )
        return [(row["id"], row["kind"], row["refund"]) for row in rows]

    def chore_done(self, chore_id: int) -> None:
        self._db.execute("DELETE FROM chores WHERE id = ?", (chore_id,))

    # Fault knobs

    def knobs(self) -> dict[str, Thing]:
        """By scope: ``*`` for all payments, else a payment's id or a reference of the shop's."""
        rows = self._db.execute("SELECT scope, knobs FROM faults")
        return {row["scope"]: json.loads(row["knobs"]) for row in rows}

    def turn_knobs(self, scope: str, knobs: Mapping[str, Any]) -> None:
        self._db.execute("INSERT OR REPLACE INTO faults VALUES (?, ?)", (scope, _json(knobs)))

    def reset_knobs(self, scope: str | None) -> None:
        self._db.execute("DELETE FROM faults WHERE ?1 IS NULL OR scope = ?1", (scope,))


_BOUNDS: Final = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "eq": "="}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
