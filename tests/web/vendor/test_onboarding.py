import re

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from marketplace.accounts.models import Account, Consent
from marketplace.infra.storage import Storage
from marketplace.kit.check_digits import make_uscc
from marketplace.vendors.models import MemberRole, SettlementAccount, Vendor
from marketplace.vendors.rules import ALL_PASSED
from marketplace.vendors.states import VendorState
from tests.support.accounts import make_account, sign_in
from tests.support.browser_like import Visitor
from tests.support.onboarding import make_application, make_draft, make_reviewer
from tests.support.pictures import PDF, make_picture
from tests.support.queries import counted
from tests.support.vendors import make_member, make_vendor

HOME = "/vendor/onboarding"
IDENTITY = {
    "name": "成县示例核桃种植农民专业合作社（演示）",
    "uscc": make_uscc(serial=888_001),
    "legal_representative": "李示例",
    "registered_address": "甘肃省陇南市成县红川镇示例村 1 号",
    "member_contribution_minor": "500,000",
    "founded_on": "2019-04-01",
}
SHOP = {
    "shop_name_zh": "红川核桃社",
    "shop_name_en": "Hongchuan Walnuts",
    "division_code": "621221105",
    "service_phone": "0939-3210001",
    "story_zh": "社员一起种核桃。",
    "member_count": "120",
    "base_area_m2": "300",
}


async def apply(session: AsyncSession, visitor: Visitor, kind: str = "cooperative") -> Account:
    """Somebody who has chosen a kind and a county."""
    owner = await make_account(session)
    await sign_in(session, visitor, owner)
    answer = await visitor.post(
        "/vendor/apply", {"kind": kind, "pavilion_code": "621221"}, page="/vendor/apply"
    )
    assert answer.headers["location"] == HOME
    return owner


async def upload(
    visitor: Visitor, code: str, data: bytes, name: str = "执照.jpg", **fields: str
) -> int:
    answer = await visitor.post(
        f"{HOME}/documents", {"type_code": code, **fields}, page=f"{HOME}/documents",
        files={"file": (name, data)},
    )  # fmt: skip
    return answer.status_code


async def the_vendor(session: AsyncSession) -> Vendor:
    return (await session.scalars(sa.select(Vendor).order_by(Vendor.id.desc()).limit(1))).one()


async def test_a_cooperative_comes_in_from_the_first_page_to_the_public_licence(
    app: FastAPI, session: AsyncSession, visitor: Visitor
) -> None:
    owner = await apply(session, visitor)
    assert "已完成 0 项，共 5 项" in (await visitor.get(HOME)).text

    for part, facts in (("identity", IDENTITY), ("shop", SHOP)):
        answer = await visitor.post(f"{HOME}/{part}", facts, page=f"{HOME}/{part}")
        assert answer.status_code == 303, answer.text
    assert await upload(visitor, "BIZ_LIC", PDF, "执照.pdf") == 303
    assert await upload(visitor, "LEGAL_REP_ID", make_picture(), id_consent="1") == 303
    answer = await visitor.post(
        f"{HOME}/account",
        {
            "holder_name": IDENTITY["name"], "bank_name": "示例农村商业银行成县支行",
            "account_no": "6222 0212 3456 7890", "bank_consent": "1",
        },
        page=f"{HOME}/account",
    )  # fmt: skip
    assert answer.status_code == 303, answer.text
    page = (await visitor.get(f"{HOME}/agreements")).text
    accepted = re.findall(r'name="accepted" value="([^"]+)"', page)
    assert len(accepted) == 4
    assert "checked" not in page
    answer = await visitor.post(
        f"{HOME}/agreements", [("accepted", each) for each in accepted], page=f"{HOME}/agreements"
    )
    assert answer.status_code == 303, answer.text

    check = (await visitor.get(f"{HOME}/check")).text
    for words in ("¥500,000.00", "陇南市成县抛沙镇", "尾号 7890", "20.00 公顷（约 300 亩）"):
        assert words in check
    assert "6222021234567890" not in check
    answer = await visitor.post(f"{HOME}/submission", page=f"{HOME}/check")
    assert answer.status_code == 303
    assert "已提交，等待审核" in (await visitor.get(HOME)).text

    reviewer = await make_reviewer(session)
    await sign_in(session, visitor, reviewer)
    desk = await visitor.get("/admin/applications")
    found = re.search(r"/admin/applications/([0-9a-f-]{36})", desk.text)
    assert found
    case = f"/admin/applications/{found[1]}"
    await visitor.post(f"{case}/claim", page=case)
    answer = await visitor.post(f"{case}/approval", ALL_PASSED, page=case)
    assert answer.headers["location"] == "/admin/applications"

    session.expire_all()
    vendor = await the_vendor(session)
    assert vendor.state is VendorState.TRADING
    visitor.client.cookies.clear()
    licence = (await visitor.get(f"/v/{vendor.slug}/licence")).text
    for words in (IDENTITY["name"], IDENTITY["uscc"], "李示例", "¥500,000.00"):
        assert words in licence
    consents = await session.scalars(
        sa.select(Consent.document).where(Consent.account_id == owner.id)
    )
    assert set(consents) == {"id_document", "bank_account"}


async def test_a_company_is_asked_for_its_own_fields(
    session: AsyncSession, visitor: Visitor
) -> None:
    await apply(session, visitor, "company")

    page = (await visitor.get(f"{HOME}/identity")).text

    assert 'name="registered_capital_minor"' in page
    assert 'name="company_type"' in page
    assert 'name="member_contribution_minor"' not in page


