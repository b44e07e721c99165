"""Reads for the review desk: the queue of applications, and one application with its evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.queries import names
from marketplace.kit.errors import NotFound
from marketplace.kit.language import gettext as _
from marketplace.kit.paging import PAGE_SIZE, Page, decode_cursor, encode_cursor
from marketplace.media.models import StoredFile
from marketplace.media.queries import files
from marketplace.regions.queries import lineages, spoken
from marketplace.vendors import rules
from marketplace.vendors.models import SettlementAccount, Vendor, VendorApplication
from marketplace.vendors.rules import Doubles, Finding
from marketplace.vendors.states import VendorState

TABS: Final = ("open", "correction", "due", "done")


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One application in a list."""

    application: VendorApplication
    vendor: Vendor
    place: str
    claimed_by: str
    warnings: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many wait, and since when."""

    open: int
    correction: int
    due: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Case:
    """One application as the reviewer sees it."""

    application: VendorApplication
    vendor: Vendor
    place: str
    claimed_by: str
    findings: Sequence[Finding]
    papers: Mapping[str, StoredFile]
    earlier: VendorApplication | None
    """The hand-in before this one, for the differences."""
    history: Sequence[VendorApplication]
    names: Mapping[UUID, str]


def _is_open() -> ColumnElement[bool]:
    return VendorApplication.decided_at.is_(None)


def _is_sent_back() -> ColumnElement[bool]:
    """The latest round was sent back and has not come in again."""
    newest = (
        select(func.max(VendorApplication.round))
        .where(VendorApplication.vendor_id == Vendor.id)
        .correlate(Vendor)
        .scalar_subquery()
    )
    return and_(Vendor.state == VendorState.CORRECTION, VendorApplication.round == newest)


def _filter(tab: str, soon: date) -> ColumnElement[bool]:
    if tab == "open":
        return _is_open()
    if tab == "due":
        return and_(_is_open(), VendorApplication.due_on <= soon)
    if tab == "correction":
        return _is_sent_back()
    if tab == "done":
        return VendorApplication.decided_at.is_not(None)
    return false()


async def applications(
    session: AsyncSession, *, tab: str, soon: date, after: str | None = None, limit: int = PAGE_SIZE
) -> Page[QueueRow]:
    """One tab of the queue, the oldest first; what is done, the newest first.

    Raises: Invalid, for a cursor that is not ours.
    """
    is_done = tab == "done"
    moment = VendorApplication.decided_at if is_done else VendorApplication.submitted_at
    chosen = (
        select(VendorApplication, Vendor)
        .join(Vendor, Vendor.id == VendorApplication.vendor_id)
        .where(_filter(tab, soon))
    )
    key = tuple_(moment, VendorApplication.id)
    if after:
        stamp, last = decode_cursor(after, str, str)
        place = _place(str(stamp), str(last))
        chosen = chosen.where(key < place if is_done else key > place)
    chosen = chosen.order_by(
        *(
            (moment.desc(), VendorApplication.id.desc())
            if is_done
            else (moment, VendorApplication.id)
        )
    )
    rows = (await session.execute(chosen.limit(limit + 1))).all()
    shown = rows[:limit]
    places = await lineages(session, {v.division_code or v.pavilion_code for _a, v in shown})
    people = await names(session, {a.claimed_by for a, _v in shown if a.claimed_by})
    items = [
        QueueRow(
            application=a,
            vendor=v,
            place=spoken(places[v.division_code or v.pavilion_code][-2:]),
            claimed_by=people.get(a.claimed_by, "") if a.claimed_by else "",
            warnings=_warnings(v, a),
        )
        for a, v in shown
    ]
    return Page(items, _next(shown, limit, len(rows), is_done=is_done))


def _place(stamp: str, last: str) -> Any:
    try:
        return tuple_(datetime.fromisoformat(stamp), UUID(last))
    except ValueError:
        raise NotFound(_("这一页的链接不完整，请从第一页重新打开。")) from None


def _next(
    shown: Sequence[tuple[VendorApplication, Vendor]], limit: int, found: int, *, is_done: bool
) -> str | None:
    if found <= limit:
        return None
    last = shown[-1][0]
    moment = last.decided_at if is_done else last.submitted_at
    return encode_cursor(moment.isoformat() if moment else "", str(last.id))


def _warnings(vendor: Vendor, application: VendorApplication) -> int:
    found = rules.findings(vendor.kind, vendor.pavilion_code, application.snapshot, Doubles())
    return sum(each.tone != "pass" for each in found)


async def counts(session: AsyncSession, *, soon: date) -> Counts:
    """How many are in each tab; one query."""
    row = (
        await session.execute(
            select(
                func.count().filter(_is_open()),
                func.count().filter(_is_sent_back()),
                func.count().filter(and_(_is_open(), VendorApplication.due_on <= soon)),
                func.min(VendorApplication.submitted_at).filter(_is_open()),
            )
            .select_from(VendorApplication)
            .join(Vendor, Vendor.id == VendorApplication.vendor_id)
            .where(or_(_is_open(), Vendor.state == VendorState.CORRECTION))
        )
    ).one()
    return Counts(row[0], row[1], row[2], row[3])


async def case(session: AsyncSession, application_id: UUID) -> Case:
    """One application with everything needed to decide. Raises: NotFound."""
    application = await session.get(VendorApplication, application_id)
    if application is None:
        raise NotFound(_("没有找到这份申请。"))
    vendor = await session.get_one(Vendor, application.vendor_id)
    rounds = await session.scalars(
        select(VendorApplication)
        .where(VendorApplication.vendor_id == vendor.id)
        .order_by(VendorApplication.round.desc())
    )
    history = rounds.all()
    earlier = next((each for each in history if each.round == application.round - 1), None)
    code = vendor.division_code or vendor.pavilion_code
    doubles = await _doubles(session, vendor, application.snapshot)
    papers: dict[str, str] = application.snapshot.get("documents", {})
    stored = await files(session, [UUID(file_id) for file_id in papers.values()])
    involved = {each for a in history for each in (a.claimed_by, a.decided_by) if each}
    known = await names(session, involved)
    return Case(
        application=application,
        vendor=vendor,
        place=spoken((await lineages(session, [code]))[code]),
        claimed_by=known.get(application.claimed_by, "") if application.claimed_by else "",
        findings=rules.findings(vendor.kind, vendor.pavilion_code, application.snapshot, doubles),
        papers={kind: stored[UUID(file_id)] for kind, file_id in papers.items()},
        earlier=earlier,
        history=history,
        names=known,
    )


async def _doubles(session: AsyncSession, vendor: Vendor, snapshot: Mapping[str, Any]) -> Doubles:
    """Other shops that share what should be one's own; one query."""
    account: dict[str, str] = snapshot.get("account") or {}
    others = and_(Vendor.id != vendor.id, Vendor.state != VendorState.CLOSED)
    phone = select(func.count()).where(others, Vendor.service_phone == vendor.service_phone)
    head = select(func.count()).where(
        others, Vendor.legal_representative == vendor.legal_representative
    )
    bank = select(func.count()).where(
        SettlementAccount.vendor_id != vendor.id,
        SettlementAccount.replaced_at.is_(None),
        SettlementAccount.bank_name == account.get("bank", ""),
        SettlementAccount.last_four == account.get("last_four", ""),
    )
    row = (
        await session.execute(
            select(phone.scalar_subquery(), bank.scalar_subquery(), head.scalar_subquery())
        )
    ).one()
    return Doubles(phone=row[0], account=row[1], representative=row[2])
