import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from playwright.async_api import async_playwright, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from marketplace.payments.gateways import NextAction
from marketplace.payments.gateways.stripe import StripeGateway
from tests.support.sandbox_psp import RETURN_URL, Sandbox, new_ref, served, start_payment

CHROMIUM = "/usr/bin/chromium"


async def page_of(gateway: StripeGateway, **given: Any) -> str:
    action: NextAction = (await gateway.start(start_payment(**given))).next_action
    assert action.url
    return action.url


async def get(url: str) -> httpx2.Response:
    async with httpx2.AsyncClient() as browser:
        return await browser.get(url)


async def answer(url: str, said: str) -> httpx2.Response:
    async with httpx2.AsyncClient() as browser:
        return await browser.post(url, data={"answer": said})


async def test_the_page_says_who_gets_how_much_for_what(gateway: StripeGateway) -> None:
    page = await get(await page_of(gateway, amount_minor=1_234_567))

    assert page.status_code == 200
    for said in ("县域特色馆", "12,345.67", "成县核桃等 3 件", "确认付款", "取消", "不会真的扣款"):
        assert said in page.text
    assert re.search(r"\d+月\d+日 \d\d:\d\d", page.text)


async def test_the_page_lets_nothing_foreign_in(gateway: StripeGateway) -> None:
    page = await get(await page_of(gateway))

    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "form-action 'self' http://127.0.0.1:9" in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "<script" not in page.text


async def test_a_description_is_text_whatever_it_says(gateway: StripeGateway) -> None:
    page = await get(await page_of(gateway, description="<b>核桃</b>{{7*7}}"))

    assert "&lt;b&gt;核桃&lt;/b&gt;{{7*7}}" in page.text


async def test_paying_returns_to_the_shop_with_stripes_parameters(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    url = await page_of(gateway, method="alipay")

    reply = await answer(url, "pay")

    back = urlsplit(reply.headers["location"])
    told = parse_qs(back.query)
    assert reply.status_code == 303
    assert reply.headers["location"].startswith(RETURN_URL + "&")
    assert told["redirect_status"] == ["succeeded"]
    assert url.endswith(told["payment_intent"][0])
    assert len(await sandbox.charges(told["payment_intent"][0])) == 1


async def test_turning_down_returns_to_the_shop_too(gateway: StripeGateway) -> None:
    url = await page_of(gateway)

    reply = await answer(url, "cancel")

    assert parse_qs(urlsplit(reply.headers["location"]).query)["redirect_status"] == ["failed"]
    page = await get(url)
    assert "付款没有完成" in page.text
    assert "确认付款" not in page.text


async def test_paying_twice_pays_once(gateway: StripeGateway, sandbox: Sandbox) -> None:
    url = await page_of(gateway)

    replies = [await answer(url, "pay") for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 303]
    assert len(await sandbox.charges(url.rpartition("/")[2])) == 1
    assert "付款成功" in (await get(url)).text


async def test_a_closed_payment_says_so(gateway: StripeGateway, sandbox: Sandbox) -> None:
    attempt = await gateway.start(start_payment())
    await gateway.close(attempt.gateway_ref, op_id=new_ref())

    reply = await answer(f"{sandbox.url}/pay/{attempt.gateway_ref}", "pay")

    assert reply.status_code == 409
    assert "商家已关闭这笔付款" in reply.text
    assert await sandbox.charges(attempt.gateway_ref) == []


async def test_an_unknown_payment_and_an_unknown_answer_do_nothing(
    gateway: StripeGateway, sandbox: Sandbox
) -> None:
    url = await page_of(gateway)

    assert (await get(f"{sandbox.url}/pay/pi_none")).status_code == 404
    assert (await answer(f"{sandbox.url}/pay/pi_none", "pay")).status_code == 404
    assert (await answer(url, "perhaps")).status_code == 400
    assert (await get(f"{sandbox.url}/pay/pi_none/qr.svg")).status_code == 404


async def test_the_code_is_a_picture_of_the_page(gateway: StripeGateway) -> None:
    code = await get(await page_of(gateway) + "/qr.svg")

    assert code.headers["content-type"] == "image/svg+xml"
    assert "<svg" in code.text


@pytest.mark.browser
async def test_a_payer_on_a_phone_pays_and_lands_back_at_the_shop(gateway: StripeGateway) -> None:
    async def welcome(request: Request) -> Response:
        return PlainTextResponse("back at the shop: " + request.query_params["redirect_status"])

    with served(Starlette(routes=[Route("/back", welcome)])) as shop:
        url = await page_of(gateway, return_url=f"{shop}/back")
        async with async_playwright() as play:
            browser = await play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            phone = await browser.new_page(viewport={"width": 390, "height": 844})
            complaints: list[str] = []
            phone.on("console", lambda message: complaints.append(message.text))
            await phone.goto(url)
            wide = await phone.evaluate("document.documentElement.scrollWidth")
            button = await phone.get_by_role("button", name="确认付款").bounding_box()
            before_leaving = list(complaints)
            await phone.get_by_role("button", name="确认付款").click()
            await expect(phone.get_by_text("back at the shop: succeeded")).to_be_visible()
            await browser.close()

    assert wide == 390
    assert button
    assert button["height"] >= 48
    assert before_leaving == []
