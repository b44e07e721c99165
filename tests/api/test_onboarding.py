"""A program applies to sell; nobody else sees or touches the application."""

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.vendors import queries, rules
from tests.support.accounts import make_account
from tests.support.api import Program, make_program
from tests.support.browser_like import Visitor
from tests.support.onboarding import facts_of
from tests.support.pictures import make_picture


async def _upload(program: Program, path: str, code: str, key: str) -> int:
    answer = await program.client.post(
        path,
        data={"type_code": code, "has_consented": "true"},
        files={"file": ("photo.png", make_picture(), "image/png")},
        headers={**program.headers, "idempotency-key": key},
    )
    return answer.status_code


async def test_a_program_applies_and_hands_in(session: AsyncSession, visitor: Visitor) -> None:
    program = await make_program(session, visitor, await make_account(session), "onboarding")
    facts = facts_of()

    begun = (
        await program.post("/api/v1/onboarding", {"kind": "cooperative", "pavilion_code": "621221"})
    ).json()
    path = f"/api/v1/onboarding/{begun['id']}"
    too_early = await program.post(f"{path}/submission")
    await program.send("PATCH", path, facts)
    for code in rules.REQUIRED_DOCUMENTS:
        assert await _upload(program, f"{path}/documents", code, code) == 201
    await program.send(
        "PUT",
        f"{path}/settlement-account",
        {
            "holder_name": facts["name"],
            "bank_name": "示例农村商业银行成县支行",
            "account_no": "6200000012345678",
            "has_consented": True,
        },
    )
    texts = await queries.agreements(session, rules.AGREEMENTS)
    await program.post(
        f"{path}/acceptances", [{"code": t.code, "version": t.version} for t in texts]
    )
    done = await program.post(f"{path}/submission")

    assert too_early.status_code == 422
    assert (done.status_code, done.json()["state"]) == (201, "pending")
    assert {task["state"] for task in done.json()["tasks"]} == {"done"}


async def test_somebody_elses_application_is_not_found(
    session: AsyncSession, visitor: Visitor
) -> None:
    owner = await make_program(session, visitor, await make_account(session), "onboarding")
    nosy = await make_program(session, visitor, await make_account(session), "onboarding")
    begun = (
        await owner.post("/api/v1/onboarding", {"kind": "company", "pavilion_code": "621221"})
    ).json()
    path = f"/api/v1/onboarding/{begun['id']}"

    refused = [
        (await nosy.get(path)).status_code,
        (await nosy.send("PATCH", path, {"name": "x"})).status_code,
        (await nosy.send("PUT", f"{path}/settlement-account", {
            "holder_name": "x", "bank_name": "x", "account_no": "6200000012", "has_consented": True,
        })).status_code,
        (await nosy.post(f"{path}/acceptances", [])).status_code,
        (await nosy.post(f"{path}/submission")).status_code,
        await _upload(nosy, f"{path}/documents", "BIZ_LIC", "other"),
    ]  # fmt: skip

    assert refused == [404] * 6
