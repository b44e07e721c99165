"""What people do on the pages, one function a step; texts are those a person reads."""

import re
from pathlib import Path

from playwright.async_api import Page, expect

from seeds.people import PASSWORD
from tests.support.live import Shop


async def sign_in(page: Page, shop: Shop, phone: str, *, language: str = "") -> None:
    """By telephone number and password."""
    await page.goto(f"{shop.url}{language}/login")
    await page.get_by_label(re.compile("手机号|Phone|Mobile", re.IGNORECASE)).fill(phone)
    await page.locator("#password").fill(PASSWORD)
    await page.locator("main form button").first.click()
    await page.wait_for_url(lambda url: "/login" not in url)


async def code_for(desk: Page, shop: Shop, phone: str) -> str:
    """The code in the newest message to ``phone``, read on the operators' outbox page."""
    text = ""
    for _ in range(80):
        # It can be read once the job has kept it, which takes a moment.
        await desk.goto(f"{shop.url}/admin/messages?channel=sms")
        text = await desk.locator("main").inner_text()
        if phone[-4:] in text and (found := re.search(r"\b(\d{6})\b", text)):
            return found[1]
        await desk.wait_for_timeout(500)
    raise AssertionError(text[:600])


async def register(page: Page, desk: Page, shop: Shop, phone: str, name: str) -> None:
    """A new account, proved by the code that was sent."""
    await page.goto(f"{shop.url}/register")
    await page.get_by_label("手机号").fill(phone)
    await page.get_by_role("button", name="获取验证码").click()
    await expect(page.get_by_text("验证码已发送")).to_be_visible()
    await page.locator("#code").fill(await code_for(desk, shop, phone))
    await page.locator("#name").fill(name)
    await page.locator("#password").fill(PASSWORD)
    await page.locator("#agree").check(force=True)
    await page.get_by_role("button", name="注册并登录").click()
    await page.wait_for_url(lambda url: "/register" not in url)


async def apply_to_sell(page: Page, shop: Shop, *, uscc: str, name: str, photo: Path) -> None:
    """A co-operative's dossier, part by part, and handed in."""
    await page.goto(f"{shop.url}/vendor/apply")
    await page.locator("input[name=kind][value=cooperative]").check(force=True)
    await page.get_by_label("在哪个县馆开店").select_option("621221")
    await page.get_by_role("button", name="开始填写").click()

    await page.get_by_role("link", name="主体信息").click()
    await page.get_by_label("名称").fill(name)
    await page.get_by_label("统一社会信用代码").fill(uscc)
    await page.get_by_label("法定代表人").fill("李示例")
    await page.get_by_label("住所").fill("甘肃省陇南市成县红川镇示例村 1 号")
    await page.get_by_label("成员出资总额").fill("500000")
    await page.get_by_role("button", name="保存").click()

    await page.get_by_role("link", name="店铺信息").click()
    await page.get_by_label("店名", exact=True).fill("红川新核桃社")
    await page.get_by_label("产地").select_option(label="红川镇")
    await page.get_by_label("售后电话").fill("0939-7654321")
    await page.get_by_role("button", name="保存").click()

    await page.get_by_role("link", name="证照照片").click()
    for code in ("BIZ_LIC", "LEGAL_REP_ID"):
        form = page.locator("form").filter(has=page.locator(f"input[value={code}]"))
        await form.locator("input[type=file]").set_input_files(photo)
        if code == "LEGAL_REP_ID":
            await form.locator("input[type=checkbox]").check(force=True)
        await form.get_by_role("button", name="上传").click()
        await expect(page.get_by_text("查看已上传的文件").first).to_be_visible()
    await page.get_by_role("link", name="返回清单").click()

    await page.get_by_role("link", name="收款账户").click()
    await page.get_by_label("户名").fill(name)
    await page.get_by_label("开户银行").fill("示例农村商业银行成县支行")
    await page.get_by_label("账号").fill("6200000012345678")
    await page.locator("#bank_consent").check(force=True)
    await page.get_by_role("button", name="保存").click()

    await page.get_by_role("link", name="规则与协议").click()
    for box in await page.locator("input[name=accepted]").all():
        await box.check(force=True)
    await page.get_by_role("button", name="保存").click()

    await page.get_by_role("link", name="核对并提交").click()
    await page.get_by_role("button", name="提交审核").click()
    await expect(page.get_by_text("已提交，等待审核")).to_be_visible()


async def approve_vendor(desk: Page, shop: Shop, name: str) -> None:
    """A reviewer takes the application in hand and finds everything in order."""
    await desk.goto(f"{shop.url}/admin/applications")
    await desk.get_by_role("link", name=name).click()
    await desk.get_by_role("button", name="开始审核").click()
    for each in await desk.locator("#checks input[type=radio][value=pass]").all():
        await each.check(force=True)
    await desk.get_by_role("button", name="全部属实，通过").click()
    await expect(desk).to_have_url(re.compile(r"/admin/applications(\?.*)?$"))
    await expect(desk.get_by_role("link", name=name)).to_have_count(0)


