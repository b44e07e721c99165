"""The whole audit trail, for administrators."""

import json
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from marketplace.accounts import queries as accounts
from marketplace.audit import queries
from marketplace.audit.models import AuditEntry
from marketplace.audit.queries import Sought
from marketplace.http.forms import clean
from marketplace.http.identity import PRIVATE, Administrator
from marketplace.http.pages import page, path_for
from marketplace.infra.db import DbSession
from marketplace.web.admin.navigation import desk_nav
from marketplace.web.audit_words import said_action

router = APIRouter(prefix="/admin/audit", dependencies=[*PRIVATE])

Text = Annotated[str, Query(max_length=64)]


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2200 else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _changes(entry: AuditEntry) -> list[tuple[str, str, str]]:
    """Each fact that differs: its name, before, after."""
    before: dict[str, Any] = entry.before or {}
    after: dict[str, Any] = entry.after or {}
    return [
        (key, _said(before.get(key)), _said(after.get(key)))
        for key in sorted({*before, *after})
        if before.get(key) != after.get(key)
    ]


def _said(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@router.get("", name="admin.audit")
async def trail(  # one argument a filter
    request: Request,
    session: DbSession,
    viewer: Administrator,
    action: Text = "",
    kind: Text = "",
    object_id: Text = "",
    person: Text = "",
    since: Text = "",
    until: Text = "",
    after: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """Newest first; filters that make no sense do not narrow."""
    sought = Sought(
        actor_id=_uuid(person.strip()),
        object_kind=clean(kind),
        object_id=clean(object_id),
        action=clean(action),
        since=_day(since),
        until=_day(until),
    )
    found = await queries.entries(session, sought=sought, after=after)
    names = await accounts.names(session, {each.actor_id for each in found.items if each.actor_id})
    filters = {
        "action": action,
        "kind": kind,
        "object_id": object_id,
        "person": person,
        "since": since,
        "until": until,
    }
    return page(
        request,
        "admin/audit.html",
        nav=desk_nav(request, viewer),
        entries=[
            (
                each,
                said_action(each.action),
                names.get(each.actor_id or UUID(int=0), ""),
                _changes(each),
            )
            for each in found.items
        ],
        filters=filters,
        next_href=path_for(request, "admin.audit", **filters, after=found.next)
        if found.next
        else "",
        is_first=after is None,
    )
