"""The small picture beside a thing in a basket or on an order: its photo, else its drawing."""

from typing import Any

from fastapi import Request

from marketplace.baskets.rules import Sellable
from marketplace.catalog.illustration import season_of
from marketplace.http.pages import path_for

SMALL = "320.webp"


def thing_picture(request: Request, thing: Sellable) -> str:
    """Of something that can be bought now."""
    seed = str(thing.product_id)
    if thing.photo_id is not None:
        return path_for(request, "media.photo", file_id=thing.photo_id, size=SMALL)
    season = season_of(thing.season_months, seed=seed)
    return path_for(request, "shop.art", shape=thing.shape, season=season, seed=seed)


def kept_picture(request: Request, snapshot: dict[str, Any]) -> str:
    """Of something that was bought, as it was shown then."""
    picture: dict[str, Any] = snapshot["picture"]
    if picture["photo"]:
        return path_for(request, "media.photo", file_id=picture["photo"], size=SMALL)
    return path_for(
        request,
        "shop.art",
        shape=picture["shape"],
        season=picture["season"],
        seed=picture["seed"],
    )
