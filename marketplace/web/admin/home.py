"""The desk's first page: what waits, how much of it, and since when."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from marketplace.accounts.models import StaffRole
from marketplace.accounts.queries import Identity
from marketplace.http.identity import PRIVATE, staff
from marketplace.http.pages import page, path_for
from marketplace.infra.db import DbSession
from marketplace.kit.clock import utcnow
from marketplace.kit.language import gettext as _
from marketplace.web.admin.navigation import desk_nav
from marketplace.web.admin.waiting import soon, waiting

router = APIRouter(prefix="/admin", dependencies=[*PRIVATE])

Staff = Annotated[Identity, Depends(staff(*StaffRole), scope="function")]
_REVIEWERS = frozenset({StaffRole.REVIEWER, StaffRole.ADMINISTRATOR})


@router.get("", name="admin.home")
async def home(request: Request, session: DbSession, viewer: Staff) -> Response:
    """Reviewers see their queues; everybody sees the places they may open."""
    queues: list[tuple[int, str, str, str, str]] = []
    counts: dict[str, int] = {}
    if viewer.roles & _REVIEWERS:
        found = await waiting(session, due=await soon(session))
        counts = found.by_key()
        queues = [
            (
                found.applications.open,
                _("待审入驻申请"),
                path_for(request, "admin.applications"),
                age(found.applications.oldest),
                "todo",
            ),
            (
                found.applications.due,
                _("其中临期"),
                path_for(request, "admin.applications", tab="due"),
                _("今天或下一个工作日到期"),
                "late",
            ),
            (
                found.products,
                _("待审商品"),
                path_for(request, "admin.products"),
                age(found.oldest_product),
                "todo",
            ),
            (
                found.certificates.open,
                _("待核证书"),
                path_for(request, "admin.certificates"),
                age(found.certificates.oldest),
                "todo",
            ),
            (
                found.certificates.expiring,
                _("30 天内到期的证书"),
                path_for(request, "admin.certificates", tab="expiring"),
                "",
                "",
            ),
        ]
    nav = desk_nav(request, viewer, counts)
    return page(
        request,
        "admin/home.html",
        nav=nav,
        queues=queues,
        is_clear=bool(queues) and not any(counts.values()),
        places=[entry for entry in nav if entry[0] != "home"],
    )


def age(since: datetime | None) -> str:
    """How long the oldest has waited, in words."""
    if since is None:
        return ""
    hours = int((utcnow() - since).total_seconds() // 3600)
    if hours < 24:
        return _("最早的等了 %(n)d 小时", n=hours)
    return _("最早的等了 %(n)d 天", n=hours // 24)
