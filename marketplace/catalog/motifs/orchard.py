"""Fruit, fresh from the tree, the vine and the melon field."""

from marketplace.catalog.motifs.pen import (
    GREEN,
    GREEN_DARK,
    STALK,
    Motif,
    Pen,
    around,
    dot,
    dots,
    each,
    leaf,
    moved,
    number,
    ring,
    patch,
    pebbles,
    petals,
    stroke,
)

FLESH, FLESH_EDGE = "#FBF1D9", "#F1DFB8"


def _twig(pen: Pen, top: float, *, side: int = 1) -> str:
    angle = -35 + pen.dice.uniform(-12, 12) if side > 0 else 215
    return stroke(f"M0 {number(top + 8)}Q1 {number(top)} 4 {number(top - 9)}", STALK, 3.6) + leaf(
        3, top - 3, 30, angle, GREEN, GREEN_DARK
    )


def apple(pen: Pen) -> Motif:
    light, dark = pen.dice.choice((("#D4553F", "#B23A2E"), ("#DB6A4C", "#BC4736")))
    body = "M0-30C12-42 44-38 44-4C44 26 24 44 10 42C4 41-4 41-10 42C-24 44-44 26-44-4C-44-38-12-42 0-30z"
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
        + each(((-7, 6), (7, 6)), lambda x, y: dot(x, y, 3.2, "#6B4128", ry=6))
    )
    return Motif("round", whole, half)


def _pear_body(wide: float) -> str:
    w = number(wide)
    return f"M0-42C14-42 14-26 19-13C25 0 {w} 8 {w} 22C{w} 38 20 46 0 46C-20 46-{w} 38-{w} 22C-{w} 8-25 0-19-13C-14-26-14-42 0-42z"


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
        + each(((-5, 18), (5, 18)), lambda x, y: dot(x, y, 2.8, "#6B4128", ry=5))
    )
    return Motif("round", whole, half)


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


