"""Which papers a product needs before it may be sold, and whether the vendor has them today.

Source: Food Safety Law art. 35; domain rules FOOD-3, FOOD-4.
"""

from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.catalog.errors import LicenceMissing
from marketplace.catalog.models import Category, Product
from marketplace.catalog.states import ProductKind
from marketplace.certification.models import Certificate, CertificateState
from marketplace.kit.clock import china_day, utcnow
from marketplace.kit.language import gettext as _

FOOD_LICENCE: Final = "SC"
WORKSHOP: Final = "XZF"


def needed_types(kind: ProductKind, category: Category) -> tuple[str, ...]:
    """Any one of these types of certificate will do; empty: none is needed.

    Farm produce needs no licence; what is processed does.
    """
    if kind is ProductKind.WORKSHOP_FOOD:
        return (WORKSHOP,)
    if kind in {ProductKind.PACKAGED_FOOD, ProductKind.ALCOHOL}:
        return tuple(category.required_certificates) or (FOOD_LICENCE,)
    return ()


async def matching_licence(
    session: AsyncSession, *, vendor_id: UUID, types: tuple[str, ...], number: str, on: date
) -> Certificate | None:
    """The vendor's paper of one of ``types`` with this number, valid on that day."""
    papers = await session.scalars(
        select(Certificate).where(
            Certificate.vendor_id == vendor_id,
            Certificate.type_code.in_(types),
            Certificate.state == CertificateState.VALID,
            Certificate.number == number,
        )
    )
    return next((paper for paper in papers if paper.covers(on)), None)


async def require_licence(session: AsyncSession, product: Product) -> None:
    """Raises: LicenceMissing, when the product needs a paper that is not valid today."""
    category = await session.get_one(Category, product.category_code)
    types = needed_types(product.kind, category)
    if not types:
        return
    found = await matching_licence(
        session,
        vendor_id=product.vendor_id,
        types=types,
        number=product.licence_no,
        on=china_day(utcnow()),
    )
    if found is None:
        raise LicenceMissing(
            _(
                "这类商品要有在有效期内的许可证才能上架。请在「证照」里上传 %(types)s，"
                "审核通过后把标签上的编号填在这里。",
                types=" / ".join(types),
            ),
            field="licence_no",
        )
