"""The review desk for listings: the queue, the two panes, the decisions."""

import re
from datetime import timedelta
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from marketplace.accounts.models import Account, StaffRole
from marketplace.audit.models import AuditEntry
from marketplace.catalog import service
from marketplace.catalog.checks import CHECKS
from marketplace.catalog.models import Product, ProductDecision, Variant
from marketplace.catalog.states import ProductKind, ProductState, ReturnPolicy
from marketplace.kit.clock import utcnow
from marketplace.vendors.models import Vendor
from tests.support.accounts import make_account, sign_in
from tests.support.browser_like import Visitor
from tests.support.catalog import make_offer, make_variant
from tests.support.listings import (
    CLERK,
    make_listing,
    make_paper,
    make_photo,
    make_submitted,
    walnut_facts,
)
from tests.support.queries import counted
from tests.support.vendors import make_member, make_vendor

S = ProductState
QUEUE = "/admin/products"
FORM = "/account/addresses/new"
"""A page with a form token on it."""
PASSED = dict.fromkeys(CHECKS, "pass")


async def at_desk(session: AsyncSession, visitor: Visitor, **given) -> Account:
    """A reviewer at the browser."""
    reviewer = await make_account(session, StaffRole.REVIEWER, **{"name": "张审核", **given})
    await sign_in(session, visitor, reviewer)
    return reviewer


async def make_held(session: AsyncSession, holder: Account, vendor: Vendor, **given) -> Product:
    """A listing that ``holder`` has in hand."""
    return await make_submitted(
        session,
        vendor,
        **{"state": S.IN_REVIEW, "claimed_by": holder.id, "claimed_at": utcnow(), **given},
    )


def case(product: Product) -> str:
    return f"{QUEUE}/{product.id}"


async def act(
    visitor: Visitor, product: Product, deed: str, form: dict[str, str] | None = None
) -> httpx2.Response:
    """Press a button on a listing's page."""
    return await visitor.post(f"{case(product)}/{deed}", form or {}, page=FORM)


async def state_of(session: AsyncSession, product: Product) -> S:
    return (await session.get_one(Product, product.id, populate_existing=True)).state


def names(text: str) -> list[str]:
    return re.findall(r"件-(\w+)", text)


# --- The queue ------------------------------------------------------------------------------


async def test_each_tab_shows_what_it_says(session: AsyncSession, visitor: Visitor) -> None:
    me = await at_desk(session, visitor)
    colleague = await make_account(session, StaffRole.REVIEWER, name="赵复核")
    vendor = await make_vendor(session)
    await make_submitted(session, vendor, title_zh="件-待审")
    await make_held(session, me, vendor, title_zh="件-我的")
    await make_held(session, colleague, vendor, title_zh="件-同事")
    returned = await make_submitted(session, vendor, state=S.CORRECTION, title_zh="件-补正")
    await make_listing(session, vendor, title_zh="件-草稿")
    await make_listing(session, vendor, state=S.LISTED, published_at=utcnow(), title_zh="件-在售")
    await make_listing(
        session, vendor, state=S.SUSPENDED, published_at=utcnow(), title_zh="件-停售"
    )
    session.add(ProductDecision(product_id=returned.id, decision="correct", decided_by=me.id))
    await session.commit()

    seen = {
        tab: (await visitor.get(f"{QUEUE}?tab={tab}")).text
        for tab in ("mine", "waiting", "correction", "done", "listed")
    }

    assert names(seen["mine"]) == ["我的"]
    assert sorted(names(seen["waiting"])) == ["同事", "待审"]
    assert "赵复核正在审核" in seen["waiting"]
    assert "等了 3 小时" in seen["waiting"]
    assert names(seen["correction"]) == ["补正"]
    assert names(seen["done"]) == ["补正"]
    assert "张审核" in seen["done"]
    assert sorted(names(seen["listed"])) == ["停售", "在售"]


async def test_what_waits_longest_comes_first_and_the_list_goes_on(
    session: AsyncSession, visitor: Visitor, engine: AsyncEngine
) -> None:
    await at_desk(session, visitor)
    vendor = await make_vendor(session)
    for hours in range(30):
        await make_submitted(
            session,
            vendor,
            title_zh=f"件-{hours:02d}",
            submitted_at=utcnow() - timedelta(hours=hours),
        )
    await session.commit()

    with counted(engine) as sent:
        first = (await visitor.get(QUEUE)).text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    second = (await visitor.get(following[1].replace("&amp;", "&"))).text

    assert len(sent) <= 12
    assert names(first) == [f"{n:02d}" for n in range(29, 5, -1)]
    assert names(second) == [f"{n:02d}" for n in range(5, -1, -1)]


