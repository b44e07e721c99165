"""Shelves: all of them, and one with its filters."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response

from marketplace.http.pages import is_htmx, page
from marketplace.infra.db import DbSession
from marketplace.kit.errors import NotFound
from marketplace.kit.language import gettext as _
from marketplace.search import queries
from marketplace.search.queries import Wanted
from marketplace.web.shop.lists import Chosen, Linker, listing
from marketplace.web.shop.public import public_page, today

router = APIRouter()

After = Annotated[str | None, Query(max_length=200)]
Code = Annotated[str, Path(pattern=r"^[A-Z]{2,16}$")]
LIST: Final = "shop/_cards.html"


@router.get("/c", name="shop.categories")
async def categories(request: Request, session: DbSession) -> Response:
    """Every shelf that has something on it."""
    shelves = [each for each in await queries.shelves(session) if each.is_stocked]
    return public_page(request, "shop/categories.html", "catalogue", shelves=shelves)


@router.get("/c/{code}", name="shop.category")
async def category(
    request: Request, session: DbSession, code: Code, choice: Chosen, after: After = None
) -> Response:
    """One shelf, narrowed and sorted as chosen; htmx asks for the next rows alone."""
    shelves = await queries.shelves(session)
    shelf = next((each for each in shelves if each.code == code), None)
    if shelf is None:
        raise NotFound(_("没有这个分类。"))
    found = await listing(
        request,
        session,
        wanted=Wanted(category=code),
        choice=choice,
        after=after,
        month=today().month,
        link=Linker(request, "shop.category", choice, code=code),
    )
    if is_htmx(request):
        return page(request, LIST, listing=found)
    return public_page(
        request,
        "shop/category.html",
        "catalogue",
        f"category:{code}",
        shelf=shelf,
        shelves=[each for each in shelves if each.is_stocked or each is shelf],
        listing=found,
        choice=choice,
    )
