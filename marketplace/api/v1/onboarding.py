"""Applying to sell, for programs: the same dossier, tasks and refusals as on the pages."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, File, Form, Request, UploadFile
from pydantic import Field
from sqlalchemy import select

from marketplace.accounts.queries import Bearer
from marketplace.api.v1.route import ApiRoute, ApiSession, OnboardingBearer, actor_of
from marketplace.api.v1.shapes import In, Out
from marketplace.infra.storage import Storage
from marketplace.kit.errors import NotFound
from marketplace.kit.language import gettext as _
from marketplace.media.service import store_document
from marketplace.vendors import queries, service
from marketplace.vendors.models import MemberRole, Vendor, VendorMember
from marketplace.vendors.states import VendorKind, VendorState

router = APIRouter(prefix="/onboarding", route_class=ApiRoute, tags=["onboarding"])


class ApplicationIn(In):
    """Begin an application in a county's pavilion."""

    kind: VendorKind
    pavilion_code: str = Field(pattern=r"^\d{6}$")


class SettlementAccountIn(In):
    """Where to be paid: an account in the vendor's own name."""

    holder_name: str = Field(min_length=1, max_length=100)
    bank_name: str = Field(min_length=1, max_length=100)
    account_no: str = Field(min_length=6, max_length=34)
    has_consented: bool
    """Separate consent to keep the account number. Source: PIPL art. 29."""


class AcceptedIn(In):
    """One version of one text."""

    code: str = Field(max_length=32)
    version: str = Field(max_length=16)


class TaskOut(Out):
    """A part of the dossier: ``todo``, ``started`` or ``done``, and what is still missing."""

    key: str
    text: str
    state: str
    note: str


class ApplicationOut(Out):
    """Where an application stands."""

    id: UUID
    slug: str
    kind: VendorKind
    state: VendorState
    version: int
    tasks: list[TaskOut]
    corrections: dict[str, str]


@router.get("", name="api.v1.onboarding")
async def applications(session: ApiSession, bearer: OnboardingBearer) -> list[ApplicationOut]:
    """The applications and shops whose owner the bearer is."""
    owned = await session.scalars(
        select(VendorMember.vendor_id)
        .where(
            VendorMember.account_id == bearer.account_id,
            VendorMember.role == MemberRole.OWNER,
            VendorMember.ended_at.is_(None),
        )
        .order_by(VendorMember.created_at)
    )
    return [await _shown(session, vendor_id) for vendor_id in owned]


@router.post("", status_code=201, name="api.v1.onboarding.start")
async def start(
    request: Request, session: ApiSession, bearer: OnboardingBearer, body: ApplicationIn
) -> ApplicationOut:
    """Begin an application."""
    vendor = await service.start_application(
        session,
        actor=actor_of(request, bearer),
        owner_id=bearer.account_id,
        kind=body.kind,
        pavilion_code=body.pavilion_code,
    )
    return await _shown(session, vendor.id)


@router.get("/{vendor_id}", name="api.v1.onboarding.application")
async def application(
    session: ApiSession, bearer: OnboardingBearer, vendor_id: UUID
) -> ApplicationOut:
    """One application, with what is still to be done."""
    await _own(session, bearer, vendor_id)
    return await _shown(session, vendor_id)


@router.patch("/{vendor_id}", name="api.v1.onboarding.facts")
async def facts(
    request: Request,
    session: ApiSession,
    bearer: OnboardingBearer,
    vendor_id: UUID,
    body: dict[str, Any],
) -> ApplicationOut:
    """Keep some facts; what is not given stays. Unknown facts are refused by name."""
    await _own(session, bearer, vendor_id)
    await service.save_facts(
        session, vendor_id=vendor_id, actor=actor_of(request, bearer), facts=body
    )
    return await _shown(session, vendor_id)


@router.post("/{vendor_id}/documents", status_code=201, name="api.v1.onboarding.document")
async def document(
    request: Request,
    session: ApiSession,
    bearer: OnboardingBearer,
    vendor_id: UUID,
    type_code: Annotated[str, Form(max_length=32)],
    file: Annotated[UploadFile, File()],
    *,
    has_consented: Annotated[bool, Form()] = False,
) -> ApplicationOut:
    """Put a photographed paper (or a PDF) into the dossier."""
    await _own(session, bearer, vendor_id)
    stored = await store_document(
        session,
        request.app.state.tools[Storage],
        data=file,
        vendor_id=vendor_id,
        uploaded_by=bearer.account_id,
        original_name=file.filename or "",
    )
    await service.attach_document(
        session,
        vendor_id=vendor_id,
        actor=actor_of(request, bearer),
        uploaded_by=bearer.account_id,
        type_code=type_code,
        file_id=stored.id,
        has_consented=has_consented,
    )
    return await _shown(session, vendor_id)


@router.put("/{vendor_id}/settlement-account", name="api.v1.onboarding.account")
async def settlement_account(
    request: Request,
    session: ApiSession,
    bearer: OnboardingBearer,
    vendor_id: UUID,
    body: SettlementAccountIn,
) -> ApplicationOut:
    """Say where to be paid."""
    await _own(session, bearer, vendor_id)
    await service.set_settlement_account(
        session,
        vendor_id=vendor_id,
        actor=actor_of(request, bearer),
        created_by=bearer.account_id,
        **body.model_dump(),
    )
    return await _shown(session, vendor_id)


@router.post("/{vendor_id}/acceptances", status_code=201, name="api.v1.onboarding.accept")
async def accept(
    request: Request,
    session: ApiSession,
    bearer: OnboardingBearer,
    vendor_id: UUID,
    body: list[AcceptedIn],
) -> ApplicationOut:
    """Accept texts, each in the version that was read."""
    await _own(session, bearer, vendor_id)
    await service.accept_agreements(
        session,
        vendor_id=vendor_id,
        actor=actor_of(request, bearer),
        account_id=bearer.account_id,
        accepted=[(each.code, each.version) for each in body[:20]],
    )
    return await _shown(session, vendor_id)


@router.post("/{vendor_id}/submission", status_code=201, name="api.v1.onboarding.submit")
async def submit(
    request: Request, session: ApiSession, bearer: OnboardingBearer, vendor_id: UUID
) -> ApplicationOut:
    """Hand the dossier in for review."""
    await _own(session, bearer, vendor_id)
    await service.submit(
        session,
        vendor_id=vendor_id,
        actor=actor_of(request, bearer),
        account_id=bearer.account_id,
    )
    return await _shown(session, vendor_id)


async def _own(session: ApiSession, bearer: Bearer, vendor_id: UUID) -> None:
    """Raises: NotFound, for everybody who is not an owner there."""
    found = await session.scalar(
        select(VendorMember.id).where(
            VendorMember.vendor_id == vendor_id,
            VendorMember.account_id == bearer.account_id,
            VendorMember.role == MemberRole.OWNER,
            VendorMember.ended_at.is_(None),
        )
    )
    if found is None:
        raise NotFound(_("没有找到这家店铺。"))


async def _shown(session: ApiSession, vendor_id: UUID) -> ApplicationOut:
    dossier = await queries.dossier(session, vendor_id)
    vendor: Vendor = dossier.vendor
    return ApplicationOut(
        id=vendor.id,
        slug=vendor.slug,
        kind=vendor.kind,
        state=vendor.state,
        version=vendor.version,
        tasks=[TaskOut.model_validate(task) for task in queries.tasks(dossier)],
        corrections=dict(dossier.corrections),
    )