@pytest.mark.parametrize("tab", ["done", "listed"])
async def test_what_is_decided_goes_on_too(
    session: AsyncSession, visitor: Visitor, tab: str
) -> None:
    me = await at_desk(session, visitor)
    vendor = await make_vendor(session)
    for number in range(30):
        product = await make_listing(
            session, vendor, state=S.LISTED, published_at=utcnow(), title_zh=f"件-{number:02d}"
        )
        session.add(
            ProductDecision(
                product_id=product.id,
                decision="approve",
                decided_by=me.id,
                created_at=utcnow() + timedelta(seconds=number),
            )
        )
    await session.commit()

    first = (await visitor.get(f"{QUEUE}?tab={tab}")).text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    second = (await visitor.get(following[1].replace("&amp;", "&"))).text

    assert names(first) == [f"{n:02d}" for n in range(29, 5, -1)]
    assert names(second) == [f"{n:02d}" for n in range(5, -1, -1)]


@pytest.mark.parametrize("tab", ["waiting", "done", "listed"])
@pytest.mark.parametrize("cursor", ["nonsense", "WyJ4IiwieSJd", "WyJ4Il0"])
async def test_a_broken_link_to_a_page_is_told(
    session: AsyncSession, visitor: Visitor, tab: str, cursor: str
) -> None:
    await at_desk(session, visitor)

    assert (await visitor.get(f"{QUEUE}?tab={tab}&after={cursor}")).status_code == 422


async def test_what_is_on_sale_is_found_by_name_or_shop(
    session: AsyncSession, visitor: Visitor
) -> None:
    await at_desk(session, visitor)
    vendor = await make_vendor(session, shop_name_zh="红川合作社")
    await make_offer(session, vendor, title_zh="件-甲", name_zh="100%核桃")
    await make_offer(session, await make_vendor(session), title_zh="件-乙", name_zh="土蜂蜜")
    await session.commit()

    async def found(sought: str) -> list[str]:
        return sorted(names((await visitor.get(f"{QUEUE}?tab=listed&q={sought}")).text))

    assert await found("蜂蜜") == ["乙"]
    assert await found("红川") == ["甲"]
    assert await found("0%25核") == ["甲"]
    assert await found("%25") == ["甲"]
    assert await found("_") == []


@pytest.mark.parametrize(
    ("waited", "said", "is_late"),
    [
        (timedelta(minutes=5), "刚提交", False),
        (timedelta(hours=23), "等了 23 小时", False),
        (timedelta(hours=30), "等了 30 小时", True),
        (timedelta(days=5), "等了 5 天", True),
    ],
)
async def test_how_long_it_has_waited_is_said_in_words(
    session: AsyncSession, visitor: Visitor, waited: timedelta, said: str, is_late: bool
) -> None:
    await at_desk(session, visitor)
    await make_submitted(session, await make_vendor(session), submitted_at=utcnow() - waited)
    await session.commit()

    text = (await visitor.get(QUEUE)).text

    assert f'pill--{"bad" if is_late else "plain"}">{said}<' in text


async def test_a_listing_left_lying_is_offered_to_be_taken_over(
    session: AsyncSession, visitor: Visitor
) -> None:
    colleague = await make_account(session, StaffRole.REVIEWER)
    me = await at_desk(session, visitor)
    since = utcnow() - timedelta(hours=3)
    product = await make_held(session, colleague, await make_vendor(session), claimed_at=since)
    await session.commit()
    page = (await visitor.get(case(product))).text

    answer = await act(visitor, product, "claim")
    held = await session.get_one(Product, product.id, populate_existing=True)

    assert "超过 2 小时没有处理" in page
    assert (answer.status_code, held.claimed_by) == (303, me.id)


async def test_an_empty_queue_says_so(session: AsyncSession, visitor: Visitor) -> None:
    await at_desk(session, visitor)

    assert "今日已清空" in (await visitor.get(QUEUE)).text


# --- One listing ----------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["", "/en"])
async def test_both_panes_in_few_queries(
    session: AsyncSession, visitor: Visitor, engine: AsyncEngine, prefix: str
) -> None:
    me = await at_desk(session, visitor)
    vendor = await make_vendor(session)
    product = await make_held(session, me, vendor, kind=ProductKind.PACKAGED_FOOD, licence_no="SC1")
    for _each in range(5):
        await make_variant(session, product)
        await make_photo(session, vendor, product)
        await make_paper(session, vendor)
    session.add(ProductDecision(product_id=product.id, decision="correct", decided_by=me.id))
    await session.commit()

    with counted(engine) as sent:
        answer = await visitor.get(prefix + case(product))

    assert answer.status_code == 200
    assert len(sent) - 2 <= 12  # the test itself opens and closes a savepoint
    assert "¥19.90/500" in answer.text


