"""The vendor's products: the list, quick edits, the five steps, and what happens to a listing."""

import re
from uuid import UUID, uuid4

import httpx2
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from marketplace.accounts.models import StaffRole
from marketplace.audit.models import AuditEntry
from marketplace.catalog.models import (
    PriceChange,
    Product,
    ProductCertificate,
    ProductDecision,
    ProductPhoto,
    Variant,
)
from marketplace.catalog.service import facts_of
from marketplace.catalog.states import ProductKind, ProductState, ReturnPolicy
from marketplace.kit.clock import utcnow
from marketplace.stock.models import StockItem
from marketplace.vendors.models import MemberRole, Vendor
from tests.support.accounts import make_account, sign_in
from tests.support.browser_like import Visitor
from tests.support.catalog import make_offer, make_product, make_variant
from tests.support.listings import make_listing, make_paper, make_photo, make_submitted
from tests.support.pictures import make_picture
from tests.support.queries import counted
from tests.support.vendors import make_member, make_vendor

S = ProductState
LIST = "/vendor/products"
FORM = f"{LIST}/new?kind=farm_produce"
"""A page with a form token on it."""
WALNUT = {
    "kind": "farm_produce",
    "category_code": "NUT",
    "name_zh": "核桃",
    "cultivar": "清香",
    "town": "621221105",
    "season_months": ["9", "10"],
    "then": "next",
}


async def at_work(session: AsyncSession, visitor: Visitor) -> Vendor:
    """A vendor whose clerk sits at the browser."""
    clerk = await make_account(session)
    vendor = await make_vendor(session)
    await make_member(session, vendor, clerk, MemberRole.CLERK)
    await sign_in(session, visitor, clerk)
    return vendor


def page_of(product: Product, step: str = "") -> str:
    return f"{LIST}/{product.id}" + (f"/{step}" if step else "")


async def fresh(session: AsyncSession, product: Product | UUID) -> Product:
    key = product if isinstance(product, UUID) else product.id
    return await session.get_one(Product, key, populate_existing=True)


async def send(
    visitor: Visitor, product: Product, step: str, form: dict, **more
) -> httpx2.Response:
    """A step's form, sent from its own page."""
    return await visitor.post(page_of(product, step), form, page=FORM, **more)


# --- The list -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tab", "states"),
    [
        ("listed", [S.LISTED]),
        ("waiting", [S.PENDING, S.IN_REVIEW]),
        ("drafts", [S.DRAFT, S.CORRECTION]),
        ("delisted", [S.DELISTED, S.SUSPENDED]),
        ("archived", [S.ARCHIVED]),
    ],
)
async def test_each_tab_shows_its_own_states_and_nobody_elses(
    session: AsyncSession, visitor: Visitor, tab: str, states: list[S]
) -> None:
    vendor = await at_work(session, visitor)
    other = await make_vendor(session)
    for state in S:
        await make_listing(
            session, vendor, state=state, title_zh=f"本店-{state}", published_at=utcnow()
        )
        await make_listing(
            session, other, state=state, title_zh=f"别店-{state}", published_at=utcnow()
        )
    await session.commit()

    text = (await visitor.get(f"{LIST}?tab={tab}")).text

    assert sorted(re.findall(r"本店-(\w+)", text)) == sorted(states)
    assert "别店" not in text


async def test_the_list_goes_on_where_it_stopped_in_few_queries(
    session: AsyncSession, visitor: Visitor, engine: AsyncEngine
) -> None:
    vendor = await at_work(session, visitor)
    for number in range(30):
        await make_offer(session, vendor, title_zh=f"商品{number:02d}号")
    await session.commit()

    with counted(engine) as sent:
        first = (await visitor.get(LIST)).text
    following = re.search(r'hx-get="([^"]+)"', first)
    second = (await visitor.get(following[1].replace("&amp;", "&"), **{"hx-request": "true"})).text

    assert len(sent) <= 12
    assert re.findall(r"商品(\d\d)号", first) == [f"{n:02d}" for n in range(29, 5, -1)]
    assert re.findall(r"商品(\d\d)号", second) == [f"{n:02d}" for n in range(5, -1, -1)]
    assert "<html" not in second


