"""One size of a draft on a page of its own: weight, price, stock, grade."""

from typing import Any, Protocol
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from marketplace.catalog import service
from marketplace.catalog.desk import Sheet, Size
from marketplace.catalog.service import VariantFacts
from marketplace.catalog.service.variants import UNGRADED
from marketplace.http.flash import say
from marketplace.http.forms import Form, Submitted, read_form
from marketplace.http.identity import PRIVATE, VendorDesk, VendorPerson, actor
from marketplace.http.pages import page, see_other
from marketplace.infra.db import DbSession
from marketplace.kit.errors import InvalidFields, MarketError, NotFound
from marketplace.kit.language import gettext as _
from marketplace.kit.money import Money
from marketplace.kit.quantities import format_weight, parse_weight
from marketplace.stock.service import set_on_hand
from marketplace.web.vendor.product_form import open_sheet
from marketplace.web.vendor.products import step_links

router = APIRouter(prefix="/vendor/products", dependencies=[*PRIVATE])

STANDARDS = (
    "GB/T 10651", "GB/T 20398", "GB/T 5835", "GB/T 30391", "GB/T 18672", "GB/T 1354",
    "GB/T 11766", "GB/T 6192", "GB 14963", "GB/T 14456",
)  # fmt: skip
"""Grading standards to offer. Source: domain rule GRADE-2."""


class Parse(Protocol):
    """Typed text into a whole number, or an ``Invalid`` beside the field."""

    def __call__(self, typed: str, *, field: str | None = None) -> int: ...


def _yuan(typed: str, *, field: str | None = None) -> int:
    return Money.parse(typed, field=field).minor


class SizeForm(Form):
    """A size as it is typed: weights with their unit, money in yuan."""

    net: str = Field(title="净含量", max_length=40)
    gross: str = Field(title="毛重", max_length=40)
    name_zh: str = Field(default="", title="规格名称", max_length=60)
    name_en: str = Field(default="", title="规格英文名称", max_length=100)
    price: str = Field(title="价格", max_length=20)
    on_hand: int = Field(title="库存", ge=0, le=10_000_000)
    grade: str = Field(default=UNGRADED, title="等级", max_length=20)
    grade_standard: str = Field(default="", title="分级标准号", max_length=40)
    max_per_order: int = Field(default=99, title="每单限购", ge=1, le=999)
    seen_on_hand: int = Field(default=0, title="库存")

    def facts(self) -> VariantFacts:
        """As the service takes it; every fault is told at once.

        Raises: InvalidFields.
        """
        faults: dict[str, str] = {}

        def read(field: str, parse: Parse) -> int:
            try:
                return parse(getattr(self, field), field=field)
            except MarketError as refusal:
                faults[field] = refusal.message
                return 0

        net = read("net", parse_weight)
        gross = read("gross", parse_weight)
        price = read("price", _yuan)
        if faults:
            raise InvalidFields(_("有 %(n)d 处需要修改。", n=len(faults)), fields=faults)
        return VariantFacts(
            name_zh=self.name_zh or format_weight(net, with_jin=False),
            name_en=self.name_en or format_weight(net, "en"),
            net_grams=net,
            gross_grams=gross,
            price_minor=price,
            grade=self.grade,
            grade_standard=self.grade_standard,
            max_per_order=self.max_per_order,
        )


def _typed(size: Size) -> dict[str, Any]:
    return {
        "net": format_weight(size.net_grams, with_jin=False),
        "gross": format_weight(size.gross_grams, with_jin=False),
        "name_zh": size.name_zh,
        "name_en": size.name_en,
        "price": Money(size.price_minor).typed,
        "on_hand": size.on_hand,
        "seen_on_hand": size.on_hand,
        "grade": size.grade,
        "grade_standard": size.grade_standard,
        "max_per_order": size.max_per_order,
    }


def _size_page(
    request: Request,
    person: VendorPerson,
    found: Sheet,
    size: Size | None,
    typed: dict[str, Any],
    errors: dict[str, str] | None = None,
) -> Response:
    return page(
        request,
        "vendor/products/size.html",
        status=422 if errors else 200,
        shop_name=person.shop_name,
        product=found.product,
        steps=step_links(request, found, "sizes"),
        size=size,
        typed=typed,
        errors=errors or {},
        standards=STANDARDS,
    )


