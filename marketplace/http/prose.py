"""Longer texts of ours, written in Markdown: rules, agreements, notices."""

from typing import Final

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_markdown: Final = MarkdownIt("commonmark", {"html": False}).enable("table")
_TAGS: Final = {
    "h2", "h3", "h4", "p", "ul", "ol", "li", "strong", "em", "a", "blockquote", "hr", "br", "code",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


def prose(text: str) -> Markup:
    """``text`` as HTML of a few harmless tags; markup inside it stays text."""
    html = nh3.clean(_markdown.render(text), tags=_TAGS, attributes={"a": {"href"}})
    return Markup(html)  # noqa: S704  # cleaned one line above
