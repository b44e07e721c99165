"""Nuts, grain, tea, flowers, herbs and spices."""

from marketplace.catalog.motifs.pen import (
    GREEN,
    GREEN_DARK,
    STALK,
    Motif,
    Pen,
    blade,
    dot,
    dots,
    each,
    leaf,
    moved,
    number,
    patch,
    pebbles,
    petals,
    points,
    ring,
    stroke,
    turned,
)


def walnut(pen: Pen) -> Motif:
    wrinkles = "M-30-14C-22-22-18-10-10-18M-36 2C-28-6-22 6-13-2M-34 16C-26 8-20 20-11 13M-24 28C-18 22-14 30-9 25M30-14C22-22 18-10 10-18M36 2C28-6 22 6 13-2M34 16C26 8 20 20 11 13M24 28C18 22 14 30 9 25"
    body = "M0-42C8-36 40-32 42 2C43 26 24 40 0 42C-24 40-43 26-42 2C-40-32-8-36 0-42z"
    whole = (
        pen.solid(body, "#CFA06A", "#AE7F4C")
        + stroke(wrinkles, "#94683A", 3, 0.75)
        + stroke("M0-41C-5-18 5 14 0 41", "#94683A", 4.2, 0.9)
    )
    lobe = "M-3-26C-20-30-30-14-27-4C-34 6-27 22-16 22C-10 28-3 26-3 20z"
    kernel = (
        patch(lobe, "#E7C893")
        + f'<path d="{lobe}" fill="#D9B57A" transform="scale(-1 1)"/>'
        + stroke("M-18-14q6 4 3 9M-20 8q6-2 8 4M18-14q-6 4-3 9M20 8q-6-2-8 4", "#B98D52", 2.4)
    )
    half = (
        patch(body, "#AE7F4C")
        + moved(patch(body, "#8A5F38"), 0, 0, 0.86)
        + kernel
        + stroke("M0-27V23", "#8A5F38", 2)
    )
    return Motif("round", whole, half)


def green_walnut(pen: Pen) -> Motif:
    specks = dots(pen.scatter(12, (-24, 20), (-22, 28)), 1.3, "#C7D59A", opacity=0.9)
    whole = (
        leaf(0, -34, 46, -24, GREEN, GREEN_DARK)
        + leaf(0, -34, 42, 204, GREEN_DARK, GREEN)
        + pen.ball(0, 4, 38, 40, "#9DB463", "#7C954A")
        + specks
        + dot(0, 42, 4, "#5E7238", ry=2.5)
    )
    nut = walnut(pen).whole
    husk = (
        pen.ball(0, 4, 40, 42, "#9DB463", "#7C954A")
        + dot(0, 4, 33, "#E9E2B8", 1, 35)
        + moved(nut, 0, 4, 0.7)
    )
    return Motif("round", whole, husk)


def hickory(pen: Pen) -> Motif:
    one = pen.solid(
        "M0-34C18-32 30-14 28 6C26 26 12 34 0 36C-12 34-26 26-28 6C-30-14-18-32 0-34z",
        "#B98A5C",
        "#946A41",
    ) + stroke("M0-32V34M-14-24Q-22 4-12 30M14-24Q22 4 12 30", "#7C5533", 2, 0.6)
    return Motif("small", one, one)


def ginkgo(pen: Pen) -> Motif:
    nut = pen.solid(
        "M0-36C18-28 28-6 24 14C20 30 10 36 0 36C-10 36-20 30-24 14C-28-6-18-28 0-36z",
        "#F1E3C4",
        "#D8C49B",
    ) + stroke("M0-34V34", "#CDB78A", 2)
    fan = pen.solid(
        "M0 30C-14 6-40-2-44-20C-30-36-10-38-2-28L0-14L2-28C10-38 30-36 44-20C40-2 14 6 0 30z",
        "#DDB84E",
        "#C29B35",
    ) + stroke("M0 30V46", "#A9842E", 3.4)
    return Motif("small", nut, moved(fan, 0, 0, 1.1, -12))


