"""The person's messages."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from marketplace.http.flash import say
from marketplace.http.identity import PRIVATE, SignedIn
from marketplace.http.pages import page, path_for, safe_next, see_other
from marketplace.infra.db import DbSession
from marketplace.kit.language import gettext as _
from marketplace.messages import queries, service

router = APIRouter(prefix="/account/messages", dependencies=[*PRIVATE])


@router.get("", name="account.messages")
async def inbox(
    request: Request,
    session: DbSession,
    viewer: SignedIn,
    after: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """Newest first; unread ones are marked."""
    found = await queries.inbox(session, account_id=viewer.account_id, after=after)
    return page(
        request,
        "account/messages.html",
        messages=found.items,
        next_cursor=found.next,
        is_first=after is None,
        unread=await queries.unread_count(session, viewer.account_id),
    )


@router.get("/{message_id}", name="account.message")
async def follow(
    request: Request, session: DbSession, viewer: SignedIn, message_id: UUID
) -> Response:
    """Go where the message points; it counts as read."""
    message = await service.open_message(
        session, account_id=viewer.account_id, message_id=message_id
    )
    prefix: str = request.scope.get("root_path", "")
    link = f"{prefix}{message.link}" if message.link else None
    return RedirectResponse(safe_next(link, path_for(request, "account.messages")), 303)


@router.post("/reading", name="account.messages.read")
async def read_all(request: Request, session: DbSession, viewer: SignedIn) -> Response:
    """Nothing is unread any more."""
    await service.read_all(session, account_id=viewer.account_id)
    say(request, _("消息已全部标为已读。"))
    return see_other(request, "account.messages")
