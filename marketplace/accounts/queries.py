"""Reads about people."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.models import (
    Account,
    AccountState,
    Address,
    ApiToken,
    Session,
    StaffMember,
    StaffRole,
)
from marketplace.accounts.rules import say_phone
from marketplace.kit.errors import NotFound
from marketplace.kit.language import gettext as _
from marketplace.messages.recipient import Recipient
from marketplace.regions import queries as regions


@dataclass(frozen=True, slots=True)
class Membership:
    """That a person works for a vendor."""

    vendor_id: UUID
    role: str
    """``owner`` or ``clerk``."""
    shop_name: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Everything a request needs to know about who is signed in; one query."""

    session_id: UUID
    account_id: UUID
    name: str
    language: str
    roles: frozenset[StaffRole]
    memberships: tuple[Membership, ...]
    vendor_id: UUID | None
    """The workbench in use: the chosen one, else the only one."""
    authenticated_at: datetime
    seen_at: datetime

    def membership(self, vendor_id: UUID) -> Membership | None:
        """The person's place at ``vendor_id``, if any."""
        return next((each for each in self.memberships if each.vendor_id == vendor_id), None)


_IDENTITY = text("""
SELECT s.id AS session_id, s.account_id, s.vendor_id, s.authenticated_at, s.seen_at,
       a.name, a.language,
       ARRAY(SELECT role FROM staff_members WHERE account_id = a.id AND ended_at IS NULL) AS roles,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'vendor_id', m.vendor_id, 'role', m.role,
                   'shop_name', coalesce(nullif(v.shop_name_zh, ''), v.name))
                   ORDER BY m.created_at), '[]')
          FROM vendor_members m JOIN vendors v ON v.id = m.vendor_id
         WHERE m.account_id = a.id AND m.ended_at IS NULL) AS memberships
  FROM sessions s JOIN accounts a ON a.id = s.account_id
 WHERE s.token_hash = :token_hash AND s.revoked_at IS NULL AND s.expires_at > :now
   AND a.state = 'active'
""")


async def identity(session: AsyncSession, *, token_hash: str, now: datetime) -> Identity | None:
    """Who holds the session whose token has this SHA-256, if it is still good."""
    row = (await session.execute(_IDENTITY, {"token_hash": token_hash, "now": now})).one_or_none()
    if row is None:
        return None
    given: list[dict[str, Any]] = row.memberships
    memberships = tuple(
        Membership(UUID(each["vendor_id"]), each["role"], each["shop_name"]) for each in given
    )
    chosen: UUID | None = row.vendor_id
    if chosen not in {each.vendor_id for each in memberships}:
        chosen = memberships[0].vendor_id if memberships else None
    return Identity(
        session_id=row.session_id,
        account_id=row.account_id,
        name=row.name,
        language=row.language,
        roles=frozenset(StaffRole(role) for role in row.roles),
        memberships=memberships,
        vendor_id=chosen,
        authenticated_at=row.authenticated_at,
        seen_at=row.seen_at,
    )


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom a program acts for, and what it may do."""

    token_id: UUID
    account_id: UUID
    name: str
    language: str
    scopes: frozenset[str]
    vendor_id: UUID | None
    vendor_role: str | None
    """``owner`` or ``clerk``; empty when the person no longer works for ``vendor_id``."""
    used_at: datetime | None


_BEARER = text("""
SELECT t.id AS token_id, t.account_id, t.scopes, t.vendor_id, t.used_at, a.name, a.language,
       (SELECT m.role FROM vendor_members m
         WHERE m.account_id = t.account_id AND m.vendor_id = t.vendor_id
           AND m.ended_at IS NULL) AS vendor_role
  FROM api_tokens t JOIN accounts a ON a.id = t.account_id
 WHERE t.token_hash = :token_hash AND t.revoked_at IS NULL AND t.expires_at > :now
   AND a.state = 'active'
