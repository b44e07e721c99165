"""Livestock, poultry, fish and what is made of them."""

from marketplace.catalog.motifs.pen import (
    GREEN,
    GREEN_DARK,
    Motif,
    Pen,
    dot,
    each,
    leaf,
    moved,
    number,
    patch,
    petals,
    points,
    stroke,
    turned,
)

SEAL_RED = "#B23A2E"
ROPE = "#B99A6A"


def _legs(colour: str, places: tuple[float, ...], top: float, foot: str) -> str:
    return "".join(
        patch(f"M{points(x - 4, top)}h8l-1 {number(42 - top)}h-6z", colour)
        + patch(f"M{points(x - 3.5, 39)}h7v4h-7z", foot)
        for x in places
    )


def cattle(pen: Pen) -> Motif:
    light, dark = pen.dice.choice((("#B5693F", "#94502C"), ("#A85C3A", "#874426")))
    body = "M-36-12C-30-20 16-20 26-18C30-26 36-30 42-28C46-26 48-18 47-12C46-4 40-2 34-2C32 10 28 16 20 18H-26C-38 18-42 0-36-12z"
    drawn = (
        _legs(dark, (-26, 14), 10, "#5B3A26")
        + _legs(light, (-34, 24), 10, "#5B3A26")
        + stroke("M-38-8Q-46 4-43 20", dark, 3)
        + pen.solid(body, light, dark, shift=(-5, -6))
        + stroke("M36-28Q34-38 40-42M43-28Q48-34 47-40", "#EFE3CB", 3)
        + leaf(33, -24, 13, 190, dark, dark)
        + dot(45, -9, 4.5, "#E3B48C", 1, 3.6)
        + dot(40, -18, 1.6, "#2E2522")
    )
    return Motif("single", drawn, drawn)


def yak(pen: Pen) -> Motif:
    light, dark = (
        pen.dice.choice((("#5A4740", "#3E302B"), ("#66524A", "#483832")))
        if pen.dice.random() < 0.75
        else ("#EDE6D8", "#CFC5B0")
    )
    coat = "M-40-8C-36-22-14-26 4-26C14-30 24-26 28-20C36-26 46-20 47-10C48 0 42 6 34 4C36 16 34 26 32 32L27 24L22 34L16 26L10 35L4 27L-3 36L-9 27L-16 35L-22 26L-29 33L-34 24C-42 14-44 2-40-8z"
    drawn = (
        _legs(dark, (-26, -18, 16, 24), 20, "#2E2522")
        + stroke("M-40-6Q-50 8-46 24", light, 6)
        + pen.solid(coat, light, dark, shift=(-5, -6))
        + stroke("M34-22Q28-34 36-42M43-20Q52-30 46-40", "#E7DCC4", 3.2)
        + dot(45, -4, 4.6, "#CDB9A8", 1, 3.6)
        + dot(40, -12, 1.6, "#F6EEDD")
    )
    return Motif("single", drawn, drawn)


def sheep(pen: Pen) -> Motif:
    wool = (
        moved(petals(11, 24, 13, 12, "#E7DFCF"), -4, 0)
        + dot(-4, 0, 31, "#F4EEE2", 1, 20)
        + moved(petals(9, 19, 11, 9.5, "#FAF6EC"), -7, -3)
    )
    wool = f'<g transform="translate(-1)scale(1.15 .86)">{wool}</g>'
    head = (
        pen.solid("M26-22C34-28 46-22 48-10C48-2 42 4 36 2C28 0 24-12 26-22z", "#6B584C", "#4F4037")
        + dot(40, -12, 1.5, "#F6EEDD")
        + leaf(30, -18, 13, 160, "#6B584C", "#4F4037")
    )
    horn = stroke("M32-24Q24-34 20-24Q20-16 27-17", "#C9B48C", 4)
    drawn = _legs("#4F4037", (-24, -14, 10, 20), 14, "#2E2522") + wool + head + horn
    return Motif("single", drawn, drawn)


