"""Vendors for tests."""

from itertools import count
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.models import Account
from marketplace.kit.check_digits import make_uscc
from marketplace.kit.clock import utcnow
from marketplace.vendors.models import MemberRole, Vendor, VendorMember
from marketplace.vendors.states import VendorKind, VendorState

_serials = count(500_000)


async def make_vendor(
    session: AsyncSession, *, owner: Account | None = None, **given: Any
) -> Vendor:
    """A trading walnut co-operative of 成县, with ``owner`` as its owner."""
    serial = next(_serials)
    vendor = Vendor(
        **{
            "slug": f"test-{serial}",
            "kind": VendorKind.COOPERATIVE,
            "state": VendorState.TRADING,
            "approved_at": utcnow(),
            "pavilion_code": "621221",
            "name": f"成县示例核桃专业合作社{serial}(演示)",
            "shop_name_zh": f"示例核桃社{serial}",
            "shop_name_en": f"Example Walnut Co-op {serial}",
            "uscc": make_uscc(serial=serial),
            "legal_representative": "李示例",
            "registered_address": "甘肃省陇南市成县红川镇示例村",
            "division_code": "621221105",
            "member_contribution_minor": 50_000_000,
            "service_phone": "0939-0000000",
            **given,
        }
    )
    session.add(vendor)
    await session.flush()
    if owner is not None:
        await make_member(session, vendor, owner)
    return vendor


async def make_member(
    session: AsyncSession, vendor: Vendor, account: Account, role: MemberRole = MemberRole.OWNER
) -> VendorMember:
    """``account`` works for ``vendor``."""
    member = VendorMember(vendor_id=vendor.id, account_id=account.id, role=role)
    session.add(member)
    await session.flush()
    return member