def chestnut(pen: Pen) -> Motif:
    body = "M0-38C8-28 40-20 42 10C42 30 20 36 0 36C-20 36-42 30-42 10C-40-20-8-28 0-38z"
    whole = (
        pen.solid(body, "#8C4E30", "#6B3821")
        + patch("M-41 12C-36 30-18 36 0 36C18 36 36 30 41 12C24 22-24 22-41 12z", "#CFA675")
        + patch("M-24-6C-22-14-14-18-8-20Q-14-8-14 2Q-22 2-24-6z", "#E3B48C", 0.5)
    )
    spikes = petals(24, 38, 8, 1.6, "#98A45C")
    burr = (
        spikes
        + pen.ball(0, 0, 36, 35, "#AFB873", "#8F9A55")
        + moved(
            pen.solid(body, "#8C4E30", "#6B3821")
            + patch("M-41 12C-36 30-18 36 0 36C18 36 36 30 41 12C24 22-24 22-41 12z", "#CFA675"),
            0,
            4,
            0.58,
        )
    )
    return Motif("round", whole, burr)


def peanut(pen: Pen) -> Motif:
    body = "M-44 2C-44-16-28-22-14-17C-6-14 4-14 10-18C26-24 44-14 44 3C44 20 26 24 12 18C4 14-6 14-14 18C-30 24-44 18-44 2z"
    net = stroke(
        "M-32-14v30M-22-17v34M-10-13v26M4-14v28M16-17v34M28-18v36M-40-2H40M-36 8H38",
        "#B98D55",
        1.6,
        0.6,
    )
    seed = pen.ball(0, 0, 20, 14, "#C77C62", "#A55D48")
    return Motif(
        "small",
        pen.solid(body, "#DDB983", "#C29A60") + net,
        pen.solid(body, "#C29A60", "#A98148")
        + moved(patch(body, "#F3E3C2"), 0, 0, 0.86)
        + moved(seed, -19, 1)
        + moved(seed, 20, 0),
    )


def almond(pen: Pen) -> Motif:
    one = pen.solid(
        "M0-40C20-20 28 4 22 22C16 36-16 36-22 22C-28 4-20-20 0-40z", "#C98F5C", "#A96F40"
    ) + stroke("M-6-16Q-12 8-6 28M4-20Q6 8 2 30M12-8Q16 10 12 24", "#8F5A32", 1.8, 0.5)
    return Motif("small", one, one + leaf(0, -36, 34, -20, GREEN, GREEN_DARK))


def pumpkin_seed(pen: Pen) -> Motif:
    one = pen.solid(
        "M0-40C18-26 26 2 20 22C14 36-14 36-20 22C-26 2-18-26 0-40z", "#F7F0DE", "#DCD0B2"
    ) + stroke("M0-31C12-18 18 2 13 18C9 28-9 28-13 18C-18 2-12-18 0-31", "#E3D8BC", 2)
    return Motif("small", one, one)


def _ear(pen: Pen, x: float, angle: float, light: str, dark: str, awn: bool) -> str:
    rows = [-40 + index * 9 for index in range(6)]
    whiskers = (
        stroke("".join(f"M-7 {y}l-5-11M7 {y}l5-11" for y in rows), dark, 1.1, 0.7) if awn else ""
    )
    left = patch("".join(ring(-6, y, 8, 4.4, 68) for y in rows), light)
    right = patch("".join(ring(6, y, 8, 4.4, 112) for y in rows), dark)
    tip = patch("M0-56C5-50 5-44 0-40C-5-44-5-50 0-56z", light)
    return moved(
        stroke("M0 50Q3 20 0-34", "#A98F4E", 2.4) + whiskers + left + right + tip, x, 0, 1, angle
    )


def rice(pen: Pen) -> Motif:
    def spray(x: float, angle: float) -> str:
        grain = "".join(
            moved(
                patch("M0-6C5-3 5 3 0 6C-5 3-5-3 0-6z", "#DDB95C" if i % 2 else "#C9A044"),
                4 + i * 5,
                -34 + i * i * 1.1 + side,
                1,
                30 + i * 12,
            )
            for i in range(6)
            for side in (-4, 5)
        )
        return moved(stroke("M0 50Q-2-10 6-34Q18-42 34-10", "#A9A45A", 2.4) + grain, x, 0, 1, angle)

    bowl = (
        _bowl(pen, "#F3EFE4")
        + dot(0, -4, 31, "#FFFDF6", 1, 12)
        + each(
            ((-14, -9), (-2, -12), (10, -9), (0, -4), (-20, -4), (18, -4)),
            lambda x, y: dot(x, y, 4.5, "#FFFFFF", 1, 2.6),
        )
    )
    return Motif(
        "tall",
        blade(-6, 50, 80, -22, GREEN, 7)
        + blade(6, 50, 70, 16, GREEN_DARK, 7)
        + spray(-8, -6)
        + spray(10, 8),
        bowl,
    )


