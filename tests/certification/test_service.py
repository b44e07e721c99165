import asyncio
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from marketplace.accounts.models import StaffRole
from marketplace.audit.models import AuditEntry
from marketplace.audit.service import Actor
from marketplace.catalog.models import ProductCertificate
from marketplace.certification import queries, service
from marketplace.certification.errors import (
    CertificateFaulty,
    CertificateHeld,
    CertificateKnown,
    CertificateNotHeld,
    ChecksNotPassed,
    ReasonMissing,
)
from marketplace.certification.jobs import warn_of_expiry
from marketplace.certification.models import Certificate
from marketplace.certification.states import (
    TRANSITIONS,
    CertificateEvent,
    CertificateState,
    next_state,
)
from marketplace.infra.jobs import Work
from marketplace.infra.storage import LocalStorage, Storage
from marketplace.kit.clock import china_day, utcnow
from marketplace.kit.errors import Invalid, NotFound, TransitionRefused
from marketplace.media.service import store_document
from marketplace.messages.models import Channel, Message
from marketplace.vendors.errors import OwnShop
from tests.support.accounts import make_account
from tests.support.catalog import make_product
from tests.support.certification import ALL_PASSED, hand_in, make_valid
from tests.support.pictures import make_picture
from tests.support.queue import queued
from tests.support.vendors import make_member, make_vendor

TODAY = china_day(utcnow())


async def told(session: AsyncSession, name: str) -> list[str]:
    found = await session.scalars(
        sa.select(Message.body).where(Message.name == name, Message.channel == Channel.IN_SITE)
    )
    return list(found)


def refused(refusal: pytest.ExceptionInfo[CertificateFaulty]) -> set[str]:
    return set(refusal.value.fields)


@pytest.mark.parametrize("state", list(CertificateState))
@pytest.mark.parametrize("event", list(CertificateEvent))
def test_only_what_is_written_happens(state: CertificateState, event: CertificateEvent) -> None:
    if (state, event) in TRANSITIONS:
        assert next_state(state, event) is TRANSITIONS[state, event]
    else:
        with pytest.raises(TransitionRefused):
            next_state(state, event)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"type_code": "NOPE"}, "type_code"),
        ({"type_code": "HGZ"}, "type_code"),
        ({"number": ""}, "number"),
        ({"number": "SC11862122100011"}, "number"),
        ({"holder": " "}, "holder"),
        ({"valid_until": TODAY - timedelta(days=1)}, "valid_until"),
        ({"valid_from": TODAY, "valid_until": TODAY - timedelta(days=9)}, "valid_until"),
        ({"issued_on": date(202, 1, 1)}, "issued_on"),
        ({"is_demo": False}, "file"),
    ],
)
async def test_a_paper_that_cannot_be_right_is_refused_beside_its_field(
    session: AsyncSession, given: dict[str, Any], field: str
) -> None:
    vendor = await make_vendor(session)

    with pytest.raises(CertificateFaulty) as refusal:
        await hand_in(session, vendor, **given)

    assert refused(refusal) == {field}


async def test_the_same_paper_twice_is_a_slip_but_a_renewal_is_welcome(
    session: AsyncSession,
) -> None:
    vendor = await make_vendor(session)
    first = await make_valid(session, vendor)

    with pytest.raises(CertificateKnown):
        await hand_in(session, vendor, number=first.number, valid_until=first.valid_until)
    assert first.valid_until is not None
    renewal = await make_valid(
        session, vendor, number=first.number, valid_until=first.valid_until + timedelta(days=1000)
    )

    await session.refresh(first)
    assert first.replaced_by == renewal.id


async def test_another_shops_file_proves_nothing_here(
    session: AsyncSession, tmp_path: Path
) -> None:
    vendor, other = await make_vendor(session), await make_vendor(session)
    stored = await store_document(
        session, Storage(LocalStorage(tmp_path)), data=make_picture(), vendor_id=other.id,
        uploaded_by=None,
    )  # fmt: skip

    with pytest.raises(NotFound):
        await hand_in(session, vendor, file_id=stored.id)


