"""HTML: the template environment, the words and filters every template may use, and redirects."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from marketplace.http.assets import Assets
from marketplace.http.csrf import remember_visitor
from marketplace.http.flash import hear, pass_on
from marketplace.kit import language
from marketplace.kit.clock import utcnow
from marketplace.kit.moments import show_day, show_moment
from marketplace.kit.money import format_money
from marketplace.kit.names import mask_phone
from marketplace.kit.quantities import format_unit_price, format_weight
from marketplace.settings import Settings, SiteSettings

TEMPLATES: Final = Path(__file__).parents[2] / "templates"
WEEKDAYS: Final = "一二三四五六日"


def _money(minor: int) -> str:
    return format_money(minor, language.language())


def _weight(grams: int, with_jin: bool = True) -> str:
    return format_weight(grams, language.language(), with_jin=with_jin)


def _unit_price(minor: int, grams: int) -> str:
    return format_unit_price(minor, grams, language.language())


def _in_language(thing: Any, field: str) -> str:
    """``thing.field_zh`` or, for English readers and where there is one, ``thing.field_en``."""

    def get(name: str) -> str:
        if isinstance(thing, Mapping):
            return str(cast("Mapping[str, Any]", thing)[name])
        return str(getattr(thing, name))

    return (language.language() == "en" and get(f"{field}_en")) or get(f"{field}_zh")


def _lines(text: str) -> Markup:
    """Plain text with its line breaks kept."""
    return Markup("<br>").join(text.splitlines())


class Pages:
    """The template environment of one application."""

    def __init__(self, settings: Settings, assets: Assets) -> None:
        self.environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=select_autoescape(enabled_extensions=("html", "svg", "xml"), default=False),
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=settings.environment == "development",
        )
        install: Any = getattr(self.environment, "install_gettext_callables")  # noqa: B009
        install(language.gettext, _plain_ngettext, newstyle=True)
        filters: dict[str, Any] = {
            "money": _money,
            "weight": _weight,
            "unit_price": _unit_price,
            "day": show_day,
            "moment": show_moment,
            "masked_phone": mask_phone,
            "lines": _lines,
            "in_language": _in_language,
        }
        self.environment.filters.update(filters)
        words: dict[str, Any] = {
            "path": _path,
            "static": assets.url,
            "site": _Site(settings.site),
            "is_demo": settings.is_demo,
            "now": utcnow,
        }
        self.environment.globals.update(words)  # pyright: ignore[reportArgumentType, reportCallIssue]

    def text(self, name: str, **values: Any) -> str:
        """``name`` rendered without a request, for messages and documents."""
        return self.environment.get_template(name).render(lang=language.language(), **values)


class _Site:
    """The operator's facts, in the reader's language where there are two."""

    def __init__(self, site: SiteSettings) -> None:
        self._site = site

    @property
    def flagship(self) -> dict[str, str]:
        """The county the home page opens on. Shape: ``{"code": …, "name": …}``."""
        return {"code": self._site.flagship, "name": self.flagship_name}

    def __getattr__(self, name: str) -> Any:
        if language.language() == "en" and hasattr(self._site, f"{name}_en"):
            return getattr(self._site, f"{name}_en")
        return getattr(self._site, name)


def _plain_ngettext(one: str, many: str, count: int) -> str:
    # Jinja's newstyle functions fill in the values themselves.
    translated: str = language.plural(one, many, count)
    return translated


@pass_context
def _path(context: Context, name: str, **params: Any) -> str:
    return path_for(context["request"], name, **params)


def _pattern(app: Any, name: str, wanted: Iterable[str]) -> str:
    """The path of a route with a mark for each parameter.

    Asked of the router once: it walks every route for each answer, and a page has a hundred links.
    """
    patterns: dict[str, str] = app.state.path_patterns
    if name not in patterns:
        marks = {key: f"\0{key}\0" for key in wanted}
        patterns[name] = str(app.router.url_path_for(name, **marks))
    return patterns[name]


def path_for(request: Request, name: str, **params: Any) -> str:
    """The path of route ``name`` in the reader's language; left-over params become the query.

    A misspelt name fails while the page is written.
    """
    wanted: frozenset[str] = request.app.state.path_params[name]
    path = _pattern(request.app, name, wanted)
    for key in wanted:
        path = path.replace(f"\0{key}\0", str(params[key]))
    query = {
        key: value
        for key, value in params.items()
        if key not in wanted and value is not None and value != ""
    }
    prefix: str = request.scope.get("root_path", "")
    if path == "/" and prefix:
        path = ""
    return f"{prefix}{path}" + (f"?{urlencode(query, doseq=True)}" if query else "")


def other_language_path(request: Request) -> str:
    """This very page in the other language."""
    path: str = request.scope["path"]
    query = request.scope["query_string"].decode("latin-1")
    if request.scope.get("root_path", "").endswith("/en"):
        # "/en//evil.example" must not become a link to another host.
        path = "/" + path.removeprefix("/en").lstrip("/\\")
    else:
        path = "/en" + (path if path != "/" else "/")
    return path + (f"?{query}" if query else "")


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """``template`` as an answer to ``request``.

    Without ``viewer`` among the values the page is public: it must not show anything personal.
    """
    pages: Pages = request.app.state.pages
    viewer = getattr(request.state, "viewer", None)
    values.setdefault("viewer", viewer)
    token = getattr(request.state, "csrf_token", "")
    if token and not is_htmx(request):
        # A page without a token is public and kept for everyone: nothing is said there.
        values.setdefault("said", hear(request))
    body = pages.environment.get_template(template).render(
        request=request,
        lang=language.language(),
        csrf_token=token,
        other_language_path=other_language_path(request),
        status=status,
        **values,
    )
    response = HTMLResponse(body, status)
    remember_visitor(request, response)
    pass_on(request, response)
    return response


def see_other(request: Request, name: str, **params: Any) -> Response:
    """After a POST: go and look at route ``name``."""
    response = RedirectResponse(path_for(request, name, **params), status_code=303)
    remember_visitor(request, response)
    pass_on(request, response)
    return response


def is_htmx(request: Request) -> bool:
    """Whether htmx asks for a part of a page (a boosted link wants the whole)."""
    headers = request.headers
    return headers.get("hx-request") == "true" and headers.get("hx-boosted") != "true"


_SAFE_PATH: Final = re.compile(r"/(?![/\\])[^\\\x00-\x1f]*")


def safe_next(given: str | None, fallback: str) -> str:
    """``given`` if it is a path on this very host, else ``fallback``. Source: ASVS 3.7.2."""
    return given if given and _SAFE_PATH.fullmatch(given) else fallback
