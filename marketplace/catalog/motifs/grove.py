"""Citrus and the fruit of the south."""

from marketplace.catalog.motifs.pen import (
    GREEN,
    GREEN_DARK,
    STALK,
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


def _citrus(pen: Pen, light: str, dark: str, pith: str) -> Motif:
    pores = dots(pen.scatter(10, (-26, 20), (-16, 30)), 1, dark, opacity=0.8)
    whole = (
        pen.ball(0, 4, 42, 39, light, dark)
        + pores
        + dot(1, -29, 4.5, "#6B7A45", ry=3)
        + leaf(2, -31, 36, -32, GREEN, GREEN_DARK)
        + leaf(0, -31, 28, 202, GREEN_DARK, GREEN)
    )
    segment = "M0-4L-9-27Q0-33 9-27z"
    half = (
        dot(0, 0, 40, dark)
        + dot(0, 0, 36.5, pith)
        + "".join(
            f'<path d="{segment}" fill="{light}" transform="rotate({i * 45})"/>' for i in range(8)
        )
        + dot(0, 0, 3, pith)
    )
    return Motif("round", whole, half)


def orange(pen: Pen) -> Motif:
    return _citrus(pen, "#EE9A3A", "#D97C25", "#FBE9C8")


def mandarin(pen: Pen) -> Motif:
    return _citrus(pen, "#F0A33F", "#DD8228", "#FBE3BC")


def kumquat(pen: Pen) -> Motif:
    def one(x: float, y: float, a: float) -> str:
        return pen.ball(x, y, 17, 21, "#F1A93C", "#DC8727", tilt=a)

    whole = (
        stroke("M-18 4Q-8-24 6-40M18 4Q14-20 6-40", "#6B7A45", 2.4)
        + one(-20, 16, 12)
        + one(20, 18, -10)
        + leaf(6, -40, 38, 24, GREEN, GREEN_DARK)
        + leaf(6, -40, 34, 150, GREEN_DARK, GREEN)
    )
    return Motif("round", whole, moved(one(0, 0, 0), 0, 4, 1.6))


def green_orange(pen: Pen) -> Motif:
    return _citrus(pen, "#A5B455", "#84963F", "#F7F1CF")


def pomelo(pen: Pen) -> Motif:
    body = (
        "M0-40C8-40 12-33 18-27C34-20 46-4 45 14C44 34 24 45 0 45C-24 45-44"
        " 34-45 14C-46-4-34-20-18-27C-12-33-8-40 0-40z"
    )
    whole = pen.solid(body, "#D8CE78", "#BDB053") + leaf(0, -38, 36, -24, GREEN, GREEN_DARK)
    segment = "M0-3L-12-28Q0-37 12-28z"
    flesh = pen.dice.choice(("#F3D9A4", "#E6A08C"))
    half = (
        dot(0, 0, 44, "#C4B858")
        + dot(0, 0, 40, "#F8F2DC")
        + "".join(
            f'<path d="{segment}" fill="{flesh}" transform="rotate({i * 40})"/>' for i in range(9)
        )
    )
    return Motif("round", whole, half)


def _bumpy(pen: Pen, light: str, dark: str, bump: str) -> str:
    rows = "".join(
        petals(count, radius, 4.2, 4.2, bump) for count, radius in ((13, 32), (8, 21), (4, 10))
    )
    return pen.ball(0, 2, 38, 37, light, dark) + moved(
        rows.replace("/>", ' fill-opacity=".55"/>'), 0, 2
    )


def bayberry(pen: Pen) -> Motif:
    one = _bumpy(pen, "#8C3044", "#6A2034", "#B3546A")
    return Motif(
        "round",
        leaf(2, -32, 42, -30, GREEN, GREEN_DARK) + leaf(0, -32, 36, 210, GREEN_DARK, GREEN) + one,
        one,
    )


def lychee(pen: Pen) -> Motif:
    one = _bumpy(pen, "#C9544F", "#A63A3C", "#DD8077")
    peeled = pen.ball(0, 2, 37, 36, "#F7F1EA", "#E2D6CC") + patch(
        (
            "M-37 2C-30 12-18 6-9 14C0 8 12 16 20 10C28 14 34 8 37 4C36 26 20"
            " 38 0 38C-20 38-36 26-37 2z"
        ),
        "#C9544F",
    )
    return Motif(
        "round",
        stroke("M0-34Q4-42 12-48", STALK, 3.4) + leaf(6, -42, 38, 8, GREEN, GREEN_DARK) + one,
        peeled,
    )
