"""Grain, pulses and small seeds."""

from marketplace.catalog.motifs.pen import (
    GREEN,
    GREEN_DARK,
    Motif,
    Pen,
    blade,
    dot,
    dots,
    leaf,
    moved,
    number,
    patch,
    points,
    ring,
    stroke,
)
from marketplace.catalog.motifs.vessels import bowl_of, sack_of


def _ear(x: float, angle: float, light: str, dark: str, *, awn: bool) -> str:
    rows = [-40 + index * 9 for index in range(6)]
    whiskers = (
        stroke("".join(f"M-7 {y}l-5-11M7 {y}l5-11" for y in rows), dark, 1.1, 0.7) if awn else ""
    )
    left = patch("".join(ring(-6, y, 8, 4.4, 68) for y in rows), light)
    right = patch("".join(ring(6, y, 8, 4.4, 112) for y in rows), dark)
    tip = patch("M0-56C5-50 5-44 0-40C-5-44-5-50 0-56z", light)
    return moved(
        stroke("M0 50Q3 20 0-34", "#A98F4E", 2.4) + whiskers + left + right + tip, x, 0, 1, angle
    )


def rice(pen: Pen) -> Motif:
    def spray(x: float, angle: float) -> str:
        grain = "".join(
            moved(
                patch("M0-6C5-3 5 3 0 6C-5 3-5-3 0-6z", "#DDB95C" if i % 2 else "#C9A044"),
                4 + i * 5,
                -34 + i * i * 1.1 + side,
                1,
                30 + i * 12,
            )
            for i in range(6)
            for side in (-4, 5)
        )
        return moved(stroke("M0 50Q-2-10 6-34Q18-42 34-10", "#A9A45A", 2.4) + grain, x, 0, 1, angle)

    bowl = (
        bowl_of(pen, "#F3EFE4")
        + dot(0, -4, 31, "#FFFDF6", 1, 12)
        + "".join(
            dot(x, y, 4.5, "#FFFFFF", 1, 2.6)
            for x, y in ((-14, -9), (-2, -12), (10, -9), (0, -4), (-20, -4), (18, -4))
        )
    )
    return Motif(
        "tall",
        blade(-6, 50, 80, -22, GREEN, 7)
        + blade(6, 50, 70, 16, GREEN_DARK, 7)
        + spray(-8, -6)
        + spray(10, 8),
        bowl,
    )


def millet(pen: Pen) -> Motif:
    def head(x: float, angle: float, mirror: int) -> str:
        body = pen.solid(
            (
                "M-4 8C-12-22-4-48 18-48C36-48 44-28 40-4C36 2 30-2 29-10C26-26"
                " 20-30 13-26C6-20 8-4 5 8z"
            ),
            "#E2B64E",
            "#C18F2E",
            shift=(-4, -3),
        )
        beads = dots(
            (
                (2, -10),
                (3, -24),
                (8, -35),
                (17, -40),
                (26, -36),
                (32, -26),
                (35, -14),
                (-2, -16),
                (12, -31),
                (22, -33),
            ),
            2,
            "#F3D488",
            opacity=0.9,
        )
        grown = stroke("M0 50Q-3 26 0 4", "#9DA55C", 3.2) + body + beads
        return (
            f'<g transform="translate({number(x)})rotate({number(angle)})sca'
            f'le({mirror} 1)">{grown}</g>'
        )

    heap = dots(pen.scatter(16, (-24, 24), (-13, -3)), 2.4, "#F3D488")
    bowl = bowl_of(pen, "#E2B64E") + patch("M-33-4Q0-30 33-4Q0 8-33-4z", "#E2B64E") + heap
    return Motif(
        "tall",
        blade(-4, 50, 70, -30, GREEN, 8)
        + blade(4, 50, 66, 26, GREEN_DARK, 8)
        + head(-8, -14, -1)
        + head(10, 10, 1),
        bowl,
    )


def wheat(pen: Pen) -> Motif:
    bag = sack_of(pen, "#F3E8D2")
    return Motif(
        "tall",
        _ear(-17, -14, "#E0B765", "#C49545", awn=True)
        + _ear(17, 14, "#E0B765", "#C49545", awn=True)
        + _ear(0, 0, "#E8C379", "#CDA052", awn=True),
        bag,
    )


