"""Pictures of the main pages for the documentation, taken from a running demo.

``python -m tests.support.album http://127.0.0.1:8000 http://127.0.0.1:8001 docs/img`` signs the
demo's people in, buys from two vendors, and photographs what each of them sees.
"""

import asyncio
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from playwright.async_api import Browser, Page

from tests.journeys import people
from tests.support.browser import DESK, chromium, new_page


async def take(page: Page, folder: Path, name: str) -> None:
    """The screen as it is, without anything below the fold."""
    await page.wait_for_load_state("networkidle")
    await page.wait_for_timeout(400)
    await page.screenshot(path=folder / f"{name}.png")


async def _shop_window(browser: Browser, shop: Any, folder: Path) -> None:
    for size, suffix in ((None, ""), (DESK, "-wide")):
        page = await new_page(browser, **({"size": size} if size else {}))
        for name, path in (
            ("home", "/"),
            ("place", "/p/621221"),
            ("category", "/c/NUT"),
            ("search", "/search?q=hetao"),
        ):
            await page.goto(shop.url + path)
            await take(page, folder, name + suffix)
        await page.goto(f"{shop.url}/search?q=成县核桃")
        await page.locator("main").get_by_role("link", name=re.compile("核桃")).first.click()
        await take(page, folder, "product" + suffix)
    page = await new_page(browser)
    await page.goto(f"{shop.url}/en/")
    await take(page, folder, "home-en")


async def _purchase(browser: Browser, shop: Any, folder: Path) -> None:
    page = await new_page(browser)
    await people.buy(page, shop, "成县核桃", re.compile("成县.*核桃"))
    await people.buy(page, shop, "fengmi", re.compile("蜂蜜"))
    await people.sign_in(page, shop, "19900000001")
    await page.goto(f"{shop.url}/basket")
    await take(page, folder, "basket")
    await page.get_by_role("button", name="去结算").click()
    await page.get_by_text("送货上门").first.click()
    await take(page, folder, "checkout")
    await page.get_by_role("button", name="提交订单").click()
    await page.get_by_role("button", name="去付款").first.click()
    await take(page, folder, "payment")
    await page.locator(f"a[href^='{shop.psp_url}']").first.click()
    await take(page, folder, "payer")
    await page.get_by_role("button", name=re.compile("确认付款")).click()
    await page.wait_for_url(lambda url: url.startswith(shop.url))
    await page.get_by_role("link", name="查看订单").first.click()
    await take(page, folder, "purchase")


async def _desks(browser: Browser, shop: Any, folder: Path) -> None:
    vendor = await new_page(browser)
    await people.sign_in(vendor, shop, "19900000020")
    for name, path in (
        ("vendor-today", "/vendor"),
        ("vendor-orders", "/vendor/orders"),
        ("vendor-products", "/vendor/products"),
    ):
        await vendor.goto(shop.url + path)
        await take(vendor, folder, name)
    await vendor.goto(f"{shop.url}/vendor/orders")
    orders = vendor.locator("main a[href*='/vendor/orders/']")
    if await orders.count():
        await orders.first.click()
        await take(vendor, folder, "vendor-order")
    desk = await new_page(browser, size=DESK)
    await people.sign_in(desk, shop, "19900000023")
    await desk.goto(f"{shop.url}/admin/applications?tab=done")
    await desk.locator("main table a").first.click()
    await take(desk, folder, "review-desk")


async def main(url: str, psp_url: str, folder: Path) -> None:
    """All of them."""
    shop = SimpleNamespace(url=url, psp_url=psp_url)
    async with chromium() as browser:
        await _shop_window(browser, shop, folder)
        await _purchase(browser, shop, folder)
        await _desks(browser, shop, folder)


if __name__ == "__main__":
    Path(sys.argv[3]).mkdir(parents=True, exist_ok=True)
    asyncio.run(main(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
