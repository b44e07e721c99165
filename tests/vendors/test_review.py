import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from marketplace.accounts.models import Account
from marketplace.audit.models import AuditEntry
from marketplace.infra.storage import LocalStorage, Storage
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import Invalid, TransitionRefused
from marketplace.messages.models import Channel, Message
from marketplace.vendors import queries, rules, service
from marketplace.vendors.errors import (
    AlreadyDecided,
    ChecksOpen,
    ClaimedByOther,
    NotClaimed,
    OwnShop,
)
from marketplace.vendors.models import Vendor, VendorApplication
from marketplace.vendors.states import VendorState
from tests.support.accounts import make_account
from tests.support.onboarding import by, make_application, make_reviewer
from tests.support.queue import queued
from tests.support.vendors import make_member, make_vendor


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(LocalStorage(tmp_path))


async def claimed(
    session: AsyncSession, storage: Storage, reviewer: Account, owner: Account | None = None
) -> VendorApplication:
    application = await make_application(session, storage, owner=owner)
    await service.claim(session, application_id=application.id, actor=by(reviewer))
    return application


async def words_told(session: AsyncSession, name: str) -> list[str]:
    found = await session.scalars(
        sa.select(Message).where(Message.name == name, Message.channel == Channel.IN_SITE)
    )
    return [message.body for message in found]


async def test_an_approved_vendor_trades_and_is_told_and_shown(
    session: AsyncSession, storage: Storage
) -> None:
    reviewer = await make_reviewer(session)
    application = await claimed(session, storage, reviewer)

    vendor = await service.approve(
        session, application_id=application.id, actor=by(reviewer), checks=rules.ALL_PASSED
    )

    assert vendor.state is VendorState.TRADING
    assert vendor.approved_at is not None
    assert vendor.reverify_on is not None
    assert {"vendor_id": str(vendor.id)} in await queued(session, "search.refresh_vendor")
    assert len(await words_told(session, "vendor_approved")) == 1
    licence = await queries.licence(session, vendor.slug)
    assert [term for term, _value in licence.facts] == [
        "统一社会信用代码", "名称", "法定代表人", "住所", "成员出资总额",
    ]  # fmt: skip
    assert licence.place == "甘肃省陇南市成县抛沙镇"


@pytest.mark.parametrize("answer", ["fail", "unsure", ""])
async def test_nothing_is_approved_with_an_open_check(
    session: AsyncSession, storage: Storage, answer: str
) -> None:
    reviewer = await make_reviewer(session)
    application = await claimed(session, storage, reviewer)

    with pytest.raises(ChecksOpen):
        await service.approve(
            session, application_id=application.id, actor=by(reviewer),
            checks={**rules.ALL_PASSED, "account": answer},
        )  # fmt: skip


async def test_a_correction_is_told_at_once_and_comes_back_as_round_two(
    session: AsyncSession, storage: Storage
) -> None:
    reviewer = await make_reviewer(session)
    owner = await make_account(session)
    application = await claimed(session, storage, reviewer, owner)

    await service.request_correction(
        session, application_id=application.id, actor=by(reviewer),
        corrections={
            "registered_address": "住所与执照不一致", "BIZ_LIC": "照片缺右下角", "name": "",
        },
    )  # fmt: skip

    dossier = await queries.dossier(session, application.vendor_id)
    assert dossier.vendor.state is VendorState.CORRECTION
    assert set(dossier.corrections) == {"registered_address", "BIZ_LIC"}
    notes = {task.key: task.note for task in queries.tasks(dossier)}
    states = {task.key: task.state for task in queries.tasks(dossier)}
    assert states == {
        "identity": "wrong", "shop": "done", "documents": "wrong", "account": "done",
        "agreements": "done",
    }  # fmt: skip
    assert "住所与执照不一致" in notes["identity"]
    assert "照片缺右下角" in notes["documents"]
    [told] = await words_told(session, "vendor_correction")
    assert "住所与执照不一致" in told
    assert "照片缺右下角" in told
    await service.save_facts(
        session, vendor_id=application.vendor_id, actor=by(owner),
        facts={"registered_address": "甘肃省陇南市成县红川镇示例村 2 号"},
    )  # fmt: skip
    mended = queries.tasks(await queries.dossier(session, application.vendor_id))
    assert {task.key: task.state for task in mended}["identity"] == "done"
    again = await service.submit(
        session, vendor_id=application.vendor_id, actor=by(owner), account_id=owner.id
    )
    assert again.round == 2


async def test_a_correction_without_words_is_none(session: AsyncSession, storage: Storage) -> None:
    reviewer = await make_reviewer(session)
    application = await claimed(session, storage, reviewer)

    with pytest.raises(Invalid):
        await service.request_correction(
            session, application_id=application.id, actor=by(reviewer), corrections={"name": " "}
        )


async def test_a_rejection_names_its_reason_and_its_rule(
    session: AsyncSession, storage: Storage
) -> None:
    reviewer = await make_reviewer(session)
    application = await claimed(session, storage, reviewer)

    for reason, clause in (("", "第十二条"), ("执照已注销", "")):
        with pytest.raises(Invalid):
            await service.reject(
                session, application_id=application.id, actor=by(reviewer), reason=reason,
                clause=clause,
            )  # fmt: skip
    await service.reject(
        session, application_id=application.id, actor=by(reviewer), reason="执照已注销。",
        clause="《网络交易监督管理办法》第十二条",
    )  # fmt: skip

    assert (await session.get_one(Vendor, application.vendor_id)).state is VendorState.REJECTED
    [told] = await words_told(session, "vendor_rejected")
    assert "执照已注销。依据：《网络交易监督管理办法》第十二条" in told


