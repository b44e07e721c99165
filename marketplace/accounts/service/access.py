"""Coming in and going out: passwords, one-time codes, sessions."""

import secrets
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.models import Account, AccountState, OneTimeCode
from marketplace.accounts.models import Session as Entry
from marketplace.accounts.passwords import compare, hash_password
from marketplace.accounts.queries import recipient as recipient_of
from marketplace.accounts.rules import (
    CODE_FOR,
    CODE_TRIES,
    SEEN_EVERY,
    SESSION_FOR,
    check_password,
)
from marketplace.accounts.service.people import by_phone
from marketplace.audit.service import Actor, record
from marketplace.infra.crypto import blind_index
from marketplace.kit import ids
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import NotFound
from marketplace.kit.hashing import sha256_hex
from marketplace.kit.language import gettext as _
from marketplace.kit.language import language
from marketplace.messages.models import Channel
from marketplace.messages.recipient import Recipient
from marketplace.messages.service import tell

Purpose = Literal["login", "confirm", "email"]


async def authenticate(
    session: AsyncSession, *, phone: str, password: str, actor: Actor
) -> Account | None:
    """The account whose number and password these are; None says only that they do not fit.

    Takes as long for an unknown number as for a wrong password. A failure is written into the
    trail, so let the transaction commit.

    Raises: Unavailable, when too many are waiting.
    """
    account = await by_phone(session, phone)
    fit = await compare(password, account.password_hash if account else None)
    if account is None or not fit.is_right or account.state is not AccountState.ACTIVE:
        _note_failure(session, account, actor, by="password")
        return None
    if fit.better_hash:
        account.password_hash = fit.better_hash
    return account


async def confirm_password(
    session: AsyncSession, *, account_id: UUID, password: str, actor: Actor
) -> bool:
    """Whether the signed-in person knows their password.

    Raises: Unavailable, when too many are waiting.
    """
    account = await session.get_one(Account, account_id)
    fit = await compare(password, account.password_hash)
    if not fit.is_right:
        _note_failure(session, account, actor, by="password")
    return fit.is_right


