"""What the steps of the product form share: each is a page, and each keeps what it is given."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from marketplace.catalog import desk, service
from marketplace.catalog.desk import Sheet
from marketplace.catalog.errors import ListingLocked
from marketplace.catalog.models import Product
from marketplace.catalog.requirements import (
    policies_for,
)
from marketplace.catalog.wording import lint
from marketplace.http.flash import say
from marketplace.http.forms import Submitted
from marketplace.http.identity import VendorPerson, actor
from marketplace.http.pages import page, see_other
from marketplace.kit.language import gettext as _
from marketplace.web.vendor.products import (
    EDITABLE,
    fix_list,
    step_links,
)

FOLLOWING: Final = {"what": "sizes", "sizes": "papers", "papers": "words", "words": "check"}


async def open_sheet(session: AsyncSession, person: VendorPerson, product_id: UUID) -> Sheet:
    """The person's own listing, which must still be open for changes.

    Raises: NotFound, ListingLocked.
    """
    found = await desk.sheet(session, product_id=product_id, vendor_id=person.vendor_id)
    if found.product.state not in EDITABLE:
        raise ListingLocked(_("在售或待审的商品不能直接修改内容。请先下架，再选择「修改」。"))
    return found


async def step_page(
    request: Request,
    person: VendorPerson,
    found: Sheet,
    step: str,
    *,
    typed: Mapping[str, Any],
    errors: Mapping[str, str] | None = None,
    status: int = 200,
    **more: Any,
) -> Response:
    """One step, with the reviewer's points and the word list's beside their fields."""
    product = found.product
    notes = {each.field: each.sentence for each in lint(service.texts_of(product))}
    notes.update(found.corrections)
    return page(
        request,
        f"vendor/products/{step}.html",
        status=status if errors else 200,
        shop_name=person.shop_name,
        product=product,
        found=found,
        step=step,
        steps=step_links(request, found, step),
        fixes=fix_list(request, found),
        typed=typed,
        errors=errors or {},
        beside={**notes, **(errors or {})},
        **more,
    )


async def save_step(
    request: Request,
    session: AsyncSession,
    person: VendorPerson,
    product: Product,
    version: int,
    **changes: Any,
) -> Product:
    """Keep one step's answers; the other steps' stay as they are.

    Raises: NotFound, ListingLocked, ListingChanged, Invalid.
    """
    facts = replace(service.facts_of(product), **changes)
    policies = policies_for(facts.kind, facts.category_code)
    if "return_policy" not in changes and facts.return_policy not in policies:
        facts = replace(facts, return_policy=policies[0])
    async with session.begin_nested():
        return await service.save_product(
            session,
            vendor_id=person.vendor_id,
            product_id=product.id,
            facts=facts,
            version=version,
            actor=actor(request, person.viewer),
        )


def onward(request: Request, product_id: UUID, step: str, then: str) -> Response:
    """After a step was kept: the next one, or this one again."""
    if then == "stay":
        say(request, _("草稿已保存。"))
        return see_other(request, f"vendor.product.{step}", product_id=product_id)
    following = FOLLOWING[step]
    route = "vendor.product" if following == "check" else f"vendor.product.{following}"
    return see_other(request, route, product_id=product_id)


async def again(
    session: AsyncSession, person: VendorPerson, product_id: UUID, form: Submitted[Any]
) -> tuple[Sheet, dict[str, Any]]:
    """The listing as it is now, and what was typed over it, ready to be sent once more."""
    session.expire_all()
    found = await open_sheet(session, person, product_id)
    return found, {**form.typed, "version": found.product.version}
