import re
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from marketplace.accounts.models import Account, Address, ApiToken, Session, StaffRole
from marketplace.accounts.passwords import hash_password
from marketplace.audit.models import AuditEntry
from marketplace.kit.clock import utcnow
from marketplace.messages.models import Channel, DeliveryState, Message
from marketplace.messages.recipient import Recipient
from marketplace.messages.service import tell
from tests.support.accounts import make_account, make_address, sign_in
from tests.support.browser_like import Visitor
from tests.support.queries import counted

ADDRESS = {
    "recipient": "张晓梅",
    "phone": "13800000001",
    "province": "31",
    "city": "3101",
    "county": "310101",
    "town": "310101002",
    "detail": "示例路 1 号 2 室",
}


async def person(session: AsyncSession, visitor: Visitor, *roles: StaffRole) -> Account:
    account = await make_account(session, *roles)
    await sign_in(session, visitor, account)
    return account


async def make_stale(session: AsyncSession) -> None:
    await session.execute(sa.update(Session).values(authenticated_at=utcnow() - timedelta(hours=2)))
    await session.commit()


# Addresses


async def test_an_address_is_added_corrected_and_retired(
    session: AsyncSession, visitor: Visitor
) -> None:
    await person(session, visitor)

    added = await visitor.post("/account/addresses", ADDRESS, page="/account/addresses/new")
    assert added.status_code == 303
    book = await visitor.get("/account/addresses")
    assert "上海市黄浦区" in book.text
    assert "地址已保存" in book.text
    one = (await session.scalars(sa.select(Address))).one()
    changed = await visitor.post(
        f"/account/addresses/{one.id}", {**ADDRESS, "detail": "新路 9 号"},
        page=f"/account/addresses/{one.id}",
    )  # fmt: skip
    assert changed.status_code == 303
    assert "新路 9 号" in (await visitor.get("/account/addresses")).text
    await visitor.post(f"/account/addresses/{one.id}/retirement", page="/account/addresses")

    assert "还没有收货地址" in (await visitor.get("/account/addresses")).text


async def test_a_wrong_address_is_shown_again_with_what_to_do(
    session: AsyncSession, visitor: Visitor
) -> None:
    await person(session, visitor)

    answer = await visitor.post(
        "/account/addresses",
        {**ADDRESS, "town": "", "phone": "138"},
        page="/account/addresses/new",
    )
    assert answer.status_code == 422
    assert "请填写收货人能接听的手机号" in answer.text
    answer = await visitor.post(
        "/account/addresses", {**ADDRESS, "town": ""}, page="/account/addresses/new"
    )

    assert answer.status_code == 422
    assert "请选择乡镇或街道" in answer.text
    assert "张晓梅" in answer.text


async def test_choosing_a_level_offers_the_next(session: AsyncSession, visitor: Visitor) -> None:
    await person(session, visitor)

    answer = await visitor.post(
        "/account/addresses/fields",
        {"province": "31", "action": "region"},
        page="/account/addresses/new",
        headers={"hx-request": "true"},
    )

    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<fieldset")
    # 上海 has one city row, so it chooses itself and the counties are there at once.
    assert "黄浦区" in answer.text


async def test_a_pasted_address_fills_the_form_with_and_without_htmx(
    session: AsyncSession, visitor: Visitor
) -> None:
    await person(session, visitor)
    form = {
        "pasted": "张晓梅 13800000001 甘肃省陇南市成县红川镇红川村12号",
        "action": "parse",
        "province": "31",
        "recipient": "旧名",
    }

    for headers in ({"hx-request": "true"}, {}):
        answer = await visitor.post(
            "/account/addresses/fields", form, page="/account/addresses/new", headers=headers
        )
        assert answer.status_code == 200
        assert 'value="张晓梅"' in answer.text
        assert 'value="13800000001"' in answer.text
        assert '<option value="621221102" selected>红川镇</option>' in answer.text
        assert "红川村12号" in answer.text


async def test_a_chosen_county_of_another_province_is_dropped(
    session: AsyncSession, visitor: Visitor
) -> None:
    await person(session, visitor)

    answer = await visitor.post(
        "/account/addresses/fields",
        {"province": "62", "city": "3101", "county": "310101", "action": "region"},
        page="/account/addresses/new",
        headers={"hx-request": "true"},
    )

    assert "黄浦区" not in answer.text
    assert "陇南市" in answer.text


