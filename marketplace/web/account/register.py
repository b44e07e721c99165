"""Becoming somebody here: a phone, its code, a name, and the consent the law wants."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from marketplace.accounts import service as accounts
from marketplace.accounts.rules import check_password, login_phone
from marketplace.http.flash import say
from marketplace.http.forms import Form, Submitted, read_form
from marketplace.http.identity import PRIVATE, Who, stranger
from marketplace.http.pages import page, path_for, safe_next
from marketplace.infra.db import DbSession
from marketplace.kit.errors import Invalid, MarketError
from marketplace.kit.language import gettext as _
from marketplace.web.account import entrance
from marketplace.web.account.proofs import is_proved

router = APIRouter(dependencies=[*PRIVATE])


class PhoneForm(Form):
    """The first step."""

    phone: str = Field(title="手机号", max_length=32)
    next: str = Field(default="", max_length=500)


class CodeRequest(PhoneForm):
    """The first step again, asked for from the second: what else was typed waits."""

    model_config = ConfigDict(extra="ignore")


class DetailsForm(PhoneForm):
    """The second step: proved by the code, or by a code given just before."""

    code: str = Field(title="验证码", default="", max_length=12)
    proof: str = Field(default="", max_length=120)
    name: str = Field(title="称呼", max_length=32)
    password: str = Field(title="密码", default="", max_length=128)
    agree: Literal["1", ""] = Field(title="协议", default="")


def _show(
    request: Request, step: str, form: Submitted[CodeRequest] | Submitted[DetailsForm] | None
) -> Response:
    typed = dict(form.typed) if form else {}
    typed.pop("password", None)
    errors = form.errors if form else {}
    return page(
        request,
        "account/register.html",
        status=422 if errors else 200,
        typed={"phone": "", "next": "", **typed},
        errors=errors,
        step=step,
    )


@router.get("/register", name="account.register")
async def ask(
    request: Request,
    viewer: Who,
    target: Annotated[str, Query(alias="next", max_length=500)] = "",
) -> Response:
    """The first step: which phone."""
    if viewer is not None:
        back = safe_next(target, path_for(request, "account.home"))
        return RedirectResponse(back, status_code=303)
    return page(
        request,
        "account/register.html",
        typed={"phone": "", "next": safe_next(target, "")},
        errors={},
        step="phone",
    )


@router.post("/register/code", name="account.register.code")
async def send(request: Request, session: DbSession) -> Response:
    """Send a code; then the second step, the same for known and unknown phones."""
    form = await read_form(request, CodeRequest)
    phone = _phone(form)
    if form.errors:
        return _show(request, "phone", form)
    await entrance.send_code(request, session, recipient=phone, purpose="login", by_email=False)
    return _show(request, "details", form)


@router.post("/register", name="account.register.finish")
async def register(request: Request, session: DbSession) -> Response:
    """Make the account and come in; who has one already just comes in."""
    form = await read_form(request, DetailsForm)
    phone = _phone(form)
    _look_over(form, phone)
    if form.errors:
        return _show(request, "details", form)
    if not is_proved(phone, form.value.proof) and not await _code_fits(
        request, session, form, phone
    ):
        return _show(request, "details", form)
    account, is_new = await accounts.register(
        session,
        phone=phone,
        name=form.value.name,
        password=form.value.password or None,
        actor=stranger(request),
    )
    if is_new:
        say(request, _("账号已建好，欢迎来逛。"))
    else:
        say(request, _("这个手机号已有账号，已为您登录；原来的称呼和密码没有变。"), "info")
    return await entrance.come_in(request, session, account_id=account.id, target=form.value.next)


def _phone(form: Submitted[CodeRequest] | Submitted[DetailsForm]) -> str:
    if "phone" in form.errors:
        return ""
    try:
        return login_phone(str(form.typed.get("phone", "")))
    except MarketError as refusal:
        form.refuse(refusal)
        return ""


def _look_over(form: Submitted[DetailsForm], phone: str) -> None:
    """Everything that can be said at once, before the code is spent."""
    if form.typed.get("agree") != "1":
        form.refuse(Invalid(_("请先阅读并勾选用户协议和隐私政策。"), field="agree"))
    password = str(form.typed.get("password", ""))
    if password and "password" not in form.errors:
        try:
            check_password(password, about=(str(form.typed.get("name", "")), phone))
        except MarketError as refusal:
            form.refuse(refusal)


async def _code_fits(
    request: Request, session: AsyncSession, form: Submitted[DetailsForm], phone: str
) -> bool:
    await entrance.before_code(request, phone)
    if await accounts.use_code(session, recipient=phone, purpose="login", code=form.value.code):
        return True
    await entrance.after_failure(request, session)
    form.refuse(Invalid(_("验证码不对或已过期，请核对短信，或重新获取。"), field="code"))
    return False
