"""Loads the English sentences from ``marketplace/locales`` when the process starts."""

from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from marketplace.kit.language import install

FOLDER: Final = Path(__file__).parents[1] / "locales"


def read_area(path: Path) -> Catalog:
    """One area's catalogue, such as ``en/shop.po``."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.name)


def english() -> NullTranslations:
    """All areas of English as one catalogue."""
    merged = Translations()
    for path in sorted((FOLDER / "en").glob("*.po")):
        packed = BytesIO()
        write_mo(packed, read_area(path))
        packed.seek(0)
        merged.merge(Translations(packed))
    return merged


def load() -> None:
    """Install the catalogues; Chinese needs none, its sentences are the msgids."""
    install({"en": english()})
