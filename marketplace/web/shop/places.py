"""Where things come from: all pavilions, and one county, town or village."""

import re
from itertools import groupby
from typing import Final

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.http.pages import page, path_for
from marketplace.infra.db import DbSession
from marketplace.kit.language import gettext as _
from marketplace.kit.language import language
from marketplace.regions.models import Division
from marketplace.regions.queries import lineages
from marketplace.search import queries
from marketplace.search.places import PlaceFigures, figures, harvest, nearest, open_counties
from marketplace.search.queries import Sort, Wanted
from marketplace.search.season import season_now
from marketplace.search.shops import shops_inside
from marketplace.web.shop.cards import card_views, counted, shop_views
from marketplace.web.shop.categories import LIST, After
from marketplace.web.shop.home import place_tiles, season_line
from marketplace.web.shop.lists import Choice, Linker
from marketplace.web.shop.public import (
    place_name,
    place_path,
    public_page,
    seal_text,
    season_name,
    today,
)

router = APIRouter()

SHOPS: Final = 6
CROPS: Final = 12
COUNTY_DIGITS: Final = 6
COUNTY, TOWN = 3, 4
_CODE: Final = re.compile(r"[0-9]{2,12}")


@router.get("/p", name="shop.places")
async def places(request: Request, session: DbSession) -> Response:
    """Every open pavilion, by province."""
    provinces = [
        (place_name(name), code, list(counties))
        for (code, name), counties in groupby(
            await open_counties(session), key=lambda each: (each.province_code, each.province)
        )
    ]
    return public_page(
        request,
        "shop/places.html",
        "catalogue",
        provinces=provinces,
        place_name=place_name,
        counted=counted,
    )


@router.get("/p/{code}", name="shop.place")
async def place(request: Request, session: DbSession, code: str, after: After = None) -> Response:
    """One place of any level; an unknown code leads to the nearest place we know."""
    path = (await lineages(session, [code]))[code] if _CODE.fullmatch(code) else ()
    if not path or path[-1].code != code:
        return await _unknown(request, session, code)
    day = today()
    found = await queries.cards(
        session, wanted=Wanted(origin=code), month=day.month, sort=Sort.NEWEST, after=after
    )
    cards = card_views(request, found.items, month=day.month)
    listing = {
        "cards": cards,
        "next_href": Linker(request, "shop.place", Choice(), code=code).page(found.next),
        "first_href": path_for(request, "shop.place", code=code) if after else "",
    }
    if request.headers.get("hx-request") == "true":
        return page(request, LIST, listing=listing)
    known = await figures(session, code=code)
    season = await season_now(session, pavilion=code[:COUNTY_DIGITS], day=day, names=4)
    crops = await harvest(session, code=code, limit=CROPS)
    here = path[-1]
    return public_page(
        request,
        "shop/place.html",
        "catalogue",
        f"place:{code[:COUNTY_DIGITS]}",
        place=here,
        name=place_name(here.name),
        path_items=_path_items(request, path),
        full_name=place_path([each.name for each in path]),
        seal_text=seal_text(here.name) if here.level >= COUNTY else "",
        parent=path[-2] if len(path) > 1 else None,
        parent_name=place_name(path[-2].name) if len(path) > 1 else "",
        is_county=here.level == COUNTY,
        season=season,
        season_line=_line(season_line(season, day.month), here, known),
        season_colours=season_name(day.month),
        month=day.month,
        facts=_facts(known, here.level),
        figures=known,
        listing=listing,
        shops=shop_views(request, await shops_inside(session, code=code, limit=SHOPS), day=day),
        calendar=[_crop_row(request, crop.name_zh, crop.name_en, crop.months) for crop in crops],
        tiles=await place_tiles(request, session, parent=code),
    )


async def _unknown(request: Request, session: AsyncSession, code: str) -> Response:
    """Not our code, or no longer anybody's: say so, and lead to what contains it."""
    known = await nearest(session, code=code) if _CODE.fullmatch(code) else None
    return page(
        request,
        "shop/place_missing.html",
        status=404,
        near=place_name(known[1]) if known else "",
        near_href=path_for(request, "shop.place", code=known[0]) if known else "",
    )


def _path_items(request: Request, path: tuple[Division, ...]) -> list[tuple[str, str]]:
    return [
        (place_name(each.name), path_for(request, "shop.place", code=each.code))
        for each in path[:-1]
    ]


def _line(line: str, here: Division, known: PlaceFigures) -> str:
    """The county's season, where there is something to buy; else the plain truth."""
    if not known.products:
        return _("还没有上架的商品。")
    return line if here.level == COUNTY else _("%(n)s 件特产在售。", n=counted(known.products))


def _facts(known: PlaceFigures, level: int) -> list[tuple[str, str, str, str]]:
    """Two or three figures, each with its source and year. Source: domain rule AD-2."""
    codes = _("统计用区划代码 2023")
    ours = _("本馆目录，今日")
    found = [
        (counted(known.products), "", _("在售商品"), ours),
        (f"{known.vendors:,}", "", _("已审核商家"), ours),
    ]
    if known.children:
        word = (
            _("乡镇街道") if level == COUNTY else _("村和社区") if level == TOWN else _("下级区划")
        )
        found.insert(0, (f"{known.children:,}", "", word, codes))
    return found


def _crop_row(
    request: Request, name_zh: str, name_en: str, months: object
) -> tuple[str, str, object]:
    name = name_en if language() == "en" and name_en else name_zh
    return name, path_for(request, "shop.search", q=name_zh), months
