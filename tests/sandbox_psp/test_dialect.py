"""The wire itself, without the SDK between: what Stripe's API says, word by word."""

from collections.abc import AsyncGenerator
from typing import Any

import httpx2
import pytest
import pytest_asyncio

from marketplace.sandbox_psp.dialect import parse_form
from tests.support.sandbox_psp import API_KEY, RETURN_URL, Sandbox, new_ref

FORM = {
    "amount": "500",
    "currency": "cny",
    "confirm": "true",
    "payment_method_data[type]": "wechat_pay",
    "allowed_payment_method_types[]": "wechat_pay",
}


@pytest_asyncio.fixture
async def http(sandbox: Sandbox) -> AsyncGenerator[httpx2.AsyncClient]:
    headers = {"Authorization": f"Bearer {API_KEY}"}
    async with httpx2.AsyncClient(base_url=sandbox.url, headers=headers, timeout=10) as http:
        yield http


async def create(http: httpx2.AsyncClient, **changes: str) -> httpx2.Response:
    return await http.post("/v1/payment_intents", data=FORM | changes)


def error_of(reply: httpx2.Response) -> dict[str, Any]:
    return reply.json()["error"]


def test_brackets_become_hashes_and_lists() -> None:
    form = parse_form(b"a=1&b[c][d]=2&e[]=3&e[]=4&f[0]=5&f[1]=6&g[h][]=7&empty=&i=%E6%A0%B8")

    assert form == {
        "a": "1",
        "b": {"c": {"d": "2"}},
        "e": ["3", "4"],
        "f": ["5", "6"],
        "g": {"h": ["7"]},
        "empty": "",
        "i": "核",
    }


async def test_a_name_that_is_both_value_and_hash_is_refused(http: httpx2.AsyncClient) -> None:
    reply = await http.post("/v1/payment_intents", content="amount=1&amount[x]=2")

    assert reply.status_code == 400


async def test_a_new_intent_shows_what_stripe_shows(http: httpx2.AsyncClient) -> None:
    reply = await create(http, **{"metadata[order]": "2026-1", "description": "核桃"})

    intent = reply.json()
    assert reply.status_code == 200
    assert intent["status"] == "requires_action"
    assert intent["metadata"] == {"order": "2026-1"}
    assert intent["client_secret"].startswith(intent["id"] + "_secret_")
    action = intent["next_action"]
    assert action["type"] == "wechat_pay_display_qr_code"
    assert action["wechat_pay_display_qr_code"]["image_url_svg"].endswith("/qr.svg")
    assert not [name for name in intent if name.startswith("_")]
    assert reply.headers["request-id"].startswith("req_")
    assert reply.headers["stripe-version"] == "2026-10-28.endive"


async def test_an_intent_may_be_confirmed_later(http: httpx2.AsyncClient) -> None:
    made = (await create(http, confirm="false")).json()
    reply = await http.post(f"/v1/payment_intents/{made['id']}/confirm")

    assert made["status"] == "requires_confirmation"
    assert reply.json()["status"] == "requires_action"


async def test_an_intent_without_a_method_waits_for_one(http: httpx2.AsyncClient) -> None:
    made = await http.post("/v1/payment_intents", data={"amount": "1", "currency": "cny"})
    path = f"/v1/payment_intents/{made.json()['id']}/confirm"

    bare = await http.post(path)
    named = await http.post(
        path, data={"payment_method_data[type]": "alipay", "return_url": RETURN_URL}
    )

    assert made.json()["status"] == "requires_payment_method"
    assert error_of(bare)["code"] == "payment_intent_unexpected_state"
    assert named.json()["next_action"]["alipay_handle_redirect"]["return_url"] == RETURN_URL


async def test_methods_the_sandbox_does_not_know_are_silently_left_out(
    http: httpx2.AsyncClient,
) -> None:
    made = (await create(http, **{"allowed_payment_method_types[1]": "klarna"})).json()

    assert made["payment_method_types"] == ["wechat_pay"]


