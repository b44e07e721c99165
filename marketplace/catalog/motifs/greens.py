"""Leaves, stalks and pods."""

from marketplace.catalog.motifs.pen import (
    GREEN,
    GREEN_DARK,
    SEAL_RED,
    Motif,
    Pen,
    blade,
    leaf,
    moved,
    patch,
    points,
    stroke,
    turned,
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
        one(-15, -10) + one(16, 10) + one(0, 0) + stroke("M-18 20Q0 26 18 20", SEAL_RED, 3.4),
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
        + stroke("M-13 32Q0 38 13 32", SEAL_RED, 3.6)
    )
    return Motif("tall", bunch, frond(0, 40, 0.9, GREEN, GREEN_DARK))


def celery(pen: Pen) -> Motif:
    return _celery(pen, "#B9CC8E", "#97AE6A")


def white_celery(pen: Pen) -> Motif:
    return _celery(pen, "#EEF0D8", "#D3D9B4")


def _celery(pen: Pen, light: str, dark: str) -> Motif:
    stems = "".join(
        pen.solid(
            (
                f"M{points(x - 5, 46)}Q{points(x * 1.2 - 6, 6, x * 1.6 - 4, -18)}"
                f"h9Q{points(x * 1.2 + 5, 6, x + 6, 46)}z"
            ),
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
        tops + stems + stroke("M-23 28Q0 35 23 28", SEAL_RED, 3.4),
        leaf(-24, 16, 52, -26, GREEN, GREEN_DARK),
    )


def chive(_pen: Pen) -> Motif:
    tones = ("#7F9F63", "#6B8A56", "#8BA872")
    blades = "".join(
        blade(x, 46, 84 - abs(x) * 0.6, x * 0.9 - 8, tones[i % 3], 6)
        for i, x in enumerate(range(-20, 21, 4))
    )
    return Motif("single", blades + stroke("M-20 26Q0 33 20 26", SEAL_RED, 4), blades)


def shoots(pen: Pen) -> Motif:
    return _sticks(pen, "#EFEBD6", "#D6D0B2")


def green_shoots(pen: Pen) -> Motif:
    return _sticks(pen, "#B9CC8E", "#97AE6A")


def _sticks(pen: Pen, light: str, dark: str) -> Motif:
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
        sticks + stroke("M-23 20Q0 27 23 20", SEAL_RED, 4),
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
            f"M0 {y}Q{points(-w, y - 14, -w * 0.6, y - 34)}"
            f"M0 {y}Q{points(w, y - 14, w * 0.6, y - 34)}",
            "#B3C385",
            2.4,
        )
        for y, w in ((38, 26), (28, 20), (16, 14))
    )
    return Motif("tall", pen.solid(body, "#C5D3A0", "#A8BB7E") + left + right + veins, half)


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
