import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.models import StaffRole
from marketplace.audit.models import AuditEntry
from marketplace.infra.jobs import Work
from marketplace.infra.storage import Storage
from marketplace.kit.clock import utcnow
from marketplace.kit.ids import uuid7
from marketplace.media.jobs import make_renditions
from marketplace.media.models import FileView
from marketplace.media.service import store_document, store_image
from marketplace.vendors.models import MemberRole
from tests.support.accounts import make_account, sign_in
from tests.support.browser_like import Visitor
from tests.support.pictures import PDF, make_picture
from tests.support.vendors import make_member, make_vendor


async def test_a_photo_shows_before_its_sizes_are_made_and_is_kept_after(
    app: FastAPI, session: AsyncSession, visitor: Visitor
) -> None:
    storage: Storage = app.state.tools[Storage]
    row = await store_image(
        session, storage, data=make_picture(), is_private=False, vendor_id=None, uploaded_by=None
    )
    await session.commit()
    path = f"/media/{row.id}/320.webp"

    early = await visitor.get(path)
    await make_renditions(Work(app.state.sessions, app.state.tools), str(row.id))
    late = await visitor.get(path)

    assert (early.status_code, early.headers["content-type"]) == (200, "image/jpeg")
    assert "immutable" not in early.headers["cache-control"]
    assert (late.status_code, late.headers["content-type"]) == (200, "image/webp")
    assert "immutable" in late.headers["cache-control"]
    again = await visitor.get(path, **{"if-none-match": late.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "tail", ["320.webp", "7.exe", "320.svg", "..%2f..%2fetc%2fpasswd", "320.webp%00"]
)
async def test_what_is_no_photo_of_ours_is_not_found(visitor: Visitor, tail: str) -> None:
    answer = await visitor.get(f"/media/{uuid7()}/{tail}")

    assert answer.status_code == 404


async def test_a_private_file_never_leaves_by_the_public_door(
    app: FastAPI, session: AsyncSession, visitor: Visitor
) -> None:
    row = await store_image(
        session, app.state.tools[Storage], data=make_picture(), is_private=True, vendor_id=None,
        uploaded_by=None,
    )  # fmt: skip
    await session.commit()

    answer = await visitor.get(f"/media/{row.id}/320.webp")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("stranger", 404), ("consumer", 404), ("other vendor", 404), ("former clerk", 404),
        ("uploader who left", 404), (StaffRole.FINANCE, 404), (StaffRole.OPERATOR, 404),
        ("owner", 200), ("clerk", 200), (StaffRole.REVIEWER, 200), (StaffRole.ADMINISTRATOR, 200),
    ],
)  # fmt: skip
async def test_papers_are_for_their_vendor_and_the_reviewers(
    app: FastAPI, session: AsyncSession, visitor: Visitor, who: str, status: int
) -> None:
    account = await make_account(session, *([who] if isinstance(who, StaffRole) else []))
    vendor = await make_vendor(session, owner=account if who == "owner" else None)
    if who == "other vendor":
        await make_vendor(session, owner=account)
    if who in {"clerk", "former clerk", "uploader who left"}:
        member = await make_member(session, vendor, account, MemberRole.CLERK)
        member.ended_at = None if who == "clerk" else utcnow()
    row = await store_document(
        session, app.state.tools[Storage], data=make_picture(), vendor_id=vendor.id,
        uploaded_by=account.id,
    )  # fmt: skip
    await session.commit()
    if who != "stranger":
        await sign_in(session, visitor, account)

    answer = await visitor.get(f"/documents/{row.id}")

    assert answer.status_code == status
    views = await session.scalar(sa.select(sa.func.count()).select_from(FileView))
    seen = await session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "file.viewed"))
    assert (views, len(seen.all())) == ((1, 1) if status == 200 else (0, 0))


async def test_papers_come_in_a_sandbox_and_are_never_kept(
    app: FastAPI, session: AsyncSession, visitor: Visitor
) -> None:
    account = await make_account(session, StaffRole.REVIEWER)
    row = await store_document(
        session, app.state.tools[Storage], data=PDF, vendor_id=None, uploaded_by=None,
        original_name='a".html',
    )  # fmt: skip
    await session.commit()
    await sign_in(session, visitor, account)

    answer = await visitor.get(f"/documents/{row.id}")

    assert answer.headers["content-disposition"] == f'attachment; filename="{row.id}.pdf"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