async def test_a_broken_link_to_a_page_is_told(session: AsyncSession, visitor: Visitor) -> None:
    await at_work(session, visitor)

    for cursor in ("nonsense", "WyJ4Il0"):
        assert (await visitor.get(f"{LIST}?after={cursor}")).status_code == 422


async def test_an_empty_shop_is_shown_the_way_to_its_first_product(
    session: AsyncSession, visitor: Visitor
) -> None:
    await at_work(session, visitor)

    text = (await visitor.get(LIST)).text

    assert "还没有商品" in text
    assert f"{LIST}/new" in text


# --- Price and stock at once ----------------------------------------------------------------


async def quick(visitor: Visitor, variant: Variant, **form: str) -> httpx2.Response:
    return await visitor.post(
        f"{LIST}/{variant.product_id}/sizes/{variant.id}/quick",
        {"price": "39.80", "on_hand": "100", "seen_price": "3980", "seen_on_hand": "100", **form},
        page=FORM,
    )


async def test_price_and_stock_change_at_once_and_are_recorded(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await at_work(session, visitor)
    variant = await make_offer(session, vendor)
    await session.commit()

    answer = await quick(visitor, variant, price="35.5", on_hand="80")
    prices = await session.scalars(
        select(PriceChange.price_minor)
        .where(PriceChange.variant_id == variant.id)
        .order_by(PriceChange.id)
    )

    assert (answer.status_code, answer.headers["location"]) == (303, f"{LIST}?tab=listed")
    assert prices.all() == [3980, 3550]
    stock = await session.get_one(StockItem, variant.id, populate_existing=True)
    assert stock.on_hand == 80


async def test_what_was_not_touched_on_the_page_is_not_set_back(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await at_work(session, visitor)
    variant = await make_offer(session, vendor, on_hand=60, price_minor=5000)
    await session.commit()

    await quick(visitor, variant)

    assert (await session.get_one(Variant, variant.id, populate_existing=True)).price_minor == 5000
    stock = await session.get_one(StockItem, variant.id, populate_existing=True)
    assert stock.on_hand == 60


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"price": "很便宜"}, "请用数字填写金额"),
        ({"price": "0"}, "价格请填写 0.01"),
        ({"price": ""}, "请填写价格"),
        ({"on_hand": "-1"}, "库存不能小于 0"),
        ({"on_hand": "3"}, "已经卖出待发货"),
        ({"on_hand": "很多"}, "库存请填写整数"),
    ],
)
async def test_a_quick_edit_that_cannot_be_is_told_and_nothing_is_kept(
    session: AsyncSession, visitor: Visitor, typed: dict[str, str], said: str
) -> None:
    vendor = await at_work(session, visitor)
    variant = await make_offer(session, vendor)
    stock = await session.get_one(StockItem, variant.id)
    stock.reserved = 5
    await session.commit()

    answer = await quick(visitor, variant, **{"price": "35", **typed})

    assert answer.status_code == 422
    assert said in answer.text
    assert (await session.get_one(Variant, variant.id, populate_existing=True)).price_minor == 3980


