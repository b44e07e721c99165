"""Bowls, cups and sacks that other motifs stand beside."""

from marketplace.catalog.motifs.pen import SEAL_RED, Pen, dot, leaf, patch, stroke


def bowl_of(pen: Pen, glaze: str) -> str:
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


def sack_of(pen: Pen, cloth: str) -> str:
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
        + stroke("M-27-29Q0-22 27-29", SEAL_RED, 3.4)
    )


def cup_of(pen: Pen, liquor: str) -> str:
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