async def test_the_machine_compares_prices_names_and_lists(
    session: AsyncSession, visitor: Visitor
) -> None:
    await at_desk(session, visitor)
    vendor = await make_vendor(session)
    for _shop in range(3):
        await make_offer(session, await make_vendor(session), price_minor=2000)
    await make_offer(session, vendor)
    for _other in range(4):  # the shop's own prices are no measure of its prices
        await make_offer(session, vendor, name_zh="核桃仁", price_minor=99_000)
    dear = await make_submitted(session, vendor)
    await make_variant(session, dear, name_zh="礼盒", price_minor=90_000)
    herb = await make_submitted(
        session, vendor, category_code="HERB", kind=ProductKind.FOOD_MEDICINE, name_zh="成县黄芪"
    )
    other = await make_submitted(
        session, vendor, category_code="HERB", kind=ProductKind.FOOD_MEDICINE, name_zh="大黄"
    )
    await session.commit()

    compared = (await visitor.get(case(dear))).text
    listed = (await visitor.get(case(herb))).text
    unlisted = (await visitor.get(case(other))).text

    assert "礼盒每 500g ¥450.00" in compared
    assert "中位价是 ¥10.00" in compared
    assert "本店还有 1 件同名商品" in compared
    assert "「黄芪」在食药物质目录里" in listed
    assert "没有可比的价格" in listed
    assert "只能展示，不能销售" in unlisted


async def test_what_changed_since_the_last_decision_is_shown(
    session: AsyncSession, visitor: Visitor
) -> None:
    await at_desk(session, visitor)
    vendor = await make_vendor(session)
    product = await make_listing(
        session, vendor, state=S.CORRECTION, name_zh="核桃", storage_zh="常温"
    )
    session.add(ProductDecision(product_id=product.id, decision="correct", reason="x"))
    await session.flush()
    for storage in ("冷藏", "0–4℃冷藏"):
        await service.save_product(
            session,
            vendor_id=vendor.id,
            product_id=product.id,
            facts=walnut_facts(
                storage_zh=storage, return_policy=ReturnPolicy.SEALED_7D, cultivar=""
            ),
            version=product.version,
            actor=CLERK,
        )
    await session.commit()

    text = (await visitor.get(case(product))).text

    assert '<del class="summary__before">常温</del>' in text
    assert "0–4℃冷藏" in text
    assert '<del class="summary__before">冷藏</del>' not in text


async def test_it_is_taken_in_hand_and_put_back(session: AsyncSession, visitor: Visitor) -> None:
    me = await at_desk(session, visitor)
    product = await make_submitted(session, await make_vendor(session))
    await session.commit()

    taken = await act(visitor, product, "claim")
    held = (await session.get_one(Product, product.id, populate_existing=True)).claimed_by
    page = (await visitor.get(case(product))).text
    back = await act(visitor, product, "claim/removal")

    assert (taken.status_code, held) == (303, me.id)
    assert "全部核对无误" in page
    assert back.status_code == 303
    assert await state_of(session, product) is S.PENDING


async def test_only_the_holder_decides(session: AsyncSession, visitor: Visitor) -> None:
    colleague = await make_account(session, StaffRole.REVIEWER, name="赵复核")
    await at_desk(session, visitor)
    product = await make_held(session, colleague, await make_vendor(session))
    await session.commit()
    page = (await visitor.get(case(product))).text

    assert "赵复核正在审核" in page
    assert "全部核对无误" not in page
    for deed, form in (
        ("claim", {}),
        ("approval", PASSED),
        ("correction", {"reason": "x"}),
    ):
        answer = await visitor.post(f"{case(product)}/{deed}", form, page=FORM)
        assert answer.status_code == 409
        assert "赵复核正在审核" in answer.text
    assert await state_of(session, product) is S.IN_REVIEW


async def test_everything_checked_it_goes_on_sale(session: AsyncSession, visitor: Visitor) -> None:
    me = await at_desk(session, visitor)
    product = await make_held(session, me, await make_vendor(session))
    await session.commit()

    early = await act(visitor, product, "approval", {"content": "pass", "words": "unsure"})
    answer = await act(visitor, product, "approval", PASSED)
    decision = await session.scalar(
        select(ProductDecision).where(ProductDecision.product_id == product.id)
    )
    entry = await session.scalar(select(AuditEntry).where(AuditEntry.action == "product.approved"))

    assert early.status_code == 422
    assert "还有 5 项没有核对为通过" in early.text
    assert re.search(r'name="words" value="unsure" checked', early.text)
    assert answer.status_code == 303
    assert await state_of(session, product) is S.LISTED
    assert (decision.decision, decision.decided_by) == ("approve", me.id)
    assert entry.after["checks"] == PASSED


