"""Two people at one listing in the same moment: one is first, the other is told."""

import asyncio
from collections.abc import Awaitable, Callable

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from marketplace.accounts.models import Account, StaffRole
from marketplace.audit.service import Actor
from marketplace.catalog import service
from marketplace.catalog.errors import ClaimedByOther, ListingChanged
from marketplace.catalog.models import Product, ProductDecision, Variant
from marketplace.catalog.states import ProductEvent, ProductKind, ProductState
from marketplace.kit.clock import china_day, utcnow
from marketplace.kit.errors import Invalid, TransitionRefused
from marketplace.settings import Settings
from tests.support.accounts import make_account
from tests.support.catalog import make_variant
from tests.support.lag import slow_sessions
from tests.support.listings import CLERK, make_listing, make_submitted, walnut_facts
from tests.support.vendors import make_vendor

Deed = Callable[[AsyncSession], Awaitable[object]]


def acting(account: Account) -> Actor:
    return Actor(account_id=account.id, kind="account")


async def at_once(settings: Settings, *deeds: Deed) -> list[object]:
    """All deeds in the same moment, each in its transaction, over a slow line."""
    start = asyncio.Barrier(len(deeds))
    async with slow_sessions(settings.database_url) as sessions:

        async def run(deed: Deed) -> object:
            async with sessions.begin() as session:
                await session.connection()
                await start.wait()
                return await deed(session)

        return await asyncio.gather(*(run(deed) for deed in deeds), return_exceptions=True)


def refusals(outcomes: list[object]) -> list[type]:
    return [type(each) for each in outcomes if isinstance(each, Exception)]


async def test_of_two_reviewers_who_claim_at_once_one_holds_it(
    committed: async_sessionmaker[AsyncSession], settings: Settings
) -> None:
    async with committed.begin() as session:
        reviewers = [await make_account(session, StaffRole.REVIEWER) for _each in range(2)]
        product = await make_submitted(session, await make_vendor(session))

    def claim(reviewer: Account) -> Deed:
        return lambda session: service.claim_product(
            session, product_id=product.id, reviewer_id=reviewer.id, actor=acting(reviewer)
        )

    outcomes = await at_once(settings, *map(claim, reviewers))

    assert refusals(outcomes) == [ClaimedByOther]
    winner = next(each for each in outcomes if isinstance(each, Product))
    async with committed() as session:
        assert (await session.get_one(Product, product.id)).claimed_by == winner.claimed_by


async def test_of_two_decisions_at_once_one_counts(
    committed: async_sessionmaker[AsyncSession], settings: Settings
) -> None:
    async with committed.begin() as session:
        reviewer = await make_account(session, StaffRole.REVIEWER)
        product = await make_submitted(session, await make_vendor(session))
        mine = {"product_id": product.id, "reviewer_id": reviewer.id, "actor": acting(reviewer)}
        await service.claim_product(session, **mine)

    outcomes = await at_once(
        settings,
        lambda session: service.approve_product(session, **mine),
        lambda session: service.return_product(session, reason="看不清", corrections={}, **mine),
    )

    assert refusals(outcomes) == [TransitionRefused]
    async with committed() as session:
        count = await session.scalar(
            select(func.count()).where(ProductDecision.product_id == product.id)
        )
        assert count == 1


async def test_of_two_clerks_who_save_one_page_the_second_is_told(
    committed: async_sessionmaker[AsyncSession], settings: Settings
) -> None:
    async with committed.begin() as session:
        vendor = await make_vendor(session)
        product = await make_listing(session, vendor)

    def save(name: str) -> Deed:
        async def deed(session: AsyncSession) -> Product:
            # A page reads before it writes; what it read is old once the lock is there.
            seen = await service.own_product(session, vendor_id=vendor.id, product_id=product.id)
            saved = await service.save_product(
                session,
                vendor_id=vendor.id,
                product_id=product.id,
                facts=walnut_facts(name_zh=name),
                version=1,
                actor=CLERK,
            )
            assert saved is seen
            return saved

        return deed

    outcomes = await at_once(settings, save("甲核桃"), save("乙核桃"))

    assert refusals(outcomes) == [ListingChanged]


async def test_a_listing_on_sale_keeps_a_size_though_two_are_archived_at_once(
    committed: async_sessionmaker[AsyncSession], settings: Settings
) -> None:
    async with committed.begin() as session:
        vendor = await make_vendor(session)
        product = await make_listing(
            session, vendor, state=ProductState.LISTED, published_at=utcnow()
        )
        await make_variant(session, product)
        sizes = (
            await session.scalars(select(Variant.id).where(Variant.product_id == product.id))
        ).all()

    def archive(variant_id) -> Deed:
        return lambda session: service.archive_variant(
            session, vendor_id=vendor.id, variant_id=variant_id, actor=CLERK
        )

    outcomes = await at_once(settings, *map(archive, sizes))

    assert refusals(outcomes) == [Invalid]


async def test_a_listing_is_either_stopped_or_archived(
    committed: async_sessionmaker[AsyncSession], settings: Settings
) -> None:
    async with committed.begin() as session:
        reviewer = await make_account(session, StaffRole.REVIEWER)
        vendor = await make_vendor(session)
        product = await make_listing(
            session, vendor, state=ProductState.LISTED, published_at=utcnow()
        )

    outcomes = await at_once(
        settings,
        lambda session: service.suspend_product(
            session, product_id=product.id, reason="抽检不合格", actor=acting(reviewer)
        ),
        lambda session: service.move(
            session,
            vendor_id=vendor.id,
            product_id=product.id,
            event=ProductEvent.ARCHIVE,
            actor=CLERK,
        ),
    )

    assert refusals(outcomes) == [TransitionRefused]


async def test_what_lost_its_licence_is_taken_off_and_told_once(
    committed: async_sessionmaker[AsyncSession], settings: Settings
) -> None:
    async with committed.begin() as session:
        vendor = await make_vendor(session)
        product = await make_listing(
            session,
            vendor,
            kind=ProductKind.PACKAGED_FOOD,
            state=ProductState.LISTED,
            published_at=utcnow(),
        )

    def close(session: AsyncSession) -> Awaitable[object]:
        return service.delist_lapsed(session, vendor_id=vendor.id, on=china_day(utcnow()))

    outcomes = await at_once(settings, close, close)

    assert sorted(outcomes, key=len) == [[], [product.id]]
