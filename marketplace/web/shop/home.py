"""The front door: the flagship county's pavilion, every block filled from what is really there."""

from typing import Final

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.catalog import queries as catalog
from marketplace.catalog.rules import season_words
from marketplace.http.pages import path_for
from marketplace.infra.db import DbSession
from marketplace.kit.language import gettext as _
from marketplace.kit.language import language
from marketplace.regions.queries import lineages
from marketplace.search import queries
from marketplace.search.places import open_counties, tiles_inside
from marketplace.search.queries import ALL_YEAR, Sort, Wanted
from marketplace.search.season import Crop, SeasonNow, season_now
from marketplace.search.shops import shops_inside
from marketplace.settings import Settings
from marketplace.vendors.queries import agreements
from marketplace.web.shop.cards import CardView, card_views, counted, shop_views
from marketplace.web.shop.public import place_name, public_page, seal_text, season_name, today

router = APIRouter()

ON_SHELF: Final = 8
ICONS: Final = 10
PAPERS: Final = 6
SHOPS: Final = 6
OTHER_COUNTIES: Final = 24
HOT_WORDS: Final = 3
SOON: Final = 2
"""Months ahead that a shelf may announce; a harvest farther off is no reason to wait."""
RULES: Final = ("platform_service", "trading_rules", "fee_rules", "privacy")


@router.get("/", name="shop.home")
async def home(request: Request, session: DbSession) -> Response:
    """The flagship county; twelve queries at most."""
    settings: Settings = request.app.state.settings
    county = settings.site.flagship
    day = today()
    season = await season_now(session, pavilion=county, day=day, names=5)
    path = (await lineages(session, [county]))[county]
    return public_page(
        request,
        "shop/home.html",
        "catalogue",
        "rules",
        f"place:{county}",
        county_name=place_name(path[-1].name) if path else settings.site.flagship_name,
        county_code=county,
        seal_text=seal_text(path[-1].name) if path else "",
        path_items=[
            (place_name(each.name), path_for(request, "shop.place", code=each.code))
            for each in path[:-1]
        ],
        season_colours=season_name(day.month),
        season=season,
        now_month=day.month,
        month_words=season_words([day.month]),
        harvest_words=season_words([season.month]) if season.month else "",
        place_name=place_name,
        season_line=season_line(season, day.month),
        hot_words=[crop_name(crop) for crop in season.crops[:HOT_WORDS]],
        shelf=await _shelf(request, session, county, season, day.month),
        elsewhere=await _cards(
            request, session, Wanted(in_season=True, sellable=True), Sort.NEWEST, day.month
        ),
        goods=await _cards(request, session, Wanted(pavilion=county), Sort.NEWEST, day.month),
        shelves=[each for each in await queries.shelves(session) if each.is_stocked][:ICONS],
        papers=await catalog.recent_papers(session, pavilion=county, day=day, limit=PAPERS),
        tiles=await place_tiles(request, session, parent=county),
        shops=shop_views(request, await shops_inside(session, code=county, limit=SHOPS), day=day),
        counties=[each for each in await open_counties(session) if each.products][:OTHER_COUNTIES],
        rules=await agreements(session, RULES),
    )


async def _shelf(
    request: Request, session: AsyncSession, county: str, season: SeasonNow, month: int
) -> list[CardView]:
    """What is fresh in the county this month, else in the next month that has a harvest."""
    if season.month is None or months_ahead(season, month) > SOON:
        return []
    wanted = Wanted(pavilion=county, in_season=True)
    found = await queries.cards(
        session, wanted=wanted, month=season.month, sort=Sort.SOLD, limit=ON_SHELF
    )
    return card_views(request, found.items, month=month)


async def _cards(
    request: Request, session: AsyncSession, wanted: Wanted, sort: Sort, month: int
) -> list[CardView]:
    found = await queries.cards(session, wanted=wanted, month=month, sort=sort, limit=ON_SHELF)
    return card_views(request, found.items, month=month)


async def place_tiles(
    request: Request, session: AsyncSession, *, parent: str
) -> list[dict[str, object]]:
    """The divisions under ``parent`` as the tile board prints them."""
    return [
        {
            "name": place_name(tile.name),
            "href": path_for(request, "shop.place", code=tile.code),
            "note": _("%(count)s 件", count=counted(tile.products)) if tile.products else "",
            "on": tile.products > 0,
        }
        for tile in await tiles_inside(session, parent=parent)
    ]


def months_ahead(season: SeasonNow, month: int) -> int:
    """How far off the county's next harvest is; 0 while it lasts. Needs: ``season.month``."""
    return ((season.month or month) - month) % ALL_YEAR


def crop_name(crop: Crop) -> str:
    """A crop in the reader's language."""
    return crop.name_en if language() == "en" and crop.name_en else crop.name_zh


def season_line(season: SeasonNow, month: int) -> str:
    """What the county has to offer now, in a sentence that only says what is listed."""
    names = _("、").join(crop_name(crop) for crop in season.crops)
    if season.month is None:
        return _("四季有货，现货现发。")
    if season.month == month:
        return _("%(names)s正当季。", names=names)
    if months_ahead(season, month) == 1:
        return _("下个月上市：%(names)s。", names=names)
    return _("下一季%(month)s上市：%(names)s。", month=season_words([season.month]), names=names)