def _bowl(pen: Pen, glaze: str) -> str:
    return (
        pen.solid(
            "M-40-4H40C40 22 24 34 12 36V42H-12V36C-24 34-40 22-40-4z",
            "#7F93A8",
            "#647A90",
            shift=(-6, 0),
        )
        + dot(0, -4, 40, "#93A6B8", 1, 13)
        + dot(0, -4, 35, glaze, 1, 10.5)
        + stroke("M-34 12Q0 22 34 12", "#EDF1F3", 2.4, 0.7)
    )


def millet(pen: Pen) -> Motif:
    def head(x: float, angle: float, mirror: int) -> str:
        body = pen.solid(
            "M-4 8C-12-22-4-48 18-48C36-48 44-28 40-4C36 2 30-2 29-10C26-26 20-30 13-26C6-20 8-4 5 8z",
            "#E2B64E",
            "#C18F2E",
            shift=(-4, -3),
        )
        beads = dots(
            (
                (2, -10),
                (3, -24),
                (8, -35),
                (17, -40),
                (26, -36),
                (32, -26),
                (35, -14),
                (-2, -16),
                (12, -31),
                (22, -33),
            ),
            2,
            "#F3D488",
            opacity=0.9,
        )
        grown = stroke("M0 50Q-3 26 0 4", "#9DA55C", 3.2) + body + beads
        return f'<g transform="translate({number(x)})rotate({number(angle)})scale({mirror} 1)">{grown}</g>'

    heap = dots(pen.scatter(16, (-24, 24), (-13, -3)), 2.4, "#F3D488")
    bowl = _bowl(pen, "#E2B64E") + patch("M-33-4Q0-30 33-4Q0 8-33-4z", "#E2B64E") + heap
    return Motif(
        "tall",
        blade(-4, 50, 70, -30, GREEN, 8)
        + blade(4, 50, 66, 26, GREEN_DARK, 8)
        + head(-8, -14, -1)
        + head(10, 10, 1),
        bowl,
    )


def wheat(pen: Pen) -> Motif:
    bag = _sack(pen, "#F3E8D2")
    return Motif(
        "tall",
        _ear(pen, -17, -14, "#E0B765", "#C49545", True)
        + _ear(pen, 17, 14, "#E0B765", "#C49545", True)
        + _ear(pen, 0, 0, "#E8C379", "#CDA052", True),
        bag,
    )


def _sack(pen: Pen, cloth: str) -> str:
    return (
        pen.solid(
            "M-26-30C-34-10-40 16-34 40Q0 48 34 40C40 16 34-10 26-30z",
            cloth,
            "#D9C7A4",
            shift=(-7, 0),
        )
        + patch(
            "M-26-30C-34-40-20-42-14-38C-6-44 6-44 14-38C20-42 34-40 26-30Q0-24-26-30z", "#E3D3B2"
        )
        + stroke("M-27-29Q0-22 27-29", "#B23A2E", 3.4)
    )


def buckwheat(pen: Pen) -> Motif:
    seed = pen.solid("M0-34L30 18Q0 34-30 18z", "#A08457", "#7E663F") + stroke(
        "M0-34L4 24", "#6B5534", 2, 0.7
    )
    return Motif("small", seed, seed)


