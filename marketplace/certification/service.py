"""Writes about certificates: handing in, checking, revoking, warning before they run out."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.queries import names
from marketplace.audit.service import Actor, record
from marketplace.certification import rules
from marketplace.certification.errors import (
    CertificateFaulty,
    CertificateHeld,
    CertificateKnown,
    CertificateNotHeld,
    ChecksNotPassed,
    ReasonMissing,
)
from marketplace.certification.models import Certificate, CertificateType, CertificateWarning
from marketplace.certification.states import CertificateEvent, CertificateState, next_state
from marketplace.infra.bulk import upsert
from marketplace.infra.jobs import enqueue
from marketplace.infra.notices import mark_stale
from marketplace.kit.clock import china_day, utcnow
from marketplace.kit.errors import Invalid, NotFound
from marketplace.kit.language import gettext as _
from marketplace.kit.text import clean
from marketplace.media.queries import vendor_file
from marketplace.messages.service import tell
from marketplace.vendors.queries import people, require_no_interest

CLAIM_FOR: Final = timedelta(hours=2)
EARLIEST: Final = date(1990, 1, 1)
LATEST: Final = date(2100, 1, 1)


async def load_certificate_types(session: AsyncSession, rows: Iterable[Mapping[str, Any]]) -> int:
    """Bring the catalogue of types up to date. Shape: the columns of ``CertificateType``."""
    return await upsert(session, CertificateType, rows, key=("code",))


async def submit_certificate(
    session: AsyncSession,
    *,
    vendor_id: UUID,
    actor: Actor,
    submitted_by: UUID | None,
    type_code: str,
    number: str,
    holder: str,
    issuer: str = "",
    issued_on: date | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    scope: str = "",
    file_id: UUID | None = None,
    is_demo: bool = False,
) -> Certificate:
    """Hand in a paper for checking; it counts for nothing until a reviewer has found it valid.

    Needs: ``file_id`` was stored for this vendor; demonstration data may go without one.
    Raises: CertificateFaulty, CertificateKnown, NotFound.
    """
    kind = await session.get(CertificateType, type_code)
    if kind is None or kind.subject not in rules.SUBMITTABLE:
        raise CertificateFaulty(
            _("请选择证书的种类。"), fields={"type_code": _("请选择证书的种类。")}
        )
    found = rules.check_number(kind.code, kind.number_pattern, number)
    certificate = Certificate(
        vendor_id=vendor_id,
        type_code=kind.code,
        number=found.number,
        holder=clean(holder, 100, field="holder"),
        issuer=clean(issuer, 100, field="issuer"),
        issued_on=issued_on,
        valid_from=valid_from,
        valid_until=valid_until,
        scope=clean(scope, 1000, field="scope", multiline=True),
        file_id=file_id,
        syntax_ok=found.syntax_ok,
        checksum_ok=found.checksum_ok,
        submitted_by=submitted_by,
        state=CertificateState.PENDING,
        is_demo=is_demo,
    )
    _refuse_faults(certificate, rules.number_fault(found))
    if file_id is not None:
        await vendor_file(session, file_id, vendor_id=vendor_id)
    await _refuse_double(session, certificate)
    session.add(certificate)
    await session.flush()
    _note(session, actor, "certificate.submitted", certificate)
    return certificate


async def claim(
    session: AsyncSession, *, certificate_id: UUID, actor: Actor, now: datetime | None = None
) -> Certificate:
    """Take a paper on; until it is decided or given back nobody else may decide.

    Locks: the certificate row.
    Raises: NotFound, CertificateHeld, OwnShop, TransitionRefused.
    """
    moment = now or utcnow()
    certificate = await _locked(session, certificate_id)
    # Only what is waiting can be taken on; the table knows what is waiting.
    next_state(certificate.state, CertificateEvent.ACCEPT)
    await require_no_interest(session, certificate.vendor_id, actor.account_id)
    if certificate.claimed_by == actor.account_id:
        return certificate
    is_held = (
        certificate.claimed_by is not None
        and certificate.claimed_at is not None
        and moment - certificate.claimed_at < CLAIM_FOR
    )
    if is_held:
        raise await _held_by(session, certificate)
    certificate.claimed_by = actor.account_id
    certificate.claimed_at = moment
    _note(session, actor, "certificate.claimed", certificate)
    await session.flush()
    return certificate


async def release(session: AsyncSession, *, certificate_id: UUID, actor: Actor) -> None:
    """Give a paper back to the queue.

    Locks: the certificate row.
    Raises: NotFound, CertificateHeld, CertificateNotHeld.
    """
    certificate = await _mine(session, certificate_id, actor)
    certificate.claimed_by = None
    certificate.claimed_at = None
    _note(session, actor, "certificate.released", certificate)
    await session.flush()


async def accept(
    session: AsyncSession,
    *,
    certificate_id: UUID,
    actor: Actor,
    checks: Mapping[str, str],
    now: datetime | None = None,
) -> Certificate:
    """Find a paper valid: from now on it is shown and opens what it is needed for.

    An earlier paper of the same type and number is marked as replaced by this one.

    Shape: ``checks`` answers each of ``rules.CHECKS`` with ``pass``, ``fail`` or ``unsure``.
    Locks: the certificate row.
    Raises: NotFound, CertificateHeld, CertificateNotHeld, OwnShop, ChecksNotPassed, Invalid.
    """
    moment = now or utcnow()
    open_checks = [check for check in rules.CHECKS if checks.get(check) != "pass"]
    if open_checks:
        raise ChecksNotPassed(
            _("还有 %(n)d 项没有核对为通过，不能核验通过。", n=len(open_checks)),
            field=open_checks[0],
        )
    certificate = await _mine(session, certificate_id, actor)
    if certificate.valid_until is not None and certificate.valid_until < china_day(moment):
        raise Invalid(_("这份证书已经过期，不能核验通过。"), field="validity")
    certificate.state = next_state(certificate.state, CertificateEvent.ACCEPT)
    _reviewed(certificate, actor, moment)
    former = await session.scalars(
        select(Certificate).where(
            Certificate.vendor_id == certificate.vendor_id,
            Certificate.type_code == certificate.type_code,
            Certificate.number == certificate.number,
            Certificate.id != certificate.id,
            Certificate.state == CertificateState.VALID,
            Certificate.replaced_by.is_(None),
        )
    )
    for each in former:
        each.replaced_by = certificate.id
    _note(session, actor, "certificate.accepted", certificate, after={"checks": dict(checks)})
    await session.flush()
    await _show_anew(session, certificate.vendor_id)
    await _tell(session, certificate, "certificate_valid")
    return certificate


async def reject(
    session: AsyncSession, *, certificate_id: UUID, actor: Actor, reason: str
) -> Certificate:
    """Turn a paper down; the vendor mends it by handing in another.

    Locks: the certificate row.
    Raises: NotFound, CertificateHeld, CertificateNotHeld, OwnShop, ReasonMissing.
    """
    said = _reason(reason)
    certificate = await _mine(session, certificate_id, actor)
    certificate.state = next_state(certificate.state, CertificateEvent.REJECT)
    certificate.reason = said
    _reviewed(certificate, actor, utcnow())
    _note(session, actor, "certificate.rejected", certificate, reason=said)
    await session.flush()
    await _tell(session, certificate, "certificate_rejected", reason=said.rstrip("。"))
    return certificate


async def revoke(
    session: AsyncSession, *, certificate_id: UUID, actor: Actor, reason: str
) -> Certificate:
    """Take a valid paper's force away at once; what depended on it leaves sale.

    Locks: the certificate row.
    Raises: NotFound, OwnShop, ReasonMissing, TransitionRefused.
    """
    said = _reason(reason)
    certificate = await _locked(session, certificate_id)
    await require_no_interest(session, certificate.vendor_id, actor.account_id)
    certificate.state = next_state(certificate.state, CertificateEvent.REVOKE)
    certificate.reason = said
    _note(session, actor, "certificate.revoked", certificate, reason=said)
    await session.flush()
    await _close_lapsed(session, certificate.vendor_id)
    await _tell(session, certificate, "certificate_revoked", reason=said.rstrip("。"))
    return certificate


async def warn_of_expiry(session: AsyncSession, *, certificate_id: UUID, today: date) -> int | None:
    """Tell a vendor how long a paper still runs, each step once; returns the step told.

    Once it has run out, what depended on it leaves sale.

    Locks: the certificate row.
    """
    certificate = await _locked(session, certificate_id)
    until = certificate.valid_until
    is_current = certificate.state is CertificateState.VALID and certificate.replaced_by is None
    if until is None or not is_current:
        return None
    told = await session.scalars(
        select(CertificateWarning.days).where(CertificateWarning.certificate_id == certificate_id)
    )
    step = rules.step_due(today, until, frozenset(told))
    if step is None:
        return None
    session.add(CertificateWarning(certificate_id=certificate_id, days=step))
    await session.flush()
    if step == rules.EXPIRED:
        await _close_lapsed(session, certificate.vendor_id)
        await _tell(session, certificate, "certificate_expired", valid_until=until)
    else:
        days = (until - today).days
        await _tell(session, certificate, "certificate_expiring", valid_until=until, days=days)
    return step


def _refuse_faults(certificate: Certificate, number_fault: str) -> None:
    faults: dict[str, str] = {}
    if number_fault:
        faults["number"] = number_fault
    if not certificate.holder:
        faults["holder"] = _("请填写证书上的持有人。")
    for field in ("issued_on", "valid_from", "valid_until"):
        day: date | None = getattr(certificate, field)
        if day is not None and not EARLIEST <= day <= LATEST:
            faults[field] = _("请核对年份。")
    start, end = certificate.valid_from, certificate.valid_until
    if start and end and end < start:
        faults["valid_until"] = _("截止日期不能早于生效日期。")
    if end is not None and end < china_day(utcnow()):
        faults["valid_until"] = _("这份证书已经过期，请提交在有效期内的证书。")
    if certificate.file_id is None and not certificate.is_demo:
        faults["file"] = _("请上传证书的照片或 PDF。")
    if faults:
        raise CertificateFaulty(_("有 %(n)d 处需要修改。", n=len(faults)), fields=faults)


async def _refuse_double(session: AsyncSession, certificate: Certificate) -> None:
    """A renewal keeps its number and runs longer; the very same paper twice is a slip."""
    same = await session.scalar(
        select(Certificate.id).where(
            Certificate.vendor_id == certificate.vendor_id,
            Certificate.type_code == certificate.type_code,
            Certificate.number == certificate.number,
            Certificate.valid_until.is_not_distinct_from(certificate.valid_until),
            Certificate.state.in_([CertificateState.PENDING, CertificateState.VALID]),
        )
    )
    if same is not None:
        raise CertificateKnown(_("这份证书已经提交过了，不用重复提交。"), field="number")


async def _locked(session: AsyncSession, certificate_id: UUID) -> Certificate:
    found = await session.get(
        Certificate, certificate_id, with_for_update=True, populate_existing=True
    )
    if found is None:
        raise NotFound(_("没有找到这份证书。"))
    return found


async def _mine(session: AsyncSession, certificate_id: UUID, actor: Actor) -> Certificate:
    certificate = await _locked(session, certificate_id)
    await require_no_interest(session, certificate.vendor_id, actor.account_id)
    next_state(certificate.state, CertificateEvent.REJECT)
    if certificate.claimed_by is None:
        raise CertificateNotHeld(_("请先点“开始审核”，再作决定。"))
    if certificate.claimed_by != actor.account_id:
        raise await _held_by(session, certificate)
    return certificate


async def _held_by(session: AsyncSession, certificate: Certificate) -> CertificateHeld:
    holder = certificate.claimed_by
    known = await names(session, [holder]) if holder else {}
    name = known.get(holder, "") if holder else ""
    return CertificateHeld(_("%(name)s正在审核这份证书，您现在只能查看。", name=name))


def _reviewed(certificate: Certificate, actor: Actor, moment: datetime) -> None:
    certificate.reviewed_by = actor.account_id
    certificate.reviewed_at = moment


def _reason(typed: str) -> str:
    said = clean(typed, 500, field="reason", multiline=True)
    if not said:
        raise ReasonMissing(_("请写明原因，商家会看到。"), field="reason")
    return said


async def _show_anew(session: AsyncSession, vendor_id: UUID) -> None:
    await mark_stale(session, f"vendor:{vendor_id}", "catalogue")
    await enqueue(session, "search.refresh_vendor", vendor_id=str(vendor_id))


async def _close_lapsed(session: AsyncSession, vendor_id: UUID) -> None:
    await enqueue(session, "catalog.close_lapsed", vendor_id=str(vendor_id))
    await _show_anew(session, vendor_id)


async def _tell(session: AsyncSession, certificate: Certificate, name: str, **values: Any) -> None:
    kind = await session.get_one(CertificateType, certificate.type_code)
    for person in await people(session, certificate.vendor_id):
        await tell(
            session,
            to=person,
            name=name,
            values={
                "paper_zh": kind.name_zh,
                "paper_en": kind.name_en,
                "number": certificate.number,
                **values,
            },
            link="/vendor/certificates",
            about={"kind": "certificate", "id": str(certificate.id)},
        )


def _note(
    session: AsyncSession,
    actor: Actor,
    action: str,
    certificate: Certificate,
    *,
    after: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    told = {
        "vendor_id": str(certificate.vendor_id),
        "type": certificate.type_code,
        "number": certificate.number,
        "state": certificate.state,
        **(after or {}),
    }
    record(
        session, actor=actor, action=action, object_kind="certificate",
        object_id=certificate.id, after=told, reason=reason,
    )  # fmt: skip
