"""What every answer tells the browser, and what none tells a stranger.

Source: security rules B1, B2, B5, I6 and S7.
"""

import re
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.http.frame import CSP
from marketplace.settings import Settings
from tests.architecture.test_isolation import ways
from tests.security.walk import filled, pages, visitors_of
from tests.support.accounts import make_account, sign_in
from tests.support.browser_like import Visitor
from tests.support.matrix import OPEN, Actor
from tests.support.world import make_world

NOT_THERE = (
    "/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect", "/metrics", "/debug", "/status",
    "/.git/config", "/.git/HEAD", "/.env", "/.env.production", "/static/x/../../pyproject.toml",
    "/static/x/..%2f..%2fpyproject.toml", "/static/x/%2e%2e/%2e%2e/marketplace/settings.py",
    "/static/x//etc/passwd", "/static/../marketplace/app.py", "/static/", "/static/x/",
    "/server-status", "/phpinfo.php", "/wp-login.php", "/admin.php", "/backup.sql", "/.DS_Store",
    "/api", "/api/docs", "/api/v1/openapi.json", "/media/../secret-key", "/var/secret-key",
    "/templates/layouts/base.html", "/pyproject.toml", "/requirements.lock",
)  # fmt: skip

CHECKED = (
    ("GET", "/", 200), ("GET", "/en", 200), ("GET", "/login", 200), ("GET", "/account", 303),
    ("GET", "/nowhere", 404), ("GET", "/admin", 303), ("POST", "/login", 403),
    ("DELETE", "/login", 405), ("GET", "/api/v1/products", 200), ("GET", "/api/v1/basket", 401),
    ("GET", "/api/nowhere", 404), ("GET", "/healthz", 200), ("GET", "/static/x/nowhere.css", 404),
    ("GET", "/robots.txt", 200), ("POST", "/webhooks/stripe", 400), ("GET", "/me", 200),
)  # fmt: skip


PERSONAL = (
    "/account", "/vendor", "/admin", "/documents", "/basket", "/checkout", "/me", "/login",
)  # fmt: skip


def directives(policy: str) -> dict[str, list[str]]:
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {name: values for name, *values in parts}


@pytest.mark.parametrize(("method", "path", "status"), CHECKED)
async def test_every_kind_of_answer_wears_the_same_armour(
    visitor: Visitor, settings: Settings, method: str, path: str, status: int
) -> None:
    answer = await visitor.client.request(method, path)

    assert answer.status_code == status
    given = answer.headers
    assert given["x-content-type-options"] == "nosniff"
    assert given["referrer-policy"] == "strict-origin-when-cross-origin"
    assert given["cross-origin-opener-policy"] == "same-origin"
    assert given["cross-origin-resource-policy"] == "same-origin"
    assert given["x-frame-options"] == "DENY"
    assert given["content-security-policy"] == CSP.format(payment=f" {settings.psp_base_url}")
    assert "server" not in given
    assert "x-powered-by" not in given
    assert not [name for name in given if name.startswith("access-control-")]
    assert len(given["x-request-id"]) == 32


def test_the_policy_lets_nothing_in_by_accident() -> None:
    policy = directives(CSP.format(payment=" https://pay.example"))

    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'"]
    assert policy["style-src"] == ["'self'"]
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["form-action"] == ["'self'", "https://pay.example"]
    every = {value for values in policy.values() for value in values}
    assert not every & {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "http:"}


async def test_what_is_not_public_is_not_there(visitor: Visitor) -> None:
    paths = [prefix + path for path in NOT_THERE for prefix in ("", "/en")]
    there = [path for path in paths if (await visitor.get(path)).status_code != 404]

    assert not there


