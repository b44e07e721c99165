"""Where one is signed in, and the password."""

from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from marketplace.accounts import queries
from marketplace.accounts import service as accounts
from marketplace.http.flash import say
from marketplace.http.forms import Form, read_form
from marketplace.http.identity import (
    PRIVATE,
    Fresh,
    SignedIn,
    actor,
    drop_session,
    give_session,
)
from marketplace.http.pages import page, see_other
from marketplace.infra.db import DbSession
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import MarketError
from marketplace.kit.language import gettext as _
from marketplace.web.account.devices import device_name

router = APIRouter(prefix="/account", dependencies=[*PRIVATE])


@router.get("/sessions", name="account.sessions")
async def sessions(request: Request, session: DbSession, viewer: SignedIn) -> Response:
    """Every browser that is signed in, this one first."""
    found = await queries.live_sessions(session, account_id=viewer.account_id, now=utcnow())
    ordered = sorted(found, key=lambda each: each.id != viewer.session_id)
    return page(
        request,
        "account/sessions.html",
        sessions=[(each, device_name(each.user_agent)) for each in ordered],
        own_id=viewer.session_id,
    )


@router.post("/sessions/{session_id}/revocation", name="account.session.end")
async def end(request: Request, session: DbSession, viewer: SignedIn, session_id: UUID) -> Response:
    """Sign one browser out."""
    await accounts.end_session(
        session,
        account_id=viewer.account_id,
        session_id=session_id,
        actor=actor(request, viewer),
    )
    say(request, _("这台设备已退出登录。"))
    response = see_other(request, "account.sessions")
    if session_id == viewer.session_id:
        drop_session(request, response)
    return response


@router.post("/sessions/revocation", name="account.sessions.end")
async def end_others(request: Request, session: DbSession, viewer: SignedIn) -> Response:
    """Sign every other browser out."""
    ended = await accounts.end_other_sessions(
        session,
        account_id=viewer.account_id,
        keep=viewer.session_id,
        actor=actor(request, viewer),
    )
    say(request, _("其他 %(n)d 台设备已退出登录。", n=ended))
    return see_other(request, "account.sessions")


class PasswordForm(Form):
    """A new password, typed once: the page can show it."""

    password: str = Field(title="新密码", max_length=128)


@router.get("/password", name="account.password")
async def ask_password(request: Request, session: DbSession, viewer: Fresh) -> Response:
    """Only for those who proved who they are within the hour."""
    account = await queries.account(session, viewer.account_id)
    return page(
        request, "account/password.html", errors={}, has_password=bool(account.password_hash)
    )


@router.post("/password", name="account.password.change")
async def change_password(request: Request, session: DbSession, viewer: Fresh) -> Response:
    """The new password counts, and all other browsers are signed out."""
    form = await read_form(request, PasswordForm)
    token = ""
    if form.model:
        try:
            async with session.begin_nested():
                token = await accounts.change_password(
                    session,
                    account_id=viewer.account_id,
                    session_id=viewer.session_id,
                    password=form.value.password,
                    actor=actor(request, viewer),
                )
        except MarketError as refusal:
            form.refuse(refusal)
    if form.errors:
        account = await queries.account(session, viewer.account_id)
        return page(
            request,
            "account/password.html",
            status=422,
            errors=form.errors,
            has_password=bool(account.password_hash),
        )
    say(request, _("密码已保存，其他设备已退出登录。"))
    response = see_other(request, "account.sessions")
    give_session(request, response, token)
    return response
