from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.models import Consent
from marketplace.audit.models import AuditEntry
from marketplace.infra.storage import LocalStorage, Storage
from marketplace.kit.errors import Conflict, Invalid, NotFound, TransitionRefused
from marketplace.media.service import store_document
from marketplace.messages.models import Message
from marketplace.vendors import queries, rules, service
from marketplace.vendors.errors import (
    AgreementOutdated,
    ApplicationIncomplete,
    ConsentMissing,
    FactsLocked,
    KindNotOpen,
    UsccTaken,
)
from marketplace.vendors.models import SettlementAccount, Vendor, VendorDocument
from marketplace.vendors.states import VendorKind, VendorState
from tests.support.accounts import make_account
from tests.support.onboarding import by, complete, facts_of, make_application, make_draft
from tests.support.pictures import make_picture
from tests.support.vendors import make_vendor


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(LocalStorage(tmp_path))


async def states_of(session: AsyncSession, vendor: Vendor) -> dict[str, str]:
    dossier = await queries.dossier(session, vendor.id)
    return {task.key: task.state for task in queries.tasks(dossier)}


@pytest.mark.parametrize("kind", [VendorKind.COOPERATIVE, VendorKind.COMPANY])
async def test_a_dossier_grows_task_by_task_until_it_can_be_handed_in(
    session: AsyncSession, storage: Storage, kind: VendorKind
) -> None:
    owner = await make_account(session)
    vendor = await make_draft(session, owner, kind)
    assert set((await states_of(session, vendor)).values()) == {"todo"}

    await service.save_facts(
        session, vendor_id=vendor.id, actor=by(owner), facts={"name": "成县示例专业合作社（演示）"}
    )
    assert (await states_of(session, vendor))["identity"] == "started"

    await complete(session, storage, vendor, owner)
    assert set((await states_of(session, vendor)).values()) == {"done"}

    application = await service.submit(
        session, vendor_id=vendor.id, actor=by(owner), account_id=owner.id,
        now=datetime(2026, 9, 29, 2, tzinfo=UTC),
    )  # fmt: skip
    assert vendor.state is VendorState.PENDING
    assert (application.round, application.decided_at) == (1, None)
    # The National Day week of 2026 does not count.
    assert application.due_on > date(2026, 10, 8)


async def test_an_incomplete_dossier_is_not_handed_in_and_says_what_is_missing(
    session: AsyncSession,
) -> None:
    owner = await make_account(session)
    vendor = await make_draft(session, owner)

    with pytest.raises(ApplicationIncomplete) as refusal:
        await service.submit(session, vendor_id=vendor.id, actor=by(owner), account_id=owner.id)

    assert set(refusal.value.fields) == set(rules.TASKS)
    assert vendor.state is VendorState.DRAFT


async def test_facts_are_locked_while_they_are_reviewed(
    session: AsyncSession, storage: Storage
) -> None:
    owner = await make_account(session)
    application = await make_application(session, storage, owner=owner)

    with pytest.raises(FactsLocked):
        await service.save_facts(
            session, vendor_id=application.vendor_id, actor=by(owner), facts={"name": "换一个名字"}
        )
    with pytest.raises(TransitionRefused):
        await service.submit(
            session, vendor_id=application.vendor_id, actor=by(owner), account_id=owner.id
        )


async def test_a_trading_shop_changes_its_story_but_not_its_name(session: AsyncSession) -> None:
    owner = await make_account(session)
    vendor = await make_vendor(session, owner=owner)

    await service.save_facts(
        session, vendor_id=vendor.id, actor=by(owner), facts={"story_zh": "新的故事"}
    )
    with pytest.raises(FactsLocked):
        await service.save_facts(
            session, vendor_id=vendor.id, actor=by(owner), facts={"name": "换一个名字"}
        )

    assert vendor.story_zh == "新的故事"


async def test_one_code_stands_for_one_shop(session: AsyncSession) -> None:
    owner = await make_account(session)
    first = await make_vendor(session)
    vendor = await make_draft(session, owner)

    with pytest.raises(UsccTaken):
        await service.save_facts(
            session, vendor_id=vendor.id, actor=by(owner), facts={"uscc": first.uscc}
        )


async def test_only_the_kinds_whose_form_is_complete_may_apply(session: AsyncSession) -> None:
    owner = await make_account(session)

    with pytest.raises(KindNotOpen):
        await make_draft(session, owner, VendorKind.UNREGISTERED)
    with pytest.raises(NotFound):
        await service.start_application(
            session, actor=by(owner), owner_id=owner.id, kind=VendorKind.COMPANY,
            pavilion_code="000000",
        )  # fmt: skip


async def test_nobody_opens_applications_without_end(session: AsyncSession) -> None:
    owner = await make_account(session)
    for _ in range(3):
        await make_draft(session, owner)

    with pytest.raises(Conflict):
        await make_draft(session, owner)


async def test_a_village_of_another_county_is_not_ours(session: AsyncSession) -> None:
    owner = await make_account(session)
    vendor = await make_draft(session, owner)

    with pytest.raises(Invalid):
        await service.save_facts(
            session, vendor_id=vendor.id, actor=by(owner), facts={"division_code": "621221999"}
        )


