"""Noodles, bread and sweets."""

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
    petals,
    points,
    stroke,
    turned,
)
from marketplace.catalog.motifs.vessels import bowl_of


def noodle(pen: Pen) -> Motif:
    light, dark = pen.dice.choice((("#F1DDAF", "#DDC388"), ("#F5E8CC", "#E2CFA4")))
    strands = "".join(
        stroke(
            f"M{points(x, -44)}Q{points(x + bend, 0, x * 0.8, 44)}", light if i % 2 else dark, 4.4
        )
        for i, (x, bend) in enumerate((x, pen.dice.uniform(-4, 4)) for x in range(-22, 23, 4))
    )
    band = patch("M-25-6Q0 0 25-6V8Q0 14-25 8z", SEAL_RED)
    return Motif("upright", strands + band, _noodle_bowl(pen, light, dark, "#EFD9AE"))


def _noodle_bowl(pen: Pen, light: str, dark: str, soup: str) -> str:
    waves = "".join(
        stroke(
            f"M{points(-24 + i * 2, -8 + i * 2.6)}q8-6 14 0t14 0t12 0",
            light if i % 2 else dark,
            2.8,
        )
        for i in range(4)
    )
    return (
        bowl_of(pen, soup)
        + waves
        + dot(14, -8, 4, GREEN, 1, 2.4)
        + dot(20, -4, 3, GREEN_DARK, 1, 2)
    )


def vermicelli(pen: Pen) -> Motif:
    light, dark = pen.dice.choice(
        (("#DCD6CB", "#BFB7A8"), ("#CDBFAE", "#AD9D8A"), ("#EDEBE2", "#D2CEBF"))
    )
    loops = "".join(
        stroke(
            f"M{points(-34 + i * 3, 26)}C{points(-40 + i * 5, -34 - i * 2)} "
            f"{points(40 - i * 5, -34 - i * 2, 34 - i * 3, 26)}",
            light if i % 2 else dark,
            4.2,
        )
        for i in range(7)
    )
    tie = patch("M-12-30h24v12h-24z", SEAL_RED)
    return Motif("round", moved(loops + tie, 0, 6), _noodle_bowl(pen, light, dark, "#E7D6B8"))


def soup(pen: Pen) -> Motif:
    hue = pen.dice.choice(("#B9763F", "#C48A4E", "#A9683A"))
    bits = "".join(
        dot(x, y, 3.6, pen.dice.choice(("#E9C98A", "#7C4A2A", GREEN, "#E3B48C")), 1, 2.2)
        for x, y in ((-16, -8), (2, -3), (14, -9), (-4, -11), (20, -4), (-22, -3))
    )
    steam = stroke(
        "M-14-26q-6-8 0-16t0-14M4-28q-6-8 0-16t0-14M20-26q-6-8 0-15t0-12", "#FFFFFF", 3.4, 0.7
    )
    spoon = turned(dot(0, -22, 10, "#F7F4EC", 1, 14) + stroke("M0-10V38", "#F7F4EC", 5), 30)
    return Motif(
        "single",
        moved(bowl_of(pen, hue) + bits + steam, 0, 12, 1.05) + moved(spoon, 46, 16, 0.8),
        spoon,
    )


def tofu(_pen: Pen) -> Motif:
    def cube(x: float, y: float, size: float) -> str:
        sides = (
            patch("M0-20L30-6L0 8L-30-6z", "#FFFDF5")
            + patch("M-30-6L0 8V34L-30 20z", "#EFE5CC")
            + patch("M30-6L0 8V34L30 20z", "#D9CAA8")
        )
        return moved(sides, x, y, size)

    plate = dot(0, 30, 50, "#7F93A8", 1, 15) + dot(0, 28, 45, "#A9B8C5", 1, 11)
    return Motif(
        "single",
        plate
        + cube(-20, -4, 0.72)
        + cube(21, -2, 0.72)
        + cube(0, 6, 0.78)
        + leaf(2, -4, 16, -20, GREEN, GREEN_DARK)
        + leaf(1, -4, 14, 200, GREEN_DARK, GREEN),
        cube(0, 0, 1),
    )


def yuba(_pen: Pen) -> Motif:
    hues = ("#D9B568", "#E9CB86", "#DDBB70", "#EFD59A", "#D3AB5C")
    sticks = "".join(
        turned(
            stroke(f"M{points(x, -40)}q-4 20 2 40t-1 42", hue, 10)
            + stroke(f"M{points(x - 2, -38)}q-4 20 2 38t-1 40", "#F6E4B4", 2, 0.7),
            x * 0.42,
            x,
            40,
        )
        for x, hue in zip((-24, 24, -12, 12, 0), hues, strict=True)
    )
    return Motif("single", sticks + stroke("M-27 8Q0 15 27 8", SEAL_RED, 4), sticks)


