"""The silhouettes a product can be drawn with, by name."""

from collections.abc import Callable
from typing import Final

from marketplace.catalog.motifs import creatures, field, garden, orchard, pantry, workshop
from marketplace.catalog.motifs.pen import Motif, Pen

_MODULES = (orchard, garden, field, pantry, creatures, workshop)

MOTIFS: Final[dict[str, Callable[[Pen], Motif]]] = {}
for _m in _MODULES:
    for _n, _f in vars(_m).items():
        if (
            callable(_f)
            and getattr(_f, "__annotations__", {}).get("return") is Motif
            and not _n.startswith("_")
        ):
            MOTIFS[_n] = _f
