"""Which routes a path can mean at all, by its first word: ``/basket`` never asks the admin desk.

Routers inside routers are matched once a level, route by route; with two hundred pages that costs
more than many a page's queries. Nothing here decides anything: the same routes are asked in the
same order with the same dependencies, only those that cannot match are not asked.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from fastapi import APIRouter, FastAPI
from fastapi.params import Depends
from fastapi.routing import APIRoute

from marketplace.http.frame import App, Receive, Scope, Send


class Switchboard:
    """In front of an application's router: hands a request to the routes of its first word."""

    def __init__(self, otherwise: App, routers: dict[str, APIRouter]) -> None:
        self._otherwise = otherwise
        self._routers = routers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask the few routes that may match; whatever has no first word of ours goes the long way.

        Links are built by ``scope["router"]``, which stays the application's own.
        """
        if scope["type"] == "http":
            path: str = scope["path"].removeprefix(scope.get("root_path", ""))
            router = self._routers.get(_first_word(path))
            if router is not None:
                scope.setdefault("router", scope["app"].router)
                await router.app(scope, receive, send)
                return
        await self._otherwise(scope, receive, send)


def by_first_word(modules: Iterable[APIRouter]) -> dict[str, list[APIRoute]]:
    """The routes of ``modules``, in their order, under the first word of their paths.

    Needs: every path has one of its own, which is no parameter.
    """
    found: defaultdict[str, list[APIRoute]] = defaultdict(list)
    for module in modules:
        for route in module.routes:
            assert isinstance(route, APIRoute)
            word = _first_word(route.path)
            assert not word.startswith("{"), f"{route.path} could be any page"
            found[word].append(route)
    return dict(found)


def install(app: FastAPI, modules: Iterable[APIRouter], dependencies: Sequence[Depends]) -> None:
    """Serve ``modules`` by first word.

    Needs: they are already part of ``app``, in this order, with the same ``dependencies``.
    """
    routers: dict[str, APIRouter] = {}
    for word, routes in by_first_word(modules).items():
        pages = APIRouter()
        pages.routes.extend(routes)
        routers[word] = APIRouter(dependency_overrides_provider=app)
        routers[word].include_router(pages, dependencies=dependencies)
    app.router.middleware_stack = Switchboard(app.router.middleware_stack, routers)


def _first_word(path: str) -> str:
    return path[1:].partition("/")[0]