async def test_somebody_elses_things_are_not_found(session: AsyncSession, visitor: Visitor) -> None:
    owner = await make_account(session)
    address = await make_address(session, owner)
    row = await sign_in(session, visitor, owner)
    message = (
        await tell(
            session, to=Recipient(owner.id), name="one_time_code",
            values={"code": "1", "minutes": 1},
        )
    )[0]  # fmt: skip
    token = ApiToken(
        account_id=owner.id, name="x", token_hash="0" * 64, scopes=["orders"], expires_at=utcnow()
    )
    session.add(token)
    await session.commit()
    await person(session, visitor)

    assert (await visitor.get(f"/account/addresses/{address.id}")).status_code == 404
    assert (await visitor.get(f"/account/messages/{message.id}")).status_code == 404
    for path in (
        f"/account/addresses/{address.id}",
        f"/account/addresses/{address.id}/default",
        f"/account/addresses/{address.id}/retirement",
        f"/account/sessions/{row.id}/revocation",
        f"/account/tokens/{token.id}/revocation",
    ):
        answer = await visitor.post(path, ADDRESS, page="/account/profile")
        assert answer.status_code == 404, path


# Sessions, password, confirmation


async def test_sessions_are_listed_and_ended(session: AsyncSession, visitor: Visitor) -> None:
    account = await person(session, visitor)
    other = Session(
        account_id=account.id,
        token_hash="1" * 64,
        user_agent="Mozilla/5.0 (iPhone) MicroMessenger/8",
        authenticated_at=utcnow(),
        seen_at=utcnow(),
        expires_at=utcnow() + timedelta(days=1),
    )
    session.add(other)
    await session.commit()

    listed = await visitor.get("/account/sessions")
    assert "微信 · iPhone" in listed.text
    ended = await visitor.post(f"/account/sessions/{other.id}/revocation", page="/account/sessions")

    assert ended.status_code == 303
    assert "微信" not in (await visitor.get("/account/sessions")).text


async def test_everywhere_else_is_signed_out_at_once(
    session: AsyncSession, visitor: Visitor
) -> None:
    account = await person(session, visitor)
    old = visitor.client.cookies.get("session")
    await sign_in(session, visitor, account)

    await visitor.post("/account/sessions/revocation", page="/account/sessions")

    assert (await visitor.get("/account")).status_code == 200
    visitor.client.cookies.set("session", old or "", domain="pavilion.test")
    assert (await visitor.get("/account")).status_code == 303


async def test_a_dangerous_page_asks_again_who_you_are(
    session: AsyncSession, visitor: Visitor
) -> None:
    account = await person(session, visitor)
    account.password_hash = await hash_password("walnuts in november")
    session.add(account)
    await make_stale(session)
    before = visitor.client.cookies.get("session")

    asked = await visitor.get("/account/password")
    assert asked.headers["location"] == "/login/confirm?next=%2Faccount%2Fpassword"
    wrong = await visitor.post(
        "/login/confirm", {"password": "nothing like it"}, page="/login/confirm"
    )
    assert wrong.status_code == 422
    right = await visitor.post(
        "/login/confirm",
        {"password": "walnuts in november", "next": "/account/password"},
        page="/login/confirm",
    )

    assert right.headers["location"] == "/account/password"
    assert visitor.client.cookies.get("session") != before
    assert (await visitor.get("/account/password")).status_code == 200


async def test_without_a_password_a_code_confirms(session: AsyncSession, visitor: Visitor) -> None:
    await person(session, visitor)
    await make_stale(session)

    page = await visitor.get("/login/confirm?next=/account/password")
    assert "验证码发到" in page.text
    await visitor.post("/login/confirm/code", {"way": "code"}, page="/login/confirm")
    body = (await session.scalars(sa.select(Message.body))).one()
    found = re.search(r"\d{6}", body)
    assert found
    answer = await visitor.post(
        "/login/confirm", {"way": "code", "code": found[0]}, page="/login/confirm"
    )

    assert answer.status_code == 303


async def test_a_stale_post_returns_to_the_page_its_form_stood_on(
    session: AsyncSession, visitor: Visitor
) -> None:
    await person(session, visitor)
    await make_stale(session)

    answer = await visitor.post(
        "/account/tokens",
        {"name": "x", "scopes": "orders", "days": "30"},
        page="/account/tokens",
        headers={"referer": "http://pavilion.test/account/tokens"},
    )

    assert answer.headers["location"] == "/login/confirm?next=%2Faccount%2Ftokens"


