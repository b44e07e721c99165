"""The payer's page over the application itself, with a real provider behind it."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from marketplace.accounts.queries import account
from marketplace.app import create_app
from marketplace.orders.models import OrderGroup
from marketplace.payments.models import Payment
from marketplace.payments.providers import Gateways
from marketplace.settings import Settings
from tests.support.accounts import make_account, sign_in
from tests.support.browser_like import Visitor
from tests.support.psp import House
from tests.support.queries import counted


class Payer:
    """A signed-in buyer with one purchase, at the shop's own pages."""

    def __init__(self, visitor: Visitor, group: OrderGroup, app: FastAPI) -> None:
        self.visitor = visitor
        self.group = group
        self.app = app
        self.page = f"/account/purchases/{group.id}/payment"

    async def choose(self, method: str, prefix: str = "") -> httpx2.Response:
        # The order's own page always has a form, and so a token.
        token_page = f"/account/purchases/{self.group.id}"
        return await self.visitor.post(f"{prefix}{self.page}", {"method": method}, page=token_page)

    async def look(self, prefix: str = "") -> str:
        return (await self.visitor.get(f"{prefix}{self.page}")).text


@pytest.fixture
async def payer(
    house: House, settings: Settings, engine: AsyncEngine, tmp_path: Path
) -> AsyncIterator[Payer]:
    app = create_app(settings.model_copy(update={"psp_url": house.sandbox.url}), engine=engine)
    app.state.tools = {**app.state.tools, Gateways: house.gateways}
    group = await house.purchase()
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(
        transport=transport, base_url="http://pavilion.test", follow_redirects=False
    ) as client:
        visitor = Visitor(client)
        async with house.sessions() as session:
            await sign_in(session, visitor, await account(session, group.account_id))
        yield Payer(visitor, group, app)


async def the_payment(house: House) -> Payment:
    [payment] = await house.all(Payment)
    return payment


async def test_the_page_asks_how_to_pay(payer: Payer) -> None:
    text = await payer.look()

    assert payer.group.number in text
    assert "微信支付" in text
    assert "支付宝" in text
    assert "银行卡" in text


async def test_wechat_shows_a_code_to_scan_and_waits(payer: Payer) -> None:
    answer = await payer.choose("wechat_pay")
    text = await payer.look()

    assert answer.status_code == 303
    assert answer.headers["location"] == payer.page
    assert "data:image/svg+xml" in text
    assert 'hx-trigger="every 3s"' in text


async def test_alipay_leads_to_the_providers_page(house: House, payer: Payer) -> None:
    answer = await payer.choose("alipay")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{house.sandbox.url}/pay/")
    assert "去支付宝付款" in await payer.look()


async def test_a_method_nobody_offers_is_refused_in_words(payer: Payer) -> None:
    for method in ("cash", "", "alipay,card"):
        answer = await payer.choose(method)
        assert answer.status_code == 422
        assert "请选择一种付款方式" in answer.text


async def test_coming_back_settles_and_shows_the_result(house: House, payer: Payer) -> None:
    await payer.choose("alipay")
    payment = await the_payment(house)
    await house.sandbox.turn(str(payment.id), never=True)
    await house.sandbox.pay(str(payment.id))

    back = await payer.visitor.get(f"{payer.page}/return?redirect_status=failed")
    text = await payer.look()

    assert back.headers["location"] == payer.page
    assert "付款成功" in text
    assert await house.findings() == []


async def test_the_address_of_the_return_is_not_believed(house: House, payer: Payer) -> None:
    await payer.choose("alipay")

    await payer.visitor.get(f"{payer.page}/return?redirect_status=succeeded&payment_intent=pi_1")

    assert (await house.reread(payer.group)).paid_at is None
    assert "付款成功" not in await payer.look()


