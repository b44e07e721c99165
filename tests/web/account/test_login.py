import re

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts import passwords
from marketplace.accounts.models import Account, AccountState, Consent, OneTimeCode, Session
from marketplace.accounts.service import create_account
from marketplace.baskets import service as baskets
from marketplace.baskets.queries import Owner, count_for
from marketplace.http.identity import hashed
from marketplace.messages.models import Message
from tests.support.accounts import make_account, sign_in
from tests.support.browser_like import ORIGIN, Visitor
from tests.support.catalog import make_offer
from tests.support.vendors import make_vendor

PASSWORD = "walnuts in november"
PHONE = "13912345678"


async def make_person(session: AsyncSession, **given: object) -> Account:
    account = await create_account(
        session, **{"phone": PHONE, "name": "王小明", "password": PASSWORD, **given}
    )
    await session.commit()
    return account


async def sent_code(session: AsyncSession, phone: str = "+8613912345678") -> str:
    messages = await session.scalars(
        sa.select(Message).where(Message.name == "one_time_code").order_by(Message.id.desc())
    )
    body = next(each.body for each in messages if each.recipient == phone)
    found = re.search(r"\d{6}", body)
    assert found
    return found[0]


async def test_a_person_comes_in_with_number_and_password(
    session: AsyncSession, visitor: Visitor
) -> None:
    account = await make_person(session)

    answer = await visitor.post("/login", {"phone": PHONE, "password": PASSWORD})

    assert answer.status_code == 303
    assert answer.headers["location"] == "/account"
    home = await visitor.get("/account")
    assert home.status_code == 200
    assert account.name in home.text
    assert "139****5678" in home.text


async def test_the_session_cookie_is_opaque_and_closed(
    session: AsyncSession, visitor: Visitor
) -> None:
    await make_person(session)

    answer = await visitor.post("/login", {"phone": PHONE, "password": PASSWORD})

    cookies = answer.headers.get_list("set-cookie")
    cookie = next(each for each in cookies if each.startswith("session="))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    token = cookie.split(";")[0].removeprefix("session=")
    assert len(token) >= 43
    stored = (await session.scalars(sa.select(Session.token_hash))).one()
    assert stored == hashed(token)


