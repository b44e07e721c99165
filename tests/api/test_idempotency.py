"""Every unsafe call happens at most once a key."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.baskets.models import BasketLine
from tests.support.accounts import make_account
from tests.support.api import make_program
from tests.support.browser_like import Visitor
from tests.support.catalog import make_offer
from tests.support.vendors import make_vendor


async def test_the_same_key_gets_the_same_answer_and_one_effect(
    session: AsyncSession, visitor: Visitor
) -> None:
    variant = await make_offer(session, await make_vendor(session))
    program = await make_program(session, visitor, await make_account(session))
    line = {"variant_id": str(variant.id), "quantity": 2}

    first = await program.post("/api/v1/basket/lines", line, key="k-1")
    again = await program.post("/api/v1/basket/lines", line, key="k-1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert await session.scalar(select(BasketLine.quantity)) == 2


async def test_the_same_key_with_another_body_is_refused(
    session: AsyncSession, visitor: Visitor
) -> None:
    variant = await make_offer(session, await make_vendor(session))
    program = await make_program(session, visitor, await make_account(session))

    await program.post(
        "/api/v1/basket/lines", {"variant_id": str(variant.id), "quantity": 2}, key="k-2"
    )
    other = await program.post(
        "/api/v1/basket/lines", {"variant_id": str(variant.id), "quantity": 3}, key="k-2"
    )

    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert await session.scalar(select(BasketLine.quantity)) == 2


async def test_a_refusal_is_kept_too(session: AsyncSession, visitor: Visitor) -> None:
    variant = await make_offer(session, await make_vendor(session))
    program = await make_program(session, visitor, await make_account(session))
    wrong = {"variant_id": str(variant.id), "quantity": 0}

    first = await program.post("/api/v1/basket/lines", wrong, key="k-3")
    again = await program.post("/api/v1/basket/lines", wrong, key="k-3")

    assert first.status_code == again.status_code == 422
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"


async def test_an_unsafe_call_without_a_key_does_nothing(
    session: AsyncSession, visitor: Visitor
) -> None:
    variant = await make_offer(session, await make_vendor(session))
    program = await make_program(session, visitor, await make_account(session))

    answer = await visitor.client.post(
        "/api/v1/basket/lines",
        json={"variant_id": str(variant.id), "quantity": 1},
        headers=program.headers,
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")
    assert await session.scalar(select(func.count()).select_from(BasketLine)) == 0


async def test_a_token_opens_only_what_its_scopes_name(
    session: AsyncSession, visitor: Visitor
) -> None:
    program = await make_program(session, visitor, await make_account(session), "read:catalogue")

    answer = await program.get("/api/v1/basket")

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_no_token_and_a_wrong_one_look_alike(visitor: Visitor) -> None:
    without = await visitor.get("/api/v1/basket")
    wrong = await visitor.get("/api/v1/basket", authorization="Bearer pav_nonsense")

    assert without.status_code == wrong.status_code == 401
    assert without.json()["title"] == wrong.json()["title"]
