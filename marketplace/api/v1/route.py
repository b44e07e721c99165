"""How a JSON call is answered: who asks, in one transaction, and at most once.

Every unsafe call carries an ``Idempotency-Key``. The key's row, what the call does, and the answer
are one transaction, so an answer is kept if and only if its effect is. A second call with the same
key waits for the first and gets its answer; with another body it is refused.

Source: docs.stripe.com/api/idempotent_requests; RFC 9457 for problems.
"""

import hashlib
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from marketplace.accounts.models import KeptAnswer
from marketplace.accounts.queries import Bearer
from marketplace.accounts.service.tokens import find_token
from marketplace.audit.service import Actor
from marketplace.http.failures import show_failure, show_invalid
from marketplace.http.identity import caller_address
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import Conflict, Forbidden, Invalid, LoginRequired, MarketError
from marketplace.kit.ids import uuid7
from marketplace.kit.language import gettext as _

SAFE: Final = frozenset({"GET", "HEAD"})
KEPT_FOR: Final = timedelta(hours=24)
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class KeyMissing(Invalid):
    """An unsafe call without an Idempotency-Key: a lost answer could not be asked for again."""

    status = 400
    code = "idempotency_key_missing"


class KeyReused(Conflict):
    """The key belongs to another request."""

    status = 422
    code = "idempotency_key_reused"


class ApiRoute(APIRoute):
    """One transaction a call; unsafe calls once a key."""

    def get_route_handler(self) -> Handler:
        """The framework's handler inside our transaction."""
        inner = super().get_route_handler()

        async def answer(request: Request) -> Response:
            async with request.app.state.sessions.begin() as session:
                request.state.api_session = session
                request.state.bearer = await _bearer(request, session)
                if request.method in SAFE:
                    return await inner(request)
                return await _once(request, session, inner)

        return answer


class BriefRoute(ApiRoute):
    """For calls that ask a payment provider: no connection is held while it thinks.

    The key is written down before the call and the answer after it. A crash in between leaves a
    key without an answer; the same call again then takes up what was begun, which such a call must
    be able to do.
    """

    def get_route_handler(self) -> Handler:
        """The framework's handler between two short transactions."""
        inner = APIRoute.get_route_handler(self)

        async def answer(request: Request) -> Response:
            sessions = request.app.state.sessions
            async with sessions.begin() as session:
                request.state.bearer = bearer = await _bearer(request, session)
                kept = await _kept_for(request, session, bearer)
                if kept.status is not None:
                    return _replayed(kept)
            response = await _refused_in_words(request, inner)
            async with sessions.begin() as session:
                await _note(session, await session.get_one(KeptAnswer, kept.id), response)
            return response

        return answer


async def _bearer(request: Request, session: AsyncSession) -> Bearer | None:
    scheme, _space, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        return None
    return await find_token(session, secret=secret.strip())


async def _once(request: Request, session: AsyncSession, inner: Handler) -> Response:
    kept = await _kept_for(request, session, request.state.bearer)
    if kept.status is not None:
        return _replayed(kept)
    response = await _attempted(request, session, inner)
    await _note(session, kept, response)
    return response


async def _kept_for(request: Request, session: AsyncSession, bearer: Bearer | None) -> KeptAnswer:
    """Raises: LoginRequired, KeyMissing, KeyReused."""
    if bearer is None:
        raise LoginRequired(_("请带上有效的访问令牌。"))
    key = request.headers.get("idempotency-key", "")
    if not 1 <= len(key) <= 255 or not key.isprintable():
        raise KeyMissing(_("请在 Idempotency-Key 头里给这次请求一个不重复的编号（1–255 个字符）。"))
    return await _kept(session, bearer.account_id, key, await _request_hash(request))


async def _note(session: AsyncSession, kept: KeptAnswer, response: Response) -> None:
    """Keep the answer with its key; a fault of ours is forgotten, so that it can be tried again."""
    if response.status_code < 500:
        kept.status = response.status_code
        kept.body = bytes(response.body)
        kept.headers = {
            name: response.headers[name]
            for name in ("content-type", "location")
            if name in response.headers
        }
    else:
        await session.delete(kept)


