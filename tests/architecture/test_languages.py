"""Both languages are complete: every sentence in the source has its English, and no other."""

import io
import re
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "marketplace" / "locales" / "en"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "title": None}
HAN = re.compile(r"[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def sentences() -> set[str]:
    """Every msgid in the source; form titles count, because they are translated when shown."""
    found: set[str] = set()
    for folder, method, pattern in (
        ("marketplace", "python", "*.py"),
        ("templates", "jinja2.ext:babel_extract", "*.html"),
        ("templates", "jinja2.ext:babel_extract", "*.txt"),
    ):
        for path in (ROOT / folder).rglob(pattern):
            options = {"newstyle_gettext": "true", "extensions": "jinja2.ext.do"}
            source = io.BytesIO(path.read_bytes())
            for _line, message, _notes, _context in extract(
                method, source, keywords=KEYWORDS, options=options
            ):
                for each in message if isinstance(message, tuple) else (message,):
                    if each:
                        found.add(each)
            if method == "python":
                text = path.read_text(encoding="utf-8")
                found |= {t for t in re.findall(r'title="([^"]+)"', text) if HAN.search(t)}
    return found


def translations() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(LOCALES.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if not message.id:
                    continue
                ids = message.id if isinstance(message.id, tuple) else (message.id,)
                texts = message.string if isinstance(message.string, tuple) else (message.string,)
                assert ids[0] not in found, f"{ids[0]!r} stands twice, again in {path.name}"
                assert not message.fuzzy, f"{ids[0]!r} in {path.name} is fuzzy"
                for each in ids:
                    found[each] = tuple(str(text) for text in texts)
    return found


def test_every_sentence_has_its_english() -> None:
    missing = {each for each in sentences() if HAN.search(each)} - set(translations())

    assert not sorted(missing)


def test_every_translation_is_used() -> None:
    stale = set(translations()) - sentences()

    assert not sorted(stale)


def test_translations_keep_the_placeholders() -> None:
    wrong = [
        original
        for original, texts in translations().items()
        for text in texts
        if not text or set(PLACEHOLDER.findall(text)) - set(PLACEHOLDER.findall(original))
    ]

    assert not wrong
