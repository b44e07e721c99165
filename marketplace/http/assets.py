"""Static files: read once, one stylesheet out of many, one version for all, cached for a year."""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

STATIC: Final = Path(__file__).parents[2] / "static"
_IMPORT: Final = re.compile(r'@import\s+"([^"]+)"\s*(?:layer\(([\w.-]+)\))?\s*;')
_TEXT: Final = ("text/", "application/javascript", "image/svg", "application/json")
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("image/avif", ".avif")
mimetypes.add_type("image/webp", ".webp")
mimetypes.add_type("application/manifest+json", ".webmanifest")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, ready to send."""

    body: bytes
    packed: bytes | None
    media_type: str


def _bundled(path: Path) -> bytes:
    """A stylesheet with its imports in place, each inside its layer."""

    def inlined(match: re.Match[str]) -> str:
        inner = _bundled(path.parent / match[1]).decode()
        return f"@layer {match[2]} {{\n{inner}\n}}\n" if match[2] else inner

    return _IMPORT.sub(inlined, path.read_text(encoding="utf-8")).encode()


class Assets:
    """All static files of one build, under one version."""

    def __init__(self, folder: Path = STATIC) -> None:
        self._files: dict[str, Asset] = {}
        digest = hashlib.sha256()
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            name = path.relative_to(folder).as_posix()
            body = _bundled(path) if path.suffix == ".css" else path.read_bytes()
            media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            packed = gzip.compress(body, 9) if media_type.startswith(_TEXT) else None
            self._files[name] = Asset(body, packed, media_type)
            digest.update(name.encode() + b"\0" + body)
        self.version = digest.hexdigest()[:10]

    def url(self, name: str) -> str:
        """Where ``name`` is found; a misspelt name fails while the page is written."""
        if name not in self._files:
            raise LookupError(f"no static file {name!r}")
        return f"/static/{self.version}/{name}"

    async def serve(self, request: Request) -> Response:
        """Answer ``/static/{version}/{name}``; an old version gets the present file, uncached."""
        asset = self._files.get(request.path_params["name"])
        if asset is None:
            return Response("Not found", 404, media_type="text/plain")
        is_current = request.path_params["version"] == self.version
        age = "public, max-age=31536000, immutable" if is_current else "no-cache"
        headers = {"cache-control": age, "vary": "accept-encoding"}
        if asset.packed and "gzip" in request.headers.get("accept-encoding", ""):
            headers["content-encoding"] = "gzip"
            return Response(asset.packed, media_type=asset.media_type, headers=headers)
        return Response(asset.body, media_type=asset.media_type, headers=headers)
