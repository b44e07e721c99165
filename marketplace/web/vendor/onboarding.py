"""Applying to sell: a list of tasks that can be left and taken up again, on a phone."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from marketplace.accounts.service import open_workbench
from marketplace.http.flash import say
from marketplace.http.forms import Submitted, read_form
from marketplace.http.identity import PRIVATE, SignedIn, VendorOwner, VendorPerson, actor
from marketplace.http.pages import page, path_for, see_other
from marketplace.infra.db import DbSession
from marketplace.infra.images import ImageRefused
from marketplace.infra.storage import Storage
from marketplace.kit.errors import InvalidFields, MarketError
from marketplace.kit.language import gettext as _
from marketplace.media import service as media
from marketplace.media.errors import FileRefused
from marketplace.media.queries import files
from marketplace.regions.models import Division, Pavilion
from marketplace.regions.queries import children, label
from marketplace.vendors import queries, rules, service
from marketplace.vendors.queries import Dossier
from marketplace.vendors.rules import EDITABLE_STATES
from marketplace.web.application_answers import answers
from marketplace.web.vendor.onboarding_forms import (
    AccountForm,
    AgreementsForm,
    ApplyForm,
    FactsForm,
    IdentityForm,
    PaperForm,
    ShopForm,
    as_typed,
    only,
)

router = APIRouter(prefix="/vendor", dependencies=[*PRIVATE])


@router.get("/apply", name="vendor.apply")
async def apply(request: Request, session: DbSession, viewer: SignedIn) -> Response:
    """Choose the legal kind and the county."""
    del viewer  # people only
    return await _apply_page(request, session, {}, {})


@router.post("/apply", name="vendor.apply.start")
async def start(request: Request, session: DbSession, viewer: SignedIn) -> Response:
    """Open the dossier and its workbench."""
    form = await read_form(request, ApplyForm)
    if form.model:
        try:
            async with session.begin_nested():
                vendor = await service.start_application(
                    session,
                    actor=actor(request, viewer),
                    owner_id=viewer.account_id,
                    kind=form.value.kind,
                    pavilion_code=form.value.pavilion_code,
                )
                await open_workbench(session, session_id=viewer.session_id, vendor_id=vendor.id)
        except MarketError as refusal:
            form.refuse(refusal)
    if form.errors:
        return await _apply_page(request, session, form.typed, form.errors)
    return see_other(request, "vendor.onboarding")


@router.get("/onboarding", name="vendor.onboarding")
async def tasks(request: Request, session: DbSession, person: VendorOwner) -> Response:
    """What is done and what is left; after handing in, how far it is."""
    dossier = await queries.dossier(session, person.vendor_id)
    is_open = dossier.vendor.state in EDITABLE_STATES
    parts = queries.tasks(dossier)
    found = [
        {
            "text": task.text,
            "state": task.state if is_open else "done",
            "note": task.note if is_open else "",
            "href": path_for(request, f"vendor.onboarding.{task.key}")
            if is_open
            else path_for(request, "vendor.onboarding.check"),
        }
        for task in parts
    ]
    return page(
        request,
        "vendor/onboarding/tasks.html",
        shop_name=_shop_name(person),
        dossier=dossier,
        kind_text=queries.kind_text(dossier.vendor.kind),
        tasks=found,
        is_open=is_open,
        is_complete=queries.is_complete(parts),
    )


@router.get("/onboarding/identity", name="vendor.onboarding.identity")
async def identity(request: Request, session: DbSession, person: VendorOwner) -> Response:
    """What stands on the licence."""
    vendor = await queries.vendor(session, person.vendor_id)
    return await _facts_page(
        request, session, person, "identity", as_typed(vendor, IdentityForm.FACTS), {}
    )


@router.post("/onboarding/identity", name="vendor.onboarding.identity.save")
async def save_identity(request: Request, session: DbSession, person: VendorOwner) -> Response:
    """Keep it."""
    return await _save_facts(request, session, person, "identity", IdentityForm)


@router.get("/onboarding/shop", name="vendor.onboarding.shop")
async def shop(request: Request, session: DbSession, person: VendorOwner) -> Response:
    """How the shop presents itself."""
    vendor = await queries.vendor(session, person.vendor_id)
    return await _facts_page(request, session, person, "shop", as_typed(vendor, ShopForm.FACTS), {})


@router.post("/onboarding/shop", name="vendor.onboarding.shop.save")
async def save_shop(request: Request, session: DbSession, person: VendorOwner) -> Response:
    """Keep it."""
    return await _save_facts(request, session, person, "shop", ShopForm)


@router.get("/onboarding/documents", name="vendor.onboarding.documents")
async def documents(request: Request, session: DbSession, person: VendorOwner) -> Response:
    """Photographs of the papers."""
    return await _papers_page(request, session, person, {}, {})


@router.post("/onboarding/documents", name="vendor.onboarding.documents.add")
async def add_document(request: Request, session: DbSession, person: VendorOwner) -> Response:
    """Take one photograph in."""
    form = await read_form(request, PaperForm)
    if form.model:
        try:
            async with session.begin_nested():
                await _keep_paper(request, session, person, form.value)
        except (FileRefused, ImageRefused) as refusal:
            form.errors["file"] = refusal.message
        except MarketError as refusal:
            form.refuse(refusal)
    if form.errors:
        return await _papers_page(request, session, person, form.typed, form.errors)
    say(request, _("照片已保存。"))
    return see_other(request, "vendor.onboarding.documents")


@router.get("/onboarding/account", name="vendor.onboarding.account")
async def account(request: Request, session: DbSession, person: VendorOwner) -> Response:
    """Where the vendor is paid."""
    dossier = await queries.dossier(session, person.vendor_id)
    typed = {"holder_name": dossier.vendor.name}
    if dossier.account is not None:
        typed["bank_name"] = dossier.account.bank_name
    return _account_page(request, person, dossier, typed, {})


@router.post("/onboarding/account", name="vendor.onboarding.account.save")
async def save_account(request: Request, session: DbSession, person: VendorOwner) -> Response:
    """Keep it, sealed."""
    form = await read_form(request, AccountForm)
    if form.model:
        try:
            async with session.begin_nested():
                await service.set_settlement_account(
                    session,
                    vendor_id=person.vendor_id,
                    actor=actor(request, person.viewer),
                    created_by=person.account_id,
                    holder_name=form.value.holder_name,
                    bank_name=form.value.bank_name,
                    account_no=form.value.account_no,
                    has_consented=form.value.bank_consent,
                )
        except MarketError as refusal:
            form.refuse(refusal)
    if form.errors:
        dossier = await queries.dossier(session, person.vendor_id)
        return _account_page(request, person, dossier, form.typed, form.errors)
    return _saved(request)


@router.get("/onboarding/agreements", name="vendor.onboarding.agreements")
async def agreements(request: Request, session: DbSession, person: VendorOwner) -> Response:
    """The texts, one by one."""
    dossier = await queries.dossier(session, person.vendor_id)
    return _agreements_page(request, person, dossier, {})


@router.post("/onboarding/agreements", name="vendor.onboarding.agreements.accept")
async def accept_agreements(request: Request, session: DbSession, person: VendorOwner) -> Response:
    """Accept what was ticked; all of them are needed before handing in."""
    form = await read_form(request, AgreementsForm)
    dossier = await queries.dossier(session, person.vendor_id)
    if form.model:
        pairs = form.value.pairs()
        missing = [
            text
            for text in dossier.agreements
            if (text.code, text.version) not in {*dossier.accepted, *pairs}
        ]
        if missing:
            form.errors["accepted"] = _("还有 %(n)d 份没有同意，请逐份阅读后勾选。", n=len(missing))
        else:
            try:
                async with session.begin_nested():
                    await service.accept_agreements(
                        session,
                        vendor_id=person.vendor_id,
                        actor=actor(request, person.viewer),
                        account_id=person.account_id,
                        accepted=pairs,
                    )
            except MarketError as refusal:
                form.refuse(refusal)
    if form.errors:
        return _agreements_page(request, person, dossier, form.errors)
    return _saved(request)


@router.get("/onboarding/check", name="vendor.onboarding.check")
async def check(request: Request, session: DbSession, person: VendorOwner) -> Response:
    """Every answer once more, before it counts."""
    return await _check_page(request, session, person, {})


@router.post("/onboarding/submission", name="vendor.onboarding.submit")
async def submit(request: Request, session: DbSession, person: VendorOwner) -> Response:
    """Hand it in."""
    try:
        async with session.begin_nested():
            await service.submit(
                session,
                vendor_id=person.vendor_id,
                actor=actor(request, person.viewer),
                account_id=person.account_id,
            )
    except InvalidFields as refusal:
        return await _check_page(request, session, person, refusal.fields)
    say(request, _("已提交审核。"))
    return see_other(request, "vendor.onboarding")


def _shop_name(person: VendorPerson) -> str:
    return person.shop_name or _("我的店铺")


def _saved(request: Request) -> Response:
    say(request, _("已保存。"))
    return see_other(request, "vendor.onboarding")


async def _apply_page(
    request: Request, session: AsyncSession, typed: Mapping[str, Any], errors: Mapping[str, str]
) -> Response:
    rows = await session.execute(
        select(Pavilion.code, Division.name, Division.pinyin)
        .join(Division, Division.code == Pavilion.code)
        .where(Pavilion.is_open)
        .order_by(Pavilion.position, Pavilion.code)
    )
    counties = [
        (row.code, label(Division(code=row.code, name=row.name, pinyin=row.pinyin))) for row in rows
    ]
    return page(
        request,
        "vendor/onboarding/apply.html",
        status=422 if errors else 200,
        counties=counties,
        kinds=[(kind.value, queries.kind_text(kind)) for kind in rules.OPEN_KINDS],
        typed=only(typed, ("kind", "pavilion_code")),
        errors=errors,
    )


async def _facts_page(
    request: Request,
    session: AsyncSession,
    person: VendorPerson,
    key: str,
    typed: Mapping[str, Any],
    errors: Mapping[str, str],
) -> Response:
    dossier = await queries.dossier(session, person.vendor_id)
    vendor = dossier.vendor
    towns: Sequence[Division] = ()
    if key == "shop":
        towns = await children(session, vendor.pavilion_code)
    fields = IdentityForm.FACTS if key == "identity" else ShopForm.FACTS
    found: list[rules.Finding] = []
    if key == "identity" and vendor.uscc and not errors:
        found = rules.uscc_findings(vendor.kind, vendor.uscc, vendor.pavilion_code)
    return page(
        request,
        f"vendor/onboarding/{key}.html",
        status=422 if errors else 200,
        shop_name=_shop_name(person),
        kind=vendor.kind.value,
        typed=only(typed, fields),
        errors=errors,
        warnings=[each.text for each in found if each.tone == "warn"],
        corrections=_to_mend(dossier, key),
        towns=[(town.code, label(town)) for town in towns],
    )


async def _save_facts(
    request: Request,
    session: AsyncSession,
    person: VendorPerson,
    key: str,
    model: type[FactsForm],
) -> Response:
    vendor = await queries.vendor(session, person.vendor_id)
    form: Submitted[Any] = await read_form(request, model)
    if form.model:
        try:
            async with session.begin_nested():
                await service.save_facts(
                    session,
                    vendor_id=person.vendor_id,
                    actor=actor(request, person.viewer),
                    facts=form.value.facts(vendor.kind),
                )
        except MarketError as refusal:
            form.refuse(refusal)
            await session.refresh(vendor)
    if form.errors:
        return await _facts_page(request, session, person, key, form.typed, form.errors)
    return _saved(request)


async def _keep_paper(
    request: Request, session: AsyncSession, person: VendorPerson, form: PaperForm
) -> None:
    upload = form.upload()
    storage: Storage = request.app.state.tools[Storage]
    stored = await media.store_document(
        session,
        storage,
        data=upload,
        vendor_id=person.vendor_id,
        uploaded_by=person.account_id,
        original_name=upload.filename or "",
    )
    await service.attach_document(
        session,
        vendor_id=person.vendor_id,
        actor=actor(request, person.viewer),
        uploaded_by=person.account_id,
        type_code=form.type_code,
        file_id=stored.id,
        has_consented=form.id_consent,
    )


async def _papers_page(
    request: Request,
    session: AsyncSession,
    person: VendorPerson,
    typed: Mapping[str, Any],
    errors: Mapping[str, str],
) -> Response:
    dossier = await queries.dossier(session, person.vendor_id)
    stored = await files(session, [paper.file_id for paper in dossier.documents.values()])
    papers = [
        {
            "code": code,
            "file": stored.get(dossier.documents[code].file_id)
            if code in dossier.documents
            else None,
            "correction": dossier.corrections.get(code, ""),
        }
        for code in rules.DOCUMENTS
    ]
    return page(
        request,
        "vendor/onboarding/documents.html",
        status=422 if errors else 200,
        shop_name=_shop_name(person),
        papers=papers,
        wrong=typed.get("type_code", ""),
        errors=errors,
    )


def _account_page(
    request: Request,
    person: VendorPerson,
    dossier: Dossier,
    typed: Mapping[str, Any],
    errors: Mapping[str, str],
) -> Response:
    return page(
        request,
        "vendor/onboarding/account.html",
        status=422 if errors else 200,
        shop_name=_shop_name(person),
        dossier=dossier,
        # The number itself is never sent back to the page, not even when it was refused.
        typed=only(typed, ("holder_name", "bank_name")),
        errors=errors,
        corrections=_to_mend(dossier, "account"),
    )


def _agreements_page(
    request: Request, person: VendorPerson, dossier: Dossier, errors: Mapping[str, str]
) -> Response:
    return page(
        request,
        "vendor/onboarding/agreements.html",
        status=422 if errors else 200,
        shop_name=_shop_name(person),
        texts=dossier.agreements,
        accepted=dossier.accepted,
        errors=errors,
    )


async def _check_page(
    request: Request, session: AsyncSession, person: VendorPerson, errors: Mapping[str, str]
) -> Response:
    dossier = await queries.dossier(session, person.vendor_id)
    is_open = dossier.vendor.state in EDITABLE_STATES
    return page(
        request,
        "vendor/onboarding/check.html",
        status=422 if errors else 200,
        shop_name=_shop_name(person),
        dossier=dossier,
        sections=await answers(request, session, dossier, is_open=is_open),
        is_open=is_open,
        is_complete=queries.is_complete(queries.tasks(dossier)),
        errors=errors,
    )


def _to_mend(dossier: Dossier, key: str) -> list[str]:
    """What the reviewers asked for in this part of the application."""
    return [
        sentence for field, sentence in dossier.corrections.items() if queries.task_of(field) == key
    ]
