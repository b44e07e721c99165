"""Fields that the database must not be able to read: AES-256-GCM, and a blind index for search.

Keys are derived from the installation's secret and installed once at start. A stored value names
its key (``k1:…``), so that a new secret can be used for writing while old ones still read.
Source: PIPL art. 51(3), ASVS 5.0 11.3.2.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Sequence
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Text
from sqlalchemy.types import TypeDecorator


class _Keys:
    """The installed keys: the first writes, all read."""

    def __init__(self) -> None:
        self.readers: dict[str, AESGCM] = {}
        self.writer: str = ""
        self.index_key: bytes = b""
        self.signing_key: bytes = b""


_keys = _Keys()


def _derive(secret: str, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(
        secret.encode()
    )


def install_keys(secret: str, old: Sequence[str] = ()) -> None:
    """Use ``secret`` from here on; values written under ``old`` secrets stay readable.

    The blind index and link signatures belong to the *oldest* secret, because stored indexes
    cannot be recomputed without reading every row.
    """
    for each in (*reversed(old), secret):
        name = hashlib.sha256(_derive(each, "field-name")).hexdigest()[:8]
        _keys.readers[name] = AESGCM(_derive(each, "field"))
        _keys.writer = name
    _keys.index_key = _derive(old[-1] if old else secret, "index")
    _keys.signing_key = _derive(secret, "signing")


def encrypt(text: str) -> str:
    """``text`` sealed under the present key, safe to store."""
    nonce = os.urandom(12)
    sealed = _keys.readers[_keys.writer].encrypt(nonce, text.encode(), None)
    return f"{_keys.writer}:{base64.b64encode(nonce + sealed).decode()}"


def decrypt(stored: str) -> str:
    """The text of a value that ``encrypt`` made under any installed key."""
    name, _, packed = stored.partition(":")
    raw = base64.b64decode(packed)
    return _keys.readers[name].decrypt(raw[:12], raw[12:], None).decode()


def blind_index(text: str) -> str:
    """A keyed digest by which an encrypted value can be found, but not read."""
    return hmac.new(_keys.index_key, text.encode(), hashlib.sha256).hexdigest()


def sign(purpose: str, text: str) -> str:
    """A short keyed signature of ``text`` for ``purpose``, for links and form tokens."""
    mac = hmac.new(_keys.signing_key, f"{purpose}\x00{text}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def signature_fits(purpose: str, text: str, signature: str) -> bool:
    """Whether ``signature`` is ours for ``text``; compares in constant time."""
    return hmac.compare_digest(sign(purpose, text).encode(), signature.encode())


class Encrypted(TypeDecorator[str]):
    """A text column that the database stores sealed."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:  # noqa: ARG002
        """Seal on the way in."""
        return None if value is None else encrypt(value)

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:  # noqa: ARG002
        """Open on the way out."""
        return None if value is None else decrypt(value)
