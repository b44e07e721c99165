"""Fruit of trees, stone and pome."""

from marketplace.catalog.motifs.pen import (
    GREEN,
    GREEN_DARK,
    SEAL_RED,
    STALK,
    Motif,
    Pen,
    dot,
    dots,
    leaf,
    moved,
    number,
    patch,
    pebbles,
    stroke,
)

FLESH, FLESH_EDGE = "#FBF1D9", "#F1DFB8"


def apple(pen: Pen) -> Motif:
    light, dark = pen.dice.choice((("#D4553F", SEAL_RED), ("#DB6A4C", "#BC4736")))
    body = (
        "M0-30C12-42 44-38 44-4C44 26 24 44 10 42C4 41-4 41-10 42C-24 44-44"
        " 26-44-4C-44-38-12-42 0-30z"
    )
    whole = (
        pen.solid(body, light, dark)
        + patch("M-13-31Q0-22 13-31Q0-27-13-31z", "#7E2A22", 0.55)
        + patch("M-34-8C-33-20-26-27-17-29C-25-22-29-14-30-4Q-33-3-34-8z", "#FFF3E4", 0.4)
        + _twig(pen, -30)
    )
    half = (
        patch(body, dark)
        + moved(patch(body, FLESH), 0, 0.5, 0.9)
        + patch(
            "M0-18C15-16 20-2 17 8C14 20 6 25 0 25C-6 25-14 20-17 8C-20-2-15-16 0-18z", FLESH_EDGE
        )
        + "".join(dot(x, y, 3.2, "#6B4128", ry=6) for x, y in ((-7, 6), (7, 6)))
    )
    return Motif("round", whole, half)


def _twig(pen: Pen, top: float, *, side: int = 1) -> str:
    angle = -35 + pen.dice.uniform(-12, 12) if side > 0 else 215
    return stroke(f"M0 {number(top + 8)}Q1 {number(top)} 4 {number(top - 9)}", STALK, 3.6) + leaf(
        3, top - 3, 30, angle, GREEN, GREEN_DARK
    )


def pear(pen: Pen) -> Motif:
    light, dark = pen.dice.choice((("#DDBF5B", "#C4A043"), ("#D3C06B", "#B5A14E")))
    body = _pear_body(34 + pen.dice.uniform(0, 4))
    specks = dots(pen.scatter(9, (-22, 14), (2, 36)), 1.1, "#8A6A2C", opacity=0.5)
    whole = pen.solid(body, light, dark) + specks + _twig(pen, -42)
    half = (
        patch(body, dark)
        + moved(patch(body, FLESH), 0, 1, 0.88)
        + patch(
            "M0-6C12-2 15 14 11 22C8 30 4 33 0 33C-4 33-8 30-11 22C-15 14-12-2 0-6z", FLESH_EDGE
        )
        + "".join(dot(x, y, 2.8, "#6B4128", ry=5) for x, y in ((-5, 18), (5, 18)))
    )
    return Motif("round", whole, half)


def _pear_body(wide: float) -> str:
    w = number(wide)
    return (
        f"M0-42C14-42 14-26 19-13C25 0 {w} 8 {w} 22C{w} 38 20 46 0 46C-20"
        f" 46-{w} 38-{w} 22C-{w} 8-25 0-19-13C-14-26-14-42 0-42z"
    )


def _stone_fruit(pen: Pen, light: str, dark: str, blush: str, stone: str) -> Motif:
    body = "M0-36C24-44 45-22 42 4C40 28 18 42 2 45C-18 42-40 28-42 4C-45-22-22-42 0-36z"
    whole = (
        pen.solid(body, light, dark)
        + patch("M0-36C24-44 45-22 42 4C40 24 24 39 10 43C26 24 28-10 0-36z", blush, 0.55)
        + stroke("M0-34Q-15 4 2 43", dark, 2.4, 0.8)
        + leaf(2, -34, 40, -28, GREEN, GREEN_DARK)
        + leaf(0, -33, 30, 205, GREEN_DARK, GREEN)
    )
    half = (
        patch(body, dark)
        + moved(patch(body, light), 0, 0, 0.93)
        + dot(0, 4, 17, blush, 0.55, 20)
        + pen.ball(0, 4, 12, 16, stone, "#7B4A2F")
        + stroke("M-3-6Q2 4-2 14", "#6A3D26", 1.8, 0.6)
    )
    return Motif("round", whole, half)


def peach(pen: Pen) -> Motif:
    return _stone_fruit(pen, "#F3C3A8", "#E79F86", "#DC6C62", "#A9704A")


def yellow_peach(pen: Pen) -> Motif:
    return _stone_fruit(pen, "#F0BE62", "#E0A047", "#D9704A", "#A9704A")


def apricot(pen: Pen) -> Motif:
    return _stone_fruit(pen, "#F2C069", "#E2A24B", "#DE8450", "#A9704A")


def cherry(pen: Pen) -> Motif:
    def one(x: float, y: float) -> str:
        return pen.ball(x, y, 19, 18, "#C2423B", "#9C2B2B") + dot(
            x - 7, y - 6, 3.4, "#FFE9DC", 0.55
        )

    stems = stroke("M-18 10Q-14-22 8-42", "#6B8A56", 2.6) + stroke(
        "M20 16Q20-16 8-42", "#6B8A56", 2.6
    )
    whole = stems + one(-20, 22) + one(21, 27) + leaf(8, -42, 42, 18, GREEN, GREEN_DARK)
    return Motif(
        "round", whole, stroke("M0-8Q4-30 14-42", "#6B8A56", 3) + moved(one(0, 0), 0, 10, 1.35)
    )


