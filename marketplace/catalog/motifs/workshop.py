"""Things made by hand, and the plain sprig for anything not drawn yet."""

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
)

VASE = "M-12-46h24v8C12-30 34-22 34 4C34 26 20 38 16 42H-16C-20 38-34 26-34 4C-34-22-12-30-12-38z"
TEABOWL = "M-38-12H38C38 14 24 30 12 32V38H-12V32C-24 30-38 14-38-12z"


def porcelain(pen: Pen) -> Motif:
    blue = "#5E7A9C"
    drawn = (
        pen.solid(VASE, "#FBFAF5", "#DDE1E2")
        + stroke("M-12-36h24M-31-10Q0-2 31-10M-26 28Q0 35 26 28", blue, 2.4)
        + stroke("M-20 16Q-6-6 12 4T22 14", blue, 2)
        + leaf(-8, 2, 14, -60, blue, blue)
        + leaf(6, 3, 14, 40, blue, blue)
        + dot(14, 4, 5, blue, 0.9)
        + dot(-16, 12, 4, blue, 0.7)
    )
    bowl = (
        pen.solid(TEABOWL, "#FBFAF5", "#DDE1E2", shift=(-6, 0))
        + dot(0, -12, 38, "#FFFFFF", 1, 9)
        + stroke("M-34 0Q0 9 34 0M-24 20Q0 27 24 20", blue, 2.2)
        + dot(0, 10, 5, blue, 0.8)
    )
    return Motif("upright", drawn, bowl)


def celadon(pen: Pen) -> Motif:
    crackle = stroke(
        "M-22-14l12 10-4 14 14 12M8-24l2 14 14 6M-6 26l16-10 14 6M-28 10l10 6", "#7E9A90", 1.3, 0.7
    )
    bowl = (
        pen.solid(TEABOWL, "#A9C4B8", "#87A699", shift=(-6, 0))
        + dot(0, -12, 38, "#BFD5CA", 1, 9)
        + dot(0, -12, 32, "#9BB8AB", 1, 6.5)
        + stroke("M-22 2l12 8 10-4 12 10", "#7E9A90", 1.3, 0.8)
    )
    return Motif("upright", pen.solid(VASE, "#A9C4B8", "#87A699") + crackle, bowl)


def flambe(pen: Pen) -> Motif:
    flow = patch(
        (
            "M-34 4C-34-22-12-30-12-38V-46H12V-38C12-30 34-22 34 4C28 10 24-2"
            " 18 8C12 18 6 2 0 10C-6 20-12 4-18 10C-24 18-30 6-34 4z"
        ),
        "#8C3A4E",
    )
    tint = patch(
        (
            "M-34 4C-30 6-26 16-20 12C-12 6-8 20 0 12C8 4 12 18 18 10C24 0 28"
            " 10 34 4C34 10 32 16 30 20C20 28 10 16 0 24C-10 30-22 18-31 20"
            "C-33 14-34 10-34 4z"
        ),
        "#B98AB0",
        0.8,
    )
    bowl = (
        pen.solid(TEABOWL, "#7E93B5", "#5F7598", shift=(-6, 0))
        + dot(0, -12, 38, "#93A6C4", 1, 9)
        + dot(0, -12, 32, "#8C3A4E", 0.8, 6.5)
    )
    return Motif("upright", pen.solid(VASE, "#7E93B5", "#5F7598") + flow + tint, bowl)


def tricolour(pen: Pen) -> Motif:
    drips = patch(
        (
            "M-34 4C-34-22-12-30-12-38V-46H12V-38C12-30 34-22 34 4C30 18 26"
            " 14 22 4C18 24 12 20 8 6C4 16 0 14-4 4C-8 28-14 24-18 8C-24 18-30"
            " 14-34 4z"
        ),
        "#C9853A",
    ) + patch(
        (
            "M-12-46h24v8C12-32 22-28 28-18C20-8 16-22 10-14C4-4 0-22-6-16C-12-6-18-18-28-18"
            "C-22-28-12-32-12-38z"
        ),
        "#6F8A4E",
    )
    bowl = (
        pen.solid(TEABOWL, "#F1E2BE", "#D6C294", shift=(-6, 0))
        + patch(
            (
                "M-38-12H38C36 4 30 8 26-2C22 14 14 12 10 0C4 16-4 14-8 0C-14 14-20"
                " 12-24 0C-30 8-36 4-38-12z"
            ),
            "#C9853A",
        )
        + dot(0, -12, 38, "#D99A4E", 1, 9)
        + dot(0, -12, 32, "#6F8A4E", 1, 6.5)
    )
    return Motif("upright", pen.solid(VASE, "#F1E2BE", "#D6C294") + drips, bowl)


