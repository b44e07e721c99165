"""Stored files on their way out: photos for everybody, papers for the few who may see them."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from marketplace.accounts.models import StaffRole
from marketplace.accounts.queries import Identity
from marketplace.audit.service import record
from marketplace.http.identity import Who, actor
from marketplace.infra.db import DbSession
from marketplace.infra.storage import FileMissing, Storage
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import NotFound
from marketplace.kit.language import gettext as _
from marketplace.media import queries, service
from marketplace.media.models import StoredFile

router = APIRouter()

FOREVER: Final = "public, max-age=31536000, immutable"
SOON: Final = "public, max-age=60"
SANDBOX: Final = "default-src 'none'; img-src 'self'; style-src 'none'; sandbox"
Size = Annotated[str, Path(pattern=r"^[0-9]{2,4}\.(webp|avif|jpg)$")]
_READERS: Final = {StaffRole.REVIEWER, StaffRole.ADMINISTRATOR}


@router.get("/media/{file_id}/{size}", name="media.photo")
async def photo(request: Request, session: DbSession, file_id: UUID, size: Size) -> Response:
    """A public photo; until its sizes are made, and for old browsers, the original."""
    row = await queries.public_file(session, file_id)
    tag = f'"{row.sha256[:24]}-{size}"'
    key: str | None = row.renditions.get(size)
    is_final = key is not None or size.endswith(".jpg")
    headers = {
        "cache-control": FOREVER if is_final else SOON,
        "content-security-policy": SANDBOX,
        "etag": tag if is_final else tag.replace('"', '"early-', 1),
    }
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    media_type = f"image/{size.rpartition('.')[2]}" if key else row.media_type
    return Response(await _read(request, key or row.key), media_type=media_type, headers=headers)


@router.get("/documents/{file_id}", name="media.document")
async def document(request: Request, session: DbSession, viewer: Who, file_id: UUID) -> Response:
    """A paper. For its vendor's people and the reviewers; for everybody else it does not exist."""
    row = await queries.private_file(session, file_id)
    if viewer is None or not _may_see(viewer, row):
        raise NotFound(_("没有找到这个文件。"))
    body = await _read(request, row.key)
    service.note_view(
        session,
        file_id=row.id,
        account_id=viewer.account_id,
        now=utcnow(),
        request_id=request.state.request_id,
    )
    record(
        session,
        actor=actor(request, viewer),
        action="file.viewed",
        object_kind="file",
        object_id=row.id,
        after={"vendor_id": str(row.vendor_id)},
    )
    is_pdf = row.media_type == service.PDF
    # The name is ours: what somebody called the file never reaches a header.
    name = f'attachment; filename="{row.id}.pdf"' if is_pdf else f'inline; filename="{row.id}.jpg"'
    headers = {
        "cache-control": "no-store",
        "content-security-policy": SANDBOX,
        "content-disposition": name,
    }
    return Response(body, media_type=row.media_type, headers=headers)


def _may_see(viewer: Identity, row: StoredFile) -> bool:
    if viewer.roles & _READERS:
        return True
    return row.vendor_id is not None and viewer.membership(row.vendor_id) is not None


async def _read(request: Request, key: str) -> bytes:
    storage: Storage = request.app.state.tools[Storage]
    try:
        return await storage.get(key)
    except FileMissing:
        raise NotFound(_("没有找到这个文件。")) from None
