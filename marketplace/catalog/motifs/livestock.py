"""Cattle, sheep, pigs, poultry and eggs."""

from marketplace.catalog.motifs.pen import (
    Motif,
    Pen,
    dot,
    leaf,
    moved,
    number,
    patch,
    petals,
    points,
    stroke,
)


def _legs(colour: str, places: tuple[float, ...], top: float, foot: str) -> str:
    return "".join(
        patch(f"M{points(x - 4, top)}h8l-1 {number(42 - top)}h-6z", colour)
        + patch(f"M{points(x - 3.5, 39)}h7v4h-7z", foot)
        for x in places
    )


def cattle(pen: Pen) -> Motif:
    light, dark = pen.dice.choice((("#B5693F", "#94502C"), ("#A85C3A", "#874426")))
    body = (
        "M-36-12C-30-20 16-20 26-18C30-26 36-30 42-28C46-26 48-18 47-12"
        "C46-4 40-2 34-2C32 10 28 16 20 18H-26C-38 18-42 0-36-12z"
    )
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
    return _yak(pen, *pen.dice.choice((("#5A4740", "#3E302B"), ("#66524A", "#483832"))))


def white_yak(pen: Pen) -> Motif:
    return _yak(pen, "#EDE6D8", "#CFC5B0")


def _yak(pen: Pen, light: str, dark: str) -> Motif:
    coat = (
        "M-40-8C-36-22-14-26 4-26C14-30 24-26 28-20C36-26 46-20 47-10C48"
        " 0 42 6 34 4C36 16 34 26 32 32L27 24L22 34L16 26L10 35L4 27L-3"
        " 36L-9 27L-16 35L-22 26L-29 33L-34 24C-42 14-44 2-40-8z"
    )
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
    body = (
        "M-40-2C-40-22-16-26 6-24C20-28 36-22 42-10C48-8 50-2 47 4C42 10"
        " 36 8 32 12C26 22 8 24-10 22C-30 22-40 16-40-2z"
    )
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
    body = (
        "M-40-20C-34-6-22-8-12-10C0-12 8-22 10-34C12-44 26-44 29-34C32-24"
        " 30-8 26 4C20 22 4 28-10 26C-30 24-38 6-40-20z"
    )
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
