"""Home, places, shelves, search and shops."""

import json
from datetime import date

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from marketplace.kit.clock import china_day, utcnow
from marketplace.search.models import SearchMiss
from marketplace.vendors.states import VendorKind, VendorState
from tests.support.browser_like import Visitor
from tests.support.queries import counted
from tests.support.shelf import certify, put_on_shelf
from tests.support.vendors import make_vendor

MOST = 12
THIS_MONTH = china_day(utcnow()).month


async def fill(session: AsyncSession, how_many: int = 3) -> None:
    vendor = await make_vendor(session, member_count=64, founded_on=date(2016, 3, 1))
    for at in range(how_many):
        product = await put_on_shelf(
            session, vendor, name_zh=f"核桃{at}", season_months=[THIS_MONTH], sold_count=1286
        )
        if at < 2:
            await certify(session, product)


async def test_an_empty_shop_is_honest_about_it(visitor: Visitor) -> None:
    answer = await visitor.get("/")

    assert answer.status_code == 200
    assert "还没有上架的商品" in answer.text
    assert "当季上市" not in answer.text


async def test_home_shows_what_is_in_season_certified_and_by_whom(
    session: AsyncSession, visitor: Visitor
) -> None:
    await fill(session)

    page = (await visitor.get("/")).text

    assert "当季上市" in page
    assert "地标与认证" in page
    assert "GREEN-2026-0001" in page
    assert "抛沙镇" in page
    assert "成员 64 户" in page
    assert "已售 1,286 件" in page
    assert "示意图，非地图" in page


async def test_home_speaks_english(session: AsyncSession, visitor: Visitor) -> None:
    await fill(session)

    page = (await visitor.get("/en")).text

    assert "Geographical marks and certificates" in page
    assert 'href="/en/p/621221"' in page
    assert "Thin-shelled walnut, Hongchuan, Chengxian" in page
    for chinese in ("当季上市", "净含量", "已售", "查看全部", "示意图"):
        assert chinese not in page


@pytest.mark.parametrize(
    "path",
    ["/", "/c", "/c/NUT", "/p", "/p/621221", "/p/62", "/p/621221105", "/search?q=核桃",
     "/search?q=榴莲", "/search/shops?q=示例", "/search/places?q=成县", "/sitemap.xml"],
)  # fmt: skip
async def test_no_page_takes_more_queries_than_it_may_however_full(
    session: AsyncSession, visitor: Visitor, engine: AsyncEngine, path: str
) -> None:
    await fill(session, 2)
    with counted(engine) as few:
        assert (await visitor.get(path)).status_code == 200
    await fill(session, 8)

    with counted(engine) as many:
        assert (await visitor.get(path)).status_code == 200

    plain = [each for each in many if not each.startswith(("SAVEPOINT", "RELEASE"))]
    assert len(plain) <= MOST
    assert len(many) <= len(few)


@pytest.mark.parametrize("path", ["/", "/c/NUT", "/p", "/p/621221", "/search?q=hetao", "/v/{slug}"])
async def test_a_public_page_names_nobody_and_has_one_address(
    session: AsyncSession, visitor: Visitor, path: str
) -> None:
    vendor = await make_vendor(session, legal_representative="张三丰")
    await put_on_shelf(session, vendor)

    page = (await visitor.get("/en" + path.format(slug=vendor.slug))).text

    bare = path.format(slug=vendor.slug).split("?")[0].rstrip("/")
    assert f'rel="canonical" href="http://pavilion.test/en{bare}"' in page
    assert f'hreflang="zh-CN" href="http://pavilion.test{bare or "/"}"' in page
    assert "张三丰" not in page
    assert 'name="csrf_token" value=""' in page or "csrf_token" not in page