async def buy(
    page: Page, shop: Shop, words: str, title: re.Pattern[str], *, en: bool = False
) -> None:
    """Find something by ``words`` and put it into the basket."""
    prefix = "/en" if en else ""
    await page.goto(f"{shop.url}{prefix}/search?q={words}")
    await page.locator("main").get_by_role("link", name=title).first.click()
    token = page.locator("main input[name=csrf_token]").first
    await expect(token).to_have_value(re.compile(".+"))
    await page.get_by_role("button", name="Add to basket" if en else "加入购物车").first.click()
    await page.wait_for_timeout(400)


async def pay(page: Page, shop: Shop, *, en: bool = False) -> None:
    """Choose the first way to pay, and press the big button on the payer page."""
    await page.get_by_role("button", name="Pay" if en else "去付款").first.click()
    await page.locator(f"a[href^='{shop.psp_url}']").first.click()
    await page.get_by_role("button", name=re.compile("确认付款")).click()
    await page.wait_for_url(lambda url: url.startswith(shop.url))


async def list_walnut(page: Page, shop: Shop, *, name: str, photo: Path) -> None:
    """A walnut in five steps, handed in."""
    await page.goto(f"{shop.url}/vendor/products")
    await page.get_by_role("link", name=re.compile("发布")).first.click()
    await page.locator("input[name=kind][value=farm_produce]").check(force=True)
    await page.get_by_role("button", name="下一步").click()

    await page.get_by_label("商品类别").select_option("NUT")
    await page.get_by_label("品名", exact=True).fill(name)
    await page.get_by_label("品种").fill("清香")
    await page.get_by_label("乡镇").select_option(label="红川镇")
    for month in ("9月", "10月"):
        await page.locator("#season_months").get_by_text(month, exact=True).click()
    await page.get_by_role("button", name="下一步").click()

    await page.get_by_role("button", name="添加规格").click()
    await page.get_by_label("净含量").fill("5斤")
    await page.get_by_label("毛重").fill("2.7kg")
    await page.get_by_label("价格").fill("69.80")
    await page.get_by_label("库存").fill("40")
    await page.get_by_role("button", name="保存规格").click()
    await expect(page.get_by_text("2.5kg").first).to_be_visible()
    await page.locator("input[name=return_policy][value=sealed_7d]").check(force=True)
    await page.get_by_role("button", name="下一步").click()

    await page.get_by_role("button", name="下一步").click()

    await page.locator("input[name=photos]").set_input_files(photo)
    await page.get_by_label("商品介绍", exact=True).fill(
        "红川镇示例村的清香核桃，白露后采收，自然晾干，手工挑选，纸箱装。"
    )
    await page.get_by_label("怎么存", exact=True).fill("阴凉干燥处密封")
    await page.get_by_label("保质期", exact=True).fill("8 个月")
    await page.get_by_role("button", name="下一步").click()
    # A new photo is shown before one goes on.
    await expect(page.get_by_text("封面", exact=True)).to_be_visible()
    await page.get_by_role("button", name="下一步").click()

    await page.get_by_role("button", name="提交审核").click()
    await expect(page.get_by_text("正在等审核")).to_be_visible()


async def approve_product(desk: Page, shop: Shop, name: str) -> None:
    """Another reviewer finds the listing in order."""
    await desk.goto(f"{shop.url}/admin/products")
    await desk.get_by_role("link", name=re.compile(name)).first.click()
    await desk.get_by_role("button", name="开始审核").click()
    for each in await desk.locator("#checks input[type=radio][value=pass]").all():
        await each.check(force=True)
    await desk.get_by_role("button", name="全部核对无误，上架").click()
    await expect(desk.get_by_role("button", name="全部核对无误，上架")).to_have_count(0)


async def ship_first(page: Page, shop: Shop, waybill: str) -> None:
    """Pack and send whatever is most urgent."""
    await page.goto(f"{shop.url}/vendor/orders")
    await page.locator("main a[href*='/vendor/orders/']").first.click()
    await page.get_by_label("快递单号").fill(waybill)
    await page.get_by_label("快递公司").select_option("sto")
    await page.get_by_role("button", name=re.compile("确认发货")).click()
    await expect(page.locator("main")).to_contain_text("已发货")


async def wait_for_search(page: Page, shop: Shop, words: str) -> None:
    """Until the job that makes lists has seen what was just approved."""
    for _ in range(60):
        await page.goto(f"{shop.url}/search?q={words}")
        if await page.locator("main").get_by_role("link", name=re.compile(words)).count():
            return
        await page.wait_for_timeout(500)
    raise AssertionError(f"{words} never appeared in the search")
