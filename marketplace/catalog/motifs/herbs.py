"""Spices, berries and roots that are food and herb alike."""

from marketplace.catalog.motifs.pen import (
    GREEN,
    GREEN_DARK,
    SEAL_RED,
    Motif,
    Pen,
    dot,
    dots,
    leaf,
    moved,
    patch,
    pebbles,
    petals,
    points,
    stroke,
    turned,
)


def pepper(pen: Pen) -> Motif:
    husks = (
        (-22, -12),
        (-2, -24),
        (18, -14),
        (-28, 8),
        (-8, 2),
        (12, 4),
        (28, 10),
        (-16, 22),
        (4, 22),
        (20, 28),
    )
    stems = stroke(
        "M0 50Q-2 20-22-10M-1 30Q2 0 0-22M-1 24Q10 0 18-12M-1 34Q-12 18-27 8M0 36Q14 22 27 12",
        "#7E6A44",
        2,
    )
    husk = "M-34-4C-28 4-16 8 0 8C16 8 28 4 34-4C32 22 18 34 0 34C-18 34-32 22-34-4z"
    berry = (
        dot(2, -6, 15, "#2E2522")
        + dot(-3, -11, 4, "#7A6A64", 0.9)
        + pen.solid(husk, "#B5473A", "#8C2F2A")
        + patch("M-34-4C-28 4-16 8 0 8C16 8 28 4 34-4C26 0 16 2 0 2C-16 2-26 0-34-4z", "#EBCDA4")
    )
    return Motif(
        "round",
        stems
        + leaf(0, 36, 34, -20, GREEN, GREEN_DARK)
        + leaf(0, 38, 32, 200, GREEN_DARK, GREEN)
        + pebbles(husks, 9.2, "#B5473A", "#8C2F2A")
        + stroke(
            "".join(f"M{points(x - 4, y + 1)}q4 3 8-1" for x, y in husks), "#E7B48E", 1.6, 0.8
        ),
        berry,
    )


def goji(pen: Pen) -> Motif:
    berry = (
        pen.solid("M0-30C12-24 15 4 10 20C6 30-6 30-10 20C-15 4-12-24 0-30z", "#D9503A", "#B5382A")
        + dot(-4, -8, 2.4, "#FFD9C4", 0.7, 6)
        + patch("M-6-27L0-36L6-27z", "#7C8A50")
    )
    spray = (
        stroke("M-40-36Q0-44 40-24", "#7E7A4A", 3)
        + leaf(-20, -40, 26, 60, GREEN, GREEN_DARK)
        + leaf(14, -38, 26, 100, GREEN_DARK, GREEN)
        + "".join(
            moved(berry, x, y, 0.92, a) for x, y, a in ((-28, -4, 10), (-4, 6, -4), (22, 8, -12))
        )
    )
    return Motif("small", turned(berry, 60), spray)


def root(pen: Pen) -> Motif:
    light, dark = pen.dice.choice((("#DFC79A", "#C2A673"), ("#C9A97C", "#A98858")))

    def one(x: float, angle: float) -> str:
        body = pen.solid(
            "M-7-40Q0-48 7-40C10-16 6 20 1 48C-6 22-10-14-7-40z", light, dark, shift=(-4, 0)
        )
        return moved(
            body + stroke("M-6-26h11M-6-14h10M-5-2h8M-4 10h6M3 14q8 6 10 16", dark, 1.6, 0.9),
            x,
            0,
            1,
            angle,
        )

    cut = (
        dot(0, 0, 24, dark, 1, 20)
        + dot(0, 0, 21, "#F3E6C4", 1, 17)
        + dot(0, 0, 9, "#E3C98E", 1, 7)
        + petals(10, 13.5, 3.6, 0.8, "#DCC596")
    )
    return Motif(
        "tall",
        one(-18, -9) + one(18, 9) + one(0, 0) + stroke("M-22 4Q0 11 22 4", SEAL_RED, 3.2),
        moved(cut, -14, 16, 0.95, -10) + moved(cut, 20, 24, 0.8, 14),
    )


def ginseng(pen: Pen) -> Motif:
    body = (
        "M-5-30Q0-36 5-30C14-24 15-8 11 2C16 14 24 26 26 46C17 34 8 24 2"
        " 14C-2 26-10 36-20 46C-16 28-14 14-11 2C-15-8-14-24-5-30z"
    )
    hair = stroke(
        (
            "M-20 46q-6 2-10 6M-18 38q-8 0-14 4M26 46q5 1 8 6M22 34q8-1 12 3"
            "M-12 0q-12 2-18 10M12-2q12 2 18 8"
        ),
        "#C9AA70",
        1.6,
    )
    tops = (
        stroke("M0-32V-42", "#8E7A4A", 4)
        + leaf(0, -42, 30, -150, GREEN, GREEN_DARK)
        + leaf(0, -42, 30, -30, GREEN_DARK, GREEN)
        + dot(0, -46, 4, "#C2423B")
        + dot(-6, -48, 3.4, "#C2423B")
    )
    return Motif(
        "single",
        hair
        + tops
        + pen.solid(body, "#E8CFA0", "#CCAE78", shift=(-4, -3))
        + stroke("M-10-14h14M-9-4h12", "#B99660", 1.6, 0.8),
        moved(
            dot(0, 0, 24, "#CCAE78", 1, 19)
            + dot(0, 0, 21, "#F6EACB", 1, 16)
            + dot(0, 0, 7, "#E8CFA0", 1, 5),
            0,
            20,
        ),
    )