async def test_every_fault_is_shown_beside_its_field_and_nothing_typed_is_lost(
    session: AsyncSession, visitor: Visitor
) -> None:
    await apply(session, visitor)

    answer = await visitor.post(
        f"{HOME}/identity",
        {**IDENTITY, "uscc": "9162", "member_contribution_minor": "1000", "founded_on": "1066"},
        page=f"{HOME}/identity",
    )

    assert answer.status_code == 422
    assert 'id="uscc-error"' in answer.text
    assert 'id="founded_on-error"' in answer.text
    assert IDENTITY["name"] in answer.text


async def test_an_amount_that_is_none_is_told(session: AsyncSession, visitor: Visitor) -> None:
    await apply(session, visitor)

    answer = await visitor.post(
        f"{HOME}/identity", {**IDENTITY, "member_contribution_minor": "五十万"},
        page=f"{HOME}/identity",
    )  # fmt: skip

    assert answer.status_code == 422
    assert 'id="member_contribution_minor-error"' in answer.text


async def test_an_account_number_is_never_sent_back(
    session: AsyncSession, visitor: Visitor
) -> None:
    await apply(session, visitor)
    await visitor.post(f"{HOME}/identity", IDENTITY, page=f"{HOME}/identity")

    answer = await visitor.post(
        f"{HOME}/account",
        {"holder_name": "别人", "bank_name": "示例银行", "account_no": "6222021234567890"},
        page=f"{HOME}/account",
    )

    assert answer.status_code == 422
    assert "6222021234567890" not in answer.text
    assert await session.scalar(sa.select(sa.func.count()).select_from(SettlementAccount)) == 0


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("a.html", b"<!doctype html><script>alert(1)</script>"),
        ("a.jpg", b"<!doctype html><script>alert(1)</script>"),
        ("a.zip", b"PK\x03\x04" + b"\0" * 100),
        ("a.jpg", b""),
        ("a.jpg", make_picture()[:500]),
        ("a.pdf", b"%PDF-1.7 nothing"),
        ("../../../etc/passwd", b"root:x:0:0"),
    ],
)
async def test_a_hostile_upload_is_refused_in_words(
    session: AsyncSession, visitor: Visitor, name: str, data: bytes
) -> None:
    await apply(session, visitor)

    answer = await visitor.post(
        f"{HOME}/documents", {"type_code": "BIZ_LIC"}, page=f"{HOME}/documents",
        files={"file": (name, data)},
    )  # fmt: skip

    assert answer.status_code == 422
    assert "file-error" in answer.text or "file-BIZ_LIC-error" in answer.text


@pytest.mark.parametrize(
    "name", ["../../../x.jpg", "..\\..\\x.jpg", "/etc/passwd", "核" * 300 + ".jpg",
             "<img src=x onerror=alert(1)>.jpg", "a\u202egpj.exe"],
)  # fmt: skip
async def test_a_hostile_name_does_no_harm(
    session: AsyncSession, visitor: Visitor, name: str
) -> None:
    await apply(session, visitor)

    assert await upload(visitor, "BIZ_LIC", make_picture(), name) == 303

    assert "<img src=x" not in (await visitor.get(f"{HOME}/documents")).text


async def test_an_identity_paper_needs_its_own_tick(
    session: AsyncSession, visitor: Visitor
) -> None:
    await apply(session, visitor)

    assert await upload(visitor, "LEGAL_REP_ID", make_picture()) == 422


async def test_nothing_is_handed_in_before_it_is_complete(
    session: AsyncSession, visitor: Visitor
) -> None:
    await apply(session, visitor)

    answer = await visitor.post(f"{HOME}/submission", page=f"{HOME}/identity")

    assert answer.status_code == 422
    assert (await the_vendor(session)).state is VendorState.DRAFT


async def test_strangers_clerks_and_people_without_a_shop_do_not_get_in(
    app: FastAPI, session: AsyncSession, visitor: Visitor
) -> None:
    assert (await visitor.get(HOME)).status_code == 303
    nobody = await make_account(session)
    await sign_in(session, visitor, nobody)
    assert (await visitor.get(HOME)).status_code == 403
    clerk = await make_account(session)
    await make_member(session, await make_vendor(session), clerk, MemberRole.CLERK)
    await sign_in(session, visitor, clerk)

    for part in ("", "/identity", "/shop", "/documents", "/account", "/agreements", "/check"):
        assert (await visitor.get(f"{HOME}{part}")).status_code == 403, part


@pytest.mark.parametrize(
    "part", ["", "/identity", "/shop", "/documents", "/account", "/agreements", "/check"]
)
async def test_each_page_in_both_languages_costs_at_most_twelve_queries(
    app: FastAPI, session: AsyncSession, engine: AsyncEngine, visitor: Visitor, part: str
) -> None:
    owner = await make_account(session)
    await make_draft(session, owner)
    await sign_in(session, visitor, owner)
    await make_application(session, app.state.tools[Storage])
    await session.commit()

    with counted(engine) as sent:
        answer = await visitor.get(f"{HOME}{part}")
    english = await visitor.get(f"/en{HOME}{part}")

    assert (answer.status_code, english.status_code) == (200, 200)
    assert len([each for each in sent if not each.startswith(("SAVEPOINT", "RELEASE"))]) <= 12
