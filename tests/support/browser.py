"""A real Chromium for tests: the installed one, else Playwright's own."""

import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page, async_playwright

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


def installed_chromium() -> str | None:
    """Where the machine's own Chromium is; None lets Playwright use its own."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    return None


@asynccontextmanager
async def chromium() -> AsyncGenerator[Browser]:
    """A browser for one test session."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=installed_chromium(), args=FLAGS)
        yield browser
        await browser.close()


async def new_page(browser: Browser, *, size: dict[str, int] = PHONE) -> Page:
    """A fresh person's page: own cookies; any script error or policy breach fails the test."""
    context = await browser.new_context(
        viewport=size,
        locale="zh-CN",
        has_touch=size is PHONE,
        device_scale_factor=1,
    )
    context.set_default_timeout(15_000)
    page = await context.new_page()
    page.faults = []  # type: ignore[attr-defined]

    def note(message: object) -> None:
        text = getattr(message, "text", str(message))
        kind = getattr(message, "type", "pageerror")
        expected = "status of 4" in text
        if kind in {"error", "pageerror"} and not expected:
            page.faults.append(text)  # type: ignore[attr-defined]

    page.on("console", note)
    page.on("pageerror", note)
    return page


async def no_sideways_scroll(page: Page) -> bool:
    """Whether everything fits the width of the screen."""
    return await page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
