"""Templates: all compile, links lead somewhere, nothing slips past the escaping."""

import re
from collections.abc import Iterator
from pathlib import Path

from fastapi import FastAPI

from marketplace.http.pages import Pages

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
PAGE_FOLDERS = ("shop/", "account/", "vendor/", "admin/", "errors/")


def templates() -> Iterator[tuple[str, str]]:
    for path in sorted(TEMPLATES.rglob("*.html")):
        yield path.relative_to(TEMPLATES).as_posix(), path.read_text(encoding="utf-8")


def test_every_template_compiles(app: FastAPI) -> None:
    pages: Pages = app.state.pages

    for name, _text in templates():
        if not name.startswith("messages/"):
            pages.environment.get_template(name)


def test_every_link_names_a_route(app: FastAPI) -> None:
    known = set(app.state.path_params)
    dead = [
        f"{name}: {route}"
        for name, text in templates()
        for route in re.findall(r"""\bpath\(\s*["']([\w.]+)["']""", text)
        if route not in known
    ]

    assert not dead


def test_nothing_is_marked_safe() -> None:
    assert not [name for name, text in templates() if re.search(r"\|\s*safe\b", text)]


def test_nothing_is_inline() -> None:
    """The content policy has no ``unsafe-inline``, so such things would silently do nothing."""
    inline = re.compile(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\bsrc=)(?![^>]*ld\+json)")

    outside = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)

    assert not [name for name, text in templates() if inline.search(outside.sub("", text))]


def test_every_page_has_a_title_and_a_main_part() -> None:
    lacking = [
        name
        for name, text in templates()
        if name.startswith(PAGE_FOLDERS)
        and not name.rpartition("/")[2].startswith("_")
        and not ("block title" in text and "block main" in text)
    ]

    assert not lacking


def test_every_partial_is_used() -> None:
    everything = "\n".join(text for _name, text in templates())
    everything += "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "marketplace").rglob("*.py")
    )
    unused = [
        name
        for name, _text in templates()
        if name.rpartition("/")[2].startswith("_")
        and name not in everything
        and name.removesuffix(".html") not in everything
        and name.rpartition("/")[2] not in everything
    ]

    assert not unused


def test_templates_stay_short() -> None:
    long = {name: n for name, text in templates() if (n := text.count("\n")) > 160}

    assert not long
