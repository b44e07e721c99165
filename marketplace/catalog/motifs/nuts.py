"""Nuts and large seeds."""

from marketplace.catalog.motifs.pen import (
    GREEN,
    GREEN_DARK,
    Motif,
    Pen,
    dot,
    dots,
    leaf,
    moved,
    patch,
    petals,
    stroke,
)


def walnut(pen: Pen) -> Motif:
    wrinkles = (
        "M-30-14C-22-22-18-10-10-18M-36 2C-28-6-22 6-13-2M-34 16C-26 8-20"
        " 20-11 13M-24 28C-18 22-14 30-9 25M30-14C22-22 18-10 10-18M36 2"
        "C28-6 22 6 13-2M34 16C26 8 20 20 11 13M24 28C18 22 14 30 9 25"
    )
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
    body = (
        "M-44 2C-44-16-28-22-14-17C-6-14 4-14 10-18C26-24 44-14 44 3C44"
        " 20 26 24 12 18C4 14-6 14-14 18C-30 24-44 18-44 2z"
    )
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