@pytest.mark.parametrize(
    ("changes", "code", "param"),
    [
        ({"amount": ""}, "parameter_missing", "amount"),
        ({"amount": "1.5"}, "parameter_invalid_integer", "amount"),
        ({"amount": "-1"}, "parameter_invalid_integer", "amount"),
        ({"amount": "99999999999999999999"}, "parameter_invalid_integer", "amount"),
        ({"currency": "usd"}, "parameter_invalid", "currency"),
        ({"confirm": "perhaps"}, "parameter_invalid", "confirm"),
        ({"surprise": "1"}, "parameter_unknown", "surprise"),
        (
            {"payment_method_types[]": "alipay"},
            "payment_method_types_no_longer_supported",
            "payment_method_types",
        ),
        ({"payment_method_data[type]": "klarna"}, "parameter_invalid", "payment_method_data[type]"),
        (
            {"payment_method_data[type]": "alipay"},
            "payment_intent_invalid_parameter",
            "payment_method",
        ),
        ({"payment_method": "pm_card_unknown"}, "resource_missing", "payment_method"),
        ({"return_url": "javascript:alert(1)"}, "url_invalid", "return_url"),
        ({"metadata[x]": "y" * 501}, "parameter_invalid", "metadata"),
        ({"metadata": "y"}, "parameter_invalid", "metadata"),
        ({"expand[a]": "b"}, "parameter_invalid", "expand"),
    ],
    ids=str,
)
async def test_a_wrong_parameter_is_named(
    http: httpx2.AsyncClient, changes: dict[str, str], code: str, param: str
) -> None:
    reply = await create(http, **changes)

    error = error_of(reply)
    assert reply.status_code in (400, 404)
    assert error["type"] == "invalid_request_error"
    assert (error["code"], error["param"]) == (code, param)
    assert error["message"]


async def test_alipay_needs_an_address_to_come_back_to(http: httpx2.AsyncClient) -> None:
    alipay = {
        "payment_method_data[type]": "alipay",
        "allowed_payment_method_types[]": "alipay",
    }

    assert error_of(await create(http, **alipay))["param"] == "return_url"


@pytest.mark.parametrize("given", [None, "Bearer", "Bearer sk_wrong", f"Basic {API_KEY}"])
async def test_no_key_no_entry(sandbox: Sandbox, given: str | None) -> None:
    headers = {} if given is None else {"Authorization": given}
    async with httpx2.AsyncClient(base_url=sandbox.url, headers=headers) as stranger:
        reply = await stranger.get("/v1/charges")

    assert reply.status_code == 401
    assert error_of(reply)["type"] == "invalid_request_error"


async def test_a_body_beyond_reason_is_not_read(http: httpx2.AsyncClient) -> None:
    reply = await http.post("/v1/payment_intents", content=b"a=" + b"x" * 300_000)

    assert reply.status_code == 413


async def test_a_replay_has_the_same_status_and_body_and_says_so(http: httpx2.AsyncClient) -> None:
    key = {"Idempotency-Key": new_ref()}

    first = await http.post("/v1/payment_intents", data=FORM, headers=key)
    again = await http.post("/v1/payment_intents", data=FORM, headers=key)

    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["request-id"] != first.headers["request-id"]


async def test_the_order_of_fields_does_not_make_another_request(http: httpx2.AsyncClient) -> None:
    key = {"Idempotency-Key": new_ref()}
    backwards = dict(reversed(FORM.items()))

    first = await http.post("/v1/payment_intents", data=FORM, headers=key)
    again = await http.post("/v1/payment_intents", data=backwards, headers=key)

    assert again.json()["id"] == first.json()["id"]


async def test_a_key_belongs_to_its_endpoint(http: httpx2.AsyncClient) -> None:
    key = {"Idempotency-Key": new_ref()}
    made = await http.post("/v1/payment_intents", data=FORM, headers=key)

    path = f"/v1/payment_intents/{made.json()['id']}/cancel"
    reply = await http.post(path, headers=key)

    assert reply.status_code == 400
    assert error_of(reply)["type"] == "idempotency_error"


async def test_a_refused_execution_is_replayed_but_a_refused_form_is_not(
    http: httpx2.AsyncClient,
) -> None:
    made = (await create(http)).json()
    executed, validated = {"Idempotency-Key": new_ref()}, {"Idempotency-Key": new_ref()}
    unpaid = {"payment_intent": made["id"]}
    await http.post("/v1/refunds", data=unpaid, headers=executed)
    await http.post("/v1/payment_intents", data=FORM | {"amount": "0"}, headers=validated)

    replayed = await http.post("/v1/refunds", data=unpaid, headers=executed)
    mended = await http.post("/v1/payment_intents", data=FORM, headers=validated)

    assert replayed.status_code == 400
    assert replayed.headers["idempotent-replayed"] == "true"
    assert mended.status_code == 200


async def test_a_key_has_255_characters_at_most(http: httpx2.AsyncClient) -> None:
    key = {"Idempotency-Key": "k" * 256}

    reply = await http.post("/v1/payment_intents", data=FORM, headers=key)

    assert reply.status_code == 400


