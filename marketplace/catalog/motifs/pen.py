"""Flat shapes in two tones: the few strokes every drawn stand-in is made of."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

Posture = Literal["round", "small", "tall", "upright", "single"]
(
    """How a motif likes to lie: fruit in a group, berries strewn, """
    " "
    "stalks leaning, jars upright, one alone."
    ""
)


@dataclass(frozen=True, slots=True)
class Motif:
    """One thing drawn inside the square from -50 to 50, and its companion piece."""

    posture: Posture
    whole: str
    part: str
    """A cut half, a leaf, a bowl: what stands beside the whole. Empty where the whole will do."""


def number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".") or "0"


def points(*values: float) -> str:
    return " ".join(number(value) for value in values)


class Pen:
    """Writes SVG fragments whose ids are unique within one picture."""

    def __init__(self, prefix: str, dice: Random) -> None:
        self._prefix = prefix
        self.outlines: dict[str, str] = {}
        """Clip paths by id; kept apart so that a drawing may be repeated without repeating ids."""
        self.dice = dice

    def _next_key(self) -> str:
        return f"{self._prefix}{len(self.outlines)}"

    def scatter(
        self, count: int, across: tuple[float, float], down: tuple[float, float]
    ) -> list[tuple[float, float]]:
        return [(self.dice.uniform(*across), self.dice.uniform(*down)) for _ in range(count)]

    def solid(
        self, outline: str, light: str, dark: str, *, shift: tuple[float, float] = (-9, -7)
    ) -> str:
        """A flat body lit from the upper left: its own outline, moved, leaves a darker crescent."""
        key = self._next_key()
        self.outlines[key] = f'<clipPath id="{key}"><path id="{key}p" d="{outline}"/></clipPath>'
        return (
            f'<g clip-path="url(#{key})"><use href="#{key}p" fill="{dark}"/>'
            f'<use href="#{key}p" x="{number(shift[0])}" y="{number(shift[1])}" '
            f'fill="{light}"/></g>'
        )

    def stamped(self, drawn: str, places: Sequence[tuple[float, float, float]]) -> str:
        """The same small drawing at several (x, y, scale), written once."""
        key = self._next_key()
        self.outlines[key] = f'<g id="{key}">{drawn}</g>'
        return "".join(moved(f'<use href="#{key}"/>', x, y, scale) for x, y, scale in places)

    def ball(
        self, x: float, y: float, rx: float, ry: float, light: str, dark: str, *, tilt: float = 0
    ) -> str:
        drawn = self.solid(ring(x, y, rx, ry), light, dark, shift=(-rx * 0.22, -ry * 0.18))
        return turned(drawn, tilt, x, y) if tilt else drawn


def ring(x: float, y: float, rx: float, ry: float, tilt: float = 0) -> str:
    """The outline of an ellipse."""
    across, down = rx * math.cos(math.radians(tilt)), rx * math.sin(math.radians(tilt))
    arc = f"a{points(rx, ry, tilt)} 1 0 "
    return (
        f"M{points(x - across, y - down)}{arc}{points(2 * across, 2 * down)}"
        f"{arc}{points(-2 * across, -2 * down)}z"
    )


def patch(outline: str, fill: str, opacity: float = 1) -> str:
    faded = f' fill-opacity="{number_fine(opacity)}"' if opacity < 1 else ""
    return f'<path d="{outline}" fill="{fill}"{faded}/>'


def number_fine(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def dot(x: float, y: float, rx: float, fill: str, opacity: float = 1, ry: float = 0) -> str:
    return patch(ring(x, y, rx, ry or rx), fill, opacity)


def dots(
    places: Iterable[tuple[float, float]],
    rx: float,
    fill: str,
    *,
    ry: float = 0,
    opacity: float = 1,
) -> str:
    """Many like dots as one path, which keeps a speckled thing small."""
    return patch("".join(ring(x, y, rx, ry or rx) for x, y in places), fill, opacity)


def petals(
    count: int, radius: float, rx: float, ry: float, fill: str, *, start: float = 0, spin: float = 0
) -> str:
    """A ring of ellipses pointing outwards, as one path; ``spin`` turns each about itself."""
    angles = [start + index * 360 / count for index in range(count)]
    return patch(
        "".join(
            ring(
                radius * math.cos(math.radians(a)),
                radius * math.sin(math.radians(a)),
                rx,
                ry,
                (a + spin) % 180,
            )
            for a in angles
        ),
        fill,
    )


def pebbles(places: Sequence[tuple[float, float]], r: float, light: str, dark: str) -> str:
    """Small balls, lit like the big ones but without a clip each."""
    return "".join(
        dot(x, y, r, dark) + dot(x - r * 0.14, y - r * 0.12, r * 0.8, light) for x, y in places
    )


def stroke(outline: str, colour: str, width: float, opacity: float = 1) -> str:
    """A band of colour with round ends; for stalks, noodles and creases, never an outline."""
    faded = f' stroke-opacity="{number_fine(opacity)}"' if opacity < 1 else ""
    return (
        f'<path d="{outline}" fill="none" stroke="{colour}" stroke-width="{number(width)}"'
        f' stroke-linecap="round"{faded}/>'
    )


def turned(drawn: str, angle: float, x: float = 0, y: float = 0) -> str:
    return f'<g transform="rotate({points(angle, x, y)})">{drawn}</g>'


def moved(drawn: str, x: float, y: float, scale: float = 1, angle: float = 0) -> str:
    turn = f"rotate({number(angle)})" if angle else ""
    size = f"scale({number_fine(scale)})" if scale != 1 else ""
    return f'<g transform="translate({points(x, y)}){turn}{size}">{drawn}</g>'


def leaf(x: float, y: float, length: float, angle: float, light: str, dark: str) -> str:
    """A leaf growing from (x, y), folded along its vein into two tones."""
    half, wide = length / 2, length * 0.27
    upper = f"M0 0Q{points(half * 0.8, -wide * 1.5, length, 0)}z"
    lower = f"M0 0Q{points(half * 0.9, wide * 1.4, length, 0)}z"
    return moved(patch(upper, light) + patch(lower, dark), x, y, angle=angle)


def blade(x: float, y: float, length: float, angle: float, fill: str, width: float = 6) -> str:
    """A long grass-like leaf that bends a little."""
    bend = length * 0.18
    outline = (
        f"M{points(-width / 2, 0)}Q{points(-width / 2 + bend, -length * 0.6, bend * 1.4, -length)}"
        f"Q{points(width + bend, -length * 0.5, width / 2, 0)}z"
    )
    return moved(patch(outline, fill), x, y, angle=angle)


def around(count: int, radius: float, draw: Callable[[float, float, float], str]) -> str:
    """``draw(x, y, angle)`` at even steps of a circle."""
    steps = (index * 360 / count for index in range(count))
    return "".join(
        draw(radius * math.cos(math.radians(a)), radius * math.sin(math.radians(a)), a)
        for a in steps
    )


GREEN, GREEN_DARK = "#8BA872", "#6B8A56"
STALK = "#7A5B3E"
SEAL_RED = "#B23A2E"
