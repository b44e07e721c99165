from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from marketplace.catalog.models import Product, Variant
from marketplace.catalog.states import ProductState
from marketplace.infra.jobs import Work
from marketplace.kit.clock import china_day, utcnow
from marketplace.search import jobs
from marketplace.search.models import SearchEntry
from marketplace.search.service import (
    rebuild,
    refresh_by_papers,
    refresh_product,
    refresh_vendor,
)
from marketplace.stock.models import StockItem
from marketplace.vendors.models import Vendor
from marketplace.vendors.states import VendorState
from tests.support.catalog import make_product, make_variant
from tests.support.shelf import certify, put_on_shelf
from tests.support.vendors import make_vendor


async def entry(session: AsyncSession, product: Product) -> SearchEntry | None:
    return await session.get(SearchEntry, product.id, populate_existing=True)


async def test_the_card_shows_the_cheapest_variant_that_can_be_had(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    product = await make_product(session, vendor)
    await make_variant(session, product, price_minor=1000, on_hand=0)
    await make_variant(session, product, price_minor=3000, net_grams=2500, gross_grams=2600)
    await make_variant(session, product, price_minor=9000, archived_at=utcnow())

    await refresh_product(session, product_id=product.id)

    row = await entry(session, product)
    assert row
    assert (row.price_minor, row.card["net_grams"], row.card["has_prices"]) == (3000, 2500, True)
    assert row.is_sellable


async def test_a_sold_out_product_stays_and_says_so(session: AsyncSession) -> None:
    product = await put_on_shelf(session, await make_vendor(session), on_hand=0)

    row = await entry(session, product)

    assert row
    assert (row.is_sellable, row.card["note"]) == (False, "sold_out")


async def test_only_listed_products_of_trading_vendors_are_shown(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    listed = await put_on_shelf(session, vendor)
    draft = await put_on_shelf(session, vendor, state=ProductState.DRAFT, published_at=None)

    assert await entry(session, listed)
    assert await entry(session, draft) is None

    await session.execute(
        update(Vendor).where(Vendor.id == vendor.id).values(state=VendorState.SUSPENDED)
    )
    await refresh_vendor(session, vendor_id=vendor.id)
    assert await entry(session, listed) is None

    await session.execute(
        update(Vendor).where(Vendor.id == vendor.id).values(state=VendorState.TRADING)
    )
    await refresh_vendor(session, vendor_id=vendor.id)
    assert await entry(session, listed)


async def test_a_product_without_a_variant_is_not_shown(session: AsyncSession) -> None:
    product = await make_product(session, await make_vendor(session))

    await refresh_product(session, product_id=product.id)

    assert await entry(session, product) is None


async def test_refreshing_what_does_not_exist_is_harmless(session: AsyncSession) -> None:
    await refresh_product(session, product_id=uuid4())


async def test_a_badge_needs_a_paper_that_is_valid_today(session: AsyncSession) -> None:
    today = china_day(utcnow())
    product = await put_on_shelf(session, await make_vendor(session))
    await certify(session, product, "GREEN")
    await certify(session, product, "ORGANIC", valid_until=today - timedelta(days=1))
    await certify(session, product, "GI", state="revoked")

    row = await entry(session, product)

    assert row
    assert row.badges == ["GREEN"]
    assert row.card["badges"] == [{"zh": "绿色食品", "en": "Green Food"}]


async def test_badges_follow_their_papers_at_midnight(session: AsyncSession) -> None:
    today = china_day(utcnow())
    product = await put_on_shelf(session, await make_vendor(session))
    paper = await certify(session, product, "GREEN")
    paper.valid_until = today - timedelta(days=1)
    await session.flush()

    assert await refresh_by_papers(session, day=today) == 1

    row = await entry(session, product)
    assert row
    assert row.badges == []


async def test_a_paper_of_another_vendor_gives_no_badge(session: AsyncSession) -> None:
    product = await put_on_shelf(session, await make_vendor(session))
    paper = await certify(session, product, "GREEN")
    other = await make_vendor(session)
    await session.execute(
        text("UPDATE certificates SET vendor_id = :other WHERE id = :id"),
        {"other": other.id, "id": paper.id},
    )

    await refresh_product(session, product_id=product.id)

    row = await entry(session, product)
    assert row
    assert row.badges == []


async def test_a_rebuild_finds_everything_and_drops_what_is_gone(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    kept = await put_on_shelf(session, vendor)
    gone = await put_on_shelf(session, vendor)
    missing = await put_on_shelf(session, vendor)
    await session.execute(
        text("DELETE FROM search_entries WHERE product_id = :id"), {"id": missing.id}
    )
    await session.execute(
        update(Product).where(Product.id == gone.id).values(state=ProductState.DELISTED)
    )

    assert await rebuild(session) == 2

    ids = set(await session.scalars(select(SearchEntry.product_id)))
    assert ids == {kept.id, missing.id}


async def test_a_rebuild_writes_nothing_that_is_already_right(session: AsyncSession) -> None:
    product = await put_on_shelf(session, await make_vendor(session))
    where = text("SELECT ctid::text FROM search_entries WHERE product_id = :id")
    before = await session.scalar(where, {"id": product.id})

    await rebuild(session)

    assert await session.scalar(where, {"id": product.id}) == before


async def test_lists_are_made_stale_only_by_what_they_show(
    session: AsyncSession, monkeypatch: object
) -> None:
    product = await put_on_shelf(session, await make_vendor(session), on_hand=50)
    told: list[str] = []

    async def note(_session: AsyncSession, *tags: str) -> None:
        told.extend(tags)

    monkeypatch.setattr("marketplace.search.service.mark_stale", note)  # type: ignore[attr-defined]
    variant = (await session.scalars(select(Variant).where(Variant.product_id == product.id))).one()
    stock = await session.get_one(StockItem, variant.id)
    stock.on_hand = 49
    await session.flush()
    await refresh_product(session, product_id=product.id)
    assert told == [f"product:{product.id}"]

    stock.on_hand = 0
    await session.flush()
    await refresh_product(session, product_id=product.id)
    assert {"catalogue", "category:NUT", "place:621221"} <= set(told)


async def test_the_jobs_show_what_has_been_committed(
    committed: async_sessionmaker[AsyncSession],
) -> None:
    async with committed.begin() as session:
        vendor = await make_vendor(session)
        product = await make_product(session, vendor)
        await make_variant(session, product)
    work = Work(sessions=committed)

    await jobs.refresh_product(work, product_id=str(product.id))
    await jobs.refresh_vendor(work, vendor_id=str(vendor.id))
    await jobs.rebuild(work)
    await jobs.refresh_by_papers(work)

    async with committed() as session:
        assert await entry(session, product)
