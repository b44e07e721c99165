"""Roots, bulbs and tubers."""

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
    patch,
    petals,
    points,
    stroke,
    turned,
)


def potato(pen: Pen) -> Motif:
    light, dark = pen.dice.choice((("#D9B777", "#BE985A"), ("#C98A72", "#A96A56")))
    body = "M-40 6C-44-18-24-34 2-32C28-32 44-16 42 6C40 28 20 36-4 35C-26 35-38 26-40 6z"
    eyes = "".join(
        stroke(f"M{points(x - 4, y)}q4-4 8 0", dark, 2.4)
        for x, y in ((-18, -10), (6, -18), (20, 2), (-4, 14), (-26, 10))
    )
    half = (
        patch(body, dark)
        + moved(patch(body, "#F6E7BC"), 0, 0, 0.9)
        + moved(patch(body, "#F0DCA4"), 0, 1, 0.6)
    )
    return Motif("round", pen.solid(body, light, dark) + eyes, half)


def sweet_potato(pen: Pen) -> Motif:
    body = "M-47-6C-34-28 6-32 30-16C42-8 46 2 48 10C34 26 4 32-20 22C-36 16-42 6-47-6z"
    marks = stroke(
        "M-24-8q6-4 10-1M2-18q7-2 10 2M10 8q6-3 11 1M-16 10q6-3 9 1", "#7E3C48", 2.2, 0.7
    )
    half = (
        dot(0, 2, 32, "#8F4653", 1, 28)
        + dot(0, 2, 29, "#E8A457", 1, 25)
        + dot(0, 2, 18, "#F0B974", 0.9, 15)
    )
    return Motif("round", turned(pen.solid(body, "#B5606A", "#8F4653") + marks, -8), half)


def taro(pen: Pen) -> Motif:
    body = "M0-42C16-40 34-18 36 8C36 30 20 42 0 42C-20 42-36 30-36 8C-34-18-16-40 0-42z"
    bands = stroke("M-27-18Q0-8 27-18M-34 0Q0 12 34 0M-35 18Q0 30 35 18", "#6B4C36", 2.4, 0.7)
    cut = (
        dot(0, 0, 36, "#7E5C42", 1, 33)
        + dot(0, 0, 32, "#F1E6E4", 1, 29)
        + dots(pen.scatter(14, (-20, 20), (-18, 18)), 1.6, "#A98BA6", opacity=0.8)
    )
    return Motif(
        "round",
        stroke("M0-40Q-2-48-8-50M2-40Q6-48 4-52", "#A7B57C", 4)
        + pen.solid(body, "#9A7352", "#7A583C")
        + bands,
        cut,
    )


def garlic(pen: Pen) -> Motif:
    tint, dark, line = pen.dice.choice(
        (("#F6EFE6", "#E0D3C6", "#C2A9B4"), ("#EFE0E6", "#D3BAC8", "#A9839A"))
    )
    body = (
        "M-4-46C-2-34-6-26-18-18C-34-8-44 2-42 18C-40 34-20 40 0 40C20 40"
        " 40 34 42 18C44 2 34-8 18-18C6-26 4-34 5-46z"
    )
    lines = stroke("M-3-26Q-26 0-20 36M3-26Q26 0 20 36M0-26Q-4 4 0 38", line, 2, 0.8)
    clove = pen.solid(
        "M-2-34C18-26 26 0 20 22C14 36-12 36-20 24C-26 6-18-22-2-34z", tint, dark
    ) + stroke("M-4-28Q-14 0-6 28", line, 1.8, 0.7)
    return Motif(
        "round", pen.solid(body, tint, dark) + lines + dot(0, 38, 9, "#CDBB9E", ry=2.5), clove
    )