async def test_lists_page_newest_first(http: httpx2.AsyncClient) -> None:
    made = [(await create(http)).json()["id"] for _ in range(5)]

    first = (await http.get("/v1/payment_intents?limit=2")).json()
    after = first["data"][-1]["id"]
    rest = (await http.get(f"/v1/payment_intents?limit=3&starting_after={after}")).json()

    assert (first["object"], first["url"]) == ("list", "/v1/payment_intents")
    assert first["has_more"] is True
    assert [intent["id"] for intent in first["data"] + rest["data"]] == made[::-1]


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "starting_after=pi_none", "color=red", "created[x]=1", "created=a"],
)
async def test_a_list_asked_for_wrongly_is_refused(http: httpx2.AsyncClient, query: str) -> None:
    reply = await http.get(f"/v1/payment_intents?{query}")

    assert reply.status_code in (400, 404)


async def test_lists_filter_by_time(http: httpx2.AsyncClient) -> None:
    made = (await create(http)).json()
    moment = made["created"]

    exact = (await http.get(f"/v1/payment_intents?created={moment}&limit=100")).json()
    none = (await http.get(f"/v1/payment_intents?created[gt]={moment + 10}")).json()

    assert made["id"] in [intent["id"] for intent in exact["data"]]
    assert none["data"] == []


async def test_references_open_when_asked(http: httpx2.AsyncClient, sandbox: Sandbox) -> None:
    made = (await create(http)).json()["id"]
    await sandbox.pay(made)

    plain = (await http.get(f"/v1/payment_intents/{made}")).json()
    opened = (
        await http.get(f"/v1/payment_intents/{made}?expand[]=latest_charge.balance_transaction")
    ).json()
    listed = (await http.get("/v1/payment_intents?limit=1&expand[]=data.latest_charge")).json()

    assert plain["latest_charge"].startswith("ch_")
    assert opened["latest_charge"]["balance_transaction"]["net"] == 497
    assert listed["data"][0]["latest_charge"]["payment_intent"] == made


async def test_the_providers_own_books_hold_every_movement(
    http: httpx2.AsyncClient, sandbox: Sandbox
) -> None:
    made = (await create(http, amount="10000")).json()["id"]
    await sandbox.pay(made)
    [charge] = await sandbox.charges(made)
    refund = (
        await http.post("/v1/refunds", data={"charge": charge["id"], "amount": "4000"})
    ).json()

    page = (await http.get("/v1/balance_transactions?limit=2")).json()
    of_refund = (await http.get(f"/v1/balance_transactions?source={refund['id']}")).json()

    lines = [(line["type"], line["amount"], line["fee"], line["net"]) for line in page["data"]]
    assert lines == [("refund", -4000, 0, -4000), ("charge", 10000, 60, 9940)]
    assert [line["id"] for line in of_refund["data"]] == [refund["balance_transaction"]]


async def test_refunds_charges_and_events_are_listed(
    http: httpx2.AsyncClient, sandbox: Sandbox
) -> None:
    made = (await create(http)).json()["id"]
    await sandbox.pay(made)
    [charge] = await sandbox.charges(made)
    refund = (await http.post("/v1/refunds", data={"payment_intent": made})).json()

    by_payment = (await http.get(f"/v1/refunds?payment_intent={made}")).json()
    by_charge = (await http.get(f"/v1/refunds?charge={charge['id']}")).json()
    charges = (await http.get(f"/v1/charges?payment_intent={made}")).json()
    events = (await http.get("/v1/events?type=charge.refunded&limit=1")).json()
    one = (await http.get(f"/v1/events/{events['data'][0]['id']}")).json()

    assert [r["id"] for r in by_payment["data"]] == [refund["id"]]
    assert [r["id"] for r in by_charge["data"]] == [refund["id"]]
    assert [(c["id"], c["refunded"]) for c in charges["data"]] == [(charge["id"], True)]
    assert one["data"]["object"]["id"] == charge["id"]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "payment_intent or charge"),
        ({"payment_intent": "pi_none"}, "No such payment_intent"),
        ({"charge": "ch_none"}, "No such charge"),
    ],
)
async def test_a_refund_of_nothing_is_refused(
    http: httpx2.AsyncClient, form: dict[str, str], said: str
) -> None:
    assert said in error_of(await http.post("/v1/refunds", data=form))["message"]


async def test_other_paths_do_not_exist(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/v1/customers")).status_code == 404
    assert (await http.get("/v1/charges/ch_none")).status_code == 404
