"""Every state-changing route of this slice refuses what did not come from our own page."""

from collections.abc import Iterator
from uuid import UUID

import httpx2
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.models import StaffRole
from marketplace.app import create_app
from marketplace.http.csrf import token_for
from marketplace.settings import Settings
from marketplace.web.account import (
    addresses,
    confirm,
    history,
    home,
    login,
    messages,
    register,
    sessions,
    tokens,
)
from marketplace.web.admin import messages as outbox
from tests.support.accounts import make_account, sign_in
from tests.support.browser_like import ORIGIN, Visitor

OURS = (addresses, confirm, history, home, login, messages, register, sessions, tokens, outbox)


def unsafe_paths() -> Iterator[str]:
    for module in OURS:
        router: APIRouter = module.router
        for route in router.routes:
            if isinstance(route, APIRoute) and "POST" in route.methods:
                path = route.path
                for name in route.param_convertors:
                    path = path.replace(f"{{{name}}}", str(UUID(int=1)))
                yield path


PATHS = sorted(unsafe_paths())


def test_there_are_routes_to_test() -> None:
    assert len(PATHS) >= 20


@pytest.mark.parametrize("path", PATHS)
async def test_what_did_not_come_from_our_page_is_refused(
    session: AsyncSession, visitor: Visitor, path: str
) -> None:
    account = await make_account(session, StaffRole.ADMINISTRATOR)
    await sign_in(session, visitor, account)
    own = token_for(visitor.client.cookies["session"])
    elsewhere = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    attempts: list[tuple[dict[str, str], dict[str, str]]] = [
        ({}, ORIGIN),
        ({"csrf_token": "wrong"}, ORIGIN),
        ({"csrf_token": token_for("somebody else's session")}, ORIGIN),
        ({"csrf_token": own}, elsewhere),
        ({"csrf_token": own}, {"origin": "null"}),
        ({"csrf_token": own}, {}),
        ({"csrf_token": own}, {**ORIGIN, "sec-fetch-site": "same-site"}),
    ]

    for form, headers in attempts:
        answer = await visitor.client.post(path, data=form, headers=headers)
        assert answer.status_code == 403, (path, form, headers)
    plain = await visitor.client.post(
        path, content=f"csrf_token={own}", headers={**ORIGIN, "content-type": "text/plain"}
    )
    assert plain.status_code == 403


@pytest.fixture
async def secure(settings: Settings, app: FastAPI) -> FastAPI:
    made = create_app(settings.model_copy(update={"https": True}))
    made.state.sessions = app.state.sessions
    return made


async def test_under_tls_cookies_are_bound_to_the_host(secure: FastAPI) -> None:
    transport = httpx2.ASGITransport(app=secure)
    async with httpx2.AsyncClient(transport=transport, base_url="https://pavilion.test") as client:
        answer = await client.get("/login")

        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-visitor=")
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
        assert "max-age=31536000" in answer.headers["strict-transport-security"]


async def test_a_signed_in_page_is_kept_by_nobody(session: AsyncSession, visitor: Visitor) -> None:
    await sign_in(session, visitor, await make_account(session))

    for path in ("/account", "/account/addresses", "/account/sessions", "/me"):
        assert (await visitor.get(path)).headers["cache-control"] == "no-store"
