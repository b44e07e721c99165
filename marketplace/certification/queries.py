"""Reads about papers: what is valid on a day, what a product may show, the queue."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, column, func, or_, select, table
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.queries import names
from marketplace.certification import rules
from marketplace.certification.models import Certificate, CertificateType
from marketplace.certification.states import CertificateState
from marketplace.kit.errors import NotFound
from marketplace.kit.language import gettext as _
from marketplace.kit.language import language
from marketplace.kit.paging import PAGE_SIZE, Page, decode_cursor, encode_cursor
from marketplace.vendors.models import Vendor

TABS: Final = ("open", "expiring", "done")

_claims = table("product_certificates", column("product_id"), column("certificate_id"))
"""Which product a paper is claimed for belongs to the catalogue above; only its ids are read."""


def in_force(on: date) -> ColumnElement[bool]:
    """As ``Certificate.covers``, for the database: reviewed as valid and in date on ``on``."""
    return and_(
        Certificate.state == CertificateState.VALID,
        or_(Certificate.valid_from.is_(None), Certificate.valid_from <= on),
        or_(Certificate.valid_until.is_(None), Certificate.valid_until >= on),
    )


async def valid_types(session: AsyncSession, *, vendor_id: UUID, on: date) -> frozenset[str]:
    """The types of which the vendor has a paper in force on ``on`` (a day in China)."""
    found = await valid_types_of(session, vendor_ids=[vendor_id], on=on)
    return found.get(vendor_id, frozenset())


async def valid_types_of(
    session: AsyncSession, *, vendor_ids: Collection[UUID], on: date
) -> Mapping[UUID, frozenset[str]]:
    """As ``valid_types``, for many vendors in one query."""
    rows = await session.execute(
        select(Certificate.vendor_id, func.array_agg(Certificate.type_code.distinct()))
        .where(Certificate.vendor_id.in_(vendor_ids), in_force(on))
        .group_by(Certificate.vendor_id)
    )
    return {vendor_id: frozenset(codes) for vendor_id, codes in rows}


@dataclass(frozen=True, slots=True)
class Badge:
    """A fact about a product with a paper behind it; never a recommendation."""

    certificate_id: UUID
    type_code: str
    text_zh: str
    text_en: str
    name_zh: str
    name_en: str
    number: str
    issuer: str
    valid_until: date | None

    @property
    def text(self) -> str:
        """What the badge says, in the reader's language."""
        return self.text_en if language() == "en" else self.text_zh


async def product_badges(
    session: AsyncSession, product_ids: Collection[UUID], on: date
) -> Mapping[UUID, list[Badge]]:
    """The papers claimed for each product that are in force on ``on``; one query for all."""
    if not product_ids:
        return {}
    rows = await session.execute(
        select(_claims.c.product_id, Certificate, CertificateType)
        .join(Certificate, Certificate.id == _claims.c.certificate_id)
        .join(CertificateType, CertificateType.code == Certificate.type_code)
        .where(_claims.c.product_id.in_(product_ids), in_force(on))
        .order_by(CertificateType.position, Certificate.id)
    )
    found: dict[UUID, list[Badge]] = {}
    for product_id, paper, kind in rows:
        found.setdefault(product_id, []).append(_badge(paper, kind))
    return found


async def vendor_badges(session: AsyncSession, vendor_id: UUID, on: date) -> list[Badge]:
    """The papers of a vendor that are in force on ``on``."""
    rows = await session.execute(
        select(Certificate, CertificateType)
        .join(CertificateType, CertificateType.code == Certificate.type_code)
        .where(Certificate.vendor_id == vendor_id, Certificate.replaced_by.is_(None), in_force(on))
        .order_by(CertificateType.position, Certificate.id)
    )
    return [_badge(paper, kind) for paper, kind in rows]


def _badge(paper: Certificate, kind: CertificateType) -> Badge:
    return Badge(
        certificate_id=paper.id,
        type_code=kind.code,
        text_zh=kind.badge_zh,
        text_en=kind.badge_en,
        name_zh=kind.name_zh,
        name_en=kind.name_en,
        number=paper.number,
        issuer=paper.issuer or kind.issuer,
        valid_until=paper.valid_until,
    )


# --- A vendor's own papers, and the public page -----------------------------------------------


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate with its type and its shop."""

    certificate: Certificate
    kind: CertificateType
    vendor: Vendor

    @property
    def is_demo(self) -> bool:
        """Belongs to the demonstration data."""
        return self.certificate.is_demo


async def submittable_types(session: AsyncSession) -> Sequence[CertificateType]:
    """The kinds of papers a vendor may record."""
    return (
        await session.scalars(
            select(CertificateType)
            .where(CertificateType.subject.in_(rules.SUBMITTABLE))
            .order_by(CertificateType.position)
        )
    ).all()


async def vendor_papers(session: AsyncSession, *, vendor_id: UUID) -> list[Paper]:
    """Every paper of a vendor, the newest first; no more than a workbench page can show."""
    rows = await session.execute(
        _papers()
        .where(Certificate.vendor_id == vendor_id)
        .order_by(Certificate.id.desc())
        .limit(200)
    )
    return [Paper(*row) for row in rows]


async def vendor_paper(session: AsyncSession, certificate_id: UUID, *, vendor_id: UUID) -> Paper:
    """One paper of this vendor. Raises: NotFound, also for another's."""
    return await _one(session, Certificate.id == certificate_id, Certificate.vendor_id == vendor_id)


