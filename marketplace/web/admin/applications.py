"""Deciding on who may sell."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from marketplace.accounts.queries import Identity
from marketplace.http.flash import say
from marketplace.http.forms import clean
from marketplace.http.identity import PRIVATE, Reviewer, actor
from marketplace.http.pages import page, path_for, see_other
from marketplace.infra.db import DbSession
from marketplace.kit.clock import china_day, utcnow
from marketplace.kit.errors import Invalid, InvalidFields
from marketplace.kit.language import gettext as _
from marketplace.kit.workdays import WorkCalendar, working_days_left
from marketplace.regions.calendar import work_calendar
from marketplace.vendors import desk, queries, rules, service
from marketplace.vendors.desk import Case
from marketplace.vendors.states import VendorState
from marketplace.web.admin.navigation import desk_nav
from marketplace.web.admin.waiting import soon
from marketplace.web.application_answers import fact_sections, term

router = APIRouter(prefix="/admin", dependencies=[*PRIVATE])

CORRECTABLE: Final = ("account", *rules.DOCUMENTS)
"""What may be asked to be mended, besides the facts."""
Decision = Callable[[AsyncSession], Awaitable[object]]


@router.get("/applications", name="admin.applications")
async def applications(
    request: Request,
    session: DbSession,
    viewer: Reviewer,
    tab: str = "open",
    after: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """One tab of the queue."""
    chosen = tab if tab in desk.TABS else "open"
    due = await soon(session)
    found = await desk.applications(session, tab=chosen, soon=due, after=after)
    counts = await desk.counts(session, soon=due)
    calendar = await work_calendar(session, since=_first_day(found.items))
    numbers = {"open": counts.open, "correction": counts.correction, "due": counts.due, "done": 0}
    words = {
        "open": _("待我审"),
        "correction": _("补正中"),
        "due": _("临期"),
        "done": _("已办"),
    }
    return page(
        request,
        "admin/applications/list.html",
        nav=desk_nav(request, viewer, {"applications": counts.open}),
        rows=[(row, *_deadline(row.application, calendar)) for row in found.items],
        kinds={row.vendor.kind: queries.kind_text(row.vendor.kind) for row in found.items},
        decisions=_decision_words(),
        tab=chosen,
        tabs=[
            (words[key], path_for(request, "admin.applications", tab=key), key == chosen, number)
            for key, number in numbers.items()
        ],
        next_cursor=found.next,
        is_first=after is None,
        me=viewer.account_id,
    )


@router.get("/applications/{application_id}", name="admin.application")
async def application(
    request: Request, session: DbSession, viewer: Reviewer, application_id: UUID
) -> Response:
    """One application with its evidence."""
    return await _case_page(request, session, viewer, application_id, {}, {})


@router.post("/applications/{application_id}/claim", name="admin.application.claim")
async def claim(
    request: Request, session: DbSession, viewer: Reviewer, application_id: UUID
) -> Response:
    """Take it on."""
    await service.claim(session, application_id=application_id, actor=actor(request, viewer))
    return see_other(request, "admin.application", application_id=application_id)


@router.post("/applications/{application_id}/claim/removal", name="admin.application.release")
async def release(
    request: Request, session: DbSession, viewer: Reviewer, application_id: UUID
) -> Response:
    """Give it back."""
    await service.release(session, application_id=application_id, actor=actor(request, viewer))
    say(request, _("已放回队列。"))
    return see_other(request, "admin.applications")


@router.post("/applications/{application_id}/approval", name="admin.application.approve")
async def approve(
    request: Request, session: DbSession, viewer: Reviewer, application_id: UUID
) -> Response:
    """Let the vendor trade."""
    typed = await _typed(request)
    checks = {check: typed.get(check, "") for check in rules.CHECKS}
    return await _decide(
        request, session, viewer, application_id, typed, _("已通过，店铺可以营业了。"),
        lambda inner: service.approve(
            inner, application_id=application_id, actor=actor(request, viewer), checks=checks
        ),
    )  # fmt: skip


@router.post("/applications/{application_id}/correction", name="admin.application.correct")
async def correct(
    request: Request, session: DbSession, viewer: Reviewer, application_id: UUID
) -> Response:
    """Send it back with everything that is to be mended."""
    typed = await _typed(request)
    known = {field for fields in rules.IDENTITY.values() for field in fields}
    fixes = {
        name.removeprefix("fix-"): sentence
        for name, sentence in typed.items()
        if name.removeprefix("fix-") in {*known, *rules.SHOP, *CORRECTABLE}
        and name.startswith("fix-")
    }
    return await _decide(
        request, session, viewer, application_id, typed, _("已要求补正，申请人会收到全部内容。"),
        lambda inner: service.request_correction(
            inner, application_id=application_id, actor=actor(request, viewer), corrections=fixes
        ),
    )  # fmt: skip


@router.post("/applications/{application_id}/rejection", name="admin.application.reject")
async def reject(
    request: Request, session: DbSession, viewer: Reviewer, application_id: UUID
) -> Response:
    """Turn it down, with reason and rule."""
    typed = await _typed(request)
    return await _decide(
        request, session, viewer, application_id, typed, _("已驳回，申请人会收到原因和依据。"),
        lambda inner: service.reject(
            inner, application_id=application_id, actor=actor(request, viewer),
            reason=typed.get("reason", ""), clause=typed.get("clause", ""),
        ),
    )  # fmt: skip


@router.post("/vendors/{vendor_id}/suspension", name="admin.vendor.suspend")
async def suspend(
    request: Request, session: DbSession, viewer: Reviewer, vendor_id: UUID
) -> Response:
    """Stop a shop from selling."""
    typed = await _typed(request)
    await service.suspend(
        session,
        vendor_id=vendor_id,
        actor=actor(request, viewer),
        reason=typed.get("suspension_reason", ""),
    )
    say(request, _("已暂停这家店。"))
    return await _back_to_case(request, session, vendor_id)


@router.post("/vendors/{vendor_id}/reinstatement", name="admin.vendor.reinstate")
async def reinstate(
    request: Request, session: DbSession, viewer: Reviewer, vendor_id: UUID
) -> Response:
    """Let a shop sell again."""
    await service.reinstate(session, vendor_id=vendor_id, actor=actor(request, viewer))
    say(request, _("已恢复这家店。"))
    return await _back_to_case(request, session, vendor_id)


async def _typed(request: Request) -> dict[str, str]:
    form = await request.form()
    return {key: clean(text) for key, text in form.items() if isinstance(text, str)}


async def _decide(
    request: Request,
    session: AsyncSession,
    viewer: Identity,
    application_id: UUID,
    typed: Mapping[str, str],
    done: str,
    decision: Decision,
) -> Response:
    """Carry a decision out; what was typed wrongly is shown again, everything else is a failure."""
    try:
        async with session.begin_nested():
            await decision(session)
    except Invalid as refusal:
        errors = refusal.fields if isinstance(refusal, InvalidFields) else {}
        errors = errors or {refusal.field or "": refusal.message}
        return await _case_page(request, session, viewer, application_id, typed, errors)
    say(request, done)
    return see_other(request, "admin.applications")


async def _back_to_case(request: Request, session: AsyncSession, vendor_id: UUID) -> Response:
    dossier = await queries.dossier(session, vendor_id)
    if dossier.application is None:
        return see_other(request, "admin.applications")
    return see_other(request, "admin.application", application_id=dossier.application.id)


async def _case_page(
    request: Request,
    session: AsyncSession,
    viewer: Identity,
    application_id: UUID,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
) -> Response:
    case = await desk.case(session, application_id)
    calendar = await work_calendar(session, since=china_day(case.application.submitted_at))
    days, tone = _deadline(case.application, calendar)
    is_mine = case.application.claimed_by == viewer.account_id
    return page(
        request,
        "admin/applications/detail.html",
        status=422 if errors else 200,
        nav=desk_nav(request, viewer),
        case=case,
        kind_text=queries.kind_text(case.vendor.kind),
        sections=fact_sections(
            case.vendor.kind,
            case.application.snapshot,
            place=case.place,
            earlier=case.earlier.snapshot if case.earlier else None,
        ),
        papers=[(code, term(code), stored) for code, stored in case.papers.items()],
        checks=_checks(case, typed),
        fixable=_fixable(case),
        decisions=_decision_words(),
        deadline=days,
        deadline_tone=tone,
        is_open=case.application.decided_at is None,
        is_mine=is_mine,
        is_latest=case.history[0].id == case.application.id,
        can_suspend=case.vendor.state is VendorState.TRADING,
        can_reinstate=case.vendor.state is VendorState.SUSPENDED,
        typed=typed,
        errors=errors,
    )


def _checks(case: Case, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    words = {
        "licence": _("执照照片与名称、代码、类型一致，在有效期内"),
        "representative": _("法定代表人与身份证件一致"),
        "address": _("住所与执照一致，产地与申请一致"),
        "capital": _("出资额或注册资本与执照一致"),
        "account": _("收款账户是主体自己的账户"),
        "contact": _("售后电话能接通，店名和介绍没有违规用语"),
    }
    worst = {"fail": 0, "warn": 1, "pass": 2}
    found: list[dict[str, Any]] = []
    for check in rules.CHECKS:
        mine = sorted(
            (each for each in case.findings if each.check == check),
            key=lambda each: worst[each.tone],
        )
        found.append(
            {
                "name": check,
                "text": words[check],
                "value": typed.get(check, ""),
                "auto": " ".join(each.text for each in mine),
                "auto_tone": mine[0].tone if mine else "",
            }
        )
    return found


def _fixable(case: Case) -> list[tuple[str, str]]:
    fields = (*rules.IDENTITY.get(case.vendor.kind, ()), *rules.SHOP, *CORRECTABLE)
    return [(field, term(field)) for field in fields]


def _decision_words() -> dict[str | None, tuple[str, str]]:
    return {
        None: (_("待决定"), "wait"),
        "approve": (_("通过"), "good"),
        "correct": (_("补正"), "wait"),
        "reject": (_("驳回"), "bad"),
    }


def _first_day(rows: Any) -> Any:
    days = [china_day(row.application.submitted_at) for row in rows]
    return min([china_day(utcnow()), *days])


def _deadline(application: Any, calendar: WorkCalendar) -> tuple[str, str]:
    """Working days left, in words and tone; what is decided has none."""
    if application.decided_at is not None:
        return "", ""
    left = working_days_left(china_day(utcnow()), application.due_on, calendar)
    if left < 0:
        return _("超期 %(n)d 个工作日", n=-left), "bad"
    if left <= 1:
        return _("剩 %(n)d 个工作日", n=left), "bad"
    return _("剩 %(n)d 个工作日", n=left), "plain"
