"""Meat, cured and cooked."""

from marketplace.catalog.motifs.pen import (
    GREEN,
    GREEN_DARK,
    Motif,
    Pen,
    dot,
    leaf,
    moved,
    number,
    patch,
    points,
    stroke,
    turned,
)

ROPE = "#B99A6A"


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
                (
                    f"M{points(x - 3, -28)}q3 18 0 {number(tall * 0.5)}t2 {number(tall * 0.45)}"
                    f"l5-1q-3-18-1-{number(tall * 0.5)}t-1-{number(tall * 0.42)}z"
                ),
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
        (
            "M8-44C16-46 20-40 18-32C34-20 40 6 30 26C20 44-14 48-26 30C-38"
            " 10-22-16-4-26C2-32 0-42 8-44z"
        ),
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
                (
                    "M-40-4C-40-16-28-18-18-15Q0-10 18-15C28-18 40-16 40-4C40 8 28 12"
                    " 18 9Q0 14-18 9C-28 12-40 8-40-4z"
                ),
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
        + "".join(
            dot(x, y, 2.6, "#F6DFCB", 1, 2)
            for x, y in ((-8, -5), (6, -8), (9, 5), (-4, 7), (0, -1))
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
            (
                "M-14-40C0-46 18-42 20-28C22-10 14 4 20 18C28 28 26 40 14 42L8 34"
                "L0 44C-14 44-20 34-16 20C-10 0-26-24-14-40z"
            ),
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
