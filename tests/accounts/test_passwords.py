import asyncio

import pytest

from marketplace.accounts import passwords
from marketplace.kit.errors import Unavailable


async def test_a_full_queue_says_so_instead_of_growing() -> None:
    tries = [asyncio.create_task(passwords.compare("x", None)) for _n in range(30)]

    outcomes = await asyncio.gather(*tries, return_exceptions=True)

    refused = [each for each in outcomes if isinstance(each, Unavailable)]
    assert len(refused) == 30 - passwords.MOST_WAITING
    assert "请过几秒再试" in refused[0].message
    assert not (await passwords.compare("x", None)).is_right


async def test_a_password_fits_its_own_hash_only() -> None:
    stored = await passwords.hash_password("walnuts in november")

    assert (await passwords.compare("walnuts in november", stored)).is_right
    assert not (await passwords.compare("walnuts in december", stored)).is_right
    assert not (await passwords.compare("walnuts in november", None)).is_right
    assert not (await passwords.compare("walnuts in november", "not a hash")).is_right


@pytest.mark.parametrize("text", ["", "密码", "a" * 128])
async def test_any_text_can_be_compared(text: str) -> None:
    assert not (await passwords.compare(text, None)).is_right
