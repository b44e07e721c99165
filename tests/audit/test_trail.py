from datetime import timedelta
from enum import StrEnum
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.audit import queries
from marketplace.audit.models import AuditEntry, AuditSeal
from marketplace.audit.queries import BrokenSeal, Sought
from marketplace.audit.service import SYSTEM, Actor, record, seal_entries
from marketplace.kit.clock import china_day, utcnow


class Colour(StrEnum):
    RED = "red"


async def write(session: AsyncSession, count: int = 1, **given: object) -> None:
    for n in range(count):
        record(
            session,
            **{
                "actor": SYSTEM,
                "action": "vendor.approved",
                "object_kind": "vendor",
                "object_id": f"v{n}",
                **given,
            },
        )
    await session.flush()


async def alter(session: AsyncSession, statement: str) -> None:
    """Change the trail by hand, as somebody with the database password could."""
    for table in ("audit_entries", "audit_seals"):
        await session.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    await session.execute(sa.text(statement))


async def test_an_entry_is_never_edited_or_removed(session: AsyncSession) -> None:
    await write(session)

    for statement in ("UPDATE audit_entries SET action = 'x'", "DELETE FROM audit_entries"):
        with pytest.raises(DBAPIError):
            async with session.begin_nested():
                await session.execute(sa.text(statement))


async def test_facts_come_back_as_plain_json(session: AsyncSession) -> None:
    identifier = uuid4()

    await write(session, after={"id": identifier, "colour": Colour.RED, "at": utcnow()})

    entry = (await session.scalars(sa.select(AuditEntry))).one()
    assert entry.after
    assert entry.after["id"] == str(identifier)
    assert entry.after["colour"] == "red"
    with pytest.raises(TypeError):
        await write(session, after={"rate": 0.1})


async def test_an_untouched_chain_holds(session: AsyncSession) -> None:
    assert await queries.broken_seal(session) is None
    await write(session, 5, before={"state": "a"}, after={"state": "b", "名": "核桃"})
    assert await seal_entries(session, most=2) == 2
    await write(session, 3)

    assert await seal_entries(session) == 6
    assert await seal_entries(session) == 0
    assert await queries.broken_seal(session) is None


async def test_an_entry_that_commits_late_is_sealed_too(session: AsyncSession) -> None:
    await write(session)
    late = await session.scalar(sa.select(sa.func.max(AuditEntry.id)))
    await alter(session, "CREATE TEMP TABLE held ON COMMIT DROP AS SELECT * FROM audit_entries")
    await session.execute(sa.text("DELETE FROM audit_entries"))
    await write(session)
    await seal_entries(session)

    await session.execute(
        sa.text("INSERT INTO audit_entries OVERRIDING SYSTEM VALUE SELECT * FROM held")
    )
    assert await seal_entries(session) == 1

    latest = sa.select(AuditSeal.entry_id).order_by(AuditSeal.position.desc())
    assert (await session.scalars(latest.limit(1))).one() == late
    assert await queries.broken_seal(session) is None


@pytest.mark.parametrize(
    ("statement", "position"),
    [
        ("UPDATE audit_entries SET reason = 'forged' WHERE object_id = 'v2'", 3),
        ("UPDATE audit_entries SET after = '{}' WHERE object_id = 'v0'", 1),
        ("UPDATE audit_entries SET created_at = now() + interval '1 day' WHERE object_id='v1'", 2),
        ("UPDATE audit_entries SET actor_id = gen_random_uuid() WHERE object_id = 'v4'", 5),
        ("DELETE FROM audit_seals WHERE position = 3", 3),
        ("DELETE FROM audit_seals WHERE position = 5", 5),
        ("UPDATE audit_seals SET digest = repeat('0', 64) WHERE position = 4", 4),
    ],
)
async def test_what_was_changed_by_hand_breaks_the_chain_there(
    session: AsyncSession, statement: str, position: int
) -> None:
    await write(session, 5)
    await seal_entries(session)
    assert await queries.broken_seal(session) is None

    await alter(session, statement)

    broken = await queries.broken_seal(session)
    assert isinstance(broken, BrokenSeal)
    assert broken.position == position


async def test_the_trail_is_narrowed_and_paged(session: AsyncSession) -> None:
    me = uuid4()
    await write(session, 3, actor=Actor(me, "account"))
    await write(session, 2, action="product.listed", object_kind="product")

    assert len((await queries.entries(session, sought=Sought(actor_id=me))).items) == 3
    assert len((await queries.entries(session, sought=Sought(action="product"))).items) == 2
    assert len((await queries.entries(session, sought=Sought(action="vendor.approved"))).items) == 3
    assert len((await queries.entries(session, sought=Sought(action="ven_or"))).items) == 0
    one = Sought(object_kind="product", object_id="v1")
    assert len((await queries.entries(session, sought=one)).items) == 1
    today = china_day(utcnow())
    assert len((await queries.entries(session, sought=Sought(since=today, until=today))).items) == 5
    tomorrow = Sought(since=today + timedelta(days=1))
    assert len((await queries.entries(session, sought=tomorrow)).items) == 0

    first = await queries.entries(session, sought=Sought(), size=4)
    assert first.next
    rest = await queries.entries(session, sought=Sought(), size=4, after=first.next)
    assert (len(first.items), len(rest.items), rest.next) == (4, 1, None)


async def test_a_person_sees_what_they_did_and_what_was_done_to_them(
    session: AsyncSession,
) -> None:
    me = uuid4()
    await write(session, actor=Actor(me, "account"))
    await write(session, object_kind="account", object_id=me)
    await write(session)

    found = await queries.of_account(session, account_id=me)

    assert len(found.items) == 2
    history = await queries.history_of(session, object_kind="account", object_id=me)
    assert len(history) == 1
