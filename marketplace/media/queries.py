"""Reads about files, and the addresses of public ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.kit.errors import NotFound
from marketplace.kit.language import gettext as _
from marketplace.media.models import StoredFile

SIZES: Final = (320, 640, 1200)
"""Widths of the renditions, in pixels."""
KINDS: Final = ("webp", "avif")


@dataclass(frozen=True, slots=True)
class PhotoUrls:
    """Everything a ``<picture>`` needs. The addresses work before the renditions exist."""

    file_id: UUID
    width: int
    height: int

    def at(self, width: int, kind: str = "webp") -> str:
        """The photo about ``width`` pixels wide."""
        return f"/media/{self.file_id}/{width}.{kind}"

    @property
    def src(self) -> str:
        """For browsers that read neither of the newer formats."""
        return self.at(1200, "jpg")

    @property
    def small(self) -> str:
        """For lists."""
        return self.at(320)

    @property
    def webp(self) -> str:
        """``srcset`` in WebP."""
        return self._srcset("webp")

    @property
    def avif(self) -> str:
        """``srcset`` in AVIF."""
        return self._srcset("avif")

    def _srcset(self, kind: str) -> str:
        return ", ".join(f"{self.at(width, kind)} {width}w" for width in SIZES)


async def photo_urls(
    session: AsyncSession, file_ids: Iterable[UUID | None]
) -> Mapping[UUID, PhotoUrls]:
    """The addresses of public photos by file id; one query for a whole page of them."""
    wanted = {file_id for file_id in file_ids if file_id}
    if not wanted:
        return {}
    rows = await session.execute(
        select(StoredFile.id, StoredFile.width, StoredFile.height).where(
            StoredFile.id.in_(wanted), StoredFile.is_private.is_(False)
        )
    )
    return {row.id: PhotoUrls(row.id, row.width or 0, row.height or 0) for row in rows}


async def public_file(session: AsyncSession, file_id: UUID) -> StoredFile:
    """A photo that everybody may see. Raises: NotFound."""
    return await _file(session, file_id, is_private=False)


async def private_file(session: AsyncSession, file_id: UUID) -> StoredFile:
    """A paper; who may see it is for the caller to check. Raises: NotFound."""
    return await _file(session, file_id, is_private=True)


async def vendor_file(session: AsyncSession, file_id: UUID, *, vendor_id: UUID) -> StoredFile:
    """A file that this vendor handed in. Raises: NotFound."""
    row = await session.get(StoredFile, file_id)
    if row is None or row.vendor_id != vendor_id:
        raise NotFound(_("没有找到这个文件。"))
    return row


async def files(
    session: AsyncSession, file_ids: Iterable[UUID | None]
) -> Mapping[UUID, StoredFile]:
    """The rows of several files at once."""
    wanted = {file_id for file_id in file_ids if file_id}
    if not wanted:
        return {}
    rows = await session.scalars(select(StoredFile).where(StoredFile.id.in_(wanted)))
    return {row.id: row for row in rows}


async def _file(session: AsyncSession, file_id: UUID, *, is_private: bool) -> StoredFile:
    row = await session.get(StoredFile, file_id)
    if row is None or row.is_private is not is_private:
        raise NotFound(_("没有找到这个文件。"))
    return row
