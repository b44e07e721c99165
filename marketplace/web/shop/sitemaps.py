"""For search engines: what may be read, and where everything is."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import PlainTextResponse

from marketplace.http.page_cache import keep
from marketplace.http.pages import Pages
from marketplace.infra.db import DbSession
from marketplace.kit.clock import china_day
from marketplace.search.places import open_counties
from marketplace.search.queries import listed_in, shelves
from marketplace.search.shops import shops_inside
from marketplace.settings import Settings

router = APIRouter()

XML: Final = "application/xml"
CLOSED: Final = (
    "/account", "/admin", "/api/", "/basket", "/checkout", "/documents/", "/login", "/me",
    "/register", "/search", "/vendor", "/webhooks/",
)  # fmt: skip
MOST_PRODUCTS: Final = 20_000
"""Of one county, in two languages each; a sitemap may hold 50,000 addresses.

Source: https://www.sitemaps.org/protocol.html
"""
MOST_SHOPS: Final = 2_000
Code = Annotated[str, Path(pattern=r"^[0-9]{6}$")]


@router.get("/robots.txt", name="shop.robots")
async def robots(request: Request) -> Response:
    """Public pages are open to every robot; private ones hold nothing for it."""
    closed = [f"Disallow: {prefix}{path}" for path in CLOSED for prefix in ("", "/en")]
    keep(request.state, "rules")
    return PlainTextResponse(
        "\n".join(["User-agent: *", *closed, "", f"Sitemap: {_base(request)}/sitemap.xml", ""])
    )


@router.get("/sitemap.xml", name="shop.sitemap")
async def sitemap(request: Request, session: DbSession) -> Response:
    """The index: one part for the shop's own pages, one for each county with goods."""
    counties = [each.code for each in await open_counties(session) if each.products]
    parts = ["/sitemaps/pages.xml", *(f"/sitemaps/{code}.xml" for code in counties)]
    return _xml(request, "shop/sitemap_index.xml", "catalogue", parts=parts)


@router.get("/sitemaps/pages.xml", name="shop.sitemap.pages")
async def pages(request: Request, session: DbSession) -> Response:
    """Home, shelves, pavilions and rules."""
    paths = ["", "/c", "/p", "/rules", "/about/licences"]
    paths += [f"/c/{shelf.code}" for shelf in await shelves(session) if shelf.is_stocked]
    paths += [f"/p/{each.code}" for each in await open_counties(session) if each.products]
    return _xml(request, "shop/sitemap.xml", "catalogue", entries=[(path, "") for path in paths])


@router.get("/sitemaps/{code}.xml", name="shop.sitemap.county")
async def county(request: Request, session: DbSession, code: Code) -> Response:
    """A county's shops and goods, the newest first, bounded."""
    shops = await shops_inside(session, code=code, limit=MOST_SHOPS)
    products = await listed_in(session, pavilion=code, limit=MOST_PRODUCTS)
    entries = [(f"/v/{shop.slug}", "") for shop in shops]
    entries += [
        (f"/products/{product_id}", china_day(published_at).isoformat())
        for product_id, published_at in products
    ]
    return _xml(request, "shop/sitemap.xml", "catalogue", entries=entries)


def _base(request: Request) -> str:
    settings: Settings = request.app.state.settings
    return settings.base_url


def _xml(request: Request, template: str, *tags: str, **values: object) -> Response:
    made: Pages = request.app.state.pages
    keep(request.state, *tags)
    return Response(made.text(template, base=_base(request), **values), media_type=XML)
