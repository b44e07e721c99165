from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts import limits
from marketplace.accounts.limits import Limit
from marketplace.kit.errors import TooMany

TWO = Limit("test:two", 2, timedelta(days=400))


async def test_what_is_beyond_the_limit_is_refused_with_a_time(session: AsyncSession) -> None:
    await limits.count(session, TWO)
    await limits.count(session, TWO)

    with pytest.raises(TooMany) as refusal:
        await limits.count(session, TWO)

    assert refusal.value.retry_after > 0


async def test_a_try_given_back_may_be_made_again(session: AsyncSession) -> None:
    await limits.count(session, TWO)
    await limits.count(session, TWO)

    await limits.give_back(session, TWO)

    await limits.count(session, TWO)


async def test_checking_counts_nothing(session: AsyncSession) -> None:
    for _n in range(5):
        await limits.check(session, TWO)
    await limits.add(session, TWO)
    await limits.add(session, TWO)

    with pytest.raises(TooMany):
        await limits.check(session, TWO)


async def test_several_limits_are_counted_together(session: AsyncSession) -> None:
    other = Limit("test:other", 1, timedelta(days=400))
    await limits.count(session, TWO, other)

    with pytest.raises(TooMany):
        await limits.count(session, other, TWO)
