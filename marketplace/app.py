"""The web application: the only module that knows every other."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy.ext.asyncio import AsyncEngine

from marketplace import api, web, webhooks
from marketplace.health import router as health
from marketplace.http import failures, switchboard
from marketplace.http.assets import Assets
from marketplace.http.csrf import check_csrf
from marketplace.http.frame import Frame
from marketplace.http.page_cache import PageCache
from marketplace.http.pages import Pages
from marketplace.infra import languages, logging, notices
from marketplace.infra.crypto import install_keys
from marketplace.infra.db import make_engine, make_sessions
from marketplace.messages.writing import Letterhead, install_letterhead
from marketplace.payments.providers import Gateways
from marketplace.settings import Settings
from marketplace.tools import build_tools
from marketplace.worker import keep_working


def install_process(settings: Settings) -> None:
    """What every process of ours needs before anything else: languages, keys, logs."""
    languages.load()
    install_keys(
        settings.secret_key.get_secret_value(),
        [old.get_secret_value() for old in settings.old_secret_keys],
    )
    install_letterhead(
        Letterhead(
            base_url=settings.base_url,
            name=settings.site.name,
            name_en=settings.site.name_en,
            phone=settings.site.phone,
        )
    )
    logging.set_up(for_people=settings.environment == "development")


def create_app(settings: Settings, *, engine: AsyncEngine | None = None) -> FastAPI:
    """The application for ``settings``; ``engine`` replaces the one it would make.

    Needs: ``settings.database_url`` and ``settings.secret_key`` given.
    """
    own_engine = engine or make_engine(
        settings.database_url,
        pool=settings.database_pool,
        timeout_seconds=settings.database_timeout_seconds,
    )
    app = FastAPI(
        title="Pavilion",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=_lifespan,
    )
    assets = Assets()
    app.state.settings = settings
    app.state.engine = own_engine
    app.state.sessions = make_sessions(own_engine)
    app.state.assets = assets
    app.state.pages = Pages(settings, assets)
    app.state.tools = build_tools(settings)
    app.add_route("/static/{version}/{name:path}", assets.serve, methods=["GET"], name="static")
    app.include_router(health)
    app.include_router(webhooks.router)
    app.include_router(api.router)
    app.include_router(web.router, dependencies=[Depends(check_csrf)])
    switchboard.install(app, web.MODULES, [Depends(check_csrf)])
    failures.install(app)
    app.state.path_params = route_parameters(app)
    app.state.path_patterns = {}
    app.add_middleware(PageCache, seconds=settings.page_cache_seconds)
    app.add_middleware(
        Frame,
        https=settings.https,
        payment_origin=settings.psp_base_url,
        on_crash=failures.show_crash,
    )
    return app


def route_parameters(app: FastAPI) -> dict[str, frozenset[str]]:
    """The path parameters of each named route, so that links can tell them from a query."""
    found: dict[str, frozenset[str]] = {}
    for context in iter_route_contexts(app.routes):
        route: Any = context.route if hasattr(context, "route") else context
        if name := getattr(route, "name", None):
            found[name] = frozenset(getattr(route, "param_convertors", {}))
    return found


def _page_cache(app: FastAPI) -> PageCache | None:
    layer: Any = app.middleware_stack
    while layer is not None and not isinstance(layer, PageCache):
        layer = getattr(layer, "app", None) or getattr(layer, "_app", None)
    return layer


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None]:
    settings: Settings = app.state.settings
    running: list[asyncio.Task[None]] = []
    cache = _page_cache(app)
    if cache is not None and settings.page_cache_seconds:
        running.append(asyncio.create_task(notices.listen(settings.database_url, cache.forget)))
    if settings.run_worker:
        running.append(
            asyncio.create_task(keep_working(settings, app.state.sessions, app.state.tools))
        )
    try:
        yield
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await app.state.tools[Gateways].aclose()
        await app.state.engine.dispose()
