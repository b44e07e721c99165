"""Where files lie: a folder of ours, or an S3 bucket. Nothing here knows what a file means.

Keys are made by us, never from a name that somebody sent; a key of another shape is refused
before it can become a path. There are no public addresses: every file goes out through a route
that has checked who asks.
"""

import asyncio
import contextlib
import errno
import os
import re
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import structlog
from obstore import delete_async, get_async, head_async, put_async
from obstore.exceptions import BaseError
from obstore.store import S3Store

from marketplace.kit.errors import Unavailable
from marketplace.kit.language import gettext as _

log = structlog.get_logger(__name__)

_KEY: Final = re.compile(r"(?:[a-z0-9][a-z0-9-]{0,63}/){1,4}[a-z0-9][a-z0-9-]{0,63}\.[a-z0-9]{2,5}")
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})


class StorageUnavailable(Unavailable):
    """The disk is full or the bucket does not answer; nothing was kept."""

    code = "storage_unavailable"


class KeyNotOurs(ValueError):
    """A key that we cannot have made: a bug of ours or somebody's attempt, never a missing file."""


class FileMissing(LookupError):
    """There is no file under this key."""


class Backend(Protocol):
    """What a place for files must do. Keys arrive checked."""

    async def put(self, key: str, data: bytes, *, media_type: str) -> None:
        """Keep ``data`` whole or not at all. Raises: StorageUnavailable."""
        ...

    async def get(self, key: str) -> bytes:
        """Raises: FileMissing, StorageUnavailable."""
        ...

    async def delete(self, key: str) -> None:
        """Forget the file; a missing one is already forgotten. Raises: StorageUnavailable."""
        ...

    async def exists(self, key: str) -> bool:
        """Raises: StorageUnavailable."""
        ...


class Storage:
    """The installation's storage: checks every key, then asks the backend."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    async def put(self, key: str, data: bytes, *, media_type: str) -> None:
        """Keep ``data`` under ``key``. Raises: StorageUnavailable."""
        await self._backend.put(_checked(key), data, media_type=media_type)

    async def get(self, key: str) -> bytes:
        """What is kept under ``key``. Raises: FileMissing, StorageUnavailable."""
        return await self._backend.get(_checked(key))

    async def delete(self, key: str) -> None:
        """Forget ``key``. Raises: StorageUnavailable."""
        await self._backend.delete(_checked(key))

    async def exists(self, key: str) -> bool:
        """Whether something is kept under ``key``. Raises: StorageUnavailable."""
        return await self._backend.exists(_checked(key))


def open_storage(*, url: str, endpoint: str, folder: Path) -> Storage:
    """The storage that ``url`` names: empty is ``folder``, ``s3://bucket/prefix`` is S3.

    Raises ValueError for any other scheme, so that a typing error stops the start.
    """
    if not url:
        return Storage(LocalStorage(folder))
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.netloc:
        raise ValueError(f"STORAGE_URL must be empty or s3://bucket, not {parts.scheme}://…")
    return Storage(
        S3Storage(bucket=parts.netloc, prefix=parts.path.strip("/"), endpoint=endpoint or None)
    )


def _checked(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise KeyNotOurs(key[:80])
    return key


def _no_room() -> StorageUnavailable:
    return StorageUnavailable(_("文件暂时存不下，没有保存。请过一会儿再试，已填写的内容还在。"))


class LocalStorage:
    """Files under one folder. A reader sees the old file or the new one, never half of either."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, key: str, data: bytes, *, media_type: str) -> None:
        """Write beside, force to disk, then rename into place."""
        del media_type  # the row knows it
        try:
            await asyncio.to_thread(self._write, key, data)
        except OSError as trouble:
            log.warning("storage.refused", reason=trouble.strerror, full=trouble.errno in _FULL)
            raise _no_room() from trouble

    async def get(self, key: str) -> bytes:
        """The whole file."""
        try:
            return await asyncio.to_thread((self._folder / key).read_bytes)
        except (FileNotFoundError, NotADirectoryError):
            raise FileMissing(key) from None
        except OSError as trouble:
            raise _no_room() from trouble

    async def delete(self, key: str) -> None:
        """Unlink it, if it is there."""
        await asyncio.to_thread((self._folder / key).unlink, missing_ok=True)

    async def exists(self, key: str) -> bool:
        """Whether it is there."""
        return await asyncio.to_thread((self._folder / key).is_file)

    def _write(self, key: str, data: bytes) -> None:
        target = self._folder / key
        target.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=target.parent, prefix=".part-", delete=False) as part:
            try:
                part.write(data)
                part.flush()
                os.fsync(part.fileno())
                Path(part.name).replace(target)
            except BaseException:
                with contextlib.suppress(FileNotFoundError):
                    Path(part.name).unlink()
                raise
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


class S3Storage:
    """Files in a bucket of any store that speaks S3; credentials come from ``AWS_*``.

    Source: docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html (writes are atomic).
    """

    def __init__(self, *, bucket: str, prefix: str = "", endpoint: str | None = None) -> None:
        address = endpoint or os.environ.get("AWS_ENDPOINT_URL", "")
        config: dict[str, Any] = {
            "region": os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION", "auto")
        }
        if address:
            config["endpoint"] = address
        self._store = S3Store(
            bucket,
            prefix=prefix or None,
            client_options={
                "allow_http": address.startswith("http://"),
                "timeout": "20s",
                "connect_timeout": "5s",
            },
            retry_config={"max_retries": 2},
            **config,
        )

    async def put(self, key: str, data: bytes, *, media_type: str) -> None:
        """One PUT; the store shows it whole or not at all."""
        try:
            await put_async(self._store, key, data, attributes={"Content-Type": media_type})
        except BaseError as trouble:
            raise self._silent(trouble) from trouble

    async def get(self, key: str) -> bytes:
        """The whole object."""
        try:
            found = await get_async(self._store, key)
            return bytes(await found.bytes_async())
        except FileNotFoundError:
            raise FileMissing(key) from None
        except BaseError as trouble:
            raise self._silent(trouble) from trouble

    async def delete(self, key: str) -> None:
        """One DELETE; S3 answers alike for what was never there."""
        try:
            await delete_async(self._store, key)
        except FileNotFoundError:
            return
        except BaseError as trouble:
            raise self._silent(trouble) from trouble

    async def exists(self, key: str) -> bool:
        """One HEAD."""
        try:
            await head_async(self._store, key)
        except FileNotFoundError:
            return False
        except BaseError as trouble:
            raise self._silent(trouble) from trouble
        return True

    def _silent(self, trouble: Exception) -> StorageUnavailable:
        log.warning("storage.refused", reason=type(trouble).__name__)
        return _no_room()