async def public_paper(session: AsyncSession, certificate_id: UUID) -> Paper:
    """A paper that was once found valid; expired and revoked ones stay readable as such.

    Raises: NotFound.
    """
    return await _one(
        session,
        Certificate.id == certificate_id,
        Certificate.state.in_([CertificateState.VALID, CertificateState.REVOKED]),
    )


async def paper(session: AsyncSession, certificate_id: UUID) -> Paper:
    """One paper, for the desk. Raises: NotFound."""
    return await _one(session, Certificate.id == certificate_id)


def _papers():  # noqa: ANN202  # its type is longer than itself
    return (
        select(Certificate, CertificateType, Vendor)
        .join(CertificateType, CertificateType.code == Certificate.type_code)
        .join(Vendor, Vendor.id == Certificate.vendor_id)
    )


async def _one(session: AsyncSession, *where: ColumnElement[bool]) -> Paper:
    row = (await session.execute(_papers().where(*where))).one_or_none()
    if row is None:
        raise NotFound(_("没有找到这份证书。"))
    return Paper(*row)


# --- The desk -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One paper in the desk's list."""

    paper: Paper
    claimed_by: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many wait, since when, and how many run out soon."""

    open: int
    expiring: int
    oldest: datetime | None


def _tab(tab: str, today: date) -> ColumnElement[bool]:
    if tab == "open":
        return Certificate.state == CertificateState.PENDING
    if tab == "expiring":
        soon = today + timedelta(days=rules.LADDER[1])
        return and_(in_force(today), Certificate.valid_until <= soon)
    return Certificate.state != CertificateState.PENDING


async def queue(
    session: AsyncSession,
    *,
    tab: str,
    today: date,
    after: str | None = None,
    limit: int = PAGE_SIZE,
) -> Page[QueueRow]:
    """One tab of the desk's list: what waits oldest first, what is done newest first.

    Raises: Invalid, for a cursor that is not ours.
    """
    chosen = _papers().where(_tab(tab, today))
    is_newest_first = tab == "done"
    if after:
        (last,) = decode_cursor(after, str)
        try:
            at = UUID(str(last))
        except ValueError:
            raise NotFound(_("没有找到这份证书。")) from None
        chosen = chosen.where(Certificate.id < at if is_newest_first else Certificate.id > at)
    order = Certificate.id.desc() if is_newest_first else Certificate.id.asc()
    rows = (await session.execute(chosen.order_by(order).limit(limit + 1))).all()
    shown = [Paper(*row) for row in rows[:limit]]
    claimed = {each.certificate.claimed_by for each in shown if each.certificate.claimed_by}
    known = await names(session, claimed)
    items = [
        QueueRow(each, known.get(each.certificate.claimed_by, ""))
        if each.certificate.claimed_by
        else QueueRow(each, "")
        for each in shown
    ]
    more = encode_cursor(str(shown[-1].certificate.id)) if len(rows) > limit else None
    return Page(items, more)


async def counts(session: AsyncSession, *, today: date) -> Counts:
    """How many are in each tab; one query."""
    waiting = Certificate.state == CertificateState.PENDING
    row = (
        await session.execute(
            select(
                func.count().filter(waiting),
                func.count().filter(_tab("expiring", today)),
                func.min(Certificate.created_at).filter(waiting),
            )
        )
    ).one()
    return Counts(row[0], row[1], row[2])


async def same_number_elsewhere(session: AsyncSession, certificate: Certificate) -> int:
    """How many other shops recorded a paper of this type and number."""
    count = await session.scalar(
        select(func.count(Certificate.vendor_id.distinct())).where(
            Certificate.type_code == certificate.type_code,
            Certificate.number == certificate.number,
            Certificate.vendor_id != certificate.vendor_id,
        )
    )
    return count or 0


async def expiring_ids(session: AsyncSession, *, today: date) -> Sequence[UUID]:
    """Papers for which a step of the ladder may be due: those that run out within its reach."""
    horizon = today + timedelta(days=rules.LADDER[0])
    return (
        await session.scalars(
            select(Certificate.id)
            .where(
                Certificate.state == CertificateState.VALID,
                Certificate.replaced_by.is_(None),
                Certificate.valid_until <= horizon,
                # What ran out longer ago has been told and closed.
                Certificate.valid_until >= today - timedelta(days=rules.LADDER[0]),
            )
            .order_by(Certificate.id)
        )
    ).all()


async def expiring_soon(
    session: AsyncSession, *, vendor_id: UUID, today: date, days: int = rules.LADDER[1]
) -> Sequence[Certificate]:
    """A vendor's papers that have run out, or will within ``days``; for the workbench."""
    return (
        await session.scalars(
            select(Certificate)
            .where(
                Certificate.vendor_id == vendor_id,
                Certificate.state == CertificateState.VALID,
                Certificate.replaced_by.is_(None),
                Certificate.valid_until <= today + timedelta(days=days),
            )
            .order_by(Certificate.valid_until)
        )
    ).all()
