"""Administrative divisions for the selects of an address: public, the same for everyone."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from marketplace.http.page_cache import keep
from marketplace.infra.db import DbSession
from marketplace.regions import queries

router = APIRouter()


@router.get("/divisions", name="shop.divisions")
async def divisions(
    request: Request,
    session: DbSession,
    parent: Annotated[str, Query(pattern=r"^(\d{2}|\d{4}|\d{6}|\d{9})?$")] = "",
) -> Response:
    """What lies under ``parent``, or the provinces.

    Shape: ``[{"code": "621221105", "name": "红川镇"}, …]``.
    """
    found = await queries.children(session, parent or None)
    keep(request.state, "divisions")
    return JSONResponse([{"code": each.code, "name": queries.label(each)} for each in found])
