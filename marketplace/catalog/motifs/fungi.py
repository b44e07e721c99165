"""Mushrooms, fresh and dried."""

from marketplace.catalog.motifs.pen import Motif, Pen, dot, moved, patch, petals, stroke


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
            (
                "M-38 12C-50-14-26-42 4-36C34-40 50-12 38 12C30 22 18 12 8 22C-2"
                " 30-10 14-20 20C-28 24-34 20-38 12z"
            ),
            "#57443C",
            "#3B2D28",
        )
        cup = patch(
            (
                "M-28 8C-36-12-18-30 4-26C26-30 36-10 28 6C20 10 14 4 6 12C-2 18-8"
                " 6-16 10C-22 12-26 12-28 8z"
            ),
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
