"""Becoming somebody here, and holding a role."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.errors import PhoneTaken
from marketplace.accounts.models import Account, AccountState, Consent, StaffMember, StaffRole
from marketplace.accounts.models import Session as Entry
from marketplace.accounts.passwords import hash_password
from marketplace.accounts.rules import (
    TERMS,
    TERMS_VERSION,
    check_password,
    login_phone,
    mailbox,
    say_phone,
)
from marketplace.audit.service import SYSTEM, Actor, record
from marketplace.infra.crypto import blind_index
from marketplace.kit.clock import utcnow
from marketplace.kit.ids import uuid7
from marketplace.kit.language import DEFAULT, language
from marketplace.kit.language import gettext as _
from marketplace.kit.text import clean


async def create_account(
    session: AsyncSession,
    *,
    phone: str,
    name: str,
    password: str | None = None,
    password_hash: str | None = None,
    email: str | None = None,
    language: str = DEFAULT,
    is_demo: bool = False,
    roles: Iterable[StaffRole] = (),
) -> Account:
    """An account made by the house itself: seeds and operators.

    ``password_hash`` spares the hashing where many share one password.

    Raises: PhoneInvalid, PhoneTaken, EmailInvalid, PasswordRefused, Unavailable.
    """
    number = login_phone(phone)
    if password is not None:
        check_password(password, about=(name, number))
        password_hash = await hash_password(password)
    account = await _insert(
        session,
        number=number,
        name=clean(name, 64, field="name"),
        password_hash=password_hash,
        email=mailbox(email) if email else None,
        language=language,
        is_demo=is_demo,
    )
    if account is None:
        raise PhoneTaken(_("这个手机号已有账号。"), field="phone")
    record(
        session,
        actor=SYSTEM,
        action="account.created",
        object_kind="account",
        object_id=account.id,
        after={"is_demo": is_demo},
    )
    for role in roles:
        await grant_role(session, account_id=account.id, role=role)
    return account


async def register(
    session: AsyncSession, *, phone: str, name: str, password: str | None, actor: Actor
) -> tuple[Account, bool]:
    """The account of a phone whose holder has just proved it is theirs; made if there is none.

    Returns the account and whether it is new. An old account keeps its name and password.

    Needs: a code for ``phone`` was verified, and the terms were agreed to.
    Raises: PhoneInvalid, PasswordRefused, Unavailable.
    """
    number = login_phone(phone)
    if password is not None:
        check_password(password, about=(name, number))
    known = await by_phone(session, number)
    if known is not None:
        return known, False
    hashed = await hash_password(password) if password is not None else None
    account = await _insert(
        session,
        number=number,
        name=clean(name, 64, field="name") or say_phone(number)[-4:],
        password_hash=hashed,
        email=None,
        language=language(),
        is_demo=False,
    )
    if account is None:
        # Somebody pressed twice: the first press made it.
        made = await by_phone(session, number)
        assert made is not None
        return made, False
    now = utcnow()
    session.add_all(
        Consent(account_id=account.id, document=document, version=TERMS_VERSION, given_at=now)
        for document in TERMS
    )
    record(
        session,
        actor=Actor(account.id, "account", actor.request_id, actor.address),
        action="account.registered",
        object_kind="account",
        object_id=account.id,
        after={"terms": TERMS_VERSION},
    )
    return account, True


async def _insert(
    session: AsyncSession,
    *,
    number: str,
    name: str,
    password_hash: str | None,
    email: str | None,
    language: str,
    is_demo: bool,
) -> Account | None:
    """The new account, or None when the number has one already."""
    made = await session.scalar(
        insert(Account)
        .values(
            id=uuid7(),
            name=name,
            phone=number,
            phone_index=blind_index(number),
            email=email,
            email_index=blind_index(email) if email else None,
            password_hash=password_hash,
            language=language,
            state=AccountState.ACTIVE,
            is_demo=is_demo,
            password_changed_at=utcnow() if password_hash else None,
        )
        .on_conflict_do_nothing(index_elements=["phone_index"])
        .returning(Account.id)
    )
    return await session.get(Account, made) if made else None


async def by_phone(session: AsyncSession, number: str) -> Account | None:
    """The account whose E.164 number this is."""
    found: Account | None = await session.scalar(
        select(Account).where(Account.phone_index == blind_index(number))
    )
    return found


async def grant_role(
    session: AsyncSession, *, account_id: UUID, role: StaffRole, actor: Actor = SYSTEM
) -> None:
    """Let a member of staff do what ``role`` does; nothing happens if they may already."""
    made = await session.scalar(
        insert(StaffMember)
        .values(id=uuid7(), account_id=account_id, role=role, granted_by=actor.account_id)
        .on_conflict_do_nothing()
        .returning(StaffMember.id)
    )
    if made:
        record(
            session,
            actor=actor,
            action="account.role_granted",
            object_kind="account",
            object_id=account_id,
            after={"role": role},
        )


async def end_role(
    session: AsyncSession, *, account_id: UUID, role: StaffRole, actor: Actor
) -> None:
    """Take ``role`` away, and end every session of that person at once.

    Source: security rule A7.
    """
    now = utcnow()
    ended = await session.scalar(
        update(StaffMember)
        .where(
            StaffMember.account_id == account_id,
            StaffMember.role == role,
            StaffMember.ended_at.is_(None),
        )
        .values(ended_at=now)
        .returning(StaffMember.id)
    )
    if not ended:
        return
    await session.execute(
        update(Entry)
        .where(Entry.account_id == account_id, Entry.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    record(
        session,
        actor=actor,
        action="account.role_ended",
        object_kind="account",
        object_id=account_id,
        before={"role": role},
    )


async def change_profile(
    session: AsyncSession, *, account_id: UUID, name: str, language: str, actor: Actor
) -> None:
    """How a person wants to be called, and which language we write to them in."""
    account = await session.get_one(Account, account_id)
    before = {"name": account.name, "language": account.language}
    account.name = clean(name, 64, field="name")
    account.language = language
    after = {"name": account.name, "language": account.language}
    if before != after:
        record(
            session,
            actor=actor,
            action="account.profile_changed",
            object_kind="account",
            object_id=account_id,
            before=before,
            after=after,
        )


async def set_mailbox(
    session: AsyncSession, *, account_id: UUID, email: str | None, actor: Actor
) -> bool:
    """Write to this mailbox from now on; False when another account has it.

    Needs: a code sent to ``email`` was verified.
    Raises: EmailInvalid.
    """
    account = await session.get_one(Account, account_id)
    chosen = mailbox(email) if email else None
    if chosen:
        holder = await session.scalar(
            select(Account.id).where(
                Account.email_index == blind_index(chosen), Account.id != account_id
            )
        )
        if holder is not None:
            return False
    account.email = chosen
    account.email_index = blind_index(chosen) if chosen else None
    record(
        session,
        actor=actor,
        action="account.email_changed",
        object_kind="account",
        object_id=account_id,
    )
    return True
