"""The second and third step of the product form: sizes, dispatch and returns; papers."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from marketplace.catalog import service
from marketplace.catalog.desk import Sheet
from marketplace.catalog.licences import FOOD_LICENCE, GATED, WORKSHOP, match, needed_types
from marketplace.catalog.requirements import (
    LABELLED,
    STANDARDISED,
    policies_for,
)
from marketplace.catalog.states import ReturnPolicy
from marketplace.http.forms import Form, read_form
from marketplace.http.identity import PRIVATE, VendorDesk, actor
from marketplace.http.pages import see_other
from marketplace.infra.db import DbSession
from marketplace.kit.clock import china_day, utcnow
from marketplace.kit.errors import MarketError, NotFound
from marketplace.web.listing_answers import paper_line
from marketplace.web.listing_words import hours_words, policy_words
from marketplace.web.vendor.product_form import again, onward, open_sheet, save_step, step_page

router = APIRouter(prefix="/vendor/products", dependencies=[*PRIVATE])

HOURS: Final = (24, 48, 72, 120, 168)
"""Offered times from payment to dispatch."""


class SizesForm(Form):
    """How it is sent and what may be sent back; the sizes have pages of their own."""

    dispatch_hours: int = Field(title="发货时间", ge=1, le=720)
    return_policy: ReturnPolicy = Field(title="退货规则")
    damage_rule_zh: str = Field(default="", title="坏果怎么赔", max_length=200)
    damage_rule_en: str = Field(default="", title="坏果怎么赔（英文）", max_length=300)
    version: int = Field(title="版本")
    then: str = Field(default="next", title="操作", max_length=8)


def _sizes_values(found: Sheet) -> dict[str, Any]:
    product = found.product
    policies = policies_for(product.kind, product.category_code)
    return {
        "hours": [(each, hours_words(each)) for each in sorted({*HOURS, product.dispatch_hours})],
        "policies": [(each.value, *policy_words(each)) for each in policies],
        "has_fresh": ReturnPolicy.FRESH_EXEMPT in policies,
    }


@router.get("/{product_id}/sizes", name="vendor.product.sizes")
async def sizes(
    request: Request, session: DbSession, person: VendorDesk, product_id: UUID
) -> Response:
    """The second step."""
    found = await open_sheet(session, person, product_id)
    product = found.product
    typed = {
        "dispatch_hours": product.dispatch_hours,
        "return_policy": product.return_policy.value,
        "damage_rule_zh": product.damage_rule_zh,
        "damage_rule_en": product.damage_rule_en,
        "version": product.version,
    }
    return await step_page(request, person, found, "sizes", typed=typed, **_sizes_values(found))


@router.post("/{product_id}/sizes", name="vendor.product.sizes.save")
async def save_sizes(
    request: Request, session: DbSession, person: VendorDesk, product_id: UUID
) -> Response:
    """Keep the second step; then the next one, or a size."""
    found = await open_sheet(session, person, product_id)
    form = await read_form(request, SizesForm)
    if form.model is not None:
        given = form.value
        try:
            await save_step(
                request,
                session,
                person,
                found.product,
                given.version,
                dispatch_hours=given.dispatch_hours,
                return_policy=given.return_policy,
                damage_rule_zh=given.damage_rule_zh,
                damage_rule_en=given.damage_rule_en,
            )
            if given.then == "size":
                return see_other(request, "vendor.product.size.new", product_id=product_id)
            return onward(request, product_id, "sizes", given.then)
        except NotFound:
            raise
        except MarketError as refusal:
            form.refuse(refusal)
    found, typed = await again(session, person, product_id, form)
    return await step_page(
        request,
        person,
        found,
        "sizes",
        typed=typed,
        errors=form.errors,
        status=422,
        **_sizes_values(found),
    )


# --- Papers ---------------------------------------------------------------------------------


class PapersForm(Form):
    """What the label says, and which papers stand behind it."""

    licence_no: str = Field(default="", title="许可证", max_length=32)
    ingredients: str = Field(default="", title="配料", max_length=300)
    standard_code: str = Field(default="", title="产品标准代号", max_length=40)
    certificates: list[UUID] = Field(default=[], title="商品证书")
    version: int = Field(title="版本")
    then: str = Field(default="next", title="操作", max_length=8)


def _papers_values(found: Sheet) -> dict[str, Any]:
    product, today = found.product, china_day(utcnow())
    types = needed_types(product.kind, found.category)
    valid = [paper for paper in found.papers if paper.certificate.covers(today)]
    licences = [paper for paper in valid if paper.kind.code in types]
    others = [
        paper
        for paper in valid
        if "product" in paper.kind.subject and paper.kind.code not in {FOOD_LICENCE, WORKSHOP}
    ]
    return {
        "needs_licence": product.kind in GATED,
        "is_labelled": product.kind in LABELLED,
        "is_standardised": product.kind in STANDARDISED,
        "licences": [
            (paper.certificate.number, paper.certificate.number, paper_line(paper))
            for paper in licences
        ],
        "licence_types": types,
        "certificates": [(str(each.certificate.id), paper_line(each)) for each in others],
    }


@router.get("/{product_id}/papers", name="vendor.product.papers")
async def papers(
    request: Request, session: DbSession, person: VendorDesk, product_id: UUID
) -> Response:
    """The third step."""
    found = await open_sheet(session, person, product_id)
    product = found.product
    chosen = match(
        [paper.certificate for paper in found.papers],
        types=needed_types(product.kind, found.category),
        number=product.licence_no,
    )
    typed = {
        "licence_no": chosen.number if chosen else "",
        "ingredients": product.ingredients,
        "standard_code": product.standard_code,
        "certificates": [str(paper.certificate.id) for paper in found.claimed],
        "version": product.version,
    }
    return await step_page(request, person, found, "papers", typed=typed, **_papers_values(found))


@router.post("/{product_id}/papers", name="vendor.product.papers.save")
async def save_papers(
    request: Request, session: DbSession, person: VendorDesk, product_id: UUID
) -> Response:
    """Keep the third step."""
    found = await open_sheet(session, person, product_id)
    form = await read_form(request, PapersForm)
    if form.model is not None:
        given = form.value
        try:
            await save_step(
                request,
                session,
                person,
                found.product,
                given.version,
                licence_no=given.licence_no,
                ingredients=given.ingredients,
                standard_code=given.standard_code,
            )
            async with session.begin_nested():
                await service.claim_certificates(
                    session,
                    vendor_id=person.vendor_id,
                    product_id=product_id,
                    certificate_ids=given.certificates,
                    actor=actor(request, person.viewer),
                )
            return onward(request, product_id, "papers", given.then)
        except NotFound:
            raise
        except MarketError as refusal:
            form.refuse(refusal)
    found, typed = await again(session, person, product_id, form)
    return await step_page(
        request,
        person,
        found,
        "papers",
        typed=typed,
        errors=form.errors,
        status=422,
        **_papers_values(found),
    )
