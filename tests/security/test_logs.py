"""What the log keeps: enough to find a fault, nothing that belongs to a person.

Source: security rules L2 and L3.
"""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from marketplace.infra import logging as our_logging
from marketplace.infra.db import make_sessions, open_session
from tests.support.accounts import make_account, sign_in
from tests.support.api import make_program
from tests.support.browser_like import ORIGIN, Visitor

PHONE = "13987654321"
PASSWORD = "correct-horse-battery-9"
ID_NUMBER = "11010519491231002X"
ACCOUNT_NO = "6222021234567890123"
SECRETS = (
    PHONE, "139 8765 4321", PASSWORD, ID_NUMBER, ACCOUNT_NO, "a-buyer@example.com", "甲乙丙",
    "示例路 99 号",
)  # fmt: skip


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that would have been written, by the handler that writes it."""
    written = io.StringIO()
    root = logging.getLogger()
    before = root.handlers, root.level
    our_logging.set_up()
    [handler] = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    yield written
    root.handlers, _level = before
    root.setLevel(_level)


def lines(log: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


async def test_a_busy_day_leaves_nothing_personal_in_the_log(
    session: AsyncSession, visitor: Visitor, log: io.StringIO
) -> None:
    account = await make_account(session, name="甲乙丙")
    program = await make_program(session, visitor, account)
    token = program.headers["authorization"].removeprefix("Bearer ")
    login = {"phone": PHONE, "password": PASSWORD, "way": "password", "next": "/"}
    await visitor.post("/login", login)
    await visitor.post("/login/code", {"phone": PHONE, "way": "code"})
    await visitor.post("/register/code", {"phone": PHONE})
    await visitor.get(f"/search?q={PHONE}")
    await visitor.get(f"/search/{PHONE}/{ID_NUMBER}")
    await sign_in(session, visitor, account)
    cookie = visitor.client.cookies["session"]
    form_token = await visitor.token("/account/addresses/new")
    address = {
        "recipient": "甲乙丙", "phone": PHONE, "detail": "示例路 99 号", "province": ID_NUMBER,
        "pasted": f"甲乙丙 {PHONE} 示例路 99 号",
    }  # fmt: skip
    await visitor.post("/account/addresses", address, page="/account/profile")
    await visitor.post("/account/mailbox/code", {"email": "a-buyer@example.com"}, page="/me")
    await visitor.post("/account/password", {"password": PASSWORD}, page="/me")
    bank = {"holder_name": "甲乙丙", "bank_name": "x", "account_no": ACCOUNT_NO}
    await visitor.post("/vendor/onboarding/account", bank, page="/me")
    await program.post("/api/v1/addresses", {"phone": "139 8765 4321", "recipient": "甲乙丙"})
    await visitor.client.post(
        "/webhooks/stripe", content=PASSWORD, headers={"stripe-signature": ID_NUMBER}
    )

    text = log.getvalue()
    assert text.count('"event": "request"') >= 15
    for secret in (*SECRETS, token, cookie, form_token, account.phone.removeprefix("+86")):
        assert secret not in text, secret


async def test_nobody_can_write_a_line_of_their_own_into_the_log(
    visitor: Visitor, log: io.StringIO
) -> None:
    forged = '%0d%0a{"event": "payment.captured", "level": "info"}%0a%1b[2J'

    for path in (f"/nowhere{forged}", f"/api/v1/{forged}", f"/p/{forged}"):
        await visitor.client.get(f"http://pavilion.test{path}")
    await visitor.client.get("/nowhere", headers={"user-agent": "x\\n{}", "x-request-id": "forged"})

    found = lines(log)
    assert len(found) == 4
    assert {line["event"] for line in found} == {"request"}
    assert "forged" not in {line["request_id"] for line in found}
    assert "\x1b" not in log.getvalue()


@pytest.mark.parametrize(
    "path", ["/account/addresses", "/en/account/addresses", "/api/v1/products", "/", "/search?q=a"]
)
async def test_a_crash_shows_a_number_and_keeps_its_story_to_the_log(
    app: FastAPI, visitor: Visitor, log: io.StringIO, path: str
) -> None:
    class Broken:
        def begin(self) -> None:
            raise RuntimeError(f"the safe is behind the picture; call {PHONE}")

        __call__ = begin

    async def broken() -> None:
        Broken().begin()

    app.dependency_overrides[open_session] = broken
    app.state.sessions = Broken()

    answer = await visitor.client.get(path)

    assert answer.status_code == 500
    reference = answer.headers["x-request-id"]
    assert reference in answer.text
    for told in ("safe", "picture", PHONE, "RuntimeError", "Traceback", ".py"):
        assert told not in answer.text
    assert "content-security-policy" in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    [crash] = [line for line in lines(log) if line["event"] == "crash"]
    assert crash["reference"] == reference
    assert "behind the picture" in str(crash["exception"])
    assert PHONE not in log.getvalue()


async def test_a_database_that_is_not_there_is_said_without_its_address(
    app: FastAPI, visitor: Visitor, log: io.StringIO
) -> None:
    nowhere = create_async_engine(
        "postgresql+psycopg://somebody:hunter2@127.0.0.1:1/nothing", poolclass=NullPool
    )
    app.state.sessions = make_sessions(nowhere)

    answers = [await visitor.client.get(path) for path in ("/account", "/api/v1/products", "/p")]
    post = await visitor.client.post("/login", data={}, headers=ORIGIN)

    assert [answer.status_code for answer in answers[1:]] == [503, 503]
    for answer in (*answers, post):
        for told in ("hunter2", "somebody", "127.0.0.1:1", "psycopg", "refused"):
            assert told not in answer.text
    assert "hunter2" not in log.getvalue()


def test_secrets_are_taken_out_wherever_they_stand() -> None:
    text = our_logging.redact_text(
        f"tel {PHONE}, +86 139-8765-4321, id {ID_NUMBER}, Bearer pav_abc-123, sk_test_sandbox"
    )

    for secret in (PHONE, "8765", ID_NUMBER, "pav_abc", "sandbox"):
        assert secret not in text
    event = {"password": PASSWORD, "account_no": ACCOUNT_NO, "Authorization": "x", "n": 1}
    assert structlog.processors.JSONRenderer()(None, "", our_logging.redact(None, "", event)) == (
        '{"password": "[hidden]", "account_no": "[hidden]", "Authorization": "[hidden]", "n": 1}'
    )