async def _attempted(request: Request, session: AsyncSession, inner: Handler) -> Response:
    """What the handler says; a refusal undoes the handler's writes but not the kept row."""

    async def inside(request: Request) -> Response:
        async with session.begin_nested():
            return await inner(request)

    return await _refused_in_words(request, inside)


async def _refused_in_words(
    request: Request, inner: Callable[[Request], Awaitable[Response]]
) -> Response:
    try:
        return await inner(request)
    except MarketError as refusal:
        return await show_failure(request, refusal)
    except RequestValidationError as refusal:
        return await show_invalid(request, refusal)


async def _request_hash(request: Request) -> str:
    digest = hashlib.sha256()
    for part in (request.method, request.url.path, request.url.query):
        digest.update(part.encode() + b"\0")
    digest.update(await request.body())
    return digest.hexdigest()


async def _kept(session: AsyncSession, account_id: UUID, key: str, request_hash: str) -> KeptAnswer:
    """The key's row, ours to fill, or with the answer of an earlier call.

    The unique index makes a second call wait here until the first has ended either way.
    """
    now = utcnow()
    fresh = insert(KeptAnswer).values(
        id=uuid7(),
        account_id=account_id,
        key=key,
        request_hash=request_hash,
        headers={},
        expires_at=now + KEPT_FOR,
    )
    # An expired key is as good as new.
    statement = fresh.on_conflict_do_update(
        index_elements=["account_id", "key"],
        set_={
            "request_hash": request_hash,
            "status": None,
            "body": None,
            "headers": {},
            "expires_at": now + KEPT_FOR,
        },
        where=KeptAnswer.expires_at <= now,
    )
    await session.execute(statement)
    kept = (
        await session.scalars(
            select(KeptAnswer)
            .where(KeptAnswer.account_id == account_id, KeptAnswer.key == key)
            .execution_options(populate_existing=True)
        )
    ).one()
    if kept.request_hash != request_hash:
        raise KeyReused(_("这个 Idempotency-Key 已经用于另一个请求，请换一个编号。"))
    return kept


def _replayed(kept: KeptAnswer) -> Response:
    headers = {name: str(value) for name, value in kept.headers.items()}
    headers["idempotency-replayed"] = "true"
    return Response(kept.body or b"", kept.status or 200, headers)


async def api_session(request: Request) -> AsyncSession:
    """The call's session."""
    session: AsyncSession = request.state.api_session
    return session


ApiSession = Annotated[AsyncSession, Depends(api_session)]


class Scoped:
    """A dependency: the bearer of a token that has ``scope``."""

    def __init__(self, scope: str) -> None:
        self.scope = scope

    async def __call__(self, request: Request) -> Bearer:
        """Raises: LoginRequired, Forbidden."""
        bearer: Bearer | None = request.state.bearer
        if bearer is None:
            raise LoginRequired(_("请带上有效的访问令牌。"))
        if self.scope not in bearer.scopes:
            raise Forbidden(_("这个令牌没有 %(scope)s 权限。", scope=self.scope))
        if self.scope.startswith("vendor:") and bearer.vendor_role is None:
            raise Forbidden(_("令牌的主人已经不在这家店任职。"))
        return bearer


BasketBearer = Annotated[Bearer, Depends(Scoped("basket"))]
OrdersBearer = Annotated[Bearer, Depends(Scoped("orders"))]
VendorOrdersBearer = Annotated[Bearer, Depends(Scoped("vendor:orders"))]
OnboardingBearer = Annotated[Bearer, Depends(Scoped("onboarding"))]


def vendor_of(bearer: Bearer) -> UUID:
    """The vendor a ``vendor:`` token works for. Needs: the scope was checked."""
    assert bearer.vendor_id is not None
    return bearer.vendor_id


def actor_of(request: Request, bearer: Bearer) -> Actor:
    """The program as the audit trail names it."""
    return Actor(
        account_id=bearer.account_id,
        kind="token",
        request_id=request.state.request_id,
        address=caller_address(request),
    )
