from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.browser_like import Visitor
from tests.support.catalog import make_offer
from tests.support.vendors import make_vendor


async def test_one_product_is_open_to_every_program(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await make_vendor(session)
    variant = await make_offer(session, vendor, price_minor=3980, on_hand=7)
    await session.commit()

    answer = await visitor.get(f"/api/v1/products/{variant.product_id}")

    body = answer.json()
    assert answer.status_code == 200
    assert body["vendor_slug"] == vendor.slug
    assert [(v["price_minor"], v["available"]) for v in body["variants"]] == [(3980, 7)]


async def test_an_unknown_product_is_a_problem_with_a_code(visitor: Visitor) -> None:
    answer = await visitor.get("/api/v1/products/018f2f6e-0000-7000-8000-000000000000")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"


async def test_the_description_lists_only_the_json_surface(visitor: Visitor) -> None:
    answer = await visitor.get("/api/openapi.json")

    paths = answer.json()["paths"]
    assert "/api/v1/products" in paths
    assert all(path.startswith("/api/v1/") for path in paths)
