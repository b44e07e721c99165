"""Who works for a vendor."""

from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts import service as accounts
from marketplace.accounts.models import Account, ApiToken, Session
from marketplace.accounts.rules import login_phone
from marketplace.audit.service import Actor, record
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import NotFound
from marketplace.kit.language import gettext as _
from marketplace.messages.recipient import Recipient
from marketplace.messages.service import tell
from marketplace.vendors.errors import AlreadyMember, LastOwner
from marketplace.vendors.models import MemberRole, VendorMember
from marketplace.vendors.service._rows import locked_vendor


async def invite_clerk(
    session: AsyncSession, *, vendor_id: UUID, actor: Actor, phone: str, name: str
) -> VendorMember:
    """Let the holder of ``phone`` work in this shop; they come in with a code sent to it.

    A number without an account gets one that only its holder can open, so the answer does not
    tell whether there was one.

    Locks: the vendor row.
    Raises: NotFound, PhoneInvalid, AlreadyMember.
    """
    vendor = await locked_vendor(session, vendor_id)
    number = login_phone(phone)
    account = await accounts.by_phone(session, number)
    if account is None:
        account = await accounts.create_account(session, phone=number, name=name)
    if await _membership(session, vendor_id, account.id) is not None:
        raise AlreadyMember(_("这个手机号已经在店里了。"), field="phone")
    member = VendorMember(vendor_id=vendor_id, account_id=account.id, role=MemberRole.CLERK)
    session.add(member)
    await session.flush()
    record(
        session,
        actor=actor,
        action="vendor.clerk_invited",
        object_kind="vendor",
        object_id=vendor_id,
        after={"account_id": str(account.id)},
    )
    await tell(
        session,
        to=_recipient(account),
        name="vendor_clerk_invited",
        values={"shop": vendor.shop_name_zh or vendor.name},
        link="/vendor",
        about={"kind": "vendor", "id": str(vendor_id)},
    )
    return member


async def remove_member(
    session: AsyncSession, *, vendor_id: UUID, actor: Actor, member_id: UUID
) -> None:
    """End a person's work here, at once: in every open browser and every program of theirs.

    Locks: the vendor row.
    Raises: NotFound, LastOwner.
    """
    await locked_vendor(session, vendor_id)
    member = await session.get(VendorMember, member_id)
    if member is None or member.vendor_id != vendor_id or member.ended_at is not None:
        raise NotFound(_("没有找到这个人，可能已经移出了。"))
    if member.role is MemberRole.OWNER and await _owner_count(session, vendor_id) == 1:
        raise LastOwner(_("店铺至少要有一位负责人。"))
    member.ended_at = utcnow()
    await session.execute(
        update(Session)
        .where(Session.account_id == member.account_id, Session.vendor_id == vendor_id)
        .values(vendor_id=None)
    )
    await session.execute(
        update(ApiToken)
        .where(
            ApiToken.account_id == member.account_id,
            ApiToken.vendor_id == vendor_id,
            ApiToken.revoked_at.is_(None),
        )
        .values(revoked_at=member.ended_at)
    )
    record(
        session,
        actor=actor,
        action="vendor.member_removed",
        object_kind="vendor",
        object_id=vendor_id,
        after={"account_id": str(member.account_id), "role": member.role},
    )
    await session.flush()


async def _membership(
    session: AsyncSession, vendor_id: UUID, account_id: UUID
) -> VendorMember | None:
    found: VendorMember | None = await session.scalar(
        select(VendorMember).where(
            VendorMember.vendor_id == vendor_id,
            VendorMember.account_id == account_id,
            VendorMember.ended_at.is_(None),
        )
    )
    return found


async def _owner_count(session: AsyncSession, vendor_id: UUID) -> int:
    count = await session.scalar(
        select(func.count())
        .select_from(VendorMember)
        .where(
            VendorMember.vendor_id == vendor_id,
            VendorMember.role == MemberRole.OWNER,
            VendorMember.ended_at.is_(None),
        )
    )
    return count or 0


def _recipient(account: Account) -> Recipient:
    return Recipient(
        account_id=account.id,
        name=account.name,
        language=account.language,
        phone=account.phone,
        email=account.email,
    )
