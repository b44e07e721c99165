"""Turns ``templates/messages/<name>/`` into words; the one place below HTTP that uses jinja2.

What people typed comes in as values only, never as a template.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from marketplace.kit import language
from marketplace.kit.language import Language, speaking
from marketplace.kit.moments import show_day, show_moment
from marketplace.kit.money import format_money
from marketplace.kit.names import mask_phone
from marketplace.kit.quantities import format_weight
from marketplace.messages.models import Channel

FOLDER: Final = Path(__file__).parents[2] / "templates" / "messages"
FILES: Final[Mapping[Channel, tuple[str, ...]]] = {
    Channel.IN_SITE: ("in_site.txt",),
    Channel.SMS: ("sms.txt",),
    Channel.EMAIL: ("email_subject.txt", "email.txt", "email.html"),
}
"""What each channel needs; a message folder has all of them."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes: printed on every message."""

    base_url: str = "http://127.0.0.1:8000"
    name: str = "县域特色馆"
    name_en: str = "County Pavilion"
    phone: str = ""

    def site(self, chosen: Language) -> str:
        """The shop's name in the reader's language."""
        return self.name_en if chosen == "en" and self.name_en else self.name

    def url(self, link: str | None, chosen: Language) -> str:
        """``link`` (a path of our own) as an absolute address in the reader's language."""
        prefix = "/en" if chosen == "en" else ""
        return f"{self.base_url}{prefix}{link or '/'}"


@dataclass(slots=True)
class _Desk:
    letterhead: Letterhead = field(default_factory=Letterhead)


_desk: Final = _Desk()


def install_letterhead(letterhead: Letterhead) -> None:
    """Write in this shop's name from here on; called once when a process starts."""
    _desk.letterhead = letterhead


def _money(minor: int) -> str:
    return format_money(minor, language.language())


def _weight(grams: int) -> str:
    return format_weight(grams, language.language(), with_jin=False)


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        # Letters escape what people wrote; SMS and plain text must not.
        autoescape=lambda name: bool(name and name.endswith(".html")),  # noqa: S701
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    install: Any = getattr(made, "install_gettext_callables")  # noqa: B009
    install(language.gettext, language.plural, newstyle=True)
    made.filters.update(
        money=_money, weight=_weight, day=show_day, moment=show_moment, masked_phone=mask_phone
    )
    return made


_pages: Final = _environment()


@dataclass(frozen=True, slots=True)
class Words:
    """One message as one channel carries it."""

    body: str
    subject: str = ""
    html: str | None = None


def write(
    name: str, channel: Channel, chosen: Language, *, values: Mapping[str, Any], link: str | None
) -> Words:
    """The words of message ``name`` for ``channel``, in ``chosen``."""
    head = _desk.letterhead
    given = {
        "site_name": head.site(chosen),
        "site_phone": head.phone,
        "url": head.url(link, chosen),
        "lang": chosen,
        **values,
    }
    with speaking(chosen):
        said = {
            file: _pages.get_template(f"{name}/{file}").render(given).strip()
            for file in FILES[channel]
        }
    if channel is not Channel.EMAIL:
        return Words(body=said[FILES[channel][0]])
    subject = " ".join(said["email_subject.txt"].split())
    return Words(body=said["email.txt"], subject=subject[:200], html=said["email.html"])
