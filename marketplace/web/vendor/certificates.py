"""A vendor's papers: what is valid, what waits, what runs out."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import UploadFile
from starlette.responses import Response

from marketplace.certification import queries, service
from marketplace.http.flash import say
from marketplace.http.forms import Form, read_form
from marketplace.http.identity import PRIVATE, VendorDesk, VendorPerson, actor
from marketplace.http.pages import page, see_other
from marketplace.infra.db import DbSession
from marketplace.infra.images import ImageRefused
from marketplace.infra.storage import Storage
from marketplace.kit.clock import china_day, utcnow
from marketplace.kit.errors import MarketError
from marketplace.kit.language import gettext as _
from marketplace.media import service as media
from marketplace.media.errors import FileRefused
from marketplace.vendors.queries import vendor as vendor_row
from marketplace.web.paper_words import standing
from marketplace.web.vendor.onboarding_forms import only

router = APIRouter(prefix="/vendor/certificates", dependencies=[*PRIVATE])


class CertificateForm(Form):
    """One paper as it stands on the table."""

    type_code: str = Field(title="证书种类", max_length=32)
    number: str = Field("", title="编号", max_length=100)
    holder: str = Field("", title="持有人", max_length=200)
    issuer: str = Field("", title="发证机关", max_length=200)
    issued_on: date | None = Field(None, title="发证日期")
    valid_from: date | None = Field(None, title="生效日期")
    valid_until: date | None = Field(None, title="截止日期")
    scope: str = Field("", title="范围", max_length=2000)
    file: Any = Field(None, title="照片")


FIELDS: Final = tuple(CertificateForm.model_fields)


@router.get("", name="vendor.certificates")
async def papers(request: Request, session: DbSession, person: VendorDesk) -> Response:
    """Every paper, the newest first."""
    today = china_day(utcnow())
    found = await queries.vendor_papers(session, vendor_id=person.vendor_id)
    return page(
        request,
        "vendor/certificates/list.html",
        shop_name=person.shop_name or _("我的店铺"),
        papers=[(paper, *standing(paper, today)) for paper in found],
    )


@router.get("/new", name="vendor.certificates.new")
async def new(request: Request, session: DbSession, person: VendorDesk) -> Response:
    """An empty form."""
    vendor = await vendor_row(session, person.vendor_id)
    return await _form_page(request, session, person, {"holder": vendor.name}, {})


@router.post("", name="vendor.certificates.submit")
async def submit(request: Request, session: DbSession, person: VendorDesk) -> Response:
    """Hand a paper in for checking."""
    form = await read_form(request, CertificateForm)
    if form.model:
        try:
            async with session.begin_nested():
                await _keep(request, session, person, form.value)
        except (FileRefused, ImageRefused) as refusal:
            form.errors["file"] = refusal.message
        except MarketError as refusal:
            form.refuse(refusal)
    if form.errors:
        return await _form_page(request, session, person, form.typed, form.errors)
    say(request, _("证书已提交，审核后会告诉您。"))
    return see_other(request, "vendor.certificates")


@router.get("/{certificate_id}", name="vendor.certificate")
async def show(
    request: Request, session: DbSession, person: VendorDesk, certificate_id: UUID
) -> Response:
    """One paper with what was found."""
    found = await queries.vendor_paper(session, certificate_id, vendor_id=person.vendor_id)
    words, tone = standing(found, china_day(utcnow()))
    return page(
        request,
        "vendor/certificates/detail.html",
        shop_name=person.shop_name or _("我的店铺"),
        paper=found,
        words=words,
        tone=tone,
    )


async def _keep(
    request: Request, session: AsyncSession, person: VendorPerson, form: CertificateForm
) -> None:
    file_id: UUID | None = None
    if isinstance(form.file, UploadFile):
        storage: Storage = request.app.state.tools[Storage]
        stored = await media.store_document(
            session,
            storage,
            data=form.file,
            vendor_id=person.vendor_id,
            uploaded_by=person.account_id,
            original_name=form.file.filename or "",
        )
        file_id = stored.id
    given = form.model_dump(exclude={"file"})
    await service.submit_certificate(
        session,
        vendor_id=person.vendor_id,
        actor=actor(request, person.viewer),
        submitted_by=person.account_id,
        file_id=file_id,
        **given,
    )


async def _form_page(
    request: Request,
    session: AsyncSession,
    person: VendorPerson,
    typed: Mapping[str, Any],
    errors: Mapping[str, str],
) -> Response:
    kinds = await queries.submittable_types(session)
    return page(
        request,
        "vendor/certificates/new.html",
        status=422 if errors else 200,
        shop_name=person.shop_name or _("我的店铺"),
        kinds=kinds,
        typed=only(typed, FIELDS),
        errors=errors,
    )