def pig(pen: Pen) -> Motif:
    light, dark = pen.dice.choice((("#4E4441", "#362E2C"), ("#E3A99A", "#C98A7C")))
    pale = light == "#E3A99A"
    snout = "#D4877A" if pale else "#7A6A64"
    body = "M-40-2C-40-22-16-26 6-24C20-28 36-22 42-10C48-8 50-2 47 4C42 10 36 8 32 12C26 22 8 24-10 22C-30 22-40 16-40-2z"
    drawn = (
        _legs(dark, (-24, 16), 14, "#2E2522")
        + _legs(light, (-14, 24), 14, "#2E2522")
        + stroke("M-40-6q-9-2-7 6t6 2", light, 3)
        + pen.solid(body, light, dark, shift=(-5, -6))
        + leaf(24, -20, 16, 60, dark, dark)
        + dot(46, -2, 4, snout, 1, 5.4)
        + dot(37, -10, 1.7, "#2E2522" if pale else "#F6EEDD")
    )
    return Motif("single", drawn, drawn)


def _fowl(pen: Pen, light: str, dark: str, comb: str) -> str:
    body = "M-40-20C-34-6-22-8-12-10C0-12 8-22 10-34C12-44 26-44 29-34C32-24 30-8 26 4C20 22 4 28-10 26C-30 24-38 6-40-20z"
    return (
        stroke("M-6 24V42M8 22V42", "#D99A44", 3)
        + stroke("M-11 43h9M3 43h9", "#D99A44", 2.6)
        + patch("M-38-16C-50-20-48-36-40-38C-40-28-32-18-24-12z", dark)
        + pen.solid(body, light, dark, shift=(-4, -6))
        + patch("M12-40C10-48 17-50 19-45C21-50 27-49 26-41z", comb)
        + patch("M29-34l9 4-9 4z", "#D99A44")
        + dot(24, -26, 3.4, comb, 1, 5)
        + dot(22, -35, 1.8, "#2E2522")
        + patch("M-24-2C-8-8 10-2 8 8C2 20-22 16-24-2z", dark, 0.8)
    )


def chicken(pen: Pen) -> Motif:
    light, dark = pen.dice.choice((("#C98A4A", "#A4672E"), ("#D3A25E", "#AE7C3C")))
    drawn = _fowl(pen, light, dark, "#C9402F")
    return Motif("single", drawn, drawn)


def black_chicken(pen: Pen) -> Motif:
    drawn = _fowl(pen, "#F4EFE6", "#D6CDBE", "#5B3A52")
    return Motif("single", drawn, drawn)


def _egg(pen: Pen, light: str, dark: str) -> str:
    return pen.solid(
        "M0-38C18-38 31-10 31 8C31 28 17 38 0 38C-17 38-31 28-31 8C-31-10-18-38 0-38z", light, dark
    ) + dot(-12, -10, 4, "#FFFFFF", 0.4, 9)


def egg(pen: Pen) -> Motif:
    light, dark = pen.dice.choice((("#EAC9A0", "#D3AB7C"), ("#E3BC92", "#C99C6C")))
    fried = pen.solid(
        "M-38 4C-44-16-18-26-4-24C16-36 42-18 40 2C42 22 16 30 0 26C-18 32-34 22-38 4z",
        "#FFFDF6",
        "#E8E1D0",
        shift=(-4, -5),
    ) + pen.ball(0, 0, 14, 13, "#EBAE3C", "#D3902A")
    return Motif("round", _egg(pen, light, dark), fried)


def duck_egg(pen: Pen) -> Motif:
    half = (
        patch(
            "M0-38C18-38 31-10 31 8C31 28 17 38 0 38C-17 38-31 28-31 8C-31-10-18-38 0-38z",
            "#C9D6D0",
        )
        + moved(
            patch(
                "M0-38C18-38 31-10 31 8C31 28 17 38 0 38C-17 38-31 28-31 8C-31-10-18-38 0-38z",
                "#FFFEF8",
            ),
            0,
            0,
            0.93,
        )
        + pen.ball(0, 7, 17, 17, "#E88A2E", "#CB6C1C")
    )
    return Motif("round", _egg(pen, "#D6E2DA", "#B9C9BF"), half)


def century_egg(pen: Pen) -> Motif:
    outline = "M0-38C18-38 31-10 31 8C31 28 17 38 0 38C-17 38-31 28-31 8C-31-10-18-38 0-38z"
    half = (
        patch(outline, "#5B4632")
        + moved(patch(outline, "#7A5A34"), 0, 0, 0.93)
        + dot(0, 8, 17, "#4E5A4C")
        + dot(0, 8, 10, "#39423A")
        + stroke("M-20-6l7 4M18-8l-6 5M0-26v8", "#E7D2A0", 1.6, 0.7)
    )
    return Motif("round", _egg(pen, "#C9CFC2", "#A9B0A0"), half)


