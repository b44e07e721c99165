"""Counting tries, so that the count stands even when the request it belongs to is undone."""

from fastapi import Request

from marketplace.accounts import limits
from marketplace.accounts.limits import Limit


async def count_try(request: Request, *counted: Limit, checked: tuple[Limit, ...] = ()) -> None:
    """One more of each of ``counted``; ``checked`` are only looked at. Commits at once.

    Call it before the request's own session has locked anything.

    Raises: TooMany.
    """
    async with request.app.state.sessions.begin() as session:
        if checked:
            await limits.check(session, *checked)
        await limits.count(session, *counted)
