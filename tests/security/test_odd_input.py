"""Whatever is written into an address, a form or a body: a civil answer, never a crash.

Source: security rules I2, L3 and B2 (every answer of the sweep is looked at).
"""

import json
from collections.abc import Sequence
from enum import Enum
from typing import Any, Final, get_args, get_origin

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.models import Account, Session
from marketplace.http.forms import Form
from marketplace.http.identity import hashed
from tests.architecture.test_isolation import Way, door_of, ways
from tests.security.walk import (
    Sweep,
    filled,
    forms,
    in_path,
    parameters,
    queries,
    visitors_of,
)
from tests.support.browser_like import Visitor
from tests.support.matrix import Actor
from tests.support.onboarding import make_draft
from tests.support.world import World, make_world

IN_PATHS: Final = [
    "0", "-1", "1.5", "2147483648", "9223372036854775808", "9" * 400, "NaN", "null", "true", "[]",
    "{}", " ", "*", "..", "00000000-0000-0000-0000-000000000000", "核桃", "x" * 3000, "a\0b",
    "a\r\nset-cookie: x=1", "../../etc/passwd", "..\\..\\x", "' OR 1=1--", '"><script>',
    "{{7*7}}", "%s%n", "\u202etxt",
]  # fmt: skip
RAW_IN_PATHS: Final = ["%ff%fe", "%ed%a0%80", "%", "%zz", "%2e%2e%2f%2e%2e"]
"""Not even text: broken UTF-8, a lone surrogate, broken escapes."""

IN_FIELDS: Final = [
    "\0", "0", "-1", "1.5", "2147483648", "9223372036854775808", "9" * 400, "NaN", "1e400",
    "٣", "9999-12-31", "0000-00-00", "x" * 20_000, "\u202e\ufeff", "'\"><script>{{7*7}}%s",
    "00000000-0000-0000-0000-000000000000", "\ud800".encode("utf-8", "surrogatepass"),
]  # fmt: skip