def fish(pen: Pen) -> Motif:
    light, dark, fin = pen.dice.choice(
        (
            ("#D99A5C", "#B9763C", "#C9502F"),
            ("#93A0A6", "#6E7E86", "#5E6E78"),
            ("#7F9098", "#5F7079", "#50616B"),
        )
    )
    body = "M-46 2C-34-18-6-26 16-20C26-17 32-10 34-4L50-18C46-4 46 8 50 20L34 6C28 16 14 22-2 21C-22 21-38 14-46 2z"
    scales = stroke(
        "M-14-12q8 6 0 13t0 13M-2-15q9 7 0 15t0 15M10-14q8 7 0 14t0 13M22-9q6 5 0 10", dark, 2, 0.8
    )
    drawn = (
        patch("M-10-20C0-34 16-34 24-24L16-16z", fin)
        + patch("M-8 18C-2 30 8 30 10 20z", fin)
        + pen.solid(body, light, dark, shift=(-2, -8))
        + scales
        + stroke("M-24-14Q-18 0-25 14", dark, 2.4)
        + dot(-33, -3, 3.6, "#FFFDF6")
        + dot(-33.5, -3, 1.9, "#2E2522")
    )
    return Motif("single", drawn, drawn)


def crab(pen: Pen) -> Motif:
    light, dark = pen.dice.choice((("#7E8A63", "#5F6B48"), ("#C9653A", "#A44A26")))
    legs = stroke(
        "M-24 10Q-42 10-46 26M-22 18Q-36 22-36 38M-16 24Q-24 32-20 44M24 10Q42 10 46 26M22 18Q36 22 36 38M16 24Q24 32 20 44",
        dark,
        4.6,
    )

    def claw(side: int) -> str:
        arm = stroke(f"M{22 * side}-4Q{40 * side}-6 {36 * side}-22", dark, 6.4)
        return arm + patch(
            f"M{36 * side}-16C{18 * side}-24 {20 * side}-46 {38 * side}-46L{33 * side}-33L{46 * side}-40C{50 * side}-26 {46 * side}-16 {36 * side}-16z",
            light,
        )

    shell = "M-32 2C-32-16-14-20 0-20C14-20 32-16 32 2C32 20 16 28 0 28C-16 28-32 20-32 2z"
    drawn = (
        legs
        + claw(-1)
        + claw(1)
        + pen.solid(shell, light, dark)
        + stroke("M-12 6q6-7 12 0t12 0M-8 16q8 5 16 0", dark, 2.4, 0.8)
        + stroke("M-7-19v-7M7-19v-7", dark, 3)
        + dot(-7, -27, 3, "#2E2522")
        + dot(7, -27, 3, "#2E2522")
    )
    return Motif("single", drawn, drawn)


def crayfish(pen: Pen) -> Motif:
    light, dark = "#C9452F", "#9E3020"
    legs = stroke(
        "M-14-2L-28-8M-14 6L-30 6M-13 14L-27 20M14-2L28-8M14 6L30 6M13 14L27 20", dark, 2.8
    )
    claws = "".join(
        stroke(f"M{10 * s}-16Q{26 * s}-24 {22 * s}-34", dark, 5)
        + patch(
            f"M{22 * s}-28C{8 * s}-34 {10 * s}-52 {24 * s}-52L{22 * s}-42L{32 * s}-48C{36 * s}-36 {32 * s}-28 {22 * s}-28z",
            light,
        )
        for s in (-1, 1)
    )
    tail = "".join(
        patch(
            f"M{points(-w, y)}Q0 {y + 9} {points(w, y)}L{points(w - 1, y + 8)}Q0 {y + 16} {points(1 - w, y + 8)}z",
            light if i % 2 else dark,
        )
        for i, (y, w) in enumerate(((16, 13), (22, 11.5), (28, 10), (34, 8.5)))
    )
    fan = patch("M0 40C-14 40-18 50-12 52C-6 54-2 50 0 46C2 50 6 54 12 52C18 50 14 40 0 40z", dark)
    drawn = (
        legs
        + claws
        + fan
        + tail
        + pen.solid("M0-26C12-24 16-8 14 18Q0 24-14 18C-16-8-12-24 0-26z", light, dark)
        + stroke("M-3-25Q-8-40-20-46M3-25Q8-40 20-46", dark, 1.6)
        + dot(-6, -17, 2, "#2E2522")
        + dot(6, -17, 2, "#2E2522")
    )
    return Motif("single", moved(drawn, 0, 0, 1, 24), drawn)


