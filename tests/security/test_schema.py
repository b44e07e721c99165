"""The JSON surface keeps to its own description, whatever it is asked.

Calls are made from the schema (some as it says, some against it) and asked in process, with a
token that has every scope. Source: security rule I3.
"""

import contextlib
import warnings
from collections.abc import Iterator
from typing import Any, Final
from uuid import uuid4

import pytest
import requests
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from tests.support.browser_like import Visitor
from tests.support.matrix import Actor
from tests.support.world import World, make_world

CASES: Final = 16
"""Of each kind for each operation."""
CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


def cases(operation: Any, mode: GenerationMode) -> list[Case]:
    """Calls made from the description; always the same ones."""
    made: list[Case] = []

    @settings(
        max_examples=CASES, derandomize=True, database=None, deadline=None,
        phases=[Phase.generate], verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def make(case: Case) -> None:
        made.append(case)

    with contextlib.suppress(Exception):
        # There may be nothing wrong that could be sent, for an operation without arguments.
        make()
    return made


def operations(description: dict[str, Any]) -> Iterator[Any]:
    schema = schemathesis.openapi.from_dict(description, config=SchemathesisConfig())
    for found in schema.get_all_operations():
        yield found.ok()


def of(case: Case, world: World) -> Actor:
    """Somebody who may call the operation."""
    return Actor.OWNER if "vendor" in case.path or "onboarding" in case.path else Actor.BUYER


async def asked(visitor: Visitor, case: Case, world: World) -> Response:
    sent = requests.Request(
        **{k: v for k, v in case.as_transport_kwargs(base_url="http://pavilion.test").items()
           if k in {"method", "url", "headers", "cookies", "params", "data", "json", "files"}}
    ).prepare()  # fmt: skip
    headers = {
        **{str(name): str(value) for name, value in sent.headers.items()},
        "authorization": f"Bearer {world.passes[of(case, world).name].bearer}",
        "idempotency-key": uuid4().hex,
    }
    headers.pop("Content-Length", None)
    body = sent.body.encode() if isinstance(sent.body, str) else sent.body
    answer = await visitor.client.request(
        str(sent.method), str(sent.url), headers=headers, content=body
    )
    found = {name: [value] for name, value in answer.headers.items()}
    return Response(answer.status_code, found, answer.content, sent, 0.1, verify=True)


@pytest.fixture
async def world(app: FastAPI, session: AsyncSession) -> World:
    return await make_world(session, app)


async def test_no_call_made_from_the_description_is_answered_against_it(
    session: AsyncSession, visitor: Visitor, world: World
) -> None:
    connection = session.bind
    assert isinstance(connection, AsyncConnection)
    description = (await visitor.get("/api/openapi.json")).json()
    wrong: list[str] = []
    count = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for operation in operations(description):
            for mode in GenerationMode:
                for case in cases(operation, mode):
                    undo = await connection.begin_nested()
                    answer = await asked(visitor, case, world)
                    await undo.rollback()
                    count += 1
                    try:
                        case.validate_response(answer, checks=CHECKS)
                    except BaseException as fault:  # noqa: BLE001 - groups of findings
                        said = str(fault).replace("\n", " ")
                        wrong.append(f"{operation.label} {mode}: {said[:600]}")

    assert count > 400
    assert not wrong, "\n".join(wrong)


async def test_the_description_names_the_key_and_the_refusals_of_every_call(
    visitor: Visitor,
) -> None:
    description = (await visitor.get("/api/openapi.json")).json()

    assert "Problem" in description["components"]["schemas"]
    for operations_there in description["paths"].values():
        for method, operation in operations_there.items():
            assert "application/problem+json" in operation["responses"]["default"]["content"]
            keyed = {"$ref": "#/components/parameters/IdempotencyKey"}
            assert (keyed in operation.get("parameters", [])) is (method != "get")