async def test_only_a_paper_found_valid_counts_and_only_while_it_runs(
    session: AsyncSession,
) -> None:
    vendor = await make_vendor(session)
    await hand_in(session, vendor)
    assert await queries.valid_types(session, vendor_id=vendor.id, on=TODAY) == frozenset()

    paper = await make_valid(session, vendor, valid_from=TODAY, valid_until=TODAY)

    days = {n: TODAY + timedelta(days=n) for n in (-1, 0, 1)}
    found = {
        n: await queries.valid_types(session, vendor_id=vendor.id, on=day)
        for n, day in days.items()
    }
    assert found == {-1: frozenset(), 0: frozenset({"SC"}), 1: frozenset()}
    assert {n: paper.covers(day) for n, day in days.items()} == {-1: False, 0: True, 1: False}


async def test_a_product_shows_the_papers_claimed_for_it_until_midnight(
    session: AsyncSession,
) -> None:
    vendor = await make_vendor(session)
    product, plain = await make_product(session, vendor), await make_product(session, vendor)
    paper = await make_valid(session, vendor, valid_until=TODAY)
    session.add(ProductCertificate(product_id=product.id, certificate_id=paper.id))
    await session.flush()

    today = await queries.product_badges(session, [product.id, plain.id], TODAY)
    tomorrow = await queries.product_badges(session, [product.id], TODAY + timedelta(days=1))

    assert {each: [badge.text for badge in badges] for each, badges in today.items()} == {
        product.id: ["SC许可"]
    }
    assert tomorrow == {}


async def test_the_vendor_is_told_what_was_decided(session: AsyncSession) -> None:
    owner, reviewer = (
        await make_account(session),
        await make_account(session, StaffRole.REVIEWER),
    )
    vendor = await make_vendor(session, owner=owner)
    by = Actor(reviewer.id, "account")
    await make_valid(session, vendor, reviewer=reviewer)
    bad = await hand_in(session, vendor)
    await service.claim(session, certificate_id=bad.id, actor=by)

    with pytest.raises(ReasonMissing):
        await service.reject(session, certificate_id=bad.id, actor=by, reason=" ")
    await service.reject(session, certificate_id=bad.id, actor=by, reason="照片看不清编号。")

    assert len(await told(session, "certificate_valid")) == 1
    [words] = await told(session, "certificate_rejected")
    assert "照片看不清编号。请改正" in words
    assert {"vendor_id": str(vendor.id)} in await queued(session, "search.refresh_vendor")


async def test_a_decision_needs_a_claim_and_every_check(session: AsyncSession) -> None:
    first = await make_account(session, StaffRole.REVIEWER, name="赵一")
    second = await make_account(session, StaffRole.REVIEWER, name="钱二")
    paper = await hand_in(session, await make_vendor(session))
    accept: dict[str, Any] = {"certificate_id": paper.id, "checks": ALL_PASSED}

    with pytest.raises(CertificateNotHeld):
        await service.accept(session, **accept, actor=Actor(first.id, "account"))
    await service.claim(session, certificate_id=paper.id, actor=Actor(first.id, "account"))
    with pytest.raises(CertificateHeld, match="赵一正在审核"):
        await service.claim(session, certificate_id=paper.id, actor=Actor(second.id, "account"))
    with pytest.raises(CertificateHeld, match="赵一"):
        await service.accept(session, **accept, actor=Actor(second.id, "account"))
    with pytest.raises(ChecksNotPassed):
        await service.accept(
            session, certificate_id=paper.id, actor=Actor(first.id, "account"),
            checks={**ALL_PASSED, "holder": "unsure"},
        )  # fmt: skip
    await service.release(session, certificate_id=paper.id, actor=Actor(first.id, "account"))
    with pytest.raises(CertificateNotHeld):
        await service.reject(
            session, certificate_id=paper.id, actor=Actor(first.id, "account"), reason="r"
        )


