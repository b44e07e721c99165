"""A vendor's own verbs on the photos of a listing: add, put in order, take away."""

from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.audit.service import Actor
from marketplace.catalog.models import ProductPhoto
from marketplace.catalog.service._rows import editable_product, note, show_anew
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import Invalid, NotFound
from marketplace.kit.language import gettext as _
from marketplace.media.queries import vendor_file

MOST_PHOTOS: Final = 12


async def add_photo(
    session: AsyncSession,
    *,
    vendor_id: UUID,
    product_id: UUID,
    file_id: UUID,
    alt_zh: str,
    actor: Actor,
) -> ProductPhoto:
    """One more photo at the end. Needs: a public file, made by ``media.service.store_image``.

    Locks: the product row.
    Raises: NotFound, ListingLocked, Invalid.
    """
    product = await editable_product(session, vendor_id=vendor_id, product_id=product_id)
    stored = await vendor_file(session, file_id, vendor_id=vendor_id)
    if stored.is_private:
        # A licence may be private; what the public shall see must not be.
        raise NotFound(_("没有找到这张照片。"))
    present = await _photos(session, product_id)
    if len(present) >= MOST_PHOTOS:
        raise Invalid(_("一件商品最多 %(n)d 张照片。", n=MOST_PHOTOS), field="photos")
    photo = ProductPhoto(
        product_id=product.id,
        file_id=file_id,
        alt_zh=alt_zh[:100],
        position=present[-1].position + 1 if present else 0,
    )
    session.add(photo)
    await session.flush()
    note(session, actor, "product.photo_added", product, after={"file_id": str(file_id)})
    await show_anew(session, product)
    return photo


async def remove_photo(
    session: AsyncSession, *, vendor_id: UUID, product_id: UUID, photo_id: UUID, actor: Actor
) -> None:
    """The photo is no longer shown; its file stays for old orders.

    Locks: the product row.
    Raises: NotFound, ListingLocked.
    """
    product = await editable_product(session, vendor_id=vendor_id, product_id=product_id)
    photo = _one(await _photos(session, product_id), photo_id)
    photo.removed_at = utcnow()
    note(session, actor, "product.photo_removed", product, before={"photo_id": str(photo_id)})
    await show_anew(session, product)


async def bring_forward(
    session: AsyncSession, *, vendor_id: UUID, product_id: UUID, photo_id: UUID, actor: Actor
) -> None:
    """Show this photo one place earlier; the first is the one in lists.

    Locks: the product row.
    Raises: NotFound, ListingLocked.
    """
    product = await editable_product(session, vendor_id=vendor_id, product_id=product_id)
    photos = await _photos(session, product_id)
    photo = _one(photos, photo_id)
    at = photos.index(photo)
    if at == 0:
        return
    photos[at - 1], photos[at] = photo, photos[at - 1]
    for position, each in enumerate(photos):
        each.position = position
    note(
        session,
        actor,
        "product.photos_ordered",
        product,
        after={"photos": [str(each.id) for each in photos]},
    )
    await show_anew(session, product)


async def _photos(session: AsyncSession, product_id: UUID) -> list[ProductPhoto]:
    return list(
        await session.scalars(
            select(ProductPhoto)
            .where(ProductPhoto.product_id == product_id, ProductPhoto.removed_at.is_(None))
            .order_by(ProductPhoto.position, ProductPhoto.id)
        )
    )


def _one(photos: list[ProductPhoto], photo_id: UUID) -> ProductPhoto:
    for photo in photos:
        if photo.id == photo_id:
            return photo
    raise NotFound(_("没有找到这张照片。"))
