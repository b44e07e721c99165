"""Checking papers."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from marketplace.accounts.queries import Identity, names
from marketplace.catalog.models import ScCategory
from marketplace.certification import queries, rules, service
from marketplace.certification.queries import Paper
from marketplace.certification.states import CertificateState
from marketplace.http.flash import say
from marketplace.http.forms import clean
from marketplace.http.identity import PRIVATE, Reviewer, actor
from marketplace.http.pages import page, path_for, see_other
from marketplace.infra.db import DbSession
from marketplace.kit.clock import china_day, utcnow
from marketplace.kit.errors import Invalid
from marketplace.kit.language import gettext as _
from marketplace.kit.language import language
from marketplace.media.queries import files
from marketplace.web.admin.navigation import desk_nav
from marketplace.web.paper_words import standing

router = APIRouter(prefix="/admin/certificates", dependencies=[*PRIVATE])

Decision = Callable[[AsyncSession], Awaitable[object]]
_WORST: Final = {"fail": 0, "warn": 1, "pass": 2}


@router.get("", name="admin.certificates")
async def papers(
    request: Request,
    session: DbSession,
    viewer: Reviewer,
    tab: str = "open",
    after: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """One tab of the queue."""
    chosen = tab if tab in queries.TABS else "open"
    today = china_day(utcnow())
    found = await queries.queue(session, tab=chosen, today=today, after=after)
    counts = await queries.counts(session, today=today)
    numbers = {"open": counts.open, "expiring": counts.expiring, "done": 0}
    words = {"open": _("待核"), "expiring": _("30 天内到期"), "done": _("已办")}
    return page(
        request,
        "admin/certificates/list.html",
        nav=desk_nav(request, viewer, {"certificates": counts.open}),
        rows=[(row, *standing(row.paper, today)) for row in found.items],
        tab=chosen,
        tabs=[
            (words[key], path_for(request, "admin.certificates", tab=key), key == chosen, number)
            for key, number in numbers.items()
        ],
        next_cursor=found.next,
        is_first=after is None,
    )


@router.get("/{certificate_id}", name="admin.certificate")
async def paper(
    request: Request, session: DbSession, viewer: Reviewer, certificate_id: UUID
) -> Response:
    """One paper with its evidence."""
    return await _paper_page(request, session, viewer, certificate_id, {}, {})


@router.post("/{certificate_id}/claim", name="admin.certificate.claim")
async def claim(
    request: Request, session: DbSession, viewer: Reviewer, certificate_id: UUID
) -> Response:
    """Take it on."""
    await service.claim(session, certificate_id=certificate_id, actor=actor(request, viewer))
    return see_other(request, "admin.certificate", certificate_id=certificate_id)


@router.post("/{certificate_id}/claim/removal", name="admin.certificate.release")
async def release(
    request: Request, session: DbSession, viewer: Reviewer, certificate_id: UUID
) -> Response:
    """Give it back."""
    await service.release(session, certificate_id=certificate_id, actor=actor(request, viewer))
    say(request, _("已放回队列。"))
    return see_other(request, "admin.certificates")


@router.post("/{certificate_id}/acceptance", name="admin.certificate.accept")
async def accept(
    request: Request, session: DbSession, viewer: Reviewer, certificate_id: UUID
) -> Response:
    """Find it valid."""
    typed = await _typed(request)
    checks = {check: typed.get(check, "") for check in rules.CHECKS}
    return await _decide(
        request, session, viewer, certificate_id, typed, _("已核验通过。"),
        lambda inner: service.accept(
            inner, certificate_id=certificate_id, actor=actor(request, viewer), checks=checks
        ),
    )  # fmt: skip


@router.post("/{certificate_id}/rejection", name="admin.certificate.reject")
async def reject(
    request: Request, session: DbSession, viewer: Reviewer, certificate_id: UUID
) -> Response:
    """Turn it down, with a reason."""
    typed = await _typed(request)
    return await _decide(
        request, session, viewer, certificate_id, typed, _("已驳回，商家会收到原因。"),
        lambda inner: service.reject(
            inner, certificate_id=certificate_id, actor=actor(request, viewer),
            reason=typed.get("reason", ""),
        ),
    )  # fmt: skip


@router.post("/{certificate_id}/revocation", name="admin.certificate.revoke")
async def revoke(
    request: Request, session: DbSession, viewer: Reviewer, certificate_id: UUID
) -> Response:
    """Take its force away, with a reason."""
    typed = await _typed(request)
    return await _decide(
        request, session, viewer, certificate_id, typed, _("已撤销，依靠它的商品会下架。"),
        lambda inner: service.revoke(
            inner, certificate_id=certificate_id, actor=actor(request, viewer),
            reason=typed.get("reason", ""),
        ),
    )  # fmt: skip


async def _typed(request: Request) -> dict[str, str]:
    form = await request.form()
    return {key: clean(text) for key, text in form.items() if isinstance(text, str)}


async def _decide(
    request: Request,
    session: AsyncSession,
    viewer: Identity,
    certificate_id: UUID,
    typed: Mapping[str, str],
    done: str,
    decision: Decision,
) -> Response:
    try:
        async with session.begin_nested():
            await decision(session)
    except Invalid as refusal:
        errors = {refusal.field or "": refusal.message}
        return await _paper_page(request, session, viewer, certificate_id, typed, errors)
    say(request, done)
    return see_other(request, "admin.certificates")


async def _paper_page(
    request: Request,
    session: AsyncSession,
    viewer: Identity,
    certificate_id: UUID,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
) -> Response:
    found = await queries.paper(session, certificate_id)
    certificate = found.certificate
    today = china_day(utcnow())
    involved = {each for each in (certificate.claimed_by, certificate.reviewed_by) if each}
    stored = await files(session, [certificate.file_id])
    words, tone = standing(found, today)
    return page(
        request,
        "admin/certificates/detail.html",
        status=422 if errors else 200,
        nav=desk_nav(request, viewer),
        paper=found,
        words=words,
        tone=tone,
        checks=await _checks(session, found, typed),
        file=stored.get(certificate.file_id) if certificate.file_id else None,
        names=await names(session, involved),
        is_open=certificate.state is CertificateState.PENDING,
        is_mine=certificate.claimed_by == viewer.account_id,
        can_revoke=certificate.state is CertificateState.VALID,
        typed=typed,
        errors=errors,
    )


async def _checks(
    session: AsyncSession, found: Paper, typed: Mapping[str, str]
) -> list[dict[str, Any]]:
    certificate, kind = found.certificate, found.kind
    number = rules.check_number(kind.code, kind.number_pattern, certificate.number)
    category = await session.get(ScCategory, number.category) if number.category else None
    category_name = ""
    if category is not None:
        category_name = category.name_en if language() == "en" else category.name_zh
    auto = rules.automatic_checks(
        certificate,
        kind,
        vendor_name=found.vendor.name,
        vendor_uscc=found.vendor.uscc or "",
        county=found.vendor.pavilion_code,
        others=await queries.same_number_elsewhere(session, certificate),
        category_name=category_name,
        today=china_day(utcnow()),
    )
    words = {
        "number": _("编号与照片一致，已在官网核对"),
        "holder": _("持有人是这家店，或有授权书"),
        "validity": _("在有效期内"),
        "scope": _("范围覆盖要销售的产品"),
        "file": _("照片清楚、完整、没有改动痕迹"),
    }
    shown: list[dict[str, Any]] = []
    for check in rules.CHECKS:
        mine = sorted(
            (each for each in auto if each.check == check), key=lambda each: _WORST[each.tone]
        )
        shown.append(
            {
                "name": check,
                "text": words[check],
                "value": typed.get(check, ""),
                "auto": " ".join(each.text for each in mine),
                "auto_tone": mine[0].tone if mine else "",
            }
        )
    return shown
