import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.vendors.models import Agreement
from marketplace.vendors.states import VendorKind, VendorState
from seeds.agreements import TITLES, agreement_rows
from tests.support.browser_like import Visitor
from tests.support.certification import make_valid
from tests.support.vendors import make_vendor


async def test_a_cooperative_shows_exactly_what_the_law_names(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await make_vendor(session)
    paper = await make_valid(session, vendor)
    await session.commit()

    page = (await visitor.get(f"/v/{vendor.slug}/licence")).text

    for words in ("统一社会信用代码", vendor.uscc, vendor.name, "李示例", "住所", "成员出资总额",
                  "¥500,000.00", "0939-0000000", paper.number):  # fmt: skip
        assert str(words) in page
    assert "注册资本" not in page
    assert "/documents/" not in page


async def test_a_company_shows_its_type_and_capital(
    session: AsyncSession, visitor: Visitor
) -> None:
    vendor = await make_vendor(
        session, kind=VendorKind.COMPANY, company_type="有限责任公司",
        registered_capital_minor=100_000_000,
    )  # fmt: skip
    await session.commit()

    page = (await visitor.get(f"/v/{vendor.slug}/licence")).text

    assert "有限责任公司" in page
    assert "¥1,000,000.00" in page
    assert "成员出资总额" not in page


@pytest.mark.parametrize("state", [VendorState.DRAFT, VendorState.PENDING, VendorState.REJECTED])
async def test_who_was_never_approved_is_not_on_show(
    session: AsyncSession, visitor: Visitor, state: VendorState
) -> None:
    vendor = await make_vendor(session, state=state, approved_at=None)
    await session.commit()

    assert (await visitor.get(f"/v/{vendor.slug}/licence")).status_code == 404


@pytest.mark.parametrize("code", list(TITLES))
@pytest.mark.parametrize("prefix", ["", "/en"])
async def test_every_rule_can_be_read_and_kept(visitor: Visitor, code: str, prefix: str) -> None:
    page = await visitor.get(f"{prefix}/rules/{code}")
    kept = await visitor.get(f"{prefix}/rules/{code}/download")

    assert page.status_code == 200
    assert TITLES[code][1 if prefix else 0] in page.text
    assert "<h2>" in page.text or "<p>" in page.text
    assert kept.headers["content-disposition"].startswith("attachment")
    assert len(kept.text) > 300


async def test_earlier_versions_stay_readable_and_say_so(
    session: AsyncSession, visitor: Visitor
) -> None:
    now = sa.func.now()
    session.add(
        Agreement(
            code="privacy", version="2020-01-01", title_zh="旧", title_en="Old", body_zh="旧文",
            body_en="Old text", effective_at=now - sa.text("interval '6 years'"),
        )
    )  # fmt: skip
    await session.commit()

    old = (await visitor.get("/rules/privacy?version=2020-01-01")).text
    new = (await visitor.get("/rules/privacy")).text

    assert "这不是现行版本" in old
    assert "这不是现行版本" not in new
    assert "历史版本" in new


@pytest.mark.parametrize("path", ["/rules", "/about/licences", "/about/complaints"])
async def test_the_pages_the_law_wants_are_there_in_both_languages(
    visitor: Visitor, path: str
) -> None:
    assert (await visitor.get(path)).status_code == 200
    assert (await visitor.get(f"/en{path}")).status_code == 200


@pytest.mark.parametrize("code", ["nothing", "..%2f..%2fetc", "privacy%00"])
async def test_there_are_no_other_rules(visitor: Visitor, code: str) -> None:
    assert (await visitor.get(f"/rules/{code}")).status_code == 404


def test_no_rule_holds_a_forbidden_clause() -> None:
    forbidden = ("最终解释权", "概不负责", "不予退换", "不承担任何责任", "视为放弃")
    for row in agreement_rows():
        assert not [words for words in forbidden if words in row["body_zh"]], row["code"]
