"""People for tests."""

from datetime import timedelta
from itertools import count
from typing import Any

import phonenumbers
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.models import Account, Address, Session, StaffMember, StaffRole
from marketplace.http.identity import hashed
from marketplace.infra.crypto import blind_index
from marketplace.kit import ids
from marketplace.kit.clock import utcnow
from tests.support.browser_like import Visitor

_numbers = count(1)


async def make_account(session: AsyncSession, *roles: StaffRole, **given: Any) -> Account:
    """A person with a phone number of their own, holding ``roles``."""
    phone = given.pop("phone", None) or f"+86139{next(_numbers):08d}"
    assert phonenumbers.is_possible_number(phonenumbers.parse(phone))
    account = Account(
        phone=phone,
        phone_index=blind_index(phone),
        **{"name": "王小明", "language": "zh-CN", **given},
    )
    session.add(account)
    await session.flush()
    session.add_all(StaffMember(account_id=account.id, role=role) for role in roles)
    await session.flush()
    return account


async def make_address(session: AsyncSession, account: Account, **given: Any) -> Address:
    """A home in 上海, two provinces away."""
    address = Address(
        account_id=account.id,
        **{
            "recipient": "王小明",
            "phone": "+8613900000001",
            "division_code": "310101002",
            "detail": "示例路 1 号 2 室",
            "is_default": True,
            **given,
        },
    )
    session.add(address)
    await session.flush()
    return address


async def sign_in(session: AsyncSession, visitor: Visitor, account: Account) -> Session:
    """Give ``visitor`` a fresh session of ``account``."""
    token = ids.token()
    row = Session(
        account_id=account.id,
        token_hash=hashed(token),
        authenticated_at=utcnow(),
        seen_at=utcnow(),
        expires_at=utcnow() + timedelta(days=30),
    )
    session.add(row)
    await session.commit()
    visitor.client.cookies.set("session", token, domain="pavilion.test")
    return row
