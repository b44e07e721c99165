from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from marketplace.accounts.models import StaffRole
from marketplace.infra.storage import Storage
from marketplace.kit.clock import utcnow
from marketplace.kit.ids import uuid7
from marketplace.vendors.models import Vendor, VendorApplication
from marketplace.vendors.rules import ALL_PASSED
from marketplace.vendors.states import VendorState
from tests.support.accounts import make_account, sign_in
from tests.support.browser_like import Visitor
from tests.support.certification import ALL_PASSED as PAPER_PASSED
from tests.support.certification import hand_in, make_valid
from tests.support.onboarding import make_application, make_reviewer
from tests.support.queries import counted
from tests.support.vendors import make_vendor


async def at_desk(session: AsyncSession, visitor: Visitor, name: str = "赵审核") -> None:
    """A reviewer signs in."""
    await sign_in(session, visitor, await make_reviewer(session, name))


async def applied(session: AsyncSession, app: FastAPI, **facts: Any) -> str:
    """The page of a fresh application."""
    made = await make_application(session, app.state.tools[Storage], **facts)
    await session.commit()
    return f"/admin/applications/{made.id}"


async def test_the_first_page_says_what_waits_and_since_when(
    app: FastAPI, session: AsyncSession, visitor: Visitor
) -> None:
    await at_desk(session, visitor)
    assert "今日已清空" in (await visitor.get("/admin")).text
    await applied(session, app)
    await hand_in(session, await make_vendor(session))
    await session.commit()

    page = (await visitor.get("/admin")).text

    assert "待审入驻申请" in page
    assert "最早的等了 0 小时" in page
    assert "今日已清空" not in page


@pytest.mark.parametrize(
    ("role", "seen", "hidden"),
    [
        (StaffRole.FINANCE, "收款与退款", "入驻审核"),
        (StaffRole.OPERATOR, "消息", "证照审核"),
        (StaffRole.REVIEWER, "证照审核", "操作记录"),
        (StaffRole.ADMINISTRATOR, "操作记录", "nothing is hidden"),
    ],
)
async def test_everybody_finds_their_own_places(
    session: AsyncSession, visitor: Visitor, role: StaffRole, seen: str, hidden: str
) -> None:
    await sign_in(session, visitor, await make_account(session, role))

    page = (await visitor.get("/admin")).text

    assert seen in page
    assert hidden not in page


async def test_an_application_is_taken_on_checked_and_approved(
    app: FastAPI, session: AsyncSession, visitor: Visitor
) -> None:
    case = await applied(session, app)
    await at_desk(session, visitor)
    before = (await visitor.get(case)).text
    assert "开始审核" in before
    assert "逐项核对" not in before

    await visitor.post(f"{case}/claim", page=case)
    page = (await visitor.get(case)).text
    for words in ("逐项核对", "校验位正确", "户名与主体名称完全一致", "/documents/"):
        assert words in page
    half = await visitor.post(f"{case}/approval", {**ALL_PASSED, "account": "fail"}, page=case)
    assert half.status_code == 422
    assert "不能批准" in half.text
    done = await visitor.post(f"{case}/approval", ALL_PASSED, page=case)

    assert done.headers["location"] == "/admin/applications"
    listed = (await visitor.get("/admin/applications?tab=done")).text
    assert "通过" in listed


async def test_corrections_are_told_at_once_and_differences_shown_next_time(
    app: FastAPI, session: AsyncSession, visitor: Visitor
) -> None:
    case = await applied(session, app)
    await at_desk(session, visitor)
    await visitor.post(f"{case}/claim", page=case)

    none = await visitor.post(f"{case}/correction", {"fix-name": ""}, page=case)
    assert none.status_code == 422
    done = await visitor.post(
        f"{case}/correction",
        {"fix-registered_address": "与执照不一致", "fix-BIZ_LIC": "缺一角", "fix-evil": "x"},
        page=case,
    )

    assert done.status_code == 303
    made = (await session.scalars(sa.select(VendorApplication))).one()
    assert set(made.corrections) == {"registered_address", "BIZ_LIC"}
    assert "补正" in (await visitor.get("/admin/applications?tab=correction")).text


async def test_a_rejection_without_its_rule_keeps_what_was_typed(
    app: FastAPI, session: AsyncSession, visitor: Visitor
) -> None:
    case = await applied(session, app)
    await at_desk(session, visitor)
    await visitor.post(f"{case}/claim", page=case)

    half = await visitor.post(f"{case}/rejection", {"reason": "执照已注销"}, page=case)
    assert half.status_code == 422
    assert "执照已注销" in half.text
    done = await visitor.post(
        f"{case}/rejection", {"reason": "执照已注销", "clause": "第十二条"}, page=case
    )

    assert done.status_code == 303
    vendor = (await session.scalars(sa.select(Vendor))).one()
    assert vendor.state is VendorState.REJECTED


async def test_the_second_reviewer_only_looks(
    app: FastAPI, session: AsyncSession, visitor: Visitor
) -> None:
    case = await applied(session, app)
    await at_desk(session, visitor, "赵一")
    await visitor.post(f"{case}/claim", page=case)
    await at_desk(session, visitor, "钱二")

    page = (await visitor.get(case)).text
    refused = await visitor.post(f"{case}/approval", ALL_PASSED, page=case)

    assert "赵一正在审核这份申请" in page
    assert "逐项核对" not in page
    assert refused.status_code == 409
    assert "赵一正在审核" in refused.text


