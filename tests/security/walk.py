"""Walking through every route there is, as anybody, with anything."""

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID, uuid4

import httpx2
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from marketplace.http.csrf import token_for
from marketplace.http.forms import Form
from tests.architecture.test_isolation import Way, door_of, ways
from tests.support.browser_like import ORIGIN, Visitor
from tests.support.matrix import EVERYBODY, Actor, Door
from tests.support.world import World

SAFE: Final = {"GET", "HEAD"}
LEAK: Final = re.compile(
    r"Traceback|File \"|site-packages|\bpsycopg|sqlalchemy|jinja2\.|pydantic_core|"
    r"\.py\", line|UndefinedError|(?:Key|Type|Value|Attribute|Runtime)Error\b",
)
"""What a stranger must never read in an answer."""

_PARAM: Final = re.compile(r"\{(\w+)(?::\w+)?\}")


def pages(app: FastAPI) -> list[Way]:
    """The HTML surface."""
    return [way for way in ways(app) if not way.path.startswith(("/api/", "/webhooks/"))]


def unsafe(app: FastAPI) -> list[Way]:
    """What changes something on the HTML surface."""
    return [way for way in pages(app) if way.method not in SAFE]


def visitors_of(way: Way) -> list[Actor]:
    """A stranger, and somebody whom the route lets in: both must get a civil answer."""
    door = door_of(way)
    may = door.may if door else EVERYBODY
    order = (Actor.BUYER, Actor.OWNER, Actor.REVIEWER, Actor.FINANCE, Actor.OPERATOR)
    inside = next((actor for actor in order if actor in may), Actor.ADMINISTRATOR)
    return [Actor.STRANGER, inside]


def filled(way: Way, world: World, **other: str) -> str:
    """The route's path with sound ids, or with ``other`` in some places."""
    known = (door_of(way) or Door(EVERYBODY)).ids(world)
    sound = {**PUBLIC, **{name: str(value) for name, value in known.items()}, **other}
    return _PARAM.sub(lambda found: sound.get(found[1], str(UUID(int=1))), way.path)


PUBLIC: Final = {
    "code": "621221", "slug": "test-500000", "shape": "walnut", "season": "autumn", "seed": "a",
    "version": "x", "name": "css/app.css", "size": "320.webp",
}  # fmt: skip


def parameters(way: Way) -> list[str]:
    """Names of what stands in the path."""
    return _PARAM.findall(way.path)


async def call(
    visitor: Visitor,
    way: Way,
    path: str,
    world: World,
    actor: Actor,
    *,
    headers: Mapping[str, str] | None = None,
    **body: Any,
) -> httpx2.Response:
    """``way`` asked by ``actor`` as its own pages or programs would: with a token in the header."""
    visitor.client.cookies.clear()
    shown = world.passes.get(actor.name)
    if way.path.startswith("/api/"):
        given = {"idempotency-key": uuid4().hex}
        if shown:
            given["authorization"] = f"Bearer {shown.bearer}"
    else:
        cookie = shown.cookie if shown else "a-visitor-cookie"
        name = "session" if shown else "visitor"
        given = {"cookie": f"{name}={cookie}", "x-csrf-token": token_for(cookie), **ORIGIN}
    return await visitor.client.request(
        way.method, path, headers={**given, **(headers or {})}, **body
    )


@dataclass
class Sweep:
    """Calls that leave nothing behind; what was wrong with their answers is in ``wrong``."""

    visitor: Visitor
    connection: AsyncConnection
    world: World
    wrong: list[str]
    count: int = 0

    @classmethod
    def over(cls, session: AsyncSession, visitor: Visitor, world: World) -> "Sweep":
        connection = session.bind
        assert isinstance(connection, AsyncConnection)
        return cls(visitor, connection, world, [])

    async def ask(
        self, way: Way, path: str, actor: Actor, label: str, **given: Any
    ) -> httpx2.Response:
        undo = await self.connection.begin_nested()
        try:
            answer = await call(self.visitor, way, path, self.world, actor, **given)
        finally:
            await undo.rollback()
        self.count += 1
        if fault := uncivil(answer):
            self.wrong.append(f"{way.method} {way.path} as {actor} with {label}: {fault}")
        return answer


def uncivil(answer: httpx2.Response) -> str:
    """What is wrong with an answer to odd input; "" if nothing is."""
    if answer.status_code >= 500:
        return f"{answer.status_code} {answer.text[:200]!r}"
    kind = answer.headers.get("content-type", "")
    if kind.startswith(("text/html", "application/")) and (found := LEAK.search(answer.text)):
        return f"leaks {found[0]!r}"
    missing = [name for name in ALWAYS if name not in answer.headers]
    return f"has no {missing}" if missing else ""


ALWAYS: Final = (
    "content-security-policy", "x-content-type-options", "referrer-policy",
    "cross-origin-opener-policy", "cache-control", "x-request-id",
)  # fmt: skip


def queries(app: FastAPI) -> Iterator[tuple[Way, str]]:
    """Every named value that some route reads from its query string."""
    for context in iter_route_contexts(app.routes):
        route: Any = getattr(context, "route", context)
        if not isinstance(route, APIRoute):
            continue
        dependant: Any = getattr(context, "dependant", None) or route.dependant
        path = getattr(context, "path", None) or route.path
        for method in route.methods:
            for name in sorted(_asked(dependant)):
                yield Way(method, route.name, path), name


def _asked(dependant: Dependant) -> set[str]:
    found = {field.alias for field in dependant.query_params}
    return found.union(*(_asked(each) for each in dependant.dependencies))


def forms(app: FastAPI) -> Iterator[tuple[Way, type[Form]]]:
    """Every form and the route that reads it: found by what the route's own code names."""
    for context in iter_route_contexts(app.routes):
        route: Any = getattr(context, "route", context)
        if not isinstance(route, APIRoute) or not route.methods - SAFE:
            continue
        path = getattr(context, "path", None) or route.path
        for model in sorted(_named(route.endpoint, set()), key=lambda each: each.__name__):
            yield Way("POST", route.name, path), model


def _named(function: Any, seen: set[Any]) -> set[type[Form]]:
    """Forms that ``function``, or what it calls within the web layer, mentions."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is None or function in seen:
        return set()
    seen.add(function)
    found: set[type[Form]] = set()
    for name in code.co_names:
        thing = inspect.unwrap(function).__globals__.get(name)
        if isinstance(thing, type) and issubclass(thing, Form):
            if thing is not Form:
                found.add(thing)
        elif inspect.isfunction(thing) and thing.__module__.startswith("marketplace.web"):
            found |= _named(thing, seen)
    return found


def in_path(text: str) -> str:
    """``text`` as one segment of a path."""
    return quote(text, safe="")
