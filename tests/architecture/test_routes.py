"""Every route is somebody's: it asks who is there, or it is on the public list."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from marketplace.http.csrf import check_csrf
from marketplace.http.identity import signed_in, signed_in_briefly, who

PUBLIC = ("shop.", "health.", "static", "webhooks.", "media.photo", "account.login",
          "account.register", "account.code", "api.")  # fmt: skip


def routes(app: FastAPI) -> Iterator[APIRoute]:
    for context in iter_route_contexts(app.routes):
        route: Any = getattr(context, "route", context)
        if isinstance(route, APIRoute):
            yield route


def calls(dependant: Dependant) -> set[Any]:
    found = {dependant.call}
    for each in dependant.dependencies:
        found |= calls(each)
    return found


def all_calls(app: FastAPI) -> Iterator[tuple[APIRoute, set[Any]]]:
    for context in iter_route_contexts(app.routes):
        route: Any = getattr(context, "route", context)
        if isinstance(route, APIRoute):
            dependant: Any = getattr(context, "dependant", None) or route.dependant
            yield route, calls(dependant)


def test_every_route_has_a_name(app: FastAPI) -> None:
    unnamed = [route.path for route in routes(app) if "." not in route.name]

    assert not unnamed


def test_every_private_route_asks_who_is_there(app: FastAPI) -> None:
    open_doors = [
        route.name
        for route, called in all_calls(app)
        if not route.name.startswith(PUBLIC) and not called & {signed_in, signed_in_briefly, who}
    ]

    assert not open_doors


def test_every_unsafe_page_route_is_checked_against_forgery(app: FastAPI) -> None:
    unchecked = [
        route.name
        for route, called in all_calls(app)
        if route.methods - {"GET", "HEAD", "OPTIONS"}
        and not route.name.startswith(("api.", "webhooks."))
        and check_csrf not in called
    ]

    assert not unchecked
