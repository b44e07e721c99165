"""Which papers a product needs, and whether they count."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.catalog.errors import LicenceMissing
from marketplace.catalog.licences import (
    fault,
    fits_shelf,
    lapsed,
    match,
    needed_types,
    require_licence,
    valid_papers,
)
from marketplace.catalog.models import Category, Product
from marketplace.catalog.states import ProductKind, ProductState
from marketplace.certification.models import Certificate, CertificateState
from marketplace.kit.check_digits import make_food_licence
from marketplace.kit.clock import china_day, utcnow
from tests.support.catalog import make_product
from tests.support.listings import make_paper
from tests.support.vendors import make_vendor

TODAY = china_day(utcnow())
ROASTED = {"kind": ProductKind.PACKAGED_FOOD}


@pytest.mark.parametrize(
    ("kind", "required", "types"),
    [
        (ProductKind.FARM_PRODUCE, ["SC"], ()),
        (ProductKind.NON_FOOD, [], ()),
        (ProductKind.FOOD_MEDICINE, [], ()),
        (ProductKind.WORKSHOP_FOOD, ["SC"], ("XZF",)),
        (ProductKind.PACKAGED_FOOD, ["SC", "XK"], ("SC", "XK")),
        (ProductKind.PACKAGED_FOOD, [], ("SC",)),
        (ProductKind.ALCOHOL, ["SC"], ("SC",)),
    ],
)
def test_the_kind_of_product_decides_which_paper_is_due(kind, required, types) -> None:
    category = Category(code="NUT", required_certificates=required)

    assert needed_types(kind, category) == types


@pytest.mark.parametrize(
    ("sc_class", "shelf", "fits"),
    [("118", "NUT", True), ("117", "NUT", False), ("124", "SNACK", True), ("131", "GIFT", True)],
)
def test_the_class_of_a_licence_belongs_to_a_shelf(sc_class: str, shelf: str, fits: bool) -> None:
    assert fits_shelf(make_food_licence(category=sc_class), shelf) is fits


def test_a_number_is_matched_however_it_is_spaced() -> None:
    paper = Certificate(type_code="SC", number="SC11899999900013")

    assert match([paper], types=("SC",), number="sc 118 9999990001 3") is paper
    assert match([paper], types=("XZF",), number="SC11899999900013") is None
    assert match([paper], types=("SC",), number="SC11899999900021") is None
    assert match([Certificate(type_code="SC", number="")], types=("SC",), number="") is None


@pytest.mark.parametrize("special", ["127", "128", "129", "130"])
def test_special_food_is_not_sold_here_whatever_its_paper(special: str) -> None:
    number = make_food_licence(category=special)
    paper = Certificate(type_code="SC", number=number)
    product = Product(kind=ProductKind.PACKAGED_FOOD, licence_no=number)
    category = Category(code="SNACK", required_certificates=["SC"])

    refusal = fault(product, category, [paper])

    assert refusal is not None
    assert "特殊食品" in refusal.message


def test_a_workshop_is_not_asked_for_a_class() -> None:
    paper = Certificate(type_code="XZF", number="甘坊登字001")
    product = Product(kind=ProductKind.WORKSHOP_FOOD, licence_no="甘坊登字001")

    assert fault(product, Category(code="SNACK", required_certificates=[]), [paper]) is None


async def test_only_papers_reviewed_and_in_date_count(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    good = await make_paper(session, vendor)
    last_day = await make_paper(session, vendor, valid_until=TODAY)
    await make_paper(session, vendor, valid_until=TODAY - timedelta(days=1))
    await make_paper(session, vendor, valid_from=TODAY + timedelta(days=1))
    await make_paper(session, vendor, state=CertificateState.REVOKED)
    await make_paper(session, vendor, state=CertificateState.PENDING)
    await make_paper(session, await make_vendor(session))

    found = await valid_papers(session, vendor_id=vendor.id, on=TODAY)

    assert {paper.id for paper in found} == {good.id, last_day.id}


async def test_what_is_processed_needs_its_licence(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    paper = await make_paper(session, vendor)
    licensed = await make_product(session, vendor, **ROASTED, licence_no=paper.number)
    without = await make_product(session, vendor, **ROASTED)
    fresh = await make_product(session, vendor)

    await require_licence(session, licensed)
    await require_licence(session, fresh)
    with pytest.raises(LicenceMissing) as refusal:
        await require_licence(session, without)

    assert refusal.value.field == "licence_no"
    assert "SC" in refusal.value.message


async def test_a_neighbours_licence_is_no_licence(session: AsyncSession) -> None:
    vendor, neighbour = await make_vendor(session), await make_vendor(session)
    paper = await make_paper(session, neighbour)
    product = await make_product(session, vendor, **ROASTED, licence_no=paper.number)

    with pytest.raises(LicenceMissing):
        await require_licence(session, product)


async def test_lapsed_are_only_those_on_sale_whose_paper_has_ended(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    current = await make_paper(session, vendor)
    ended = await make_paper(session, vendor, valid_until=TODAY - timedelta(days=1))
    await make_product(session, vendor, **ROASTED, licence_no=current.number)
    late = await make_product(session, vendor, **ROASTED, licence_no=ended.number)
    await make_product(
        session, vendor, **ROASTED, licence_no=ended.number, state=ProductState.DELISTED
    )
    await make_product(session, vendor)

    assert await lapsed(session, vendor_id=vendor.id, on=TODAY) == [late.id]
    assert await lapsed(session, vendor_id=vendor.id, on=TODAY - timedelta(days=1)) == []
    assert await lapsed(session, vendor_id=(await make_vendor(session)).id, on=TODAY) == []