def peel(pen: Pen) -> Motif:
    one = pen.solid(
        (
            "M-4 8C-40 14-48-12-34-28C-20-42-2-26 0-10C4-28 24-42 38-26C48-12"
            " 40 14 6 8C16 26 4 42-6 38C-18 34-16 18-4 8z"
        ),
        "#A4622F",
        "#7F4820",
    ) + dots(pen.scatter(14, (-32, 32), (-24, 6)), 1.3, "#D79A62", opacity=0.8)
    return Motif("round", one, _mandarin(pen))


def _mandarin(pen: Pen) -> str:
    return (
        pen.ball(0, 4, 40, 36, "#E9983A", "#CF7A26")
        + dot(1, -27, 4.5, "#6B7A45", ry=3)
        + leaf(2, -29, 36, -30, GREEN, GREEN_DARK)
    )


def mugwort(pen: Pen) -> Motif:
    def sprig(x: float, angle: float) -> str:
        leaves = "".join(
            leaf(0, y, s, a, "#93A98A", "#6F8869")
            for y, s, a in (
                (-30, 26, -92),
                (-22, 26, -140),
                (-22, 26, -40),
                (-2, 32, -150),
                (-2, 32, -30),
                (18, 32, -158),
                (18, 32, -22),
            )
        )
        return moved(stroke("M0 50V-30", "#6F8869", 3) + leaves, x, 0, 1, angle)

    roll = (
        pen.solid("M-10-30h20v60h-20z", "#E9DCC2", "#CDBB96", shift=(-5, 0))
        + dot(0, -30, 10, "#B9A47A", 1, 4)
        + patch("M-10-4h20v10h-20z", SEAL_RED, 0.85)
    )
    return Motif(
        "tall",
        sprig(-14, -12) + sprig(14, 12),
        moved(roll, -12, 10, 0.9, -16) + moved(roll, 12, 12, 0.9, 8),
    )


def monk_fruit(pen: Pen) -> Motif:
    whole = (
        pen.ball(0, 2, 38, 36, "#A9834E", "#86633A")
        + dot(-12, -12, 7, "#CDAA74", 0.6, 10)
        + stroke("M0-34V-42", "#7A6038", 4)
    )
    half = (
        dot(0, 2, 38, "#86633A", 1, 36)
        + dot(0, 2, 33, "#C9A069", 1, 31)
        + petals(9, 17, 6, 4, "#8E6B3E")
        + dot(0, 2, 7, "#B58A52")
    )
    return Motif("round", whole, half)


def lotus_seed(pen: Pen) -> Motif:
    seed = (
        pen.ball(0, 0, 24, 27, "#FBF4E0", "#E2D5B5")
        + dot(0, -24, 4, "#B99A6A", ry=3)
        + stroke("M-6-14Q-9 2-5 16", "#E2D5B5", 2)
    )
    pod = (
        pen.solid("M-44-14C-40 18-16 34-6 44H6C16 34 40 18 44-14z", "#9DB06A", "#7C9150")
        + dot(0, -14, 44, "#B4C482", 1, 17)
        + "".join(
            dot(x, y, 6, "#F3E9C8", 1, 4.4)
            for x, y in ((-24, -14), (-8, -20), (10, -20), (26, -14), (-12, -8), (6, -8))
        )
    )
    return Motif("small", seed, pod)


def dogwood(pen: Pen) -> Motif:
    berry = pen.solid(
        "M0-24C14-22 18-4 15 8C12 24-12 24-15 8C-18-4-14-22 0-24z", "#C43A3A", "#99282C"
    ) + dot(-5, -8, 2.6, "#FFD9C4", 0.6, 6)
    spray = (
        stroke("M-36-30Q0-46 38-28M-20-38V-18M2-40V-14M24-36V-16", "#7E6A44", 2.6)
        + "".join(moved(berry, x, y, 0.9) for x, y in ((-20, 2), (2, 8), (24, 4)))
        + leaf(-34, -30, 34, -150, GREEN, GREEN_DARK)
        + leaf(36, -28, 34, -24, GREEN, GREEN_DARK)
    )
    return Motif("small", berry, spray)
