"""The silhouettes a product can be drawn with, by name; one small module per kind of thing."""

from collections.abc import Callable
from types import ModuleType
from typing import Final

from marketplace.catalog.motifs import (
    cured,
    fungi,
    grains,
    greens,
    grove,
    herbs,
    kitchen,
    livestock,
    nuts,
    orchard,
    pantry,
    roots,
    teas,
    vine,
    waters,
    workshop,
)
from marketplace.catalog.motifs.pen import Motif, Pen

Drawing = Callable[[Pen], Motif]


def _drawings(module: ModuleType) -> dict[str, Drawing]:
    """Every public function of the module that returns a motif."""
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__annotations__", {}).get("return") is Motif
    }


_KINDS = (
    orchard, vine, grove, roots, greens, fungi, nuts, grains,
    teas, herbs, pantry, kitchen, livestock, waters, cured, workshop,
)  # fmt: skip

MOTIFS: Final[dict[str, Drawing]] = {
    name: drawing for kind in _KINDS for name, drawing in _drawings(kind).items()
}
