from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts import service
from marketplace.accounts.errors import ScopeUnknown
from marketplace.accounts.models import ApiToken
from marketplace.audit.service import SYSTEM
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import Invalid, NotFound
from marketplace.vendors.models import VendorMember
from tests.support.accounts import make_account
from tests.support.vendors import make_vendor

MONTH = timedelta(days=30)


async def test_a_token_is_found_by_its_secret_and_stored_as_a_digest(
    session: AsyncSession,
) -> None:
    account = await make_account(session)

    token, secret = await service.issue_token(
        session,
        account_id=account.id,
        name="记账",
        scopes=["orders", "basket"],
        lives_for=MONTH,
        actor=SYSTEM,
    )

    found = await service.find_token(session, secret=secret)
    assert found
    assert found.account_id == account.id
    assert found.scopes == {"orders", "basket"}
    assert secret not in token.token_hash
    assert (await session.scalars(sa.select(ApiToken.used_at))).one() is not None
    assert await service.find_token(session, secret=secret[:-1]) is None


async def test_a_revoked_or_expired_token_opens_nothing(session: AsyncSession) -> None:
    account = await make_account(session)
    given = {"account_id": account.id, "name": "x", "scopes": ["orders"], "actor": SYSTEM}
    revoked, first = await service.issue_token(session, lives_for=MONTH, **given)
    expired, second = await service.issue_token(session, lives_for=MONTH, **given)

    await service.revoke_token(session, account_id=account.id, token_id=revoked.id, actor=SYSTEM)
    expired.expires_at = utcnow() - timedelta(seconds=1)
    await session.flush()

    assert await service.find_token(session, secret=first) is None
    assert await service.find_token(session, secret=second) is None


async def test_shop_scopes_last_as_long_as_the_work_there(session: AsyncSession) -> None:
    account = await make_account(session)
    vendor = await make_vendor(session, owner=account)
    _token, secret = await service.issue_token(
        session,
        account_id=account.id,
        name="发货",
        scopes=["orders", "vendor:orders"],
        lives_for=MONTH,
        vendor_id=vendor.id,
        actor=SYSTEM,
    )

    found = await service.find_token(session, secret=secret)
    assert found
    assert (found.vendor_id, found.vendor_role) == (vendor.id, "owner")
    await session.execute(sa.update(VendorMember).values(ended_at=utcnow()))

    after = await service.find_token(session, secret=secret)
    assert after
    assert after.vendor_id is None
    assert after.scopes == {"orders"}


@pytest.mark.parametrize(
    ("scopes", "lives_for", "error"),
    [
        ([], MONTH, ScopeUnknown),
        (["orders", "everything"], MONTH, ScopeUnknown),
        (["vendor:orders"], MONTH, ScopeUnknown),
        (["orders"], timedelta(days=400), Invalid),
        (["orders"], timedelta(0), Invalid),
    ],
)
async def test_a_token_may_do_only_what_the_list_names(
    session: AsyncSession, scopes: list[str], lives_for: timedelta, error: type[Exception]
) -> None:
    account = await make_account(session)

    with pytest.raises(error):
        await service.issue_token(
            session,
            account_id=account.id,
            name="x",
            scopes=scopes,
            lives_for=lives_for,
            actor=SYSTEM,
        )


async def test_somebody_elses_token_is_not_found(session: AsyncSession) -> None:
    owner = await make_account(session)
    other = await make_account(session)
    token, _secret = await service.issue_token(
        session,
        account_id=owner.id,
        name="x",
        scopes=["orders"],
        lives_for=MONTH,
        actor=SYSTEM,
    )

    with pytest.raises(NotFound):
        await service.revoke_token(session, account_id=other.id, token_id=token.id, actor=SYSTEM)
