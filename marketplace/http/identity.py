"""Who is asking: the signed-in person, the vendor whose workbench is open, the visitor."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from marketplace.accounts.models import StaffRole
from marketplace.accounts.queries import Identity, identity
from marketplace.accounts.rules import SEEN_EVERY, SESSION_FOR
from marketplace.accounts.service import touch_session
from marketplace.audit.service import Actor
from marketplace.http.csrf import check_csrf, cookie_name, give_token
from marketplace.infra.db import DbSession
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import Forbidden, LoginRequired
from marketplace.kit.language import gettext as _
from marketplace.settings import Settings

FRESH_FOR: Final = timedelta(hours=1)
"""Dangerous acts want a password or code given within this time. Source: security rule S8."""


def hashed(token: str) -> str:
    """How an opaque token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def caller_address(request: Request) -> str:
    """The caller's IP address; a proxy's word is taken only where the server was told to."""
    return request.client.host if request.client else ""


def session_cookie(request: Request) -> str | None:
    """The session token the browser sent, if any."""
    settings: Settings = request.app.state.settings
    return request.cookies.get(cookie_name(settings, "session"))


def visitor_cookie(request: Request) -> str | None:
    """The visitor token the browser sent (or was just given), if any."""
    settings: Settings = request.app.state.settings
    fresh: str | None = getattr(request.state, "new_visitor", None)
    return fresh or request.cookies.get(cookie_name(settings, "visitor"))


async def who(request: Request, session: DbSession) -> Identity | None:
    """The signed-in person, or nobody. Costs nothing without a cookie, one query with one."""
    token = session_cookie(request)
    now = utcnow()
    found = await identity(session, token_hash=hashed(token), now=now) if token else None
    if found is not None and now - found.seen_at > SEEN_EVERY:
        await touch_session(session, session_id=found.session_id, now=now)
    request.state.viewer = found
    return found


Who = Annotated[Identity | None, Depends(who, scope="function")]


async def signed_in(found: Who) -> Identity:
    """Raises: LoginRequired."""
    if found is None:
        raise LoginRequired(_("请先登录。"))
    return found


SignedIn = Annotated[Identity, Depends(signed_in, scope="function")]


async def signed_in_briefly(request: Request) -> Identity:
    """As ``signed_in``, in a transaction of its own that is over before the route begins.

    For routes that ask a payment provider: none may keep a connection while it waits.

    Raises: LoginRequired.
    """
    async with request.app.state.sessions.begin() as session:
        return await signed_in(await who(request, session))


SignedInBriefly = Annotated[Identity, Depends(signed_in_briefly)]


def staff(*roles: StaffRole) -> Callable[[Identity], Awaitable[Identity]]:
    """A dependency that lets in holders of any of ``roles``; an administrator is let in too."""

    async def is_staff(viewer: SignedIn) -> Identity:
        if not viewer.roles & {*roles, StaffRole.ADMINISTRATOR}:
            raise Forbidden(_("这个页面只对相应岗位的工作人员开放。"))
        return viewer

    return is_staff


@dataclass(frozen=True, slots=True)
class VendorPerson:
    """A person at work in one vendor's workbench; every query below is scoped by ``vendor_id``."""

    viewer: Identity
    vendor_id: UUID
    is_owner: bool
    shop_name: str

    @property
    def account_id(self) -> UUID:
        """The person."""
        return self.viewer.account_id


async def vendor_person(viewer: SignedIn) -> VendorPerson:
    """Raises: Forbidden, for people who work for no vendor."""
    place = viewer.membership(viewer.vendor_id) if viewer.vendor_id else None
    if place is None:
        raise Forbidden(_("您还没有店铺。可以先申请入驻。"))
    return VendorPerson(viewer, place.vendor_id, place.role == "owner", place.shop_name)


async def vendor_owner(person: Annotated[VendorPerson, Depends(vendor_person)]) -> VendorPerson:
    """Raises: Forbidden, for clerks."""
    if not person.is_owner:
        raise Forbidden(_("这一步要由店铺负责人来做。"))
    return person


VendorDesk = Annotated[VendorPerson, Depends(vendor_person, scope="function")]
VendorOwner = Annotated[VendorPerson, Depends(vendor_owner, scope="function")]
Reviewer = Annotated[Identity, Depends(staff(StaffRole.REVIEWER), scope="function")]
Finance = Annotated[Identity, Depends(staff(StaffRole.FINANCE), scope="function")]
Operator = Annotated[Identity, Depends(staff(StaffRole.OPERATOR), scope="function")]
Administrator = Annotated[Identity, Depends(staff(), scope="function")]


def is_fresh(viewer: Identity) -> bool:
    """Whether the person proved who they are within the hour."""
    return utcnow() - viewer.authenticated_at <= FRESH_FOR


class ConfirmationRequired(LoginRequired):
    """You are signed in, but it has been a while: say once more who you are."""

    code = "confirmation_required"


async def require_fresh(viewer: SignedIn) -> Identity:
    """A dependency of dangerous acts.

    Raises: ConfirmationRequired.
    """
    if not is_fresh(viewer):
        raise ConfirmationRequired(_("这一步要先确认是您本人。"))
    return viewer


Fresh = Annotated[Identity, Depends(require_fresh, scope="function")]


def give_session(request: Request, response: Response, token: str) -> None:
    """Let the browser keep ``token``. Source: security rule S7."""
    settings: Settings = request.app.state.settings
    response.set_cookie(
        cookie_name(settings, "session"),
        token,
        max_age=int(SESSION_FOR.total_seconds()),
        path="/",
        secure=settings.https,
        httponly=True,
        samesite="lax",
    )


def drop_session(request: Request, response: Response) -> None:
    """Let the browser forget its session."""
    settings: Settings = request.app.state.settings
    response.delete_cookie(
        cookie_name(settings, "session"),
        path="/",
        secure=settings.https,
        httponly=True,
        samesite="lax",
    )


def stranger(request: Request) -> Actor:
    """Somebody who has not said who they are, as the audit trail names them."""
    return Actor(
        account_id=None,
        kind="visitor",
        request_id=request.state.request_id,
        address=caller_address(request),
    )


def actor(request: Request, viewer: Identity) -> Actor:
    """The person as the audit trail names them."""
    return Actor(
        account_id=viewer.account_id,
        kind="account",
        request_id=request.state.request_id,
        address=caller_address(request),
    )


PRIVATE: Final = (Depends(check_csrf), Depends(give_token))
"""Dependencies of every HTML router except the publicly cached pages."""
