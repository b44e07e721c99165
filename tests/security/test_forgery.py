"""Nothing happens that did not come from our own page: every unsafe HTML route there is.

Source: security rules S9 and S10.
"""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.models import StaffRole
from marketplace.http.csrf import token_for
from tests.architecture.test_isolation import ways
from tests.security.walk import Sweep, filled, unsafe
from tests.support.accounts import make_account, sign_in
from tests.support.browser_like import ORIGIN, Visitor
from tests.support.matrix import Actor
from tests.support.world import make_world

ELSEWHERE = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
FORM = "application/x-www-form-urlencoded"
REFUSED = ("这一步还没有提交", "不是从本站页面发出的")


def attempts(own: str, foreign: str) -> list[tuple[str, dict[str, str], dict[str, str]]]:
    """What it is, the form, the headers."""
    good = {"csrf_token": own}
    return [
        ("no token", {}, ORIGIN),
        ("an empty token", {"csrf_token": ""}, ORIGIN),
        ("a wrong token", {"csrf_token": own[:-1] + ("a" if own[-1] != "a" else "b")}, ORIGIN),
        ("another session's token", {"csrf_token": foreign}, ORIGIN),
        ("another session's token in the header", {}, {**ORIGIN, "x-csrf-token": foreign}),
        ("another site", good, ELSEWHERE),
        ("another site that hides its name", good, {"origin": "null"}),
        ("a neighbour domain", good, {**ORIGIN, "sec-fetch-site": "same-site"}),
        ("a neighbour's origin", good, {"origin": "http://pavilion.test.evil.example"}),
        ("a browser that says nothing", good, {}),
    ]


@pytest.mark.parametrize("kind", ["a form", "text/plain", "multipart/mixed", "application/json"])
async def test_no_route_takes_what_did_not_come_from_our_page(
    app: FastAPI, session: AsyncSession, visitor: Visitor, kind: str
) -> None:
    world = await make_world(session, app)
    cookie, other = (world.passes[name].cookie for name in ("ADMINISTRATOR", "BUYER"))
    own, foreign = token_for(cookie), token_for(other)
    visitor.client.cookies.set("session", cookie, domain="pavilion.test")
    taken: list[str] = []
    routes = unsafe(app)
    for way in routes:
        path = filled(way, world)
        for label, form, headers in attempts(own, foreign) if kind == "a form" else ():
            answer = await visitor.client.request(way.method, path, data=form, headers=headers)
            if answer.status_code != 403 or not any(words in answer.text for words in REFUSED):
                taken.append(f"{way.method} {way.path} from {label}: {answer.status_code}")
        if kind != "a form":
            # Types a foreign page may send without asking first; the token inside does not count.
            headers = {**ORIGIN, "content-type": kind}
            body = f'{{"csrf_token": "{own}"}}' if "json" in kind else f"csrf_token={own}"
            answer = await visitor.client.request(way.method, path, content=body, headers=headers)
            if answer.status_code != 403:
                taken.append(f"{way.method} {way.path} as {kind}: {answer.status_code}")

    assert len(routes) > 80
    assert not taken


async def test_reading_never_does_what_a_form_does(
    app: FastAPI, session: AsyncSession, visitor: Visitor
) -> None:
    world = await make_world(session, app)
    cookie = world.passes["ADMINISTRATOR"].cookie
    readable = {way.path for way in ways(app) if way.method == "GET"}
    wrong: list[str] = []
    for way in unsafe(app):
        if way.path in readable:
            continue
        path = f"{filled(way, world)}?csrf_token={token_for(cookie)}"
        answer = await visitor.client.get(path, headers={"cookie": f"session={cookie}"})
        if answer.status_code not in {404, 405}:
            wrong.append(f"GET {way.path}: {answer.status_code}")

    assert not wrong


async def test_our_own_page_is_let_through_everywhere(
    app: FastAPI, session: AsyncSession, visitor: Visitor
) -> None:
    """The other side of the tests above: the routes do not refuse simply everything."""
    sweep = Sweep.over(session, visitor, await make_world(session, app))
    stuck: list[str] = []
    for way in unsafe(app):
        answer = await sweep.ask(way, filled(way, sweep.world), Actor.ADMINISTRATOR, "", data={})
        if any(words in answer.text for words in REFUSED):
            stuck.append(f"{way.method} {way.path}")

    assert not stuck


async def test_a_token_taken_from_a_visitor_is_worth_nothing_after_signing_in(
    session: AsyncSession, visitor: Visitor
) -> None:
    before = await visitor.token("/login")
    await sign_in(session, visitor, await make_account(session))

    answer = await visitor.client.post(
        "/account/profile", data={"name": "x", "csrf_token": before}, headers=ORIGIN
    )

    assert answer.status_code == 403


async def test_secrets_are_not_repeated_on_the_page_that_asks_once_more(
    session: AsyncSession, visitor: Visitor
) -> None:
    await sign_in(session, visitor, await make_account(session))
    typed = {
        "password": "secret-one", "new_password": "secret-two", "code": "483920",
        "account_no": "6200123456789012", "holder_name": "secret-holder",
        "division_code": "621221105", "name": "李梅",
    }  # fmt: skip

    answer = await visitor.client.post("/account/profile", data=typed, headers=ORIGIN)

    assert answer.status_code == 403
    for secret in ("secret-one", "secret-two", "483920", "6200123456789012", "secret-holder"):
        assert secret not in answer.text
    for kept in ("621221105", "李梅"):
        assert kept in answer.text


OFF_THE_HOST = [
    "https://evil.example/", "//evil.example", "///evil.example", "////evil.example",
    "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example",
    "http:evil.example", "http:/evil.example", "javascript:alert(1)", "data:text/html,x",
    "https://pavilion.test@evil.example/", "/%0d%0alocation:https://evil.example",
    "@evil.example", ".evil.example", "https:evil.example", "/\r\nlocation: https://evil.example",
]  # fmt: skip


@pytest.mark.parametrize("payload", OFF_THE_HOST)
async def test_no_address_in_a_form_or_a_link_leads_away(
    session: AsyncSession, visitor: Visitor, payload: str
) -> None:
    reader = await make_account(session, StaffRole.OPERATOR)
    await sign_in(session, visitor, reader)
    forms = [
        ("/account/addresses", {"next": payload, "action": "save"}),
        ("/login/confirm", {"next": payload, "way": "password", "password": "x"}),
        ("/basket/lines", {"then": payload}),
    ]
    answers = [
        await visitor.client.get(path, params={"next": payload, "then": payload, "url": payload})
        for path in ("/login", "/register", "/login/confirm", "/account/addresses/new", "/en/login")
    ]
    for path, form in forms:
        answers.append(await visitor.post(path, form, page="/account/profile"))
    answers.append(await visitor.post("/logout", {"next": payload}, page="/account/profile"))

    for answer in answers:
        location = answer.headers.get("location", "/")
        assert not re.search(r"[\\\x00-\x20]", location), location
        assert urlsplit(urljoin("http://pavilion.test/x", location)).netloc == "pavilion.test"


async def test_the_page_one_came_from_is_only_believed_when_it_is_ours(
    session: AsyncSession, visitor: Visitor
) -> None:
    for referer in ("https://evil.example/x", "http://pavilion.test.evil.example/x", "//x", ""):
        await visitor.get("/me")
        answer = await visitor.post("/account/profile", {}, headers={"referer": referer})
        assert answer.headers["location"] == "/login"