@router.get("/{product_id}/sizes/new", name="vendor.product.size.new")
async def new(
    request: Request, session: DbSession, person: VendorDesk, product_id: UUID
) -> Response:
    """One more size."""
    found = await open_sheet(session, person, product_id)
    return _size_page(request, person, found, None, {})


@router.post("/{product_id}/sizes/new", name="vendor.product.size.add")
async def add(
    request: Request, session: DbSession, person: VendorDesk, product_id: UUID
) -> Response:
    """Keep a new size with its first price and stock."""
    await open_sheet(session, person, product_id)
    form = await read_form(request, SizeForm)
    if form.model is not None:
        try:
            async with session.begin_nested():
                variant = await service.add_variant(
                    session,
                    vendor_id=person.vendor_id,
                    product_id=product_id,
                    facts=form.value.facts(),
                    actor=actor(request, person.viewer),
                )
                await _count(session, person, variant.id, form.value)
        except NotFound:
            raise
        except MarketError as refusal:
            form.refuse(refusal)
    return await _kept(request, session, person, product_id, None, form)


@router.get("/{product_id}/sizes/{size_id}", name="vendor.product.size")
async def show(
    request: Request, session: DbSession, person: VendorDesk, product_id: UUID, size_id: UUID
) -> Response:
    """One size of a draft, to be mended."""
    found = await open_sheet(session, person, product_id)
    size = _one(found, size_id)
    return _size_page(request, person, found, size, _typed(size))


@router.post("/{product_id}/sizes/{size_id}", name="vendor.product.size.save")
async def save(
    request: Request, session: DbSession, person: VendorDesk, product_id: UUID, size_id: UUID
) -> Response:
    """Keep a mended size."""
    found = await open_sheet(session, person, product_id)
    size = _one(found, size_id)
    form = await read_form(request, SizeForm)
    if form.model is not None:
        try:
            async with session.begin_nested():
                await service.change_variant(
                    session,
                    vendor_id=person.vendor_id,
                    variant_id=size_id,
                    facts=form.value.facts(),
                    actor=actor(request, person.viewer),
                )
                await _count(session, person, size_id, form.value)
        except NotFound:
            raise
        except MarketError as refusal:
            form.refuse(refusal)
    return await _kept(request, session, person, product_id, size, form)


@router.post("/{product_id}/sizes/{size_id}/removal", name="vendor.product.size.remove")
async def remove(
    request: Request, session: DbSession, person: VendorDesk, product_id: UUID, size_id: UUID
) -> Response:
    """No longer offered."""
    found = await open_sheet(session, person, product_id)
    _one(found, size_id)
    await service.archive_variant(
        session,
        vendor_id=person.vendor_id,
        variant_id=size_id,
        actor=actor(request, person.viewer),
    )
    say(request, _("规格已删除。"))
    return see_other(request, "vendor.product.sizes", product_id=product_id)


async def _kept(
    request: Request,
    session: AsyncSession,
    person: VendorPerson,
    product_id: UUID,
    size: Size | None,
    form: Submitted[SizeForm],
) -> Response:
    if not form.errors:
        say(request, _("规格已保存。"))
        return see_other(request, "vendor.product.sizes", product_id=product_id)
    session.expire_all()
    found = await open_sheet(session, person, product_id)
    return _size_page(request, person, found, size, form.typed, form.errors)


def _one(found: Sheet, size_id: UUID) -> Size:
    for size in found.sizes:
        if size.id == size_id:
            return size
    raise NotFound(_("没有找到这个规格。"))


async def _count(
    session: AsyncSession, person: VendorPerson, variant_id: UUID, typed: SizeForm
) -> None:
    if typed.on_hand != typed.seen_on_hand:
        await set_on_hand(
            session,
            variant_id=variant_id,
            on_hand=typed.on_hand,
            reason="盘点",
            actor_id=person.account_id,
        )