async def test_known_and_unknown_numbers_get_the_same_answer_at_the_same_cost(
    session: AsyncSession, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_person(session)
    await make_account(session, phone="+8613911111111")
    await make_person(session, phone="13922222222")
    await session.execute(
        sa.update(Account)
        .where(Account.phone_index != "", Account.name == "王小明")
        .values(state=AccountState.ACTIVE)
    )
    await session.commit()
    compared: list[str] = []
    real = passwords._hasher.verify_and_update

    def counted(password: str, stored: str) -> tuple[bool, str | None]:
        compared.append(stored)
        return real(password, stored)

    monkeypatch.setattr(passwords._hasher, "verify_and_update", counted)
    pages: list[str] = []
    costs: list[int] = []

    for phone in (PHONE, "13911111111", "13999999999"):
        compared.clear()
        answer = await visitor.post("/login", {"phone": phone, "password": "not the password"})
        assert answer.status_code == 422
        pages.append(re.sub(r'value="[^"]*"', "", answer.text))
        costs.append(len(compared))

    assert pages[0] == pages[1] == pages[2]
    assert costs == [1, 1, 1]


async def test_a_disabled_account_does_not_come_in(session: AsyncSession, visitor: Visitor) -> None:
    account = await make_person(session)
    account.state = AccountState.DISABLED
    await session.commit()

    answer = await visitor.post("/login", {"phone": PHONE, "password": PASSWORD})

    assert answer.status_code == 422


async def test_guessing_stops_within_twenty_tries(session: AsyncSession, visitor: Visitor) -> None:
    await make_person(session)
    statuses: list[int] = []

    for n in range(21):
        answer = await visitor.post("/login", {"phone": PHONE, "password": f"guess number {n}"})
        statuses.append(answer.status_code)

    assert statuses[0] == 422
    assert 429 in statuses[:20]
    last = await visitor.post("/login", {"phone": PHONE, "password": PASSWORD})
    assert last.status_code == 429
    assert int(last.headers["retry-after"]) > 0


async def test_one_address_cannot_walk_through_accounts(
    session: AsyncSession, visitor: Visitor
) -> None:
    statuses = [
        (
            await visitor.post("/login", {"phone": f"139000000{n:02}", "password": "some password"})
        ).status_code
        for n in range(13)
    ]

    assert statuses[:10] == [422] * 10
    assert statuses[10:] == [429] * 3


async def test_a_forwarded_address_from_a_stranger_is_not_believed(
    session: AsyncSession, visitor: Visitor
) -> None:
    statuses = [
        (
            await visitor.post(
                "/login",
                {"phone": f"139000000{n:02}", "password": "some password"},
                headers={"x-forwarded-for": f"203.0.113.{n}"},
            )
        ).status_code
        for n in range(12)
    ]

    assert statuses[-1] == 429


async def test_right_passwords_are_not_counted(session: AsyncSession, visitor: Visitor) -> None:
    await make_person(session)

    for _n in range(12):
        answer = await visitor.post("/login", {"phone": PHONE, "password": PASSWORD})
        assert answer.status_code == 303
        await visitor.post("/logout", page="/account")


async def test_a_code_opens_once(session: AsyncSession, visitor: Visitor) -> None:
    await make_person(session)

    sent = await visitor.post("/login/code", {"phone": PHONE, "way": "code"})
    assert sent.status_code == 200
    assert "验证码已发送" in sent.text
    code = await sent_code(session)
    first = await visitor.post("/login", {"phone": PHONE, "code": code, "way": "code"})
    assert first.status_code == 303

    await visitor.post("/logout", page="/account")
    second = await visitor.post("/login", {"phone": PHONE, "code": code, "way": "code"})
    assert second.status_code == 422
    assert "验证码不对或已过期" in second.text


async def test_asking_for_a_code_does_not_tell_who_has_an_account(
    session: AsyncSession, visitor: Visitor
) -> None:
    await make_person(session)

    pages = [
        (await visitor.post("/login/code", {"phone": phone, "way": "code"})).text
        for phone in (PHONE, "13999999999")
    ]

    assert re.sub(r'value="[^"]*"', "", pages[0]) == re.sub(r'value="[^"]*"', "", pages[1])


async def test_a_code_is_not_guessed(session: AsyncSession, visitor: Visitor) -> None:
    await make_person(session)
    await visitor.post("/login/code", {"phone": PHONE, "way": "code"})
    code = await sent_code(session)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    statuses = [
        (await visitor.post("/login", {"phone": PHONE, "code": wrong, "way": "code"})).status_code
        for _n in range(6)
    ]

    assert statuses == [422] * 5 + [429]
    tries = (await session.scalars(sa.select(OneTimeCode.attempts))).one()
    assert tries == 5


async def test_codes_are_not_sent_without_end(session: AsyncSession, visitor: Visitor) -> None:
    statuses = [
        (await visitor.post("/login/code", {"phone": PHONE, "way": "code"})).status_code
        for _n in range(7)
    ]

    assert statuses == [200] * 6 + [429]


async def test_signing_in_ends_the_session_of_that_browser(
    session: AsyncSession, visitor: Visitor
) -> None:
    account = await make_person(session)
    planted = await sign_in(session, visitor, account)
    token = await visitor.token("/account/profile")
    old = visitor.client.cookies.get("session")

    answer = await visitor.client.post(
        "/login",
        data={"phone": PHONE, "password": PASSWORD, "csrf_token": token},
        headers=ORIGIN,
    )

    assert answer.status_code == 303
    assert visitor.client.cookies.get("session") != old
    revoked = await session.scalar(sa.select(Session.revoked_at).where(Session.id == planted.id))
    assert revoked is not None


async def test_after_signing_out_the_old_cookie_opens_nothing(
    session: AsyncSession, visitor: Visitor
) -> None:
    account = await make_person(session)
    await sign_in(session, visitor, account)
    old = visitor.client.cookies.get("session")
    assert old

    await visitor.post("/logout", page="/account")
    assert visitor.client.cookies.get("session") is None

    visitor.client.cookies.set("session", old, domain="pavilion.test")
    assert (await visitor.get("/account")).status_code == 303


async def test_a_private_page_comes_back_after_signing_in(
    session: AsyncSession, visitor: Visitor
) -> None:
    await make_person(session)

    asked = await visitor.get("/account/addresses?after=x")
    assert asked.status_code == 303
    assert asked.headers["location"] == "/login?next=%2Faccount%2Faddresses%3Fafter%3Dx"
    answer = await visitor.post(
        "/login",
        {"phone": PHONE, "password": PASSWORD, "next": "/account/addresses?after=x"},
    )

    assert answer.headers["location"] == "/account/addresses?after=x"


@pytest.mark.parametrize(
    "payload",
    [
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%09/evil.example\t",
        "http:evil.example",
        "javascript:alert(1)",
        "/\n/evil.example",
        "evil.example",
        "https:/evil.example",
        "@evil.example",
        "\t//evil.example",
        " //evil.example",
    ],
)
async def test_no_next_leads_off_the_host(
    session: AsyncSession, visitor: Visitor, payload: str
) -> None:
    account = await make_person(session)

    answer = await visitor.post("/login", {"phone": PHONE, "password": PASSWORD, "next": payload})
    location = answer.headers["location"]
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))

    await sign_in(session, visitor, account)
    again = await visitor.client.get("/login", params={"next": payload})
    assert again.headers["location"].startswith("/")
    assert not again.headers["location"].startswith(("//", "/\\"))