def turtle(pen: Pen) -> Motif:
    skin, dark = "#8A8F66", "#6A704A"
    body = (
        stroke("M-28 12L-42 22M28 12L42 22M-26-10L-40-18M26-10L38-20", skin, 8)
        + patch("M28-6C40-16 50-12 50-4C50 4 40 6 28 4z", skin)
        + dot(45, -6, 1.6, "#2E2522")
    )
    drawn = (
        body
        + pen.ball(0, 2, 36, 26, "#7C7A4C", "#5E5C36")
        + dot(-2, 0, 24, "#92905E", 0.7, 16)
        + stroke("M-12-10l10-4 12 4M-16 4l14 4 16-4", "#5E5C36", 2, 0.8)
    )
    return Motif("single", drawn, drawn)


def sea_cucumber(pen: Pen) -> Motif:
    def bump(x: float, y: float) -> str:
        return patch(f"M{points(x - 5, y)}l5-12 5 12z", "#4A3C34")

    body = pen.solid(
        "M-46 4C-48-14-24-20 0-19C24-20 48-14 46 4C46 20 22 22 0 22C-24 22-46 20-46 4z",
        "#5F4E44",
        "#43362F",
    )
    drawn = (
        each(((-34, -10), (-18, -16), (0, -17), (18, -16), (33, -10)), bump)
        + body
        + each(
            ((-28, 0), (-10, -4), (8, -4), (26, 0), (-18, 10), (2, 8), (20, 9)),
            lambda x, y: dot(x, y, 3.4, "#8A7465", 0.9),
        )
    )
    return Motif("round", drawn, turned(moved(drawn, 0, 0, 0.9), -10))


def cured_meat(pen: Pen) -> Motif:
    def strip(x: float, tall: float) -> str:
        return (
            stroke(f"M{points(x, -30)}V-44", ROPE, 2.6)
            + pen.solid(
                f"M{points(x - 10, -30)}q10-5 20 0l2 {number(tall)}q-12 7-24 0z",
                "#A8503A",
                "#7F3526",
                shift=(-4, 0),
            )
            + patch(
                f"M{points(x - 3, -28)}q3 18 0 {number(tall * 0.5)}t2 {number(tall * 0.45)}l5-1q-3-18-1-{number(tall * 0.5)}t-1-{number(tall * 0.42)}z",
                "#EFD3B4",
                0.9,
            )
        )

    return Motif(
        "tall",
        stroke("M-44-44H44", "#8A6A48", 4.6) + strip(-26, 62) + strip(2, 72) + strip(29, 56),
        turned(
            pen.solid("M-34-14Q0-22 34-14V12Q0 20-34 12z", "#A8503A", "#7F3526", shift=(0, -4))
            + stroke("M-30-4Q0-10 30-4M-30 5Q0 0 30 5", "#EFD3B4", 4),
            -8,
        ),
    )


def ham(pen: Pen) -> Motif:
    leg = pen.solid(
        "M8-44C16-46 20-40 18-32C34-20 40 6 30 26C20 44-14 48-26 30C-38 10-22-16-4-26C2-32 0-42 8-44z",
        "#B5653F",
        "#8C4728",
    ) + patch("M-20 4C-16-10-2-20 8-20C-4-8-8 8-6 24C-16 20-22 14-20 4z", "#E3A678", 0.55)
    cut = (
        pen.ball(0, 4, 32, 28, "#8C4728", "#703619")
        + dot(0, 4, 28, "#F1D6BC", 1, 24)
        + dot(0, 4, 22, "#B9483C", 1, 18)
        + dot(4, 4, 6, "#F6E7D2", 1, 5)
        + stroke("M-16 0q6-6 12-3M8 14q6-2 8-8", "#F1D6BC", 2, 0.8)
    )
    return Motif("tall", stroke("M12-44Q20-54 12-56", ROPE, 3) + leg, cut)