async def test_an_identity_paper_needs_a_consent_of_its_own(
    session: AsyncSession, storage: Storage
) -> None:
    owner = await make_account(session)
    vendor = await make_draft(session, owner)
    stored = await store_document(
        session, storage, data=make_picture(), vendor_id=vendor.id, uploaded_by=owner.id
    )
    given: dict[str, Any] = {
        "vendor_id": vendor.id, "actor": by(owner), "uploaded_by": owner.id,
        "type_code": rules.LEGAL_REP_ID, "file_id": stored.id,
    }  # fmt: skip

    with pytest.raises(ConsentMissing):
        await service.attach_document(session, **given)
    await service.attach_document(session, **given, has_consented=True)

    consents = await session.scalars(sa.select(Consent.document))
    assert consents.all() == [rules.ID_CONSENT]


async def test_another_shops_file_cannot_be_attached(
    session: AsyncSession, storage: Storage
) -> None:
    owner = await make_account(session)
    vendor = await make_draft(session, owner)
    other = await make_vendor(session)
    stored = await store_document(
        session, storage, data=make_picture(), vendor_id=other.id, uploaded_by=None
    )

    with pytest.raises(NotFound):
        await service.attach_document(
            session, vendor_id=vendor.id, actor=by(owner), uploaded_by=owner.id,
            type_code=rules.LICENCE, file_id=stored.id,
        )  # fmt: skip


async def test_a_new_paper_replaces_the_old_one_without_losing_it(
    session: AsyncSession, storage: Storage
) -> None:
    owner = await make_account(session)
    vendor = await make_draft(session, owner)
    for _ in range(2):
        stored = await store_document(
            session, storage, data=make_picture(), vendor_id=vendor.id, uploaded_by=owner.id
        )
        await service.attach_document(
            session, vendor_id=vendor.id, actor=by(owner), uploaded_by=owner.id,
            type_code=rules.LICENCE, file_id=stored.id,
        )  # fmt: skip

    rows = (await session.scalars(sa.select(VendorDocument))).all()
    assert sorted(row.replaced_at is None for row in rows) == [False, True]
    dossier = await queries.dossier(session, vendor.id)
    assert dossier.documents[rules.LICENCE].file_id == stored.id


async def test_money_goes_only_to_an_account_in_the_holders_own_name(
    session: AsyncSession,
) -> None:
    owner = await make_account(session)
    vendor = await make_draft(session, owner)
    await service.save_facts(session, vendor_id=vendor.id, actor=by(owner), facts=facts_of())
    given: dict[str, Any] = {
        "vendor_id": vendor.id, "actor": by(owner), "created_by": owner.id,
        "bank_name": "示例农村商业银行", "account_no": "6222 0212 3456 7890",
    }  # fmt: skip

    with pytest.raises(ApplicationIncomplete) as refusal:
        await service.set_settlement_account(
            session, **given, holder_name="李示例", has_consented=True
        )
    with pytest.raises(ConsentMissing):
        await service.set_settlement_account(
            session, **given, holder_name=vendor.name, has_consented=False
        )
    await service.set_settlement_account(
        session, **given, holder_name=vendor.name, has_consented=True
    )

    assert set(refusal.value.fields) == {"holder_name"}
    stored = await session.scalar(sa.text("SELECT account_no FROM settlement_accounts"))
    assert "6222021234567890" not in str(stored)
    row = (await session.scalars(sa.select(SettlementAccount))).one()
    assert (row.last_four, row.account_no) == ("7890", "6222021234567890")


async def test_a_changed_name_reopens_the_account_task(
    session: AsyncSession, storage: Storage
) -> None:
    owner = await make_account(session)
    vendor = await make_draft(session, owner)
    await complete(session, storage, vendor, owner)

    await service.save_facts(
        session, vendor_id=vendor.id, actor=by(owner), facts={"name": "成县改名专业合作社（演示）"}
    )

    assert (await states_of(session, vendor))["account"] == "started"


async def test_only_the_version_in_force_can_be_accepted(session: AsyncSession) -> None:
    owner = await make_account(session)
    vendor = await make_draft(session, owner)

    with pytest.raises(AgreementOutdated):
        await service.accept_agreements(
            session, vendor_id=vendor.id, actor=by(owner), account_id=owner.id,
            accepted=[("platform_service", "2020-01-01")],
        )  # fmt: skip


async def test_the_snapshot_and_the_trail_hold_no_account_number(
    session: AsyncSession, storage: Storage
) -> None:
    application = await make_application(session, storage)

    account = application.snapshot["account"]
    assert set(account) == {"holder", "bank", "last_four"}
    entries = await session.scalars(sa.select(AuditEntry))
    assert not [entry for entry in entries if "62000000" in str(entry.after)]


async def test_handing_in_is_told_by_every_way(session: AsyncSession, storage: Storage) -> None:
    await make_application(session, storage)

    told = await session.scalars(sa.select(Message).where(Message.name == "vendor_submitted"))

    assert {message.channel for message in told} == {"in_site", "sms"}
