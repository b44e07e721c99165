"""Pictures to upload in tests, sound and hostile."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms


def make_picture(
    kind: str = "JPEG", size: tuple[int, int] = (800, 600), colour: Any = "#b8772e", **given: Any
) -> bytes:
    """A plain picture in ``kind``."""
    packed = BytesIO()
    mode = given.pop("mode", "RGB")
    Image.new(mode, size, colour).save(packed, kind, **given)
    return packed.getvalue()


def make_photo_with_secrets() -> bytes:
    """A sideways telephone photo that knows where it was taken; left half red, right half blue."""
    picture = Image.new("RGB", (400, 200), "blue")
    picture.paste("red", (0, 0, 200, 200))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretPhoneMaker"
    exif.get_ifd(0x8825)[2] = (33.0, 44.0, 55.0)
    packed = BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture.save(packed, "JPEG", exif=exif, icc_profile=profile, comment=b"SecretComment")
    return packed.getvalue()


def png_header_only(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be enormous."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 64))
        + chunk(b"IEND", b"")
    )


def png_text_bomb() -> bytes:
    """A small PNG whose comment unpacks to 200 MB."""
    plain = make_picture("PNG", (20, 20))
    packed = zlib.compressobj(9)
    text = b"".join(packed.compress(b"\0" * 1_000_000) for _ in range(200)) + packed.flush()
    body = b"Comment\0\0" + text
    bomb = struct.pack(">I", len(body)) + b"zTXt" + body
    bomb += struct.pack(">I", zlib.crc32(b"zTXt" + body))
    return plain[:33] + bomb + plain[33:]


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>"
    b"endobj\nxref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n"
    b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n103\n%%EOF\n"
)