async def test_the_poll_is_silent_while_nothing_changes_and_then_brings_the_result(
    house: House, payer: Payer
) -> None:
    await payer.choose("wechat_pay")
    payment = await the_payment(house)
    poll = f"{payer.page}/status?seen=pay-{payment.id}"

    assert (await payer.visitor.get(poll, **{"hx-request": "true"})).status_code == 204

    await house.sandbox.turn(str(payment.id), never=True)
    await house.sandbox.pay(str(payment.id))
    await house.sql("UPDATE payments SET checked_at = now() - interval '1 minute'")
    news = await payer.visitor.get(poll, **{"hx-request": "true"})

    assert news.status_code == 200
    assert "付款成功" in news.text
    assert "<html" not in news.text
    assert "every 3s" not in news.text


async def test_a_lost_answer_waits_and_never_charges_twice(house: House, payer: Payer) -> None:
    await house.sandbox.turn(fail_first=1)

    await payer.choose("wechat_pay")
    waiting = await payer.look()
    await payer.choose("wechat_pay")

    assert "正在确认支付结果" in waiting
    payment = await the_payment(house)
    await house.sandbox.pay(str(payment.id))
    assert len(await house.sandbox.charges(str(payment.id))) == 1


async def test_paying_again_after_paying_only_shows_that_it_is_paid(
    house: House, payer: Payer
) -> None:
    await payer.choose("alipay")
    payment = await the_payment(house)
    await house.sandbox.pay(str(payment.id))
    await house.until_paid(payer.group)

    again = await payer.choose("card")

    assert (again.status_code, again.headers["location"]) == (303, payer.page)
    assert len(await house.all(Payment)) == 1


async def test_a_refused_payment_can_be_tried_again(house: House, payer: Payer) -> None:
    await payer.choose("alipay")
    payment = await the_payment(house)
    async with httpx2.AsyncClient() as browser:
        await browser.post(
            f"{house.sandbox.url}/pay/{payment.gateway_ref}", data={"answer": "cancel"}
        )

    await payer.visitor.get(f"{payer.page}/return")

    text = await payer.look()
    assert "上次付款没有完成" in text
    assert (await payer.choose("wechat_pay")).status_code == 303


async def test_an_expired_purchase_says_so(house: House, payer: Payer) -> None:
    await house.sql("UPDATE order_groups SET pay_before = now() - interval '1 second'")

    text = await payer.look()

    assert "订单已关闭" in text


async def test_a_wrong_amount_stops_further_payments(house: House, payer: Payer) -> None:
    await payer.choose("alipay")
    payment = await the_payment(house)
    await house.sandbox.turn(str(payment.id), wrong_amount=True)
    await house.sandbox.pay(str(payment.id))
    await payer.visitor.get(f"{payer.page}/return")

    assert "款项正在人工核对" in await payer.look()
    assert (await payer.choose("alipay")).status_code == 409


async def test_english_is_complete(house: House, payer: Payer) -> None:
    assert "Amount due" in await payer.look("/en")

    await payer.choose("alipay", "/en")
    payment = await the_payment(house)
    intent = await house.sandbox.call("POST", f"/_sandbox/payments/{payment.id}/pay", {})
    assert intent["id"] == payment.gateway_ref
    back = await payer.visitor.get(f"/en{payer.page}/return")

    assert back.headers["location"] == f"/en{payer.page}"
    assert "Paid" in await payer.look("/en")


async def test_somebody_elses_purchase_is_not_there(house: House, payer: Payer) -> None:
    async with house.sessions() as session:
        await sign_in(session, payer.visitor, await make_account(session))

    for path in ("", "/return", "/status"):
        assert (await payer.visitor.get(f"{payer.page}{path}")).status_code == 404


async def test_a_stranger_is_sent_to_sign_in(payer: Payer) -> None:
    payer.visitor.client.cookies.clear()

    answer = await payer.visitor.get(payer.page)

    assert answer.status_code == 303
    assert "/login" in answer.headers["location"]


async def test_the_page_takes_a_handful_of_queries(
    payer: Payer, engine: AsyncEngine, session: AsyncSession
) -> None:
    await payer.look()

    with counted(engine) as sent:
        await payer.look()

    assert len(sent) <= 4