async def test_a_new_phone_registers_with_its_code_and_consent(
    session: AsyncSession, visitor: Visitor
) -> None:
    sent = await visitor.post("/register/code", {"phone": PHONE}, page="/register")
    assert sent.status_code == 200
    code = await sent_code(session)
    details = {"phone": PHONE, "code": code, "name": "李梅", "password": PASSWORD}

    unticked = await visitor.post("/register", details, page="/register")
    assert unticked.status_code == 422
    assert "请先阅读并勾选" in unticked.text
    answer = await visitor.post("/register", {**details, "agree": "1"}, page="/register")

    assert answer.status_code == 303
    account = (await session.scalars(sa.select(Account))).one()
    assert account.name == "李梅"
    assert account.phone == "+8613912345678"
    agreed = await session.scalars(sa.select(Consent.document))
    assert set(agreed) == {"user_agreement", "privacy"}
    home = await visitor.get("/account")
    assert "账号已建好" in home.text
    assert "账号已建好" not in (await visitor.get("/account")).text


async def test_registering_a_known_phone_just_signs_in(
    session: AsyncSession, visitor: Visitor
) -> None:
    account = await make_person(session)
    await visitor.post("/register/code", {"phone": PHONE}, page="/register")
    code = await sent_code(session)

    answer = await visitor.post(
        "/register",
        {
            "phone": PHONE,
            "code": code,
            "name": "别人",
            "password": "another password",
            "agree": "1",
        },
        page="/register",
    )

    assert answer.status_code == 303
    assert (await session.scalars(sa.select(Account.name))).one() == account.name
    assert "已为您登录" in (await visitor.get("/account")).text


async def test_a_code_login_of_a_new_phone_leads_to_registering_without_a_second_code(
    session: AsyncSession, visitor: Visitor
) -> None:
    await visitor.post("/login/code", {"phone": PHONE, "way": "code"})
    code = await sent_code(session)

    half = await visitor.post("/login", {"phone": PHONE, "code": code, "way": "code"})
    assert half.status_code == 200
    proof = re.search(r'name="proof" value="([^"]+)"', half.text)
    assert proof
    forged = await visitor.post(
        "/register",
        {"phone": "13999999999", "proof": proof[1], "name": "李梅", "agree": "1"},
        page="/register",
    )
    assert forged.status_code == 422
    answer = await visitor.post(
        "/register",
        {"phone": PHONE, "proof": proof[1], "name": "李梅", "agree": "1"},
        page="/register",
    )

    assert answer.status_code == 303


async def test_a_common_password_is_refused_before_the_code_is_spent(
    session: AsyncSession, visitor: Visitor
) -> None:
    await visitor.post("/register/code", {"phone": PHONE}, page="/register")
    code = await sent_code(session)

    answer = await visitor.post(
        "/register",
        {"phone": PHONE, "code": code, "name": "李梅", "password": "password123", "agree": "1"},
        page="/register",
    )

    assert answer.status_code == 422
    assert "太常见" in answer.text
    assert (await session.scalars(sa.select(OneTimeCode.used_at))).one() is None


async def test_login_speaks_english(session: AsyncSession, visitor: Visitor) -> None:
    answer = await visitor.get("/en/login")

    assert "One-time code" in answer.text
    assert 'action="/en/login"' in answer.text


async def test_a_guests_basket_comes_along_and_says_so(
    session: AsyncSession, visitor: Visitor
) -> None:
    account = await make_person(session)
    seller = await make_vendor(session)
    kept = await make_offer(session, seller)
    brought = await make_offer(session, seller)
    await visitor.get("/me")
    cookie = visitor.client.cookies.get("visitor")
    assert cookie
    guest = Owner(visitor_hash=hashed(cookie))
    await baskets.add(session, owner=Owner(account.id), variant_id=kept.id, quantity=1)
    await baskets.add(session, owner=guest, variant_id=kept.id, quantity=2)
    await baskets.add(session, owner=guest, variant_id=brought.id, quantity=1)
    await session.commit()

    answer = await visitor.post("/login", {"phone": PHONE, "password": PASSWORD})

    assert answer.status_code == 303
    assert await count_for(session, guest) == 0
    assert await count_for(session, Owner(account.id)) == 2
    me = await visitor.get("/me", **{"hx-request": "true"})
    assert 'data-basket="2"' in me.text
    assert "data-said" in me.text
    assert "data-said" not in (await visitor.get("/me", **{"hx-request": "true"})).text
