"""The page of one product."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from marketplace.app import create_app
from marketplace.catalog.models import PriceChange, ProductPhoto, Variant
from marketplace.catalog.states import ProductState, ReturnPolicy
from marketplace.kit.clock import china_day, utcnow
from marketplace.media.models import StoredFile
from marketplace.search.service import refresh_product
from marketplace.settings import Settings
from marketplace.shipping.models import FreightRule, FreightTemplate
from marketplace.vendors.models import Vendor
from marketplace.vendors.states import VendorState
from tests.support.browser_like import Visitor
from tests.support.catalog import make_variant
from tests.support.queries import counted
from tests.support.shelf import certify, put_on_shelf
from tests.support.vendors import make_vendor

THIS_MONTH = china_day(utcnow()).month
MOST = 12


async def give_freight(session: AsyncSession, vendor: Vendor) -> None:
    template = FreightTemplate(vendor_id=vendor.id, name="默认")
    session.add(template)
    await session.flush()
    session.add_all([
        FreightRule(template_id=template.id, first_minor=800, step_minor=300,
                    free_from_minor=9900),
        FreightRule(template_id=template.id, province_codes=["54", "65"], first_minor=2000,
                    step_minor=1200, position=1),
        FreightRule(template_id=template.id, province_codes=["71"], is_served=False, position=2),
    ])  # fmt: skip
    await session.flush()


async def test_a_product_says_what_it_is_and_what_is_promised(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await make_vendor(session)
    await give_freight(session, vendor)
    product = await put_on_shelf(session, vendor, cultivar="清香", standard_code="GB/T 20398",
                                 storage_zh="阴凉干燥", eating_zh="开袋即食",
                                 sold_count=42)  # fmt: skip
    await certify(session, product)

    page = (await visitor.get(f"/products/{product.id}")).text

    for expected in (
        "成县 红川镇 薄皮核桃 统货", "¥19.90/500g", "已售 42 件", "绿色食品", "GREEN-2026-0001",
        "付款后 48 小时内发出", "运费 ¥8.00（1kg 内），每加 1kg ¥3.00，本店满 ¥99.00 包邮",
        "西藏自治区、新疆维吾尔自治区：运费 ¥20.00", "不配送：台湾省", "未拆封支持七日无理由退货",
        "清香", "GB/T 20398", "阴凉干燥", "开袋即食", "价格记录", "示意图", "查看商家主体信息",
        "1kg（约2斤）", vendor.name,
    ):  # fmt: skip
        assert expected in page, expected


async def test_the_form_buys_a_variant_without_javascript(
    session: AsyncSession, visitor: Visitor
) -> None:
    product = await put_on_shelf(session, await make_vendor(session))
    variant = (await session.scalars(select(Variant.id))).one()

    page = (await visitor.get(f"/products/{product.id}")).text

    assert f'type="radio" name="variant_id" value="{variant}" required checked' in page
    assert 'name="quantity"' in page
    assert 'action="/basket/lines"' in page
    assert 'name="csrf_token" value=""' in page


async def test_fresh_goods_say_the_exemption_word_for_word(
    session: AsyncSession, visitor: Visitor
) -> None:
    product = await put_on_shelf(
        session, await make_vendor(session), return_policy=ReturnPolicy.FRESH_EXEMPT
    )

    page = (await visitor.get(f"/products/{product.id}")).text

    assert "本品鲜活易腐，不支持七日无理由退货，质量问题按坏果规则处理。" in page
    assert "坏果包赔" in page


async def test_an_expired_paper_is_not_shown(session: AsyncSession, visitor: Visitor) -> None:
    product = await put_on_shelf(session, await make_vendor(session))
    yesterday = china_day(utcnow()) - timedelta(days=1)
    await certify(session, product, number="EXPIRED-1", valid_until=yesterday)

    assert "EXPIRED-1" not in (await visitor.get(f"/products/{product.id}")).text


async def test_an_earlier_price_comes_with_its_meaning(
    session: AsyncSession, visitor: Visitor
) -> None:
    product = await put_on_shelf(session, await make_vendor(session))
    variant = (await session.scalars(select(Variant))).one()
    session.add(PriceChange(variant_id=variant.id, price_minor=5000,
                            created_at=utcnow() - timedelta(days=30)))  # fmt: skip
    await session.flush()

    page = (await visitor.get(f"/products/{product.id}")).text

    assert "降价前 7 天最低标价" in page
    assert "<s>¥50.00</s>" in page


async def test_no_price_is_struck_through_without_a_change(
    session: AsyncSession, visitor: Visitor
) -> None:
    product = await put_on_shelf(session, await make_vendor(session))

    assert "<s>" not in (await visitor.get(f"/products/{product.id}")).text


async def test_a_herb_on_show_cannot_be_bought(session: AsyncSession, visitor: Visitor) -> None:
    product = await put_on_shelf(session, await make_vendor(session), name_zh="大黄",
                                 return_policy=ReturnPolicy.DISPLAY_ONLY)  # fmt: skip

    page = (await visitor.get(f"/products/{product.id}")).text

    assert "本品为中药材，仅作展示" in page
    assert "加入购物车" not in page
    assert "39.80" not in page


@pytest.mark.parametrize(
    ("months", "sentence"),
    [([], "全部规格都售罄了"), ([THIS_MONTH % 12 + 1], "还没到季")],
)
async def test_what_cannot_be_had_says_why(
    session: AsyncSession, visitor: Visitor, months: list[int], sentence: str
) -> None:
    product = await put_on_shelf(
        session, await make_vendor(session), on_hand=0, season_months=months
    )

    page = (await visitor.get(f"/products/{product.id}")).text

    assert sentence in page
    assert "立即购买" not in page


async def test_the_first_variant_that_can_be_had_is_chosen(
    session: AsyncSession, visitor: Visitor
) -> None:
    product = await put_on_shelf(session, await make_vendor(session), on_hand=0)
    second = await make_variant(session, product, on_hand=7, price_minor=9900, position=1)

    page = (await visitor.get(f"/products/{product.id}")).text

    assert f'value="{second.id}" required checked' in page
    assert "库存只剩 7 件" in page


@pytest.mark.parametrize("state", [ProductState.DELISTED, ProductState.SUSPENDED])
async def test_what_left_the_shelf_is_gone_but_shows_its_like(
    session: AsyncSession, visitor: Visitor, state: ProductState
) -> None:
    vendor = await make_vendor(session)
    gone = await put_on_shelf(session, vendor, state=state)
    like = await put_on_shelf(session, vendor)

    answer = await visitor.get(f"/products/{gone.id}")

    assert answer.status_code == 410
    assert "已下架" in answer.text
    assert f"/products/{like.id}" in answer.text
    assert "加入购物车" not in answer.text


async def test_goods_of_a_suspended_shop_are_off_sale(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await make_vendor(session)
    product = await put_on_shelf(session, vendor)
    await session.execute(
        update(Vendor).where(Vendor.id == vendor.id).values(state=VendorState.SUSPENDED)
    )

    answer = await visitor.get(f"/products/{product.id}")

    assert answer.status_code == 410
    assert "暂停营业" in answer.text


async def test_a_draft_is_nobodys_business(session: AsyncSession, visitor: Visitor) -> None:
    draft = await put_on_shelf(session, await make_vendor(session), state=ProductState.DRAFT,
                               published_at=None)  # fmt: skip

    for product_id in (draft.id, uuid4(), "not-an-id"):
        assert (await visitor.get(f"/products/{product_id}")).status_code == 404


async def test_an_english_page_marks_what_is_only_chinese(
    session: AsyncSession, visitor: Visitor
) -> None:
    product = await put_on_shelf(session, await make_vendor(session), title_en="", name_en="")

    page = (await visitor.get(f"/en/products/{product.id}")).text

    assert '<h1 class="product__title" lang="zh-CN">成县 红川镇 薄皮核桃 统货</h1>' in page
    assert "Add to basket" in page


async def test_a_full_product_takes_few_queries(
    session: AsyncSession, visitor: Visitor, engine: AsyncEngine
) -> None:
    vendor = await make_vendor(session)
    await give_freight(session, vendor)
    product = await put_on_shelf(session, vendor)
    for at in range(5):
        await make_variant(session, product, position=at)
        await certify(session, product, number=f"N-{at}")
        await put_on_shelf(session, vendor)

    with counted(engine) as sent:
        assert (await visitor.get(f"/products/{product.id}")).status_code == 200

    assert len([each for each in sent if not each.startswith(("SAVEPOINT", "RELEASE"))]) <= MOST


async def test_real_photos_come_in_sizes_and_are_no_drawings(
    session: AsyncSession, visitor: Visitor
) -> None:
    product = await put_on_shelf(session, await make_vendor(session))
    file = StoredFile(is_private=False, vendor_id=product.vendor_id, media_type="image/jpeg",
                      size=1, sha256="0" * 64, width=1200, height=1200, key="k")  # fmt: skip
    session.add(file)
    await session.flush()
    session.add(ProductPhoto(product_id=product.id, file_id=file.id, alt_zh="整箱核桃"))
    await session.flush()
    await refresh_product(session, product_id=product.id)

    page = (await visitor.get(f"/products/{product.id}")).text
    shelf = (await visitor.get("/c/NUT")).text

    assert f"/media/{file.id}/640.avif 640w" in page
    assert 'alt="整箱核桃"' in page
    assert f"/media/{file.id}/320.webp" in shelf
    assert "示意图</span>" not in page.split("product__below")[0]


@pytest.fixture
async def keeping(settings: Settings, session: AsyncSession) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser before an application that keeps its public pages."""
    app = create_app(settings.model_copy(update={"page_cache_seconds": 60}))

    def opened() -> AsyncSession:
        return AsyncSession(session.bind, join_transaction_mode="create_savepoint")

    class Sessions:
        def begin(self) -> AsyncSession:
            return opened()

        def __call__(self) -> AsyncSession:
            return opened()

    app.state.sessions = Sessions()
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://pavilion.test") as client:
        yield client


async def test_public_pages_are_kept_and_answer_304(
    session: AsyncSession, keeping: httpx2.AsyncClient, engine: AsyncEngine
) -> None:
    vendor = await make_vendor(session)
    product = await put_on_shelf(session, vendor)
    await session.flush()

    for path in ("/", "/c/NUT", "/p/621221", f"/products/{product.id}", f"/v/{vendor.slug}"):
        first = await keeping.get(path)
        assert first.status_code == 200
        with counted(engine) as sent:
            again = await keeping.get(path, headers={"if-none-match": first.headers["etag"]})
        assert again.status_code == 304, path
        assert not sent
        assert "set-cookie" not in first.headers


async def test_prices_are_shown_as_they_are_now(session: AsyncSession, visitor: Visitor) -> None:
    product = await put_on_shelf(session, await make_vendor(session))
    await session.execute(update(Variant).values(price_minor=12_345))

    assert "¥123.45" in (await visitor.get(f"/products/{product.id}")).text
