"""Writes about files: taking them in, making their sizes, noting who looked."""

import hashlib
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.infra.images import LARGEST_FILE, reencode
from marketplace.infra.jobs import enqueue
from marketplace.infra.storage import Storage
from marketplace.kit.ids import uuid7
from marketplace.kit.language import gettext as _
from marketplace.kit.text import fold
from marketplace.media.errors import FileRefused, FileTooLarge
from marketplace.media.models import FileState, FileView, StoredFile

PDF: Final = "application/pdf"


class Readable(Protocol):
    """An upload, as a web framework hands it over."""

    async def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes."""
        ...


async def store_image(
    session: AsyncSession,
    storage: Storage,
    *,
    data: bytes | Readable,
    is_private: bool,
    vendor_id: UUID | None,
    uploaded_by: UUID | None,
    original_name: str = "",
) -> StoredFile:
    """Keep a photo, written anew; its sizes follow by a job.

    Raises: FileTooLarge, ImageRefused, StorageUnavailable.
    """
    picture = await reencode(await _read(data))
    row = _row(
        picture.data,
        picture.media_type,
        "jpg",
        is_private=is_private,
        vendor_id=vendor_id,
        uploaded_by=uploaded_by,
        original_name=original_name,
    )
    row.width, row.height = picture.width, picture.height
    await storage.put(row.key, picture.data, media_type=picture.media_type)
    session.add(row)
    await session.flush()
    if not is_private:
        row.state = FileState.PENDING
        await enqueue(session, "media.make_renditions", file_id=str(row.id))
    return row


async def store_document(
    session: AsyncSession,
    storage: Storage,
    *,
    data: bytes | Readable,
    vendor_id: UUID | None,
    uploaded_by: UUID | None,
    original_name: str = "",
    is_private: bool = True,
) -> StoredFile:
    """Keep a paper: a photo of it, written anew, or a PDF, which is only ever handed out to save.

    Raises: FileRefused, FileTooLarge, ImageRefused, StorageUnavailable.
    """
    content = await _read(data)
    if not content.startswith(b"%PDF-"):
        return await store_image(
            session,
            storage,
            data=content,
            is_private=is_private,
            vendor_id=vendor_id,
            uploaded_by=uploaded_by,
            original_name=original_name,
        )
    if b"%%EOF" not in content[-2048:]:
        raise FileRefused(_("这份 PDF 打不开，可能没有传完整。请重新选择，或者拍成照片上传。"))
    row = _row(
        content,
        PDF,
        "pdf",
        is_private=is_private,
        vendor_id=vendor_id,
        uploaded_by=uploaded_by,
        original_name=original_name,
    )
    await storage.put(row.key, content, media_type=PDF)
    session.add(row)
    await session.flush()
    return row


def note_view(
    session: AsyncSession,
    *,
    file_id: UUID,
    account_id: UUID,
    now: datetime,
    request_id: str | None,
) -> None:
    """Write down that somebody looked at a private file."""
    session.add(
        FileView(file_id=file_id, account_id=account_id, viewed_at=now, request_id=request_id)
    )


async def _read(data: bytes | Readable) -> bytes:
    """The whole file, but never more than is allowed."""
    content = data if isinstance(data, bytes) else await data.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise FileTooLarge(_("文件超过 30 MB。请压缩或重新拍一张，再上传。"))
    if not content:
        raise FileRefused(_("这个文件是空的，请重新选择。"))
    return content


def _row(
    content: bytes,
    media_type: str,
    ending: str,
    *,
    is_private: bool,
    vendor_id: UUID | None,
    uploaded_by: UUID | None,
    original_name: str,
) -> StoredFile:
    file_id = uuid7()
    # The last characters of a version 7 UUID are random, so the folders fill evenly.
    return StoredFile(
        id=file_id,
        is_private=is_private,
        vendor_id=vendor_id,
        uploaded_by=uploaded_by,
        media_type=media_type,
        original_name=fold(original_name)[:120],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        key=f"{file_id.hex[-2:]}/{file_id.hex}/original.{ending}",
        state=FileState.READY,
    )