DEEP: Final = b"[" * 50_000 + b"]" * 50_000
FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
BODIES: Final[list[tuple[str, bytes]]] = [
    (JSON, b""),
    (JSON, b"{"),
    (JSON, b"null"),
    (JSON, b"[]"),
    (JSON, b'[1, "two", {"three": null}]'),
    (JSON, b'"\\ud800"'),
    (JSON, b'{"name": "\\ud800", "reason": "\\udfff", "story_zh": "\\ud83d"}'),
    (JSON, b'{"name": "\\u0000", "reason": "\\u0000", "story_zh": "\\u0000"}'),
    (JSON, b'{"quantity": NaN, "price_minor": Infinity}'),
    (JSON, b'{"quantity": ' + b"9" * 5000 + b"}"),
    (JSON, DEEP),
    (JSON, b"\xff\xfe\x00"),
    (FORM, b"&".join(b"f%d=1" % n for n in range(1500))),
    (FORM, b"reason=%00&name=%ed%a0%80&%ff=%ff&=&==&&"),
    ("multipart/form-data", b"--x\r\n\r\nno boundary is named"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--"),
    ("multipart/form-data; boundary=x", b"--x\r\nno end in sight"),
    ("text/plain", b"reason=1"),
    ("application/xml", b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'),
    ("", b"\x00\x01\x02"),
]


@pytest.fixture
async def sweep(app: FastAPI, session: AsyncSession, visitor: Visitor) -> Sweep:
    return Sweep.over(session, visitor, await make_world(session, app))


def some(values: Sequence[Any], *, of: int, at: int) -> Sequence[Any]:
    """Each ``of``-th value from the ``at``-th on: neighbours together try them all."""
    return values[at % of :: of]


async def test_odd_ids_in_a_path_are_simply_not_found(app: FastAPI, sweep: Sweep) -> None:
    values = [*map(in_path, IN_PATHS), *RAW_IN_PATHS]
    for at, way in enumerate(ways(app)):
        body: dict[str, Any] = {} if way.method == "GET" else {"data": {}}
        stranger, inside = visitors_of(way)
        for name in parameters(way):
            # An id is refused in one place for all; codes and names are read by each route.
            share = some(values, of=3, at=at) if name.endswith("_id") else values
            for actor, tried in ((inside, share), (stranger, some(values, of=8, at=at))):
                for value in tried:
                    path = filled(way, sweep.world, **{name: value})
                    await sweep.ask(way, path, actor, f"{name}={value[:40]}", **body)

    assert sweep.count > 1000
    assert not sweep.wrong


async def test_odd_values_in_a_query_are_answered(app: FastAPI, sweep: Sweep) -> None:
    for at, (way, name) in enumerate(queries(app)):
        actor = visitors_of(way)[-1]
        for value in some(IN_FIELDS[:-1], of=2, at=at):
            path = filled(way, sweep.world)
            given = {"params": {name: value[:2000]}}
            await sweep.ask(way, path, actor, f"?{name}={value[:40]!r}", **given)

    assert sweep.count > 300
    assert not sweep.wrong


async def test_no_body_makes_a_route_stumble(app: FastAPI, sweep: Sweep) -> None:
    for at, way in enumerate(way for way in ways(app) if way.method != "GET"):
        path = filled(way, sweep.world)
        stranger, inside = visitors_of(way)
        for actor, share in ((inside, 2), (stranger, 6)):
            for kind, body in some(BODIES, of=share, at=at):
                headers = {"content-type": kind} if kind else {}
                label = f"{kind} {body[:40]!r}"
                await sweep.ask(way, path, actor, label, content=body, headers=headers)

    assert sweep.count > 1000
    assert not sweep.wrong


SOUND: Final = {
    "phone": "13900000009", "service_phone": "0939-1234567", "email": "a@example.com",
    "password": "correct horse battery", "code": "123456", "province": "310000000000",
    "city": "310100000000", "county": "310101000000", "town": "310101002000",
    "recipient": "王小明", "detail": "示例路 1 号", "name": "王小明", "next": "/account",
    "price": "39.80", "net": "1000", "gross": "1100", "first_yuan": "8", "step_yuan": "2",
    "pavilion_code": "621221", "category_code": "NUT", "type_code": "GREEN", "method": "alipay",
    "division_code": "621221105", "founded_on": "2019-04-01", "carrier_code": "sf",
}  # fmt: skip


def sound(model: type[Form], world: World) -> dict[str, Any]:
    """A form that parses, so that one odd value gets as far as it can."""
    given: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        kind = info.annotation
        if name in SOUND:
            given[name] = SOUND[name]
        elif hasattr(world, name):
            given[name] = str(getattr(world, name))
        elif isinstance(kind, type) and issubclass(kind, Enum):
            given[name] = next(iter(kind)).value
        elif get_args(kind) and isinstance(get_args(kind)[0], str):
            given[name] = get_args(kind)[0]
        elif kind is int:
            given[name] = "1"
        elif kind is bool:
            given[name] = "true"
        elif kind is str:
            given[name] = "示例"
    return given


def _takes_text(annotation: Any) -> bool:
    return annotation is not bool and not (
        get_origin(annotation) is not None and isinstance(get_args(annotation)[0], str)
    )


async def begin_application(sweep: Sweep, session: AsyncSession) -> None:
    """The buyer applies to sell: what is asked of applicants is open to no other shop's owner."""
    cookie = sweep.world.passes["BUYER"].cookie
    entry = await session.scalar(select(Session).where(Session.token_hash == hashed(cookie)))
    assert entry is not None
    vendor = await make_draft(session, await session.get_one(Account, entry.account_id))
    entry.vendor_id = vendor.id
    await session.commit()


async def test_no_value_in_any_field_of_any_form_makes_it_stumble(
    app: FastAPI, session: AsyncSession, sweep: Sweep
) -> None:
    await begin_application(sweep, session)
    read: set[type[Form]] = set()
    for way, model in forms(app):
        read.add(model)
        door = door_of(way)
        base = {**sound(model, sweep.world), **(door.form(sweep.world) if door else {})}
        actor, path = visitors_of(way)[-1], filled(way, sweep.world)
        if way.path.startswith("/vendor/onboarding"):
            actor = Actor.BUYER
        fields = [name for name, info in model.model_fields.items() if _takes_text(info.annotation)]
        for at, name in enumerate(fields):
            for value in some(IN_FIELDS, of=3, at=at):
                label = f"{name}={value[:40]!r}"
                await sweep.ask(way, path, actor, label, data={**base, name: value})

    assert {model.__name__ for model in read} >= {"AddForm", "CheckoutForm", "AddressForm"}
    assert sweep.count > 700
    assert not sweep.wrong


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cookie", "session=\xff\xfe; visitor=" + "x" * 4000),
        ("cookie", "flash=AAAA.bbbb; session=; ;;=;"),
        ("accept-language", "en;q=NaN,*;q=-1," + "x" * 4000),
        ("hx-request", "true"),
        ("if-none-match", "\xff"),
        ("range", "bytes=999999999999-0"),
        ("referer", "http://[::1"),
        ("host", "pavilion.test:99999999"),
        ("content-length", "-1"),
        ("authorization", "Bearer \xff\xfe"),
        ("x-forwarded-for", "not an address"),
    ],
)
async def test_odd_headers_are_answered(visitor: Visitor, name: str, value: str) -> None:
    for path in ("/", "/en", "/basket", "/login", "/account", "/api/v1/products", "/nowhere"):
        headers = [(name.encode(), value.encode("latin-1"))]
        request = httpx2.Request("GET", f"http://pavilion.test{path}", headers=headers)

        answer = await visitor.client.send(request)

        assert answer.status_code < 500, (path, answer.text[:200])


async def test_a_programs_odd_key_and_body_are_problems_with_a_code(sweep: Sweep) -> None:
    way = Way("POST", "api.v1.basket.add", "/api/v1/basket/lines")
    for body in ({}, {"quantity": [1]}, {"variant_id": "x", "quantity": "many"}):
        answer = await sweep.ask(
            way, way.path, Actor.BUYER, "an odd body", content=json.dumps(body)
        )
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "invalid_fields"

    assert not sweep.wrong
