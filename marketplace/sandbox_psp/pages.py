"""What the payer sees: one page to pay or to turn down. Chinese first, works without JavaScript."""

from datetime import datetime, timedelta, timezone
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from marketplace.sandbox_psp import intents
from marketplace.sandbox_psp.dialect import Refusal, parse_form
from marketplace.sandbox_psp.intents import Psp
from marketplace.sandbox_psp.state import Thing

HERE: Final = Path(__file__).parent
CHINA: Final = timezone(timedelta(hours=8))
WALLETS: Final = {
    "wechat_pay": ("微信支付", "WeChat Pay"),
    "alipay": ("支付宝", "Alipay"),
    "card": ("银行卡", "Bank card"),
}
FACES: Final = {
    "requires_action": "ask",
    "succeeded": "paid",
    "canceled": "closed",
}
"""Which face the page shows; any other status is ``refused``."""

_templates = Environment(
    loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, auto_reload=False
)


class PayerPages:
    """``/pay/{payment}``: look, pay, turn down, go back to the shop.

    ``payee``: whom the payer believes to pay.
    """

    def __init__(self, psp: Psp, *, payee: str) -> None:
        self._psp = psp
        self._payee = payee

    def routes(self) -> list[Route]:
        return [
            Route("/pay/payer.css", partial(_file, "payer.css", "text/css")),
            Route("/pay/icon.svg", partial(_file, "icon.svg", "image/svg+xml")),
            Route("/pay/{id}", self._show),
            Route("/pay/{id}", self._answer, methods=["POST"]),
            Route("/pay/{id}/qr.svg", self._qr),
        ]

    async def _show(self, request: Request) -> Response:
        intent = self._find(request)
        return self._page(intent, status=200 if intent else 404)

    async def _answer(self, request: Request) -> Response:
        asked = parse_form(await request.body()).get("answer")
        with self._psp.store.transaction():
            intent = self._find(request)
            if intent is None or asked not in ("pay", "cancel"):
                return self._page(intent, status=404 if intent is None else 400)
            try:
                verb = intents.pay if asked == "pay" else intents.refuse
                intent = verb(self._psp, intent)
            except Refusal:
                return self._page(intent, status=409)
        return RedirectResponse(_way_back(intent) or f"/pay/{intent['id']}", status_code=303)

    async def _qr(self, request: Request) -> Response:
        intent = self._find(request)
        if intent is None:
            return Response(status_code=404)
        drawn = BytesIO()
        segno.make(f"{intent['_sandbox']['base_url']}/pay/{intent['id']}", error="m").save(
            drawn, kind="svg", scale=8, border=2, dark="#1c2420", light="#fff"
        )
        return Response(drawn.getvalue(), media_type="image/svg+xml", headers=_headers(None))

    def _find(self, request: Request) -> Thing | None:
        return self._psp.store.get(request.path_params["id"], kind="payment_intent")

    def _page(self, intent: Thing | None, *, status: int) -> Response:
        method: str = (intent["_sandbox"]["method"] if intent else None) or "card"
        shown = _templates.get_template("payer.html").render(
            face=FACES.get(intent["status"], "refused") if intent else "unknown",
            intent=intent,
            method=method,
            wallet=WALLETS[method],
            payee=self._payee,
            amount=f"{intent['amount'] / 100:,.2f}" if intent else "",
            pay_before=_pay_before(intent) if intent else "",
            back=_way_back(intent) if intent else None,
        )
        return Response(shown, status, _headers(intent), media_type="text/html")


async def _file(name: str, media_type: str, request: Request) -> Response:
    del request
    return Response((HERE / name).read_bytes(), media_type=media_type, headers=_headers(None))


def _headers(intent: Thing | None) -> dict[str, str]:
    # Browsers hold the redirect after a form to ``form-action`` too, so the shop must be in it.
    return_url: str | None = intent["_sandbox"]["return_url"] if intent else None
    shop = " {0.scheme}://{0.netloc}".format(urlsplit(return_url)) if return_url else ""
    return {
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none';"
            f" frame-ancestors 'none'; form-action 'self'{shop}"
        ),
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


def _way_back(intent: Thing) -> str | None:
    """The shop's address with Stripe's three parameters added.

    Source: docs.stripe.com/payments/alipay/accept-a-payment#handle-redirect
    """
    return_url: str | None = intent["_sandbox"]["return_url"]
    if return_url is None:
        return None
    scheme, host, path, query, fragment = urlsplit(return_url)
    told = {
        "payment_intent": intent["id"],
        "payment_intent_client_secret": intent["client_secret"],
        "redirect_status": "succeeded" if intent["status"] == "succeeded" else "failed",
    }
    query = urlencode([*parse_qsl(query, keep_blank_values=True), *told.items()])
    return urlunsplit((scheme, host, path, query, fragment))


def _pay_before(intent: Thing) -> str:
    """The shop's own deadline, if its metadata tells one in Unix seconds: ``11月20日 18:30``."""
    told = intent["metadata"].get("expires_at", "")
    if not told.isdecimal() or len(told) > 11:
        return ""
    moment = datetime.fromtimestamp(int(told), CHINA)
    return f"{moment.month}月{moment.day}日 {moment:%H:%M}"
