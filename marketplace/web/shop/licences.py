"""What the law wants shown: who sells, under which papers, by which rules, where to complain."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import PlainTextResponse, Response

from marketplace.certification import queries as papers
from marketplace.http.pages import path_for
from marketplace.http.prose import prose
from marketplace.infra.db import DbSession
from marketplace.kit.clock import china_day, utcnow
from marketplace.kit.language import language
from marketplace.vendors import queries as vendors
from marketplace.vendors.models import Agreement
from marketplace.web.paper_words import standing
from marketplace.web.shop.public import public_page

router = APIRouter()

Slug = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
Code = Annotated[str, Path(pattern=r"^[a-z_]{1,32}$")]
Version = Annotated[str | None, Query(pattern=r"^[0-9A-Za-z.-]{1,16}$")]


@router.get("/v/{slug}/licence", name="shop.vendor_licence")
async def vendor_licence(request: Request, session: DbSession, slug: Slug) -> Response:
    """A merchant's facts and papers. Source: E-Commerce Law art. 15; domain rule MER-10."""
    found = await vendors.licence(session, slug)
    badges = await papers.vendor_badges(session, found.vendor.id, china_day(utcnow()))
    return public_page(
        request,
        "shop/licence.html",
        f"vendor:{found.vendor.id}",
        licence=found,
        vendor=found.vendor,
        badges=badges,
    )


@router.get("/certificates/{certificate_id}", name="shop.certificate")
async def certificate(request: Request, session: DbSession, certificate_id: UUID) -> Response:
    """One paper: what it says and how far it can be relied on; never its photograph."""
    found = await papers.public_paper(session, certificate_id)
    words, tone = standing(found, china_day(utcnow()))
    return public_page(
        request,
        "shop/certificate.html",
        f"vendor:{found.vendor.id}",
        paper=found,
        words=words,
        tone=tone,
    )


@router.get("/about/licences", name="shop.licences")
async def licences(request: Request) -> Response:
    """The operator's own licences. Source: domain rule OP-1."""
    return public_page(request, "shop/about_licences.html", "rules")


@router.get("/about/complaints", name="shop.complaint")
async def complaints(request: Request) -> Response:
    """Where to complain. Source: E-Commerce Law art. 59; domain rule OP-5."""
    return public_page(request, "shop/about_complaints.html", "rules")


@router.get("/rules", name="shop.rules")
async def rules(request: Request, session: DbSession) -> Response:
    """Every rule in force. Source: E-Commerce Law art. 33."""
    return public_page(request, "shop/rules.html", "rules", texts=await vendors.agreements(session))


@router.get("/rules/privacy", name="shop.privacy")
async def privacy(request: Request, session: DbSession, version: Version = None) -> Response:
    """The privacy policy at an address of its own. Source: PIPL art. 17."""
    return await _text_page(request, session, "privacy", version)


@router.get("/rules/{code}", name="shop.rule")
async def rule(
    request: Request, session: DbSession, code: Code, version: Version = None
) -> Response:
    """One text: the version in force, or an earlier one."""
    return await _text_page(request, session, code, version)


@router.get("/rules/{code}/download", name="shop.rule.download")
async def download(session: DbSession, code: Code, version: Version = None) -> Response:
    """The same text as a file to keep."""
    text = await vendors.agreement(session, code, version)
    body = text.body_en if language() == "en" else text.body_zh
    title = text.title_en if language() == "en" else text.title_zh
    return PlainTextResponse(
        f"# {title} ({text.version})\n\n{body}",
        headers={"content-disposition": f'attachment; filename="{text.code}-{text.version}.md"'},
        media_type="text/markdown; charset=utf-8",
    )


async def _text_page(
    request: Request, session: DbSession, code: str, version: str | None
) -> Response:
    text = await vendors.agreement(session, code, version)
    others = await vendors.versions(session, code)
    return public_page(
        request,
        "shop/rule.html",
        "rules",
        text=text,
        body=prose(text.body_en if language() == "en" else text.body_zh),
        is_in_force=text.version == _in_force(others),
        versions=[
            (each, path_for(request, "shop.rule", code=code, version=each.version))
            for each in others
        ],
    )


def _in_force(versions: Sequence[Agreement]) -> str:
    now = utcnow()
    return next((each.version for each in versions if each.effective_at <= now), "")