async def test_a_new_password_counts_and_a_common_one_does_not(
    session: AsyncSession, visitor: Visitor
) -> None:
    await person(session, visitor)

    refused = await visitor.post(
        "/account/password", {"password": "password123"}, page="/account/password"
    )
    assert refused.status_code == 422
    taken = await visitor.post(
        "/account/password", {"password": "walnuts in november"}, page="/account/password"
    )

    assert taken.status_code == 303
    assert "密码已保存" in (await visitor.get("/account/sessions")).text


# Messages, tokens, history, profile


async def test_messages_are_read_one_by_one_or_all(session: AsyncSession, visitor: Visitor) -> None:
    account = await person(session, visitor)
    for _n in range(3):
        made = await tell(
            session, to=Recipient(account.id), name="one_time_code",
            values={"code": "123456", "minutes": 10}, link="/account/addresses",
        )  # fmt: skip
    await session.commit()

    assert "3 条未读" in (await visitor.get("/account/messages")).text
    me = await visitor.get("/me")
    assert "未读消息" in me.text
    followed = await visitor.get(f"/account/messages/{made[0].id}")
    assert followed.headers["location"] == "/account/addresses"
    english = await visitor.get(f"/en/account/messages/{made[0].id}")
    assert english.headers["location"] == "/en/account/addresses"
    assert "2 条未读" in (await visitor.get("/account/messages")).text
    await visitor.post("/account/messages/reading", page="/account/messages")

    assert "条未读" not in (await visitor.get("/account/messages")).text


async def test_a_full_page_of_messages_takes_a_constant_number_of_queries(
    session: AsyncSession, visitor: Visitor, engine: AsyncEngine
) -> None:
    account = await person(session, visitor)

    async def cost() -> int:
        with counted(engine) as statements:
            assert (await visitor.get("/account/messages")).status_code == 200
        return len([each for each in statements if "SAVEPOINT" not in each])

    empty = await cost()
    for _n in range(30):
        await tell(
            session, to=Recipient(account.id), name="one_time_code",
            values={"code": "123456", "minutes": 10},
        )  # fmt: skip
    await session.commit()

    assert await cost() == empty <= 4


async def test_a_token_is_shown_once(session: AsyncSession, visitor: Visitor) -> None:
    await person(session, visitor)

    made = await visitor.post(
        "/account/tokens",
        {"name": "记账", "scopes": ["orders", "basket"], "days": "30"},
        page="/account/tokens",
    )

    secret = re.search(r"pav_[\w-]{43}", made.text)
    assert secret
    listed = await visitor.get("/account/tokens")
    assert secret[0] not in listed.text
    assert "记账" in listed.text
    none = await visitor.post(
        "/account/tokens", {"name": "x", "days": "30"}, page="/account/tokens"
    )
    assert none.status_code == 422
    shop = await visitor.post(
        "/account/tokens",
        {"name": "x", "scopes": ["vendor:orders"], "days": "30"},
        page="/account/tokens",
    )
    assert shop.status_code == 422


async def test_a_person_sees_their_own_history_only(
    session: AsyncSession, visitor: Visitor
) -> None:
    other = await make_account(session)
    session.add(
        AuditEntry(
            actor_id=other.id, actor_kind="account", action="token.revoked",
            object_kind="token", object_id="x",
        )
    )  # fmt: skip
    await person(session, visitor)
    await visitor.post(
        "/account/profile", {"name": "新名字", "language": "en"}, page="/account/profile"
    )

    page = await visitor.get("/account/history")

    assert "修改资料" in page.text
    assert "停用接口令牌" not in page.text


async def test_a_mailbox_needs_its_own_code(session: AsyncSession, visitor: Visitor) -> None:
    account = await person(session, visitor)
    await visitor.post("/account/mailbox/code", {"email": "li@example.cn"}, page="/account/profile")
    letter = (await session.scalars(sa.select(Message))).one()
    assert letter.channel is Channel.EMAIL
    found = re.search(r"\d{6}", letter.body)
    assert found

    wrong = await visitor.post(
        "/account/mailbox", {"email": "other@example.cn", "code": found[0]}, page="/account/profile"
    )
    assert wrong.status_code == 422
    right = await visitor.post(
        "/account/mailbox", {"email": "li@example.cn", "code": found[0]}, page="/account/profile"
    )

    assert right.status_code == 303
    stored = (await session.scalars(sa.select(Account).where(Account.id == account.id))).one()
    await session.refresh(stored)
    assert stored.email == "li@example.cn"