""")


async def bearer(session: AsyncSession, *, token_hash: str, now: datetime) -> Bearer | None:
    """Who gave out the API token with this SHA-256, if it is still good."""
    row = (await session.execute(_BEARER, {"token_hash": token_hash, "now": now})).one_or_none()
    if row is None:
        return None
    works_there = row.vendor_role is not None
    return Bearer(
        token_id=row.token_id,
        account_id=row.account_id,
        name=row.name,
        language=row.language,
        scopes=frozenset(
            scope for scope in row.scopes if works_there or not scope.startswith("vendor:")
        ),
        vendor_id=row.vendor_id if works_there else None,
        vendor_role=row.vendor_role,
        used_at=row.used_at,
    )


async def account(session: AsyncSession, account_id: UUID) -> Account:
    """One person. Raises: NotFound."""
    found = await session.get(Account, account_id)
    if found is None:
        raise NotFound(_("没有找到这个账号。"))
    return found


async def recipient(session: AsyncSession, account_id: UUID) -> Recipient:
    """A person as somebody messages are written to. Raises: NotFound."""
    return _recipient(await account(session, account_id))


async def recipients(session: AsyncSession, account_ids: Collection[UUID]) -> list[Recipient]:
    """Several people as recipients, in one query."""
    found = await session.scalars(select(Account).where(Account.id.in_(account_ids)))
    return [_recipient(each) for each in found]


async def staff_recipients(session: AsyncSession, role: StaffRole) -> list[Recipient]:
    """Everybody who holds ``role`` now."""
    found = await session.scalars(
        select(Account)
        .join(StaffMember, StaffMember.account_id == Account.id)
        .where(
            StaffMember.role == role,
            StaffMember.ended_at.is_(None),
            Account.state == AccountState.ACTIVE,
        )
    )
    return [_recipient(each) for each in found]


def _recipient(found: Account) -> Recipient:
    return Recipient(
        account_id=found.id,
        name=found.name,
        language=found.language,
        phone=found.phone,
        email=found.email,
    )


async def names(session: AsyncSession, account_ids: Collection[UUID]) -> dict[UUID, str]:
    """What each of these people is called."""
    rows = await session.execute(
        select(Account.id, Account.name).where(Account.id.in_(account_ids))
    )
    return {account_id: name for account_id, name in rows}  # noqa: C416


async def live_sessions(
    session: AsyncSession, *, account_id: UUID, now: datetime
) -> Sequence[Session]:
    """Where a person is signed in, the most recently used first."""
    chosen = select(Session).where(
        Session.account_id == account_id, Session.revoked_at.is_(None), Session.expires_at > now
    )
    return (await session.scalars(chosen.order_by(Session.seen_at.desc()).limit(100))).all()


async def tokens(session: AsyncSession, *, account_id: UUID) -> Sequence[ApiToken]:
    """A person's API tokens that were not taken back, newest first."""
    chosen = select(ApiToken).where(
        ApiToken.account_id == account_id, ApiToken.revoked_at.is_(None)
    )
    return (await session.scalars(chosen.order_by(ApiToken.id.desc()).limit(100))).all()


@dataclass(frozen=True, slots=True)
class AddressView:
    """An address of the book, with its divisions in words."""

    id: UUID
    recipient: str
    phone: str
    """E.164, perhaps with an extension."""
    division_code: str
    region: str
    """``甘肃省陇南市成县红川镇``; in Chinese always, because couriers read it."""
    detail: str
    is_default: bool

    @property
    def one_line(self) -> str:
        """Region and detail together."""
        return f"{self.region} {self.detail}"

    @property
    def province_code(self) -> str:
        """What freight templates ask for."""
        return self.division_code[:2]

    @property
    def spoken_phone(self) -> str:
        """The number as people write it."""
        return say_phone(self.phone)


async def addresses(session: AsyncSession, *, account_id: UUID) -> list[AddressView]:
    """A person's address book: the default first, then the newest."""
    found = (
        await session.scalars(
            select(Address)
            .where(Address.account_id == account_id, Address.retired_at.is_(None))
            .order_by(Address.is_default.desc(), Address.id.desc())
        )
    ).all()
    return await _views(session, found)


async def address(session: AsyncSession, *, account_id: UUID, address_id: UUID) -> AddressView:
    """One address of a person's book. Raises: NotFound, also for somebody else's."""
    found = await session.scalar(
        select(Address).where(
            Address.id == address_id,
            Address.account_id == account_id,
            Address.retired_at.is_(None),
        )
    )
    if found is None:
        raise NotFound(_("没有找到这个地址。"))
    return (await _views(session, [found]))[0]


async def _views(session: AsyncSession, found: Sequence[Address]) -> list[AddressView]:
    lines = await regions.lineages(session, {each.division_code for each in found})
    return [
        AddressView(
            id=each.id,
            recipient=each.recipient,
            phone=each.phone,
            division_code=each.division_code,
            region=regions.spoken(lines[each.division_code]),
            detail=each.detail,
            is_default=each.is_default,
        )
        for each in found
    ]