def roast_fowl(pen: Pen) -> Motif:
    plate = dot(0, 22, 48, "#F3F1EA", 1, 15) + dot(0, 20, 40, "#E2DED2", 1, 10)
    bird = (
        pen.solid(
            "M-40 2C-34-22-8-30 12-24C34-18 42 4 34 18C20 26-26 26-40 2z", "#B9652C", "#8E451A"
        )
        + patch("M12-24C28-20 40-2 34 18C22 14 8-4 12-24z", "#A4531F", 0.6)
        + pen.solid("M6 2C14-12 34-8 38 4C42 12 34 20 24 18C12 18 4 12 6 2z", "#C9763A", "#9C5222")
        + stroke("M36 4L48-4", "#F3E3C4", 5)
        + dot(49, -6, 3.4, "#F3E3C4")
        + patch("M-28-8C-22-16-10-20 0-20Q-14-12-20-2z", "#F0C184", 0.55)
    )
    return Motif(
        "single",
        moved(
            plate
            + bird
            + leaf(-34, 22, 20, -12, GREEN, GREEN_DARK)
            + leaf(30, 26, 18, 190, GREEN_DARK, GREEN),
            0,
            4,
            1.08,
        ),
        leaf(-14, 20, 34, -40, GREEN, GREEN_DARK) + leaf(4, 24, 30, -100, GREEN_DARK, GREEN),
    )


def sliced_beef(pen: Pen) -> Motif:
    def piece(x: float, y: float, angle: float) -> str:
        return moved(
            pen.solid(
                "M-24-6C-22-20 12-24 24-10C30 4 18 18 2 18C-16 18-28 8-24-6z",
                "#9C4A3A",
                "#7A3428",
                shift=(-3, -4),
            )
            + stroke("M-14-4q10-6 18-2M-10 6q10-4 20 0", "#D9A08C", 2.2, 0.8),
            x,
            y,
            1,
            angle,
        )

    fan = piece(-24, -2, -24) + piece(-6, -6, -8) + piece(12, -4, 8) + piece(28, 4, 24)
    plate = dot(0, 14, 48, "#F3F1EA", 1, 24) + dot(0, 12, 40, "#E7E3D8", 1, 17)
    block = pen.solid(
        "M-34-18Q0-26 34-16V20Q0 28-34 20z", "#8C4132", "#6A2C21", shift=(-4, -5)
    ) + stroke("M-26-6q16-6 28 0t24 0M-26 8q16-6 28 0t24 0", "#C98A76", 2.4, 0.7)
    return Motif("single", plate + fan + leaf(-34, 22, 18, -14, GREEN, GREEN_DARK), block)


def sausage(pen: Pen) -> Motif:
    def link(x: float, y: float, angle: float) -> str:
        return moved(
            pen.solid(
                "M-40-4C-40-16-28-18-18-15Q0-10 18-15C28-18 40-16 40-4C40 8 28 12 18 9Q0 14-18 9C-28 12-40 8-40-4z",
                "#B5543E",
                "#8E3A2A",
                shift=(0, -7),
            )
            + stroke("M-20-9Q0-5 20-9", "#E3A48C", 2.6, 0.7)
            + stroke("M-41-4l-6-4M41-4l6-4", ROPE, 3),
            x,
            y,
            1,
            angle,
        )

    disc = (
        dot(0, 0, 24, "#8E3A2A", 1, 20)
        + dot(0, 0, 21, "#D98A74", 1, 17)
        + each(
            ((-8, -5), (6, -8), (9, 5), (-4, 7), (0, -1)),
            lambda x, y: dot(x, y, 2.6, "#F6DFCB", 1, 2),
        )
    )
    return Motif(
        "round",
        link(0, -18, -14) + link(2, 10, 6),
        moved(disc, -14, 14, 0.95) + moved(disc, 18, 20, 0.85),
    )


def trotter(pen: Pen) -> Motif:
    foot = (
        pen.solid(
            "M-14-40C0-46 18-42 20-28C22-10 14 4 20 18C28 28 26 40 14 42L8 34L0 44C-14 44-20 34-16 20C-10 0-26-24-14-40z",
            "#B9703F",
            "#92522A",
        )
        + stroke("M-8-22Q4-16 14-20M-6 0Q4 4 12 0", "#8A4A24", 2.2, 0.7)
        + dot(-6, -30, 4, "#EBB98A", 0.6, 6)
    )
    return Motif(
        "tall",
        moved(foot, -16, 0, 0.95, -16) + moved(foot, 18, 4, 0.9, 14),
        leaf(-18, 24, 36, -20, GREEN, GREEN_DARK),
    )
