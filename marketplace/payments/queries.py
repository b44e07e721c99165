"""Reads about payments: the payer's page, the finance desk, and what has to be asked about."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.kit.errors import Invalid, NotFound
from marketplace.kit.language import gettext as _
from marketplace.kit.paging import PAGE_SIZE, Page, decode_cursor, encode_cursor
from marketplace.orders.models import OrderGroup
from marketplace.payments.models import GatewayEvent, Payment, PaymentOperation, Refund
from marketplace.payments.states import OPEN_STATES, PaymentState, RefundState

Row = TypeVar("Row")
ENDED_STATES = (PaymentState.FAILED, PaymentState.EXPIRED, PaymentState.CLOSED)
UNSETTLED = (RefundState.REQUESTED, RefundState.PROCESSING)
NEEDS_A_HAND = (RefundState.FAILED, RefundState.ABNORMAL)


async def payment(session: AsyncSession, payment_id: UUID) -> Payment:
    """One payment. Raises: NotFound."""
    found = await session.get(Payment, payment_id, populate_existing=True)
    if found is None:
        raise NotFound(_("没有找到这笔付款。"))
    return found


async def payment_known_as(
    session: AsyncSession, *, gateway: str, payment_ref: str | None, gateway_ref: str | None
) -> UUID | None:
    """Our payment that a provider means, by our number or by theirs."""
    named = [Payment.gateway_ref == gateway_ref] if gateway_ref else []
    if payment_ref and (ours := _uuid(payment_ref)):
        named.append(Payment.id == ours)
    if not named:
        return None
    query = select(Payment.id).where(Payment.gateway == gateway, or_(*named))
    return await session.scalar(query.order_by(Payment.gateway_ref.is_(None)).limit(1))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def open_payments(session: AsyncSession, group_id: UUID) -> list[Payment]:
    """Attempts at this purchase that might still be paid; one at most, unless books are broken."""
    query = select(Payment).where(Payment.group_id == group_id, Payment.state.in_(OPEN_STATES))
    return list(await session.scalars(query.execution_options(populate_existing=True)))


async def counted_payment(session: AsyncSession, group_id: UUID) -> Payment | None:
    """The payment a purchase was paid by."""
    query = select(Payment).where(
        Payment.group_id == group_id,
        Payment.state == PaymentState.CAPTURED,
        Payment.failure == "",
    )
    return await session.scalar(query)


class Face(enum.StrEnum):
    """What the payer's page is about."""

    CHOOSE = "choose"
    PAY = "pay"
    CONFIRMING = "confirming"
    PAID = "paid"
    CLOSED = "closed"
    IN_QUESTION = "in_question"
    """Money came that does not fit; a person looks at it."""
    GOING_BACK = "going_back"
    """Money came too late and goes back."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """A purchase as its payer sees it."""

    group: OrderGroup
    payment: Payment | None
    """The newest attempt, or the one that counts."""
    face: Face


async def purchase_to_pay(
    session: AsyncSession, *, group_id: UUID, account_id: UUID, now: datetime
) -> Purchase:
    """A buyer's purchase and how its payment stands; two queries.

    Raises: NotFound, for somebody else's too.
    """
    query = select(OrderGroup).where(OrderGroup.id == group_id, OrderGroup.account_id == account_id)
    group = await session.scalar(query.execution_options(populate_existing=True))
    if group is None:
        raise NotFound(_("没有找到这笔订单。"))
    attempts = select(Payment).where(Payment.group_id == group_id).order_by(Payment.id.desc())
    made = list(await session.scalars(attempts.execution_options(populate_existing=True)))
    counted = [each for each in made if each.state is PaymentState.CAPTURED and not each.failure]
    in_question = [each for each in made if each.is_stray and not each.refunded_minor]
    opened = [each for each in made if each.state in OPEN_STATES]
    is_over = group.closed_at is not None or group.pay_before <= now
    strays = [each for each in made if each.is_stray] if is_over else []
    chosen = next(iter([*counted, *in_question, *opened, *strays, *made]), None)
    return Purchase(group, chosen, _face(group, chosen, is_over=is_over))


def _face(group: OrderGroup, chosen: Payment | None, *, is_over: bool) -> Face:
    if group.paid_at is not None:
        return Face.PAID
    if chosen is not None and chosen.is_stray and not chosen.refunded_minor:
        return Face.IN_QUESTION
    if chosen is not None and chosen.state in OPEN_STATES and group.closed_at is None:
        can_pay = chosen.state is PaymentState.ACTION_REQUIRED and bool(chosen.next_action)
        return Face.PAY if can_pay and not is_over else Face.CONFIRMING
    if is_over and chosen is not None and chosen.is_stray:
        return Face.GOING_BACK
    return Face.CLOSED if is_over else Face.CHOOSE


async def to_ask_about(
    session: AsyncSession, *, before: datetime, ended_since: datetime, limit: int
) -> list[UUID]:
    """Payments not heard of since ``before``: open ones, and those that ended lately unpaid."""
    quiet = func.coalesce(Payment.checked_at, Payment.created_at) < before
    ended = and_(Payment.state.in_(ENDED_STATES), Payment.created_at > ended_since)
    query = (
        select(Payment.id)
        .where(quiet, or_(Payment.state.in_(OPEN_STATES), ended))
        .order_by(func.coalesce(Payment.checked_at, Payment.created_at))
        .limit(limit)
    )
    return list(await session.scalars(query))


async def refunds_to_ask_about(
    session: AsyncSession, *, before: datetime, settled_since: datetime | None, limit: int
) -> list[tuple[UUID, RefundState]]:
    """Refunds not finished since ``before``; with ``settled_since``, those that may bounce too."""
    wanted: list[ColumnElement[bool]] = [
        and_(Refund.state.in_(UNSETTLED), Refund.created_at < before)
    ]
    if settled_since is not None:
        wanted.append(
            and_(Refund.state == RefundState.SUCCEEDED, Refund.settled_at > settled_since)
        )
    query = select(Refund.id, Refund.state).where(or_(*wanted)).order_by(Refund.id).limit(limit)
    return [(row[0], row[1]) for row in await session.execute(query)]


async def refunds_of(session: AsyncSession, payment_id: UUID) -> list[Refund]:
    """Refunds on one payment that a provider may have news of, the oldest first."""
    query = select(Refund).where(
        Refund.payment_id == payment_id, Refund.state != RefundState.FAILED
    )
    return list(await session.scalars(query.order_by(Refund.id)))


async def unhandled_notices(session: AsyncSession, *, before: datetime, limit: int) -> list[UUID]:
    """Notices that were taken in before and not dealt with."""
    query = (
        select(GatewayEvent.id)
        .where(GatewayEvent.handled_at.is_(None), GatewayEvent.received_at < before)
        .order_by(GatewayEvent.received_at)
        .limit(limit)
    )
    return list(await session.scalars(query))


# The finance desk


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment with the number of its purchase."""

    payment: Payment
    group_number: str


