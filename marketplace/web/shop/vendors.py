"""A shop's own page: who it is, under which papers, and what it sells."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response

from marketplace.http.pages import is_htmx, page, path_for
from marketplace.infra.db import DbSession
from marketplace.kit.language import language
from marketplace.regions.queries import lineages
from marketplace.search import queries
from marketplace.search.queries import Sort, Wanted
from marketplace.search.shops import Shop, shop
from marketplace.shipping.queries import freight_terms
from marketplace.vendors.queries import kind_text
from marketplace.vendors.states import VendorKind, VendorState
from marketplace.web.shop.cards import area_words, card_views, counted, shop_facts, shop_name
from marketplace.web.shop.categories import LIST, After
from marketplace.web.shop.lists import Choice, Linker
from marketplace.web.shop.promises import freight_promises, provinces_in
from marketplace.web.shop.public import place_name, public_page, today

router = APIRouter()

Slug = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
GONE: Final = 410


@router.get("/v/{slug}", name="shop.vendor")
async def vendor(request: Request, session: DbSession, slug: Slug, after: After = None) -> Response:
    """A trading shop; a suspended one says so; a closed one keeps its facts and sells nothing."""
    found = await shop(session, slug=slug)
    day = today()
    goods = await queries.cards(
        session,
        wanted=Wanted(vendor_id=found.id),
        month=day.month,
        sort=Sort.RELEVANCE,
        after=after,
    )
    listing = {
        "cards": card_views(request, goods.items, month=day.month),
        "next_href": Linker(request, "shop.vendor", Choice(), slug=slug).page(goods.next),
        "first_href": path_for(request, "shop.vendor", slug=slug) if after else "",
    }
    if is_htmx(request):
        return page(request, LIST, listing=listing)
    terms = (await freight_terms(session, [found.id]))[found.id]
    code = found.division_code or found.pavilion_code
    lines = await lineages(session, [code, *provinces_in(terms)])
    values = {
        "shop": found,
        "name": shop_name(found.shop_zh, found.shop_en),
        "kind": kind_text(found.kind),
        "is_registered": found.kind is not VendorKind.UNREGISTERED,
        "path_items": [
            (place_name(each.name), path_for(request, "shop.place", code=each.code))
            for each in lines[code]
        ],
        "facts": shop_facts(found, day=day),
        "area": area_words(found.base_area_m2) if found.base_area_m2 else "",
        "story": _story(found),
        "freight": freight_promises(terms, lines),
        "listing": listing,
        "count_words": counted(found.products),
        "is_suspended": found.state is VendorState.SUSPENDED,
        "is_closed": found.state is VendorState.CLOSED,
    }
    status = GONE if found.state is VendorState.CLOSED else 200
    return public_page(
        request, "shop/vendor.html", f"vendor:{found.id}", "catalogue", status=status, **values
    )


def _story(found: Shop) -> tuple[str, str]:
    """The shop's own words, and ``zh-CN`` where only Chinese ones exist for an English page."""
    if language() == "en":
        return (found.story_en, "") if found.story_en else (found.story_zh, "zh-CN")
    return found.story_zh, ""
