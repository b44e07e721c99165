"""Tokens for programs that act for the person."""

from datetime import timedelta
from typing import Final, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from marketplace.accounts import queries
from marketplace.accounts import service as accounts
from marketplace.accounts.rules import SCOPES
from marketplace.http.flash import say
from marketplace.http.forms import Form, Submitted, read_form
from marketplace.http.identity import PRIVATE, Fresh, SignedIn, actor
from marketplace.http.pages import page, see_other
from marketplace.infra.db import DbSession
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import MarketError
from marketplace.kit.language import gettext as _

router = APIRouter(prefix="/account/tokens", dependencies=[*PRIVATE])

DAYS: Final = ("30", "90", "365")


class TokenForm(Form):
    """What a program may do, and for how long."""

    name: str = Field(title="用途", max_length=64)
    scopes: list[str] = Field(title="权限", default_factory=list, max_length=16)
    days: Literal["30", "90", "365"] = Field(title="有效期")


def _scope_words() -> dict[str, str]:
    return {
        "read:catalogue": _("查看商品"),
        "basket": _("查看和修改购物车"),
        "orders": _("下单和查看自己的订单"),
        "vendor:orders": _("处理店铺订单"),
        "vendor:products": _("管理店铺商品"),
        "onboarding": _("办理入驻申请"),
    }


async def _list(
    request: Request,
    session: DbSession,
    viewer: SignedIn,
    *,
    form: Submitted[TokenForm] | None = None,
    secret: str = "",
) -> Response:
    words = _scope_words()
    offered = [
        (scope, words[scope])
        for scope in SCOPES
        if viewer.vendor_id is not None or not scope.startswith("vendor:")
    ]
    errors = form.errors if form else {}
    return page(
        request,
        "account/tokens.html",
        status=422 if errors else 200,
        tokens=await queries.tokens(session, account_id=viewer.account_id),
        words=words,
        offered=offered,
        days=[(each, _("%(n)d 天", n=int(each)), "") for each in DAYS],
        typed={"name": "", "scopes": [], "days": "90", **(form.typed if form else {})},
        errors=errors,
        secret=secret,
        today=utcnow(),
    )


@router.get("", name="account.tokens")
async def tokens(request: Request, session: DbSession, viewer: SignedIn) -> Response:
    """What was issued, and a form for another."""
    return await _list(request, session, viewer)


@router.post("", name="account.tokens.issue")
async def issue(request: Request, session: DbSession, viewer: Fresh) -> Response:
    """Make a token; its secret is on this page and nowhere else, ever."""
    form = await read_form(request, TokenForm)
    secret = ""
    if form.model:
        try:
            async with session.begin_nested():
                _token, secret = await accounts.issue_token(
                    session,
                    account_id=viewer.account_id,
                    name=form.value.name,
                    scopes=form.value.scopes,
                    lives_for=timedelta(days=int(form.value.days)),
                    vendor_id=viewer.vendor_id,
                    actor=actor(request, viewer),
                )
        except MarketError as refusal:
            form.refuse(refusal)
    return await _list(request, session, viewer, form=form if form.errors else None, secret=secret)


@router.post("/{token_id}/revocation", name="account.token.revoke")
async def revoke(
    request: Request, session: DbSession, viewer: SignedIn, token_id: UUID
) -> Response:
    """It opens nothing any more."""
    await accounts.revoke_token(
        session,
        account_id=viewer.account_id,
        token_id=token_id,
        actor=actor(request, viewer),
    )
    say(request, _("令牌已停用。"))
    return see_other(request, "account.tokens")