def corn(pen: Pen) -> Motif:
    body = "M0-46C14-40 18-10 14 26Q0 36-14 26C-18-10-14-40 0-46z"
    rows = "".join(
        stroke(f"M{points(-15, y)}Q0 {y + 7} 15 {y}", "#C98F28", 1.6, 0.6)
        for y in range(-34, 28, 8)
    )
    whole = (
        pen.solid(body, "#EBBE4C", "#D39E30")
        + stroke("M-5-42V30M6-42V30", "#C98F28", 1.6, 0.6)
        + rows
        + leaf(2, 40, 74, -112, "#9DB87F", "#7F9F63")
        + leaf(-2, 40, 70, -66, GREEN, GREEN_DARK)
    )
    return Motif(
        "tall", whole, _bowl(pen, "#EBBE4C") + patch("M-32-4Q0-26 32-4Q0 7-32-4z", "#F0CA66")
    )


def coix(pen: Pen) -> Motif:
    bowl = (
        _bowl(pen, "#EBDDC4")
        + patch("M-33-4Q0-28 33-4Q0 8-33-4z", "#E3D3B4")
        + dots(pen.scatter(14, (-24, 24), (-13, -3)), 3.2, "#F6ECD8", ry=2.5)
    )
    return Motif(
        "upright",
        _sack(pen, "#EFE6D3")
        + leaf(-4, 14, 22, -60, GREEN, GREEN_DARK)
        + leaf(-4, 14, 20, -8, GREEN_DARK, GREEN),
        bowl,
    )


def bean(pen: Pen) -> Motif:
    one = pen.solid(
        "M-34-2C-34-26-8-34 14-26C38-18 42 14 24 26C10 34 4 18-8 18C-22 18-34 16-34-2z",
        "#C9B274",
        "#A98F54",
    ) + stroke("M-14 18Q-4 10 8 20", "#5F4A2C", 4, 0.8)
    pod = pen.solid("M-48-10C-30 18 26 24 48-4C42 30-32 38-48-10z", GREEN, GREEN_DARK) + each(
        ((-24, 10), (-4, 16), (16, 14)), lambda x, y: dot(x, y, 8, "#A9C088", 0.9, 7)
    )
    return Motif("small", one, moved(pod, 0, -6, 1, -12))


def mixed_grain(pen: Pen) -> Motif:
    hues = ("#E2B64E", "#8C4E30", "#6E7B36", "#F3E8D2", "#A84432", "#5A4740")
    heaps = "".join(dots(pen.scatter(4, (-26, 26), (-13, 0)), 4.4, hue, ry=3.4) for hue in hues)
    bowl = _bowl(pen, "#E8D9B6") + patch("M-33-4Q0-26 33-4Q0 8-33-4z", "#E3CF9E") + heaps
    return Motif(
        "tall",
        _ear(pen, -14, -12, "#E0B765", "#C49545", False)
        + _ear(pen, 14, 12, "#B5654A", "#934B34", False),
        bowl,
    )


def sesame(pen: Pen) -> Motif:
    one = pen.solid(
        "M0-26C14-14 20 6 14 18C8 28-8 28-14 18C-20 6-14-14 0-26z", "#F7EFDC", "#DDCFAE"
    )
    pods = stroke("M0 50V-44", GREEN_DARK, 3) + "".join(
        leaf(0, y, 24, a, GREEN, GREEN_DARK)
        for y, a in (
            (-36, -120),
            (-36, -60),
            (-14, -150),
            (-14, -30),
            (8, -155),
            (8, -25),
            (28, -160),
            (28, -20),
        )
    )
    return Motif("small", one, moved(pods, 0, 0, 1.15))


def tea(pen: Pen) -> Motif:
    hue = pen.dice.choice((("#8FAE5F", "#6F8F45"), ("#9CB36A", "#7A944C")))
    sprig = (
        stroke("M0 46Q2 20 0-4", hue[1], 3)
        + leaf(0, 16, 46, -152, *hue)
        + leaf(0, 8, 48, -32, hue[0], hue[1])
        + leaf(0, 0, 46, -98, "#B4C77E", hue[0])
        + leaf(0, 2, 30, -70, "#C9D69A", hue[0])
    )
    return Motif("round", sprig, _cup(pen, "#C9CF7A"))


