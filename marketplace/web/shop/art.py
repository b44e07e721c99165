"""Drawn pictures: stand-ins for goods without a photograph, and county seals."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Response

from marketplace.catalog.illustration import Ratio, Season, county_seal_svg, illustration_svg
from marketplace.catalog.motifs import MOTIFS
from marketplace.infra.db import DbSession
from marketplace.kit.errors import NotFound
from marketplace.kit.language import gettext as _
from marketplace.regions.queries import division

router = APIRouter()

FOREVER: Final = "public, max-age=31536000, immutable"
NOTHING_INSIDE: Final = "default-src 'none'; sandbox"
"""Should somebody open the picture on its own."""
SVG: Final = "image/svg+xml"
_RATIOS: Final[dict[str, Ratio]] = {"square": "1:1", "wide": "4:3"}

Seed = Annotated[str, Path(pattern=r"^[0-9A-Za-z-]{1,40}$")]
Code = Annotated[str, Path(pattern=r"^[0-9]{2,12}$")]


@router.get("/art/seal/{code}.svg", name="shop.seal")
async def seal(
    session: DbSession, code: Annotated[str, Path(pattern=r"^[0-9]{2,12}$")]
) -> Response:
    """The red square seal of a place."""
    place = await division(session, code)
    if place is None:
        raise NotFound(_("没有找到这个地方。"))
    return _picture(county_seal_svg(place.name))


@router.get("/art/{shape}/{season}/{seed}.svg", name="shop.art")
async def art(
    shape: str,
    season: Annotated[Season, Path()],
    seed: Seed,
    ratio: Annotated[str, Query()] = "square",
) -> Response:
    """The same words draw the same picture for ever, so it is kept for ever."""
    if shape not in MOTIFS or ratio not in _RATIOS:
        raise NotFound(_("没有找到这张图。"))
    chosen = _RATIOS[ratio]
    return _picture(illustration_svg(shape=shape, seed=seed, season=season, ratio=chosen))


def _picture(svg: str) -> Response:
    headers = {"cache-control": FOREVER, "content-security-policy": NOTHING_INSIDE}
    return Response(svg, media_type=SVG, headers=headers)
