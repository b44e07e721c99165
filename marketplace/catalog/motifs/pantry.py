"""What comes in a jar, a bottle or a box."""

from marketplace.catalog.motifs.pen import (
    GREEN,
    GREEN_DARK,
    SEAL_RED,
    Motif,
    Pen,
    dot,
    leaf,
    moved,
    patch,
    petals,
    points,
    stroke,
    turned,
)
from marketplace.catalog.motifs.vessels import bowl_of, sack_of


def honey(pen: Pen) -> Motif:
    light, dark = pen.dice.choice(
        (("#E8A93C", "#CC8726"), ("#EDBB55", "#D39B35"), ("#D9923A", "#B97424"))
    )
    jar = (
        patch("M-32-22C-38-12-38 30-34 40Q0 47 34 40C38 30 38-12 32-22z", "#FBF3DF")
        + pen.solid(
            "M-33-8Q0-2 33-8C35 8 34 30 31 37Q0 43-31 37C-34 30-35 8-33-8z",
            light,
            dark,
            shift=(-8, 0),
        )
        + patch("M-30-38Q0-43 30-38V-23Q0-19-30-23z", "#C98F55")
        + patch("M-30-30Q0-25 30-30V-23Q0-19-30-23z", "#A97040", 0.6)
        + dot(0, 16, 17, "#FFF7E2", 0.92)
        + patch("M0 6l9 5v10l-9 5-9-5v-10z", light)
        + patch("M-29-14C-31 4-30 22-28 32L-24 32C-25 18-26 2-25-14z", "#FFFFFF", 0.5)
    )
    comb = "".join(
        patch(f"M{points(x, y - 16)}l14 8v16l-14 8-14-8v-16z", c)
        for x, y, c in (
            (-15, -12, light),
            (15, -12, dark),
            (0, 14, light),
            (-30, 14, dark),
            (30, 14, "#F3CC78"),
        )
    )
    drop = patch("M0-4C8 8 12 14 12 20A12 12 0 0 1-12 20C-12 14-8 8 0-4z", light)
    return Motif("upright", jar, comb + moved(drop, 0, 26, 0.8))


def oil(pen: Pen) -> Motif:
    light, dark = pen.dice.choice(
        (("#D9B13F", "#BC922B"), ("#C98A2E", "#A86E1F"), ("#B9B24A", "#969032"))
    )
    bottle = (
        patch("M-7-42h14v14C10-18 22-14 22 0v40q-22 7-44 0V0C-22-14-10-18-7-28z", "#F4EFD9")
        + pen.solid(
            "M-20-2C-18-12-9-16-6-22h12C9-16 18-12 20-2v39q-20 6-40 0z", light, dark, shift=(-7, 0)
        )
        + patch("M-8-50h16v12h-16z", "#6B4A32")
        + patch("M-20 6h40v22q-20 5-40 0z", "#FBF3E1")
        + leaf(-9, 20, 20, -28, GREEN, GREEN_DARK)
    )
    drop = pen.solid(
        "M0-36C14-14 24-2 24 12A24 24 0 0 1-24 12C-24-2-14-14 0-36z", light, dark
    ) + patch("M-14 12A14 14 0 0 0-2 26Q-12 28-16 18z", "#FFFFFF", 0.5)
    return Motif("upright", bottle, drop)


def olive_oil(pen: Pen) -> Motif:
    one = pen.solid(
        "M0-28C16-26 22-8 18 10C14 28-14 28-18 10C-22-8-16-26 0-28z", "#8C9A4C", "#6E7B36"
    )
    sprig = (
        stroke("M-36-34Q0-40 36-16", "#7E7A4A", 3)
        + leaf(-24, -38, 34, -60, "#A3B08A", "#7C8C66")
        + leaf(6, -36, 34, -38, "#A3B08A", "#7C8C66")
        + leaf(26, -24, 30, -16, "#A3B08A", "#7C8C66")
        + moved(one, -14, 6, 0.95, 8)
        + moved(one, 18, 14, 0.9, -12)
    )
    return Motif("upright", oil(pen).whole, sprig)


def vinegar(pen: Pen) -> Motif:
    urn = (
        pen.solid("M-22-30C-44-16-44 22-24 44H24C44 22 44-16 22-30z", "#6E4A38", "#523427")
        + patch("M-24-40h48v11h-48z", "#8A6048")
        + patch("M-17-8l17-17 17 17-17 17z", "#C9502F", 0.9)
        + patch("M-10-8l10-10 10 10-10 10z", "#E9B46A", 0.8)
    )
    dish = (
        dot(0, 12, 40, "#F7F4EC", 1, 18)
        + dot(0, 14, 40, "#D6D0C2", 0.6, 18)
        + dot(0, 10, 38, "#FBF8F1", 1, 16)
        + dot(0, 11, 27, "#5B2F22", 1, 10)
        + dot(-8, 8, 7, "#8A5138", 0.7, 2.4)
    )
    return Motif("upright", urn, dish)


def chilli_paste(pen: Pen) -> Motif:
    jar = (
        patch("M-32-22C-38-12-38 30-34 40Q0 47 34 40C38 30 38-12 32-22z", "#F6E7D6")
        + pen.solid(
            "M-34-12Q0-6 34-12C36 8 34 30 32 37Q0 44-32 37C-34 30-36 8-34-12z",
            "#A83A26",
            "#822618",
            shift=(-8, 0),
        )
        + patch("M-30-38Q0-43 30-38V-23Q0-19-30-23z", "#5B4130")
        + "".join(
            dot(x, y, 5, "#D98A4A", 0.8, 3.6)
            for x, y in ((-16, 4), (4, -2), (18, 10), (-4, 18), (-20, 26), (12, 28))
        )
    )
    beans = "".join(
        moved(
            pen.solid(
                "M-16 0C-16-12 0-16 10-11C20-6 18 12 6 13C-4 14-16 12-16 0z", "#C99A5C", "#A57A40"
            ),
            x,
            y,
            1.1,
            a,
        )
        for x, y, a in ((-14, -4, 10), (12, -10, -30), (2, 14, 40))
    )
    return Motif("upright", jar, beans)


