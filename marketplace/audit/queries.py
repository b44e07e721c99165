"""Reads of the trail, and the proof that nobody has touched it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.audit.chain import sealed_record
from marketplace.audit.models import AuditEntry, AuditSeal, Sealing
from marketplace.kit.clock import china_midnight
from marketplace.kit.hashing import GENESIS, chained
from marketplace.kit.paging import PAGE_SIZE, Page, decode_cursor, encode_cursor

VERIFIED_AT_ONCE: Final = 2_000
LARGEST_ID: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Sought:
    """What an administrator looks for; anything empty does not narrow."""

    actor_id: UUID | None = None
    object_kind: str = ""
    object_id: str = ""
    action: str = ""
    """A whole action, or a slice's name for all of its actions: ``vendor``."""
    since: date | None = None
    until: date | None = None


async def entries(
    session: AsyncSession, *, sought: Sought, after: str | None = None, size: int = PAGE_SIZE
) -> Page[AuditEntry]:
    """The trail, newest first, narrowed to what is sought.

    Raises: Invalid, for a cursor that is not ours.
    """
    return await _page(session, _narrowed(sought), after=after, size=size)


async def history_of(
    session: AsyncSession, *, object_kind: str, object_id: UUID | str, size: int = 100
) -> Sequence[AuditEntry]:
    """What happened to one thing, oldest first."""
    chosen = (
        select(AuditEntry)
        .where(AuditEntry.object_kind == object_kind, AuditEntry.object_id == str(object_id))
        .order_by(AuditEntry.id)
        .limit(size)
    )
    return (await session.scalars(chosen)).all()


async def of_account(
    session: AsyncSession, *, account_id: UUID, after: str | None = None, size: int = PAGE_SIZE
) -> Page[AuditEntry]:
    """What a person did, and what was done to their account, newest first.

    Raises: Invalid, for a cursor that is not ours.
    """
    chosen = select(AuditEntry).where(
        or_(
            AuditEntry.actor_id == account_id,
            and_(AuditEntry.object_kind == "account", AuditEntry.object_id == str(account_id)),
        )
    )
    return await _page(session, chosen, after=after, size=size)


def _narrowed(sought: Sought) -> Select[AuditEntry]:
    chosen = select(AuditEntry)
    if sought.actor_id:
        chosen = chosen.where(AuditEntry.actor_id == sought.actor_id)
    if sought.object_kind:
        chosen = chosen.where(AuditEntry.object_kind == sought.object_kind)
    if sought.object_id:
        chosen = chosen.where(AuditEntry.object_id == sought.object_id)
    if "." in sought.action:
        chosen = chosen.where(AuditEntry.action == sought.action)
    elif sought.action:
        chosen = chosen.where(AuditEntry.action.startswith(f"{sought.action}.", autoescape=True))
    if sought.since:
        chosen = chosen.where(AuditEntry.created_at >= china_midnight(sought.since))
    if sought.until:
        day_after = china_midnight(sought.until + timedelta(days=1))
        chosen = chosen.where(AuditEntry.created_at < day_after)
    return chosen


async def _page(
    session: AsyncSession, chosen: Select[AuditEntry], *, after: str | None, size: int
) -> Page[AuditEntry]:
    if after:
        last = min(int(decode_cursor(after, int)[0]), LARGEST_ID)
        chosen = chosen.where(AuditEntry.id < last)
    found = (await session.scalars(chosen.order_by(AuditEntry.id.desc()).limit(size + 1))).all()
    items = found[:size]
    return Page(items, encode_cursor(items[-1].id) if len(found) > size else None)


@dataclass(frozen=True, slots=True)
class BrokenSeal:
    """The first place where the chain does not hold."""

    position: int
    entry_id: int | None
    """Empty where the end of the chain is missing."""


async def broken_seal(session: AsyncSession) -> BrokenSeal | None:
    """Where the sealed trail was changed by hand, or None if every link holds.

    Walks the whole chain; for ``check-books`` and administrators, not for a page.
    """
    digest, position = GENESIS, 0
    while True:
        links = (
            await session.execute(
                select(AuditSeal, AuditEntry)
                .join(AuditEntry, AuditEntry.id == AuditSeal.entry_id)
                .where(AuditSeal.position > position)
                .order_by(AuditSeal.position)
                .limit(VERIFIED_AT_ONCE)
                .execution_options(populate_existing=True)
            )
        ).all()
        for seal, entry in links:
            digest = chained(digest, sealed_record(entry))
            if seal.position != position + 1 or seal.digest != digest:
                return BrokenSeal(position + 1, seal.entry_id)
            position = seal.position
        if len(links) < VERIFIED_AT_ONCE:
            break
    state = await session.scalar(
        select(Sealing).where(Sealing.id == 1).execution_options(populate_existing=True)
    )
    stated = (state.position, state.digest) if state else (0, GENESIS)
    return None if stated == (position, digest) else BrokenSeal(position + 1, None)
