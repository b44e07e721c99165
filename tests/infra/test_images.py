import resource
import zipfile
from io import BytesIO

import pytest
from PIL import Image

from marketplace.infra.images import KEPT_SIDE, Format, ImageRefused, reencode, rendition
from tests.support.pictures import (
    PDF,
    make_photo_with_secrets,
    make_picture,
    png_header_only,
    png_text_bomb,
)


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_a_photo_becomes_a_jpeg_of_the_same_size(kind: str) -> None:
    picture = await reencode(make_picture(kind, (640, 480)))

    assert (picture.width, picture.height, picture.media_type) == (640, 480, "image/jpeg")
    assert opened(picture.data).format == "JPEG"


async def test_nothing_but_pixels_survives() -> None:
    data = make_photo_with_secrets()
    assert b"SecretPhoneMaker" in data

    picture = opened((await reencode(data)).data)

    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive",
                                 "progression"}  # fmt: skip


async def test_a_sideways_photo_is_set_upright() -> None:
    picture = opened((await reencode(make_photo_with_secrets())).data)

    assert picture.size == (200, 400)
    pixel = picture.getpixel((100, 50))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200 > pixel[2]


async def test_see_through_parts_become_white() -> None:
    picture = opened((await reencode(make_picture("PNG", mode="RGBA", colour=(0, 0, 0, 0)))).data)

    assert picture.getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("mode", "colour"), [("CMYK", (0, 0, 0, 0)), ("L", 200), ("P", 3), ("I;16", 900), ("1", 1)]
)
async def test_every_way_of_storing_colour_is_read(mode: str, colour: object) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"

    picture = await reencode(make_picture(kind, (60, 40), colour, mode=mode))

    assert opened(picture.data).mode == "RGB"


async def test_a_large_photo_is_made_smaller() -> None:
    picture = await reencode(make_picture("JPEG", (6000, 4500)))

    assert (picture.width, picture.height) == (KEPT_SIDE, 2250)


async def test_what_hides_behind_a_picture_is_dropped() -> None:
    hidden = BytesIO()
    with zipfile.ZipFile(hidden, "w") as archive:
        archive.writestr("evil.html", "<script>alert(1)</script>")
    polyglot = make_picture("JPEG") + b"<script>alert(1)</script>" + hidden.getvalue()

    picture = await reencode(polyglot)

    assert b"<script>" not in picture.data
    assert not zipfile.is_zipfile(BytesIO(picture.data))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8\xff",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a" + b"\0" * 40,
        b"PK\x03\x04" + b"\0" * 40,
        PDF,
        make_picture("PNG")[:120],
        make_picture("JPEG", (2000, 2000))[:4000],
        make_picture("BMP"),
        make_picture("TIFF"),
    ],
    ids=[
        "empty", "only magic", "svg", "xml svg", "html", "gif", "zip", "pdf", "cut png", "cut jpeg",
        "bmp", "tiff",
    ],
)  # fmt: skip
async def test_what_is_no_photo_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(ImageRefused) as refusal:
        await reencode(data)

    assert refusal.value.status == 422


@pytest.mark.parametrize(
    "size", [(10_000, 10_000), (60_000, 60_000), (10_001, 1), (2_000_000_000, 3)]
)
async def test_enormous_pictures_are_refused_before_they_are_decoded(size: tuple[int, int]) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(ImageRefused, match="尺寸太大"):
        await reencode(png_header_only(*size))

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


async def test_a_comment_that_unpacks_to_200_mb_costs_no_memory() -> None:
    bomb = png_text_bomb()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(ImageRefused):
        await reencode(bomb)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


async def test_the_largest_photo_we_take_fits_into_memory() -> None:
    data = make_picture("PNG", (8000, 6200))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    await reencode(data)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000


@pytest.mark.parametrize(("kind", "written"), [("webp", "WEBP"), ("avif", "AVIF")])
async def test_a_rendition_has_the_width_that_was_asked_for(kind: Format, written: str) -> None:
    original = await reencode(make_picture("JPEG", (1600, 1200)))

    made = opened(await rendition(original.data, width=640, kind=kind))

    assert (made.format, made.size) == (written, (640, 480))


async def test_a_small_picture_is_never_enlarged() -> None:
    original = await reencode(make_picture("JPEG", (200, 100)))

    assert opened(await rendition(original.data, width=640, kind="webp")).size == (200, 100)
