"""Deciding on applications: one reviewer at a time, and never on a shop of one's own."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.queries import names
from marketplace.audit.service import Actor, record
from marketplace.kit.clock import china_day, utcnow
from marketplace.kit.errors import Invalid, NotFound
from marketplace.kit.language import gettext as _
from marketplace.kit.text import clean
from marketplace.vendors import rules
from marketplace.vendors.errors import AlreadyDecided, ChecksOpen, ClaimedByOther, NotClaimed
from marketplace.vendors.models import Vendor, VendorApplication
from marketplace.vendors.queries import require_no_interest
from marketplace.vendors.service._rows import locked_vendor, show_anew, tell_people
from marketplace.vendors.states import VendorEvent, VendorState, next_state

CLAIM_FOR: Final = timedelta(hours=2)
"""After this long a claim may be taken over: the reviewer has gone home."""
REVERIFY_MONTHS: Final = 6
"""Source: E-Commerce Law art. 27; Measures for Online Trading art. 24."""


async def claim(
    session: AsyncSession, *, application_id: UUID, actor: Actor, now: datetime | None = None
) -> VendorApplication:
    """Take an application on; until it is decided or given back nobody else may decide.

    Claiming again what one holds already changes nothing.

    Locks: the vendor row, then the application row.
    Raises: NotFound, AlreadyDecided, ClaimedByOther, OwnShop.
    """
    moment = now or utcnow()
    vendor, application = await _locked(session, application_id)
    await require_no_interest(session, vendor.id, actor.account_id)
    if application.claimed_by == actor.account_id:
        return application
    if _is_held(application, moment):
        raise await _held_by(session, application)
    if vendor.state is not VendorState.IN_REVIEW:
        vendor.state = next_state(vendor.state, VendorEvent.CLAIM)
    former = application.claimed_by
    application.claimed_by = actor.account_id
    application.claimed_at = moment
    _note(
        session, actor, "application.claimed", application,
        before={"claimed_by": str(former)} if former else None,
    )  # fmt: skip
    await session.flush()
    return application


async def release(session: AsyncSession, *, application_id: UUID, actor: Actor) -> None:
    """Give an application back to the queue.

    Locks: the vendor row, then the application row.
    Raises: NotFound, AlreadyDecided, NotClaimed, ClaimedByOther.
    """
    vendor, application = await _mine(session, application_id, actor)
    vendor.state = next_state(vendor.state, VendorEvent.RELEASE)
    application.claimed_by = None
    application.claimed_at = None
    _note(session, actor, "application.released", application)
    await session.flush()


async def request_correction(
    session: AsyncSession, *, application_id: UUID, actor: Actor, corrections: Mapping[str, str]
) -> VendorApplication:
    """Send an application back with everything that is to be mended, told at once (一次告知).

    Shape: ``corrections`` maps a fact or task to one sentence.
    Locks: the vendor row, then the application row.
    Raises: NotFound, AlreadyDecided, NotClaimed, ClaimedByOther, OwnShop, Invalid.
    """
    wanted = _corrections(corrections)
    vendor, application = await _mine(session, application_id, actor)
    vendor.state = next_state(vendor.state, VendorEvent.REQUEST_CORRECTION)
    application.corrections = wanted
    await _decide(session, application, actor, "correct", {"corrections": wanted})
    await tell_people(
        session, vendor, "vendor_correction",
        {"items": list(wanted.values()), "count": len(wanted)}, link="/vendor/onboarding",
    )  # fmt: skip
    return application


async def reject(
    session: AsyncSession, *, application_id: UUID, actor: Actor, reason: str, clause: str
) -> VendorApplication:
    """Turn an application down, naming the rule; it may be mended and handed in again.

    Locks: the vendor row, then the application row.
    Raises: NotFound, AlreadyDecided, NotClaimed, ClaimedByOther, OwnShop, Invalid.
    """
    said = clean(reason, 1000, field="reason", multiline=True)
    rule = clean(clause, 120, field="clause")
    if not said:
        raise Invalid(_("请写明驳回的原因，申请人会看到。"), field="reason")
    if not rule:
        raise Invalid(_("请写明依据的条款，如《网络交易监督管理办法》第十二条。"), field="clause")
    vendor, application = await _mine(session, application_id, actor)
    vendor.state = next_state(vendor.state, VendorEvent.REJECT)
    application.reason = said
    application.clause = rule
    await _decide(session, application, actor, "reject", {"clause": rule}, reason=said)
    told = {"reason": said.rstrip("。"), "clause": rule.rstrip("。")}
    await tell_people(session, vendor, "vendor_rejected", told, link="/vendor/onboarding")
    return application


async def approve(
    session: AsyncSession,
    *,
    application_id: UUID,
    actor: Actor,
    checks: Mapping[str, str],
    now: datetime | None = None,
) -> Vendor:
    """Let a vendor trade; its licence page is public from this moment.

    Shape: ``checks`` answers each of ``rules.CHECKS`` with ``pass``, ``fail`` or ``unsure``.
    Locks: the vendor row, then the application row.
    Raises: NotFound, AlreadyDecided, NotClaimed, ClaimedByOther, OwnShop, ChecksOpen.
    """
    moment = now or utcnow()
    not_passed = [check for check in rules.CHECKS if checks.get(check) != "pass"]
    if not_passed:
        raise ChecksOpen(
            _("还有 %(n)d 项没有核对为通过，不能批准。可以要求补正。", n=len(not_passed)),
            field=not_passed[0],
        )
    vendor, application = await _mine(session, application_id, actor)
    vendor.state = next_state(vendor.state, VendorEvent.APPROVE)
    vendor.approved_at = moment
    vendor.reverify_on = _months_later(china_day(moment), REVERIFY_MONTHS)
    vendor.version += 1
    await _decide(session, application, actor, "approve", {"checks": dict(checks)}, now=moment)
    await tell_people(
        session, vendor, "vendor_approved", {"reverify_on": vendor.reverify_on}, link="/vendor"
    )
    await show_anew(session, vendor)
    return vendor


async def _locked(session: AsyncSession, application_id: UUID) -> tuple[Vendor, VendorApplication]:
    """Both rows, held, the vendor first: every verb about a vendor takes them in this order."""
    found = await session.get(VendorApplication, application_id)
    if found is None:
        raise NotFound(_("没有找到这份申请。"))
    vendor = await locked_vendor(session, found.vendor_id)
    application = await session.get_one(
        VendorApplication, application_id, with_for_update=True, populate_existing=True
    )
    if application.decided_at is not None:
        raise AlreadyDecided(_("这份申请已经有决定了，请刷新后查看。"))
    return vendor, application


async def _mine(
    session: AsyncSession, application_id: UUID, actor: Actor
) -> tuple[Vendor, VendorApplication]:
    """The rows, for the reviewer who holds the claim."""
    vendor, application = await _locked(session, application_id)
    await require_no_interest(session, vendor.id, actor.account_id)
    if application.claimed_by is None:
        raise NotClaimed(_("请先点“开始审核”，再作决定。"))
    if application.claimed_by != actor.account_id:
        raise await _held_by(session, application)
    return vendor, application


def _is_held(application: VendorApplication, now: datetime) -> bool:
    return (
        application.claimed_by is not None
        and application.claimed_at is not None
        and now - application.claimed_at < CLAIM_FOR
    )


async def _held_by(session: AsyncSession, application: VendorApplication) -> ClaimedByOther:
    holder = application.claimed_by
    known = await names(session, [holder]) if holder else {}
    name = known.get(holder, "") if holder else ""
    return ClaimedByOther(_("%(name)s正在审核这份申请，您现在只能查看。", name=name))


def _corrections(given: Mapping[str, str]) -> dict[str, str]:
    wanted: dict[str, str] = {}
    for field, sentence in given.items():
        if said := clean(sentence, 300, field=field):
            wanted[field] = said
    if not wanted:
        raise Invalid(_("请至少写一项要补正的内容，一次说全。"), field="corrections")
    return wanted


async def _decide(
    session: AsyncSession,
    application: VendorApplication,
    actor: Actor,
    decision: str,
    after: Mapping[str, Any],
    *,
    reason: str | None = None,
    now: datetime | None = None,
) -> None:
    application.decision = decision
    application.decided_by = actor.account_id
    application.decided_at = now or utcnow()
    past = {"approve": "approved", "correct": "sent_back", "reject": "rejected"}[decision]
    _note(session, actor, f"application.{past}", application, after=after, reason=reason)
    await session.flush()


def _note(
    session: AsyncSession,
    actor: Actor,
    action: str,
    application: VendorApplication,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    told = {"vendor_id": str(application.vendor_id), "round": application.round, **(after or {})}
    record(
        session, actor=actor, action=action, object_kind="vendor_application",
        object_id=application.id, before=before, after=told, reason=reason,
    )  # fmt: skip


def _months_later(day: date, months: int) -> date:
    """The same day some months on, or the last one of a shorter month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))
