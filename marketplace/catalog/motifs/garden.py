"""Vegetables, roots and fungi."""

from marketplace.catalog.motifs.pen import (
    GREEN,
    GREEN_DARK,
    STALK,
    Motif,
    Pen,
    around,
    blade,
    dot,
    dots,
    each,
    leaf,
    moved,
    number,
    patch,
    petals,
    points,
    ring,
    stroke,
    turned,
)


def potato(pen: Pen) -> Motif:
    light, dark = pen.dice.choice((("#D9B777", "#BE985A"), ("#C98A72", "#A96A56")))
    body = "M-40 6C-44-18-24-34 2-32C28-32 44-16 42 6C40 28 20 36-4 35C-26 35-38 26-40 6z"
    eyes = each(
        ((-18, -10), (6, -18), (20, 2), (-4, 14), (-26, 10)),
        lambda x, y: stroke(f"M{points(x - 4, y)}q4-4 8 0", dark, 2.4),
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
    body = "M-4-46C-2-34-6-26-18-18C-34-8-44 2-42 18C-40 34-20 40 0 40C20 40 40 34 42 18C44 2 34-8 18-18C6-26 4-34 5-46z"
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
    body = "M-3-46C-1-32-10-28-22-20C-36-10-43 2-42 14C-40 32-20 40 0 41C20 40 40 32 42 14C43 2 36-10 22-20C10-28 3-32 4-46z"
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
    body = "M-44 10C-48-2-36-12-24-8C-24-24-8-34 2-24C6-38 24-40 28-26C32-16 24-10 22-6C34-12 48-4 46 8C44 20 30 20 20 16C14 28-2 30-10 22C-20 32-40 26-44 10z"
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
    half = each(
        ((-14, 8, 1), (16, 16, 0.86)),
        lambda x, y, s: moved(
            dot(0, 0, 24, dark) + dot(0, 0, 21, flesh) + petals(10, 12, 6, 1, "#F6F8E6"), x, y, s
        ),
    )
    return Motif(
        "tall",
        tops
        + pen.solid(body, light, dark)
        + patch("M-5 40C-22 24-23 8-22 0C-6 16 10 18 20 6C20 20 16 32 8 40L2 50z", "#F3F1DD", 0.65),
        half,
    )


def scallion(pen: Pen) -> Motif:
    def one(x: float, angle: float) -> str:
        tops = (
            blade(x - 2, -8, 46, -10, "#7F9F63", 8)
            + blade(x + 2, -8, 48, 8, "#6B8A56", 8)
            + blade(x, -8, 42, 22, "#8BA872", 6)
        )
        stalk = pen.solid(
            f"M{points(x - 6, -12)}h12l-1 48q1 10-5 10q-6 0-5-10z",
            "#F5F2E2",
            "#DCD8BE",
            shift=(-4, 0),
        )
        return turned(
            tops
            + stalk
            + stroke(
                f"M{points(x - 3, 46)}l-2 5M{points(x, 46)}v6M{points(x + 3, 46)}l2 5",
                "#C9BC9A",
                1.4,
            ),
            angle,
            x,
            40,
        )

    return Motif(
        "single",
        one(-15, -10) + one(16, 10) + one(0, 0) + stroke("M-18 20Q0 26 18 20", "#B23A2E", 3.4),
        one(0, 4),
    )


def leafy(pen: Pen) -> Motif:
    def frond(x: float, angle: float, size: float, light: str, dark: str) -> str:
        rib = patch("M-6 44Q-7 10-2-20H2Q7 10 6 44z", "#EEF0DC")
        blade_ = pen.solid(
            "M0 14C-24 10-28-20-18-38C-10-48 10-48 18-38C28-20 24 10 0 14z", light, dark
        )
        veins = stroke("M0 12V-32M0-4L-10-14M0-4L10-14M0-16L-8-24M0-16L8-24", "#E3E8C8", 1.8, 0.8)
        return moved(rib + blade_ + veins, x, 0, size, angle)

    bunch = (
        frond(-8, -26, 0.95, GREEN_DARK, "#567246")
        + frond(8, 26, 0.95, "#7F9F63", GREEN_DARK)
        + frond(-4, -11, 1, "#7F9F63", GREEN_DARK)
        + frond(5, 11, 1, GREEN, GREEN_DARK)
        + stroke("M-13 32Q0 38 13 32", "#B23A2E", 3.6)
    )
    return Motif("tall", bunch, frond(0, 40, 0.9, GREEN, GREEN_DARK))


def celery(pen: Pen) -> Motif:
    pale = pen.dice.random() < 0.4
    light, dark = ("#EEF0D8", "#D3D9B4") if pale else ("#B9CC8E", "#97AE6A")
    stems = "".join(
        pen.solid(
            f"M{points(x - 5, 46)}Q{points(x * 1.2 - 6, 6, x * 1.6 - 4, -18)}h9Q{points(x * 1.2 + 5, 6, x + 6, 46)}z",
            light,
            dark,
            shift=(-3, 0),
        )
        for x in (-17, 17, -6, 6)
    )
    tops = "".join(
        leaf(x * 1.6, -16, 26, a, GREEN if i % 2 else "#9DB87F", GREEN_DARK)
        for i, (x, a) in enumerate(
            (
                (-17, -130),
                (-17, -80),
                (-6, -110),
                (-6, -75),
                (6, -95),
                (6, -60),
                (17, -100),
                (17, -50),
            )
        )
    )
    return Motif(
        "tall",
        tops + stems + stroke("M-23 28Q0 35 23 28", "#B23A2E", 3.4),
        leaf(-24, 16, 52, -26, GREEN, GREEN_DARK),
    )


def chive(pen: Pen) -> Motif:
    tones = ("#7F9F63", "#6B8A56", "#8BA872")
    blades = "".join(
        blade(x, 46, 84 - abs(x) * 0.6, x * 0.9 - 8, tones[i % 3], 6)
        for i, x in enumerate(range(-20, 21, 4))
    )
    return Motif("single", blades + stroke("M-20 26Q0 33 20 26", "#B23A2E", 4), blades)


def shoots(pen: Pen) -> Motif:
    light, dark = pen.dice.choice((("#EFEBD6", "#D6D0B2"), ("#B9CC8E", "#97AE6A")))
    sticks = "".join(
        turned(
            pen.solid(f"M{points(x - 4, -40)}q4-7 8 0v84h-8z", light, dark, shift=(-3, 0)),
            x * 0.5,
            x,
            40,
        )
        for x in (-20, 20, -10, 10, 0)
    )
    return Motif(
        "single",
        sticks + stroke("M-23 20Q0 27 23 20", "#B23A2E", 4),
        leaf(-28, 14, 58, -22, GREEN, GREEN_DARK),
    )


def mountain_shoot(pen: Pen) -> Motif:
    def bud(x: float, angle: float) -> str:
        stem = pen.solid(
            "M-6 44C-8 20-7 8-4 0h8C7 8 8 20 6 44z", "#8E6A55", "#6F4F3E", shift=(-4, 0)
        )
        fronds = "".join(
            leaf(0, 4, 40, a, GREEN if i % 2 else "#A3B87C", GREEN_DARK)
            for i, a in enumerate((-125, -105, -88, -70, -52))
        )
        return moved(fronds + stem, x, 0, 1, angle)

    return Motif("tall", bud(-16, -10) + bud(17, 9) + moved(bud(0, 0), 0, 6), bud(0, 0))


def cabbage(pen: Pen) -> Motif:
    body = "M0-44C28-44 40-18 36 12C33 36 20 46 0 46C-20 46-33 36-36 12C-40-18-28-44 0-44z"
    left = pen.solid(
        "M-4-38C-34-40-46-8-38 16C-34 34-22 46-6 46C-18 20-22-10-4-38z", GREEN, GREEN_DARK
    )
    right = pen.solid(
        "M4-38C34-40 46-8 38 16C34 34 22 46 6 46C18 20 22-10 4-38z", "#9DB87F", "#7F9F63"
    )
    veins = stroke(
        "M0 44V-20M0 26Q-12 10-14-6M0 26Q12 10 14-6M0 6Q-8-6-9-18M0 6Q8-6 9-18", "#F4F3DF", 2.4, 0.9
    )
    half = pen.solid(body, "#E6EBC4", "#CBD69E") + "".join(
        stroke(
            f"M0 {y}Q{points(-w, y - 14, -w * 0.6, y - 34)}M0 {y}Q{points(w, y - 14, w * 0.6, y - 34)}",
            "#B3C385",
            2.4,
        )
        for y, w in ((38, 26), (28, 20), (16, 14))
    )
    return Motif("tall", pen.solid(body, "#C5D3A0", "#A8BB7E") + left + right + veins, half)


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
        "M-48 2C-48-16-22-20-8-12C-2-16 4-16 8-12C22-22 46-18 46 0C46 18 22 24 8 14C4 18-2 18-8 14C-22 22-48 20-48 2z",
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


def chilli(pen: Pen) -> Motif:
    light, dark = pen.dice.choice((("#C9402F", "#9E2C22"), ("#D2502F", "#A83A22")))

    def one(x: float, y: float, angle: float, scale: float = 1) -> str:
        body = pen.solid(
            "M-8-20C4-26 14-18 14-4C14 20 4 38-16 46C-6 26-10 6-8-20z", light, dark, shift=(-5, -3)
        )
        return moved(
            body
            + patch("M-11-18C-8-27 12-28 16-16C8-20-4-22-11-18z", "#6F8A4E")
            + stroke("M3-24Q4-34 11-39", "#6F8A4E", 3.8),
            x,
            y,
            scale,
            angle,
        )

    return Motif(
        "round", one(-20, 2, 22) + one(20, 4, -26) + one(0, 0, -2, 1.06), one(0, 0, 38, 1.1)
    )


def dried_chilli(pen: Pen) -> Motif:
    one = moved(
        pen.solid(
            "M-30-6C-14-20 20-16 40 12C16 8-18 22-30-6z", "#A83A2C", "#7F261E", shift=(-3, -5)
        )
        + stroke("M-16-4Q6-8 26 6", "#6B1F19", 1.8, 0.6)
        + stroke("M-29-6Q-38-8-43-15", "#8A7A4A", 4),
        0,
        0,
    )
    return Motif("small", one, moved(one, 0, -8, 0.9, 10) + moved(one, 0, 14, 0.9, -14))


def daylily(pen: Pen) -> Motif:
    bud = pen.solid(
        "M-4 40C-12 14-12-20 0-44C12-20 12 14 4 40z", "#E2AE4A", "#C78E30", shift=(-4, 0)
    ) + stroke("M0-36V26", "#B57F2A", 1.8, 0.6)
    spray = (
        moved(bud, -20, 2, 0.85, -22)
        + moved(bud, 20, 2, 0.85, 22)
        + moved(bud, 0, -4, 0.95)
        + stroke("M-9 30Q0 44 0 50M9 30Q2 44 0 50M0 32V50", GREEN_DARK, 3)
    )
    return Motif("tall", spray, moved(bud, -10, 10, 0.7, 62) + moved(bud, 8, 20, 0.7, 84))


def mushroom(pen: Pen) -> Motif:
    light, dark = pen.dice.choice((("#8E6344", "#6E4A31"), ("#A47B56", "#835D3E")))
    stalk = pen.solid(
        "M-11 0C-10 18-15 30-15 38Q0 46 15 38C15 30 10 18 11 0z",
        "#F1E2C8",
        "#D9C4A2",
        shift=(-6, 0),
    )
    cap = pen.solid("M-46 4C-44-26-20-40 0-40C20-40 44-26 46 4C30 12-30 12-46 4z", light, dark)
    crack = stroke(
        "M-24-18l8 6M-8-28l2 9M8-22l7 7M24-14l5 7M-30-4l7 1M0-10l1 6", "#EAD8B6", 2.6, 0.75
    )
    under = (
        pen.ball(0, 0, 40, 36, light, dark)
        + dot(0, 2, 33, "#EAD9BA", 1, 29)
        + petals(16, 22, 7, 0.8, "#CDB48C")
        + dot(0, 2, 9, "#F6EBD4", 1, 8)
    )
    return Motif(
        "round", stalk + patch("M-40 6Q0 20 40 6Q0 10-40 6z", "#E2CDA8") + cap + crack, under
    )


def matsutake(pen: Pen) -> Motif:
    stalk = pen.solid(
        "M-14-10C-12 14-20 30-16 42Q0 50 16 42C20 30 12 14 14-10z",
        "#F0E2CB",
        "#D8C4A3",
        shift=(-6, 0),
    ) + stroke("M-12 12q6 4 10 0M0 24q6 3 11-1M-14 30q5 3 9 0", "#B9986C", 2, 0.8)
    cap = pen.solid(
        "M-32-8C-34-36-14-48 0-48C14-48 34-36 32-8C20 0-20 0-32-8z", "#A97C50", "#86603A"
    ) + stroke("M-18-24q8-6 14-2M2-34q8 0 12 6M-8-14q8-4 14 0", "#E7CFA6", 2.2, 0.7)
    return Motif("tall", stalk + cap, moved(stalk + cap, 0, 0, 0.8, 70))


def wood_ear(pen: Pen) -> Motif:
    def ear(x: float, y: float, scale: float, angle: float) -> str:
        back = pen.solid(
            "M-38 12C-50-14-26-42 4-36C34-40 50-12 38 12C30 22 18 12 8 22C-2 30-10 14-20 20C-28 24-34 20-38 12z",
            "#57443C",
            "#3B2D28",
        )
        cup = patch(
            "M-28 8C-36-12-18-30 4-26C26-30 36-10 28 6C20 10 14 4 6 12C-2 18-8 6-16 10C-22 12-26 12-28 8z",
            "#7D665B",
        )
        return moved(
            back + cup + stroke("M-14 0Q-4-16 10-16M4 4Q8-6 20-8", "#A08A7E", 2.2, 0.8),
            x,
            y,
            scale,
            angle,
        )

    return Motif(
        "round",
        ear(-14, 14, 0.74, -18) + ear(18, 14, 0.7, 26) + ear(2, -10, 0.8, 4),
        ear(0, 6, 0.9, 16),
    )


def white_fungus(pen: Pen) -> Motif:
    def frill(count: int, radius: float, size: float, light: str, dark: str) -> str:
        rear = petals(count, radius, size * 0.72, size, dark, start=180 / count)
        return rear + petals(
            count, radius, size * 0.62, size * 0.86, light, start=pen.dice.uniform(0, 20)
        )

    flower = (
        frill(8, 30, 17, "#F3E8CC", "#E3D2A8")
        + frill(7, 18, 15, "#FAF2DE", "#EBDDB8")
        + frill(5, 8, 11, "#FFFBEF", "#F3E6C8")
        + dot(0, 0, 5, "#DFC38A")
    )
    return Motif("round", flower, "")
