"""The first page of the workbench: what has to be done today, and how much came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from marketplace.catalog.tallies import Listings, listings
from marketplace.certification.models import Certificate
from marketplace.certification.queries import expiring_soon
from marketplace.http.identity import PRIVATE, VendorDesk, VendorPerson
from marketplace.http.pages import page
from marketplace.infra.db import DbSession
from marketplace.kit.clock import china_day, china_midnight, utcnow
from marketplace.kit.language import gettext as _
from marketplace.kit.moments import show_day
from marketplace.messages.queries import unread_count
from marketplace.orders import queries as orders
from marketplace.orders.queries import Takings, VendorCounts, VendorTab
from marketplace.vendors import queries as vendors
from marketplace.vendors.models import Vendor
from marketplace.vendors.states import VendorState
from marketplace.web.vendor.order_views import OrderCard, lateness, order_card, span

router = APIRouter(prefix="/vendor", dependencies=[*PRIVATE])

URGENT_SHOWN: Final = 5
PAPERS_LOOK_AHEAD: Final = 60
"""Days."""
TRADED: Final = frozenset({VendorState.TRADING, VendorState.SUSPENDED, VendorState.CLOSED})
"""Those who are, or were, open: they may have orders to send."""


@dataclass(frozen=True, slots=True)
class Day:
    """The figures of the page; nothing on it is guessed."""

    counts: VendorCounts
    cards: Sequence[OrderCard]
    longest_late: str
    papers: Sequence[Certificate]
    ended: int
    """Of the papers: already over."""
    listings: Listings
    unread: int
    takings: Takings


@router.get("", name="vendor.today")
async def today(request: Request, session: DbSession, person: VendorDesk) -> Response:
    """What waits; before the shop has been approved, how far its application is."""
    vendor = await vendors.vendor(session, person.vendor_id)
    day = china_day(utcnow())
    if vendor.state not in TRADED:
        return await _not_open_yet(request, session, person, vendor)
    return page(
        request,
        "vendor/today.html",
        shop_name=person.shop_name,
        date_text=date_words(day),
        state=vendor.state.value,
        day=await _day(session, person),
        shops=len(person.viewer.memberships),
    )


def date_words(day: date) -> str:
    """2026年11月20日（周五）."""
    weekday = (
        _("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"),
    )[day.weekday()]  # fmt: skip
    return _("%(day)s（%(weekday)s）", day=show_day(day), weekday=weekday)


async def _day(session: AsyncSession, person: VendorPerson) -> Day:
    now = utcnow()
    today = china_day(now)
    midnight = china_midnight(today)
    vendor_id = person.vendor_id
    counts = await orders.vendor_counts(session, vendor_id=vendor_id, now=now, midnight=midnight)
    urgent = await orders.vendor_orders(
        session, vendor_id=vendor_id, tab=VendorTab.TO_SHIP, limit=URGENT_SHOWN
    )
    late = max((lateness(order, now) or timedelta(0) for order in urgent.items), default=None)
    papers = await expiring_soon(session, vendor_id=vendor_id, today=today, days=PAPERS_LOOK_AHEAD)
    return Day(
        counts=counts,
        cards=[order_card(order, now) for order in urgent.items],
        longest_late=span(late) if late else "",
        papers=papers,
        ended=sum(bool(paper.valid_until and paper.valid_until < today) for paper in papers),
        listings=await listings(session, vendor_id=vendor_id),
        unread=await unread_count(session, person.account_id),
        takings=await orders.takings(
            session, vendor_id=vendor_id, since=midnight, until=midnight + timedelta(days=1)
        ),
    )


async def _not_open_yet(
    request: Request, session: AsyncSession, person: VendorPerson, vendor: Vendor
) -> Response:
    dossier = await vendors.dossier(session, vendor.id)
    tasks = vendors.tasks(dossier)
    return page(
        request,
        "vendor/not_open.html",
        shop_name=person.shop_name,
        state=vendor.state.value,
        application=dossier.application,
        corrections=list(dossier.corrections.values()),
        done=sum(task.state == "done" for task in tasks),
        all=len(tasks),
        unread=await unread_count(session, person.account_id),
        shops=len(person.viewer.memberships),
    )
