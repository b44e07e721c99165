import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.errors import PhoneInvalid
from marketplace.accounts.models import Account
from marketplace.accounts.queries import identity
from marketplace.accounts.service import open_workbench
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import NotFound
from marketplace.messages.models import Message
from marketplace.vendors import queries, service
from marketplace.vendors.errors import AlreadyMember, LastOwner
from marketplace.vendors.models import MemberRole
from tests.support.accounts import make_account, sign_in
from tests.support.browser_like import Visitor
from tests.support.onboarding import by
from tests.support.vendors import make_vendor


async def test_a_clerk_is_invited_by_number_whether_it_has_an_account_or_not(
    session: AsyncSession,
) -> None:
    owner = await make_account(session)
    known = await make_account(session)
    vendor = await make_vendor(session, owner=owner)

    for phone in (known.phone, "13800138000"):
        await service.invite_clerk(
            session, vendor_id=vendor.id, actor=by(owner), phone=phone, name="小李"
        )

    staff = await queries.staff(session, vendor.id)
    assert [person.role for person in staff] == [
        MemberRole.OWNER, MemberRole.CLERK, MemberRole.CLERK,
    ]  # fmt: skip
    told = await session.scalars(sa.select(Message).where(Message.name == "vendor_clerk_invited"))
    assert {message.account_id for message in told} == {person.account_id for person in staff[1:]}


async def test_nobody_is_invited_twice_or_by_half_a_number(session: AsyncSession) -> None:
    owner = await make_account(session)
    vendor = await make_vendor(session, owner=owner)

    with pytest.raises(AlreadyMember):
        await service.invite_clerk(
            session, vendor_id=vendor.id, actor=by(owner), phone=owner.phone, name="x"
        )
    with pytest.raises(PhoneInvalid):
        await service.invite_clerk(
            session, vendor_id=vendor.id, actor=by(owner), phone="1380013", name="x"
        )


async def test_a_removed_clerk_is_out_at_the_next_request(
    session: AsyncSession, visitor: Visitor
) -> None:
    owner = await make_account(session)
    vendor = await make_vendor(session, owner=owner)
    member = await service.invite_clerk(
        session, vendor_id=vendor.id, actor=by(owner), phone="13800138001", name="小李"
    )
    clerk = await session.get_one(Account, member.account_id)
    entry = await sign_in(session, visitor, clerk)
    await open_workbench(session, session_id=entry.id, vendor_id=vendor.id)
    before = await identity(session, token_hash=entry.token_hash, now=utcnow())

    await service.remove_member(session, vendor_id=vendor.id, actor=by(owner), member_id=member.id)
    after = await identity(session, token_hash=entry.token_hash, now=utcnow())

    assert before is not None
    assert before.vendor_id == vendor.id
    assert after is not None
    assert (after.vendor_id, after.memberships) == (None, ())


async def test_the_last_owner_stays(session: AsyncSession) -> None:
    owner = await make_account(session)
    vendor = await make_vendor(session, owner=owner)
    [person] = await queries.staff(session, vendor.id)

    with pytest.raises(LastOwner):
        await service.remove_member(
            session, vendor_id=vendor.id, actor=by(owner), member_id=person.member_id
        )


async def test_people_of_another_shop_are_not_found(session: AsyncSession) -> None:
    owner = await make_account(session)
    vendor, other = await make_vendor(session, owner=owner), await make_vendor(session, owner=owner)
    [person] = await queries.staff(session, other.id)

    with pytest.raises(NotFound):
        await service.remove_member(
            session, vendor_id=vendor.id, actor=by(owner), member_id=person.member_id
        )
