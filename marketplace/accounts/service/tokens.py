"""Tokens for programs that act for a person."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.errors import ScopeUnknown, TooManyTokens
from marketplace.accounts.models import ApiToken
from marketplace.accounts.queries import Bearer, bearer
from marketplace.accounts.rules import LONGEST_TOKEN_LIFE, MOST_TOKENS, SCOPES, SEEN_EVERY
from marketplace.audit.service import Actor, record
from marketplace.kit import ids
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import Invalid, NotFound
from marketplace.kit.hashing import sha256_hex
from marketplace.kit.language import gettext as _
from marketplace.kit.text import clean


async def issue_token(
    session: AsyncSession,
    *,
    account_id: UUID,
    name: str,
    scopes: Collection[str],
    lives_for: timedelta,
    actor: Actor,
    vendor_id: UUID | None = None,
) -> tuple[ApiToken, str]:
    """A token, and its secret, which is never seen again.

    ``vendor:`` scopes work for ``vendor_id`` alone, as long as the person works there.

    Raises: ScopeUnknown, Invalid, TooManyTokens.
    """
    wanted = [scope for scope in SCOPES if scope in scopes]
    if not wanted or len(wanted) != len(set(scopes)):
        raise ScopeUnknown(_("请至少选择一项权限。"), field="scopes")
    is_for_shop = any(scope.startswith("vendor:") for scope in wanted)
    if is_for_shop and vendor_id is None:
        raise ScopeUnknown(_("您还没有店铺，不能选择店铺的权限。"), field="scopes")
    if not timedelta() < lives_for <= LONGEST_TOKEN_LIFE:
        raise Invalid(_("有效期最长一年。"), field="days")
    now = utcnow()
    live = await session.scalar(
        select(func.count()).where(
            ApiToken.account_id == account_id,
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > now,
        )
    )
    if (live or 0) >= MOST_TOKENS:
        raise TooManyTokens(_("最多同时有 %(most)d 个令牌，请先停用不用的。", most=MOST_TOKENS))
    secret = f"pav_{ids.token()}"
    token = ApiToken(
        account_id=account_id,
        vendor_id=vendor_id if is_for_shop else None,
        name=clean(name, 64, field="name"),
        token_hash=sha256_hex(secret),
        scopes=wanted,
        expires_at=now + lives_for,
    )
    session.add(token)
    await session.flush()
    record(
        session,
        actor=actor,
        action="token.issued",
        object_kind="token",
        object_id=token.id,
        after={"name": token.name, "scopes": wanted, "expires_at": token.expires_at},
    )
    return token, secret


async def revoke_token(
    session: AsyncSession, *, account_id: UUID, token_id: UUID, actor: Actor
) -> None:
    """The token opens nothing any more.

    Raises: NotFound, also for somebody else's.
    """
    ended = await session.scalar(
        update(ApiToken)
        .where(
            ApiToken.id == token_id,
            ApiToken.account_id == account_id,
            ApiToken.revoked_at.is_(None),
        )
        .values(revoked_at=utcnow())
        .returning(ApiToken.id)
    )
    if ended is None:
        raise NotFound(_("没有找到这个令牌，可能已经停用了。"))
    record(session, actor=actor, action="token.revoked", object_kind="token", object_id=token_id)


async def find_token(session: AsyncSession, *, secret: str) -> Bearer | None:
    """Whom a program acts for and what it may do, if its token is still good."""
    now = utcnow()
    found = await bearer(session, token_hash=sha256_hex(secret), now=now)
    if found is not None and (found.used_at is None or now - found.used_at > SEEN_EVERY):
        due = (
            select(ApiToken.id)
            .where(ApiToken.id == found.token_id)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        await session.execute(
            update(ApiToken)
            .where(ApiToken.id == due)
            .values(used_at=now)
            .execution_options(synchronize_session=False)
        )
    return found
