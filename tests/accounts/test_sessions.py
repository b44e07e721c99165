from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts import service
from marketplace.accounts.models import Account, Session, StaffMember, StaffRole
from marketplace.accounts.queries import identity
from marketplace.audit.models import AuditEntry
from marketplace.audit.service import SYSTEM
from marketplace.kit.clock import utcnow
from marketplace.kit.hashing import sha256_hex
from marketplace.messages.models import Message
from tests.support.accounts import make_account


async def enter(session: AsyncSession, account: Account, **given: str) -> str:
    return await service.start_session(
        session, account_id=account.id, user_agent="Firefox", actor=SYSTEM, **given
    )


async def holder(session: AsyncSession, token: str) -> Account | None:
    found = await identity(session, token_hash=sha256_hex(token), now=utcnow())
    return await session.get(Account, found.account_id) if found else None


async def test_a_new_session_ends_the_browsers_former_one(session: AsyncSession) -> None:
    account = await make_account(session)
    first = await enter(session, account)

    second = await enter(session, account, old_token=first)

    assert await holder(session, first) is None
    assert await holder(session, second) is account


async def test_a_new_password_ends_every_other_session_and_changes_this_ones_token(
    session: AsyncSession,
) -> None:
    account = await make_account(session)
    here = await enter(session, account)
    elsewhere = await enter(session, account)
    own = await identity(session, token_hash=sha256_hex(here), now=utcnow())
    assert own

    renewed = await service.change_password(
        session,
        account_id=account.id,
        session_id=own.session_id,
        password="walnuts in november",
        actor=SYSTEM,
    )

    assert await holder(session, elsewhere) is None
    assert await holder(session, here) is None
    assert await holder(session, renewed) is account
    told = await session.scalars(sa.select(Message.name))
    assert set(told) == {"password_changed"}


async def test_a_role_taken_away_ends_the_persons_sessions(session: AsyncSession) -> None:
    account = await make_account(session, StaffRole.REVIEWER)
    token = await enter(session, account)

    await service.end_role(session, account_id=account.id, role=StaffRole.REVIEWER, actor=SYSTEM)

    assert await holder(session, token) is None
    assert (await session.scalars(sa.select(StaffMember.ended_at))).one() is not None


async def test_an_expired_session_opens_nothing(session: AsyncSession) -> None:
    account = await make_account(session)
    token = await enter(session, account)

    await session.execute(sa.update(Session).values(expires_at=utcnow() - timedelta(seconds=1)))

    assert await holder(session, token) is None


async def test_granting_a_role_twice_grants_it_once(session: AsyncSession) -> None:
    account = await make_account(session)

    for _n in range(2):
        await service.grant_role(session, account_id=account.id, role=StaffRole.FINANCE)

    assert len((await session.scalars(sa.select(StaffMember))).all()) == 1
    actions = await session.scalars(sa.select(AuditEntry.action))
    assert list(actions) == ["account.role_granted"]


async def test_seen_is_noted_at_most_every_five_minutes(session: AsyncSession) -> None:
    account = await make_account(session)
    await enter(session, account)
    row = (await session.scalars(sa.select(Session))).one()
    now = utcnow()

    await service.touch_session(session, session_id=row.id, now=now + timedelta(minutes=4))
    await session.refresh(row)
    assert row.seen_at < now + timedelta(minutes=1)

    await service.touch_session(session, session_id=row.id, now=now + timedelta(minutes=6))
    await session.refresh(row)
    assert row.seen_at == now + timedelta(minutes=6)


async def test_a_stronger_hash_replaces_a_weaker_one_at_login(session: AsyncSession) -> None:
    from pwdlib import PasswordHash
    from pwdlib.hashers.argon2 import Argon2Hasher

    weak = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8_192, parallelism=1),))
    account = await make_account(session, password_hash=weak.hash("walnuts in november"))

    found = await service.authenticate(
        session, phone=account.phone, password="walnuts in november", actor=SYSTEM
    )

    assert found is account
    assert "m=47104" in (account.password_hash or "")


async def test_the_sweep_forgets_what_has_had_its_time(session: AsyncSession) -> None:
    account = await make_account(session)
    await enter(session, account)
    await service.request_code(session, recipient=account.phone, purpose="login")
    await session.execute(sa.text("UPDATE sessions SET expires_at = now() - interval '185 days'"))
    await session.execute(
        sa.text("UPDATE one_time_codes SET expires_at = now() - interval '25 hours'")
    )

    await service.forget_expired(session)

    for table in ("sessions", "one_time_codes"):
        assert await session.scalar(sa.text(f"SELECT count(*) FROM {table}")) == 0
