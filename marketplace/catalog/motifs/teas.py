"""Tea and flowers."""

from marketplace.catalog.motifs.pen import (
    GREEN,
    GREEN_DARK,
    Motif,
    Pen,
    dot,
    leaf,
    moved,
    petals,
    stroke,
)
from marketplace.catalog.motifs.vessels import cup_of


def tea(pen: Pen) -> Motif:
    hue = pen.dice.choice((("#8FAE5F", "#6F8F45"), ("#9CB36A", "#7A944C")))
    sprig = (
        stroke("M0 46Q2 20 0-4", hue[1], 3)
        + leaf(0, 16, 46, -152, *hue)
        + leaf(0, 8, 48, -32, hue[0], hue[1])
        + leaf(0, 0, 46, -98, "#B4C77E", hue[0])
        + leaf(0, 2, 30, -70, "#C9D69A", hue[0])
    )
    return Motif("round", sprig, cup_of(pen, "#C9CF7A"))


def black_tea(pen: Pen) -> Motif:
    sprig = tea(pen).whole
    return Motif("round", sprig, cup_of(pen, "#B4532D"))


def dark_tea(pen: Pen) -> Motif:
    cake = (
        pen.ball(0, 2, 44, 40, "#7A5A42", "#5B4130")
        + dot(0, 2, 12, "#5B4130", 0.9, 10)
        + petals(14, 29, 8, 3, "#96735A", spin=50)
        + petals(9, 19, 6, 2.4, "#6A4D39", spin=-40)
    )
    return Motif("round", cake, cup_of(pen, "#8E3F25"))


def oolong(pen: Pen) -> Motif:
    return Motif("round", tea(pen).whole, cup_of(pen, "#D99A44"))


def jasmine(pen: Pen) -> Motif:
    flower = (
        petals(3, 14, 15, 8.5, "#EFE9DA")
        + petals(3, 14, 15, 8.5, "#FFFFFF", start=60)
        + dot(0, 0, 5, "#E8D68A")
    )
    return Motif(
        "round",
        leaf(0, 6, 50, -24, GREEN, GREEN_DARK)
        + leaf(0, 6, 50, 204, GREEN_DARK, GREEN)
        + leaf(0, 6, 44, 70, GREEN, GREEN_DARK)
        + moved(flower, 0, -6, 1.15),
        cup_of(pen, "#D6CF86"),
    )


def _bloom(_pen: Pen, rings: tuple[tuple[int, float, float, str], ...], eye: str) -> str:
    drawn = "".join(
        petals(count, radius, size, size * 0.4, colour, start=radius)
        for count, radius, size, colour in rings
    )
    return drawn + dot(0, 0, 8, eye)


def chrysanthemum(pen: Pen) -> Motif:
    deep, mid, pale, eye = pen.dice.choice(
        (("#D9A936", "#EAC75C", "#F6E09A", "#B9812A"), ("#E3D8BC", "#F3EBD6", "#FFFCF2", "#D3A63C"))
    )
    bloom = _bloom(pen, ((15, 29, 16, deep), (13, 22, 13, mid), (9, 12, 10, pale)), eye)
    return Motif(
        "round",
        stroke("M0 20Q4 38 0 50", GREEN_DARK, 3.4)
        + leaf(2, 40, 32, -30, GREEN, GREEN_DARK)
        + bloom,
        "",
    )


def rose(pen: Pen) -> Motif:
    bloom = (
        petals(6, 22, 18, 21, "#A83A5C", start=10)
        + petals(6, 19, 17, 19, "#C4577A", start=38)
        + petals(5, 11, 14, 15, "#B2466A", start=5)
        + petals(5, 8, 12, 13, "#D5728F", start=40)
        + dot(0, 0, 9, "#B2466A")
        + stroke("M-5 2Q0-7 6-1Q4 7-3 4", "#EBA9BC", 2.4)
    )
    bud = (
        leaf(0, 30, 44, -118, GREEN, GREEN_DARK)
        + leaf(0, 30, 44, -62, GREEN_DARK, GREEN)
        + pen.solid("M0-34C20-22 24 6 12 22Q0 30-12 22C-24 6-20-22 0-34z", "#C4577A", "#A83A5C")
        + stroke("M0-30Q-10-4 4 22", "#8E2E4C", 2, 0.6)
    )
    return Motif(
        "round",
        leaf(10, 20, 46, 28, GREEN, GREEN_DARK) + leaf(-10, 20, 46, 152, GREEN_DARK, GREEN) + bloom,
        bud,
    )


def wintersweet(pen: Pen) -> Motif:
    places = (
        (-6, -6, 1.05),
        (30, -40, 0.95),
        (-34, -22, 0.9),
        (40, -2, 0.9),
        (-24, 24, 1),
        (12, -24, 0.8),
    )
    bloom = (
        petals(6, 9, 9.5, 6, "#EBCB5A")
        + petals(5, 4, 4.4, 2.6, "#F6E29A")
        + dot(0, 0, 3.2, "#9A4A3A")
    )
    branch = stroke("M-44 44Q-20 20-6-6T30-46M-14 8Q-30-6-34-22M6-14Q26-12 40-2", "#6B5142", 4.2)
    return Motif("single", branch + pen.stamped(bloom, places), bloom)


def honeysuckle(pen: Pen) -> Motif:
    def flower(x: float, angle: float, hue: str) -> str:
        return moved(
            pen.solid(
                "M-3 30C-5 4-8-12-18-28C-8-30-2-22 0-16C4-26 12-32 20-26C10-12 5 4 3 30z",
                hue,
                "#D9C08A",
                shift=(-3, -2),
            )
            + stroke("M0-14Q2-28-2-38M2-14Q8-28 8-38", "#C9B26A", 1.4),
            x,
            0,
            1,
            angle,
        )

    return Motif(
        "tall",
        leaf(0, 34, 42, 200, GREEN, GREEN_DARK)
        + leaf(0, 34, 42, -20, GREEN_DARK, GREEN)
        + flower(-14, -20, "#FBF6E6")
        + flower(14, 18, "#F0D888")
        + moved(flower(0, 0, "#FFFDF3"), 0, -8),
        flower(0, 30, "#F0D888"),
    )
