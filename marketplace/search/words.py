"""From text to search words and from a typed line to a query: pure, and the same on both sides.

The index of a product holds Chinese words, every single sign (a one-sign query such as 茶 meets no
word, and two signs side by side make a query find any part of a name), the sound of each word in
full and by initials, other names of the same thing, and English words.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

import rjieba
from pypinyin import lazy_pinyin

from marketplace.kit.text import search_slug
from marketplace.search.synonyms import OTHER_NAMES, WORDS

Weight = Literal["A", "B", "C", "D"]

_CUTTER: Final = rjieba.Jieba()
for _word in WORDS:
    _CUTTER.add_word(_word, None, None)

_HAN: Final = r"\u3400-\u4dbf\u4e00-\u9fff"
_RUNS: Final = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_IS_HAN: Final = re.compile(rf"[{_HAN}]")
_SUFFIX: Final = re.compile(
    r"(?:特别行政区|(?:[壮回藏羌彝苗侗]族|维吾尔|土家族|布依族|哈尼族|傣族|蒙古族?|哈萨克)*"
    r"自治[区州县]|[省市州盟县区旗镇乡村]|街道|村委会|居委会|村民委员会|社区居委会)$"
)
_LONGEST_TEXT: Final = 400
_MOST_WORDS: Final = 12
"""Words of one query: a pasted paragraph asks for no more than its beginning."""

_INITIALS: Final = 2
"""So few Latin letters are somebody's initials for a word, not its beginning."""

_OF_EVERY_SHOP: Final = frozenset(
    {
        "农民",
        "专业",
        "合作社",
        "联合社",
        "有限",
        "责任",
        "公司",
        "有限公司",
        "co",
        "op",
        "coop",
        "ltd",
    }
)
_SIGNS_FROM: Final = 2_000
"""Positions below belong to words, those from here on to single signs in reading order."""
_LAST_POSITION: Final = 16_000
"""PostgreSQL keeps positions up to 16,383."""


def _runs(text: str) -> list[str]:
    return _RUNS.findall(search_slug(text, _LONGEST_TEXT))


@lru_cache(maxsize=20_000)
def _sound(word: str) -> tuple[str, str]:
    """``核桃`` as ``hetao`` and ``ht``."""
    syllables = lazy_pinyin(word)
    return "".join(syllables), "".join(syllable[0] for syllable in syllables if syllable)


def _singular(word: str) -> str:
    """``walnuts`` as ``walnut``; the same on both sides, so crude is enough."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("oes", "ches", "shes", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _cut(run: str) -> list[str]:
    return _CUTTER.cut_for_search(run)


class _Vector:
    """A tsvector being written down: lexemes with places and weights."""

    def __init__(self) -> None:
        self._places: dict[str, list[str]] = {}
        self._word_at = 0
        self._sign_at = _SIGNS_FROM

    def word(self, lexeme: str, weight: Weight) -> None:
        self._word_at = min(self._word_at + 1, _SIGNS_FROM - 1)
        self._put(lexeme, self._word_at, weight)

    def signs(self, run: str) -> None:
        for sign in run:
            self._sign_at = min(self._sign_at + 1, _LAST_POSITION)
            self._put(sign, self._sign_at, "D")
        # A gap, so that the end of one text and the beginning of the next are no phrase.
        self._sign_at += 1

    def _put(self, lexeme: str, place: int, weight: Weight) -> None:
        places = self._places.setdefault(lexeme, [])
        if len(places) < 8:
            places.append(f"{place}{weight}")

    def __str__(self) -> str:
        return " ".join(f"'{word}':{','.join(at)}" for word, at in self._places.items())


@dataclass(frozen=True, slots=True)
class Document:
    """The words of one product, by how much they say about it."""

    names: Sequence[str]
    """Name, title, variety: weight A."""
    english: Sequence[str]
    kinds: Sequence[str]
    """Category: weight B."""
    places: Sequence[str]
    """From the province down: weight C."""
    sellers: Sequence[str]


def vector(document: Document) -> str:
    """``document`` as the text of a tsvector."""
    made = _Vector()
    seen: set[str] = set()
    for text in document.names:
        _add(made, text, "A", seen, sound="B", signs=True)
    for name in document.names[:1]:
        # Somebody types the whole name by its initials.
        whole = "".join(run for run in _runs(name) if _IS_HAN.match(run))
        for lexeme in _sound(whole) if whole else ():
            made.word(lexeme, "B")
    for text in document.english:
        _add(made, text, "B", seen)
    for text in document.kinds:
        _add(made, text, "B", seen, sound="C", signs=True)
    for place in document.places:
        for name in {place: None, _short(place): None}:
            _add(made, name, "C", seen, sound="C")
    # A walnut co-operative's honey is no walnut: what a shop is called after stays out.
    sellers = [word for text in document.sellers for run in _runs(text) for word in _cut(run)]
    for word in sellers:
        if word not in OTHER_NAMES and word not in _OF_EVERY_SHOP:
            made.word(_singular(word) if not _IS_HAN.match(word) else word, "D")
    return str(made)


def _short(place: str) -> str:
    """``成县`` stays, ``红川镇`` is 红川: what people type."""
    short = _SUFFIX.sub("", place)
    return short if len(short) > 1 else place


def _add(
    made: _Vector,
    text: str,
    weight: Weight,
    seen: set[str],
    *,
    sound: Weight | None = None,
    signs: bool = False,
) -> None:
    for run in _runs(text):
        if not _IS_HAN.match(run):
            made.word(_singular(run), weight)
            continue
        if signs:
            made.signs(run)
        for word in _cut(run):
            made.word(word, weight)
            if word in seen:
                continue
            seen.add(word)
            if sound and len(word) > 1:
                for lexeme in _sound(word):
                    made.word(lexeme, sound)
            if weight == "A":
                _add_other_names(made, OTHER_NAMES.get(word, ()))


def _add_other_names(made: _Vector, names: Iterable[str]) -> None:
    for name in names:
        for run in _runs(name):
            made.word(_singular(run) if not _IS_HAN.match(run) else run, "B")
            if _IS_HAN.match(run):
                made.word(_sound(run)[0], "D")


def query(typed: str, *, loosely: bool = False) -> str:
    """``typed`` as the text of a tsquery; empty when there is nothing to look for.

    Every word must be found; ``loosely`` any word is enough. A Chinese word is also found inside a
    longer one, the last Latin word by its beginning, and Latin syllables typed apart are also
    looked for together.
    """
    runs = _RUNS.findall(search_slug(typed))[:_MOST_WORDS]
    parts: list[str] = []
    for at, run in enumerate(runs):
        is_last = at == len(runs) - 1
        if _IS_HAN.match(run):
            parts += [_han(word) for word in _CUTTER.cut(run)]
        else:
            parts.append(_latin(run, is_last=is_last))
    said = (" | " if loosely else " & ").join(parts[:_MOST_WORDS])
    if len(runs) > 1 and not any(_IS_HAN.match(run) for run in runs):
        said = f"({said}) | {_latin(''.join(runs), is_last=True)}"
    return said


def _han(word: str) -> str:
    if len(word) == 1:
        return f"'{word}'"
    return f"('{word}' | ({' <-> '.join(repr(sign) for sign in word)}))"


def _latin(word: str, *, is_last: bool) -> str:
    lexeme = _singular(word)
    return f"'{lexeme}':*" if is_last and len(word) > _INITIALS else f"'{lexeme}'"