async def test_the_second_reviewer_is_told_who_was_first(
    session: AsyncSession, storage: Storage
) -> None:
    first, second = await make_reviewer(session, "赵一"), await make_reviewer(session, "钱二")
    application = await claimed(session, storage, first)

    with pytest.raises(ClaimedByOther, match="赵一正在审核"):
        await service.claim(session, application_id=application.id, actor=by(second))
    with pytest.raises(ClaimedByOther, match="赵一正在审核"):
        await service.approve(
            session, application_id=application.id, actor=by(second), checks=rules.ALL_PASSED
        )


async def test_a_forgotten_claim_can_be_taken_over_and_then_the_first_cannot_decide(
    session: AsyncSession, storage: Storage
) -> None:
    first, second = await make_reviewer(session, "赵一"), await make_reviewer(session, "钱二")
    application = await claimed(session, storage, first)

    await service.claim(
        session, application_id=application.id, actor=by(second), now=utcnow() + timedelta(hours=3)
    )

    with pytest.raises(ClaimedByOther, match="钱二"):
        await service.approve(
            session, application_id=application.id, actor=by(first), checks=rules.ALL_PASSED
        )


async def test_what_was_given_back_waits_again(session: AsyncSession, storage: Storage) -> None:
    reviewer = await make_reviewer(session)
    application = await claimed(session, storage, reviewer)

    await service.release(session, application_id=application.id, actor=by(reviewer))

    assert (await session.get_one(Vendor, application.vendor_id)).state is VendorState.PENDING
    with pytest.raises(NotClaimed):
        await service.approve(
            session, application_id=application.id, actor=by(reviewer), checks=rules.ALL_PASSED
        )


async def test_nobody_decides_twice(session: AsyncSession, storage: Storage) -> None:
    reviewer = await make_reviewer(session)
    application = await claimed(session, storage, reviewer)
    await service.approve(
        session, application_id=application.id, actor=by(reviewer), checks=rules.ALL_PASSED
    )

    with pytest.raises(AlreadyDecided):
        await service.reject(
            session, application_id=application.id, actor=by(reviewer), reason="r", clause="c"
        )


@pytest.mark.parametrize("has_left", [False, True])
async def test_a_reviewer_never_decides_on_a_shop_of_their_own(
    session: AsyncSession, storage: Storage, has_left: bool
) -> None:
    reviewer = await make_reviewer(session)
    application = await make_application(session, storage)
    vendor = await session.get_one(Vendor, application.vendor_id)
    member = await make_member(session, vendor, reviewer)
    member.ended_at = utcnow() if has_left else None
    await session.flush()

    with pytest.raises(OwnShop):
        await service.claim(session, application_id=application.id, actor=by(reviewer))


async def test_a_shop_is_stopped_for_a_reason_and_let_back_in(session: AsyncSession) -> None:
    reviewer, owner = await make_reviewer(session), await make_account(session)
    vendor = await make_vendor(session, owner=owner)

    with pytest.raises(Invalid):
        await service.suspend(session, vendor_id=vendor.id, actor=by(reviewer), reason=" ")
    await service.suspend(session, vendor_id=vendor.id, actor=by(reviewer), reason="许可过期")
    assert vendor.state is VendorState.SUSPENDED
    await service.reinstate(session, vendor_id=vendor.id, actor=by(reviewer))

    assert vendor.state is VendorState.TRADING
    with pytest.raises(TransitionRefused):
        await service.reinstate(session, vendor_id=vendor.id, actor=by(reviewer))
    assert len(await words_told(session, "vendor_suspended")) == 1
    entries = await session.scalars(
        sa.select(AuditEntry.reason).where(AuditEntry.action == "vendor.suspended")
    )
    assert entries.all() == ["许可过期"]


async def test_two_reviewers_at_once_one_gets_it_and_the_other_is_told_by_whom(
    committed: async_sessionmaker[AsyncSession], storage: Storage
) -> None:
    async with committed.begin() as session:
        reviewers = [await make_reviewer(session, name) for name in ("赵一", "钱二")]
        application = await make_application(session, storage)
    start = asyncio.Barrier(2)

    async def take(reviewer: Account) -> str:
        async with committed.begin() as session:
            await session.connection()
            await start.wait()
            await service.claim(session, application_id=application.id, actor=by(reviewer))
            return reviewer.name

    outcomes = await asyncio.gather(*map(take, reviewers), return_exceptions=True)

    winners = [each for each in outcomes if isinstance(each, str)]
    losers = [each for each in outcomes if isinstance(each, ClaimedByOther)]
    assert (len(winners), len(losers)) == (1, 1)
    assert winners[0] in losers[0].message


async def test_approval_and_rejection_at_once_end_in_one_decision(
    committed: async_sessionmaker[AsyncSession], storage: Storage
) -> None:
    async with committed.begin() as session:
        reviewer = await make_reviewer(session)
        application = await claimed(session, storage, reviewer)
    start = asyncio.Barrier(2)

    async def decide(*, is_approval: bool) -> None:
        async with committed.begin() as session:
            await session.connection()
            await start.wait()
            if is_approval:
                await service.approve(
                    session, application_id=application.id, actor=by(reviewer),
                    checks=rules.ALL_PASSED,
                )  # fmt: skip
            else:
                await service.reject(
                    session, application_id=application.id, actor=by(reviewer), reason="r",
                    clause="c",
                )  # fmt: skip

    outcomes = await asyncio.gather(
        decide(is_approval=True), decide(is_approval=False), return_exceptions=True
    )

    assert [type(each) for each in outcomes if each] == [AlreadyDecided]
    async with committed() as session:
        decided = await session.scalars(
            sa.select(AuditEntry.action).where(
                AuditEntry.action.in_(["application.approved", "application.rejected"])
            )
        )
        assert len(decided.all()) == 1
