"""Reviewers take listings in hand, send them back, let them on sale and stop them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.models import Account, StaffRole
from marketplace.audit.models import AuditEntry
from marketplace.audit.service import Actor
from marketplace.catalog import service
from marketplace.catalog.checks import ALL_PASSED, CHECKS
from marketplace.catalog.errors import ChecksOpen, ClaimedByOther, LicenceMissing, NotClaimed
from marketplace.catalog.models import Product, ProductDecision
from marketplace.catalog.service.review import CLAIM_FOR
from marketplace.catalog.states import (
    TRANSITIONS,
    ProductEvent,
    ProductKind,
    ProductState,
    next_state,
)
from marketplace.kit.clock import china_day, utcnow
from marketplace.kit.errors import Invalid, NotFound, TransitionRefused
from marketplace.vendors.errors import OwnShop
from tests.support.accounts import make_account
from tests.support.listings import make_listing, make_paper, make_submitted
from tests.support.queue import queued
from tests.support.vendors import make_member, make_vendor

TODAY = china_day(utcnow())


def acting(account: Account) -> Actor:
    return Actor(account_id=account.id, kind="account")


async def make_reviewer(session: AsyncSession, **given) -> Account:
    return await make_account(session, StaffRole.REVIEWER, **given)


async def in_hand(session: AsyncSession, reviewer: Account, **given) -> Product:
    """A listing that ``reviewer`` has claimed."""
    product = await make_submitted(session, await make_vendor(session), **given)
    return await service.claim_product(
        session, product_id=product.id, reviewer_id=reviewer.id, actor=acting(reviewer)
    )


async def decisions(session: AsyncSession, product: Product) -> list[ProductDecision]:
    await session.flush()
    query = select(ProductDecision).where(ProductDecision.product_id == product.id)
    return list(await session.scalars(query.order_by(ProductDecision.id)))


async def actions(session: AsyncSession, product: Product) -> list[str]:
    await session.flush()
    query = select(AuditEntry.action).where(AuditEntry.object_id == str(product.id))
    return list(await session.scalars(query.order_by(AuditEntry.id)))


@pytest.mark.parametrize("state", list(ProductState))
@pytest.mark.parametrize("event", list(ProductEvent))
def test_the_table_says_what_can_happen_and_nothing_else_does(state, event) -> None:
    after = TRANSITIONS.get((state, event))

    if after is None:
        with pytest.raises(TransitionRefused):
            next_state(state, event)
    else:
        assert next_state(state, event) is after


async def test_a_claim_holds_the_listing_for_one_reviewer(session: AsyncSession) -> None:
    first, second = await make_reviewer(session, name="李审核"), await make_reviewer(session)
    product = await in_hand(session, first)
    mine = {"product_id": product.id, "reviewer_id": second.id, "actor": acting(second)}

    with pytest.raises(ClaimedByOther) as refusal:
        await service.claim_product(session, **mine)
    for attempt in (
        service.release_product(session, **mine),
        service.approve_product(session, **mine),
        service.return_product(session, reason="x", corrections={}, **mine),
    ):
        with pytest.raises(ClaimedByOther):
            await attempt

    assert "李审核" in refusal.value.message
    assert product.state is ProductState.IN_REVIEW
    assert product.claimed_by == first.id


async def test_claiming_ones_own_again_changes_nothing(session: AsyncSession) -> None:
    reviewer = await make_reviewer(session)
    product = await in_hand(session, reviewer)
    since = product.claimed_at

    await service.claim_product(
        session, product_id=product.id, reviewer_id=reviewer.id, actor=acting(reviewer)
    )

    assert product.claimed_at == since
    assert await actions(session, product) == ["product.claimed"]


async def test_a_claim_that_was_left_lying_may_be_taken_over(session: AsyncSession) -> None:
    first, second = await make_reviewer(session), await make_reviewer(session)
    product = await in_hand(session, first)

    await service.claim_product(
        session,
        product_id=product.id,
        reviewer_id=second.id,
        actor=acting(second),
        now=utcnow() + CLAIM_FOR + timedelta(minutes=1),
    )

    assert product.claimed_by == second.id
    assert product.state is ProductState.IN_REVIEW
    assert await actions(session, product) == ["product.claimed", "product.claimed"]


async def test_a_released_listing_waits_again(session: AsyncSession) -> None:
    reviewer = await make_reviewer(session)
    product = await in_hand(session, reviewer)

    await service.release_product(
        session, product_id=product.id, reviewer_id=reviewer.id, actor=acting(reviewer)
    )

    assert product.state is ProductState.PENDING
    assert (product.claimed_by, product.claimed_at) == (None, None)


async def test_nothing_is_decided_that_nobody_holds(session: AsyncSession) -> None:
    reviewer = await make_reviewer(session)
    product = await make_submitted(session, await make_vendor(session))
    mine = {"product_id": product.id, "reviewer_id": reviewer.id, "actor": acting(reviewer)}

    for attempt in (
        service.release_product(session, **mine),
        service.approve_product(session, **mine),
        service.return_product(session, reason="x", corrections={}, **mine),
    ):
        with pytest.raises(NotClaimed):
            await attempt


async def test_an_approved_listing_is_on_sale_and_everybody_hears(session: AsyncSession) -> None:
    reviewer = await make_reviewer(session)
    product = await in_hand(session, reviewer)

    await service.approve_product(
        session, product_id=product.id, reviewer_id=reviewer.id, actor=acting(reviewer)
    )
    made = await decisions(session, product)

    assert product.state is ProductState.LISTED
    assert product.published_at is not None
    assert product.claimed_by is None
    assert [(each.decision, each.decided_by) for each in made] == [("approve", reviewer.id)]
    assert await queued(session, "search.refresh_product") == [{"product_id": str(product.id)}]
    assert await queued(session, "catalog.tell_decision") == [
        {"product_id": str(product.id), "decision": "approve"}
    ]
    assert "product.approved" in await actions(session, product)


async def test_the_first_day_on_sale_is_kept(session: AsyncSession) -> None:
    reviewer = await make_reviewer(session)
    before = utcnow() - timedelta(days=30)
    product = await in_hand(session, reviewer, published_at=before)

    await service.approve_product(
        session, product_id=product.id, reviewer_id=reviewer.id, actor=acting(reviewer)
    )

    assert product.published_at == before


@pytest.mark.parametrize(
    "answers",
    [{}, {**ALL_PASSED, "words": "unsure"}, {**ALL_PASSED, "photos": "fail"}, {"content": "pass"}],
)
async def test_every_point_must_have_passed(session: AsyncSession, answers: dict) -> None:
    reviewer = await make_reviewer(session)
    product = await in_hand(session, reviewer)

    with pytest.raises(ChecksOpen) as refusal:
        await service.approve_product(
            session,
            product_id=product.id,
            reviewer_id=reviewer.id,
            actor=acting(reviewer),
            checks=answers,
        )

    assert refusal.value.field in CHECKS
    assert product.state is ProductState.IN_REVIEW


async def test_a_licence_that_ended_since_stops_the_approval(session: AsyncSession) -> None:
    reviewer = await make_reviewer(session)
    vendor = await make_vendor(session)
    ended = await make_paper(session, vendor, valid_until=TODAY - timedelta(days=1))
    product = await make_submitted(
        session, vendor, kind=ProductKind.PACKAGED_FOOD, licence_no=ended.number
    )
    mine = {"product_id": product.id, "reviewer_id": reviewer.id, "actor": acting(reviewer)}
    await service.claim_product(session, **mine)

    with pytest.raises(LicenceMissing):
        await service.approve_product(session, **mine)

    assert product.state is ProductState.IN_REVIEW


async def test_a_listing_goes_back_with_everything_to_be_mended(session: AsyncSession) -> None:
    reviewer = await make_reviewer(session)
    product = await in_hand(session, reviewer)

    await service.return_product(
        session,
        product_id=product.id,
        reviewer_id=reviewer.id,
        reason=" 照片里看不到标签 ",
        corrections={"photos": "请补拍标签", "name_zh": "  "},
        actor=acting(reviewer),
    )
    (made,) = await decisions(session, product)

    assert product.state is ProductState.CORRECTION
    assert product.claimed_by is None
    assert (made.decision, made.reason) == ("correct", "照片里看不到标签")
    assert made.corrections == {"photos": "请补拍标签"}
    assert await queued(session, "catalog.tell_decision") == [
        {"product_id": str(product.id), "decision": "correct"}
    ]


@pytest.mark.parametrize("fixes", [{}, {"photos": "  "}])
async def test_a_return_says_what_is_wrong(session: AsyncSession, fixes: dict) -> None:
    reviewer = await make_reviewer(session)
    product = await in_hand(session, reviewer)

    with pytest.raises(Invalid):
        await service.return_product(
            session,
            product_id=product.id,
            reviewer_id=reviewer.id,
            reason=" ",
            corrections=fixes,
            actor=acting(reviewer),
        )

    assert product.state is ProductState.IN_REVIEW


async def test_a_decided_listing_is_not_decided_again(session: AsyncSession) -> None:
    reviewer = await make_reviewer(session)
    product = await in_hand(session, reviewer)
    mine = {"product_id": product.id, "reviewer_id": reviewer.id, "actor": acting(reviewer)}
    await service.approve_product(session, **mine)

    for attempt in (
        service.approve_product(session, **mine),
        service.return_product(session, reason="x", corrections={}, **mine),
        service.release_product(session, **mine),
        service.claim_product(session, **mine),
    ):
        with pytest.raises(TransitionRefused):
            await attempt

    assert len(await decisions(session, product)) == 1


async def test_sale_is_stopped_and_given_back_with_reasons(session: AsyncSession) -> None:
    reviewer = await make_reviewer(session)
    product = await make_listing(
        session, await make_vendor(session), state=ProductState.LISTED, published_at=utcnow()
    )
    about = {"product_id": product.id, "actor": acting(reviewer)}

    for verb in (service.suspend_product, service.reinstate_product):
        with pytest.raises(Invalid):
            await verb(session, reason="  ", **about)
    await service.suspend_product(session, reason="抽检不合格", **about)
    assert product.state is ProductState.SUSPENDED
    await service.reinstate_product(session, reason="复检合格", **about)

    assert product.state is ProductState.LISTED
    assert [each.decision for each in await decisions(session, product)] == ["suspend", "reinstate"]
    assert await actions(session, product) == ["product.suspended", "product.reinstated"]
    assert len(await queued(session, "search.refresh_product")) == 2


async def test_without_a_valid_licence_nothing_is_given_back(session: AsyncSession) -> None:
    reviewer = await make_reviewer(session)
    product = await make_listing(
        session,
        await make_vendor(session),
        kind=ProductKind.PACKAGED_FOOD,
        state=ProductState.SUSPENDED,
        published_at=utcnow(),
    )

    with pytest.raises(LicenceMissing):
        await service.reinstate_product(
            session, product_id=product.id, reason="复检合格", actor=acting(reviewer)
        )


async def test_nobody_decides_on_a_shop_of_their_own(session: AsyncSession) -> None:
    reviewer = await make_reviewer(session)
    vendor = await make_vendor(session)
    waiting = await make_submitted(session, vendor)
    listed = await make_listing(session, vendor, state=ProductState.LISTED, published_at=utcnow())
    stopped = await make_listing(
        session, vendor, state=ProductState.SUSPENDED, published_at=utcnow()
    )
    me = {"reviewer_id": reviewer.id, "actor": acting(reviewer)}
    held = await make_submitted(session, vendor)
    await service.claim_product(session, product_id=held.id, **me)
    await make_member(session, vendor, reviewer)

    for attempt in (
        service.claim_product(session, product_id=waiting.id, **me),
        service.approve_product(session, product_id=held.id, **me),
        service.return_product(session, product_id=held.id, reason="x", corrections={}, **me),
        service.suspend_product(session, product_id=listed.id, reason="x", actor=acting(reviewer)),
        service.reinstate_product(
            session, product_id=stopped.id, reason="x", actor=acting(reviewer)
        ),
    ):
        with pytest.raises(OwnShop):
            await attempt


async def test_what_does_not_exist_is_not_found(session: AsyncSession) -> None:
    reviewer = await make_reviewer(session)
    nothing = {"product_id": uuid4(), "actor": acting(reviewer)}

    for attempt in (
        service.claim_product(session, reviewer_id=reviewer.id, **nothing),
        service.suspend_product(session, reason="x", **nothing),
    ):
        with pytest.raises(NotFound):
            await attempt


async def test_what_lost_its_licence_leaves_sale_and_the_vendor_hears(
    session: AsyncSession,
) -> None:
    vendor = await make_vendor(session)
    ended = await make_paper(session, vendor, valid_until=TODAY - timedelta(days=1))
    product = await make_listing(
        session,
        vendor,
        kind=ProductKind.PACKAGED_FOOD,
        licence_no=ended.number,
        state=ProductState.LISTED,
        published_at=utcnow(),
    )

    assert await service.delist_lapsed(session, vendor_id=vendor.id, on=TODAY) == [product.id]
    assert await service.delist_lapsed(session, vendor_id=vendor.id, on=TODAY) == []
    (made,) = await decisions(session, product)

    assert product.state is ProductState.DELISTED
    assert (made.decision, made.decided_by) == ("lapse", None)
    assert "许可证" in made.reason
    assert await queued(session, "catalog.tell_decision") == [
        {"product_id": str(product.id), "decision": "lapse"}
    ]
    assert await actions(session, product) == ["product.licence_lapsed"]
