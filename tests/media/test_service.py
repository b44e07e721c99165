from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from marketplace.infra.images import LARGEST_FILE, ImageRefused
from marketplace.infra.jobs import Work
from marketplace.infra.storage import LocalStorage, Storage
from marketplace.kit.errors import NotFound
from marketplace.kit.ids import uuid7
from marketplace.media import queries
from marketplace.media.errors import FileRefused, FileTooLarge
from marketplace.media.jobs import make_renditions
from marketplace.media.models import FileState, StoredFile
from marketplace.media.service import store_document, store_image
from tests.support.pictures import PDF, make_picture
from tests.support.queue import queued


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(LocalStorage(tmp_path))


async def keep_photo(session: AsyncSession, storage: Storage, **given: object) -> StoredFile:
    asked: dict[str, object] = {
        "data": make_picture(size=(1600, 1200)), "is_private": False, "vendor_id": uuid7(),
        "uploaded_by": None, **given,
    }  # fmt: skip
    return await store_image(session, storage, **asked)  # type: ignore[arg-type]


async def test_a_photo_is_kept_under_a_name_of_ours(
    session: AsyncSession, storage: Storage
) -> None:
    row = await keep_photo(session, storage, original_name="../../etc/passwd\u202egpj.<b>exe\x00")

    assert row.id.hex in row.key
    assert "passwd" not in row.key
    assert row.original_name == "../../etc/passwdgpj.<b>exe"
    assert (row.width, row.height, row.state) == (1600, 1200, FileState.PENDING)
    assert (await storage.get(row.key))[:3] == b"\xff\xd8\xff"


async def test_a_name_of_three_hundred_characters_is_cut(
    session: AsyncSession, storage: Storage
) -> None:
    row = await keep_photo(session, storage, original_name="核" * 300)

    assert len(row.original_name) == 120


async def test_a_public_photo_asks_for_its_sizes(session: AsyncSession, storage: Storage) -> None:
    row = await keep_photo(session, storage)

    assert {"file_id": str(row.id)} in await queued(session, "media.make_renditions")


async def test_more_than_thirty_megabytes_are_never_read(
    session: AsyncSession, storage: Storage
) -> None:
    class Endless:
        def __init__(self) -> None:
            self.asked = 0

        async def read(self, size: int = -1, /) -> bytes:
            self.asked = size
            return b"\0" * size

    upload = Endless()
    with pytest.raises(FileTooLarge) as refusal:
        await keep_photo(session, storage, data=upload)

    assert upload.asked == LARGEST_FILE + 1
    assert refusal.value.status == 413


async def test_a_pdf_is_a_document_and_no_photo(session: AsyncSession, storage: Storage) -> None:
    row = await store_document(session, storage, data=PDF, vendor_id=None, uploaded_by=None)

    assert (row.media_type, row.is_private, row.state) == (
        "application/pdf",
        True,
        FileState.READY,
    )
    with pytest.raises(ImageRefused):
        await keep_photo(session, storage, data=PDF)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 cut off", b"<html>%PDF-1.4 %%EOF"])
async def test_a_broken_document_is_refused(
    session: AsyncSession, storage: Storage, data: bytes
) -> None:
    with pytest.raises((FileRefused, ImageRefused)):
        await store_document(session, storage, data=data, vendor_id=None, uploaded_by=None)


async def test_the_job_makes_every_size_and_may_run_twice(
    committed: async_sessionmaker[AsyncSession], storage: Storage
) -> None:
    async with committed.begin() as session:
        row = await keep_photo(session, storage, data=make_picture(size=(1000, 500)))
    work = Work(committed, {Storage: storage})

    await make_renditions(work, str(row.id))
    await make_renditions(work, str(row.id))

    async with committed() as session:
        done = await session.get_one(StoredFile, row.id)
    assert done.state is FileState.READY
    assert set(done.renditions) == {
        f"{width}.{kind}" for width in (320, 640, 1200) for kind in ("webp", "avif")
    }
    sizes = {
        name: Image.open(BytesIO(await storage.get(key))).size
        for name, key in done.renditions.items()
    }
    assert sizes["320.webp"] == sizes["320.avif"] == (320, 160)
    assert sizes["1200.webp"] == (1000, 500)


async def test_a_lost_original_is_written_down_as_failed(
    committed: async_sessionmaker[AsyncSession], storage: Storage
) -> None:
    async with committed.begin() as session:
        row = await keep_photo(session, storage)
    await storage.delete(row.key)

    await make_renditions(Work(committed, {Storage: storage}), str(row.id))

    async with committed() as session:
        done = await session.get_one(StoredFile, row.id)
    assert done.state is FileState.FAILED
    assert done.error is not None


async def test_addresses_of_many_photos_cost_one_query(
    session: AsyncSession, storage: Storage
) -> None:
    public = await keep_photo(session, storage)
    private = await keep_photo(session, storage, is_private=True)

    found = await queries.photo_urls(session, [public.id, private.id, None, uuid7()])

    assert set(found) == {public.id}
    assert found[public.id].webp.startswith(f"/media/{public.id}/320.webp 320w, ")


async def test_another_vendors_file_is_not_found(session: AsyncSession, storage: Storage) -> None:
    row = await keep_photo(session, storage)

    with pytest.raises(NotFound):
        await queries.vendor_file(session, row.id, vendor_id=uuid7())
    with pytest.raises(NotFound):
        await queries.vendor_file(session, UUID(int=0), vendor_id=uuid7())
