"""The short way to a page leads where the long way leads."""

import re

from fastapi.routing import APIRoute
from starlette.routing import Match

from marketplace import web
from marketplace.http.switchboard import by_first_word
from tests.support.browser_like import Visitor

ALL = [route for module in web.MODULES for route in module.routes if isinstance(route, APIRoute)]


def first_match(routes: list[APIRoute], path: str, method: str) -> APIRoute | None:
    scope = {"type": "http", "path": path, "root_path": "", "method": method, "headers": []}
    return next((route for route in routes if route.matches(scope)[0] is Match.FULL), None)


def test_every_address_means_the_same_route_as_without_the_switchboard():
    words = by_first_word(web.MODULES)

    for route in ALL:
        path = re.sub(r"\{[^}]+\}", "1", route.path)
        for method in route.methods:
            short = first_match(words[path[1:].partition("/")[0]], path, method)
            assert short is first_match(ALL, path, method), f"{method} {path}"
            assert short is not None, f"{method} {path}"


async def test_unknown_pages_and_wrong_methods_are_refused_on_the_short_way(visitor: Visitor):
    assert (await visitor.get("/basket/nothing-here")).status_code == 404
    assert (await visitor.get("/nothing-here")).status_code == 404
    assert (await visitor.get("/logout")).status_code == 405


async def test_the_short_way_knows_the_english_pages(visitor: Visitor):
    answer = await visitor.get("/en/basket")

    assert answer.status_code == 200
    assert 'lang="en"' in answer.text
