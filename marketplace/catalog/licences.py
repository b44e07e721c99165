"""Which papers a product needs before it may be sold, and whether the vendor has them today.

Source: Food Safety Law art. 35; domain rules FOOD-3, FOOD-4.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.catalog.errors import LicenceMissing
from marketplace.catalog.models import Category, Product
from marketplace.catalog.states import ProductKind, ProductState
from marketplace.certification.models import Certificate, CertificateState
from marketplace.kit.check_digits import check_food_licence, compact
from marketplace.kit.clock import china_day, utcnow
from marketplace.kit.language import gettext as _

FOOD_LICENCE: Final = "SC"
WORKSHOP: Final = "XZF"
GATED: Final = (ProductKind.PACKAGED_FOOD, ProductKind.WORKSHOP_FOOD, ProductKind.ALCOHOL)
"""Kinds that are sold under a licence. Farm produce needs none; what is processed does."""
CLOSED: Final = frozenset({"127", "128", "129", "130"})
"""Special foods, not sold here. Source: ``seeds/data/china/sc_food_categories.csv``."""

CLASSES: Final[Mapping[str, frozenset[str]]] = {
    shelf: frozenset(classes.split())
    for shelf, classes in {
        "FRUIT": "117", "VEG": "116", "FUNGI": "116", "NUT": "118", "GRAIN": "101", "OIL": "102",
        "TEA": "114", "MEAT": "104", "MEATP": "104", "EGG": "119", "AQUA": "122", "SPICE": "103",
        "SAUCE": "103", "HONEY": "126", "LIQUOR": "115", "SNACK": "107 108 112 113 124",
        "STARCH": "123", "SOY": "125", "VEGP": "116", "DRYFRUIT": "117", "DAIRY": "105",
        "BEV": "106 120",
    }.items()
}  # fmt: skip
"""Classes of the food licence that one expects on a shelf. Source: ``sc_codes`` of
``seeds/data/china/categories.csv``; shelves that are left out may carry any."""


def needed_types(kind: ProductKind, category: Category) -> tuple[str, ...]:
    """Any one of these types of certificate will do; empty: none is needed."""
    if kind is ProductKind.WORKSHOP_FOOD:
        return (WORKSHOP,)
    if kind in GATED:
        return tuple(category.required_certificates) or (FOOD_LICENCE,)
    return ()


def fits_shelf(number: str, category_code: str) -> bool:
    """Whether the class in a food licence number is one that this shelf carries."""
    found = check_food_licence(number).category
    return category_code not in CLASSES or found in CLASSES[category_code]


async def valid_papers(session: AsyncSession, *, vendor_id: UUID, on: date) -> list[Certificate]:
    """The vendor's papers that count on that day (in China), by type and number."""
    papers = await session.scalars(
        select(Certificate)
        .where(Certificate.vendor_id == vendor_id, Certificate.state == CertificateState.VALID)
        .order_by(Certificate.type_code, Certificate.number)
    )
    return [paper for paper in papers if paper.covers(on)]


def match(
    papers: Iterable[Certificate], *, types: Sequence[str], number: str
) -> Certificate | None:
    """The paper of one of ``types`` that carries this number, however either is spaced."""
    wanted = compact(number)
    return next(
        (
            paper
            for paper in papers
            if wanted and paper.type_code in types and compact(paper.number) == wanted
        ),
        None,
    )


def fault(
    product: Product, category: Category, papers: Iterable[Certificate]
) -> LicenceMissing | None:
    """Why the product may not be sold under ``papers``, those valid today; None when it may."""
    types = needed_types(product.kind, category)
    if not types:
        return None
    paper = match(papers, types=types, number=product.licence_no)
    if paper is None:
        return LicenceMissing(
            _(
                "这类商品要有在有效期内的许可证（%(types)s）才能上架。请先在「证照」里上传，"
                "审核通过后在这里选用。",
                types=" / ".join(types),
            ),
            field="licence_no",
        )
    if paper.type_code == FOOD_LICENCE and check_food_licence(paper.number).category in CLOSED:
        return LicenceMissing(
            _("保健食品等特殊食品暂不开放销售。请选用其他类别的许可证。"), field="licence_no"
        )
    return None


async def require_licence(session: AsyncSession, product: Product) -> None:
    """Raises: LicenceMissing, when the product needs a paper that is not valid today."""
    if product.kind not in GATED:
        return
    category = await session.get_one(Category, product.category_code)
    papers = await valid_papers(session, vendor_id=product.vendor_id, on=china_day(utcnow()))
    if refusal := fault(product, category, papers):
        raise refusal


async def lapsed(session: AsyncSession, *, vendor_id: UUID, on: date) -> list[UUID]:
    """Listings of a vendor that are on sale although their licence does not count on that day."""
    rows = (
        await session.execute(
            select(Product, Category)
            .join(Category, Category.code == Product.category_code)
            .where(
                Product.vendor_id == vendor_id,
                Product.state == ProductState.LISTED,
                Product.kind.in_(GATED),
            )
            .order_by(Product.id)
        )
    ).all()
    if not rows:
        return []
    papers = await valid_papers(session, vendor_id=vendor_id, on=on)
    return [product.id for product, category in rows if fault(product, category, papers)]