async def test_a_shelf_is_narrowed_by_links(session: AsyncSession, visitor: Visitor) -> None:
    vendor = await make_vendor(session)
    walnut = await put_on_shelf(session, vendor, name_zh="甲核桃", title_zh="甲核桃",
                                price_minor=2500)  # fmt: skip
    await put_on_shelf(session, vendor, name_zh="乙核桃", title_zh="乙核桃", price_minor=25_000)
    await certify(session, walnut)

    everything = (await visitor.get("/c/NUT")).text
    cheap = (await visitor.get("/c/NUT?price=0-30")).text
    green = (await visitor.get("/c/NUT?paper=GREEN&sort=price_down")).text
    nothing = (await visitor.get("/c/NUT?price=0-30&season=now&origin=62")).text

    assert "共 2 件" in everything
    assert 'href="/c/NUT?price=0-30"' in everything
    assert "甲核桃" in cheap
    assert "乙核桃" not in cheap
    assert "乙核桃" not in green
    assert "换个条件试试" in nothing


async def test_nonsense_in_the_address_is_no_choice(
    session: AsyncSession, visitor: Visitor
) -> None:
    await fill(session, 1)

    answer = await visitor.get("/c/NUT?price=%27&sort=x&paper=<b>&origin=x&season=9")

    assert answer.status_code == 200
    assert "共 1 件" in answer.text


async def test_an_unknown_shelf_is_not_found(visitor: Visitor) -> None:
    assert (await visitor.get("/c/NOSUCH")).status_code == 404
    assert (await visitor.get("/c/nut")).status_code == 404


async def test_the_next_rows_come_alone_to_htmx(session: AsyncSession, visitor: Visitor) -> None:
    await fill(session, 26)

    page = (await visitor.get("/c/NUT")).text
    more = page.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    rows = (await visitor.get(more, **{"hx-request": "true"})).text

    assert rows.count("product-card__title") == 2
    assert "<html" not in rows
    assert (await visitor.get(more)).text.count("product-card__title") == 2


async def test_a_broken_cursor_is_told_and_not_a_crash(visitor: Visitor) -> None:
    assert (await visitor.get("/c/NUT?after=zzz")).status_code == 422


@pytest.mark.parametrize("asked", ["核桃", "hetao", "ht"])
async def test_search_finds_it_and_says_what_was_asked(
    session: AsyncSession, visitor: Visitor, asked: str
) -> None:
    await fill(session, 1)

    page = (await visitor.get(f"/search?q={asked}")).text

    assert "核桃0" in page or "薄皮核桃" in page
    assert f"“{asked}”" in page
    assert "noindex" in page


async def test_a_failed_search_helps_and_is_remembered(
    session: AsyncSession, visitor: Visitor
) -> None:
    await fill(session, 1)

    page = (await visitor.get("/search?q=榴莲<script>")).text

    assert "没有找到" in page
    assert "各地当季" in page
    assert "<script>”" not in page
    assert list(await session.scalars(select(SearchMiss.query))) == ["榴莲 script"]


async def test_a_search_that_only_filters_empty_is_no_miss(
    session: AsyncSession, visitor: Visitor
) -> None:
    await fill(session, 1)

    page = (await visitor.get("/search?q=核桃&price=200-")).text

    assert "换个条件试试" in page
    assert not list(await session.scalars(select(SearchMiss.query)))


async def test_too_long_a_search_is_cut_and_says_so(visitor: Visitor) -> None:
    assert "只用了前 50 个字" in (await visitor.get("/search?q=" + "核" * 60)).text


async def test_shops_and_places_have_their_own_tabs(
    session: AsyncSession, visitor: Visitor
) -> None:
    await fill(session, 1)

    assert "示例核桃社" in (await visitor.get("/search/shops?q=核桃社")).text
    assert 'href="/p/621221"' in (await visitor.get("/search/places?q=成县")).text
    assert 'href="/p/621221105"' in (await visitor.get("/search/places?q=抛沙")).text


async def test_a_town_shows_its_path_goods_and_calendar(
    session: AsyncSession, visitor: Visitor
) -> None:
    await fill(session, 1)

    page = (await visitor.get("/p/621221105")).text

    for expected in ("甘肃省", "陇南市", "成县", "抛沙镇", "上市日历", "核桃0", "在售商品"):
        assert expected in page


async def test_a_village_with_nothing_leads_to_its_town(
    session: AsyncSession, visitor: Visitor
) -> None:
    code = await session.scalar(
        text("SELECT code FROM divisions WHERE parent_code = '621221105' ORDER BY code LIMIT 1")
    )

    page = (await visitor.get(f"/p/{code}")).text

    assert "暂未上架产品" in page
    assert 'href="/p/621221105"' in page