async def test_a_paper_that_ran_out_while_it_waited_cannot_become_valid(
    session: AsyncSession,
) -> None:
    by = Actor((await make_account(session, StaffRole.REVIEWER)).id, "account")
    paper = await hand_in(session, await make_vendor(session), valid_until=TODAY)
    await service.claim(session, certificate_id=paper.id, actor=by)

    with pytest.raises(Invalid):
        await service.accept(
            session, certificate_id=paper.id, actor=by, checks=ALL_PASSED,
            now=utcnow() + timedelta(days=2),
        )  # fmt: skip


async def test_nobody_checks_the_papers_of_their_own_shop(session: AsyncSession) -> None:
    reviewer = await make_account(session, StaffRole.REVIEWER)
    vendor = await make_vendor(session)
    await make_member(session, vendor, reviewer)
    paper = await hand_in(session, vendor)

    with pytest.raises(OwnShop):
        await service.claim(session, certificate_id=paper.id, actor=Actor(reviewer.id, "account"))


async def test_a_revoked_paper_takes_what_depended_on_it_off_sale(session: AsyncSession) -> None:
    by = Actor((await make_account(session, StaffRole.REVIEWER)).id, "account")
    vendor = await make_vendor(session, owner=await make_account(session))
    paper = await make_valid(session, vendor)

    await service.revoke(session, certificate_id=paper.id, actor=by, reason="发证机关已注销")

    assert await queries.valid_types(session, vendor_id=vendor.id, on=TODAY) == frozenset()
    assert {"vendor_id": str(vendor.id)} in await queued(session, "catalog.close_lapsed")
    assert len(await told(session, "certificate_revoked")) == 1
    actions = await session.scalars(
        sa.select(AuditEntry.action).where(AuditEntry.object_id == str(paper.id))
    )
    assert "certificate.revoked" in actions.all()


async def test_the_nightly_job_warns_once_and_closes_once(
    committed: async_sessionmaker[AsyncSession],
) -> None:
    async with committed.begin() as session:
        vendor = await make_vendor(session, owner=await make_account(session))
        soon = await make_valid(session, vendor, valid_until=TODAY + timedelta(days=7))
        lapsed = await make_valid(session, vendor, valid_until=TODAY)
        await make_valid(session, vendor)
    async with committed.begin() as session:
        await session.execute(
            sa.update(Certificate)
            .where(Certificate.id == lapsed.id)
            .values(valid_until=TODAY - timedelta(days=1))
        )
    work = Work(committed)

    await warn_of_expiry(work)
    await warn_of_expiry(work)

    async with committed() as session:
        [warned] = await told(session, "certificate_expiring")
        [closed] = await told(session, "certificate_expired")
        jobs = await queued(session, "catalog.close_lapsed")
    assert soon.number in warned
    assert "还有 7 天" in warned
    assert lapsed.number in closed
    assert jobs == [{"vendor_id": str(vendor.id)}]


async def test_two_reviewers_at_once_one_gets_the_paper(
    committed: async_sessionmaker[AsyncSession],
) -> None:
    async with committed.begin() as session:
        reviewers = [
            await make_account(session, StaffRole.REVIEWER, name=name) for name in ("赵一", "钱二")
        ]
        paper = await hand_in(session, await make_vendor(session))
    start = asyncio.Barrier(2)

    async def take(actor: Actor) -> None:
        async with committed.begin() as session:
            await session.connection()
            await start.wait()
            await service.claim(session, certificate_id=paper.id, actor=actor)

    outcomes = await asyncio.gather(
        *(take(Actor(each.id, "account")) for each in reviewers), return_exceptions=True
    )

    assert [type(each) for each in outcomes if each] == [CertificateHeld]