def _cup(pen: Pen, liquor: str) -> str:
    cup = pen.solid(
        "M-34-10H34C34 14 22 30 10 32V36H-10V32C-22 30-34 14-34-10z",
        "#F7F4EC",
        "#DDD8CB",
        shift=(-6, 0),
    )
    return (
        cup
        + dot(0, -10, 34, "#FFFFFF", 1, 10)
        + dot(0, -10, 29.5, liquor, 1, 7.6)
        + dot(0, 38, 26, "#C4CDD5", 0.6, 3.5)
        + leaf(-8, -11, 15, -8, "#8FAE5F", "#6F8F45")
    )


def black_tea(pen: Pen) -> Motif:
    sprig = tea(pen).whole
    return Motif("round", sprig, _cup(pen, "#B4532D"))


def dark_tea(pen: Pen) -> Motif:
    cake = (
        pen.ball(0, 2, 44, 40, "#7A5A42", "#5B4130")
        + dot(0, 2, 12, "#5B4130", 0.9, 10)
        + petals(14, 29, 8, 3, "#96735A", spin=50)
        + petals(9, 19, 6, 2.4, "#6A4D39", spin=-40)
    )
    return Motif("round", cake, _cup(pen, "#8E3F25"))


def oolong(pen: Pen) -> Motif:
    return Motif("round", tea(pen).whole, _cup(pen, "#D99A44"))


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
        _cup(pen, "#D6CF86"),
    )


def _bloom(pen: Pen, rings: tuple[tuple[int, float, float, str], ...], eye: str) -> str:
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
    berry = (
        pen.ball(0, 0, 30, 28, "#B5473A", "#8C2F2A")
        + patch("M-24-6Q0 18 26-8Q6 4-24-6z", "#EBCDA4")
        + dot(4, 4, 9, "#2E2522")
        + dot(1, 1, 2.6, "#8A7A74")
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
        + each(
            ((-28, -4, 10), (-4, 6, -4), (22, 8, -12)), lambda x, y, a: moved(berry, x, y, 0.92, a)
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
        one(-18, -9) + one(18, 9) + one(0, 0) + stroke("M-22 4Q0 11 22 4", "#B23A2E", 3.2),
        moved(cut, -14, 16, 0.95, -10) + moved(cut, 20, 24, 0.8, 14),
    )


def ginseng(pen: Pen) -> Motif:
    body = "M-5-30Q0-36 5-30C14-24 15-8 11 2C16 14 24 26 26 46C17 34 8 24 2 14C-2 26-10 36-20 46C-16 28-14 14-11 2C-15-8-14-24-5-30z"
    hair = stroke(
        "M-20 46q-6 2-10 6M-18 38q-8 0-14 4M26 46q5 1 8 6M22 34q8-1 12 3M-12 0q-12 2-18 10M12-2q12 2 18 8",
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
        "M-4 8C-40 14-48-12-34-28C-20-42-2-26 0-10C4-28 24-42 38-26C48-12 40 14 6 8C16 26 4 42-6 38C-18 34-16 18-4 8z",
        "#A4622F",
        "#7F4820",
    ) + dots(pen.scatter(14, (-32, 32), (-24, 6)), 1.3, "#D79A62", opacity=0.8)
    return Motif("round", one, mandarin_like(pen))


def mandarin_like(pen: Pen) -> str:
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
        + patch("M-10-4h20v10h-20z", "#B23A2E", 0.85)
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
        + each(
            ((-24, -14), (-8, -20), (10, -20), (26, -14), (-12, -8), (6, -8)),
            lambda x, y: dot(x, y, 6, "#F3E9C8", 1, 4.4),
        )
    )
    return Motif("small", seed, pod)


def dogwood(pen: Pen) -> Motif:
    berry = pen.solid(
        "M0-24C14-22 18-4 15 8C12 24-12 24-15 8C-18-4-14-22 0-24z", "#C43A3A", "#99282C"
    ) + dot(-5, -8, 2.6, "#FFD9C4", 0.6, 6)
    spray = (
        stroke("M-36-30Q0-46 38-28M-20-38V-18M2-40V-14M24-36V-16", "#7E6A44", 2.6)
        + each(((-20, 2), (2, 8), (24, 4)), lambda x, y: moved(berry, x, y, 0.9))
        + leaf(-34, -30, 34, -150, GREEN, GREEN_DARK)
        + leaf(36, -28, 34, -24, GREEN, GREEN_DARK)
    )
    return Motif("small", berry, spray)
