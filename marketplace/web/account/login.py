"""Signing in by password or by one-time code, and signing out."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from marketplace.accounts import service as accounts
from marketplace.accounts.rules import login_phone
from marketplace.http.forms import Form, Submitted, read_form
from marketplace.http.identity import PRIVATE, Who, actor, drop_session, stranger
from marketplace.http.pages import page, path_for, safe_next
from marketplace.infra.db import DbSession
from marketplace.kit.errors import Invalid, MarketError
from marketplace.kit.language import gettext as _
from marketplace.web.account import entrance
from marketplace.web.account.proofs import prove

router = APIRouter(dependencies=[*PRIVATE])

Way = Literal["password", "code"]


class LoginForm(Form):
    """A number, and either what one knows or what one was sent."""

    phone: str = Field(title="手机号", max_length=32)
    password: str = Field(title="密码", default="", max_length=128)
    code: str = Field(title="验证码", default="", max_length=12)
    way: Way = "password"
    next: str = Field(default="", max_length=500)


def _show(
    request: Request,
    *,
    way: str,
    typed: dict[str, object],
    errors: dict[str, str] | None = None,
    status: int = 200,
    is_sent: bool = False,
) -> Response:
    return page(
        request,
        "account/login.html",
        status=status,
        way=way,
        typed=typed,
        errors=errors or {},
        is_sent=is_sent,
    )


@router.get("/login", name="account.login")
async def ask(
    request: Request,
    viewer: Who,
    way: Way = "password",
    target: Annotated[str, Query(alias="next", max_length=500)] = "",
) -> Response:
    """The login page."""
    if viewer is not None:
        back = safe_next(target, path_for(request, "account.home"))
        return RedirectResponse(back, status_code=303)
    return _show(request, way=way, typed={"phone": "", "next": safe_next(target, "")})


def _phone(form: Submitted[LoginForm]) -> str:
    """The number in E.164; a fault is put beside its field."""
    if form.errors:
        return ""
    try:
        return login_phone(form.value.phone)
    except MarketError as refusal:
        form.refuse(refusal)
        return ""


def _again(
    request: Request, form: Submitted[LoginForm], *, way: str, is_sent: bool = False
) -> Response:
    typed = {"phone": form.typed.get("phone", ""), "next": form.typed.get("next", "")}
    return _show(request, way=way, typed=typed, errors=form.errors, status=422, is_sent=is_sent)


@router.post("/login/code", name="account.code")
async def send(request: Request, session: DbSession) -> Response:
    """Send a code to the phone, whether anybody here has it or not."""
    form = await read_form(request, LoginForm)
    phone = _phone(form)
    if form.errors:
        return _again(request, form, way="code")
    await entrance.send_code(request, session, recipient=phone, purpose="login", by_email=False)
    typed: dict[str, object] = {"phone": form.value.phone, "next": safe_next(form.value.next, "")}
    return _show(request, way="code", typed=typed, is_sent=True)


@router.post("/login", name="account.login.enter")
async def sign_in(request: Request, session: DbSession) -> Response:
    """Come in. A wrong answer says the same for known and unknown numbers."""
    form = await read_form(request, LoginForm)
    way = form.value.way if form.model else str(form.typed.get("way", "password"))
    phone = _phone(form)
    if not form.errors and way == "password" and not form.value.password:
        form.refuse(Invalid(_("请填写密码。"), field="password"))
    if form.errors:
        return _again(request, form, way=way, is_sent=way == "code")
    if way == "code":
        return await _by_code(request, session, form, phone)
    await entrance.before_password(request, phone)
    account = await accounts.authenticate(
        session, phone=phone, password=form.value.password, actor=stranger(request)
    )
    if account is None:
        await entrance.after_failure(request, session)
        form.refuse(Invalid(_("手机号或密码不对，请核对；也可以用验证码登录。"), field="password"))
        return _again(request, form, way=way)
    await entrance.after_success(session, phone)
    return await entrance.come_in(request, session, account_id=account.id, target=form.value.next)


async def _by_code(
    request: Request, session: AsyncSession, form: Submitted[LoginForm], phone: str
) -> Response:
    await entrance.before_code(request, phone)
    is_right, account = await accounts.login_with_code(
        session, phone=phone, code=form.value.code, actor=stranger(request)
    )
    if not is_right:
        await entrance.after_failure(request, session)
        form.refuse(Invalid(_("验证码不对或已过期，请核对短信，或重新获取。"), field="code"))
        return _again(request, form, way="code", is_sent=True)
    if account is None:
        return page(
            request,
            "account/register.html",
            typed={
                "phone": form.value.phone,
                "proof": prove(phone),
                "next": safe_next(form.value.next, ""),
            },
            errors={},
            step="details",
        )
    return await entrance.come_in(request, session, account_id=account.id, target=form.value.next)


@router.post("/logout", name="account.logout")
async def sign_out(request: Request, session: DbSession, viewer: Who) -> Response:
    """The session is over here and in the browser."""
    if viewer is not None:
        await accounts.end_session(
            session,
            account_id=viewer.account_id,
            session_id=viewer.session_id,
            actor=actor(request, viewer),
        )
    response = RedirectResponse(path_for(request, "shop.home"), status_code=303)
    drop_session(request, response)
    return response
