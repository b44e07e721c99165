"""A county's mark: a square red seal of its name, and the schematic tile board of its towns."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

SEAL_RED: Final = "#B23A2E"

# Where each character stands on a square of 96, by how many there are: read from the right
# column down, then to the left, as on a carved seal.
_LAYOUTS: Final[dict[int, tuple[int, tuple[tuple[int, int], ...]]]] = {
    1: (58, ((48, 46),)),
    2: (36, ((48, 29), (48, 65))),
    3: (33, ((66, 29), (66, 64), (30, 47))),
    4: (33, ((66, 29), (66, 64), (30, 29), (30, 64))),
}

MOST: Final = 4
_SHORT_ENDINGS: Final = ("自治县", "自治旗", "县", "区", "市", "旗")


def seal_words(name: str) -> str:
    """At most four characters: 「成县」 stays, 「天祝藏族自治县」 becomes 「天祝藏族」."""
    if len(name) <= MOST:
        return name
    for ending in _SHORT_ENDINGS:
        if name.endswith(ending):
            return name.removesuffix(ending)[:MOST]
    return name[:MOST]


def county_seal_svg(name: str) -> str:
    """Draw a red square with the name in white, its edge a little worn; not any official emblem."""
    words = seal_words(name)
    size, places = _LAYOUTS[len(words)]
    letters = "".join(
        f'<text x="{x}" y="{y}">{escape(letter)}</text>'
        for letter, (x, y) in zip(words, places, strict=True)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" '
        'height="96" role="img">'
        f"<title>{escape(name)}</title>"
        f'<path d="M7 3Q48 1 88 3Q94 4 94 10Q95 48 93 87Q92 93 86 94Q48 95 9 93Q3 92 3 86Q1 48 2 9'
        f'Q2 4 7 3z" fill="{SEAL_RED}"/>'
        '<path d="M9 8.5Q48 7 87 8.5Q88.5 48 87 87Q48 89 9 87.5Q7.5 48 9 8.5z" fill="none" '
        'stroke="#FBF3E4" stroke-width="1.6" stroke-opacity=".7"/>'
        f"<g fill=\"#FBF3E4\" font-family=\"'Noto Serif CJK SC','Songti SC',STSong,SimSun,serif\" "
        f'font-weight="700" font-size="{size}" text-anchor="middle" dominant-baseline="central">'
        f"{letters}</g></svg>"
    )


@dataclass(frozen=True, slots=True)
class Tile:
    """One place on the board, counted from the upper left corner."""

    code: str
    name: str
    row: int
    column: int


def tile_board(places: Sequence[tuple[str, str]], *, columns: int = 0) -> tuple[Tile, ...]:
    """(code, name) pairs laid out in a loose brick pattern, by code. A scheme, never a map.

    ``columns`` 0 picks a board about half again as wide as high.
    """
    ordered = sorted(places)
    wide = columns or max(1, round((len(ordered) * 1.5) ** 0.5))
    return tuple(
        Tile(code, name, index // wide, index % wide) for index, (code, name) in enumerate(ordered)
    )
