"""Cross-site request forgery: the browser must say it came from us, *and* bring our token.

Source: ASVS 5.0 3.5.1; both checks together, because either alone has been got around.
"""

import hashlib
from collections.abc import AsyncIterator
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response

from marketplace.infra.crypto import sign, signature_fits
from marketplace.kit import ids
from marketplace.kit.errors import Forbidden
from marketplace.kit.language import gettext as _
from marketplace.settings import Settings

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
FIELD: Final = "csrf_token"
HEADER: Final = "x-csrf-token"


class TokenMissing(Forbidden):
    """From our own pages, but without the token: the page was public, or stood open too long."""

    code = "csrf_token_missing"


class CrossSite(Forbidden):
    """Another site tried to act in the reader's name."""

    code = "cross_site"


def cookie_name(settings: Settings, name: str) -> str:
    """``__Host-name`` under TLS, so that no neighbour domain can plant it."""
    return f"__Host-{name}" if settings.https else name


def _bound_to(request: Request) -> str | None:
    """What the token is tied to: the session cookie, or else the visitor's."""
    settings: Settings = request.app.state.settings
    given = request.cookies.get(cookie_name(settings, "session")) or request.cookies.get(
        cookie_name(settings, "visitor")
    )
    return hashlib.sha256(given.encode()).hexdigest() if given else None


def token_for(cookie: str) -> str:
    """The form token that belongs to a session or visitor cookie."""
    return sign("csrf", hashlib.sha256(cookie.encode()).hexdigest())


def _same_origin(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if origin is not None and origin != "null":
        settings: Settings = request.app.state.settings
        ours = {request.headers.get("host", ""), urlsplit(settings.base_url).netloc}
        if urlsplit(origin).netloc not in ours:
            return False
        return site in {None, "same-origin", "none"}
    return site in {"same-origin", "none"}


async def check_csrf(request: Request) -> AsyncIterator[None]:
    """A dependency of every HTML router; afterwards closes the files that came with the form.

    Raises: CrossSite, TokenMissing.
    """
    try:
        if request.method not in SAFE:
            await _require_token(request)
        yield
    finally:
        await request.close()


async def _require_token(request: Request) -> None:
    if not _same_origin(request):
        raise CrossSite(_("这个请求不是从本站页面发出的，没有执行。请回到本站页面再操作。"))
    given = request.headers.get(HEADER)
    if given is None and request.headers.get("content-type", "").startswith(
        ("application/x-www-form-urlencoded", "multipart/form-data")
    ):
        form = await request.form()
        field = form.get(FIELD)
        given = field if isinstance(field, str) else None
    bound = _bound_to(request)
    if not given or not bound or not signature_fits("csrf", bound, given):
        raise TokenMissing(_("这一步还没有提交，请再按一次确认。您填写的内容都在。"))


async def give_token(request: Request) -> None:
    """A dependency of private pages: makes sure there is a cookie to tie a token to."""
    settings: Settings = request.app.state.settings
    session = request.cookies.get(cookie_name(settings, "session"))
    visitor = request.cookies.get(cookie_name(settings, "visitor"))
    if not session and not visitor:
        visitor = ids.token()
        request.state.new_visitor = visitor
    request.state.csrf_token = token_for(session or visitor or "")


def remember_visitor(request: Request, response: Response) -> None:
    """Set the visitor cookie that ``give_token`` made, if it made one."""
    visitor = getattr(request.state, "new_visitor", None)
    if visitor:
        settings: Settings = request.app.state.settings
        response.set_cookie(
            cookie_name(settings, "visitor"),
            visitor,
            max_age=180 * 24 * 3600,
            path="/",
            secure=settings.https,
            httponly=True,
            samesite="lax",
        )


CsrfChecked = Annotated[None, Depends(check_csrf)]
