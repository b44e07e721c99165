"""The fourth step of the product form: photos and words."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import UploadFile
from starlette.responses import Response

from marketplace.catalog import service
from marketplace.catalog.desk import Sheet
from marketplace.catalog.states import ProductKind
from marketplace.http.forms import Form, Submitted, read_form
from marketplace.http.identity import PRIVATE, VendorDesk, VendorPerson, actor
from marketplace.infra.db import DbSession
from marketplace.infra.storage import Storage
from marketplace.kit.errors import Invalid, MarketError, NotFound
from marketplace.media.queries import photo_urls
from marketplace.media.service import store_image
from marketplace.web.vendor.product_form import again, onward, open_sheet, save_step, step_page
from marketplace.web.vendor.products import (
    photo_list,
)

router = APIRouter(prefix="/vendor/products", dependencies=[*PRIVATE])

MOST_AT_ONCE: Final = 6
"""Photos in one upload: more would not survive a weak line."""


class WordsForm(Form):
    """What buyers read, and what they see."""

    title_zh: str = Field(default="", title="标题", max_length=80)
    title_en: str = Field(default="", title="英文标题", max_length=140)
    summary_zh: str = Field(default="", title="一句话介绍", max_length=200)
    summary_en: str = Field(default="", title="一句话介绍（英文）", max_length=300)
    description_zh: str = Field(default="", title="商品介绍", max_length=5000)
    description_en: str = Field(default="", title="商品介绍（英文）", max_length=8000)
    storage_zh: str = Field(default="", title="怎么存", max_length=120)
    storage_en: str = Field(default="", title="怎么存（英文）", max_length=200)
    shelf_life_zh: str = Field(default="", title="保质期", max_length=60)
    shelf_life_en: str = Field(default="", title="保质期（英文）", max_length=100)
    eating_zh: str = Field(default="", title="怎么吃", max_length=200)
    eating_en: str = Field(default="", title="怎么吃（英文）", max_length=300)
    photos: list[Any] = Field(default=[], title="照片", max_length=MOST_AT_ONCE)
    camera: list[Any] = Field(default=[], title="照片", max_length=1)
    version: int = Field(title="版本")
    then: str = Field(default="next", title="操作", max_length=8)
    remove: UUID | None = Field(default=None, title="照片")
    forward: UUID | None = Field(default=None, title="照片")

    def changes(self) -> dict[str, str]:
        """As ``Facts`` has it."""
        return {field: getattr(self, field) for field in WORDS}


WORDS: Final = tuple(
    f"{field}_{lang}"
    for field in ("title", "summary", "description", "storage", "shelf_life", "eating")
    for lang in ("zh", "en")
)


async def _words_page(
    request: Request,
    session: AsyncSession,
    person: VendorPerson,
    found: Sheet,
    typed: Mapping[str, Any],
    errors: Mapping[str, str] | None = None,
) -> Response:
    pictures = await photo_urls(session, [photo.file_id for photo in found.photos])
    return await step_page(
        request,
        person,
        found,
        "words",
        typed=typed,
        errors=errors,
        status=422,
        photos=photo_list(found, pictures),
        is_food=found.product.kind is not ProductKind.NON_FOOD,
        own_title=service.facts_of(found.product).own_title_zh,
    )


@router.get("/{product_id}/words", name="vendor.product.words")
async def words(
    request: Request, session: DbSession, person: VendorDesk, product_id: UUID
) -> Response:
    """The fourth step."""
    found = await open_sheet(session, person, product_id)
    said = service.facts_of(found.product)
    typed = {**{field: getattr(said, field) for field in WORDS}, "version": found.product.version}
    return await _words_page(request, session, person, found, typed)


@router.post("/{product_id}/words", name="vendor.product.words.save")
async def save_words(
    request: Request, session: DbSession, person: VendorDesk, product_id: UUID
) -> Response:
    """Keep words and photos; a photo that is refused takes nothing else with it."""
    found = await open_sheet(session, person, product_id)
    form = await read_form(request, WordsForm)
    await _keep_photos(request, session, person, found, form)
    if form.model is not None:
        given = form.value
        try:
            await save_step(
                request, session, person, found.product, given.version, **given.changes()
            )
            await _arrange(request, session, person, product_id, given)
        except NotFound:
            raise
        except MarketError as refusal:
            form.refuse(refusal)
        if not form.errors:
            stays = given.remove or given.forward or given.photos or given.camera
            return onward(request, product_id, "words", "stay" if stays else given.then)
    found, typed = await again(session, person, product_id, form)
    return await _words_page(request, session, person, found, typed, form.errors)


async def _keep_photos(
    request: Request,
    session: AsyncSession,
    person: VendorPerson,
    found: Sheet,
    form: Submitted[WordsForm],
) -> None:
    """Store what was uploaded, one by one: on a weak line each photo that came counts."""
    storage: Storage = request.app.state.tools[Storage]
    sent: list[Any] = [*form.typed.pop("camera", []), *form.typed.pop("photos", [])]
    for upload in sent[: MOST_AT_ONCE + 1]:
        if not isinstance(upload, UploadFile):
            continue
        try:
            async with session.begin_nested():
                file = await store_image(
                    session,
                    storage,
                    data=upload,
                    is_private=False,
                    vendor_id=person.vendor_id,
                    uploaded_by=person.account_id,
                    original_name=upload.filename or "",
                )
                await service.add_photo(
                    session,
                    vendor_id=person.vendor_id,
                    product_id=found.product.id,
                    file_id=file.id,
                    alt_zh=found.product.name_zh,
                    actor=actor(request, person.viewer),
                )
        except Invalid as refusal:
            form.errors["photos"] = refusal.message


async def _arrange(
    request: Request,
    session: AsyncSession,
    person: VendorPerson,
    product_id: UUID,
    given: WordsForm,
) -> None:
    about: dict[str, Any] = {
        "vendor_id": person.vendor_id,
        "product_id": product_id,
        "actor": actor(request, person.viewer),
    }
    if given.remove is not None:
        await service.remove_photo(session, photo_id=given.remove, **about)
    if given.forward is not None:
        await service.bring_forward(session, photo_id=given.forward, **about)