def _bunch(pen: Pen, light: str, dark: str, r: float = 12.5) -> str:
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
    net = "M-40-6Q-8-20 40-8M-43 8Q-6-4 43 8M-38 20Q-4 12 38 21M-24-28Q-30 4-18 36M-2-34Q-8 4 0 40M22-29Q24 4 18 36"
    whole = (
        pen.solid(ring(0, 3, 46, 38), light, dark)
        + stroke(net, "#FFF7DD", 1.8, 0.6)
        + stroke("M0-34Q2-42 10-46", "#8A8F4E", 4.5)
    )
    wedge = (
        pen.solid("M-46-14Q0 4 46-14Q34 34 0 36Q-34 34-46-14z", light, dark, shift=(0, -6))
        + patch("M-41-12Q0 3 41-12Q29 25 0 26Q-29 25-41-12z", "#F0A35E")
        + patch("M-30-8Q0 3 30-8Q20 8 0 9Q-20 8-30-8z", "#F7C98C")
        + each(((-14, -1), (-4, 2), (6, 2), (16, -1)), lambda x, y: dot(x, y, 1.8, "#FFF3D0", ry=3))
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
        + each(
            ((-22, -6), (-8, -4), (7, -6), (21, -5), (-14, 8), (1, 11), (14, 7)),
            lambda x, y: dot(x, y, 1.9, "#43302B", ry=3.1),
        )
    )
    return Motif("round", whole, wedge)


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
        spots = each(
            ((-9, 2), (-2, 9), (6, 1), (8, 11), (-5, -6)),
            lambda a, b: dot(x + a, y + b, 1.2, "#F6D9B8", 0.9),
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
    pips = each(
        (
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
        ),
        lambda x, y: dot(x, y, 1.5, "#F6DDA4", ry=2.5),
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


def _citrus(pen: Pen, light: str, dark: str, pith: str) -> Motif:
    pores = dots(pen.scatter(10, (-26, 20), (-16, 30)), 1, dark, opacity=0.8)
    whole = (
        pen.ball(0, 4, 42, 39, light, dark)
        + pores
        + dot(1, -29, 4.5, "#6B7A45", ry=3)
        + leaf(2, -31, 36, -32, GREEN, GREEN_DARK)
        + leaf(0, -31, 28, 202, GREEN_DARK, GREEN)
    )
    segment = "M0-4L-9-27Q0-33 9-27z"
    half = (
        dot(0, 0, 40, dark)
        + dot(0, 0, 36.5, pith)
        + "".join(
            f'<path d="{segment}" fill="{light}" transform="rotate({i * 45})"/>' for i in range(8)
        )
        + dot(0, 0, 3, pith)
    )
    return Motif("round", whole, half)


def orange(pen: Pen) -> Motif:
    return _citrus(pen, "#EE9A3A", "#D97C25", "#FBE9C8")


def mandarin(pen: Pen) -> Motif:
    return _citrus(pen, "#F0A33F", "#DD8228", "#FBE3BC")


def kumquat(pen: Pen) -> Motif:
    def one(x: float, y: float, a: float) -> str:
        return pen.ball(x, y, 17, 21, "#F1A93C", "#DC8727", tilt=a)

    whole = (
        stroke("M-18 4Q-8-24 6-40M18 4Q14-20 6-40", "#6B7A45", 2.4)
        + one(-20, 16, 12)
        + one(20, 18, -10)
        + leaf(6, -40, 38, 24, GREEN, GREEN_DARK)
        + leaf(6, -40, 34, 150, GREEN_DARK, GREEN)
    )
    return Motif("round", whole, moved(one(0, 0, 0), 0, 4, 1.6))


def green_orange(pen: Pen) -> Motif:
    return _citrus(pen, "#A5B455", "#84963F", "#F7F1CF")


def pomelo(pen: Pen) -> Motif:
    body = "M0-40C8-40 12-33 18-27C34-20 46-4 45 14C44 34 24 45 0 45C-24 45-44 34-45 14C-46-4-34-20-18-27C-12-33-8-40 0-40z"
    whole = pen.solid(body, "#D8CE78", "#BDB053") + leaf(0, -38, 36, -24, GREEN, GREEN_DARK)
    segment = "M0-3L-12-28Q0-37 12-28z"
    flesh = pen.dice.choice(("#F3D9A4", "#E6A08C"))
    half = (
        dot(0, 0, 44, "#C4B858")
        + dot(0, 0, 40, "#F8F2DC")
        + "".join(
            f'<path d="{segment}" fill="{flesh}" transform="rotate({i * 40})"/>' for i in range(9)
        )
    )
    return Motif("round", whole, half)


def _bumpy(pen: Pen, light: str, dark: str, bump: str) -> str:
    rows = "".join(
        petals(count, radius, 4.2, 4.2, bump) for count, radius in ((14, 32), (9, 21), (5, 10))
    )
    return pen.ball(0, 2, 38, 37, light, dark) + moved(
        rows.replace("/>", ' fill-opacity=".55"/>'), 0, 2
    )


def bayberry(pen: Pen) -> Motif:
    one = _bumpy(pen, "#8C3044", "#6A2034", "#B3546A")
    return Motif(
        "round",
        leaf(2, -32, 42, -30, GREEN, GREEN_DARK) + leaf(0, -32, 36, 210, GREEN_DARK, GREEN) + one,
        one,
    )


def lychee(pen: Pen) -> Motif:
    one = _bumpy(pen, "#C9544F", "#A63A3C", "#DD8077")
    peeled = pen.ball(0, 2, 37, 36, "#F7F1EA", "#E2D6CC") + patch(
        "M-37 2C-30 12-18 6-9 14C0 8 12 16 20 10C28 14 34 8 37 4C36 26 20 38 0 38C-20 38-36 26-37 2z",
        "#C9544F",
    )
    return Motif(
        "round",
        stroke("M0-34Q4-42 12-48", STALK, 3.4) + leaf(6, -42, 38, 8, GREEN, GREEN_DARK) + one,
        peeled,
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
