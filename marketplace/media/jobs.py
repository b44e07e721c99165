"""Work on files after the commit."""

from uuid import UUID

import structlog

from marketplace.infra.images import ImageRefused, rendition
from marketplace.infra.jobs import JobBook, Work
from marketplace.infra.storage import FileMissing, Storage
from marketplace.media.models import FileState, StoredFile
from marketplace.media.queries import KINDS, SIZES

log = structlog.get_logger(__name__)
book = JobBook("media")


@book.job
async def make_renditions(work: Work, file_id: str) -> None:
    """Make every size of a photo. Running twice writes the same bytes under the same keys."""
    storage = work.tool(Storage)
    async with work.sessions.begin() as session:
        row = await session.get(StoredFile, UUID(file_id))
        if row is None or row.state is FileState.READY:
            return
        key = row.key
    made: dict[str, str] = {}
    failure: str | None = None
    try:
        original = await storage.get(key)
        folder = key.rpartition("/")[0]
        for width in SIZES:
            for kind in KINDS:
                name = f"{width}.{kind}"
                data = await rendition(original, width=width, kind=kind)
                await storage.put(f"{folder}/{name}", data, media_type=f"image/{kind}")
                made[name] = f"{folder}/{name}"
    # A picture that cannot be read will not become readable by trying again.
    except (FileMissing, ImageRefused, OSError) as trouble:
        failure = f"{type(trouble).__name__}: {trouble}"[:200]
        log.warning("media.renditions_failed", file_id=file_id, reason=failure)
    async with work.sessions.begin() as session:
        row = await session.get_one(StoredFile, UUID(file_id), with_for_update=True)
        row.renditions = made
        row.error = failure
        row.state = FileState.FAILED if failure else FileState.READY
