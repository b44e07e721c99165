"""Deciding on what may be sold."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from marketplace.accounts.queries import Identity
from marketplace.catalog import desk, review_desk, service
from marketplace.catalog.checks import CHECKS, FAIL, PASS, WARN, Finding
from marketplace.catalog.desk import Sheet
from marketplace.catalog.review_desk import QueueRow
from marketplace.catalog.service.review import CLAIM_FOR, LONGEST_CORRECTION, LONGEST_REASON
from marketplace.catalog.states import ProductState
from marketplace.http.flash import say
from marketplace.http.forms import clean
from marketplace.http.identity import PRIVATE, Reviewer, actor
from marketplace.http.pages import page, path_for, see_other
from marketplace.infra.db import DbSession
from marketplace.kit.clock import china_day, utcnow
from marketplace.kit.errors import Conflict, Invalid, InvalidFields
from marketplace.kit.language import gettext as _
from marketplace.kit.text import fold
from marketplace.media.queries import photo_urls
from marketplace.vendors.errors import OwnShop
from marketplace.vendors.queries import require_no_interest
from marketplace.web.admin.navigation import desk_nav
from marketplace.web.listing_answers import answers, paper_line
from marketplace.web.listing_words import (
    STEP_OF,
    check_words,
    decision_words,
    field_words,
    kind_words,
    state_words,
)
from marketplace.web.vendor.products import photo_list, picture

router = APIRouter(prefix="/admin/products", dependencies=[*PRIVATE])

S = ProductState
LATE: Final = timedelta(days=1)
"""Longer than this nobody should wait for an answer."""
_WORST_FIRST: Final = (FAIL, WARN, PASS, "")
Decision = Callable[[AsyncSession], Awaitable[object]]


def _tab_words(tab: str) -> str:
    return {
        "mine": _("待我审的"),
        "waiting": _("待审"),
        "correction": _("补正中"),
        "done": _("已办"),
        "listed": _("在售与停售"),
    }[tab]


def waited(since: datetime | None, now: datetime) -> tuple[str, str]:
    """How long something has waited, and the tone of its mark."""
    if since is None:
        return "", "plain"
    age = now - since
    hours = int(age.total_seconds() // 3600)
    tone = "bad" if age > LATE else "plain"
    if hours < 1:
        return _("刚提交"), tone
    if hours < 48:
        return _("等了 %(n)d 小时", n=hours), tone
    return _("等了 %(n)d 天", n=hours // 24), tone


@router.get("", name="admin.products")
async def queue(
    request: Request,
    session: DbSession,
    viewer: Reviewer,
    tab: Annotated[str, Query(max_length=16)] = "waiting",
    q: Annotated[str, Query(max_length=100)] = "",
    after: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """One tab of the queue."""
    chosen = tab if tab in review_desk.TABS else "waiting"
    sought = fold(q)[:50] if chosen == "listed" else ""
    found = await review_desk.queue(
        session, tab=chosen, reviewer_id=viewer.account_id, search=sought, after=after
    )
    counts = await review_desk.counts(session, reviewer_id=viewer.account_id)
    numbers = {
        "mine": counts.mine,
        "waiting": counts.waiting,
        "correction": counts.correction,
        "done": 0,
        "listed": 0,
    }
    now = utcnow()
    more = path_for(request, "admin.products", tab=chosen, q=sought, after=found.next)
    return page(
        request,
        "admin/products/list.html",
        nav=desk_nav(request, viewer, {"products": counts.mine + counts.waiting}),
        rows=[_row(request, row, now) for row in found.items],
        tab=chosen,
        sought=sought,
        tabs=[
            (_tab_words(key), path_for(request, "admin.products", tab=key), key == chosen, number)
            for key, number in numbers.items()
        ],
        next_href=more if found.next else "",
        first_href=path_for(request, "admin.products", tab=chosen, q=sought) if after else "",
    )


def _row(request: Request, row: QueueRow, now: datetime) -> dict[str, Any]:
    return {
        "row": row,
        "product": row.product,
        "picture": picture(request, row.product, row.photo_id),
        "kind": kind_words(row.product.kind)[0],
        "waited": waited(row.product.submitted_at, now),
        "state": state_words(row.product.state),
        "decision": decision_words(row.decision),
    }


# --- One listing ----------------------------------------------------------------------------


@router.get("/{product_id}", name="admin.product")
async def show(
    request: Request, session: DbSession, viewer: Reviewer, product_id: UUID
) -> Response:
    """One listing: what becomes public, and what is to be checked."""
    return await case_page(request, session, viewer, product_id)


async def case_page(
    request: Request,
    session: AsyncSession,
    viewer: Identity,
    product_id: UUID,
    *,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    """Both panes."""
    found = await desk.sheet(session, product_id=product_id)
    product, now = found.product, utcnow()
    given = typed or {}
    names = {field: field_words(field) for field in STEP_OF}
    machine = await review_desk.machine_findings(
        session, found, on=china_day(now), field_names=names
    )
    earlier = await review_desk.changes_since(
        session, product_id=product_id, moment=_last_judged(found)
    )
    pictures = await photo_urls(session, [photo.file_id for photo in found.photos])
    is_mine = product.state is S.IN_REVIEW and product.claimed_by == viewer.account_id
    return page(
        request,
        "admin/products/detail.html",
        status=status,
        nav=desk_nav(request, viewer),
        found=found,
        product=product,
        state=state_words(product.state),
        waited=waited(product.submitted_at, now) if _is_open(product.state) else None,
        is_mine=is_mine,
        is_own=await _is_own(session, found, viewer),
        may_take_over=product.claimed_at is not None and now - product.claimed_at >= CLAIM_FOR,
        parts=answers(found, earlier=earlier),
        photos=photo_list(found, pictures),
        papers=[paper_line(paper) for paper in found.papers],
        checks=_checks(machine, given),
        fixable=[(field, field_words(field)) for field in STEP_OF if not field.endswith("_en")],
        told=[(each, decision_words(each.decision.decision)) for each in found.decisions],
        typed=given,
        errors=errors or {},
        longest_reason=LONGEST_REASON,
        longest_fix=LONGEST_CORRECTION,
    )


def _is_open(state: ProductState) -> bool:
    return state in {S.PENDING, S.IN_REVIEW}


def _last_judged(found: Sheet) -> datetime | None:
    return found.latest.created_at if found.latest else None


async def _is_own(session: AsyncSession, found: Sheet, viewer: Identity) -> bool:
    try:
        await require_no_interest(session, found.vendor.id, viewer.account_id)
    except OwnShop:
        return True
    return False


def _checks(machine: Any, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """The points of the check list with what the machine found, the worst first."""
    by_check: dict[str, list[Finding]] = {check: [] for check in CHECKS}
    for finding in machine:
        by_check[finding.check].append(finding)
    shown: list[dict[str, Any]] = []
    for check, own in by_check.items():
        own.sort(key=lambda finding: _WORST_FIRST.index(finding.tone))
        shown.append(
            {
                "name": check,
                "text": check_words(check),
                "value": typed.get(check, ""),
                "auto": own[0].text if own else "",
                "auto_tone": own[0].tone if own else "",
                "more": [(each.text, each.tone) for each in own[1:]],
            }
        )
    return shown


@router.post("/{product_id}/claim", name="admin.product.claim")
async def claim(
    request: Request, session: DbSession, viewer: Reviewer, product_id: UUID
) -> Response:
    """Take it in hand."""
    return await _decide(
        request, session, viewer, product_id, {}, "",
        lambda inner: service.claim_product(
            inner,
            product_id=product_id,
            reviewer_id=viewer.account_id,
            actor=actor(request, viewer),
        ),
        stay=True,
    )  # fmt: skip


@router.post("/{product_id}/claim/removal", name="admin.product.release")
async def release(
    request: Request, session: DbSession, viewer: Reviewer, product_id: UUID
) -> Response:
    """Give it back."""
    return await _decide(
        request, session, viewer, product_id, {}, _("已放回队列，其他审核员可以审。"),
        lambda inner: service.release_product(
            inner,
            product_id=product_id,
            reviewer_id=viewer.account_id,
            actor=actor(request, viewer),
        ),
    )  # fmt: skip


@router.post("/{product_id}/approval", name="admin.product.approve")
async def approve(
    request: Request, session: DbSession, viewer: Reviewer, product_id: UUID
) -> Response:
    """Let it on sale."""
    typed = await _typed(request)
    return await _decide(
        request, session, viewer, product_id, typed, _("已通过，商品现在在售。"),
        lambda inner: service.approve_product(
            inner,
            product_id=product_id,
            reviewer_id=viewer.account_id,
            actor=actor(request, viewer),
            checks={check: typed.get(check, "") for check in CHECKS},
        ),
    )  # fmt: skip


@router.post("/{product_id}/correction", name="admin.product.return")
async def send_back(
    request: Request, session: DbSession, viewer: Reviewer, product_id: UUID
) -> Response:
    """Send it back with everything that is to be mended."""
    typed = await _typed(request)
    fixes = {field: typed[f"fix-{field}"] for field in STEP_OF if typed.get(f"fix-{field}", "")}
    return await _decide(
        request, session, viewer, product_id, typed, _("已退回补正，商家会收到全部内容。"),
        lambda inner: service.return_product(
            inner,
            product_id=product_id,
            reviewer_id=viewer.account_id,
            reason=typed.get("reason", ""),
            corrections=fixes,
            actor=actor(request, viewer),
        ),
    )  # fmt: skip


@router.post("/{product_id}/suspension", name="admin.product.suspend")
async def suspend(
    request: Request, session: DbSession, viewer: Reviewer, product_id: UUID
) -> Response:
    """Stop its sale at once."""
    typed = await _typed(request)
    return await _decide(
        request, session, viewer, product_id, typed, _("已停售，商家会收到原因。"),
        lambda inner: service.suspend_product(
            inner,
            product_id=product_id,
            reason=typed.get("reason", ""),
            actor=actor(request, viewer),
        ),
        stay=True,
    )  # fmt: skip


@router.post("/{product_id}/reinstatement", name="admin.product.reinstate")
async def reinstate(
    request: Request, session: DbSession, viewer: Reviewer, product_id: UUID
) -> Response:
    """Give its sale back."""
    typed = await _typed(request)
    return await _decide(
        request, session, viewer, product_id, typed, _("已恢复销售。"),
        lambda inner: service.reinstate_product(
            inner,
            product_id=product_id,
            reason=typed.get("reason", ""),
            actor=actor(request, viewer),
        ),
        stay=True,
    )  # fmt: skip


async def _typed(request: Request) -> dict[str, str]:
    form = await request.form()
    return {key: clean(value) for key, value in form.items() if isinstance(value, str)}


async def _decide(
    request: Request,
    session: AsyncSession,
    viewer: Identity,
    product_id: UUID,
    typed: Mapping[str, str],
    done: str,
    decision: Decision,
    *,
    stay: bool = False,
) -> Response:
    """Do it, or show the page again with the reason why not and everything that was typed."""
    try:
        async with session.begin_nested():
            await decision(session)
    except (Invalid, Conflict, OwnShop) as refusal:
        session.expire_all()
        errors = (
            refusal.fields
            if isinstance(refusal, InvalidFields)
            else {refusal.field or "": refusal.message}
        )
        return await case_page(
            request, session, viewer, product_id, typed=typed, errors=errors, status=refusal.status
        )
    if done:
        say(request, done)
    if stay:
        return see_other(request, "admin.product", product_id=product_id)
    return see_other(request, "admin.products", tab="mine")
