"""The main job, on a phone: a co-operative comes in, lists, sells beside another, ships; the
buyer receives."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from marketplace.kit.check_digits import make_uscc
from tests.journeys import people
from tests.support.browser import DESK, new_page, no_sideways_scroll
from tests.support.live import Shop
from tests.support.pictures import make_picture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys"), pytest.mark.timeout(300)]

CO_OP = "成县新芽核桃种植农民专业合作社（演示）"
WALNUT = "新芽核桃"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    path.write_bytes(make_picture())
    return path


async def _received(page: Page, shop: Shop) -> None:
    await page.goto(f"{shop.url}/account/purchases")
    await page.locator("main a[href*='/account/purchases/']").first.click()
    while await page.get_by_role("button", name="确认收货").count():
        await page.get_by_role("button", name="确认收货").first.click()
        await page.wait_for_load_state()


async def test_from_the_application_to_the_confirmed_receipt(
    shop: Shop, browser: Browser, photo: Path
) -> None:
    operator = await new_page(browser, size=DESK)
    reviewer, second = await new_page(browser, size=DESK), await new_page(browser, size=DESK)
    owner, honey, buyer = [await new_page(browser) for _ in range(3)]
    await people.sign_in(operator, shop, "19900000026")
    await people.sign_in(reviewer, shop, "19900000023")
    await people.sign_in(second, shop, "19900000024")

    # A co-operative comes in.
    await people.register(owner, operator, shop, "19900003001", "李社长")
    await people.apply_to_sell(owner, shop, uscc=make_uscc(serial=987_654), name=CO_OP, photo=photo)
    await people.approve_vendor(reviewer, shop, CO_OP)

    # It lists a walnut.
    await people.list_walnut(owner, shop, name=WALNUT, photo=photo)
    assert await no_sideways_scroll(owner)
    await people.approve_product(second, shop, WALNUT)

    # A consumer two provinces away finds it and buys it together with another vendor's honey.
    await people.wait_for_search(buyer, shop, WALNUT)
    await people.buy(buyer, shop, WALNUT, re.compile(WALNUT))
    await people.buy(buyer, shop, "fengmi", re.compile("蜂蜜"))
    await people.sign_in(buyer, shop, "19900000001")
    await buyer.goto(f"{shop.url}/basket")
    assert await no_sideways_scroll(buyer)
    await buyer.get_by_role("button", name="去结算").click()
    await buyer.get_by_text("送货上门").first.click()
    assert await no_sideways_scroll(buyer)
    await buyer.get_by_role("button", name="提交订单").click()
    await people.pay(buyer, shop)
    await expect(buyer.get_by_role("heading", name="付款成功")).to_be_visible()

    # Each vendor ships its own part.
    await people.ship_first(owner, shop, "773012345678901")
    await people.sign_in(honey, shop, "19900000022")
    await people.ship_first(honey, shop, "773012345678902")

    # The buyer has both.
    await _received(buyer, shop)
    await expect(buyer.locator("main")).to_contain_text("已完成")
    books = shop.run("check-books")
    assert books.returncode == 0, books.stdout
    for page in (operator, reviewer, second, owner, honey, buyer):
        assert page.faults == []  # type: ignore[attr-defined]
