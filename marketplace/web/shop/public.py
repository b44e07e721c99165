"""What the shop's public pages share: kept whole, one address each, two languages."""

import re
from datetime import date
from typing import Any, Final

from fastapi import Request, Response

from marketplace.http.page_cache import keep
from marketplace.http.pages import page, path_for
from marketplace.kit.clock import china_day, utcnow
from marketplace.kit.language import language
from marketplace.search.words import latin_place
from marketplace.settings import Settings

SEASONS: Final = ("winter", "spring", "summer", "autumn")
_COMMITTEE: Final = re.compile(r"(?:村民|居民)?委员会$|[村居]委会$")
_MARK: Final = "0mark0"


def today() -> date:
    """The day in China."""
    return china_day(utcnow())


def season_name(month: int) -> str:
    """``spring`` … ``winter``: whose colours a page wears."""
    return SEASONS[month % 12 // 3]


def place_name(name: str) -> str:
    """A division's name in the reader's language; a village without its committee."""
    return latin_place(name) if language() == "en" else _COMMITTEE.sub("", name)


def place_path(names: list[str]) -> str:
    """``甘肃省 / 陇南市 / 成县``, the other way round in English."""
    if language() == "en":
        return ", ".join(latin_place(name) for name in reversed(names))
    return " / ".join(place_name(name) for name in names)


def seal_text(name: str) -> str:
    """``成县特产`` for the county's red chop: two characters of the place and two of its trade."""
    return f"{name[:2]}特产"


class PathPattern:
    """Paths of one route with one changing part: a list of fifty asks the router once."""

    def __init__(self, request: Request, route: str, part: str, **fixed: str) -> None:
        self._before, _, self._after = path_for(request, route, **{part: _MARK}, **fixed).partition(
            _MARK
        )

    def __call__(self, value: object) -> str:
        """The path with ``value`` in its place, which needs no escaping."""
        return f"{self._before}{value}{self._after}"


def addresses(request: Request) -> dict[str, str]:
    """The page's own absolute address and its two languages', without any query."""
    settings: Settings = request.app.state.settings
    path: str = request.scope["path"]
    prefix: str = request.scope.get("root_path", "")
    bare = path.removeprefix(prefix) if prefix else path
    base = settings.base_url
    english = f"{base}/en{bare}" if bare != "/" else f"{base}/en"
    chinese = f"{base}{bare}"
    return {
        "canonical": english if prefix else chinese,
        "chinese_address": chinese,
        "english_address": english,
    }


def public_page(
    request: Request, template: str, *tags: str, status: int = 200, **values: Any
) -> Response:
    """``template`` for everybody, kept until one of ``tags`` changes; nothing personal in it."""
    if status == 200:
        keep(request.state, *tags)
    return page(request, template, status=status, **addresses(request), **values)
