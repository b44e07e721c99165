from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from marketplace.catalog.states import ReturnPolicy
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import Invalid
from marketplace.search import queries
from marketplace.search.models import SearchEntry, SearchMiss
from marketplace.search.queries import Sort, Wanted
from marketplace.search.service import note_miss
from tests.support.queries import counted
from tests.support.shelf import certify, put_on_shelf
from tests.support.vendors import make_vendor

NOVEMBER = 11


async def names(session: AsyncSession, month: int = NOVEMBER, **wanted: object) -> list[str]:
    page = await queries.cards(session, wanted=Wanted(**wanted), month=month)  # type: ignore[arg-type]
    return [card.name_zh for card in page.items]


@pytest.mark.parametrize("typed", ["核桃", "hetao", "ht", "成县 核桃", "walnuts", "胡桃", "薄皮核"])
async def test_a_walnut_is_found_however_it_is_asked_for(session: AsyncSession, typed: str) -> None:
    vendor = await make_vendor(session)
    await put_on_shelf(session, vendor)
    await put_on_shelf(session, vendor, name_zh="土蜂蜜", title_zh="土蜂蜜", name_en="Honey",
                       title_en="Honey", category_code="HONEY")  # fmt: skip

    assert await names(session, words=typed) == ["成县核桃"]


@pytest.mark.parametrize("typed", ["洋芋", "马铃薯", "土豆", "tudou", "yangyu", "potatoes"])
async def test_a_potato_has_many_names(session: AsyncSession, typed: str) -> None:
    vendor = await make_vendor(session)
    await put_on_shelf(session, vendor, name_zh="红皮土豆", title_zh="", name_en="", title_en="")

    assert await names(session, words=typed) == ["红皮土豆"]


async def test_the_name_weighs_more_than_a_mention(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    await put_on_shelf(session, vendor, name_zh="花椒", title_zh="花椒", category_code="SPICE")
    await put_on_shelf(session, vendor, name_zh="椒盐饼", title_zh="花椒味椒盐饼")

    assert await names(session, words="花椒") == ["花椒", "椒盐饼"]


async def test_any_word_is_enough_when_asked_loosely(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    await put_on_shelf(session, vendor)

    assert await names(session, words="核桃 榴莲") == []
    assert await names(session, words="核桃 榴莲", loosely=True) == ["成县核桃"]


async def test_filters_narrow_by_season_origin_price_and_paper(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    apple = await put_on_shelf(session, vendor, name_zh="苹果", season_months=[10, 11],
                               price_minor=5000)  # fmt: skip
    await put_on_shelf(session, vendor, name_zh="面", season_months=[], price_minor=900,
                       division_code="621221107")  # fmt: skip
    await certify(session, apple)

    assert await names(session, in_season=True) == ["苹果"]
    assert await names(session, month=3, in_season=True) == []
    assert await names(session, origin="621221107") == ["面"]
    assert len(await names(session, origin="62")) == 2
    assert await names(session, price_from=3000) == ["苹果"]
    assert await names(session, price_to=3000) == ["面"]
    assert await names(session, certificate="GREEN") == ["苹果"]


async def test_what_is_only_on_show_has_no_price_to_compare(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    await put_on_shelf(session, vendor, name_zh="大黄", return_policy=ReturnPolicy.DISPLAY_ONLY)

    assert await names(session, price_to=10_000_000) == []
    page = await queries.cards(session, wanted=Wanted(), month=NOVEMBER)
    assert (page.items[0].note, page.items[0].price_minor) == ("display_only", 0)


@pytest.mark.parametrize("sort", list(Sort))
async def test_every_order_pages_through_all_without_repeating(
    session: AsyncSession, sort: Sort
) -> None:
    vendor = await make_vendor(session)
    for at in range(7):
        await put_on_shelf(
            session, vendor, price_minor=1000 + at % 3, sold_count=at % 2,
            on_hand=at % 2 * 5, published_at=utcnow() - timedelta(minutes=at // 2),
        )  # fmt: skip

    seen: list[object] = []
    after: str | None = None
    for _page in range(10):
        page = await queries.cards(
            session, wanted=Wanted(words="核桃"), month=10, sort=sort, after=after, limit=2
        )
        seen += [card.id for card in page.items]
        after = page.next
        if after is None:
            break

    assert len(seen) == len(set(seen)) == 7


async def test_prices_rise_or_fall_as_asked(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    for price in (300, 100, 200):
        await put_on_shelf(session, vendor, price_minor=price)

    up = await queries.cards(session, wanted=Wanted(), month=1, sort=Sort.PRICE_UP)
    down = await queries.cards(session, wanted=Wanted(), month=1, sort=Sort.PRICE_DOWN)

    assert [card.price_minor for card in up.items] == [100, 200, 300]
    assert [card.price_minor for card in down.items] == [300, 200, 100]


@pytest.mark.parametrize("cursor", ["x", "WzFd", "WzEsIngiXQ", "W10", "e30"])
async def test_a_broken_cursor_is_refused_in_words(session: AsyncSession, cursor: str) -> None:
    with pytest.raises(Invalid, match="第一页"):
        await queries.cards(session, wanted=Wanted(), month=1, sort=Sort.SOLD, after=cursor)


async def test_a_list_takes_one_query_whatever_its_length(
    session: AsyncSession, engine: AsyncEngine
) -> None:
    vendor = await make_vendor(session)
    for _each in range(5):
        await put_on_shelf(session, vendor)

    with counted(engine) as sent:
        await queries.cards(session, wanted=Wanted(words="核桃"), month=1)

    assert len(sent) == 1


async def test_facets_name_only_what_is_there(session: AsyncSession) -> None:
    vendor = await make_vendor(session)
    await certify(session, await put_on_shelf(session, vendor))

    found = await queries.facets(session, wanted=Wanted(), month=1)

    assert [code for code, _badge in found.certificates] == ["GREEN"]
    assert found.counties == [("621221", "成县")]


async def test_a_failed_search_is_counted_without_anything_personal(session: AsyncSession) -> None:
    for asked in ("榴莲", "榴莲", "13812345678", ""):
        await note_miss(session, asked=asked)

    rows = (await session.execute(select(SearchMiss.query, SearchMiss.hits))).all()
    assert [tuple(row) for row in rows] == [("榴莲", 2)]


async def test_a_flood_of_nonsense_fills_no_table(
    session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("marketplace.search.service.MOST_MISSES", 2)

    for asked in ("甲", "乙", "丙", "甲"):
        await note_miss(session, asked=asked)

    rows = (await session.execute(text("SELECT query, hits FROM search_misses"))).all()
    assert {tuple(row) for row in rows} == {("甲", 2), ("乙", 1)}


async def test_the_index_serves_searches_by_words(session: AsyncSession) -> None:
    await session.execute(text("SET LOCAL enable_seqscan = off"))

    plan = await session.scalars(
        text("EXPLAIN SELECT 1 FROM search_entries WHERE tokens @@ CAST('''x''' AS tsquery)")
    )

    assert any("ix_search_entries_tokens" in line for line in plan)
    assert SearchEntry.__tablename__ == "search_entries"
