"""The real adapter over real HTTP against the sandbox: one sandbox a run, a gateway a test."""

from collections.abc import AsyncGenerator, Generator

import pytest
import pytest_asyncio

from marketplace.payments.gateways.stripe import StripeGateway
from tests.support.sandbox_psp import Sandbox, open_gateway, running_sandbox


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Generator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("psp")) as sandbox:
        yield sandbox


@pytest_asyncio.fixture
async def sandbox(running: Sandbox) -> AsyncGenerator[Sandbox]:
    """The shared sandbox with every knob at rest."""
    await running.reset()
    yield running
    await running.reset()


@pytest_asyncio.fixture
async def gateway(sandbox: Sandbox) -> AsyncGenerator[StripeGateway]:
    async with open_gateway(sandbox.url) as gateway:
        yield gateway
