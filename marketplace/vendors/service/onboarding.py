"""Coming in: an application that grows fact by fact, and is handed in when it is complete."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.models import Consent
from marketplace.audit.service import Actor, record
from marketplace.kit.clock import china_day, utcnow
from marketplace.kit.errors import Conflict, Invalid, NotFound
from marketplace.kit.ids import uuid7
from marketplace.kit.language import gettext as _
from marketplace.kit.text import clean
from marketplace.kit.workdays import add_working_days
from marketplace.media.queries import vendor_file
from marketplace.regions.calendar import work_calendar
from marketplace.regions.models import Division, Pavilion
from marketplace.vendors import queries, rules
from marketplace.vendors.errors import (
    AgreementOutdated,
    ApplicationIncomplete,
    ConsentMissing,
    FactsLocked,
    KindNotOpen,
    UsccTaken,
)
from marketplace.vendors.models import (
    AgreementAcceptance,
    MemberRole,
    SettlementAccount,
    Vendor,
    VendorApplication,
    VendorDocument,
    VendorMember,
)
from marketplace.vendors.rules import EDITABLE_STATES, OPEN_KINDS
from marketplace.vendors.service._rows import locked_vendor, show_anew, tell_people
from marketplace.vendors.states import VendorEvent, VendorKind, VendorState, next_state

REVIEW_WORKING_DAYS: Final = 5
"""We promise a decision within this many working days; the law wants changes seen within seven."""
MOST_OPEN: Final = 3
"""Applications one person may have under way."""


async def start_application(
    session: AsyncSession,
    *,
    actor: Actor,
    owner_id: UUID,
    kind: VendorKind,
    pavilion_code: str,
    slug: str | None = None,
    is_demo: bool = False,
) -> Vendor:
    """Open a dossier for a new vendor; ``owner_id`` becomes its owner.

    Raises: KindNotOpen, NotFound (no such pavilion), Conflict (too many under way).
    """
    if kind not in OPEN_KINDS:
        raise KindNotOpen(
            _("目前先受理农民专业合作社和企业。其他类型开放后会在首页公告。"), field="kind"
        )
    pavilion = await session.get(Pavilion, pavilion_code)
    county = await session.get(Division, pavilion_code)
    if pavilion is None or county is None or not pavilion.is_open:
        raise NotFound(_("没有这个县馆，或它还没有开张。"), field="pavilion_code")
    if await _open_applications(session, owner_id) >= MOST_OPEN:
        raise Conflict(_("您已有几份没有完成的入驻申请，请先完成其中一份。"))
    vendor = Vendor(
        kind=kind,
        state=VendorState.DRAFT,
        pavilion_code=pavilion_code,
        slug=slug or f"{county.pinyin.lower()[:20]}-{secrets.token_hex(4)}",
        is_demo=is_demo,
    )
    session.add(vendor)
    await session.flush()
    session.add(VendorMember(vendor_id=vendor.id, account_id=owner_id, role=MemberRole.OWNER))
    _note(session, actor, "vendor.started", vendor, after={"kind": kind, "owner": str(owner_id)})
    await session.flush()
    return vendor


async def save_facts(
    session: AsyncSession, *, vendor_id: UUID, actor: Actor, facts: Mapping[str, Any]
) -> Vendor:
    """Keep some of a vendor's facts; what is not among ``facts`` stays as it is.

    Units: amounts in 分, areas in square metres. Shape: columns of ``Vendor``.
    Locks: the vendor row.
    Raises: NotFound, FactsLocked, InvalidFields, UsccTaken.
    """
    vendor = await locked_vendor(session, vendor_id)
    _require_editable(vendor, facts)
    values = rules.check_facts(vendor.kind, vendor.pavilion_code, facts, today=china_day(utcnow()))
    code = values.get("division_code")
    if code and await session.get(Division, code) is None:
        raise Invalid(_("请选择本县的乡镇或村。"), field="division_code")
    if uscc := values.get("uscc"):
        await _require_free_uscc(session, vendor, uscc)
    before = {field: getattr(vendor, field) for field in values}
    changed = {field: value for field, value in values.items() if before[field] != value}
    if not changed:
        return vendor
    for field, value in changed.items():
        setattr(vendor, field, value)
    vendor.version += 1
    try:
        async with session.begin_nested():
            await session.flush()
    except IntegrityError as clash:
        # Two shops typed the same code in the same moment; the index decided.
        raise _uscc_taken() from clash
    _note(
        session, actor, "vendor.facts_saved", vendor,
        before=_plain({field: before[field] for field in changed}), after=_plain(changed),
    )  # fmt: skip
    if vendor.state is VendorState.TRADING:
        await show_anew(session, vendor)
    return vendor


async def attach_document(
    session: AsyncSession,
    *,
    vendor_id: UUID,
    actor: Actor,
    uploaded_by: UUID,
    type_code: str,
    file_id: UUID,
    has_consented: bool = False,
) -> VendorDocument:
    """Put a paper into the dossier; an earlier one of its type is replaced, never lost.

    Needs: the file was stored for this vendor.
    Locks: the vendor row.
    Raises: NotFound, FactsLocked, Invalid, ConsentMissing.
    Source: PIPL art. 29 (separate consent for identity papers).
    """
    vendor = await locked_vendor(session, vendor_id)
    _require_editable(vendor)
    if type_code not in rules.DOCUMENTS:
        raise Invalid(_("请选择材料的种类。"), field="type_code")
    stored = await vendor_file(session, file_id, vendor_id=vendor_id)
    if type_code == rules.LEGAL_REP_ID:
        if not has_consented:
            raise ConsentMissing(
                _("身份证件属于敏感个人信息，请勾选单独同意后再上传。"), field="id_consent"
            )
        _consent(session, uploaded_by, rules.ID_CONSENT)
    now = utcnow()
    former = await session.scalars(
        select(VendorDocument).where(
            VendorDocument.vendor_id == vendor_id,
            VendorDocument.type_code == type_code,
            VendorDocument.replaced_at.is_(None),
        )
    )
    for each in former:
        each.replaced_at = now
    document = VendorDocument(
        vendor_id=vendor_id, type_code=type_code, file_id=stored.id, uploaded_by=uploaded_by
    )
    session.add(document)
    _note(
        session, actor, "vendor.document_attached", vendor,
        after={"type": type_code, "file_id": str(file_id)},
    )  # fmt: skip
    await session.flush()
    return document


async def set_settlement_account(
    session: AsyncSession,
    *,
    vendor_id: UUID,
    actor: Actor,
    created_by: UUID,
    holder_name: str,
    bank_name: str,
    account_no: str,
    has_consented: bool,
) -> SettlementAccount:
    """Say where the vendor is paid: an account in its own registered name.

    Locks: the vendor row.
    Raises: NotFound, FactsLocked, InvalidFields, ConsentMissing.
    """
    vendor = await locked_vendor(session, vendor_id)
    _require_editable(vendor)
    faults: dict[str, str] = {}
    holder = clean(holder_name, 100, field="holder_name")
    bank = clean(bank_name, 100, field="bank_name")
    if not vendor.name:
        faults["holder_name"] = _("请先填写主体信息里的名称。")
    elif holder != vendor.name:
        faults["holder_name"] = _(
            "户名要与执照上的名称完全一致：%(name)s。不能填个人账户。", name=vendor.name
        )
    if len(bank) < 4:
        faults["bank_name"] = _("请填写开户银行全称，精确到支行。")
    number = ""
    try:
        number = rules.read_account_no(account_no)
    except Invalid as fault:
        faults["account_no"] = fault.message
    if not has_consented:
        faults["bank_consent"] = _("银行账户属于敏感个人信息，请勾选单独同意后再保存。")
    if set(faults) == {"bank_consent"}:
        raise ConsentMissing(faults["bank_consent"], field="bank_consent")
    if faults:
        raise ApplicationIncomplete(_("有 %(n)d 处需要修改。", n=len(faults)), fields=faults)
    former = await queries.settlement_account(session, vendor_id)
    if former is not None:
        former.replaced_at = utcnow()
        await session.flush()
    account = SettlementAccount(
        vendor_id=vendor_id,
        holder_name=holder,
        bank_name=bank,
        account_no=number,
        last_four=number[-4:],
        created_by=created_by,
    )
    session.add(account)
    _consent(session, created_by, rules.BANK_CONSENT)
    _note(
        session, actor, "vendor.account_set", vendor,
        before={"last_four": former.last_four} if former else None,
        after={"bank": bank, "last_four": account.last_four},
    )  # fmt: skip
    await session.flush()
    return account


async def accept_agreements(
    session: AsyncSession,
    *,
    vendor_id: UUID,
    actor: Actor,
    account_id: UUID,
    accepted: Iterable[tuple[str, str]],
) -> None:
    """Accept texts for the vendor, each by its version.

    Shape: ``accepted`` holds ``(code, version)``.
    Locks: the vendor row.
    Raises: NotFound, AgreementOutdated, when one is not the version in force.
    """
    vendor = await locked_vendor(session, vendor_id)
    given = set(accepted)
    in_force = {
        (text.code, text.version) for text in await queries.agreements(session, rules.AGREEMENTS)
    }
    if not given <= in_force:
        raise AgreementOutdated(_("协议刚刚更新了，请重新阅读后再同意。"))
    for code, version in sorted(given):
        await session.execute(
            insert(AgreementAcceptance)
            .values(
                id=uuid7(), vendor_id=vendor_id, agreement_code=code, version=version,
                account_id=account_id,
            )
            .on_conflict_do_nothing()
        )  # fmt: skip
    _note(
        session, actor, "vendor.agreements_accepted", vendor,
        after={"agreements": [f"{code}@{version}" for code, version in sorted(given)]},
    )  # fmt: skip


async def submit(
    session: AsyncSession,
    *,
    vendor_id: UUID,
    actor: Actor,
    account_id: UUID,
    now: datetime | None = None,
) -> VendorApplication:
    """Hand the dossier in; the facts are locked until the reviewers have decided.

    Locks: the vendor row.
    Raises: NotFound, ApplicationIncomplete, TransitionRefused.
    """
    vendor = await locked_vendor(session, vendor_id)
    state = next_state(vendor.state, VendorEvent.SUBMIT)
    dossier = await queries.dossier(session, vendor_id)
    open_tasks = [task for task in queries.tasks(dossier) if not queries.is_complete([task])]
    if open_tasks:
        raise ApplicationIncomplete(
            _("还有 %(n)d 项没有完成，完成后再提交。", n=len(open_tasks)),
            fields={task.key: task.note or task.text for task in open_tasks},
        )
    moment = now or utcnow()
    today = china_day(moment)
    calendar = await work_calendar(session, since=today)
    application = VendorApplication(
        vendor_id=vendor_id,
        round=dossier.application.round + 1 if dossier.application else 1,
        snapshot=queries.snapshot(dossier),
        submitted_by=account_id,
        submitted_at=moment,
        due_on=add_working_days(today, REVIEW_WORKING_DAYS, calendar),
    )
    session.add(application)
    before = vendor.state
    vendor.state = next_state(vendor.state, VendorEvent.SUBMIT)
    assert vendor.state is state
    await session.flush()
    _note(
        session, actor, "vendor.submitted", vendor,
        before={"state": before}, after={"state": vendor.state, "round": application.round},
    )  # fmt: skip
    await tell_people(
        session, vendor, "vendor_submitted", {"due_on": application.due_on},
        link="/vendor/onboarding",
    )  # fmt: skip
    return application


def _require_editable(vendor: Vendor, facts: Mapping[str, Any] | None = None) -> None:
    if vendor.state in EDITABLE_STATES:
        return
    if vendor.state is VendorState.TRADING and facts is not None:
        if set(facts) <= rules.EDITABLE_WHILE_TRADING:
            return
        raise FactsLocked(_("这些信息已经核验过。需要变更时请联系平台，3 个工作日内补交材料。"))
    if vendor.state in {VendorState.PENDING, VendorState.IN_REVIEW}:
        raise FactsLocked(_("申请正在审核，暂时不能修改。审核结果会用短信告诉您。"))
    raise FactsLocked(_("店铺现在的状态不能修改这些信息，请联系平台。"))


async def _open_applications(session: AsyncSession, owner_id: UUID) -> int:
    count = await session.scalar(
        select(func.count())
        .select_from(Vendor)
        .join(VendorMember, VendorMember.vendor_id == Vendor.id)
        .where(
            VendorMember.account_id == owner_id,
            VendorMember.ended_at.is_(None),
            VendorMember.role == MemberRole.OWNER,
            Vendor.state.not_in([VendorState.TRADING, VendorState.SUSPENDED, VendorState.CLOSED]),
        )
    )
    return count or 0


async def _require_free_uscc(session: AsyncSession, vendor: Vendor, uscc: str) -> None:
    other = await session.scalar(
        select(Vendor.id).where(
            Vendor.uscc == uscc, Vendor.id != vendor.id, Vendor.state != VendorState.CLOSED
        )
    )
    if other is not None:
        raise _uscc_taken()


def _uscc_taken() -> UsccTaken:
    return UsccTaken(
        _("这个统一社会信用代码已经登记在另一家店名下。如果不是您登记的，请联系平台核实。"),
        field="uscc",
    )


def _consent(session: AsyncSession, account_id: UUID, document: str) -> None:
    session.add(
        Consent(
            account_id=account_id,
            document=document,
            version=rules.CONSENT_VERSION,
            given_at=utcnow(),
        )
    )


def _note(
    session: AsyncSession,
    actor: Actor,
    action: str,
    vendor: Vendor,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    record(
        session, actor=actor, action=action, object_kind="vendor", object_id=vendor.id,
        before=before, after=after,
    )  # fmt: skip


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value.isoformat() if hasattr(value, "isoformat") else value
        for key, value in facts.items()
    }
