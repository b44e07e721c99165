from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from marketplace.accounts import queries, service
from marketplace.accounts.errors import AddressBookFull, DivisionIncomplete, PhoneInvalid
from marketplace.accounts.models import Address
from marketplace.accounts.rules import MOST_ADDRESSES
from marketplace.accounts.service import AddressFacts
from marketplace.kit.errors import Invalid, NotFound
from tests.support.accounts import make_account
from tests.support.queries import counted


def facts(**given: object) -> AddressFacts:
    return AddressFacts(
        **{
            "recipient": "王小明",
            "phone": "13900000001",
            "division_code": "310101002",
            "detail": "示例路 1 号",
            **given,
        }
    )


async def defaults(session: AsyncSession, account_id: UUID) -> list[str]:
    found = await queries.addresses(session, account_id=account_id)
    return [each.detail for each in found if each.is_default]


async def test_the_first_address_is_the_default_and_the_newest_inherits(
    session: AsyncSession,
) -> None:
    account = await make_account(session)

    first = await service.add_address(session, account_id=account.id, facts=facts(detail="一号"))
    await service.add_address(session, account_id=account.id, facts=facts(detail="二号"))
    assert await defaults(session, account.id) == ["一号"]

    await service.add_address(
        session, account_id=account.id, facts=facts(detail="三号", is_default=True)
    )
    assert await defaults(session, account.id) == ["三号"]

    await service.make_default(session, account_id=account.id, address_id=first.id)
    assert await defaults(session, account.id) == ["一号"]

    await service.retire_address(session, account_id=account.id, address_id=first.id)
    assert await defaults(session, account.id) == ["三号"]


async def test_an_address_is_spoken_without_words_that_only_group(session: AsyncSession) -> None:
    account = await make_account(session)
    await service.add_address(session, account_id=account.id, facts=facts())

    found = (await queries.addresses(session, account_id=account.id))[0]

    assert found.region.startswith("上海市黄浦区")
    assert "市辖区" not in found.region
    assert found.province_code == "31"
    assert found.spoken_phone == "13900000001"


@pytest.mark.parametrize(
    ("code", "field"),
    [
        ("31", "city"),
        ("3101", "county"),
        ("310101", "town"),
        ("999999", "province"),
        ("", "province"),
    ],
)
async def test_a_parcel_needs_the_town(session: AsyncSession, code: str, field: str) -> None:
    account = await make_account(session)

    with pytest.raises(DivisionIncomplete) as refusal:
        await service.add_address(session, account_id=account.id, facts=facts(division_code=code))

    assert refusal.value.field == field


async def test_a_village_is_more_than_is_asked(session: AsyncSession) -> None:
    account = await make_account(session)
    village = await session.scalar(sa.text("SELECT code FROM divisions WHERE level = 5 LIMIT 1"))

    with pytest.raises(DivisionIncomplete):
        await service.add_address(
            session, account_id=account.id, facts=facts(division_code=village)
        )


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"phone": "12"}, PhoneInvalid),
        ({"recipient": " "}, Invalid),
        ({"detail": "一"}, Invalid),
        ({"detail": "长" * 121}, Invalid),
    ],
)
async def test_an_address_nobody_could_deliver_to_is_refused(
    session: AsyncSession, given: dict[str, str], error: type[Exception]
) -> None:
    account = await make_account(session)

    with pytest.raises(error):
        await service.add_address(session, account_id=account.id, facts=facts(**given))


async def test_somebody_elses_address_is_not_found(session: AsyncSession) -> None:
    owner = await make_account(session)
    other = await make_account(session)
    address = await service.add_address(session, account_id=owner.id, facts=facts())

    for attempt in (
        service.retire_address(session, account_id=other.id, address_id=address.id),
        service.make_default(session, account_id=other.id, address_id=address.id),
        service.change_address(session, account_id=other.id, address_id=address.id, facts=facts()),
        queries.address(session, account_id=other.id, address_id=address.id),
    ):
        with pytest.raises(NotFound):
            await attempt


async def test_the_book_has_an_end(session: AsyncSession) -> None:
    account = await make_account(session)
    for _n in range(MOST_ADDRESSES):
        await service.add_address(session, account_id=account.id, facts=facts())

    with pytest.raises(AddressBookFull):
        await service.add_address(session, account_id=account.id, facts=facts())


async def test_the_database_cannot_read_an_address(session: AsyncSession) -> None:
    account = await make_account(session)
    await service.add_address(session, account_id=account.id, facts=facts())

    stored = (
        await session.execute(sa.text("SELECT recipient, phone, detail FROM addresses"))
    ).one()

    assert not any(part in each for each in stored for part in ("王小明", "139", "示例"))
    assert len((await session.scalars(sa.select(Address))).all()) == 1


async def test_a_book_of_many_takes_two_queries(session: AsyncSession, engine: AsyncEngine) -> None:
    account = await make_account(session)
    for code in ("310101002", "110101001", "621221105"):
        await service.add_address(session, account_id=account.id, facts=facts(division_code=code))

    with counted(engine) as statements:
        found = await queries.addresses(session, account_id=account.id)

    assert len(found) == 3
    assert len(statements) == 2