async def request_code(
    session: AsyncSession, *, recipient: str, purpose: Purpose, by_email: bool = False
) -> None:
    """Send six digits to a phone (E.164) or mailbox, known here or not.

    Needs: ``limits.code_requests`` were counted.
    """
    code = f"{secrets.randbelow(1_000_000):06d}"
    session.add(
        OneTimeCode(
            recipient_index=blind_index(recipient),
            purpose=purpose,
            code_hash=_code_hash(recipient, purpose, code),
            expires_at=utcnow() + CODE_FOR,
        )
    )
    await tell(
        session,
        to=Recipient(
            account_id=None,
            language=language(),
            phone=None if by_email else recipient,
            email=recipient if by_email else None,
        ),
        name="one_time_code",
        values={"code": code, "minutes": int(CODE_FOR.total_seconds() // 60)},
        channels={Channel.EMAIL if by_email else Channel.SMS},
    )


async def use_code(session: AsyncSession, *, recipient: str, purpose: Purpose, code: str) -> bool:
    """Whether ``code`` is the one last sent; a right code is good once, a wrong one is a try.

    One statement, so that of two people with the same code one comes in. Let the transaction
    commit either way.

    Locks: the code's row.
    """
    now = utcnow()
    newest = (
        select(OneTimeCode.id)
        .where(
            OneTimeCode.recipient_index == blind_index(recipient), OneTimeCode.purpose == purpose
        )
        .order_by(OneTimeCode.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    fits = OneTimeCode.code_hash == _code_hash(recipient, purpose, code)
    used_at = await session.scalar(
        update(OneTimeCode)
        .where(
            OneTimeCode.id == newest,
            OneTimeCode.used_at.is_(None),
            OneTimeCode.attempts < CODE_TRIES,
            OneTimeCode.expires_at > now,
        )
        .values(attempts=OneTimeCode.attempts + 1, used_at=case((fits, now)))
        .returning(OneTimeCode.used_at)
        .execution_options(synchronize_session=False)
    )
    return used_at is not None


async def login_with_code(
    session: AsyncSession, *, phone: str, code: str, actor: Actor
) -> tuple[bool, Account | None]:
    """Whether the code is right, and whose phone it is, if an active account's.

    A right code of an unknown phone proves the phone: the person may register. Let the
    transaction commit either way.
    """
    account = await by_phone(session, phone)
    if not await use_code(session, recipient=phone, purpose="login", code=code):
        _note_failure(session, account, actor, by="code")
        return False, None
    if account is not None and account.state is not AccountState.ACTIVE:
        return False, None
    return True, account


def _code_hash(recipient: str, purpose: str, code: str) -> str:
    """Keyed: a million codes are tried in no time by whoever sees a plain digest."""
    return blind_index(f"{purpose}\n{recipient}\n{code}")


def _note_failure(session: AsyncSession, account: Account | None, actor: Actor, *, by: str) -> None:
    record(
        session,
        actor=actor,
        action="session.refused",
        object_kind="account",
        object_id=account.id if account else "unknown",
        after={"by": by},
    )


async def start_session(
    session: AsyncSession,
    *,
    account_id: UUID,
    user_agent: str,
    actor: Actor,
    old_token: str | None = None,
) -> str:
    """A new session; the browser's former one is over. Returns the token for its cookie."""
    now = utcnow()
    if old_token:
        await session.execute(
            update(Entry)
            .where(Entry.token_hash == sha256_hex(old_token), Entry.revoked_at.is_(None))
            .values(revoked_at=now)
        )
    token = ids.token()
    entry = Entry(
        account_id=account_id,
        token_hash=sha256_hex(token),
        user_agent=user_agent[:200],
        address=actor.address or "",
        authenticated_at=now,
        seen_at=now,
        expires_at=now + SESSION_FOR,
    )
    session.add(entry)
    await session.flush()
    record(
        session,
        actor=Actor(account_id, "account", actor.request_id, actor.address),
        action="session.started",
        object_kind="session",
        object_id=entry.id,
    )
    return token


async def renew_session(session: AsyncSession, *, session_id: UUID, actor: Actor) -> str:
    """The person has just proved again who they are. Returns the session's new token."""
    token = ids.token()
    await session.execute(
        update(Entry)
        .where(Entry.id == session_id, Entry.revoked_at.is_(None))
        .values(token_hash=sha256_hex(token), authenticated_at=utcnow())
    )
    record(
        session,
        actor=actor,
        action="session.confirmed",
        object_kind="session",
        object_id=session_id,
    )
    return token


async def touch_session(session: AsyncSession, *, session_id: UUID, now: datetime) -> None:
    """Note that the session is in use, unless another request is noting the same just now."""
    due = (
        select(Entry.id)
        .where(Entry.id == session_id, Entry.seen_at < now - SEEN_EVERY)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    await session.execute(
        update(Entry)
        .where(Entry.id == due)
        .values(seen_at=now)
        .execution_options(synchronize_session=False)
    )


async def end_session(
    session: AsyncSession, *, account_id: UUID, session_id: UUID, actor: Actor
) -> None:
    """The session is over, on this server too.

    Raises: NotFound, also for somebody else's.
    """
    ended = await session.scalar(
        update(Entry)
        .where(Entry.id == session_id, Entry.account_id == account_id, Entry.revoked_at.is_(None))
        .values(revoked_at=utcnow())
        .returning(Entry.id)
    )
    if ended is None:
        raise NotFound(_("没有找到这次登录，可能已经退出了。"))
    record(
        session,
        actor=actor,
        action="session.ended",
        object_kind="session",
        object_id=session_id,
    )


async def end_other_sessions(
    session: AsyncSession, *, account_id: UUID, keep: UUID, actor: Actor
) -> int:
    """Every other browser of this person has to sign in again. Returns how many there were."""
    ended = (
        await session.scalars(
            update(Entry)
            .where(Entry.account_id == account_id, Entry.id != keep, Entry.revoked_at.is_(None))
            .values(revoked_at=utcnow())
            .returning(Entry.id)
        )
    ).all()
    if ended:
        record(
            session,
            actor=actor,
            action="session.others_ended",
            object_kind="account",
            object_id=account_id,
            after={"ended": len(ended)},
        )
    return len(ended)


async def change_password(
    session: AsyncSession, *, account_id: UUID, session_id: UUID, password: str, actor: Actor
) -> str:
    """A new password: all other sessions end. Returns this session's new token.

    Needs: a fresh login; the caller has asked for the old password or a code.
    Raises: PasswordRefused, Unavailable.
    """
    account = await session.get_one(Account, account_id)
    check_password(password, about=(account.name, account.phone))
    account.password_hash = await hash_password(password)
    account.password_changed_at = utcnow()
    await end_other_sessions(session, account_id=account_id, keep=session_id, actor=actor)
    await tell(
        session,
        to=await recipient_of(session, account_id),
        name="password_changed",
        values={"moment": utcnow()},
        link="/account/sessions",
        about={"kind": "account", "id": str(account_id)},
    )
    record(
        session,
        actor=actor,
        action="account.password_changed",
        object_kind="account",
        object_id=account_id,
    )
    return await renew_session(session, session_id=session_id, actor=actor)


async def forget_expired(session: AsyncSession) -> None:
    """Drop what has had its time: codes after a day, sessions after the half year the law wants.

    Source: Cybersecurity Law art. 21 (network logs for six months).
    """
    for table, column, days in (
        ("limit_windows", "expires_at", 0),
        ("kept_answers", "expires_at", 0),
        ("one_time_codes", "expires_at", 1),
        ("sessions", "expires_at", 184),
    ):
        rows = Entry.metadata.tables[table]
        await session.execute(
            delete(rows).where(rows.c[column] < func.now() - func.make_interval(0, 0, 0, days))
        )