async def test_with_htmx_only_the_one_form_comes_back(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await at_work(session, visitor)
    variant = await make_offer(session, vendor)
    await session.commit()
    path = f"{LIST}/{variant.product_id}/sizes/{variant.id}/quick"
    form = {"price": "36", "on_hand": "100", "seen_price": "3980", "seen_on_hand": "100"}

    good = await visitor.post(path, form, page=FORM, headers={"hx-request": "true"})
    bad = await visitor.post(
        path, {**form, "price": "x"}, page=FORM, headers={"hx-request": "true"}
    )

    assert "已保存" in good.text
    assert 'value="36.00"' in good.text
    assert (bad.status_code, 'value="x"' in bad.text) == (422, True)
    assert "<html" not in good.text + bad.text


# --- Step one -------------------------------------------------------------------------------


async def test_the_kind_of_thing_decides_which_shelves_are_offered(
    session: AsyncSession, visitor: Visitor
) -> None:
    await at_work(session, visitor)

    first = (await visitor.get(f"{LIST}/new")).text
    produce = (await visitor.get(f"{LIST}/new?kind=farm_produce")).text
    alcohol = (await visitor.get(f"{LIST}/new?kind=alcohol")).text

    assert 'value="workshop_food"' in first
    assert 'value="FRUIT"' in produce
    assert 'value="LIQUOR"' not in produce
    assert 'value="LIQUOR"' in alcohol
    assert 'value="FRUIT"' not in alcohol
    # The shop's own town is chosen, its villages are there.
    assert re.search(r'value="621221105" selected', produce)
    assert 'value="621221105' in produce.split('name="village"')[1]


async def test_the_first_step_begins_a_draft_that_is_kept(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await at_work(session, visitor)

    answer = await visitor.post(LIST, WALNUT, page=FORM)
    product = await session.scalar(select(Product).where(Product.vendor_id == vendor.id))

    assert answer.headers["location"] == page_of(product, "sizes")
    assert product.state is S.DRAFT
    assert (product.name_zh, product.division_code) == ("核桃", "621221105")
    assert product.season_months == [9, 10]
    assert product.return_policy is ReturnPolicy.SEALED_7D


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name_zh": ""}, "请填写品名"),
        ({"category_code": ""}, "请填写商品类别"),
        ({"category_code": "LIQUOR"}, "这一类别里不能放这种商品"),
        ({"town": "610101001"}, "产地请选本县的乡镇"),
        ({"town": "621221999"}, "请选择产地"),
        ({"season_months": ["13"]}, "上市月份不能大于 12"),
    ],
)
async def test_a_first_step_that_cannot_be_keeps_what_was_typed(
    session: AsyncSession, visitor: Visitor, wrong: dict, said: str
) -> None:
    vendor = await at_work(session, visitor)

    answer = await visitor.post(LIST, {**WALNUT, **wrong}, page=FORM)

    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="清香"' in answer.text
    assert await session.scalar(select(Product.id).where(Product.vendor_id == vendor.id)) is None


