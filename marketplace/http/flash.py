"""A sentence for the page after a redirect: "saved", "your basket has changed".

It travels in a signed cookie and is shown once, by the next private page or, on public pages, by
the personal fragment.
"""

import base64
import binascii
import json
from typing import Final, Literal

from fastapi import Request
from starlette.responses import Response

from marketplace.http.csrf import cookie_name
from marketplace.infra.crypto import sign, signature_fits
from marketplace.settings import Settings

Kind = Literal["info", "warn", "error", "success"]
Said = tuple[str, str]
"""Kind and sentence."""

KEPT_SECONDS: Final = 300
MOST: Final = 8
LONGEST: Final = 200
"""Eight sentences of two hundred signs stay below what a cookie may hold."""


def say(request: Request, text: str, kind: Kind = "success") -> None:
    """Show ``text`` on the page that this request leads to."""
    said: list[Said] = getattr(request.state, "said", [])
    request.state.said = [*said, (kind, text[:LONGEST])][-MOST:]


def hear(request: Request) -> list[Said]:
    """What was said before and not shown yet, with what this request says itself."""
    request.state.heard = True
    return [*_carried(request), *getattr(request.state, "said", [])]


def pass_on(request: Request, response: Response) -> None:
    """Let ``response`` carry what was said, or forget it when it has been shown."""
    settings: Settings = request.app.state.settings
    name = cookie_name(settings, "flash")
    if getattr(request.state, "heard", False):
        if name in request.cookies:
            response.delete_cookie(
                name, path="/", secure=settings.https, httponly=True, samesite="lax"
            )
        return
    said: list[Said] = getattr(request.state, "said", [])
    if said:
        response.set_cookie(
            name,
            _packed([*_carried(request), *said][-MOST:]),
            max_age=KEPT_SECONDS,
            path="/",
            secure=settings.https,
            httponly=True,
            samesite="lax",
        )


def _packed(said: list[Said]) -> str:
    while True:
        raw = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
        text = base64.urlsafe_b64encode(raw).decode().rstrip("=")
        if len(text) < 3500 or len(said) == 1:
            return f"{text}.{sign('flash', text)}"
        said = said[1:]


def _carried(request: Request) -> list[Said]:
    settings: Settings = request.app.state.settings
    text, _dot, signature = request.cookies.get(cookie_name(settings, "flash"), "").partition(".")
    if not text or not signature_fits("flash", text, signature):
        return []
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return [(str(kind), str(sentence)) for kind, sentence in json.loads(raw)]
    except (ValueError, TypeError, binascii.Error):
        return []
