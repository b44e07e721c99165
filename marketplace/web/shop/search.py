"""Looking for something: goods, shops, places."""

from typing import Annotated, Any, Final

import structlog
from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.http.pages import is_htmx, page, path_for
from marketplace.infra.db import DbSession
from marketplace.kit.text import SEARCH_LENGTH, search_slug
from marketplace.search import queries
from marketplace.search.places import places_named
from marketplace.search.queries import Sort, Wanted
from marketplace.search.service import note_miss
from marketplace.search.shops import shops_named
from marketplace.search.words import other_names, query
from marketplace.web.shop.cards import card_views, counted, shop_views
from marketplace.web.shop.categories import LIST, After
from marketplace.web.shop.lists import Choice, Chosen, Linker, Listing, listing
from marketplace.web.shop.public import addresses, place_name, public_page, today

router = APIRouter()
log = structlog.get_logger(__name__)

Words = Annotated[str, Query(max_length=1000)]
SUGGESTED: Final = 8
NAMED: Final = 24


@router.get("/search", name="shop.search")
async def search(
    request: Request, session: DbSession, choice: Chosen, q: Words = "", after: After = None
) -> Response:
    """Goods that answer ``q``; without words, everything, the newest first."""
    typed = q.strip()
    asked = typed[:SEARCH_LENGTH]
    found, is_loose = await _answer(request, session, asked, choice, after)
    if is_htmx(request):
        return page(request, LIST, listing=found)
    values: dict[str, Any] = {
        "asked": asked,
        "was_cut": len(typed) > SEARCH_LENGTH,
        "tabs": _tabs(request, asked, "shop.search"),
        "listing": found,
        "choice": choice,
        "is_loose": is_loose,
        "other_names": other_names(asked),
        "suggestions": [],
    }
    if not found.count and choice.is_empty:
        month = today().month
        season = Wanted(in_season=True, sellable=True)
        shown = await queries.cards(
            session, wanted=season, month=month, sort=Sort.NEWEST, limit=SUGGESTED
        )
        values["suggestions"] = card_views(request, shown.items, month=month)
        await _remember_miss(session, asked)
        # Not kept: nonsense typed by machines would push real pages out of the cache.
        values.update(addresses(request))
        return page(request, "shop/search.html", **values)
    return public_page(request, "shop/search.html", "catalogue", **values)


async def _answer(
    request: Request, session: AsyncSession, asked: str, choice: Choice, after: str | None
) -> tuple[Listing, bool]:
    """All the words, or, when no product has them all, any of them."""
    month = today().month
    link = Linker(request, "shop.search", choice, q=asked)

    async def ask(*, loosely: bool) -> Listing:
        return await listing(
            request,
            session,
            wanted=Wanted(words=asked, loosely=loosely),
            choice=choice,
            after=after,
            month=month,
            link=link,
            plain_sort=Sort.RELEVANCE if asked else Sort.NEWEST,
        )

    found = await ask(loosely=False)
    if found.count or query(asked) == query(asked, loosely=True):
        return found, False
    return await ask(loosely=True), True


async def _remember_miss(session: AsyncSession, asked: str) -> None:
    """Best effort: a page of apologies must not fail for its own statistics."""
    try:
        async with session.begin_nested():
            await note_miss(session, asked=search_slug(asked))
    except DBAPIError as trouble:
        log.warning("search.miss_not_kept", reason=str(trouble.orig))


@router.get("/search/shops", name="shop.search.shops")
async def shops(request: Request, session: DbSession, q: Words = "") -> Response:
    """Sellers with these words in their names."""
    asked = q.strip()[:SEARCH_LENGTH]
    words = search_slug(asked)
    found = await shops_named(session, words=words, limit=NAMED) if words else []
    return public_page(
        request,
        "shop/search_shops.html",
        "catalogue",
        asked=asked,
        tabs=_tabs(request, asked, "shop.search.shops"),
        shops=shop_views(request, found, day=today()),
    )


@router.get("/search/places", name="shop.search.places")
async def places(request: Request, session: DbSession, q: Words = "") -> Response:
    """Places whose name begins so and that have something on sale."""
    asked = q.strip()[:SEARCH_LENGTH]
    word = search_slug(asked)
    found = await places_named(session, word=word, limit=NAMED) if word else []
    return public_page(
        request,
        "shop/search_places.html",
        "catalogue",
        asked=asked,
        tabs=_tabs(request, asked, "shop.search.places"),
        places=[
            (place_name(tile.name), path_for(request, "shop.place", code=tile.code), tile.products)
            for tile in found
        ],
        counted=counted,
    )


def _tabs(request: Request, asked: str, here: str) -> list[tuple[str, str, bool]]:
    routes = ("shop.search", "shop.search.shops", "shop.search.places")
    return [(route, path_for(request, route, q=asked), route == here) for route in routes]