async def test_names_are_shown_as_text_everywhere(session: AsyncSession, visitor: Visitor) -> None:
    canary = "<b>{{7*7}}</b>%(x)s"
    await person(session, visitor, StaffRole.ADMINISTRATOR)
    await visitor.post(
        "/account/profile", {"name": canary, "language": "zh-CN"}, page="/account/profile"
    )

    for path in ("/account", "/me", "/account/profile", "/account/history", "/admin/audit"):
        answer = await visitor.get(path)
        assert answer.status_code == 200, path
        assert "<b>{{" not in answer.text
        assert "49</b>" not in answer.text


# The fragment and the divisions


async def test_me_gives_a_visitor_a_cookie_and_a_token_and_is_kept_by_nobody(
    visitor: Visitor,
) -> None:
    answer = await visitor.get("/me", **{"hx-request": "true"})

    assert answer.headers["cache-control"] == "no-store"
    assert "visitor=" in answer.headers["set-cookie"]
    assert re.search(r'data-csrf="[\w-]{43}"', answer.text)
    assert 'data-basket="0"' in answer.text
    assert "登录" in answer.text


async def test_divisions_are_public_and_in_the_readers_language(visitor: Visitor) -> None:
    provinces = (await visitor.get("/divisions")).json()
    assert {"code": "62", "name": "甘肃省"} in provinces
    towns = (await visitor.get("/divisions?parent=621221")).json()
    assert {"code": "621221102", "name": "红川镇"} in towns
    english = (await visitor.get("/en/divisions?parent=621221")).json()
    assert any("Hongchuan" in each["name"] for each in english)

    assert (await visitor.get("/divisions?parent=1'--")).status_code == 422
    answer = await visitor.get("/divisions")
    assert "set-cookie" not in answer.headers


# The desk


async def test_operators_read_the_outbox_and_send_again(
    session: AsyncSession, visitor: Visitor
) -> None:
    await person(session, visitor, StaffRole.OPERATOR)
    to = Recipient(None, phone="+8613900000001")
    kept = (
        await tell(session, to=to, name="one_time_code", values={"code": "123456", "minutes": 1})
    )[0]
    sent = (
        await tell(session, to=to, name="one_time_code", values={"code": "654321", "minutes": 1})
    )[0]
    failed = (await tell(session, to=to, name="password_changed", values={"moment": utcnow()}))[0]
    kept.state = DeliveryState.KEPT
    sent.state = DeliveryState.SENT
    failed.state = DeliveryState.FAILED
    await session.commit()

    page = await visitor.get("/admin/messages")
    assert "123456" in page.text
    assert "654321" not in page.text
    assert "139****0001" in page.text
    only = await visitor.get("/admin/messages?state=failed&channel=sms")
    assert "123456" not in only.text
    again = await visitor.post(f"/admin/messages/{failed.id}/delivery", page="/admin/messages")
    assert again.status_code == 303
    once_more = await visitor.post(f"/admin/messages/{failed.id}/delivery", page="/account/profile")
    assert once_more.status_code == 409

    assert (await visitor.get("/admin/messages?state=nonsense")).status_code == 422


async def test_the_desk_is_for_its_own_roles(session: AsyncSession, visitor: Visitor) -> None:
    assert (await visitor.get("/admin/messages")).status_code == 303
    await person(session, visitor)
    for path in ("/admin/messages", "/admin/audit"):
        assert (await visitor.get(path)).status_code == 403
    await person(session, visitor, StaffRole.OPERATOR)
    assert (await visitor.get("/admin/messages")).status_code == 200
    assert (await visitor.get("/admin/audit")).status_code == 403
    await person(session, visitor, StaffRole.ADMINISTRATOR)
    assert (await visitor.get("/admin/audit")).status_code == 200


async def test_the_trail_shows_what_changed_and_survives_odd_filters(
    session: AsyncSession, visitor: Visitor
) -> None:
    account = await person(session, visitor, StaffRole.ADMINISTRATOR)
    await visitor.post(
        "/account/profile", {"name": "新名字", "language": "en"}, page="/account/profile"
    )

    page = await visitor.get(f"/admin/audit?action=account&person={account.id}")
    assert "<del>王小明</del> 新名字" in page.text
    for odd in ("person=x", "since=2026-99-99", "object_id=%00", "action=%25", "until=9999-12-31"):
        assert (await visitor.get(f"/admin/audit?{odd}")).status_code == 200, odd
    assert (await visitor.get("/admin/audit?after=xxx")).status_code == 422