def onion(pen: Pen) -> Motif:
    light, dark, line = pen.dice.choice(
        (("#A65A77", "#854259", "#C98AA0"), ("#D99A55", "#BE7C3B", "#EDBE83"))
    )
    body = (
        "M-3-46C-1-32-10-28-22-20C-36-10-43 2-42 14C-40 32-20 40 0 41C20"
        " 40 40 32 42 14C43 2 36-10 22-20C10-28 3-32 4-46z"
    )
    lines = stroke("M-2-28Q-30-2-18 34M2-28Q30-2 18 34M0-28Q-4 6 0 38", line, 1.8, 0.75)
    rings = dot(0, 2, 38, dark, 1, 35) + "".join(
        dot(0, 2, r, c, 1, r * 0.93)
        for r, c in (
            (35, "#F7EEF0"),
            (28, line),
            (25.5, "#F7EEF0"),
            (18, line),
            (15.5, "#F7EEF0"),
            (8, line),
        )
    )
    return Motif(
        "round",
        pen.solid(body, light, dark)
        + lines
        + stroke("M-5 41l-3 6M0 42v6M5 41l3 6", "#B99A78", 1.8),
        rings,
    )


def ginger(pen: Pen) -> Motif:
    body = (
        "M-44 10C-48-2-36-12-24-8C-24-24-8-34 2-24C6-38 24-40 28-26C32-16"
        " 24-10 22-6C34-12 48-4 46 8C44 20 30 20 20 16C14 28-2 30-10 22"
        "C-20 32-40 26-44 10z"
    )
    rings = stroke(
        "M-34-6Q-28 4-34 20M-14-22Q-4-16 4-22M12-32Q20-26 28-26M28-8Q28 4 32 16M-2 26Q2 18 12 22",
        "#B98B4C",
        2,
        0.8,
    )
    slice_ = pen.solid(
        "M-30-4C-28-24 6-30 24-18C38-8 34 18 16 24C-8 30-32 18-30-4z",
        "#F3D98F",
        "#D7B163",
        shift=(-3, -3),
    ) + dot(0, 0, 15, "#EBCB78", 0.8, 12)
    return Motif("round", pen.solid(body, "#DDB877", "#C39A5A") + rings, slice_)


def yam(pen: Pen) -> Motif:
    def stick(x: float, angle: float) -> str:
        hairs = stroke(
            "".join(
                f"M{points(x + pen.dice.uniform(-4, 4), y)}l{pen.dice.choice((-1, 1)) * 5} -2"
                for y in range(-34, 40, 9)
            ),
            "#8A6B4B",
            1.2,
            0.7,
        )
        return turned(
            pen.solid(
                f"M{points(x - 7, -46)}q7-4 14 0l1 88q-8 7-16 0z",
                "#C4A27C",
                "#A4815C",
                shift=(-4, 0),
            )
            + hairs,
            angle,
            x,
            0,
        )

    cut = (
        dot(0, 0, 26, "#A4815C", 1, 24)
        + dot(0, 0, 23, "#FBF6EA", 1, 21)
        + dots(pen.scatter(9, (-13, 13), (-12, 12)), 1.2, "#DDCFB4")
    )
    return Motif(
        "tall",
        stick(-17, -9) + stick(2, 3) + stick(20, 12),
        moved(cut, -12, 18, 0.9) + moved(cut, 20, 24, 0.75),
    )


def carrot(pen: Pen) -> Motif:
    def root(angle: float, x: float) -> str:
        body = "M-12-22C-4-28 6-28 13-22C16-8 8 26 1 48C-6 28-16-8-12-22z"
        top = "".join(
            blade(pen.dice.uniform(-5, 5), -22, 30, a, GREEN if a % 2 else GREEN_DARK, 5)
            for a in (-32, -13, 6, 23)
        )
        return turned(
            top
            + pen.solid(body, "#E58A43", "#CC6B2B")
            + stroke("M-9-8h7M3 2h7M-5 14h6", "#B95C24", 1.8, 0.7),
            angle,
            x,
            0,
        )

    pair = moved(root(0, 0), -15, 0, 1, -10) + moved(root(0, 0), 15, 2, 1, 9)
    disc = (
        dot(0, 0, 24, "#CC6B2B")
        + dot(0, 0, 21, "#EE9A52")
        + petals(8, 13, 4.5, 1.4, "#F6B679")
        + dot(0, 0, 6, "#F6B679")
    )
    return Motif("tall", pair, moved(disc, -10, 18, 0.8) + moved(disc, 20, 24, 0.65))


