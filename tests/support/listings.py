"""Listings in the making, for tests: facts, papers, photos, and a draft that is ready to go."""

from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.audit.service import Actor
from marketplace.catalog.models import Product, ProductPhoto
from marketplace.catalog.service import Facts, VariantFacts
from marketplace.catalog.states import ProductKind, ProductState, ReturnPolicy
from marketplace.certification.models import Certificate, CertificateState
from marketplace.kit.check_digits import make_food_licence
from marketplace.kit.clock import china_day, utcnow
from marketplace.media.models import FileState, StoredFile
from marketplace.vendors.models import Vendor
from tests.support.accounts import make_account
from tests.support.catalog import make_product, make_variant

CLERK = Actor(account_id=None, kind="account")
_serials = count(1)


def walnut_facts(**given: Any) -> Facts:
    """Dried walnuts of 红川镇, everything written that has to be."""
    return Facts(
        **{
            "category_code": "NUT",
            "kind": ProductKind.FARM_PRODUCE,
            "name_zh": "核桃",
            "name_en": "Walnut",
            "cultivar": "清香",
            "division_code": "621221105",
            "season_months": (9, 10),
            "description_zh": "红川镇自家果园，手工剥青皮，晒干装袋。",
            "storage_zh": "阴凉干燥处密封",
            "shelf_life_zh": "8 个月",
            "return_policy": ReturnPolicy.SEALED_7D,
            **given,
        }
    )


def roasted_facts(licence_no: str, **given: Any) -> Facts:
    """Roasted walnuts in a bag with a label: made under a food licence."""
    return walnut_facts(
        **{
            "kind": ProductKind.PACKAGED_FOOD,
            "name_zh": "炒核桃",
            "ingredients": "核桃、食用盐",
            "standard_code": "GB/T 22165",
            "licence_no": licence_no,
            **given,
        }
    )


def kilo_bag(**given: Any) -> VariantFacts:
    """A kilogram bag at ¥39.80."""
    return VariantFacts(
        **{
            "name_zh": "1kg 袋装",
            "net_grams": 1000,
            "gross_grams": 1100,
            "price_minor": 3980,
            **given,
        }
    )


async def make_paper(
    session: AsyncSession, vendor: Vendor, type_code: str = "SC", **given: Any
) -> Certificate:
    """A reviewed paper, valid for another year; a food licence for roasted nuts by default."""
    reviewer = await make_account(session)
    today = china_day(utcnow())
    paper = Certificate(
        **{
            "vendor_id": vendor.id,
            "type_code": type_code,
            "number": make_food_licence(category="118", serial=next(_serials)),
            "holder": vendor.name,
            "valid_from": today - timedelta(days=100),
            "valid_until": today + timedelta(days=365),
            "state": CertificateState.VALID,
            "syntax_ok": True,
            "reviewed_by": reviewer.id,
            "reviewed_at": utcnow(),
            **given,
        }
    )
    session.add(paper)
    await session.flush()
    return paper


async def make_file(session: AsyncSession, vendor: Vendor, **given: Any) -> StoredFile:
    """A public photo of the vendor's, already stored."""
    serial = next(_serials)
    file = StoredFile(
        **{
            "is_private": False,
            "vendor_id": vendor.id,
            "media_type": "image/jpeg",
            "size": 1000,
            "sha256": f"{serial:064d}",
            "width": 800,
            "height": 600,
            "key": f"test/{serial}/original.jpg",
            "state": FileState.READY,
            **given,
        }
    )
    session.add(file)
    await session.flush()
    return file


async def make_photo(session: AsyncSession, vendor: Vendor, product: Product) -> ProductPhoto:
    """A photo on a product."""
    file = await make_file(session, vendor)
    photo = ProductPhoto(product_id=product.id, file_id=file.id, position=next(_serials))
    session.add(photo)
    await session.flush()
    return photo


async def make_listing(session: AsyncSession, vendor: Vendor, **given: Any) -> Product:
    """A draft with everything a reviewer wants: one size, one photo, all the words."""
    product = await make_product(
        session,
        vendor,
        **{
            "state": ProductState.DRAFT,
            "published_at": None,
            "description_zh": "红川镇自家果园，手工剥青皮，晒干装袋。",
            "storage_zh": "阴凉干燥处密封",
            "shelf_life_zh": "8 个月",
            **given,
        },
    )
    await make_variant(session, product)
    await make_photo(session, vendor, product)
    return product


async def make_submitted(session: AsyncSession, vendor: Vendor, **given: Any) -> Product:
    """A listing that waits for a reviewer."""
    return await make_listing(
        session,
        vendor,
        **{"state": ProductState.PENDING, "submitted_at": utcnow() - timedelta(hours=3), **given},
    )
