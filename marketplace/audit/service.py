"""Writing down decisions, in the transaction of the decision itself, and sealing them later."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.audit.chain import sealed_record
from marketplace.audit.models import AuditEntry, AuditSeal, Sealing
from marketplace.kit.clock import utcnow
from marketplace.kit.hashing import GENESIS, canonical_json, chained

SEALED_AT_ONCE: Final = 1_000
LOOK_BACK: Final = 100_000
"""An entry's id is drawn before its transaction commits, so a lower id may appear after a higher
one was sealed. Nothing stays open for as long as this many entries take."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and over which request."""

    account_id: UUID | None
    kind: str
    """``account``, ``token`` or ``system``."""
    request_id: str | None = None
    address: str | None = None


SYSTEM: Final = Actor(account_id=None, kind="system")


def record(
    session: AsyncSession,
    *,
    actor: Actor,
    action: str,
    object_kind: str,
    object_id: UUID | str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Add one entry to the trail; it stands or falls with the transaction.

    Shape: ``before`` and ``after`` may hold ids, moments and enums, but no fractions.
    Needs: no sensitive number in clear among them.
    """
    session.add(
        AuditEntry(
            actor_id=actor.account_id,
            actor_kind=actor.kind,
            action=action,
            object_kind=object_kind,
            object_id=str(object_id),
            before=_plain(before),
            after=_plain(after),
            reason=reason,
            request_id=actor.request_id,
            address=actor.address,
        )
    )


def _plain(facts: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """``facts`` as they will come back from the database, so that they can be sealed."""
    return None if facts is None else json.loads(canonical_json(facts))


async def seal_entries(session: AsyncSession, *, most: int = SEALED_AT_ONCE) -> int:
    """Append the oldest unsealed entries to the hash chain; returns how many.

    Locks: the one row of ``audit_sealing``, so that the chain never forks.
    """
    await session.execute(
        insert(Sealing).values(id=1, position=0, digest=GENESIS).on_conflict_do_nothing()
    )
    state = (
        await session.scalars(
            select(Sealing)
            .where(Sealing.id == 1)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    ).one()
    start = (
        await session.scalar(select(AuditSeal.entry_id).where(AuditSeal.position == state.position))
        or 0
    )
    entries = (
        await session.scalars(
            select(AuditEntry)
            .outerjoin(AuditSeal, AuditSeal.entry_id == AuditEntry.id)
            .where(AuditSeal.entry_id.is_(None), AuditEntry.id > start - LOOK_BACK)
            .order_by(AuditEntry.id)
            .limit(most)
        )
    ).all()
    for entry in entries:
        state.position += 1
        state.digest = chained(state.digest, sealed_record(entry))
        session.add(AuditSeal(position=state.position, entry_id=entry.id, digest=state.digest))
    if entries:
        state.sealed_at = utcnow()
    await session.flush()
    return len(entries)