def jade(pen: Pen) -> Motif:
    ring_ = (
        pen.ball(0, 0, 40, 40, "#A9C7A0", "#84A87C")
        + dot(0, 0, 15, "#6E9268")
        + dot(-1, -1, 13, "#F3F1E6")
        + stroke("M-26-10Q-14-26 4-28M10 28Q24 22 28 6", "#D3E4CA", 3.4, 0.8)
    )
    drop = (
        stroke("M0-30Q-3-40 0-48", SEAL_RED, 3)
        + pen.solid(
            "M0-32C18-16 26 2 22 18C16 36-16 36-22 18C-26 2-18-16 0-32z", "#B4D0AA", "#8FB186"
        )
        + stroke("M-8 4Q0-6 8 2T2 18", "#6E9268", 2.2, 0.8)
    )
    return Motif("round", ring_, drop)


def embroidery(pen: Pen) -> Motif:
    bloom = petals(5, 11, 12, 8.5, "#D0687F")
    hoop = (
        dot(0, 2, 44, "#B98A52")
        + dot(0, 2, 39, "#FBF5E8")
        + patch("M-7-50h14v9h-14z", "#96693A")
        + moved(
            stroke("M0 6Q-4 22-14 28", GREEN_DARK, 2.6)
            + leaf(-4, 18, 18, 10, GREEN, GREEN_DARK)
            + bloom
            + dot(0, 0, 5, "#E8C55A"),
            2,
            0,
            1.2,
        )
    )
    thread = (
        pen.solid(
            "M-16-26h32v8l-6 6v24l6 6v8h-32v-8l6-6v-24l-6-6z", "#C9A06A", "#A97F4A", shift=(-4, 0)
        )
        + patch("M-11-13h22v26h-22z", SEAL_RED)
        + stroke("M-11-6h22M-11 1h22M-11 8h22", "#D9786A", 1.8)
    )
    return Motif("round", hoop, thread)


def sachet(pen: Pen) -> Motif:
    tassel = "".join(
        stroke(f"M{points(x * 0.4, 30)}L{points(x, 50)}", "#D9A43C", 2.2) for x in (-9, -4, 0, 4, 9)
    )
    bag = (
        stroke("M0-30V-48", "#D9A43C", 2.6)
        + dot(0, -34, 5, "#E8BF5A")
        + tassel
        + pen.solid(
            "M0-28C30-30 42-8 30 12C22 26 8 24 0 32C-8 24-22 26-30 12C-42-8-30-30 0-28z",
            "#C4453A",
            "#9C2F2A",
        )
    )
    flower = petals(5, 8, 7, 5, "#F1C96A") + dot(0, 0, 4, "#6F8A4E")
    return Motif(
        "single",
        bag
        + moved(flower, 0, 0, 1.2)
        + leaf(-9, 8, 16, 140, "#8BA872", "#6B8A56")
        + leaf(9, 8, 16, 40, "#8BA872", "#6B8A56"),
        moved(bag + moved(flower, 0, 0, 1.2), 0, 0, 0.9, 12),
    )


def tiger(pen: Pen) -> Motif:
    ears = (
        dot(-26, -26, 12, "#D99A32")
        + dot(26, -26, 12, "#D99A32")
        + dot(-26, -26, 6, "#C4453A")
        + dot(26, -26, 6, "#C4453A")
    )
    eyes = "".join(
        dot(x, -4, 8.5, "#FFFDF6") + dot(x, -4, 5, "#2E2522") + dot(x - 1.5, -6, 1.6, "#FFFFFF")
        for x in (-16, 16)
    )
    face = (
        pen.ball(0, 4, 40, 36, "#EBB246", "#D3942E")
        + stroke("M-10-24h20M-7-17h14M0-30v18", "#3E302B", 3.4)
        + eyes
        + stroke("M-36 8h10M-35 16h9M36 8h-10M35 16h-9", "#3E302B", 2.6)
        + patch("M-7 10h14l-7 8z", "#C4453A")
        + stroke("M0 18Q-6 27-14 23M0 18Q6 27 14 23", "#3E302B", 2.4)
    )
    return Motif("single", moved(ears + face, 0, 0, 0.9), face)