@pytest.mark.parametrize(
    ("code", "near"), [("621221999", "/p/621221"), ("999999", "/p"), ("abc", "/p")]
)
async def test_an_unknown_place_leads_to_the_nearest(
    visitor: Visitor, code: str, near: str
) -> None:
    answer = await visitor.get(f"/p/{code}")

    assert answer.status_code == 404
    assert f'href="{near}"' in answer.text


async def test_a_shop_shows_facts_terms_and_goods(session: AsyncSession, visitor: Visitor) -> None:
    vendor = await make_vendor(session, founded_on=date(2016, 1, 1), base_area_m2=860_000)
    await put_on_shelf(session, vendor)

    page = (await visitor.get(f"/v/{vendor.slug}")).text

    for expected in (
        "农民专业合作社",
        "成县核桃",
        "证照公示",
        "86 公顷（约 1,290 亩）",
        "暂无评分",
    ):
        assert expected in page


async def test_an_unregistered_grower_looks_different(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await make_vendor(session, kind=VendorKind.UNREGISTERED, uscc=None)

    assert "entity--unregistered" in (await visitor.get(f"/v/{vendor.slug}")).text


@pytest.mark.parametrize(
    ("state", "status", "sentence"),
    [
        (VendorState.SUSPENDED, 200, "暂停营业"),
        (VendorState.CLOSED, 410, "已经退出平台"),
    ],
)
async def test_a_shop_that_does_not_trade_says_so(
    session: AsyncSession, visitor: Visitor, state: VendorState, status: int, sentence: str
) -> None:
    vendor = await make_vendor(session, state=state)

    answer = await visitor.get(f"/v/{vendor.slug}")

    assert answer.status_code == status
    assert sentence in answer.text


async def test_a_shop_that_never_opened_is_not_found(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await make_vendor(session, state=VendorState.PENDING, approved_at=None)

    assert (await visitor.get(f"/v/{vendor.slug}")).status_code == 404


async def test_drawings_are_kept_for_ever_and_never_guess(visitor: Visitor) -> None:
    drawn = await visitor.get("/art/walnut/autumn/abc-1.svg")
    wide = await visitor.get("/art/walnut/autumn/abc-1.svg?ratio=wide")

    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert "immutable" in drawn.headers["cache-control"]
    assert drawn.text != wide.text
    for path in ("nosuch/autumn/1", "walnut/noseason/1", "walnut/autumn/a%22b"):
        assert (await visitor.get(f"/art/{path}.svg")).status_code == 404
    assert "成县" in (await visitor.get("/art/seal/621221.svg")).text
    assert (await visitor.get("/art/seal/999999.svg")).status_code == 404


async def test_search_engines_are_told_what_is_there(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await make_vendor(session)
    product = await put_on_shelf(session, vendor)

    robots = (await visitor.get("/robots.txt")).text
    index = (await visitor.get("/sitemap.xml")).text
    county = (await visitor.get("/sitemaps/621221.xml")).text

    assert "Disallow: /account" in robots
    assert "Sitemap: http://pavilion.test/sitemap.xml" in robots
    assert "http://pavilion.test/sitemaps/621221.xml" in index
    assert f"<loc>http://pavilion.test/en/products/{product.id}</loc>" in county
    assert f"/v/{vendor.slug}" in county
    assert "/c/NUT" in (await visitor.get("/sitemaps/pages.xml")).text


async def test_structured_data_claims_no_rating(session: AsyncSession, visitor: Visitor) -> None:
    product = await put_on_shelf(session, await make_vendor(session))

    page = (await visitor.get(f"/products/{product.id}")).text

    data = json.loads(page.split('application/ld+json">')[1].split("</script>")[0])
    assert data["@type"] == "Product"
    assert data["offers"][0]["price"] == "39.80"
    assert "aggregateRating" not in data


def test_every_page_has_a_route(app: FastAPI) -> None:
    names = set(app.state.path_params)

    assert {"shop.home", "shop.places", "shop.place", "shop.categories", "shop.category",
            "shop.search", "shop.product", "shop.vendor", "shop.art"} <= names  # fmt: skip
