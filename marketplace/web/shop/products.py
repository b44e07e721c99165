"""One product: what it is, what proves it, what is promised, and the form that buys it."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.catalog import queries as catalog
from marketplace.catalog.queries import Offer, Paper, ProductSheet
from marketplace.catalog.rules import is_all_year, months_until, season_words
from marketplace.catalog.states import ProductKind
from marketplace.http.pages import path_for, show_day
from marketplace.infra.db import DbSession
from marketplace.kit.language import gettext as _
from marketplace.kit.language import language
from marketplace.kit.quantities import format_unit_price, format_weight
from marketplace.media.queries import photo_urls
from marketplace.regions.queries import lineages
from marketplace.search import queries
from marketplace.search.queries import Wanted
from marketplace.settings import Settings
from marketplace.shipping.queries import freight_terms
from marketplace.vendors.queries import kind_text
from marketplace.vendors.states import VendorKind
from marketplace.web.shop.cards import Drawings, card_views, shop_name, sold_words
from marketplace.web.shop.json_ld import product_data
from marketplace.web.shop.promises import freight_promises, promises, provinces_in
from marketplace.web.shop.public import place_name, place_path, public_page, today

router = APIRouter()

NEARBY: Final = 8
GONE: Final = 410
Row = tuple[str, Any, str]


@router.get("/products/{product_id}", name="shop.product")
async def product(request: Request, session: DbSession, product_id: UUID) -> Response:
    """The page of a product on show; of one that was, what it was and what is like it."""
    sheet = await catalog.product_sheet(session, product_id=product_id)
    day = today()
    if not sheet.is_on_show:
        return await _gone(request, session, sheet, day)
    offers = [] if sheet.is_display_only else await catalog.offers(session, product_id=product_id)
    papers = await catalog.papers(
        session, product_id=product_id, vendor_id=sheet.vendor_id, day=day
    )
    terms = (await freight_terms(session, [sheet.vendor_id]))[sheet.vendor_id]
    lines = await lineages(session, [sheet.division_code, *provinces_in(terms)])
    path = lines[sheet.division_code]
    pictures = await _pictures(request, session, sheet)
    nearby = await queries.cards(
        session,
        wanted=Wanted(pavilion=sheet.pavilion_code, without=sheet.id),
        month=day.month,
        limit=NEARBY,
    )
    chosen = next((offer for offer in offers if offer.can_buy), None)
    settings: Settings = request.app.state.settings
    return public_page(
        request,
        "shop/product.html",
        f"product:{sheet.id}",
        f"vendor:{sheet.vendor_id}",
        f"place:{sheet.pavilion_code}",
        sheet=sheet,
        title=title(sheet),
        shown=chosen or (offers[0] if offers else None),
        chosen=chosen,
        options=[_option(offer) for offer in offers],
        state=_state(sheet, chosen, day.month),
        sold=sold_words(sheet.sold_count),
        pictures=pictures,
        papers=[_paper(request, paper) for paper in papers],
        promises=[] if sheet.is_display_only else promises(sheet, freight_promises(terms, lines)),
        path_items=[
            (place_name(each.name), path_for(request, "shop.place", code=each.code))
            for each in path
        ],
        origin=place_path([each.name for each in path]),
        label=_label(sheet, offers, place_path([each.name for each in path])),
        keeping=_keeping(sheet),
        month=day.month,
        season=season_words(sheet.season_months),
        has_season=not is_all_year(sheet.season_months),
        prices=_prices(offers),
        shop=_shop(request, sheet, day),
        nearby=card_views(request, nearby.items, month=day.month),
        json_ld=product_data(sheet, offers, pictures[0]["url"], base=settings.base_url),
    )


async def _gone(
    request: Request, session: AsyncSession, sheet: ProductSheet, day: date
) -> Response:
    """Off the shelf: 410, the reason's class, and what else there is of its kind."""
    like = await queries.cards(
        session,
        wanted=Wanted(words=sheet.name_zh, loosely=True, sellable=True),
        month=day.month,
        limit=NEARBY,
    )
    return public_page(
        request,
        "shop/product_gone.html",
        status=GONE,
        title=title(sheet),
        is_closed_shop=not sheet.is_on_show and sheet.state.value == "listed",
        shop=_shop(request, sheet, day),
        similar=card_views(request, like.items, month=day.month),
        category_href=path_for(request, "shop.category", code=sheet.category_code),
    )


def title(sheet: ProductSheet) -> str:
    """产地 + 品名 + 品种 + 等级, in the reader's language where there is one."""
    return sheet.title_en if language() == "en" and sheet.title_en else sheet.title_zh


def _state(sheet: ProductSheet, chosen: Offer | None, month: int) -> str:
    """``buy``, ``display_only``, ``not_yet`` or ``sold_out``."""
    if sheet.is_display_only:
        return "display_only"
    if chosen:
        return "buy"
    return "not_yet" if months_until(sheet.season_months, month) else "sold_out"


def _option(offer: Offer) -> dict[str, Any]:
    """A variant as ``sku_picker`` prints it."""
    name = offer.name_en if language() == "en" and offer.name_en else offer.name_zh
    return {
        "id": offer.id,
        "text": name,
        "price_minor": offer.price_minor,
        "unit_price": format_unit_price(offer.price_minor, offer.net_grams, language()),
        "stock": offer.can_buy,
        "note": "",
    }


