"""Saying once more who you are, before something dangerous."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from marketplace.accounts import queries
from marketplace.accounts import service as accounts
from marketplace.http.forms import Form, Submitted, read_form
from marketplace.http.identity import PRIVATE, SignedIn, actor
from marketplace.http.pages import page, safe_next
from marketplace.infra.db import DbSession
from marketplace.kit.errors import Invalid
from marketplace.kit.language import gettext as _
from marketplace.web.account import entrance

router = APIRouter(prefix="/login/confirm", dependencies=[*PRIVATE])

Way = Literal["password", "code"]


class ConfirmForm(Form):
    """What one knows, or what one was sent."""

    password: str = Field(title="密码", default="", max_length=128)
    code: str = Field(title="验证码", default="", max_length=12)
    way: Way = "password"
    next: str = Field(default="", max_length=500)


@router.get("", name="account.confirm")
async def ask(
    request: Request,
    session: DbSession,
    viewer: SignedIn,
    way: Way = "password",
    target: Annotated[str, Query(alias="next", max_length=500)] = "",
) -> Response:
    """Which way: by password if there is one, else by code."""
    account = await queries.account(session, viewer.account_id)
    return page(
        request,
        "account/confirm.html",
        way=way if account.password_hash else "code",
        has_password=bool(account.password_hash),
        phone=account.phone,
        next=safe_next(target, ""),
        errors={},
        is_sent=False,
    )


@router.post("/code", name="account.confirm.code")
async def send(request: Request, session: DbSession, viewer: SignedIn) -> Response:
    """Send a code to the account's own phone."""
    form = await read_form(request, ConfirmForm)
    account = await queries.account(session, viewer.account_id)
    await entrance.send_code(
        request, session, recipient=account.phone, purpose="confirm", by_email=False
    )
    return page(
        request,
        "account/confirm.html",
        way="code",
        has_password=bool(account.password_hash),
        phone=account.phone,
        next=safe_next(form.value.next if form.model else "", ""),
        errors={},
        is_sent=True,
    )


@router.post("", name="account.confirm.answer")
async def confirm(request: Request, session: DbSession, viewer: SignedIn) -> Response:
    """Confirmed: the session gets a new token and counts as fresh for an hour."""
    form = await read_form(request, ConfirmForm)
    account = await queries.account(session, viewer.account_id)
    phone = account.phone
    by_code = form.model is not None and form.value.way == "code"
    if not form.errors:
        if by_code:
            await entrance.before_code(request, phone)
            fits = await accounts.use_code(
                session, recipient=phone, purpose="confirm", code=form.value.code
            )
        else:
            await entrance.before_password(request, phone)
            fits = await accounts.confirm_password(
                session,
                account_id=viewer.account_id,
                password=form.value.password,
                actor=actor(request, viewer),
            )
        await _judge(request, session, form, phone=phone, by_code=by_code, fits=fits)
    if form.errors:
        return page(
            request,
            "account/confirm.html",
            status=422,
            way="code" if by_code else "password",
            has_password=bool(account.password_hash),
            phone=phone,
            next=safe_next(str(form.typed.get("next", "")), ""),
            errors=form.errors,
            is_sent=by_code,
        )
    token = await accounts.renew_session(
        session, session_id=viewer.session_id, actor=actor(request, viewer)
    )
    return entrance.arrive(request, token=token, target=form.value.next)


async def _judge(
    request: Request,
    session: DbSession,
    form: Submitted[ConfirmForm],
    *,
    phone: str,
    by_code: bool,
    fits: bool,
) -> None:
    if not fits:
        await entrance.after_failure(request, session)
        form.refuse(
            Invalid(_("验证码不对或已过期，请核对短信，或重新获取。"), field="code")
            if by_code
            else Invalid(_("密码不对，请核对；也可以用验证码确认。"), field="password")
        )
    elif not by_code:
        await entrance.after_success(session, phone)