def buckwheat(pen: Pen) -> Motif:
    seed = pen.solid("M0-34L30 18Q0 34-30 18z", "#A08457", "#7E663F") + stroke(
        "M0-34L4 24", "#6B5534", 2, 0.7
    )
    return Motif("small", seed, seed)


def corn(pen: Pen) -> Motif:
    body = "M0-46C14-40 18-10 14 26Q0 36-14 26C-18-10-14-40 0-46z"
    rows = "".join(
        stroke(f"M{points(-15, y)}Q0 {y + 7} 15 {y}", "#C98F28", 1.6, 0.6)
        for y in range(-34, 28, 8)
    )
    whole = (
        pen.solid(body, "#EBBE4C", "#D39E30")
        + stroke("M-5-42V30M6-42V30", "#C98F28", 1.6, 0.6)
        + rows
        + leaf(2, 40, 74, -112, "#9DB87F", "#7F9F63")
        + leaf(-2, 40, 70, -66, GREEN, GREEN_DARK)
    )
    return Motif(
        "tall", whole, bowl_of(pen, "#EBBE4C") + patch("M-32-4Q0-26 32-4Q0 7-32-4z", "#F0CA66")
    )


def coix(pen: Pen) -> Motif:
    bowl = (
        bowl_of(pen, "#EBDDC4")
        + patch("M-33-4Q0-28 33-4Q0 8-33-4z", "#E3D3B4")
        + dots(pen.scatter(14, (-24, 24), (-13, -3)), 3.2, "#F6ECD8", ry=2.5)
    )
    return Motif(
        "upright",
        sack_of(pen, "#EFE6D3")
        + leaf(-4, 14, 22, -60, GREEN, GREEN_DARK)
        + leaf(-4, 14, 20, -8, GREEN_DARK, GREEN),
        bowl,
    )


def bean(pen: Pen) -> Motif:
    one = pen.solid(
        "M-34-2C-34-26-8-34 14-26C38-18 42 14 24 26C10 34 4 18-8 18C-22 18-34 16-34-2z",
        "#C9B274",
        "#A98F54",
    ) + stroke("M-14 18Q-4 10 8 20", "#5F4A2C", 4, 0.8)
    pod = pen.solid("M-48-10C-30 18 26 24 48-4C42 30-32 38-48-10z", GREEN, GREEN_DARK) + "".join(
        dot(x, y, 8, "#A9C088", 0.9, 7) for x, y in ((-24, 10), (-4, 16), (16, 14))
    )
    return Motif("small", one, moved(pod, 0, -6, 1, -12))


def mixed_grain(pen: Pen) -> Motif:
    hues = ("#E2B64E", "#8C4E30", "#6E7B36", "#F3E8D2", "#A84432", "#5A4740")
    heaps = "".join(dots(pen.scatter(4, (-26, 26), (-13, 0)), 4.4, hue, ry=3.4) for hue in hues)
    bowl = bowl_of(pen, "#E8D9B6") + patch("M-33-4Q0-26 33-4Q0 8-33-4z", "#E3CF9E") + heaps
    return Motif(
        "tall",
        _ear(-14, -12, "#E0B765", "#C49545", awn=False)
        + _ear(14, 12, "#B5654A", "#934B34", awn=False),
        bowl,
    )


def sesame(pen: Pen) -> Motif:
    one = pen.solid(
        "M0-26C14-14 20 6 14 18C8 28-8 28-14 18C-20 6-14-14 0-26z", "#F7EFDC", "#DDCFAE"
    )
    pods = stroke("M0 50V-44", GREEN_DARK, 3) + "".join(
        leaf(0, y, 24, a, GREEN, GREEN_DARK)
        for y, a in (
            (-36, -120),
            (-36, -60),
            (-14, -150),
            (-14, -30),
            (8, -155),
            (8, -25),
            (28, -160),
            (28, -20),
        )
    )
    return Motif("small", one, moved(pods, 0, 0, 1.15))