def _after(after: str | None, column: ColumnElement[UUID]) -> list[ColumnElement[bool]]:
    if not after:
        return []
    try:
        return [column < UUID(str(decode_cursor(after, str)[0]))]
    except ValueError:
        raise Invalid(_("这一页的链接不完整，请从第一页重新打开。"), field="after") from None


def stuck_payments() -> ColumnElement[bool]:
    """Captured money that no order took and that has not all been promised back."""
    return and_(
        Payment.state == PaymentState.CAPTURED,
        Payment.failure != "",
        Payment.refunded_minor < Payment.captured_minor,
    )


async def payments(
    session: AsyncSession,
    *,
    search: str = "",
    only_stuck: bool = False,
    after: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[PaymentRow]:
    """Payments, the newest first; ``search`` is a purchase's number or a provider's.

    Raises: Invalid, for a cursor that is not ours.
    """
    query = select(Payment, OrderGroup.number).join(OrderGroup, OrderGroup.id == Payment.group_id)
    query = query.where(*_after(after, Payment.id.expression))
    if only_stuck:
        query = query.where(stuck_payments())
    if search:
        query = query.where(or_(OrderGroup.number == search, Payment.gateway_ref == search))
    rows = (await session.execute(query.order_by(Payment.id.desc()).limit(size + 1))).all()
    found = [PaymentRow(row[0], row[1]) for row in rows]
    return _page(found, size, [row.payment.id for row in found])


@dataclass(frozen=True, slots=True)
class RefundRow:
    """A refund with the number of its purchase."""

    refund: Refund
    group_number: str


async def refunds(
    session: AsyncSession,
    *,
    only_stuck: bool = False,
    after: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[RefundRow]:
    """Refunds, the newest first.

    Raises: Invalid, for a cursor that is not ours.
    """
    query = (
        select(Refund, OrderGroup.number)
        .join(Payment, Payment.id == Refund.payment_id)
        .join(OrderGroup, OrderGroup.id == Payment.group_id)
        .where(*_after(after, Refund.id.expression))
    )
    if only_stuck:
        query = query.where(Refund.state.in_(NEEDS_A_HAND))
    rows = (await session.execute(query.order_by(Refund.id.desc()).limit(size + 1))).all()
    found = [RefundRow(row[0], row[1]) for row in rows]
    return _page(found, size, [row.refund.id for row in found])


async def notices(
    session: AsyncSession,
    *,
    only_open: bool = False,
    after: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[GatewayEvent]:
    """The inbox, the newest first.

    Raises: Invalid, for a cursor that is not ours.
    """
    query = select(GatewayEvent).where(*_after(after, GatewayEvent.id.expression))
    if only_open:
        query = query.where(GatewayEvent.handled_at.is_(None))
    rows = list(await session.scalars(query.order_by(GatewayEvent.id.desc()).limit(size + 1)))
    return _page(rows, size, [row.id for row in rows])


def _page(rows: Sequence[Row], size: int, ids: Sequence[UUID]) -> Page[Row]:
    more = len(rows) > size
    return Page(rows[:size], encode_cursor(str(ids[size - 1])) if more else None)


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """What waits for a person. ``open_notices`` counts those older than a minute or two."""

    stuck_payments: int
    stuck_refunds: int
    open_notices: int

    @property
    def all(self) -> int:
        """Everything together."""
        return self.stuck_payments + self.stuck_refunds + self.open_notices


async def desk_counts(session: AsyncSession, *, before: datetime) -> DeskCounts:
    """How much waits for a person at the finance desk; one query."""
    waiting = select(func.count()).where(
        GatewayEvent.handled_at.is_(None), GatewayEvent.received_at < before
    )
    query = select(
        select(func.count()).where(stuck_payments()).scalar_subquery(),
        select(func.count()).where(Refund.state.in_(NEEDS_A_HAND)).scalar_subquery(),
        waiting.scalar_subquery(),
    )
    row = (await session.execute(query)).one()
    return DeskCounts(row[0], row[1], row[2])


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """Everything about one payment, for a person who has to understand it."""

    payment: Payment
    group: OrderGroup
    operations: Sequence[PaymentOperation]
    refunds: Sequence[Refund]
    notices: Sequence[GatewayEvent]


async def payment_file(session: AsyncSession, payment_id: UUID) -> PaymentFile:
    """One payment with its purchase, calls, refunds and notices; five queries.

    Raises: NotFound.
    """
    found = await payment(session, payment_id)
    group = await session.get_one(OrderGroup, found.group_id)
    operations = select(PaymentOperation).where(PaymentOperation.payment_id == payment_id)
    refunded = select(Refund).where(Refund.payment_id == payment_id)
    about = [GatewayEvent.payment_ref == str(payment_id)]
    if found.gateway_ref:
        about = [GatewayEvent.gateway_ref == found.gateway_ref]
    heard = select(GatewayEvent).where(GatewayEvent.gateway == found.gateway, *about)
    return PaymentFile(
        found,
        group,
        list(await session.scalars(operations.order_by(PaymentOperation.id))),
        list(await session.scalars(refunded.order_by(Refund.id))),
        list(await session.scalars(heard.order_by(GatewayEvent.id).limit(100))),
    )