async def test_a_shop_is_stopped_and_let_back_in_from_its_case(
    app: FastAPI, session: AsyncSession, visitor: Visitor
) -> None:
    case = await applied(session, app)
    await at_desk(session, visitor)
    await visitor.post(f"{case}/claim", page=case)
    await visitor.post(f"{case}/approval", ALL_PASSED, page=case)
    vendor = (await session.scalars(sa.select(Vendor))).one()

    await visitor.post(
        f"/admin/vendors/{vendor.id}/suspension", {"suspension_reason": "许可过期"}, page=case
    )
    assert "恢复营业" in (await visitor.get(case)).text
    assert "已暂停" in (await visitor.get(f"/v/{vendor.slug}/licence")).text
    await visitor.post(f"/admin/vendors/{vendor.id}/reinstatement", page=case)

    assert "暂停这家店" in (await visitor.get(case)).text


async def test_a_paper_is_checked_refused_and_revoked(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await make_vendor(session)
    paper = await hand_in(session, vendor)
    await session.commit()
    await at_desk(session, visitor)
    case = f"/admin/certificates/{paper.id}"
    await visitor.post(f"{case}/claim", page=case)
    assert "食品类别" in (await visitor.get(case)).text

    half = await visitor.post(f"{case}/acceptance", {"number": "pass"}, page=case)
    done = await visitor.post(f"{case}/acceptance", PAPER_PASSED, page=case)
    public = await visitor.get(f"/certificates/{paper.id}")
    await visitor.post(f"{case}/revocation", {"reason": "已被注销"}, page=case)
    after = await visitor.get(f"/certificates/{paper.id}")

    assert (half.status_code, done.status_code, public.status_code) == (422, 303, 200)
    assert paper.number in public.text
    assert "已撤销" in after.text


async def test_a_paper_nobody_has_accepted_is_not_public(
    session: AsyncSession, visitor: Visitor
) -> None:
    paper = await hand_in(session, await make_vendor(session))
    await session.commit()

    assert (await visitor.get(f"/certificates/{paper.id}")).status_code == 404


@pytest.mark.parametrize(
    "role", [None, StaffRole.FINANCE, StaffRole.OPERATOR], ids=["consumer", "finance", "operator"]
)
async def test_nobody_else_opens_the_desk(
    app: FastAPI, session: AsyncSession, visitor: Visitor, role: StaffRole | None
) -> None:
    case = await applied(session, app)
    paper = await hand_in(session, await make_vendor(session))
    await session.commit()
    await sign_in(session, visitor, await make_account(session, *([role] if role else [])))

    for path in ("/admin/applications", case, "/admin/certificates",
                 f"/admin/certificates/{paper.id}"):  # fmt: skip
        assert (await visitor.get(path)).status_code == 403, path
    answer = await visitor.post(f"{case}/claim", page="/vendor/apply")
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/admin/applications/{}", "/admin/certificates/{}"])
async def test_what_does_not_exist_is_not_found(
    session: AsyncSession, visitor: Visitor, path: str
) -> None:
    await at_desk(session, visitor)

    for wrong in (uuid7(), "1", "x' OR 1=1", "00000000-0000-0000-0000-000000000000"):
        assert (await visitor.get(path.format(wrong))).status_code == 404, wrong


async def test_a_long_queue_is_turned_page_by_page_without_losing_any(
    app: FastAPI, session: AsyncSession, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [await make_application(session, app.state.tools[Storage]) for _ in range(26)]
    await session.commit()
    await at_desk(session, visitor)

    first = (await visitor.get("/admin/applications")).text
    after = first.split("after=")[1].split('"')[0]
    second = (await visitor.get(f"/admin/applications?after={after}")).text

    assert sum(str(each.id) in first for each in made) == 24
    assert sum(str(each.id) in second for each in made) == 2
    assert (await visitor.get("/admin/applications?after=nonsense")).status_code == 422


Prepare = Callable[[AsyncSession, FastAPI], Awaitable[str]]


async def _queue(session: AsyncSession, app: FastAPI) -> str:
    for _ in range(3):
        await applied(session, app)
    return "/admin/applications"


async def _papers(session: AsyncSession, app: FastAPI) -> str:
    for _ in range(3):
        await make_valid(session, await make_vendor(session))
        await hand_in(session, await make_vendor(session))
    return "/admin/certificates"


async def _paper(session: AsyncSession, app: FastAPI) -> str:
    return f"/admin/certificates/{(await hand_in(session, await make_vendor(session))).id}"


async def _home(session: AsyncSession, app: FastAPI) -> str:
    return "/admin"


@pytest.mark.parametrize("prepare", [_home, _queue, applied, _papers, _paper])
async def test_no_page_of_the_desk_costs_more_than_twelve_queries(
    app: FastAPI, session: AsyncSession, engine: AsyncEngine, visitor: Visitor, prepare: Prepare
) -> None:
    path = await prepare(session, app)
    await session.commit()
    await at_desk(session, visitor)

    with counted(engine) as sent:
        answer = await visitor.get(path)
    english = await visitor.get(f"/en{path}")

    assert (answer.status_code, english.status_code) == (200, 200)
    queries = [each for each in sent if not each.startswith(("SAVEPOINT", "RELEASE"))]
    assert len(queries) <= 12, "\n".join(queries)


async def test_what_is_nearly_late_has_a_tab_of_its_own(
    app: FastAPI, session: AsyncSession, visitor: Visitor
) -> None:
    case = await applied(session, app)
    await session.execute(
        sa.update(VendorApplication).values(due_on=(utcnow() - timedelta(days=9)).date())
    )
    await session.commit()
    await at_desk(session, visitor)

    page = (await visitor.get("/admin/applications?tab=due")).text

    assert case in page
    assert "超期" in page
