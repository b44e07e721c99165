"""From text to search words and from a typed line to a query: pure, and the same on both sides.

The index of a product holds Chinese words, every single sign (a one-sign query such as 茶 meets no
word, and two signs side by side make a query find any part of a name), the sound of each word in
full and by initials, other names of the same thing, and English words.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
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
    r"自治[区州县]|[省市州盟县区旗镇乡村]|街道|社区|村委会|居委会|村民委员会|居民委员会)$"
)
_LONGEST_TEXT: Final = 400
_MOST_WORDS: Final = 12
"""Words of one query: a pasted paragraph asks for no more than its beginning."""

_INITIALS: Final = 2
"""So few Latin letters are somebody's initials for a word, not its beginning."""

_ENGLISH_PLACES: Final = {
    "陕西": "Shaanxi", "内蒙古自治区": "Inner Mongolia", "西藏": "Xizang", "香港": "Hong Kong",
    "澳门": "Macao", "台湾": "Taiwan",
}  # fmt: skip
"""Names that English does not take from the sound."""

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
"""Places below belong to words, those from here on to single signs in reading order."""
_LONGEST_NAME: Final = 12


@lru_cache(maxsize=20_000)
def _runs(text: str) -> tuple[str, ...]:
    """Stretches of Chinese signs and of everything else; a catalogue repeats most of its texts."""
    return tuple(_RUNS.findall(search_slug(text, _LONGEST_TEXT)))


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


@lru_cache(maxsize=20_000)
def _cut(run: str) -> tuple[str, ...]:
    return tuple(_CUTTER.cut_for_search(run))


@dataclass(frozen=True, slots=True)
class Document:
    """The words of one product, by how much they say about it."""

    names: Sequence[str]
    """What it is and of which variety, in Chinese: weight A."""
    titles: Sequence[str]
    """Title and English names: weight B."""
    kinds: Sequence[str]
    """Category."""
    places: Sequence[str]
    """From the province down: weight C."""
    sellers: Sequence[str]


def vector(document: Document) -> str:
    """``document`` as the text of a tsvector: each word once, at its best weight."""
    words: dict[str, Weight] = {}
    texts: list[tuple[str, Weight]] = [
        *((text, "A") for text in document.names),
        *((text, "B") for text in (*document.titles, *document.kinds)),
        *((name, "C") for place in document.places for name in {place, _short(place)}),
        *((text, "D") for text in document.sellers),
    ]
    for text, weight in texts:
        for word, its_weight in _words(text, weight):
            if its_weight < words.get(word, "E"):
                words[word] = its_weight
    said = [f"'{word}':{at}{weight}" for at, (word, weight) in enumerate(words.items(), start=1)]
    return " ".join(said + _signs((*document.names, *document.titles, *document.kinds)))


def _short(place: str) -> str:
    """``成县`` stays, ``红川镇`` is 红川: what people type."""
    short = _SUFFIX.sub("", place)
    return short if len(short) > 1 else place


@lru_cache(maxsize=20_000)
def latin_place(name: str) -> str:
    """``红川镇`` as ``Hongchuan``, ``成县`` as ``Chengxian``: a place as English pages name it."""
    short = _short(_short(_short(name)))
    return (
        _ENGLISH_PLACES.get(name)
        or _ENGLISH_PLACES.get(short)
        or "".join(lazy_pinyin(short)).capitalize()
    )


@lru_cache(maxsize=50_000)
def _words(text: str, weight: Weight) -> tuple[tuple[str, Weight], ...]:
    """The words of a text, their sounds and other names, each with its weight."""
    found: list[tuple[str, Weight]] = []
    runs = _runs(text)
    for run in runs:
        is_han = _IS_HAN.match(run) is not None
        for word in _cut(run) if is_han else (_singular(run),):
            if weight == "D" and (word in OTHER_NAMES or word in _OF_EVERY_SHOP):
                # A walnut co-operative's honey is no walnut: what a shop is called after stays out.
                continue
            found.append((word, weight))
            if is_han and weight != "D":
                found += _sounds(word, weight)
            if is_han and weight == "A":
                found += _other_names(word)
    whole = "".join(run for run in runs if _IS_HAN.match(run))
    if weight == "A" and 1 < len(whole) <= _LONGEST_NAME:
        # Somebody types the whole name by its initials.
        found += _sounds(whole, weight)
    return tuple(found)


def _sounds(word: str, weight: Weight) -> Iterator[tuple[str, Weight]]:
    """``hetao`` one step below the word; initials only of what the product is called."""
    if len(word) > 1:
        full, initials = _sound(word)
        yield full, "B" if weight == "A" else "C"
        if weight == "A":
            yield initials, "B"


def _other_names(word: str) -> Iterator[tuple[str, Weight]]:
    for name in OTHER_NAMES.get(word, ()):
        for run in _runs(name):
            if _IS_HAN.match(run):
                yield run, "B"
                yield _sound(run)[0], "D"
            else:
                yield _singular(run), "B"


def _signs(texts: Iterable[str]) -> list[str]:
    """Every Chinese sign with its places; a gap between stretches, so that no phrase spans two."""
    places: dict[str, list[str]] = {}
    at = _SIGNS_FROM
    for text in texts:
        for run in _runs(text):
            if _IS_HAN.match(run):
                for sign in run:
                    places.setdefault(sign, []).append(str(at))
                    at += 1
                at += 1
    return [f"'{sign}':{','.join(its_places)}" for sign, its_places in places.items()]


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


def other_names(typed: str) -> tuple[str, ...]:
    """Other Chinese names of what was typed, so that the page can say what it looked for."""
    words = [word for run in _runs(typed) if _IS_HAN.match(run) for word in _CUTTER.cut(run)]
    names = [name for word in words for name in OTHER_NAMES.get(word, ())]
    return tuple(name for name in names if _IS_HAN.match(name))[:_MOST_WORDS]
