"""A buyer's way from the front page to the payment page, as a browser walks it.

Every form is filled from the page it stands on; an answer that is not the expected one ends the
way as ``Failed``.
"""

import html
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from bench.load import HOST, Answer, Connection, Failed, wire

Ask = Callable[[str, str, Mapping[str, str], bytes], Awaitable[Answer]]
"""Method, target, headers, body: over a socket, or into the application in this process."""

Took = Callable[[str, float], None]
"""Hears how many seconds a step took."""

_TOKEN = re.compile(r'data-csrf="([^"]+)"')
_FORM_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_CHOSEN = re.compile(r'name="variant_id" value="([0-9a-f-]{36})" required checked(?! disabled)')
_HIDDEN = re.compile(r'type="hidden" name="(key|seen|address_id)" value="([^"]*)"')
_CONSENT = re.compile(r'name="consent" value="([0-9a-f-]{36})"')
_PAYMENT = re.compile(r"/account/purchases/([0-9a-f-]{36})/payment")
_COOKIE = re.compile(rb"(?i)\r\nset-cookie: *([^=;]+)=([^;]+)")

PUBLIC = ("home", "search", "product")
"""The steps that the page cache answers."""
STEPS = (*PUBLIC, "me", "add", "basket", "checkout", "place", "payment")


class Route(NamedTuple):
    """What a buyer looks for and what they take."""

    search: str
    product: str


@dataclass
class Buyer:
    """Somebody who is signed in."""

    name: str
    phone: str
    cookie: str = ""


class Browser:
    """One buyer's side of a connection: cookies, and the headers a browser sends."""

    def __init__(self, ask: Ask, buyer: Buyer, port: int) -> None:
        self._ask = ask
        self.buyer = buyer
        host = f"{HOST}:{port}"
        self._base = {
            "host": host,
            "user-agent": "pavilion-bench",
            "accept": "text/html",
            "accept-encoding": "gzip",
            "x-buyer": buyer.name,
        }
        self._post = {
            "origin": f"http://{host}",
            "sec-fetch-site": "same-origin",
            "content-type": "application/x-www-form-urlencoded",
        }

    def _headers(self, more: Mapping[str, str]) -> dict[str, str]:
        cookie = {"cookie": self.buyer.cookie} if self.buyer.cookie else {}
        return {**self._base, **cookie, **more}

    async def get(self, target: str, **more: str) -> Answer:
        headers = {name.replace("_", "-"): value for name, value in more.items()}
        return await self._ask("GET", target, self._headers(headers), b"")

    async def post(self, target: str, fields: list[tuple[str, str]]) -> Answer:
        return await self._ask(
            "POST", target, self._headers(self._post), urlencode(fields).encode()
        )

    async def sign_in(self, password: str) -> None:
        """Through the login form, like anybody."""
        asked = await self.get("/login")
        self.buyer.cookie = _cookies(asked)
        token = _first(_FORM_TOKEN, asked.text(), "login")
        fields = [("phone", self.buyer.phone), ("password", password), ("way", "password")]
        answer = await self.post("/login", [("csrf_token", token), *fields])
        if answer.status != 303:
            raise Failed(f"login: {answer.status} for {self.buyer.name}")
        self.buyer.cookie = _cookies(answer)

    async def buy(self, route: Route, took: Took | None = None) -> str:
        """The whole way; the id of the purchase. ``took`` hears the seconds of every step."""
        begun = time.perf_counter()

        def reached(step: str, answer: Answer, wanted: int = 200) -> Answer:
            nonlocal begun
            if answer.status != wanted:
                raise Failed(f"{step}: {answer.status}")
            if took is not None:
                now = time.perf_counter()
                took(step, now - begun)
                begun = now
            return answer

        reached("home", await self.get("/"))
        reached("search", await self.get(route.search))
        product = reached("product", await self.get(route.product)).text()
        # A public page is the same for everyone; this fragment brings the form's token.
        me = reached("me", await self.get("/me", hx_request="true")).text()
        variant = ("variant_id", _first(_CHOSEN, product, "product"))
        token = ("csrf_token", _first(_TOKEN, me, "me"))
        fields = [token, variant, ("quantity", "1"), ("then", "basket")]
        begun = time.perf_counter()
        reached("add", await self.post("/basket/lines", fields), 303)
        reached("basket", await self.get("/basket"))
        page = reached("checkout", await self.get("/checkout")).text()
        fields = _checkout_fields(page)
        begun = time.perf_counter()
        placed = reached("place", await self.post("/checkout", fields), 303)
        found = _PAYMENT.search(placed.header(b"location"))
        if found is None:
            raise Failed("place: no way to the payment page")
        reached("payment", await self.get(found[0]))
        return found[1]


def _first(pattern: re.Pattern[str], text: str, step: str) -> str:
    found = pattern.search(text)
    if found is None:
        raise Failed(f"{step}: the page lacks {pattern.pattern}")
    return found[1]


def _cookies(answer: Answer) -> str:
    pairs = _COOKIE.findall(answer.head)
    return "; ".join(f"{name.decode()}={value.decode()}" for name, value in pairs)


def _checkout_fields(page: str) -> list[tuple[str, str]]:
    fields = [(name, html.unescape(value)) for name, value in _HIDDEN.findall(page)]
    if len(fields) != 3:
        raise Failed("checkout: the form is not complete")
    fields.append(("csrf_token", _first(_FORM_TOKEN, page, "checkout")))
    fields.append(("delivery_way", "door"))
    fields += [("consent", each) for each in _CONSENT.findall(page)]
    if 'name="is_adult"' in page:
        fields.append(("is_adult", "1"))
    return fields


def over_socket(connection: Connection) -> Ask:
    """Ask a server on the loopback."""

    async def ask(method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        return await connection.ask(wire(method, target, headers, body))

    return ask
