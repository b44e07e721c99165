"""Which language the present reader reads, and how a sentence is said in it.

The source language is Chinese: a msgid *is* the Chinese sentence, so a missing catalogue still
reads well. Catalogues are installed once at start by ``infra.languages``.
"""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from gettext import NullTranslations
from typing import Final, Literal, get_args

Language = Literal["zh-CN", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
DEFAULT: Final[Language] = "zh-CN"

_current: ContextVar[Language] = ContextVar("language", default=DEFAULT)
_catalogues: dict[str, NullTranslations] = {language: NullTranslations() for language in LANGUAGES}


def install(catalogues: Mapping[str, NullTranslations]) -> None:
    """Give each language its catalogue; called once, before the first request."""
    _catalogues.update(catalogues)


def language() -> Language:
    """The language of the present reader."""
    return _current.get()


def set_language(chosen: Language) -> None:
    """From here on, in this task, speak ``chosen``."""
    _current.set(chosen)


@contextmanager
def speaking(chosen: Language) -> Generator[None]:
    """Say everything inside the block in ``chosen``."""
    token = _current.set(chosen)
    try:
        yield
    finally:
        _current.reset(token)


def gettext(sentence: str, **values: object) -> str:
    """``sentence`` in the present reader's language, with ``%(name)s`` filled in."""
    said = _catalogues[_current.get()].gettext(sentence)
    return said % values if values else said


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """As ``gettext``, choosing by ``count``, which is also available as ``%(num)d``."""
    said = _catalogues[_current.get()].ngettext(one, many, count)
    return said % {"num": count, **values}


def plural(one: str, many: str, count: int) -> str:
    """The form for ``count``, its placeholders still open; for templates, which fill them."""
    return _catalogues[_current.get()].ngettext(one, many, count)
