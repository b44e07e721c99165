import errno
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest
from moto.server import ThreadedMotoServer

from marketplace.infra import storage as places
from marketplace.infra.storage import (
    FileMissing,
    KeyNotOurs,
    LocalStorage,
    S3Storage,
    Storage,
    StorageUnavailable,
    open_storage,
)

KEY = "ab/0190a1b2c3d4/original.jpg"


def left_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture(scope="module")
def s3_address() -> Iterator[str]:
    """A store that speaks S3 over real HTTP."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
async def storage(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Storage]:
    """Both backends keep the same promises."""
    if request.param == "folder":
        yield open_storage(url="", endpoint="", folder=tmp_path / "files")
        return
    address = request.getfixturevalue("s3_address")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "double")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "double")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    async with httpx2.AsyncClient() as client:
        await client.put(f"{address}/papers")
    yield open_storage(url="s3://papers/shop", endpoint=address, folder=tmp_path)


async def test_what_was_put_is_there(storage: Storage) -> None:
    await storage.put(KEY, b"walnut", media_type="image/jpeg")

    assert await storage.get(KEY) == b"walnut"
    assert await storage.exists(KEY)


async def test_a_second_put_replaces_the_first(storage: Storage) -> None:
    await storage.put(KEY, b"old", media_type="image/jpeg")
    await storage.put(KEY, b"new", media_type="image/jpeg")

    assert await storage.get(KEY) == b"new"


async def test_what_was_deleted_is_gone_and_may_be_deleted_again(storage: Storage) -> None:
    await storage.put(KEY, b"walnut", media_type="image/jpeg")

    await storage.delete(KEY)
    await storage.delete(KEY)

    assert not await storage.exists(KEY)
    with pytest.raises(FileMissing):
        await storage.get(KEY)


@pytest.mark.parametrize(
    "key",
    [
        "../etc/passwd", "ab/../../etc/passwd.txt", "/etc/passwd", "ab/c\x00.jpg", "ab\\c.jpg",
        "ab/.hidden", "ab//c.jpg", "AB/c.jpg", "ab/c.jpg\n", "c.jpg", "",
        "ab/" + "x" * 300 + ".jpg",
    ],
)  # fmt: skip
async def test_a_key_that_is_not_ours_never_becomes_a_path(storage: Storage, key: str) -> None:
    with pytest.raises(KeyNotOurs):
        await storage.put(key, b"x", media_type="image/jpeg")
    with pytest.raises(KeyNotOurs):
        await storage.get(key)


async def test_a_full_disk_is_said_in_words_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = Storage(LocalStorage(tmp_path))

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(places.os, "fsync", full)

    with pytest.raises(StorageUnavailable) as refusal:
        await storage.put(KEY, b"walnut", media_type="image/jpeg")

    assert refusal.value.status == 503
    assert left_in(tmp_path) == []


async def test_a_bucket_that_does_not_answer_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "double")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "double")
    storage = Storage(S3Storage(bucket="papers", endpoint="http://127.0.0.1:9"))

    with pytest.raises(StorageUnavailable):
        await storage.get(KEY)


async def test_another_scheme_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="STORAGE_URL"):
        open_storage(url="ftp://papers", endpoint="", folder=tmp_path)