async def _pictures(
    request: Request, session: AsyncSession, sheet: ProductSheet
) -> list[dict[str, Any]]:
    """Real photographs, else the two drawings that say they are drawings."""
    photos = await catalog.photos(session, product_id=sheet.id)
    urls = await photo_urls(session, [photo.file_id for photo in photos])
    name = sheet.name_en if language() == "en" and sheet.name_en else sheet.name_zh
    found = [
        {
            "url": urls[photo.file_id].src,
            "thumb": urls[photo.file_id].small,
            "webp": urls[photo.file_id].webp,
            "avif": urls[photo.file_id].avif,
            "alt": (photo.alt_en if language() == "en" else photo.alt_zh) or name,
            "is_drawing": False,
        }
        for photo in photos
        if photo.file_id in urls
    ]
    if found:
        return found
    square = Drawings(request)(sheet.shape, str(sheet.id), sheet.season_months)
    return [
        {"url": url, "thumb": url, "webp": "", "avif": "", "alt": name, "is_drawing": True}
        for url in (square, f"{square}?ratio=wide")
    ]


def _paper(request: Request, paper: Paper) -> dict[str, Any]:
    """A certificate as ``trust_bar`` prints it."""
    english = language() == "en"
    return {
        "name": paper.badge_en if english else paper.badge_zh,
        "number": paper.number,
        "issuer": paper.issuer,
        "valid_to": show_day(paper.valid_until) if paper.valid_until else _("长期"),
        "check_href": path_for(request, "shop.certificate", certificate_id=str(paper.id)),
        "check_text": _("查看证书与核验记录") if paper.is_verified else _("查看证书"),
        "image": "",
    }


def _label(sheet: ProductSheet, offers: list[Offer], origin: str) -> list[Row]:
    """What the law wants on the label; an unknown value is left out, not made up.

    Source: Food Safety Law art. 67; Agricultural Product Quality Law art. 38; FOOD-1, FOOD-3.
    """
    english = language() == "en"
    packs = list(dict.fromkeys(format_weight(offer.net_grams, language()) for offer in offers))
    grades = list(dict.fromkeys(_grade(offer) for offer in offers))
    rows: list[Row] = [
        (_("品名"), sheet.name_en if english and sheet.name_en else sheet.name_zh, ""),
        (_("类别"), _KINDS[sheet.kind](), ""),
        (_("产地"), origin, ""),
        (_("品种"), sheet.cultivar, ""),
        (_("等级"), grades, ""),
        (_("净含量"), packs, ""),
        (_("配料"), sheet.ingredients, ""),
        (_("产品标准"), sheet.standard_code, ""),
        (_("生产许可或登记编号"), sheet.licence_no, ""),
        (_("贮存条件"), _in_language(sheet.storage_zh, sheet.storage_en), ""),
        (_("保质期"), _in_language(sheet.shelf_life_zh, sheet.shelf_life_en), ""),
        (_("生产者"), sheet.vendor_name, ""),
        (_("生产者地址"), sheet.vendor_address, ""),
        (_("联系电话"), sheet.vendor_phone, ""),
    ]
    return [row for row in rows if row[1]]


_KINDS: Final = {
    ProductKind.FARM_PRODUCE: lambda: _("食用农产品"),
    ProductKind.PACKAGED_FOOD: lambda: _("预包装食品"),
    ProductKind.WORKSHOP_FOOD: lambda: _("小作坊食品"),
    ProductKind.FOOD_MEDICINE: lambda: _("食药物质"),
    ProductKind.ALCOHOL: lambda: _("酒类"),
    ProductKind.NON_FOOD: lambda: _("非食品"),
}


def _grade(offer: Offer) -> str:
    return f"{offer.grade}（{offer.grade_standard}）" if offer.grade_standard else offer.grade


def _in_language(chinese: str, english: str) -> str:
    return english if language() == "en" and english else chinese


def _keeping(sheet: ProductSheet) -> list[tuple[str, str, str]]:
    rows = [
        ("box", _("怎么存"), _in_language(sheet.storage_zh, sheet.storage_en)),
        ("clock", _("能放多久"), _in_language(sheet.shelf_life_zh, sheet.shelf_life_en)),
        ("leaf", _("怎么吃"), _in_language(sheet.eating_zh, sheet.eating_en)),
    ]
    return [row for row in rows if row[2]]


def _prices(offers: list[Offer]) -> list[tuple[str, list[tuple[date, int]]]]:
    """Each variant's prices since, newest first. Source: domain rule PRICE-3."""
    return [
        (
            _in_language(offer.name_zh, offer.name_en),
            [(change.since, change.price_minor) for change in offer.prices],
        )
        for offer in offers
    ]


def _shop(request: Request, sheet: ProductSheet, day: date) -> dict[str, Any]:
    """The seller as ``vendor_card`` prints it."""
    facts: list[str] = []
    if sheet.vendor_founded_on:
        years = day.year - sheet.vendor_founded_on.year
        facts.append(_("成立 %(n)d 年", n=years) if years else _("今年成立"))
    return {
        "href": path_for(request, "shop.vendor", slug=sheet.vendor_slug),
        "licence_href": path_for(request, "shop.vendor_licence", slug=sheet.vendor_slug),
        "name": shop_name(sheet.shop_zh, sheet.shop_en),
        "kind_text": kind_text(sheet.vendor_kind),
        "registered": sheet.vendor_kind is not VendorKind.UNREGISTERED,
        "place": sheet.vendor_name,
        "facts": facts,
        "is_demo": sheet.vendor_is_demo,
    }
