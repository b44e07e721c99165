"""Nobody passes a door that is not theirs: every private route, as everybody.

Source: issue 2, section 6; security rules A1 to A6.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI, Response
from fastapi.routing import APIRoute, iter_route_contexts
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from marketplace.http.csrf import token_for
from tests.support.browser_like import ORIGIN, Visitor
from tests.support.matrix import DOORS, EVERYBODY, OPEN, USUAL, Actor, Door
from tests.support.pictures import make_picture
from tests.support.world import World, make_world

PRIVATE = ("/account", "/vendor", "/admin", "/documents", "/api/v1")
SAFE = {"GET", "HEAD"}
REFUSED = {401, 403, 404}
VISITOR = "a-visitor-cookie"


@dataclass(frozen=True, slots=True)
class Way:
    """One method of one route."""

    method: str
    name: str
    path: str

    @property
    def has_id(self) -> bool:
        return "{" in self.path


def ways(app: FastAPI) -> Iterator[Way]:
    """Every method of every route; a route that is included twice has two paths."""
    for context in iter_route_contexts(app.routes):
        route: Any = getattr(context, "route", context)
        path = getattr(context, "path", None) or getattr(route, "path", "")
        for method in sorted(getattr(route, "methods", None) or ()):
            if method != "HEAD":
                yield Way(method, getattr(route, "name", ""), path)


def door_of(way: Way) -> Door | None:
    """Who may pass ``way``; None when nobody has said."""
    if way.name in DOORS:
        return DOORS[way.name]
    if way.has_id:
        return None
    usual = next((may for start, may in USUAL.items() if _under(way.path, start)), None)
    return Door(usual) if usual is not None else None


def _under(path: str, start: str) -> bool:
    return path == start or path.startswith(f"{start}/")


def forgotten(app: FastAPI) -> list[str]:
    """Routes that nobody has put on the map: those with an id, and every one of the desk's."""
    return [
        f"{way.name} {way.path}"
        for way in ways(app)
        if (way.has_id or _under(way.path, "/admin"))
        and door_of(way) is None
        and way.name not in OPEN
    ]


async def knock(visitor: Visitor, way: Way, door: Door, world: World, actor: Actor) -> Any:
    """What ``actor`` is answered: a browser on pages, a program on the JSON surface."""
    ids = {name: str(value) for name, value in door.ids(world).items()}
    path = re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: ids[found[1]], way.path)
    shown = world.passes.get(actor.name)
    body: Any = door.form(world)
    parts = {door.file: ("paper.jpg", make_picture(), "image/jpeg")} if door.file else None
    visitor.client.cookies.clear()
    if way.path.startswith("/api/"):
        headers = {"idempotency-key": uuid4().hex}
        if shown:
            headers["authorization"] = f"Bearer {shown.bearer}"
        given: dict[str, Any] = {"data": body, "files": parts} if parts else {"json": body}
        sent = {} if way.method in SAFE else given
        return await visitor.client.request(way.method, path, headers=headers, **sent)
    cookie = shown.cookie if shown else VISITOR
    name = "session" if shown else "visitor"
    headers = {"cookie": f"{name}={cookie}", **ORIGIN}
    form = None if way.method in SAFE else {**body, "csrf_token": token_for(cookie)}
    return await visitor.client.request(way.method, path, data=form, files=parts, headers=headers)


def verdict(actor: Actor, door: Door, world: World, answer: httpx2.Response) -> str:
    """What is wrong with the answer; "" if nothing is."""
    status = answer.status_code
    to_login = status == 303 and answer.headers["location"].startswith("/login")
    if actor not in door.may:
        refused = status in REFUSED or (actor is Actor.STRANGER and to_login)
        return "" if refused else f"let in with {status}"
    if status in REFUSED or status == 405 or status >= 500 or to_login:
        return f"turned away with {status}"
    if actor in {Actor.CONSUMER, Actor.RIVAL}:
        seen = [mark for mark in world.marks if mark in answer.text]
        return f"saw {seen}" if seen else ""
    return ""


@pytest.mark.parametrize("surface", PRIVATE)
async def test_every_door_opens_to_its_own_people_alone(
    app: FastAPI, session: AsyncSession, visitor: Visitor, surface: str
) -> None:
    world = await make_world(session, app)
    connection = session.bind
    assert isinstance(connection, AsyncConnection)
    wrong: list[str] = []
    for way in ways(app):
        door = door_of(way)
        if door is None or not _under(way.path, surface):
            continue
        for actor in Actor:
            undo = await connection.begin_nested()
            answer = await knock(visitor, way, door, world, actor)
            await undo.rollback()
            if fault := verdict(actor, door, world, answer):
                wrong.append(f"{actor} on {way.method} {way.path} ({way.name}): {fault}")

    assert not wrong


def test_every_route_with_an_id_is_on_the_map(app: FastAPI) -> None:
    assert not forgotten(app)


def test_a_new_route_with_an_id_is_missed() -> None:
    async def show(order_id: str) -> Response:
        return Response(order_id)

    small = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    small.router.routes.append(APIRoute("/vendor/new/{order_id}", show, name="vendor.new"))

    assert forgotten(small) == ["vendor.new /vendor/new/{order_id}"]


def test_the_map_names_only_routes_that_exist(app: FastAPI) -> None:
    known = {way.name for way in ways(app)}

    assert not (set(DOORS) | set(OPEN)) - known


def test_no_door_that_has_an_id_stands_open_to_everybody() -> None:
    assert not [name for name, door in DOORS.items() if door.may == EVERYBODY]