def clay_dog(pen: Pen) -> Motif:
    ink = "#2F2926"
    body = pen.solid(
        (
            "M-30 40C-34 14-30-2-14-10C-20-26-12-40 0-42C4-36 10-36 14-42C24-38"
            " 28-24 22-12C32-2 34 18 30 40H14V24Q0 18-14 24V40z"
        ),
        "#453B36",
        ink,
    )
    dots = "".join(
        dot(x, y, 3.4, c)
        for x, y, c in (
            (-18, 14, "#D9A43C"),
            (18, 14, "#D9A43C"),
            (0, 6, "#C4453A"),
            (-9, 8, "#F3EBDA"),
            (9, 8, "#F3EBDA"),
            (0, -6, "#6F9A7A"),
        )
    )
    eyes = (
        dot(-1, -25, 4.2, "#F3EBDA")
        + dot(13, -25, 4.2, "#F3EBDA")
        + dot(-1, -25, 2, ink)
        + dot(13, -25, 2, ink)
    )
    return Motif(
        "single",
        moved(
            body
            + dots
            + eyes
            + stroke("M-22 30q6-5 12 0M10 30q6-5 12 0", "#C4453A", 2.4)
            + stroke("M2-15q4 3 8 0", "#C4453A", 2),
            0,
            0,
            0.95,
        ),
        dots,
    )


def straw_hat(pen: Pen) -> Motif:
    brim = pen.ball(0, 14, 49, 20, "#E3C583", "#C9A55E") + stroke(
        "M-40 14Q0 30 40 14M-30 8Q0 18 30 8", "#B9924C", 1.8, 0.6
    )
    crown = (
        pen.solid("M-26 10C-26-22-14-30 0-30C14-30 26-22 26 10Q0 20-26 10z", "#E9CF94", "#CFAE6A")
        + stroke("M-22-12Q0-6 22-12M-25 0Q0 7 25 0", "#B9924C", 1.8, 0.6)
        + patch("M-26 4Q0 13 26 4V11Q0 20-26 11z", SEAL_RED)
    )
    return Motif("single", brim + crown, brim)


def flower_pot(pen: Pen) -> Motif:
    pot = pen.solid("M-24 14H24L18 46H-18z", "#B5704A", "#94543A", shift=(-5, 0)) + patch(
        "M-28 8h56v10h-56z", "#C98560"
    )
    blooms = "".join(
        moved(petals(8, 9, 8, 4.4, c), x, y) + dot(x, y, 5, "#C9962E")
        for x, y, c in ((-18, -12, "#E6BE4A"), (16, -14, "#D9788A"), (0, -28, "#EFE7D3"))
    )
    return Motif(
        "upright",
        stroke("M0 12Q-8 0-18-12M0 12Q8 0 16-14M0 12V-28", GREEN_DARK, 3)
        + leaf(-2, 6, 26, 200, GREEN, GREEN_DARK)
        + leaf(2, 6, 26, -20, GREEN_DARK, GREEN)
        + blooms
        + pot,
        pot,
    )


def mountain(pen: Pen) -> Motif:
    drawn = (
        pen.solid("M-50 40L-16-24L2 6L16-14L50 40z", "#93A98A", "#6F8869", shift=(-6, 6))
        + patch("M-16-24L-26-6L-18-10L-12-4L-6-8z", "#FBFAF5", 0.9)
        + dot(28, -30, 9, "#D9694A", 0.9)
    )
    return Motif("single", drawn, drawn)


def sprig(_pen: Pen) -> Motif:
    drawn = stroke("M0 48Q4 10-2-36", GREEN_DARK, 3) + "".join(
        leaf(0, y, 36, a, GREEN, GREEN_DARK)
        for y, a in (
            (-34, -92),
            (-20, -145),
            (-16, -36),
            (4, -152),
            (8, -28),
            (26, -156),
            (30, -22),
        )
    )
    return Motif("tall", drawn, leaf(-26, 12, 54, -24, GREEN, GREEN_DARK))
