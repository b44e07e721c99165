"""Goods that stand in the search index, and papers behind them, for tests."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.catalog.models import Product, ProductCertificate
from marketplace.certification.models import Certificate, CertificateState
from marketplace.kit.clock import china_day, utcnow
from marketplace.search.service import refresh_product
from marketplace.vendors.models import Vendor
from tests.support.accounts import make_account
from tests.support.catalog import make_product, make_variant


async def put_on_shelf(session: AsyncSession, vendor: Vendor, **given: Any) -> Product:
    """A product with one variant, on show; ``on_hand``, ``price_minor``, ``net_grams`` are its."""
    of_variant = {
        key: given.pop(key) for key in ("on_hand", "price_minor", "net_grams") if key in given
    }
    of_variant.setdefault("gross_grams", of_variant.get("net_grams", 1000) + 100)
    product = await make_product(session, vendor, **given)
    await make_variant(session, product, **of_variant)
    await refresh_product(session, product_id=product.id)
    return product


async def certify(
    session: AsyncSession, product: Product, type_code: str = "GREEN", **given: Any
) -> Certificate:
    """A reviewed paper of the product's vendor, valid today unless ``given`` says otherwise."""
    today: date = china_day(utcnow())
    reviewer = await make_account(session)
    paper = Certificate(
        **{
            "vendor_id": product.vendor_id,
            "type_code": type_code,
            "number": f"{type_code}-2026-0001",
            "holder": "成县示例核桃专业合作社(演示)",
            "issuer": "示例认证中心",
            "valid_from": today - timedelta(days=100),
            "valid_until": today + timedelta(days=100),
            "state": CertificateState.VALID,
            "syntax_ok": True,
            "reviewed_by": reviewer.id,
            "reviewed_at": utcnow(),
            **given,
        }
    )
    session.add(paper)
    await session.flush()
    session.add(ProductCertificate(product_id=product.id, certificate_id=paper.id))
    await session.flush()
    await refresh_product(session, product_id=product.id)
    return paper
