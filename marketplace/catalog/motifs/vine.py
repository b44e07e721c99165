"""Fruit of vines, melon fields and low bushes."""

from marketplace.catalog.motifs.pen import (
    GREEN,
    GREEN_DARK,
    STALK,
    Motif,
    Pen,
    around,
    dot,
    dots,
    leaf,
    moved,
    patch,
    pebbles,
    petals,
    ring,
    stroke,
)

BUNCH = (
    (-22, -14),
    (0, -17),
    (22, -13),
    (-12, 2),
    (11, 3),
    (-22, 14),
    (0, 18),
    (20, 17),
    (-9, 32),
    (9, 34),
    (1, 46),
)


def _bunch(_pen: Pen, light: str, dark: str, r: float = 12.5) -> str:
    places = [(x * 0.92, y * 0.92) for x, y in BUNCH]
    return pebbles(places, r, light, dark) + dots(
        [(x - 5, y - 5) for x, y in places], 2, "#FFFFFF", opacity=0.4
    )


def grape(pen: Pen) -> Motif:
    light, dark = pen.dice.choice((("#7C5B86", "#5D4069"), ("#A9B966", "#889A4A")))
    top = stroke("M0-22Q0-36 8-46", STALK, 3.4) + leaf(2, -30, 36, -160, GREEN, GREEN_DARK)
    return Motif(
        "round",
        top + _bunch(pen, light, dark) + leaf(3, -32, 34, -12, GREEN, GREEN_DARK),
        pen.ball(0, 0, 26, 26, light, dark) + dot(-9, -9, 5, "#FFFFFF", 0.4),
    )


def raisin(pen: Pen) -> Motif:
    light, dark = pen.dice.choice((("#8C9A4C", "#6E7B36"), ("#7A4B4E", "#5B3438")))
    one = pen.ball(0, 0, 30, 20, light, dark) + stroke("M-16-4Q0-10 14-2M-14 7Q0 2 16 8", dark, 2.6)
    return Motif("small", one, _bunch(pen, light, dark))


def melon(pen: Pen) -> Motif:
    light, dark = pen.dice.choice((("#E3C66E", "#C9A54C"), ("#DCCB86", "#BFAA60")))
    net = (
        "M-40-6Q-8-20 40-8M-43 8Q-6-4 43 8M-38 20Q-4 12 38 21M-24-28Q-30"
        " 4-18 36M-2-34Q-8 4 0 40M22-29Q24 4 18 36"
    )
    whole = (
        pen.solid(ring(0, 3, 46, 38), light, dark)
        + stroke(net, "#FFF7DD", 1.8, 0.6)
        + stroke("M0-34Q2-42 10-46", "#8A8F4E", 4.5)
    )
    wedge = (
        pen.solid("M-46-14Q0 4 46-14Q34 34 0 36Q-34 34-46-14z", light, dark, shift=(0, -6))
        + patch("M-41-12Q0 3 41-12Q29 25 0 26Q-29 25-41-12z", "#F0A35E")
        + patch("M-30-8Q0 3 30-8Q20 8 0 9Q-20 8-30-8z", "#F7C98C")
        + "".join(
            dot(x, y, 1.8, "#FFF3D0", ry=3) for x, y in ((-14, -1), (-4, 2), (6, 2), (16, -1))
        )
    )
    return Motif("round", whole, wedge)


def watermelon(pen: Pen) -> Motif:
    stripe = "M-26-30Q-42 4-24 36M-9-37Q-18 4-8 42M9-37Q18 4 8 42M26-30Q42 4 24 36"
    whole = (
        pen.solid(ring(0, 3, 45, 41), "#7F9F63", "#5F8149")
        + stroke(stripe, "#44663A", 5, 0.75)
        + stroke("M0-37Q0-46 9-48", "#6B7A45", 4)
    )
    wedge = (
        pen.solid("M-48-16L48-16Q44 34 0 36Q-44 34-48-16z", "#7F9F63", "#5F8149", shift=(0, -5))
        + patch("M-42-16L42-16Q38 27 0 29Q-38 27-42-16z", "#F4EBD2")
        + patch("M-38-16L38-16Q34 22 0 24Q-34 22-38-16z", "#DC6257")
        + "".join(
            dot(x, y, 1.9, "#43302B", ry=3.1)
            for x, y in ((-22, -6), (-8, -4), (7, -6), (21, -5), (-14, 8), (1, 11), (14, 7))
        )
    )
    return Motif("round", whole, wedge)


def kiwi(pen: Pen) -> Motif:
    heart = pen.dice.choice(("#F3EFC9", "#E08A76"))
    whole = (
        pen.ball(0, 2, 43, 34, "#9A7648", "#7C5B36")
        + dot(41, 4, 4, "#5C4327", ry=6)
        + stroke(
            "M-24-14L-18-17M-8-4L-1-6M8 12L15 10M-20 10L-13 9M12-14L18-15", "#6A4C2C", 1.6, 0.6
        )
    )
    half = (
        dot(0, 0, 40, "#8A6740")
        + dot(0, 0, 36.5, "#9DB453")
        + dot(0, 0, 26, "#B4C767")
        + dot(0, 0, 13, heart)
        + petals(14, 18, 2.4, 1.7, "#3A3326")
    )
    return Motif("round", whole, half)


def strawberry(pen: Pen) -> Motif:
    body = "M0-26C22-36 42-20 37 2C32 26 14 42 0 46C-14 42-32 26-37 2C-42-20-22-36 0-26z"
    pips = "".join(
        dot(x, y, 1.5, "#F6DDA4", ry=2.5)
        for x, y in (
            (-20, -8),
            (-6, -12),
            (9, -10),
            (22, -6),
            (-24, 6),
            (-11, 4),
            (3, 4),
            (17, 7),
            (-14, 18),
            (1, 19),
            (12, 21),
            (-3, 33),
        )
    )
    cap = around(
        5, 0, lambda _x, _y, a: leaf(0, -28, 24, a * 0.5 + 162, GREEN, GREEN_DARK)
    ) + stroke("M0-28L3-44", GREEN_DARK, 3.4)
    half = (
        pen.solid(body, "#D6493F", "#B4332F")
        + moved(patch(body, "#EE8D78"), 0, 2, 0.86)
        + patch("M0-10C8-8 10 10 0 26C-10 10-8-8 0-10z", "#FBE3D0")
        + cap
    )
    return Motif("round", pen.solid(body, "#D6493F", "#B4332F") + pips + cap, half)


def blueberry(pen: Pen) -> Motif:
    def one(x: float, y: float, r: float) -> str:
        star = moved(petals(5, r * 0.26, r * 0.16, r * 0.13, "#34405F"), x + r * 0.18, y - r * 0.2)
        return (
            pen.ball(x, y, r, r * 0.96, "#6E7FA6", "#4C5B84")
            + dot(x + r * 0.18, y - r * 0.2, r * 0.24, "#34405F")
            + star
        )

    whole = (
        leaf(4, -24, 34, -30, GREEN, GREEN_DARK)
        + one(-20, 14, 21)
        + one(20, 17, 22)
        + one(1, -12, 22)
    )
    return Motif("round", whole, one(0, 0, 32))