def pomegranate(pen: Pen) -> Motif:
    crown = patch("M-14-30L-17-47L-7-39L0-49L7-39L17-47L14-30z", "#B8493F")
    whole = (
        crown
        + pen.ball(0, 6, 41, 39, "#D4604E", "#B3423A")
        + patch("M-30-6Q-26-24-9-29Q-22-16-24 0z", "#FFE9D9", 0.35)
    )
    seeds = pebbles(
        (
            (-13, -8),
            (0, -11),
            (13, -8),
            (-18, 5),
            (-6, 3),
            (7, 3),
            (18, 5),
            (-11, 17),
            (1, 16),
            (12, 17),
        ),
        6.4,
        "#C9384A",
        "#9E2438",
    )
    half = (
        crown
        + pen.ball(0, 6, 41, 39, "#D4604E", "#B3423A")
        + dot(0, 7, 33, "#F7E3C0", 1, 31)
        + moved(seeds, 0, 4, 1.15)
    )
    return Motif("round", whole, half)


def persimmon(pen: Pen) -> Motif:
    calyx = patch(
        "M0-22C-6-34-26-32-30-22C-20-22-14-16 0-18C14-16 20-22 30-22C26-32 6-34 0-22z", "#7C8A50"
    ) + stroke("M0-24L1-35", STALK, 4.5)
    body = "M0-24C26-32 47-18 46 4C45 28 24 40 0 40C-24 40-45 28-46 4C-47-18-26-32 0-24z"
    return Motif(
        "round",
        pen.solid(body, "#E98B3E", "#CF6C2B")
        + patch("M-36 2C-36-10-28-17-20-18Q-29-8-30 6z", "#FFF0DA", 0.4)
        + calyx,
        pen.ball(0, 6, 38, 30, "#E98B3E", "#CF6C2B") + moved(calyx, 0, 3, 0.85),
    )


def dried_persimmon(pen: Pen) -> Motif:
    body = "M-2-28C22-32 44-22 44 2C44 24 22 32 0 32C-24 32-44 22-44 0C-44-20-24-30-2-28z"
    frost = patch("M-40-4C-36-22-8-28 14-25C-8-20-24-10-26 10Q-36 10-40-4z", "#FFF6E8", 0.75)
    cap = patch(
        "M0-10C-10-22-22-18-22-10C-14-8-8-2 0-4C8-2 14-8 22-10C22-18 10-22 0-10z", "#8A6A44"
    )
    return Motif(
        "round",
        pen.solid(body, "#C9743A", "#A4552A") + frost + cap,
        pen.solid(body, "#C9743A", "#A4552A") + dot(4, 2, 22, "#E3964F", 1, 15) + frost,
    )


def jujube(pen: Pen) -> Motif:
    creases = "M-22-10Q-8-16 4-12M-14 2Q2-4 20 0M-20 12Q-4 8 12 12M6 20Q14 18 20 14"
    one = (
        pen.solid(
            "M-38 0C-38-20-18-27 2-26C24-26 39-16 38 2C38 20 20 26-2 26C-24 26-38 18-38 0z",
            "#A8442F",
            "#852F22",
        )
        + stroke(creases, "#6E2419", 2.2, 0.75)
        + dot(35, -1, 4, "#6E4A2E")
    )
    return Motif("small", one, one + leaf(36, 0, 30, -24, GREEN, GREEN_DARK))


def fresh_jujube(pen: Pen) -> Motif:
    body = "M0-34C22-34 33-18 33 4C33 26 18 36 0 36C-18 36-33 26-33 4C-33-18-22-34 0-34z"
    one = (
        pen.solid(body, "#B7C278", "#93A254")
        + patch(
            "M0-34C22-34 33-18 33 4C33 14 30 22 25 28C22 2 10-22-12-31Q-6-34 0-34z", "#A94A33", 0.8
        )
        + stroke("M0-33L1-44", STALK, 3)
    )
    return Motif("round", one, one + leaf(1, -42, 34, -20, GREEN, GREEN_DARK))


def hawthorn(pen: Pen) -> Motif:
    def one(x: float, y: float) -> str:
        spots = "".join(
            dot(x + a, y + b, 1.2, "#F6D9B8", 0.9)
            for a, b in ((-9, 2), (-2, 9), (6, 1), (8, 11), (-5, -6))
        )
        return (
            pen.ball(x, y, 20, 19, "#CC4A3C", "#A6322B")
            + patch(f"M{number(x - 6)} {number(y - 17)}l3-6 3 4 3-4 3 6z", "#7A3B2C")
            + spots
        )

    stems = stroke("M-20 6Q-10-24 4-40M20 10Q16-18 4-40", "#7E6A44", 2.6)
    return Motif(
        "round",
        stems
        + one(-20, 16)
        + one(22, 22)
        + leaf(4, -40, 34, 12, GREEN, GREEN_DARK)
        + leaf(4, -40, 30, 160, GREEN_DARK, GREEN),
        moved(one(0, 0), 0, 4, 1.6),
    )


def mango(pen: Pen) -> Motif:
    body = "M-30-24C-10-44 26-38 40-12C50 10 36 36 10 38C-4 38-12 28-26 20C-46 8-46-10-30-24z"
    whole = (
        pen.solid(body, "#EDB447", "#D9942F")
        + patch("M-30-24C-10-44 26-38 40-12C22-24-8-20-38-2Q-40-14-30-24z", "#D9694A", 0.45)
        + stroke("M-30-24Q-36-30-36-38", STALK, 4)
    )
    half = (
        patch(body, "#D9942F")
        + moved(patch(body, "#F3C45B"), 1, 0, 0.9)
        + stroke("M-22-8L22 24M-10-20L32 12M-20 14L10-28M2 28L30-18", "#E0A53C", 2, 0.8)
    )
    return Motif("round", whole, half)
