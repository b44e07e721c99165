"""The first step of the product form: what kind of thing, what exactly, and from where."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from marketplace.catalog import desk, service
from marketplace.catalog.desk import Sheet
from marketplace.catalog.models import Category
from marketplace.catalog.requirements import (
    kinds_on,
    policies_for,
)
from marketplace.catalog.service import Facts
from marketplace.catalog.states import ProductKind
from marketplace.http.forms import Form, Submitted, read_form
from marketplace.http.identity import PRIVATE, VendorDesk, VendorPerson, actor
from marketplace.http.pages import is_htmx, page, see_other
from marketplace.infra.db import DbSession
from marketplace.kit.errors import Invalid, MarketError, NotFound
from marketplace.kit.language import gettext as _
from marketplace.kit.language import language
from marketplace.regions.queries import children, label
from marketplace.vendors.models import Vendor
from marketplace.vendors.queries import vendor as vendor_row
from marketplace.web.listing_words import kind_words
from marketplace.web.vendor.product_form import again, onward, open_sheet, save_step, step_page

router = APIRouter(prefix="/vendor/products", dependencies=[*PRIVATE])


REFRESH = "region"
"""The button that fills the villages of a town; behaviours/address.js presses it."""


class WhatForm(Form):
    """What a thing is and where it comes from."""

    kind: ProductKind = Field(title="商品种类")
    category_code: str = Field(title="商品类别", max_length=16)
    name_zh: str = Field(title="品名", max_length=60)
    name_en: str = Field(default="", title="英文品名", max_length=100)
    cultivar: str = Field(default="", title="品种", max_length=40)
    town: str = Field(title="产地乡镇", max_length=9)
    village: str = Field(default="", title="产地村", max_length=12)
    season_months: list[Annotated[int, Field(ge=1, le=12)]] = Field(default=[], title="上市月份")
    version: int = Field(default=1, title="版本")
    then: str = Field(default="next", title="操作", max_length=8)

    def division(self, county: str) -> str:
        """The place that was chosen.

        Raises: Invalid, when it lies outside the shop's own county.
        """
        code = self.village if self.village.startswith(self.town) and self.village else self.town
        if not code.startswith(county) or not code.isdigit():
            raise Invalid(_("产地请选本县的乡镇。"), field="town")
        return code

    def changes(self, county: str) -> dict[str, Any]:
        """As ``Facts`` has it. Raises: Invalid."""
        return {
            "kind": self.kind,
            "category_code": self.category_code,
            "name_zh": self.name_zh,
            "name_en": self.name_en,
            "cultivar": self.cultivar,
            "division_code": self.division(county),
            "season_months": tuple(self.season_months),
        }


def _kind_options() -> list[tuple[str, str, str]]:
    return [(kind.value, *kind_words(kind)) for kind in ProductKind]


async def _what_values(
    session: AsyncSession, county: str, typed: Mapping[str, Any]
) -> dict[str, Any]:
    """The choices of the first step that fit what was chosen so far."""
    kind = ProductKind(typed["kind"])
    town = str(typed.get("town", ""))
    towns = [(place.code, label(place)) for place in await children(session, county)]
    if town not in {code for code, _name in towns}:
        town = ""
    villages = await children(session, town) if town else ()
    return {
        "kind": kind,
        "kind_text": kind_words(kind)[0],
        "categories": [
            (each.code, _category_name(each))
            for each in await desk.shelves(session)
            if kind in kinds_on(each.code)
        ],
        "towns": towns,
        "villages": [(place.code, label(place)) for place in villages],
    }


def _category_name(category: Category) -> str:
    return category.name_en if language() == "en" else category.name_zh


def _known_kind(typed: Any) -> ProductKind | None:
    try:
        return ProductKind(str(typed))
    except ValueError:
        return None


@router.get("/new", name="vendor.products.new")
async def new(
    request: Request,
    session: DbSession,
    person: VendorDesk,
    kind: Annotated[str, Query(max_length=32)] = "",
) -> Response:
    """What kind of thing it is; then what exactly."""
    chosen = _known_kind(kind)
    if chosen is None:
        return page(
            request,
            "vendor/products/kind.html",
            shop_name=person.shop_name,
            kinds=_kind_options(),
            kind="",
            product=None,
        )
    shop = await vendor_row(session, person.vendor_id)
    home = shop.division_code or ""
    typed = {"kind": chosen.value, "town": home[:9], "village": home if len(home) > 9 else ""}
    return await _new_page(request, session, person, shop, typed)


async def _new_page(
    request: Request,
    session: AsyncSession,
    person: VendorPerson,
    shop: Vendor,
    typed: Mapping[str, Any],
    errors: Mapping[str, str] | None = None,
) -> Response:
    return page(
        request,
        "vendor/products/what.html",
        status=422 if errors else 200,
        shop_name=person.shop_name,
        product=None,
        steps=[],
        fixes=[],
        typed=typed,
        errors=errors or {},
        beside=errors or {},
        **await _what_values(session, shop.pavilion_code, typed),
    )


@router.post("", name="vendor.products.create")
async def create(request: Request, session: DbSession, person: VendorDesk) -> Response:
    """The draft begins: from here on it is kept with every step."""
    form = await read_form(request, WhatForm)
    shop = await vendor_row(session, person.vendor_id)
    if _known_kind(form.typed.get("kind")) is None:
        return see_other(request, "vendor.products.new")
    if form.typed.get("then") == REFRESH:
        return await _places(request, session, person, shop, form)
    if form.model is not None:
        try:
            changes = form.value.changes(shop.pavilion_code)
            policy = policies_for(form.value.kind, form.value.category_code)[0]
            async with session.begin_nested():
                product = await service.start_product(
                    session,
                    vendor_id=person.vendor_id,
                    facts=Facts(**changes, return_policy=policy),
                    actor=actor(request, person.viewer),
                )
            return onward(request, product.id, "what", form.value.then)
        except MarketError as refusal:
            form.refuse(refusal)
    return await _new_page(request, session, person, shop, form.typed, form.errors)


async def _places(
    request: Request,
    session: AsyncSession,
    person: VendorPerson,
    shop: Vendor,
    form: Submitted[WhatForm],
    found: Sheet | None = None,
) -> Response:
    """A town was chosen: the same page, or just its selects, with the villages of that town."""
    values = await _what_values(session, shop.pavilion_code, form.typed)
    if is_htmx(request):
        return page(
            request,
            "vendor/products/_origin.html",
            typed=form.typed,
            beside={},
            product=found.product if found else None,
            **values,
        )
    if found is not None:
        return await step_page(request, person, found, "what", typed=form.typed, **values)
    return await _new_page(request, session, person, shop, form.typed)


@router.get("/{product_id}/kind", name="vendor.product.kind")
async def kindagain(
    request: Request, session: DbSession, person: VendorDesk, product_id: UUID
) -> Response:
    """Another kind of thing after all."""
    found = await open_sheet(session, person, product_id)
    return page(
        request,
        "vendor/products/kind.html",
        shop_name=person.shop_name,
        kinds=_kind_options(),
        kind=found.product.kind.value,
        product=found.product,
    )


@router.get("/{product_id}/what", name="vendor.product.what")
async def what(
    request: Request,
    session: DbSession,
    person: VendorDesk,
    product_id: UUID,
    kind: Annotated[str, Query(max_length=32)] = "",
) -> Response:
    """The first step of a draft."""
    found = await open_sheet(session, person, product_id)
    product = found.product
    typed = {
        "kind": (_known_kind(kind) or product.kind).value,
        "category_code": product.category_code,
        "name_zh": product.name_zh,
        "name_en": product.name_en,
        "cultivar": product.cultivar,
        "town": product.division_code[:9],
        "village": product.division_code if len(product.division_code) > 9 else "",
        "season_months": list(product.season_months),
        "version": product.version,
    }
    values = await _what_values(session, product.pavilion_code, typed)
    return await step_page(request, person, found, "what", typed=typed, **values)


@router.post("/{product_id}/what", name="vendor.product.what.save")
async def save_what(
    request: Request, session: DbSession, person: VendorDesk, product_id: UUID
) -> Response:
    """Keep the first step."""
    found = await open_sheet(session, person, product_id)
    form = await read_form(request, WhatForm)
    if _known_kind(form.typed.get("kind")) is None:
        form.typed["kind"] = found.product.kind.value
    if form.typed.get("then") == REFRESH:
        return await _places(request, session, person, found.vendor, form, found)
    if form.model is not None:
        try:
            changes = form.value.changes(found.product.pavilion_code)
            await save_step(request, session, person, found.product, form.value.version, **changes)
            return onward(request, product_id, "what", form.value.then)
        except NotFound:
            raise
        except MarketError as refusal:
            form.refuse(refusal)
    found, typed = await again(session, person, product_id, form)
    values = await _what_values(session, found.product.pavilion_code, typed)
    return await step_page(
        request, person, found, "what", typed=typed, errors=form.errors, status=422, **values
    )