def pastry(_pen: Pen) -> Motif:
    rim = petals(12, 32, 9.5, 9.5, "#B97A3C")
    top = (
        moved(petals(12, 30, 9, 9, "#D9A25A"), -1, -2)
        + dot(-1, -2, 30, "#D9A25A")
        + dot(-1, -2, 21, "#E7BC78")
        + moved(petals(5, 10, 8, 5, "#C98A4A"), -1, -2)
        + dot(-1, -2, 4, "#B97A3C")
    )
    slab = (
        patch("M-32-4L0-18L32-4L0 10z", "#E7BC78")
        + patch("M-32-4L0 10V30L-32 16z", "#D9A25A")
        + patch("M32-4L0 10V30L32 16z", "#B97A3C")
        + "".join(
            dot(x, y, 2.4, "#FBF1DC", 1, 1.4) for x, y in ((-10, -5), (4, -9), (8, 0), (-2, 3))
        )
    )
    return Motif("round", rim + top, slab)


def flatbread(pen: Pen) -> Motif:
    marks = "".join(
        dot(
            pen.dice.uniform(-28, 26),
            pen.dice.uniform(-16, 16),
            pen.dice.uniform(3, 6),
            "#B9803E",
            0.55,
            3,
        )
        for _ in range(9)
    )
    one = (
        dot(2, 8, 45, "#B98A4E", 1, 30)
        + pen.ball(0, 2, 45, 30, "#E9C78C", "#D3A966")
        + marks
        + "".join(
            dot(x, y, 2, "#FFF6E2", 1, 1.2)
            for x, y in ((-18, -8), (0, -14), (16, -4), (-6, 4), (10, 12), (-24, 6))
        )
    )
    return Motif("round", one, one)


def twist(_pen: Pen) -> Motif:
    def braid() -> str:
        lobes = ((-40, 0.5), (-29, 0.8), (-15, 1), (0, 1.06), (15, 1), (29, 0.8), (40, 0.5))
        return "".join(
            moved(
                dot(0, 0, 17, "#A9682A", 1, 8.6)
                + dot(-1, -1.6, 15.6, "#D9994A" if i % 2 else "#E3AC62", 1, 6.6),
                x,
                0,
                s,
                58,
            )
            for i, (x, s) in enumerate(lobes)
        )

    return Motif(
        "single", moved(braid(), -3, -16, 0.95, -12) + moved(braid(), 4, 12, 1.05, -8), braid()
    )


def snack_strip(pen: Pen) -> Motif:
    rows = ((-16, -6, "#A8452A"), (-4, 4, "#C45A30"), (8, -3, "#B5502C"), (20, 5, "#D06A3A"))
    strips = "".join(
        moved(
            stroke("M-40 0Q-14-7 8 0T42-2", hue, 10)
            + stroke("M-38-3Q-14-10 8-3T40-5", "#E39A62", 2, 0.7)
            + dots(pen.scatter(5, (-34, 34), (-3, 3)), 1.4, "#F6E2B4"),
            0,
            y,
            1,
            a,
        )
        for y, a, hue in rows
    )
    return Motif(
        "single",
        dot(0, 20, 49, "#F3F1EA", 1, 20)
        + dot(0, 18, 41, "#E7E3D8", 1, 14)
        + moved(strips, 0, 0, 0.86),
        strips,
    )


def candy(_pen: Pen) -> Motif:
    def bar(x: float, y: float, angle: float) -> str:
        top = patch("M-30-10L22-18L32-6L-20 3z", "#F6E6BE")
        return moved(
            top
            + patch("M-20 3L32-6V6L-20 16z", "#DDC48A")
            + patch("M-30-10L-20 3V16L-30 2z", "#CBAE70")
            + dots(
                ((-14, -6), (-2, -9), (10, -9), (20, -10), (-6, -2), (8, -3)),
                1.8,
                "#8A6A3A",
                ry=1.1,
            ),
            x,
            y,
            1,
            angle,
        )

    return Motif(
        "single",
        dot(0, 30, 48, "#F3F1EA", 1, 16)
        + dot(0, 28, 41, "#E2DED2", 1, 11)
        + bar(-12, 14, 4)
        + bar(14, 18, -6)
        + bar(-2, -4, -2),
        bar(0, 0, 0),
    )


def milk(pen: Pen) -> Motif:
    bottle = (
        pen.solid(
            "M-12-44h24v14C14-20 26-14 26 0v38q-26 8-52 0V0C-26-14-14-20-12-30z",
            "#FDFBF4",
            "#DDDCD2",
            shift=(-7, 0),
        )
        + patch("M-14-48h28v10h-28z", "#7F93A8")
        + patch("M-26 6q26 6 52 0v20q-26 6-52 0z", "#A9B8C5", 0.8)
    )
    glass = patch("M-24-30h48l-6 66q-18 6-36 0z", "#EDF1F3") + patch(
        "M-22-14q22 5 44 0l-4.5 48q-17 5-35 0z", "#FDFBF4"
    )
    return Motif("upright", bottle, glass)


def slab(_pen: Pen) -> Motif:
    def bar(x: float, y: float) -> str:
        sides = (
            patch("M-30-8L18-18L32-8L-18 3z", "#6B4A38")
            + patch("M-18 3L32-8V3L-18 15z", "#4A3226")
            + patch("M-30-8L-18 3V15L-30 3z", "#3A271E")
        )
        return moved(sides, x, y)

    tray = dot(0, 28, 48, "#E7D9BC", 1, 16) + dot(0, 26, 41, "#D9C7A4", 1, 11)
    return Motif("single", tray + bar(-10, 14) + bar(10, 18) + bar(0, 0), bar(0, 0))
