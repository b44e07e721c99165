"""Fish and what else lives in water."""

from marketplace.catalog.motifs.pen import (
    Motif,
    Pen,
    dot,
    moved,
    patch,
    points,
    stroke,
    turned,
)


def fish(pen: Pen) -> Motif:
    light, dark, fin = pen.dice.choice(
        (
            ("#D99A5C", "#B9763C", "#C9502F"),
            ("#93A0A6", "#6E7E86", "#5E6E78"),
            ("#7F9098", "#5F7079", "#50616B"),
        )
    )
    body = (
        "M-46 2C-34-18-6-26 16-20C26-17 32-10 34-4L50-18C46-4 46 8 50 20"
        "L34 6C28 16 14 22-2 21C-22 21-38 14-46 2z"
    )
    scales = stroke(
        "M-14-12q8 6 0 13t0 13M-2-15q9 7 0 15t0 15M10-14q8 7 0 14t0 13M22-9q6 5 0 10", dark, 2, 0.8
    )
    drawn = (
        patch("M-10-20C0-34 16-34 24-24L16-16z", fin)
        + patch("M-8 18C-2 30 8 30 10 20z", fin)
        + pen.solid(body, light, dark, shift=(-2, -8))
        + scales
        + stroke("M-24-14Q-18 0-25 14", dark, 2.4)
        + dot(-33, -3, 3.6, "#FFFDF6")
        + dot(-33.5, -3, 1.9, "#2E2522")
    )
    return Motif("single", drawn, drawn)


def crab(pen: Pen) -> Motif:
    light, dark = pen.dice.choice((("#7E8A63", "#5F6B48"), ("#C9653A", "#A44A26")))
    legs = stroke(
        (
            "M-24 10Q-42 10-46 26M-22 18Q-36 22-36 38M-16 24Q-24 32-20 44M24"
            " 10Q42 10 46 26M22 18Q36 22 36 38M16 24Q24 32 20 44"
        ),
        dark,
        4.6,
    )

    def claw(side: int) -> str:
        arm = stroke(f"M{22 * side}-4Q{40 * side}-6 {36 * side}-22", dark, 6.4)
        return arm + patch(
            (
                f"M{36 * side}-16C{18 * side}-24 {20 * side}-46 {38 * side}-46L{33 * side}-33"
                f"L{46 * side}-40C{50 * side}-26 {46 * side}-16 {36 * side}-16z"
            ),
            light,
        )

    shell = "M-32 2C-32-16-14-20 0-20C14-20 32-16 32 2C32 20 16 28 0 28C-16 28-32 20-32 2z"
    drawn = (
        legs
        + claw(-1)
        + claw(1)
        + pen.solid(shell, light, dark)
        + stroke("M-12 6q6-7 12 0t12 0M-8 16q8 5 16 0", dark, 2.4, 0.8)
        + stroke("M-7-19v-7M7-19v-7", dark, 3)
        + dot(-7, -27, 3, "#2E2522")
        + dot(7, -27, 3, "#2E2522")
    )
    return Motif("single", drawn, drawn)


def crayfish(pen: Pen) -> Motif:
    light, dark = "#C9452F", "#9E3020"
    legs = stroke(
        "M-14-2L-28-8M-14 6L-30 6M-13 14L-27 20M14-2L28-8M14 6L30 6M13 14L27 20", dark, 2.8
    )
    claws = "".join(
        stroke(f"M{10 * s}-16Q{26 * s}-24 {22 * s}-34", dark, 5)
        + patch(
            (
                f"M{22 * s}-28C{8 * s}-34 {10 * s}-52 {24 * s}-52L{22 * s}-42L{32 * s}-48"
                f"C{36 * s}-36 {32 * s}-28 {22 * s}-28z"
            ),
            light,
        )
        for s in (-1, 1)
    )
    tail = "".join(
        patch(
            (
                f"M{points(-w, y)}Q0 {y + 9} {points(w, y)}L{points(w - 1, y + 8)}"
                f"Q0 {y + 16} {points(1 - w, y + 8)}z"
            ),
            light if i % 2 else dark,
        )
        for i, (y, w) in enumerate(((16, 13), (22, 11.5), (28, 10), (34, 8.5)))
    )
    fan = patch("M0 40C-14 40-18 50-12 52C-6 54-2 50 0 46C2 50 6 54 12 52C18 50 14 40 0 40z", dark)
    drawn = (
        legs
        + claws
        + fan
        + tail
        + pen.solid("M0-26C12-24 16-8 14 18Q0 24-14 18C-16-8-12-24 0-26z", light, dark)
        + stroke("M-3-25Q-8-40-20-46M3-25Q8-40 20-46", dark, 1.6)
        + dot(-6, -17, 2, "#2E2522")
        + dot(6, -17, 2, "#2E2522")
    )
    return Motif("single", moved(drawn, 0, 0, 1, 24), drawn)


def turtle(pen: Pen) -> Motif:
    skin = "#8A8F66"
    body = (
        stroke("M-28 12L-42 22M28 12L42 22M-26-10L-40-18M26-10L38-20", skin, 8)
        + patch("M28-6C40-16 50-12 50-4C50 4 40 6 28 4z", skin)
        + dot(45, -6, 1.6, "#2E2522")
    )
    drawn = (
        body
        + pen.ball(0, 2, 36, 26, "#7C7A4C", "#5E5C36")
        + dot(-2, 0, 24, "#92905E", 0.7, 16)
        + stroke("M-12-10l10-4 12 4M-16 4l14 4 16-4", "#5E5C36", 2, 0.8)
    )
    return Motif("single", drawn, drawn)


def sea_cucumber(pen: Pen) -> Motif:
    def bump(x: float, y: float) -> str:
        return patch(f"M{points(x - 5, y)}l5-12 5 12z", "#4A3C34")

    body = pen.solid(
        "M-46 4C-48-14-24-20 0-19C24-20 48-14 46 4C46 20 22 22 0 22C-24 22-46 20-46 4z",
        "#5F4E44",
        "#43362F",
    )
    drawn = (
        "".join(bump(x, y) for x, y in ((-34, -10), (-18, -16), (0, -17), (18, -16), (33, -10)))
        + body
        + "".join(
            dot(x, y, 3.4, "#8A7465", 0.9)
            for x, y in ((-28, 0), (-10, -4), (8, -4), (26, 0), (-18, 10), (2, 8), (20, 9))
        )
    )
    return Motif("round", drawn, turned(moved(drawn, 0, 0, 0.9), -10))
