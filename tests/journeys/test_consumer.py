"""The consumer's half in English: find, buy from two vendors at once, pay, follow."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.journeys.people import buy, pay, sign_in
from tests.support.browser import new_page, no_sideways_scroll
from tests.support.live import Shop

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


async def test_an_english_reader_buys_from_two_vendors_in_one_payment(
    shop: Shop, browser: Browser
) -> None:
    page = await new_page(browser)

    await buy(page, shop, "walnut", re.compile("walnut", re.IGNORECASE), en=True)
    await buy(page, shop, "honey", re.compile("honey", re.IGNORECASE), en=True)
    await sign_in(page, shop, "19900000003", language="/en")
    await page.goto(f"{shop.url}/en/basket")
    assert await no_sideways_scroll(page)
    assert await page.locator(".shop-group").count() == 2
    await page.get_by_role("button", name="Check out").click()
    await page.get_by_text("To the door").first.click()
    assert await no_sideways_scroll(page)
    await page.get_by_role("button", name="Place order").click()
    await pay(page, shop, en=True)

    await expect(page.get_by_role("heading", name="Paid")).to_be_visible()
    assert "/en/" in page.url
    await page.goto(f"{shop.url}/en/account/purchases")
    await expect(page.locator("main")).to_contain_text(re.compile("To ship|packing"))
    assert page.faults == []  # type: ignore[attr-defined]