async def test_no_other_site_may_read_our_answers(visitor: Visitor) -> None:
    asked = {"origin": "https://evil.example", "access-control-request-method": "POST"}

    for path in ("/login", "/api/v1/basket", "/api/v1/products", "/me"):
        for method in ("OPTIONS", "GET"):
            answer = await visitor.client.request(method, path, headers=asked)
            assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_what_a_signed_in_person_sees_is_kept_by_nobody(
    app: FastAPI, session: AsyncSession, visitor: Visitor
) -> None:
    world = await make_world(session, app)
    kept: list[str] = []
    for way in pages(app):
        if way.method != "GET" or way.name in OPEN or way.name.startswith("health."):
            continue
        for actor in visitors_of(way):
            if actor is Actor.STRANGER:
                continue
            cookie = {"cookie": f"session={world.passes[actor.name].cookie}"}
            answer = await visitor.client.get(filled(way, world), headers=cookie)
            private = answer.headers["cache-control"] == "no-store"
            if not private and way.path.startswith(PERSONAL):
                kept.append(f"{way.path}: {answer.headers['cache-control']}")

    assert not kept


class Sources(HTMLParser):
    """Everything that a browser would fetch, or run, because a page says so."""

    FETCHED: Final = {
        "src",
        "srcset",
        "poster",
        "data",
        "background",
        "action",
        "formaction",
        "ping",
    }
    LOADING: Final = {"stylesheet", "icon", "preload", "modulepreload", "manifest", "preconnect",
               "dns-prefetch", "apple-touch-icon", "prefetch"}  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.linked: list[str] = []
        self.inline: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        for name, value in given.items():
            if name in self.FETCHED:
                self.fetched += [each.split()[0] for each in value.split(",") if each.strip()]
            if name == "style" or name.startswith("on"):
                self.inline.append(f"<{tag} {name}={value!r}>")
        href = given.get("href", "")
        is_loading = tag == "link" and set(given.get("rel", "").split()) & self.LOADING
        (self.fetched if is_loading else self.linked).append(href)
        runs = given.get("type", "") not in {"application/ld+json", "application/json"}
        self._in_script = tag == "style" or (tag == "script" and "src" not in given and runs)

    def handle_data(self, data: str) -> None:
        if self._in_script and data.strip():
            self.inline.append(data.strip()[:60])
        self._in_script = False


def read(html: str) -> Sources:
    found = Sources()
    found.feed(html)
    return found


async def test_no_page_asks_another_host_for_anything_or_carries_code_of_its_own(
    app: FastAPI, session: AsyncSession, visitor: Visitor
) -> None:
    world = await make_world(session, app)
    foreign: list[Any] = []
    seen = 0
    for way in ways(app):
        if way.method != "GET" or way.path.startswith("/api/"):
            continue
        for actor in visitors_of(way):
            shown = world.passes.get(actor.name)
            headers = {"cookie": f"session={shown.cookie}"} if shown else {}
            for prefix in ("", "/en"):
                path = prefix + filled(way, world)
                answer = await visitor.client.get(path, headers=headers)
                if not answer.headers.get("content-type", "").startswith("text/html"):
                    continue
                seen += 1
                page = read(answer.text)
                foreign += [(path, each) for each in page.fetched if _is_foreign(each)]
                foreign += [(path, each) for each in page.inline]
                foreign += [(path, each) for each in page.linked if _is_odd(each)]

    assert seen > 150
    assert not foreign


def _is_foreign(address: str) -> bool:
    parts = urlsplit(address)
    is_ours = not parts.scheme and not parts.netloc and not address.startswith(("//", "\\"))
    return not (is_ours or address.startswith(("data:image/", "http://pavilion.test/")))


def _is_odd(href: str) -> bool:
    return bool(re.match(r"(?i)\s*(javascript|data|vbscript):|//", href))


@pytest.mark.parametrize("path", ["/en//evil.example/x", "//evil.example", "/en/\\evil.example"])
async def test_the_link_to_the_other_language_stays_on_this_host(
    visitor: Visitor, path: str
) -> None:
    answer = await visitor.client.get(f"http://pavilion.test{path}")

    page = read(answer.text)
    assert not [each for each in (*page.fetched, *page.linked) if re.match(r"[/\\]{2}", each)]


async def test_each_signed_in_page_has_a_token_of_its_own_session(
    session: AsyncSession, visitor: Visitor
) -> None:
    tokens = set[str]()
    for _ in range(2):
        await sign_in(session, visitor, await make_account(session))
        tokens.add(await visitor.token("/account/addresses/new"))

    assert len(tokens) == 2
