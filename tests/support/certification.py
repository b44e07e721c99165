"""Papers for tests."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.models import Account, StaffRole
from marketplace.audit.service import SYSTEM, Actor
from marketplace.certification import rules, service
from marketplace.certification.models import Certificate
from marketplace.kit.check_digits import make_food_licence
from marketplace.kit.clock import china_day, utcnow
from marketplace.vendors.models import Vendor
from tests.support.accounts import make_account

_serials = count(1)
ALL_PASSED = dict.fromkeys(rules.CHECKS, "pass")


async def hand_in(session: AsyncSession, vendor: Vendor, **given: Any) -> Certificate:
    """A food production licence of ``vendor``, waiting to be checked."""
    serial = next(_serials)
    return await service.submit_certificate(
        session,
        **{
            "vendor_id": vendor.id,
            "actor": SYSTEM,
            "submitted_by": None,
            "type_code": "SC",
            "number": make_food_licence(category="118", serial=serial),
            "holder": vendor.name,
            "issuer": "示例市场监督管理局",
            "valid_from": date(2025, 1, 1),
            "valid_until": china_day(utcnow()) + timedelta(days=400),
            "is_demo": True,
            **given,
        },
    )


async def make_valid(
    session: AsyncSession, vendor: Vendor, *, reviewer: Account | None = None, **given: Any
) -> Certificate:
    """A paper that a reviewer found valid."""
    reviewer = reviewer or await make_account(session, StaffRole.REVIEWER)
    paper = await hand_in(session, vendor, **given)
    by = Actor(reviewer.id, "account")
    await service.claim(session, certificate_id=paper.id, actor=by)
    return await service.accept(session, certificate_id=paper.id, actor=by, checks=ALL_PASSED)
