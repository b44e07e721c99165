"""What login, registration and confirmation share: limits before a try, the cookie after it."""

from uuid import UUID

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from marketplace.accounts import limits
from marketplace.accounts import service as accounts
from marketplace.accounts.service.access import Purpose
from marketplace.baskets.service import merge_guest_basket
from marketplace.http.csrf import remember_visitor
from marketplace.http.flash import pass_on, say
from marketplace.http.identity import (
    caller_address,
    give_session,
    hashed,
    session_cookie,
    stranger,
    visitor_cookie,
)
from marketplace.http.limits import count_try
from marketplace.http.pages import path_for, safe_next
from marketplace.infra.crypto import blind_index


async def send_code(
    request: Request, session: AsyncSession, *, recipient: str, purpose: Purpose, by_email: bool
) -> None:
    """Count the request, then write the message; the same for known and unknown recipients.

    Raises: TooMany.
    """
    await count_try(request, *limits.code_requests(blind_index(recipient), caller_address(request)))
    await accounts.request_code(session, recipient=recipient, purpose=purpose, by_email=by_email)


async def before_code(request: Request, recipient: str) -> None:
    """Count a try of a code.

    Raises: TooMany.
    """
    address = limits.failures_from(caller_address(request))
    await count_try(request, *limits.code_tries(blind_index(recipient)), checked=address)


async def before_password(request: Request, phone: str) -> None:
    """Count a try of a password.

    Raises: TooMany.
    """
    address = limits.failures_from(caller_address(request))
    await count_try(request, *limits.password_tries(blind_index(phone)), checked=address)


async def after_failure(request: Request, session: AsyncSession) -> None:
    """Count a failed try against the network address; never refuses, that is for the next try."""
    await limits.add(session, *limits.failures_from(caller_address(request)))


async def after_success(session: AsyncSession, phone: str) -> None:
    """A right password is not counted as a try."""
    await limits.give_back(session, *limits.password_tries(blind_index(phone)))


async def come_in(
    request: Request, session: AsyncSession, *, account_id: UUID, target: str | None
) -> Response:
    """Start a session, bring the guest's basket along, and go where the person was going."""
    token = await accounts.start_session(
        session,
        account_id=account_id,
        user_agent=request.headers.get("user-agent", ""),
        actor=stranger(request),
        old_token=session_cookie(request),
    )
    visitor = visitor_cookie(request)
    if visitor:
        changes = await merge_guest_basket(
            session, account_id=account_id, visitor_hash=hashed(visitor)
        )
        for sentence in changes:
            say(request, sentence, "warn")
    return arrive(request, token=token, target=target)


def arrive(request: Request, *, token: str, target: str | None) -> Response:
    """Redirect into the site with a new session cookie."""
    response = RedirectResponse(
        safe_next(target, path_for(request, "account.home")), status_code=303
    )
    remember_visitor(request, response)
    pass_on(request, response)
    give_session(request, response, token)
    return response