def radish(pen: Pen) -> Motif:
    light, dark, flesh = pen.dice.choice(
        (("#9DB86A", "#7F9A4E", "#C9DCA0"), ("#A9C07A", "#86A05A", "#D6E3B6"))
    )
    body = "M-16-20C-6-27 8-27 17-20C24-4 22 24 8 40L2 50L-5 40C-22 24-24-4-16-20z"
    tops = "".join(
        leaf(
            0,
            -20,
            34 + 4 * i,
            -138 + 24 * i,
            GREEN if i % 2 else GREEN_DARK,
            GREEN_DARK if i % 2 else GREEN,
        )
        for i in range(5)
    )
    half = "".join(
        moved(dot(0, 0, 24, dark) + dot(0, 0, 21, flesh) + petals(10, 12, 6, 1, "#F6F8E6"), x, y, s)
        for x, y, s in ((-14, 8, 1), (16, 16, 0.86))
    )
    return Motif(
        "tall",
        tops
        + pen.solid(body, light, dark)
        + patch("M-5 40C-22 24-23 8-22 0C-6 16 10 18 20 6C20 20 16 32 8 40L2 50z", "#F3F1DD", 0.65),
        half,
    )


def lily(pen: Pen) -> Motif:
    def scale(x: float, y: float, angle: float, size: float, light: str) -> str:
        outline = "M0-36C16-26 22-4 16 12C10 24-10 24-16 12C-22-4-16-26 0-36z"
        return moved(pen.solid(outline, light, "#DFD2B6", shift=(-5, -3)), x, y, size, angle)

    bulb = (
        dot(0, 10, 38, "#E3D7BC", 1, 30)
        + scale(-24, 6, -34, 0.95, "#F6EEDB")
        + scale(24, 6, 34, 0.95, "#F1E7D0")
        + scale(-13, 4, -16, 1.02, "#FAF4E5")
        + scale(13, 4, 16, 1.02, "#F6EEDB")
        + scale(-20, 18, -30, 0.8, "#FBF7EA")
        + scale(20, 18, 30, 0.8, "#F6EEDB")
        + scale(0, 8, 0, 1.08, "#FFFDF5")
        + stroke("M-9 38q-4 7-10 9M0 39v10M9 38q4 7 10 9", "#C9B893", 2)
    )
    flake = pen.solid(
        "M-36 6C-26-18 18-24 38-4C22 16-14 24-36 6z", "#FBF6EA", "#E3D8C2", shift=(-3, -6)
    ) + stroke("M-26 5Q0-8 28-3", "#E3D8C2", 2)
    return Motif("round", bulb, flake)


def lotus_root(pen: Pen) -> Motif:
    body = pen.solid(
        (
            "M-48 2C-48-16-22-20-8-12C-2-16 4-16 8-12C22-22 46-18 46 0C46 18"
            " 22 24 8 14C4 18-2 18-8 14C-22 22-48 20-48 2z"
        ),
        "#E3C9A4",
        "#C9A981",
    )
    holes = petals(7, 17, 4.8, 3.8, "#B48F68") + dot(0, 0, 4, "#B48F68")
    cut = dot(0, 0, 31, "#C9A981") + dot(0, 0, 28, "#F6E8D2") + holes
    return Motif(
        "round",
        turned(body + stroke("M-8-12Q-5 0-8 14M8-12Q5 0 8 14", "#A98660", 2.4), -14)
        + stroke("M44-10q6-6 4-14", "#8BA872", 3),
        cut,
    )
