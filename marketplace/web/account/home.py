"""The person's own page: where everything of theirs is, and what they are called."""

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from marketplace.accounts import limits, queries
from marketplace.accounts import service as accounts
from marketplace.accounts.rules import mailbox
from marketplace.http.flash import say
from marketplace.http.forms import Form, Submitted, read_form
from marketplace.http.identity import PRIVATE, Fresh, SignedIn, actor
from marketplace.http.limits import count_try
from marketplace.http.pages import page, see_other
from marketplace.infra.crypto import blind_index
from marketplace.infra.db import DbSession
from marketplace.kit.errors import Invalid, MarketError
from marketplace.kit.language import gettext as _
from marketplace.messages import queries as messages
from marketplace.web.account import entrance

router = APIRouter(prefix="/account", dependencies=[*PRIVATE])


@router.get("", name="account.home")
async def home(request: Request, session: DbSession, viewer: SignedIn) -> Response:
    """Orders, addresses, messages, security, privacy, language, large letters."""
    account = await queries.account(session, viewer.account_id)
    return page(
        request,
        "account/home.html",
        account=account,
        unread=await messages.unread_count(session, viewer.account_id),
    )


class ProfileForm(Form):
    """What to call somebody, and in which language."""

    name: str = Field(title="称呼", max_length=32)
    language: Literal["zh-CN", "en"] = Field(title="消息语言")


class MailboxForm(Form):
    """A mailbox, and the code that was sent to it."""

    email: str = Field(title="邮箱", max_length=254)
    code: str = Field(title="验证码", default="", max_length=12)


async def _profile(
    request: Request,
    session: DbSession,
    viewer: SignedIn,
    form: Submitted[ProfileForm] | Submitted[MailboxForm] | None = None,
    *,
    is_sent: bool = False,
) -> Response:
    account = await queries.account(session, viewer.account_id)
    typed = {"name": account.name, "language": account.language, "email": account.email or ""}
    errors = form.errors if form else {}
    return page(
        request,
        "account/profile.html",
        status=422 if errors else 200,
        account=account,
        typed={**typed, **(form.typed if form else {})},
        errors=errors,
        is_sent=is_sent,
    )


@router.get("/profile", name="account.profile")
async def profile(request: Request, session: DbSession, viewer: SignedIn) -> Response:
    """Name, language, mailbox."""
    return await _profile(request, session, viewer)


@router.post("/profile", name="account.profile.change")
async def change_profile(request: Request, session: DbSession, viewer: SignedIn) -> Response:
    """Keep name and language."""
    form = await read_form(request, ProfileForm)
    if form.errors:
        return await _profile(request, session, viewer, form)
    await accounts.change_profile(
        session,
        account_id=viewer.account_id,
        name=form.value.name,
        language=form.value.language,
        actor=actor(request, viewer),
    )
    say(request, _("资料已保存。"))
    return see_other(request, "account.home")


@router.post("/mailbox/code", name="account.mailbox.code")
async def send_code(request: Request, session: DbSession, viewer: Fresh) -> Response:
    """Send a code to the mailbox that is to be added."""
    form = await read_form(request, MailboxForm)
    address = _mailbox(form)
    if form.errors:
        return await _profile(request, session, viewer, form)
    await entrance.send_code(request, session, recipient=address, purpose="email", by_email=True)
    return await _profile(request, session, viewer, form, is_sent=True)


@router.post("/mailbox", name="account.mailbox")
async def set_mailbox(request: Request, session: DbSession, viewer: Fresh) -> Response:
    """From now on, write to this mailbox too."""
    form = await read_form(request, MailboxForm)
    address = _mailbox(form)
    if not form.errors:
        await count_try(request, *limits.code_tries(blind_index(address)))
        fits = await accounts.use_code(
            session, recipient=address, purpose="email", code=form.value.code
        )
        # A mailbox of another account gets the same answer: whose it is stays unsaid.
        if not fits or not await accounts.set_mailbox(
            session, account_id=viewer.account_id, email=address, actor=actor(request, viewer)
        ):
            form.refuse(Invalid(_("验证码不对或已过期，请核对邮件，或重新获取。"), field="code"))
    if form.errors:
        return await _profile(request, session, viewer, form, is_sent=True)
    say(request, _("邮箱已保存。"))
    return see_other(request, "account.home")


@router.post("/mailbox/removal", name="account.mailbox.remove")
async def remove_mailbox(request: Request, session: DbSession, viewer: Fresh) -> Response:
    """No more e-mail."""
    await accounts.set_mailbox(
        session, account_id=viewer.account_id, email=None, actor=actor(request, viewer)
    )
    say(request, _("邮箱已删除，以后不再发邮件。"))
    return see_other(request, "account.profile")


def _mailbox(form: Submitted[MailboxForm]) -> str:
    if form.errors:
        return ""
    try:
        return mailbox(form.value.email)
    except MarketError as refusal:
        form.refuse(refusal)
        return ""
