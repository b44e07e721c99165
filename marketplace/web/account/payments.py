"""Paying for a purchase: choosing how, going to the provider, coming back, waiting for the result.

No transaction stays open while the provider is asked, so these routes open their own short ones
instead of ``DbSession``; see docs/money.md.
"""

from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import UUID

import segno
from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import RedirectResponse, Response

from marketplace.http.csrf import remember_visitor
from marketplace.http.forms import Form, read_form
from marketplace.http.identity import PRIVATE, SignedInBriefly
from marketplace.http.pages import page, path_for, see_other
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import MarketError
from marketplace.kit.language import gettext as _
from marketplace.payments import flow
from marketplace.payments.errors import AlreadyPaid, PurchaseOver
from marketplace.payments.models import Payment
from marketplace.payments.providers import Gateways
from marketplace.payments.queries import Face, Purchase, purchase_to_pay
from marketplace.settings import Settings

router = APIRouter(prefix="/account/purchases/{group_id}/payment", dependencies=list(PRIVATE))

WAITING = frozenset({Face.PAY, Face.CONFIRMING})


class MethodForm(Form):
    """How the buyer wants to pay."""

    method: str = Field(title="付款方式", max_length=16)


async def _purchase(request: Request, group_id: UUID, account_id: UUID) -> Purchase:
    """Raises: NotFound."""
    async with request.app.state.sessions() as session:
        return await purchase_to_pay(
            session, group_id=group_id, account_id=account_id, now=utcnow()
        )


def _gateways(request: Request) -> Gateways:
    found: Gateways = request.app.state.tools[Gateways]
    return found


@router.get("", name="account.payment")
async def show(request: Request, viewer: SignedInBriefly, group_id: UUID) -> Response:
    """Whatever is to be done about this purchase's payment now."""
    bought = await _purchase(request, group_id, viewer.account_id)
    return page(request, "account/payment.html", **_values(request, bought))


@router.post("", name="account.payment.start")
async def start(request: Request, viewer: SignedInBriefly, group_id: UUID) -> Response:
    """Ask the provider to be paid in the chosen way, or take up the attempt under way."""
    form = await read_form(request, MethodForm)
    settings: Settings = request.app.state.settings
    back = path_for(request, "account.payment.return", group_id=group_id)
    try:
        payment = await flow.pay(
            request.app.state.sessions,
            _gateways(request),
            group_id=group_id,
            account_id=viewer.account_id,
            method=form.value.method if form.model else "",
            return_url=f"{settings.base_url}{back}",
        )
    except (AlreadyPaid, PurchaseOver):
        return see_other(request, "account.payment", group_id=group_id)
    except MarketError as refusal:
        bought = await _purchase(request, group_id, viewer.account_id)
        values = _values(request, bought, error=refusal.message)
        return page(request, "account/payment.html", status=refusal.status, **values)
    if away := _way_out(settings, payment):
        answer = RedirectResponse(away, status_code=303)
        remember_visitor(request, answer)
        return answer
    return see_other(request, "account.payment", group_id=group_id)


def _way_out(settings: Settings, payment: Payment) -> str | None:
    """The provider's page, where the content policy lets a form lead."""
    action = payment.next_action
    if action.get("kind") != "redirect":
        return None
    url = str(action["url"])
    there, allowed = urlsplit(url), urlsplit(settings.psp_base_url)
    is_allowed = (there.scheme, there.netloc) == (allowed.scheme, allowed.netloc)
    return url if is_allowed else None


@router.get("/return", name="account.payment.return")
async def come_back(request: Request, viewer: SignedInBriefly, group_id: UUID) -> Response:
    """Back from the provider: what its address says is not believed, we ask."""
    bought = await _purchase(request, group_id, viewer.account_id)
    if bought.payment is not None:
        await flow.look_after(
            request.app.state.sessions, _gateways(request), bought.payment.id, at_once=True
        )
    return see_other(request, "account.payment", group_id=group_id)


@router.get("/status", name="account.payment.status")
async def status(
    request: Request,
    viewer: SignedInBriefly,
    group_id: UUID,
    seen: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """The changing part of the page; 204 while it is still what the reader sees."""
    bought = await _purchase(request, group_id, viewer.account_id)
    if bought.payment is not None and bought.face in WAITING:
        await flow.look_after(request.app.state.sessions, _gateways(request), bought.payment.id)
        bought = await _purchase(request, group_id, viewer.account_id)
    if seen == _seen(bought):
        return Response(status_code=204)
    return page(request, "account/_payment.html", **_values(request, bought))


def _seen(bought: Purchase) -> str:
    """What a reader sees, in a word: while it is the same nothing needs to be drawn anew."""
    return f"{bought.face.value}-{bought.payment.id if bought.payment else ''}"


def _values(request: Request, bought: Purchase, *, error: str = "") -> dict[str, Any]:
    names = {"wechat_pay": _("微信支付"), "alipay": _("支付宝"), "card": _("银行卡")}
    notes = {
        "wechat_pay": _("用微信扫码付款"),
        "alipay": _("去支付宝页面付款"),
        "card": _("去收银台页面付款"),
    }
    payment = bought.payment
    offered = [(each, names[each], notes[each]) for each in _gateways(request).methods]
    action = payment.next_action if payment and bought.face is Face.PAY else {}
    text: str = action.get("qr_text") or ""
    chosen = payment.method if payment else offered[0][0]
    return {
        "group": bought.group,
        "payment": payment,
        "face": bought.face.value,
        "is_waiting": bought.face in WAITING,
        "seen": _seen(bought),
        "methods": offered,
        "method_name": names.get(chosen, chosen),
        "chosen": chosen,
        "action": action,
        "qr": segno.make(text, error="m").svg_data_uri(scale=6, border=2) if text else "",
        "was_refused": payment is not None and payment.state.value == "failed",
        "error": error,
    }
