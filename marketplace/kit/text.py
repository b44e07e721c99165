"""Text that people typed or pasted, made safe to store and to search; no markup is built here."""

import re
import unicodedata
from typing import Final

from marketplace.kit.errors import Invalid
from marketplace.kit.language import gettext as _

SEARCH_LENGTH: Final = 50

_BLANK_LOOKING: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Letters and symbols that print as nothing: a name made of them looks empty."""

_KEPT_AS_TYPED: Final = frozenset("，！？；：（）～…①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳²³")
"""What NFKC would spoil in running prose: Chinese punctuation, circled steps, m²."""

_MARKUP: Final = re.compile(r"<[A-Za-z/!?]|&(?:#\d+|#[xX][0-9A-Fa-f]+|[A-Za-z]\w+);")
_NOT_WORDS: Final = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """``text`` as a machine reads it: narrow digits and signs, nothing invisible, trimmed.

    For numbers, codes and search; prose keeps its punctuation in ``clean``.
    """
    return " ".join(_visible(unicodedata.normalize("NFKC", text)).split())


def clean(text: str, max_length: int, *, field: str | None = None, multiline: bool = False) -> str:
    """``text`` as it is stored: NFKC but for prose signs, nothing invisible, trimmed.

    One line unless ``multiline``, which keeps line ends and at most one empty line in a row.
    Too long a text is refused, never cut: the writer decides what to drop.

    Raises: Invalid.
    """
    lines = [" ".join(line.split()) for line in _visible(narrowed(text)).splitlines()]
    if multiline:
        said = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    else:
        said = " ".join(line for line in lines if line)
    if len(said) > max_length:
        raise Invalid(
            _("最多 %(most)d 个字，现在有 %(now)d 个，请删减。", most=max_length, now=len(said)),
            field=field,
        )
    return said


def search_slug(text: str, max_length: int = SEARCH_LENGTH) -> str:
    """What is looked for when ``text`` is typed: lower-case words, one space between, cut short."""
    # Cutting before folding as well keeps a pasted novel from costing anything.
    words = _NOT_WORDS.sub(" ", fold(text[: max_length * 8]).casefold())
    return words.strip()[:max_length].strip()


def looks_like_html(text: str) -> bool:
    """Whether a browser would find a tag or an entity in ``text``."""
    return _MARKUP.search(text) is not None


def narrowed(text: str) -> str:
    """NFKC in runs between the kept signs, so that combining marks still compose."""
    said: list[str] = []
    run: list[str] = []
    for sign in text:
        if sign in _KEPT_AS_TYPED:
            said += unicodedata.normalize("NFKC", "".join(run)), sign
            run.clear()
        else:
            run.append(sign)
    said.append(unicodedata.normalize("NFKC", "".join(run)))
    return "".join(said)


def _visible(text: str) -> str:
    """``text`` without control, format and surrogate code points; spaces and line ends stay."""
    return "".join(
        sign
        for sign in text
        if sign.isspace()
        or (unicodedata.category(sign) not in {"Cc", "Cf", "Cs"} and sign not in _BLANK_LOOKING)
    )
