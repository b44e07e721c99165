"""A program with somebody else's token finds nothing, exactly as if there were nothing.

Source: security rules A1, A3 and A5.
"""

from typing import Any
from uuid import UUID, uuid4

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from tests.architecture.test_isolation import Way, door_of, ways
from tests.security.walk import SAFE, Sweep, filled, parameters
from tests.support.browser_like import Visitor
from tests.support.matrix import OPEN, Actor
from tests.support.pictures import make_picture
from tests.support.world import World, make_world


def with_ids(app: FastAPI) -> list[Way]:
    return [
        way
        for way in ways(app)
        if way.path.startswith("/api/v1") and parameters(way) and way.name not in OPEN
    ]


def body_of(way: Way, world: World) -> dict[str, Any]:
    door = door_of(way)
    assert door is not None
    if way.method in SAFE:
        return {}
    if door.file:
        part = (door.file, ("a.jpg", make_picture(), "image/jpeg"))
        return {"data": door.form(world), "files": [part]}
    return {"json": door.form(world)}


async def test_another_accounts_token_finds_nothing_at_all(
    app: FastAPI, session: AsyncSession, visitor: Visitor
) -> None:
    """All its scopes are right, so only whose row it is stands between."""
    sweep = Sweep.over(session, visitor, await make_world(session, app))
    seen: list[str] = []
    for way in with_ids(app):
        body = body_of(way, sweep.world)
        there = filled(way, sweep.world)
        nowhere = filled(way, sweep.world, **dict.fromkeys(parameters(way), str(uuid4())))
        for actor in (Actor.RIVAL, Actor.CONSUMER, Actor.REVIEWER, Actor.ADMINISTRATOR):
            if actor is not Actor.RIVAL and way.path.startswith("/api/v1/vendor/"):
                continue  # no scope for it: refused before any row is looked for
            answers = [await sweep.ask(way, path, actor, "", **body) for path in (there, nowhere)]
            told = [{**answer.json(), "request_id": ""} for answer in answers]
            statuses = [answer.status_code for answer in answers]
            if statuses != [404, 404] or told[0] != told[1]:
                seen.append(f"{actor} on {way.method} {way.path}: {statuses}")

    assert len(with_ids(app)) >= 12
    assert not sweep.wrong
    assert not seen


async def test_the_right_token_finds_it(
    app: FastAPI, session: AsyncSession, visitor: Visitor
) -> None:
    """The other side of the test above."""
    sweep = Sweep.over(session, visitor, await make_world(session, app))
    lost: list[str] = []
    for way in with_ids(app):
        door = door_of(way)
        assert door is not None
        actor = Actor.BUYER if Actor.BUYER in door.may else Actor.OWNER
        answer = await sweep.ask(
            way, filled(way, sweep.world), actor, "", **body_of(way, sweep.world)
        )
        if answer.status_code in {401, 403, 404}:
            lost.append(f"{actor} on {way.method} {way.path}: {answer.status_code}")

    assert not lost


async def test_ids_in_a_body_belong_to_the_caller_too(
    app: FastAPI, session: AsyncSession, visitor: Visitor
) -> None:
    world = await make_world(session, app)
    sweep = Sweep.over(session, visitor, world)
    order = {"address_id": str(world.address_id), "delivery_way": "door"}
    parcel = {"carrier_code": "sf", "waybill_no": "SF1234567890123"}
    calls: list[tuple[Way, Actor, dict[str, Any]]] = [
        (Way("POST", "", "/api/v1/checkout/quote"), Actor.CONSUMER,
         {"address_id": str(world.address_id)}),
        (Way("POST", "", "/api/v1/orders"), Actor.CONSUMER, order),
        (Way("POST", "", f"/api/v1/vendor/orders/{world.order_id}/parcels"), Actor.OWNER,
         {**parcel, "lines": {str(uuid4()): 1}}),
    ]  # fmt: skip

    for way, actor, body in calls:
        answer = await sweep.ask(way, way.path, actor, "", json=body)
        assert answer.status_code in {404, 409, 422}, (way.path, answer.text)


async def test_a_refused_token_gets_no_hint_about_what_there_is(
    app: FastAPI, session: AsyncSession, visitor: Visitor
) -> None:
    world = await make_world(session, app)
    assert isinstance(session.bind, AsyncConnection)
    for way in with_ids(app):
        for path in (filled(way, world), filled(way, world, group_id=str(UUID(int=9)))):
            headers = {"authorization": "Bearer pav_wrong", "idempotency-key": uuid4().hex}
            answer = await visitor.client.request(way.method, path, headers=headers)
            assert answer.status_code == 401, way.path
            assert answer.json()["code"] == "login_required"
