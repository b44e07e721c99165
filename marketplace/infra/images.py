"""Pictures from strangers: told by their content, measured before decoding, written anew.

What leaves here was drawn by us pixel by pixel: no metadata, no place names of the photographer,
no second file hidden behind the first. One picture at a time and in a thread of its own, so that
a large one delays only the next picture.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final, Literal, ParamSpec, TypeVar

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from marketplace.kit.errors import Invalid
from marketplace.kit.language import gettext as _

P = ParamSpec("P")
R = TypeVar("R")
Format = Literal["webp", "avif"]

LARGEST_FILE: Final = 30 * 1024 * 1024
LONGEST_SIDE: Final = 10_000
MOST_PIXELS: Final = 50_000_000
"""A 48-megapixel telephone passes; decoded it needs 150 MB."""
KEPT_SIDE: Final = 3_000
"""Longest side of what we keep: the small print of a licence stays readable."""

_READERS: Final = ("JPEG", "PNG", "WEBP")
_create_profile: Any = getattr(ImageCms, "createProfile")  # noqa: B009  # its type is unfinished
_SRGB: Final[ImageCms.ImageCmsProfile] = ImageCms.ImageCmsProfile(_create_profile("sRGB"))
_one_at_a_time: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="images")

# We judge the size ourselves, right after reading the header and before decoding anything.
Image.MAX_IMAGE_PIXELS = None


class ImageRefused(Invalid):
    """The file is no picture we take; the sentence says what to do instead."""

    code = "image_refused"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as we wrote it: an opaque sRGB JPEG."""

    data: bytes
    width: int
    height: int
    media_type: str = "image/jpeg"


async def reencode(data: bytes) -> Picture:
    """``data`` written anew: upright, sRGB, without metadata, at most ``KEPT_SIDE`` a side.

    Raises: ImageRefused.
    """
    return await _in_turn(_reencode, data)


async def rendition(data: bytes, *, width: int, kind: Format) -> bytes:
    """A picture of ours at ``width`` pixels (never enlarged) for the web.

    Needs: ``data`` from ``reencode``.
    """
    return await _in_turn(_rendition, data, width, kind)


async def _in_turn(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    return await asyncio.get_running_loop().run_in_executor(
        _one_at_a_time, lambda: work(*args, **kwargs)
    )


def _reencode(data: bytes) -> Picture:
    try:
        with Image.open(BytesIO(data), formats=_READERS) as opened:
            _measure(opened)
            # JPEG can be decoded at a half or a quarter; the others ignore the wish.
            opened.draft(None, (KEPT_SIDE, KEPT_SIDE))
            opened.load()
            picture = _upright(opened)
    except UnidentifiedImageError:
        raise ImageRefused(_("只能上传 JPG、PNG 或 WebP 照片。请拍照或换一张图片。")) from None
    except ImageRefused:
        raise
    # Pillow's readers raise many kinds over broken bytes; none of them says more to a person.
    except Exception:  # noqa: BLE001
        raise ImageRefused(_("这张图片打不开，可能没有传完整。请重新选择或重新拍一张。")) from None
    packed = BytesIO()
    picture.save(packed, "JPEG", quality=90, optimize=True, progressive=True)
    return Picture(packed.getvalue(), *picture.size)


def _measure(opened: Image.Image) -> None:
    width, height = opened.size
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise ImageRefused(
            _("图片的尺寸太大：最多 5000 万像素，每边不超过 10000 像素。请缩小后再上传。")
        )
    if min(width, height) < 1:
        raise ImageRefused(_("这张图片打不开，可能没有传完整。请重新选择或重新拍一张。"))


def _upright(opened: Image.Image) -> Image.Image:
    """Small first, because everything after that costs by the pixel."""
    profile: bytes | None = opened.info.get("icc_profile")
    orientation = opened.getexif().get(0x0112)
    picture: Image.Image = opened.copy()
    if picture.mode in {"P", "PA", "LA"}:
        picture = picture.convert("RGBA")
    elif picture.mode not in {"RGB", "RGBA", "L", "CMYK"}:
        picture = picture.convert("RGB")
    picture.thumbnail((KEPT_SIDE, KEPT_SIDE), Image.Resampling.LANCZOS)
    picture = _in_srgb(picture, profile)
    if picture.mode == "RGBA":
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        picture = paper
    picture = picture.convert("RGB")
    if orientation:
        picture.getexif()[0x0112] = orientation
        picture = ImageOps.exif_transpose(picture)
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    return bare


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """A profile we cannot read is a profile we do not have."""
    if not profile or picture.mode == "L":
        return picture
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        colours = picture.convert("RGB") if alpha else picture
        shown = ImageCms.profileToProfile(colours, source, _SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    if shown is None:
        return picture
    if alpha:
        shown.putalpha(alpha)
    return shown


def _rendition(data: bytes, width: int, kind: Format) -> bytes:
    with Image.open(BytesIO(data), formats=("JPEG",)) as opened:
        height = max(1, round(opened.height * width / opened.width))
        opened.draft(None, (width * 2, height * 2))
        picture: Image.Image = opened.convert("RGB")
    if picture.width > width:
        picture.thumbnail((width, height), Image.Resampling.LANCZOS)
    packed = BytesIO()
    if kind == "webp":
        picture.save(packed, "WEBP", quality=80, method=4)
    else:
        picture.save(packed, "AVIF", quality=60, speed=8)
    return packed.getvalue()
