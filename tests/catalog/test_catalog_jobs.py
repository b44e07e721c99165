"""What follows a decision after the commit; every job may run twice."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from marketplace.catalog.jobs import close_lapsed, tell_decision
from marketplace.catalog.models import Product, ProductDecision
from marketplace.catalog.states import ProductKind, ProductState
from marketplace.infra.jobs import Work
from marketplace.kit.clock import china_day, utcnow
from marketplace.messages.models import Channel, Message
from tests.support.accounts import make_account
from tests.support.listings import make_listing, make_paper
from tests.support.vendors import make_member, make_vendor


@pytest.fixture
def work(committed: async_sessionmaker[AsyncSession]) -> Work:
    return Work(committed)


async def test_everybody_at_the_vendor_is_told_once_in_their_language(
    work: Work, committed: async_sessionmaker[AsyncSession]
) -> None:
    async with committed.begin() as session:
        owner = await make_account(session)
        clerk = await make_account(session, language="en")
        vendor = await make_vendor(session, owner=owner)
        await make_member(session, vendor, clerk)
        product = await make_listing(session, vendor, state=ProductState.CORRECTION)
        decision = ProductDecision(
            product_id=product.id,
            decision="correct",
            reason="看不清标签",
            corrections={"photos": "请补拍标签"},
        )
        session.add(decision)

    for _twice in range(2):
        await tell_decision(work, str(product.id), "correct")
    await tell_decision(work, str(product.id), "approve")

    async with committed() as session:
        told = (
            await session.scalars(
                select(Message).where(
                    Message.name == "product_decision", Message.channel == Channel.IN_SITE
                )
            )
        ).all()
        by_reader = {message.account_id: message for message in told}
        assert len(told) == 2
        assert "成县核桃" in by_reader[owner.id].body
        assert "请补拍标签" in by_reader[owner.id].body
        assert "Chengxian walnut" in by_reader[clerk.id].body
        assert by_reader[owner.id].link == f"/vendor/products/{product.id}"


async def test_a_second_decision_of_the_same_kind_is_told_again(
    work: Work, committed: async_sessionmaker[AsyncSession]
) -> None:
    async with committed.begin() as session:
        vendor = await make_vendor(session, owner=await make_account(session))
        product = await make_listing(session, vendor)

    for reason in ("第一次", "第二次"):
        async with committed.begin() as session:
            session.add(ProductDecision(product_id=product.id, decision="correct", reason=reason))
        await tell_decision(work, str(product.id), "correct")

    async with committed() as session:
        count = await session.scalar(
            select(func.count()).where(
                Message.name == "product_decision", Message.channel == Channel.IN_SITE
            )
        )
        assert count == 2


async def test_when_a_paper_ends_what_depended_on_it_leaves_sale(
    work: Work, committed: async_sessionmaker[AsyncSession]
) -> None:
    async with committed.begin() as session:
        vendor = await make_vendor(session)
        ended = await make_paper(
            session, vendor, valid_until=china_day(utcnow()) - timedelta(days=1)
        )
        product = await make_listing(
            session,
            vendor,
            kind=ProductKind.PACKAGED_FOOD,
            licence_no=ended.number,
            state=ProductState.LISTED,
            published_at=utcnow(),
        )

    for _twice in range(2):
        await close_lapsed(work, str(vendor.id))

    async with committed() as session:
        assert (await session.get_one(Product, product.id)).state is ProductState.DELISTED
        made = await session.scalars(
            select(ProductDecision.decision).where(ProductDecision.product_id == product.id)
        )
        assert made.all() == ["lapse"]
