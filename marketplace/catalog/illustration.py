"""Drawn stand-ins for goods that have no photograph yet: pure, deterministic SVG."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, Literal

from marketplace.catalog.motifs import MOTIFS
from marketplace.catalog.motifs.pen import Motif, Pen, dot, leaf, number, patch, points
from marketplace.catalog.seal import Tile, county_seal_svg, tile_board
from marketplace.catalog.shapes import shape_for

__all__ = [
    "Ratio",
    "Season",
    "Tile",
    "county_seal_svg",
    "illustration_svg",
    "season_of",
    "shape_for",
    "tile_board",
]

Ratio = Literal["1:1", "4:3"]
Season = Literal["spring", "summer", "autumn", "winter"]


@dataclass(frozen=True, slots=True)
class Palette:
    """Two colours of a season and the tints between them."""

    ink: str
    paper: str
    mist: str
    haze: str


PALETTES: Final[dict[str, Palette]] = {
    "spring": Palette("#7FA36B", "#F3EFE2", "#DCE3C8", "#C3D2AC"),
    "summer": Palette("#D9694A", "#FBF3E4", "#F6DCC6", "#EFC2A4"),
    "autumn": Palette("#B8772E", "#F6EBD8", "#EBD5B0", "#DDBC86"),
    "winter": Palette("#7C8A99", "#F1F3F4", "#DCE2E7", "#C4CDD5"),
}
"""Source: the paper and ink pair of each season; mist and haze are mixtures of the two."""

SIZES: Final[dict[str, tuple[int, int]]] = {"1:1": (400, 400), "4:3": (400, 300)}

Place = tuple[str, float, float, float, float]
"""Which piece ("w" whole, "p" part), then x and y in halves of the free space, scale, tilt."""

ARRANGEMENTS: Final[dict[str, tuple[tuple[Place, ...], ...]]] = {
    "round": (
        (("w", 0.44, -0.04, 1.4, 8), ("w", -0.26, -0.02, 2.15, -6), ("p", 0.26, 0.32, 1.4, 0)),
        (("w", -0.46, 0.02, 1.45, -10), ("w", 0.16, -0.06, 2.2, 6), ("p", -0.24, 0.34, 1.35, -8)),
        (("w", -0.14, 0.0, 2.45, -4), ("p", 0.46, 0.24, 1.6, 10)),
        (("w", 0.02, -0.26, 1.6, 4), ("w", -0.32, 0.16, 1.75, -8), ("p", 0.36, 0.22, 1.55, 6)),
    ),
    "tall": (
        (("w", 0.18, -0.04, 2.5, 5), ("p", -0.36, 0.22, 1.75, -4)),
        (("w", -0.2, -0.04, 2.5, -4), ("p", 0.38, 0.24, 1.7, 6)),
        (("w", -0.34, -0.06, 2.0, -8), ("w", 0.32, -0.06, 2.0, 8), ("p", 0.02, 0.28, 1.55, 0)),
    ),
    "upright": (
        (("w", 0.18, -0.08, 2.45, 0), ("p", -0.38, 0.2, 1.75, 0)),
        (("w", -0.2, -0.08, 2.45, 0), ("p", 0.38, 0.2, 1.75, 0)),
        (("w", -0.34, -0.06, 1.9, 0), ("w", 0.24, -0.1, 2.15, 0), ("p", 0.0, 0.26, 1.5, 0)),
    ),
    "single": (
        (("w", 0.0, 0.0, 2.9, 0),),
        (("w", -0.06, 0.02, 2.75, 0),),
        (("w", 0.06, 0.02, 2.75, 0),),
    ),
    "small": (
        (
            ("w", -0.5, -0.16, 1.25, -24),
            ("w", 0.06, -0.46, 1.15, 18),
            ("w", 0.52, -0.1, 1.2, 40),
            ("w", -0.44, 0.36, 1.25, 14),
            ("w", 0.14, 0.48, 1.3, -18),
            ("w", 0.58, 0.38, 1.05, 8),
            ("p", -0.04, 0.0, 1.8, -8),
        ),
        (
            ("p", 0.0, -0.2, 1.75, 0),
            ("w", -0.5, 0.3, 1.3, 10),
            ("w", 0.48, 0.22, 1.25, 26),
            ("w", -0.14, 0.42, 1.4, -14),
            ("w", 0.26, 0.44, 1.3, 22),
        ),
        (
            ("p", -0.2, -0.1, 2.05, -8),
            ("w", 0.44, -0.24, 1.25, 28),
            ("w", 0.5, 0.2, 1.2, -16),
            ("w", 0.12, 0.42, 1.35, 8),
            ("w", -0.36, 0.46, 1.25, -20),
        ),
    ),
}


def _sun(dice: Random, width: int, height: int, palette: Palette) -> str:
    side = dice.choice((-1, 1))
    x = width / 2 + side * dice.uniform(20, 60)
    radius = height * dice.uniform(0.34, 0.4)
    return dot(x, height * dice.uniform(0.42, 0.48), radius, palette.mist) + patch(
        f"M0 {number(height * 0.84)}Q{points(width / 2, height * 0.8, width, height * 0.85)}"
        f"V{height}H0z",
        palette.haze,
        0.55,
    )


def _hills(dice: Random, width: int, height: int, palette: Palette) -> str:
    far, near = height * dice.uniform(0.5, 0.58), height * dice.uniform(0.7, 0.76)
    lean = width * dice.uniform(0.25, 0.7)
    return (
        dot(width * dice.uniform(0.2, 0.8), height * 0.26, height * 0.11, palette.ink, 0.55)
        + patch(
            f"M0 {number(far)}Q{points(lean, far - 80, width, far + 20)}V{height}H0z", palette.mist
        )
        + patch(
            f"M0 {number(near + 20)}Q{points(width - lean, near - 60, width, near)}V{height}H0z",
            palette.haze,
        )
    )


def _arch(dice: Random, width: int, height: int, palette: Palette) -> str:
    half = width * dice.uniform(0.27, 0.32)
    x, top = width / 2 + dice.uniform(-24, 24), height * 0.12
    return patch(
        f"M{points(x - half, height)}V{number(top + half)}"
        f"A{points(half, half)} 0 0 1 {points(x + half, top + half)}V{height}z",
        palette.mist,
    ) + patch(f"M0 {number(height * 0.68)}H{width}V{height}H0z", palette.haze, 0.7)


def _cloth(dice: Random, width: int, height: int, palette: Palette) -> str:
    edge = height * dice.uniform(0.56, 0.64)
    drop = dice.uniform(-22, 22)
    return patch(
        f"M0 {number(edge + drop)}L{points(width, edge - drop)}V{height}H0z", palette.mist
    ) + patch(
        f"M0 {number(edge + drop + 46)}L{points(width, edge - drop + 46)}V{height}H0z",
        palette.haze,
        0.5,
    )


def _dish(dice: Random, width: int, height: int, palette: Palette) -> str:
    x, y = width / 2 + dice.uniform(-14, 14), height * 0.68
    return dot(x, y, width * 0.43, palette.haze, 0.75, height * 0.2) + dot(
        x, y - 4, width * 0.37, palette.mist, 1, height * 0.16
    )


BACKDROPS: Final[tuple[Callable[[Random, int, int, Palette], str], ...]] = (
    _sun,
    _hills,
    _arch,
    _cloth,
    _dish,
)


def _flecks(dice: Random, width: int, height: int, palette: Palette) -> str:
    """A few bits of leaf in the margins, so that no two pictures share their empty space."""
    spots: list[str] = []
    for _ in range(dice.randint(2, 4)):
        x = dice.choice((dice.uniform(0.05, 0.16), dice.uniform(0.84, 0.95))) * width
        y = dice.uniform(0.06, 0.5) * height
        spots.append(
            leaf(x, y, dice.uniform(9, 15), dice.uniform(0, 360), palette.haze, palette.haze)
        )
    return "".join(spots)


def _arranged(dice: Random, motif: Motif, width: int, height: int, keys: tuple[str, str]) -> str:
    whole, part = keys
    flip = dice.choice((-1, 1))
    zoom = height / 400 * (1.06 if height < width else 1.0)
    sway = 0 if motif.posture in ("upright", "single") else 4
    placed: list[str] = []
    for piece, x, y, scale, tilt in dice.choice(ARRANGEMENTS[motif.posture]):
        size = scale * zoom
        left = width / 2 + flip * x * width * 0.48 + dice.uniform(-6, 6)
        top = height * 0.53 + y * height * 0.46 + dice.uniform(-4, 4)
        angle = flip * tilt + dice.uniform(-sway, sway)
        shadow = dot(left + 6 * size, top + 43 * size, 40 * size, "#3B2A1E", 0.12, 6 * size)
        key = whole if piece == "w" else part
        placed.append(
            ("" if motif.posture == "small" else shadow)
            + f'<use href="#{key}" transform="translate({points(left, top)})'
            f'rotate({number(angle)})scale({size:.2f})"/>'
        )
    return "".join(placed)


GRAIN: Final = (
    '<filter id="{id}" x="0" y="0" width="1" height="1"><feTurbulence type="fractalNoise" '
    'baseFrequency=".8" numOctaves="2" seed="{seed}"/><feColorMatrix values="0 0 0 0 .25 '
    '0 0 0 0 .18 0 0 0 0 .12 0 0 0 .5 -.2"/></filter>'
)


YEAR: Final = 12
SEASONS: Final[tuple[Season, ...]] = ("winter", "spring", "summer", "autumn")


def season_of(months: Sequence[int], *, seed: str = "") -> Season:
    """Season a product's colours come from: its first month, or any for what sells all year."""
    if 0 < len(months) < YEAR:
        return SEASONS[months[0] % YEAR // 3]
    return Random(seed).choice(SEASONS)  # noqa: S311 - a picture, not a secret


def illustration_svg(*, shape: str, seed: str, season: Season, ratio: Ratio) -> str:
    """Draw one product: the same picture for the same words, for ever. No text, no script.

    ``shape`` is a name from ``shape_for``; ``seed`` is the product's own stable id.
    """
    width, height = SIZES[ratio]
    dice = Random(f"{shape}|{seed}")  # noqa: S311 - a picture, not a secret
    prefix = f"i{dice.getrandbits(16):x}"
    palette = PALETTES[season]
    pen = Pen(prefix, dice)
    motif = MOTIFS[shape](pen)
    backdrop = dice.choice(BACKDROPS)(dice, width, height, palette)
    keys = (f"{prefix}w", f"{prefix}p" if motif.part else f"{prefix}w")
    body = _arranged(dice, motif, width, height, keys)
    grain = GRAIN.format(id=f"{prefix}g", seed=dice.randrange(100))
    pieces = f'<g id="{keys[0]}">{motif.whole}</g>'
    if motif.part and f'"#{keys[1]}"' in body:
        pieces += f'<g id="{keys[1]}">{motif.part}</g>'
    outlines = "".join(
        drawn for key, drawn in pen.outlines.items() if f"#{key})" in pieces or f'#{key}"' in pieces
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}"><defs>{grain}{outlines}{pieces}</defs>'
        f'<path d="M0 0H{width}V{height}H0z" fill="{palette.paper}"/>{backdrop}'
        f"{_flecks(dice, width, height, palette)}{body}"
        f'<path d="M0 0H{width}V{height}H0z" filter="url(#{prefix}g)" opacity=".18"/></svg>'
    )