async def test_a_village_of_another_town_is_dropped(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await at_work(session, visitor)

    await visitor.post(LIST, {**WALNUT, "village": "621221100001"}, page=FORM)
    product = await session.scalar(select(Product).where(Product.vendor_id == vendor.id))

    assert product.division_code == "621221105"


async def test_choosing_a_town_brings_its_villages_and_loses_nothing(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await at_work(session, visitor)
    product = await make_listing(session, vendor)
    await session.commit()
    asked = {**WALNUT, "then": "region", "town": "621221104"}

    whole = await visitor.post(LIST, asked, page=FORM)
    part = await visitor.post(LIST, asked, page=FORM, headers={"hx-request": "true"})
    own = await send(visitor, product, "what", {**asked, "version": "1"})

    for answer in (whole, part, own):
        assert answer.status_code == 200
        assert re.search(r'value="621221104\d{3}"', answer.text)
    assert "<html" not in part.text
    assert 'value="清香"' in whole.text
    assert 'value="清香"' in own.text
    assert (await fresh(session, product)).cultivar == ""


async def test_another_kind_brings_its_usual_return_policy(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await at_work(session, visitor)
    product = await make_listing(session, vendor, return_policy=ReturnPolicy.FRESH_EXEMPT)
    await session.commit()
    page = (await visitor.get(f"{page_of(product, 'what')}?kind=non_food")).text

    answer = await send(
        visitor,
        product,
        "what",
        {**WALNUT, "kind": "non_food", "category_code": "CRAFT", "version": "1"},
    )

    assert 'value="CRAFT"' in page
    assert answer.status_code == 303
    assert (await fresh(session, product)).return_policy is ReturnPolicy.RETURN_7D


async def test_a_form_that_is_behind_says_so_and_then_may_be_sent_again(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await at_work(session, visitor)
    product = await make_listing(session, vendor, version=3)
    await session.commit()

    late = await send(visitor, product, "what", {**WALNUT, "version": "2"})
    again = await send(visitor, product, "what", {**WALNUT, "version": "3"})

    assert late.status_code == 422
    assert "刚刚被别人改过" in late.text
    assert 'name="version" value="3"' in late.text
    assert again.status_code == 303


# --- Step two -------------------------------------------------------------------------------


async def test_weights_are_typed_as_people_say_them(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await at_work(session, visitor)
    product = await make_product(session, vendor, state=S.DRAFT, published_at=None)
    await session.commit()

    answer = await send(
        visitor,
        product,
        "sizes/new",
        {"net": "5斤", "gross": "2.9kg", "price": "92.8", "on_hand": "36", "seen_on_hand": "0"},
    )
    variant = await session.scalar(select(Variant).where(Variant.product_id == product.id))
    page = (await visitor.get(page_of(product, "sizes"))).text

    assert answer.headers["location"] == page_of(product, "sizes")
    assert (variant.net_grams, variant.gross_grams, variant.price_minor) == (2500, 2900, 9280)
    assert (variant.name_zh, variant.name_en) == ("2.5kg", "2.5 kg")
    assert (await session.get_one(StockItem, variant.id)).on_hand == 36
    assert "¥18.56/500g" in page


async def test_everything_wrong_with_a_size_is_told_at_once(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await at_work(session, visitor)
    product = await make_product(session, vendor, state=S.DRAFT, published_at=None)
    await session.commit()

    answer = await send(
        visitor,
        product,
        "sizes/new",
        {"net": "5", "gross": "重", "price": "贵", "on_hand": "3", "name_zh": "箱装"},
    )

    assert answer.status_code == 422
    for field in ("net", "gross", "price"):
        assert f'id="{field}-error"' in answer.text
    assert 'value="箱装"' in answer.text
    assert "还缺单位" in answer.text


async def test_a_size_is_mended_and_removed(session: AsyncSession, visitor: Visitor) -> None:
    vendor = await at_work(session, visitor)
    product = await make_listing(session, vendor)
    await session.commit()
    size = await session.scalar(select(Variant).where(Variant.product_id == product.id))
    form = {
        "net": "2kg",
        "gross": "2.2kg",
        "price": "70",
        "on_hand": "100",
        "seen_on_hand": "100",
        "name_zh": "2kg 袋装",
        "grade": "一级",
        "grade_standard": "GB/T 20398",
    }
    page = (await visitor.get(page_of(product, f"sizes/{size.id}"))).text

    kept = await send(visitor, product, f"sizes/{size.id}", form)
    refused = await send(visitor, product, f"sizes/{size.id}", {**form, "grade_standard": ""})
    after = await session.get_one(Variant, size.id, populate_existing=True)
    assert 'value="1.1kg"' in page
    assert kept.status_code == 303
    assert (after.net_grams, after.price_minor, after.grade) == (2000, 7000, "一级")
    assert "写等级就要写分级标准号" in refused.text

    await send(visitor, product, f"sizes/{size.id}/removal", {})

    gone = await session.get_one(Variant, size.id, populate_existing=True)
    assert gone.archived_at is not None


async def test_dispatch_and_returns_are_kept_and_the_law_is_explained(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await at_work(session, visitor)
    product = await make_listing(session, vendor)
    await session.commit()
    page = (await visitor.get(page_of(product, "sizes"))).text
    form = {
        "dispatch_hours": "72",
        "return_policy": "fresh_exempt",
        "damage_rule_zh": "坏果按比例退款",
        "version": "1",
        "then": "size",
    }

    answer = await send(visitor, product, "sizes", form)
    after = await fresh(session, product)

    assert "法律允许鲜活易腐商品不退货" in page
    assert answer.headers["location"] == page_of(product, "sizes/new")
    assert (after.dispatch_hours, after.damage_rule_zh) == (72, "坏果按比例退款")


async def test_no_returns_is_not_offered_nor_taken_where_nothing_is_fresh(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await at_work(session, visitor)
    product = await make_listing(session, vendor, category_code="GRAIN")
    await session.commit()
    page = (await visitor.get(page_of(product, "sizes"))).text

    answer = await send(
        visitor,
        product,
        "sizes",
        {"dispatch_hours": "48", "return_policy": "fresh_exempt", "version": "1"},
    )

    assert 'value="fresh_exempt"' not in page
    assert answer.status_code == 422
    assert "只限鲜活易腐" in answer.text


# --- Step three -----------------------------------------------------------------------------


async def test_only_papers_that_count_can_be_chosen(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await at_work(session, visitor)
    licence = await make_paper(session, vendor)
    foreign = await make_paper(session, await make_vendor(session))
    gi = await make_paper(session, vendor, "GI", number="GI-2020-1")
    old = await make_paper(
        session, vendor, "GREEN", number="LB-40-2003271234A", valid_until=None, state="revoked"
    )
    product = await make_listing(session, vendor, kind=ProductKind.PACKAGED_FOOD)
    await session.commit()

    page = (await visitor.get(page_of(product, "papers"))).text
    answer = await send(
        visitor,
        product,
        "papers",
        {
            "licence_no": licence.number,
            "ingredients": "核桃、食用盐",
            "standard_code": "GB/T 22165",
            "certificates": [str(gi.id)],
            "version": "1",
        },
    )
    stolen = await send(
        visitor, product, "papers", {"certificates": [str(foreign.id)], "version": "2"}
    )
    claimed = await session.scalars(
        select(ProductCertificate.certificate_id).where(ProductCertificate.product_id == product.id)
    )
    after = await fresh(session, product)

    assert licence.number in page
    assert foreign.number not in page
    assert old.number not in page
    assert answer.status_code == 303
    assert (after.licence_no, after.ingredients) == (licence.number, "核桃、食用盐")
    assert claimed.all() == [gi.id]
    assert stolen.status_code == 404


async def test_farm_produce_is_asked_for_no_licence(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await at_work(session, visitor)
    produce = await make_listing(session, vendor)
    packed = await make_listing(session, vendor, kind=ProductKind.PACKAGED_FOOD)
    await session.commit()

    calm = (await visitor.get(page_of(produce, "papers"))).text
    due = (await visitor.get(page_of(packed, "papers"))).text

    assert "这类商品不需要许可证" in calm
    assert 'name="ingredients"' not in calm
    assert "SC 许可证" in due
    assert 'name="ingredients"' in due


# --- Step four ------------------------------------------------------------------------------


async def test_photos_and_words_go_together_and_a_bad_photo_takes_nothing_with_it(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await at_work(session, visitor)
    product = await make_product(session, vendor, state=S.DRAFT, published_at=None)
    await session.commit()
    words = {"description_zh": "手工剥皮", "storage_zh": "密封", "version": "1", "then": "next"}
    files = [
        ("photos", ("a.jpg", make_picture(), "image/jpeg")),
        ("photos", ("b.jpg", b"not a picture", "image/jpeg")),
        ("camera", ("c.jpg", make_picture(colour="#333333"), "image/jpeg")),
    ]

    answer = await send(visitor, product, "words", words, files=files)
    photos = (
        await session.scalars(select(ProductPhoto).where(ProductPhoto.product_id == product.id))
    ).all()

    assert answer.status_code == 422
    assert 'id="photos-error"' in answer.text
    assert len(photos) == 2
    assert (await fresh(session, product)).description_zh == "手工剥皮"


async def test_photos_are_ordered_and_removed_while_the_words_are_kept(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await at_work(session, visitor)
    product = await make_listing(session, vendor)
    second = await make_photo(session, vendor, product)
    first = await session.scalar(select(ProductPhoto).where(ProductPhoto.product_id == product.id))
    await session.commit()

    moved = await send(
        visitor,
        product,
        "words",
        {"description_zh": "新的介绍", "version": "1", "forward": str(second.id)},
    )
    removed = await send(
        visitor,
        product,
        "words",
        {"description_zh": "新的介绍", "version": "2", "remove": str(first.id)},
    )
    kept = await session.scalars(
        select(ProductPhoto.id).where(
            ProductPhoto.product_id == product.id, ProductPhoto.removed_at.is_(None)
        )
    )

    assert moved.headers["location"] == removed.headers["location"] == page_of(product, "words")
    assert kept.all() == [second.id]
    assert (await fresh(session, product)).description_zh == "新的介绍"


async def test_forbidden_words_are_told_beside_their_field_but_the_draft_is_kept(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await at_work(session, visitor)
    product = await make_listing(session, vendor)
    await session.commit()

    answer = await send(
        visitor, product, "words", {"summary_zh": "国家级核桃", "version": "1", "then": "stay"}
    )
    page = (await visitor.get(page_of(product, "words"))).text

    assert answer.status_code == 303
    assert "广告法第九条第三项" in page.split('id="summary_zh-error"')[1][:200]


async def test_too_long_a_text_is_refused_with_everything_typed(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await at_work(session, visitor)
    product = await make_listing(session, vendor)
    await session.commit()

    answer = await send(
        visitor,
        product,
        "words",
        {"summary_zh": "长" * 201, "storage_zh": "冷藏保存", "version": "1"},
    )

    assert answer.status_code == 422
    assert "最多 200 个字" in answer.text
    assert 'value="冷藏保存"' in answer.text


async def test_more_photos_than_fit_are_refused_and_counted(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await at_work(session, visitor)
    product = await make_listing(session, vendor)
    for _each in range(11):
        await make_photo(session, vendor, product)
    await session.commit()

    answer = await send(
        visitor,
        product,
        "words",
        {"version": "1"},
        files=[("photos", ("a.jpg", make_picture(), "image/jpeg"))],
    )

    assert answer.status_code == 422
    assert "最多 12 张照片" in answer.text


@pytest.mark.parametrize(
    ("step", "form"),
    [
        ("sizes", {"dispatch_hours": "999", "return_policy": "sealed_7d", "version": "1"}),
        ("papers", {"ingredients": "长" * 301, "version": "1"}),
        ("what", {**WALNUT, "kind": "nonsense", "version": "1"}),
        ("sizes/new", {"net": "1kg"}),
    ],
)
async def test_a_step_that_is_refused_changes_nothing(
    session: AsyncSession, visitor: Visitor, step: str, form: dict
) -> None:
    vendor = await at_work(session, visitor)
    product = await make_listing(session, vendor)
    before = facts_of(product)
    await session.commit()

    answer = await send(visitor, product, step, form)

    assert answer.status_code == 422
    assert facts_of(await fresh(session, product)) == before


async def test_papers_of_a_form_that_is_behind_are_not_kept(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await at_work(session, visitor)
    gi = await make_paper(session, vendor, "GI", number="GI-2020-1")
    product = await make_listing(session, vendor, version=3)
    await session.commit()

    answer = await send(visitor, product, "papers", {"certificates": [str(gi.id)], "version": "2"})

    assert "刚刚被别人改过" in answer.text
    assert f'value="{gi.id}" checked' in answer.text
    assert await session.scalar(select(ProductCertificate.id)) is None


# --- Step five and after --------------------------------------------------------------------


async def test_the_whole_form_from_nothing_to_the_reviewers(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await at_work(session, visitor)

    await visitor.post(LIST, WALNUT, page=FORM)
    product = await session.scalar(select(Product).where(Product.vendor_id == vendor.id))
    early = await visitor.post(page_of(product, "submission"), page=FORM)
    await send(
        visitor,
        product,
        "sizes/new",
        {"net": "1kg", "gross": "1.1kg", "price": "39.8", "on_hand": "50"},
    )
    await send(
        visitor,
        product,
        "sizes",
        {"dispatch_hours": "72", "return_policy": "sealed_7d", "version": "1"},
    )
    await send(visitor, product, "papers", {"version": "2"})
    await send(
        visitor,
        product,
        "words",
        {
            "description_zh": "手工剥皮",
            "storage_zh": "密封",
            "shelf_life_zh": "8 个月",
            "version": "2",
        },
        files=[("photos", ("a.jpg", make_picture(), "image/jpeg"))],
    )
    page = (await visitor.get(page_of(product))).text
    answer = await visitor.post(page_of(product, "submission"), page=FORM)

    assert early.status_code == 422
    assert "还有 5 处要补上或改好" in early.text
    assert f'href="{page_of(product, "sizes")}#variants"' in early.text
    assert "¥19.90/500g" in page
    assert f'href="{page_of(product, "words")}#storage_zh"' in page
    assert answer.status_code == 303
    assert (await fresh(session, product)).state is S.PENDING


async def test_a_correction_stands_on_top_and_beside_its_field(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await at_work(session, visitor)
    product = await make_listing(session, vendor, state=S.CORRECTION)
    session.add(
        ProductDecision(
            product_id=product.id,
            decision="correct",
            reason="照片对不上",
            corrections={"storage_zh": "请写明温度", "variants": "净含量不符"},
        )
    )
    await session.commit()

    check = (await visitor.get(page_of(product))).text
    words = (await visitor.get(page_of(product, "words"))).text
    sizes = (await visitor.get(page_of(product, "sizes"))).text

    assert "审核员请您补正 2 处" in check
    assert "照片对不上" in check
    assert "请写明温度" in words.split('id="storage_zh-error"')[1][:100]
    assert "净含量不符" in sizes.split('id="variants"')[1]


@pytest.mark.parametrize("step", ["what", "sizes", "sizes/new", "papers", "words", "kind"])
async def test_what_is_on_sale_is_not_opened_for_changes(
    session: AsyncSession, visitor: Visitor, step: str
) -> None:
    vendor = await at_work(session, visitor)
    product = await make_listing(session, vendor, state=S.LISTED, published_at=utcnow())
    await session.commit()

    assert (await visitor.get(page_of(product, step))).status_code == 409


async def test_off_sale_edited_and_on_sale_again_or_archived_after_a_second_look(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await at_work(session, visitor)
    product = await make_listing(session, vendor, state=S.LISTED, published_at=utcnow())
    await session.commit()

    async def move(**form: str) -> tuple[int, S]:
        answer = await visitor.post(page_of(product, "moves"), form, page=FORM)
        return answer.status_code, (await fresh(session, product)).state

    assert await move(event="delist") == (303, S.DELISTED)
    assert await move(event="relist") == (303, S.LISTED)
    assert await move(event="edit") == (409, S.LISTED)
    assert await move(event="approve") == (422, S.LISTED)
    assert await move(event="delist") == (303, S.DELISTED)
    assert await move(event="edit") == (303, S.DRAFT)
    assert await move(event="archive") == (200, S.DRAFT)
    assert await move(event="archive", sure="1") == (303, S.ARCHIVED)
    deeds = await session.scalars(
        select(AuditEntry.action)
        .where(AuditEntry.object_id == str(product.id))
        .order_by(AuditEntry.id)
    )
    assert deeds.all() == [
        "product.delist",
        "product.relist",
        "product.delist",
        "product.edit",
        "product.archive",
    ]


async def test_a_copy_opens_as_a_new_draft(session: AsyncSession, visitor: Visitor) -> None:
    vendor = await at_work(session, visitor)
    model = await make_listing(session, vendor, state=S.ARCHIVED)
    await session.commit()

    answer = await visitor.post(page_of(model, "copies"), page=FORM)
    made = await session.scalar(
        select(Product).where(Product.vendor_id == vendor.id, Product.id != model.id)
    )

    assert answer.headers["location"] == page_of(made, "what")
    assert facts_of(made) == facts_of(await fresh(session, model))


@pytest.mark.parametrize("state", list(S))
async def test_every_state_has_its_page_in_few_queries(
    session: AsyncSession, visitor: Visitor, engine: AsyncEngine, state: S
) -> None:
    vendor = await at_work(session, visitor)
    product = await make_submitted(session, vendor, state=state, published_at=utcnow())
    for _each in range(4):
        await make_variant(session, product)
        await make_photo(session, vendor, product)
        await make_paper(session, vendor)
    await session.commit()

    with counted(engine) as sent:
        answer = await visitor.get(page_of(product))

    assert answer.status_code == 200
    assert len(sent) <= 12


@pytest.mark.parametrize("step", ["what", "sizes", "papers", "words"])
@pytest.mark.parametrize("prefix", ["", "/en"])
async def test_every_step_opens_in_both_languages_in_few_queries(
    session: AsyncSession, visitor: Visitor, engine: AsyncEngine, step: str, prefix: str
) -> None:
    vendor = await at_work(session, visitor)
    product = await make_listing(session, vendor)
    await session.commit()

    with counted(engine) as sent:
        answer = await visitor.get(prefix + page_of(product, step))

    assert answer.status_code == 200
    assert len(sent) <= 12


# --- Whose it is ----------------------------------------------------------------------------

READS = ("", "/kind", "/what", "/sizes", "/sizes/new", "/sizes/{size}", "/papers", "/words")
WRITES = (
    "/submission", "/moves", "/copies", "/what", "/sizes", "/sizes/new", "/sizes/{size}",
    "/sizes/{size}/removal", "/sizes/{size}/quick", "/papers", "/words",
)  # fmt: skip


async def test_another_shops_product_does_not_exist(
    session: AsyncSession, visitor: Visitor
) -> None:
    await at_work(session, visitor)
    theirs = await make_listing(session, await make_vendor(session))
    size = await session.scalar(select(Variant.id).where(Variant.product_id == theirs.id))
    await session.commit()
    forms = {"/moves": {"event": "archive", "sure": "1"}}

    for product_id in (theirs.id, uuid4()):
        for tail in READS:
            answer = await visitor.get(f"{LIST}/{product_id}{tail.format(size=size)}")
            assert answer.status_code == 404, tail
        for tail in WRITES:
            answer = await visitor.post(
                f"{LIST}/{product_id}{tail.format(size=size)}", forms.get(tail, {}), page=FORM
            )
            assert answer.status_code == 404, tail
    assert (await fresh(session, theirs)).state is S.DRAFT


async def test_a_size_of_another_product_is_not_found_through_ones_own(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await at_work(session, visitor)
    mine = await make_listing(session, vendor)
    theirs = await make_listing(session, await make_vendor(session))
    size = await session.scalar(select(Variant.id).where(Variant.product_id == theirs.id))
    await session.commit()

    for tail in ("", "/removal", "/quick"):
        path = page_of(mine, f"sizes/{size}{tail}")
        assert (await visitor.post(path, {}, page=FORM)).status_code == 404


async def test_the_workbench_is_for_people_who_work_there(
    session: AsyncSession, visitor: Visitor
) -> None:
    assert (await visitor.get(LIST)).status_code == 303
    await sign_in(session, visitor, await make_account(session, StaffRole.REVIEWER))

    assert (await visitor.get(LIST)).status_code == 403