def liquor(pen: Pen) -> Motif:
    cloth, ribbon = SEAL_RED, "#8C2C22"
    jar = (
        pen.solid("M-18-26C-46-14-46 22-26 44H26C46 22 46-14 18-26z", "#A9805A", "#86623F")
        + patch("M-22-28C-30-36-22-46 0-46C22-46 30-36 22-28L28-18Q0-10-28-18z", cloth)
        + stroke("M-23-27Q0-21 23-27", ribbon, 3.2)
        + dot(0, 12, 17, "#E9D3A8", 0.95)
        + moved(petals(6, 8, 5, 2.6, "#B98A52"), 0, 12)
    )
    cup = (
        pen.solid(
            "M-26-4H26C26 14 14 24 6 26V30H-6V26C-14 24-26 14-26-4z",
            "#F7F4EC",
            "#D8D2C4",
            shift=(-5, 0),
        )
        + dot(0, -4, 26, "#FFFFFF", 1, 8)
        + dot(0, -4, 22, "#E9EDEA", 1, 6)
    )
    return Motif("upright", jar, moved(cup, 0, 10))


def rice_wine(pen: Pen) -> Motif:
    base = liquor(pen)
    bowl = bowl_of(pen, "#D99A44")
    return Motif("upright", base.whole, bowl)


def wine(pen: Pen) -> Motif:
    bottle = (
        pen.solid(
            "M-6-50h12v26C8-14 17-10 17 2v40q-17 6-34 0V2C-17-10-8-14-6-24z",
            "#4E3A3E",
            "#382A2E",
            shift=(-6, 0),
        )
        + patch("M-7-50h14v15h-14z", SEAL_RED)
        + patch("M-17 8h34v22q-17 5-34 0z", "#F6EEDC")
        + dot(0, 19, 6, "#8C3044", 0.9)
    )
    glass = patch(
        "M-22-40h44C24-12 16 4 3 6v26h13v5h-32v-5h13V6C-16 4-24-12-22-40z", "#FFFFFF", 0.75
    ) + patch("M-21-20H21C18-4 12 3 0 4C-12 3-18-4-21-20z", "#8C3044")
    return Motif("upright", bottle, glass)


def pickle(pen: Pen) -> Motif:
    jar = (
        patch(
            (
                "M-14-34h28v8C36-20 40 0 36 22C34 36 26 42 18 44H-18C-26 42-34 36-36"
                " 22C-40 0-36-20-14-26z"
            ),
            "#EAF0E6",
        )
        + pen.solid(
            (
                "M-36 0Q0 6 36 0C38 12 36 24 33 30C30 38 24 41 17 42H-17C-24 41-30"
                " 38-33 30C-36 24-38 12-36 0z"
            ),
            "#A9B25A",
            "#879042",
            shift=(-8, 0),
        )
        + patch("M-16-42h32v10h-32z", "#7F93A8")
        + patch("M-22-31h44v6h-44z", "#647A90")
        + "".join(
            dot(x, y, 5.5, pen.dice.choice(("#D9694A", "#E9DDA8", "#6F8A4E")), 0.9, 3.6)
            for x, y in ((-18, 12), (2, 10), (18, 18), (-8, 26), (10, 32))
        )
    )
    shreds = "".join(
        stroke(f"M{points(-26 + pen.dice.uniform(-4, 4), y)}q14-8 26 0t24-2", c, 4.2)
        for y, c in ((-8, "#B9BE6A"), (0, "#A0A850"), (8, "#C9CE82"), (15, "#8F9742"))
    )
    return Motif("upright", jar, dot(0, 16, 40, "#FBF8F1", 1, 16) + shreds)


def coffee(pen: Pen) -> Motif:
    bean = pen.solid(
        "M0-36C22-32 30-8 26 10C20 34-20 34-26 10C-30-8-22-32 0-36z", "#7A4E34", "#5A3723"
    ) + stroke("M2-34C-10-12 10 8-2 32", "#3F2618", 3.6, 0.9)
    cup = (
        pen.solid(
            "M-32-14H32C32 14 22 30 10 32H-10C-22 30-32 14-32-14z",
            "#F7F4EC",
            "#DDD8CB",
            shift=(-6, 0),
        )
        + stroke("M31-4Q46-4 42 8Q38 18 26 16", "#EDE8DB", 5)
        + dot(0, -14, 32, "#FFFFFF", 1, 9)
        + dot(0, -14, 27, "#6B4128", 1, 6.6)
        + dot(0, 36, 36, "#E6E1D4", 1, 5)
    )
    return Motif("small", turned(bean, 34), moved(cup, 0, 0, 1.15))


def gift(pen: Pen) -> Motif:
    box = (
        pen.solid("M-38-10h76v50h-76z", "#C9503A", "#A43A2C")
        + patch("M-42-22h84v15h-84z", "#D9694A")
        + patch("M-8-22h16v62h-16z", "#F1D9A4")
        + patch("M0-22C-30-46-34-18 0-22C34-18 30-46 0-22z", "#F1D9A4")
        + dot(0, -23, 5, "#DDBC7C")
    )
    return Motif("upright", box, box)


def sack(pen: Pen) -> Motif:
    return Motif("upright", sack_of(pen, "#F3E8D2"), bowl_of(pen, "#E8D9B6"))
