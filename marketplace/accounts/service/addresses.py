"""A person's address book."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.errors import AddressBookFull, DivisionIncomplete
from marketplace.accounts.models import Account, Address
from marketplace.accounts.rules import MOST_ADDRESSES, contact_phone
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import Invalid, NotFound
from marketplace.kit.language import gettext as _
from marketplace.kit.text import clean
from marketplace.regions import queries as regions


@dataclass(frozen=True, slots=True)
class AddressFacts:
    """An address as it was typed."""

    recipient: str
    phone: str
    division_code: str
    """The deepest division that was chosen."""
    detail: str
    is_default: bool = False


async def add_address(session: AsyncSession, *, account_id: UUID, facts: AddressFacts) -> Address:
    """Put an address into the book; the first one is the default.

    Locks: the account, so that there is one default.
    Raises: PhoneInvalid, DivisionIncomplete, Invalid, AddressBookFull.
    """
    values = await _checked(session, facts)
    await _lock(session, account_id)
    held = await _live_count(session, account_id)
    if held >= MOST_ADDRESSES:
        raise AddressBookFull(_("地址最多保存 %(most)d 个，请先删除不用的。", most=MOST_ADDRESSES))
    is_default = facts.is_default or held == 0
    if is_default:
        await _no_default(session, account_id)
    address = Address(account_id=account_id, is_default=is_default, **values)
    session.add(address)
    await session.flush()
    return address


async def change_address(
    session: AsyncSession, *, account_id: UUID, address_id: UUID, facts: AddressFacts
) -> Address:
    """Correct an address; orders keep the copy they were placed with.

    Locks: the account.
    Raises: NotFound, PhoneInvalid, DivisionIncomplete, Invalid.
    """
    values = await _checked(session, facts)
    await _lock(session, account_id)
    address = await _own(session, account_id, address_id)
    if facts.is_default and not address.is_default:
        await _no_default(session, account_id)
        address.is_default = True
    for name, value in values.items():
        setattr(address, name, value)
    await session.flush()
    return address


async def make_default(session: AsyncSession, *, account_id: UUID, address_id: UUID) -> None:
    """Offer this address first.

    Locks: the account.
    Raises: NotFound.
    """
    await _lock(session, account_id)
    address = await _own(session, account_id, address_id)
    await _no_default(session, account_id)
    address.is_default = True
    await session.flush()


async def retire_address(session: AsyncSession, *, account_id: UUID, address_id: UUID) -> None:
    """Take an address out of the book; the newest other one becomes the default.

    Locks: the account.
    Raises: NotFound.
    """
    await _lock(session, account_id)
    address = await _own(session, account_id, address_id)
    was_default = address.is_default
    address.retired_at = utcnow()
    address.is_default = False
    await session.flush()
    if was_default:
        heir = await session.scalar(
            select(Address)
            .where(Address.account_id == account_id, Address.retired_at.is_(None))
            .order_by(Address.id.desc())
            .limit(1)
        )
        if heir is not None:
            heir.is_default = True
            await session.flush()


async def _checked(session: AsyncSession, facts: AddressFacts) -> dict[str, str]:
    recipient = clean(facts.recipient, 40, field="recipient")
    detail = clean(facts.detail, 120, field="detail")
    if not recipient:
        raise Invalid(_("请填写收货人。"), field="recipient")
    if len(detail) < 2:
        raise Invalid(_("请填写详细地址，如村组、小区、楼栋、门牌号。"), field="detail")
    return {
        "recipient": recipient,
        "phone": contact_phone(facts.phone),
        "division_code": await _deliverable(session, facts.division_code),
        "detail": detail,
    }


async def _deliverable(session: AsyncSession, code: str) -> str:
    """``code`` if a parcel can be addressed to it. Raises: DivisionIncomplete."""
    chosen = await regions.division(session, code)
    if chosen is None:
        raise DivisionIncomplete(_("请选择省、市、区县和乡镇街道。"), field="province")
    if chosen.level >= 4:
        if chosen.level > 4:
            raise DivisionIncomplete(_("请选择到乡镇街道。"), field="town")
        return chosen.code
    if await regions.has_children(session, code):
        field, sentence = {
            1: ("city", _("请选择城市。")),
            2: ("county", _("请选择区县。")),
            3: ("town", _("请选择乡镇或街道。")),
        }[chosen.level]
        raise DivisionIncomplete(sentence, field=field)
    return chosen.code


async def _lock(session: AsyncSession, account_id: UUID) -> None:
    await session.execute(select(Account.id).where(Account.id == account_id).with_for_update())


async def _live_count(session: AsyncSession, account_id: UUID) -> int:
    return (
        await session.scalar(
            select(func.count()).where(
                Address.account_id == account_id, Address.retired_at.is_(None)
            )
        )
        or 0
    )


async def _no_default(session: AsyncSession, account_id: UUID) -> None:
    await session.execute(
        update(Address)
        .where(Address.account_id == account_id, Address.is_default)
        .values(is_default=False)
    )


async def _own(session: AsyncSession, account_id: UUID, address_id: UUID) -> Address:
    address = await session.scalar(
        select(Address)
        .where(
            Address.id == address_id,
            Address.account_id == account_id,
            Address.retired_at.is_(None),
        )
        .execution_options(populate_existing=True)
    )
    if address is None:
        raise NotFound(_("没有找到这个地址。"))
    return address
