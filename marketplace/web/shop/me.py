"""The personal parts of public pages, in one small fragment that nobody keeps."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from marketplace.baskets import queries as baskets
from marketplace.baskets.queries import Owner
from marketplace.http.flash import hear
from marketplace.http.identity import PRIVATE, Who, hashed, visitor_cookie
from marketplace.http.pages import page
from marketplace.infra.db import DbSession
from marketplace.messages import queries as messages

router = APIRouter(dependencies=[*PRIVATE])


@router.get("/me", name="shop.me")
async def me(request: Request, session: DbSession, viewer: Who) -> Response:
    """Name, unread messages, basket count and the form token; gives a visitor their cookie."""
    account_id = viewer.account_id if viewer else None
    visitor = visitor_cookie(request)
    basket_count = 0
    if account_id or visitor:
        owner = Owner(account_id, None if account_id else hashed(visitor or ""))
        basket_count = await baskets.count_for(session, owner)
    unread = await messages.unread_count(session, account_id) if account_id else 0
    return page(
        request,
        "components/_me.html",
        basket_count=basket_count,
        unread=unread,
        said=hear(request),
    )