async def test_what_is_to_be_mended_is_told_field_by_field(
    session: AsyncSession, visitor: Visitor
) -> None:
    me = await at_desk(session, visitor)
    product = await make_held(session, me, await make_vendor(session))
    await session.commit()

    empty = await act(visitor, product, "correction", {"reason": " "})
    long = await act(visitor, product, "correction", {"reason": "写明", "fix-photos": "长" * 301})
    answer = await act(
        visitor,
        product,
        "correction",
        {"reason": "请一次改好", "fix-photos": "补拍标签", "fix-price": "不是字段"},
    )
    decision = await session.scalar(
        select(ProductDecision).where(ProductDecision.product_id == product.id)
    )

    assert empty.status_code == 422
    assert "请写明要补正的内容" in empty.text
    assert long.status_code == 422
    assert "长" * 301 in long.text
    assert answer.status_code == 303
    assert await state_of(session, product) is S.CORRECTION
    assert decision.corrections == {"photos": "补拍标签"}


async def test_sale_is_stopped_and_given_back_with_a_reason(
    session: AsyncSession, visitor: Visitor
) -> None:
    await at_desk(session, visitor)
    product = await make_listing(
        session, await make_vendor(session), state=S.LISTED, published_at=utcnow()
    )
    await session.commit()

    silent = await act(visitor, product, "suspension")
    stopped = await act(visitor, product, "suspension", {"reason": "抽检不合格"})
    in_between = await state_of(session, product)
    again = await act(visitor, product, "suspension", {"reason": "抽检不合格"})
    given = await act(visitor, product, "reinstatement", {"reason": "复检合格"})

    assert silent.status_code == 422
    assert (stopped.status_code, in_between) == (303, S.SUSPENDED)
    assert again.status_code == 409
    assert (given.status_code, await state_of(session, product)) == (303, S.LISTED)


async def test_a_reviewer_keeps_away_from_a_shop_of_their_own(
    session: AsyncSession, visitor: Visitor
) -> None:
    me = await at_desk(session, visitor)
    vendor = await make_vendor(session)
    await make_member(session, vendor, me)
    product = await make_submitted(session, vendor)
    await session.commit()
    page = (await visitor.get(case(product))).text

    answer = await visitor.post(f"{case(product)}/claim", {}, page=FORM)

    assert "按回避规定" in page
    assert "开始审核" not in page
    assert answer.status_code == 403
    assert await state_of(session, product) is S.PENDING


# --- Who comes in ---------------------------------------------------------------------------

DEEDS = ("claim", "claim/removal", "approval", "correction", "suspension", "reinstatement")


async def test_what_does_not_exist_is_not_found(session: AsyncSession, visitor: Visitor) -> None:
    await at_desk(session, visitor)
    forms = {"approval": PASSED}
    nothing = uuid4()

    assert (await visitor.get(f"{QUEUE}/{nothing}")).status_code == 404
    for deed in DEEDS:
        form = {"reason": "x", **forms.get(deed, {})}
        answer = await visitor.post(f"{QUEUE}/{nothing}/{deed}", form, page=FORM)
        assert answer.status_code == 404, deed


@pytest.mark.parametrize("role", [None, StaffRole.FINANCE, StaffRole.OPERATOR])
async def test_the_desk_is_for_reviewers(
    session: AsyncSession, visitor: Visitor, role: StaffRole | None
) -> None:
    product = await make_submitted(session, await make_vendor(session))
    owner = await make_account(session, *([role] if role else []))
    await make_member(session, await make_vendor(session), owner)
    await sign_in(session, visitor, owner)

    assert (await visitor.get(QUEUE)).status_code == 403
    assert (await visitor.get(case(product))).status_code == 403
    for deed in DEEDS:
        answer = await visitor.post(
            f"{case(product)}/{deed}", PASSED, page="/vendor/products/new?kind=farm_produce"
        )
        assert answer.status_code == 403, deed
    assert await state_of(session, product) is S.PENDING


async def test_a_size_that_is_gone_is_not_shown(session: AsyncSession, visitor: Visitor) -> None:
    await at_desk(session, visitor)
    product = await make_submitted(session, await make_vendor(session))
    await make_variant(session, product, name_zh="旧箱装", archived_at=utcnow())
    await session.commit()

    assert "旧箱装" not in (await visitor.get(case(product))).text
    assert await session.scalar(select(Variant.id).where(Variant.name_zh == "旧箱装"))
