"""One of everything that belongs to somebody: rows that the wrong people try to reach."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.models import Account, ApiToken, Session, StaffRole
from marketplace.accounts.rules import SCOPES
from marketplace.catalog.states import ProductState
from marketplace.http.identity import hashed
from marketplace.infra.storage import Storage
from marketplace.kit import ids
from marketplace.kit.clock import utcnow
from marketplace.media.service import store_document
from marketplace.messages.models import Channel, DeliveryState, Message
from marketplace.orders import service as orders
from marketplace.orders.models import OrderGroup
from marketplace.payments.models import GatewayEvent, Payment, Refund
from marketplace.payments.states import RefundState
from marketplace.vendors.models import MemberRole
from tests.support.accounts import make_account, make_address
from tests.support.catalog import make_product, make_variant
from tests.support.certification import hand_in
from tests.support.desk import Desk, make_desk, make_payment
from tests.support.onboarding import make_application
from tests.support.orders import make_purchase
from tests.support.pictures import make_picture
from tests.support.vendors import make_member


@dataclass(frozen=True, slots=True)
class Pass:
    """How somebody shows who they are."""

    cookie: str
    """Of their browser."""
    bearer: str
    """Of their program."""


@dataclass(frozen=True, slots=True)
class World:
    """Ids by the names that routes give them, and everybody's passes by name."""

    vendor_id: UUID
    rival_id: UUID
    group_id: UUID
    unpaid_id: UUID
    """A purchase that waits for its payment."""
    order_id: UUID
    shipped_id: UUID
    """An order on its way."""
    line_id: UUID
    address_id: UUID
    message_id: UUID
    session_id: UUID
    token_id: UUID
    payment_id: UUID
    refund_id: UUID
    event_id: UUID
    file_id: UUID
    certificate_id: UUID
    application_id: UUID
    """Of a shop that nobody in the world works for."""
    member_id: UUID
    """The clerk's place in the shop."""
    product_id: UUID
    """A draft."""
    size_id: UUID
    """Of the draft."""
    pending_id: UUID
    """A listing that waits for a reviewer."""
    passes: dict[str, Pass]
    marks: tuple[str, ...]
    """Numbers and ids that nobody else's page may show."""


async def make_world(session: AsyncSession, app: FastAPI) -> World:
    """A shop with a clerk, its buyer with purchases, a rival, the staff, and all they own."""
    desk, rival = await make_desk(session), await make_desk(session)
    clerk = await make_account(session)
    place = await make_member(session, desk.vendor, clerk, MemberRole.CLERK)
    draft = await make_product(session, desk.vendor, state=ProductState.DRAFT, published_at=None)
    pending = await make_product(
        session, desk.vendor, state=ProductState.PENDING, submitted_at=utcnow()
    )
    storage: Storage = app.state.tools[Storage]
    people = {
        "CONSUMER": await make_account(session),
        "BUYER": desk.buyer,
        "RIVAL": rival.owner,
        "CLERK": clerk,
        "OWNER": desk.owner,
        **{role.name: await make_account(session, role) for role in StaffRole},
    }
    shops = {"RIVAL": rival.vendor.id, "CLERK": desk.vendor.id, "OWNER": desk.vendor.id}
    paid = await make_purchase(session, desk.buyer, {desk.variant.id: 2}, paid=True)
    unpaid = await make_purchase(session, desk.buyer, {desk.variant.id: 1})
    shipped = await _shipped(session, desk)
    payment = await make_payment(session, paid)
    passes = {name: await _pass(session, who, shops.get(name)) for name, who in people.items()}
    order = paid.orders[0]
    world = World(
        vendor_id=desk.vendor.id,
        rival_id=rival.vendor.id,
        group_id=paid.id,
        unpaid_id=unpaid.id,
        order_id=order.id,
        shipped_id=shipped.orders[0].id,
        line_id=order.lines[0].id,
        payment_id=payment.id,
        file_id=await _document(session, storage, desk),
        certificate_id=(await hand_in(session, desk.vendor)).id,
        application_id=(await make_application(session, storage)).id,
        member_id=place.id,
        product_id=draft.id,
        size_id=(await make_variant(session, draft)).id,
        pending_id=pending.id,
        passes=passes,
        marks=(paid.number, unpaid.number, shipped.number, str(order.id), str(payment.id)),
        **await _belongings(session, desk.buyer, payment),
    )
    await session.commit()
    return world


async def _shipped(session: AsyncSession, desk: Desk) -> OrderGroup:
    group = await make_purchase(session, desk.buyer, {desk.variant.id: 1}, paid=True)
    order = group.orders[0]
    await orders.ship(
        session,
        order_id=order.id,
        vendor_id=desk.vendor.id,
        carrier_code="sf",
        waybill_no="SF7654321098765",
        lines={line.id: line.quantity for line in order.lines},
        actor_id=desk.owner.id,
        now=utcnow(),
    )
    return group


async def _belongings(session: AsyncSession, buyer: Account, payment: Payment) -> dict[str, Any]:
    """What else the buyer and the payment have, by the names of ``World``."""
    address = await make_address(session, buyer, is_default=False)
    entry = Session(
        account_id=buyer.id,
        token_hash=hashed(ids.token()),
        authenticated_at=utcnow(),
        seen_at=utcnow(),
        expires_at=utcnow() + timedelta(days=1),
    )
    token = _token(buyer, hashed(ids.token()), None)
    message = Message(
        account_id=buyer.id,
        channel=Channel.IN_SITE,
        name="order_shipped",
        language="zh-CN",
        subject="包裹已发出",
        body="包裹已发出。",
        state=DeliveryState.FAILED,
    )
    refund = Refund(payment_id=payment.id, amount_minor=1, reason="test", state=RefundState.FAILED)
    event = GatewayEvent(
        gateway="stripe",
        external_id=f"evt_{ids.token()}",
        kind="payment_intent.succeeded",
        headers={},
        raw=b"{}",
        received_at=utcnow(),
    )
    session.add_all((entry, token, message, refund, event))
    await session.flush()
    return {
        "address_id": address.id,
        "session_id": entry.id,
        "token_id": token.id,
        "message_id": message.id,
        "refund_id": refund.id,
        "event_id": event.id,
    }


async def _document(session: AsyncSession, storage: Storage, desk: Desk) -> UUID:
    stored = await store_document(
        session, storage, data=make_picture(), uploaded_by=desk.owner.id, vendor_id=desk.vendor.id
    )
    return stored.id


def _token(account: Account, token_hash: str, vendor_id: UUID | None) -> ApiToken:
    return ApiToken(
        account_id=account.id,
        vendor_id=vendor_id,
        name="test",
        token_hash=token_hash,
        scopes=[scope for scope in SCOPES if vendor_id or not scope.startswith("vendor:")],
        expires_at=utcnow() + timedelta(days=1),
    )


async def _pass(session: AsyncSession, account: Account, vendor_id: UUID | None) -> Pass:
    shown = Pass(cookie=ids.token(), bearer=f"pav_{ids.token()}")
    session.add_all(
        (
            Session(
                account_id=account.id,
                token_hash=hashed(shown.cookie),
                authenticated_at=utcnow(),
                seen_at=utcnow(),
                expires_at=utcnow() + timedelta(days=30),
            ),
            _token(account, hashed(shown.bearer), vendor_id),
        )
    )
    await session.flush()
    return shown
