"""What happened to the person's own account, as the audit trail has it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from marketplace.audit import queries
from marketplace.http.identity import PRIVATE, SignedIn
from marketplace.http.pages import page
from marketplace.infra.db import DbSession
from marketplace.web.audit_words import said_action

router = APIRouter(prefix="/account/history", dependencies=[*PRIVATE])


@router.get("", name="account.history")
async def history(
    request: Request,
    session: DbSession,
    viewer: SignedIn,
    after: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """Newest first."""
    found = await queries.of_account(session, account_id=viewer.account_id, after=after)
    return page(
        request,
        "account/history.html",
        entries=[(each, said_action(each.action)) for each in found.items],
        own_id=viewer.account_id,
        next_cursor=found.next,
        is_first=after is None,
    )
