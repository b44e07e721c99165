"""Reads about people."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.models import StaffRole


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
                   'shop_name', coalesce(nullif(v.shop_name_zh, ''), v.name)) ORDER BY m.created_at),
               '[]')
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
