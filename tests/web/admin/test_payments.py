"""The finance desk: what one sees, who may act, and that each act leaves a trace."""

from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from marketplace.accounts.models import StaffRole
from marketplace.audit.models import AuditEntry
from marketplace.kit.clock import utcnow
from marketplace.orders.models import OrderGroup
from marketplace.payments import service
from marketplace.payments.gateways import Notice, NoticeKind, PaymentSnapshot, PaymentStanding
from marketplace.payments.models import GatewayEvent, Payment, Refund
from marketplace.payments.states import RefundState
from tests.support.accounts import make_account, sign_in
from tests.support.browser_like import Visitor
from tests.support.psp import make_two_vendor_purchase
from tests.support.queries import counted
from tests.support.queue import queued


async def paid(session: AsyncSession, *, short_by: int = 0) -> tuple[OrderGroup, Payment]:
    """A purchase and its captured payment, ``short_by`` 分 less than it should be."""
    group = await make_two_vendor_purchase(session)
    begun = await service.start(
        session,
        group_id=group.id,
        account_id=group.account_id,
        gateway="stripe",
        method="alipay",
        method_token=None,
        return_url="http://pavilion.test/back",
        now=utcnow(),
    )
    snapshot = PaymentSnapshot(
        gateway_ref=f"pi_{begun.payment.id.hex}",
        our_ref=str(begun.payment.id),
        state=PaymentStanding.CAPTURED,
        asked_minor=group.total_minor,
        amount_minor=group.total_minor - short_by,
        refunded_minor=0,
        currency="CNY",
        charge_ref="ch_1",
        created_at=utcnow(),
    )
    payment = await service.fold(
        session, payment_id=begun.payment.id, snapshot=snapshot, now=utcnow()
    )
    return group, payment


async def failed_refund(session: AsyncSession) -> Refund:
    group, _payment = await paid(session)
    refund = await service.request_refund(
        session,
        order_id=group.orders[0].id,
        amount_minor=500,
        reason="坏果",
        requested_by=None,
        now=utcnow(),
    )
    call = await service.begin_refund(session, refund_id=refund.id)
    assert call.operation
    await service.note_refund_refusal(
        session, refund_id=refund.id, operation_id=call.operation.id, code="declined", now=utcnow()
    )
    return refund


async def notice(session: AsyncSession) -> GatewayEvent:
    told = Notice(
        external_id=f"evt_{uuid4().hex}",
        kind=NoticeKind.PAYMENT,
        topic="payment_intent.succeeded",
        gateway_ref="pi_1",
        refund_ref=None,
        our_ref=None,
        occurred_at=utcnow(),
        amount_minor=1,
        currency="CNY",
        raw=b"{}",
    )
    await service.take_notice(session, gateway="stripe", notice=told, headers={}, now=utcnow())
    return (await session.scalars(select(GatewayEvent))).one()


async def at_the_desk(session: AsyncSession, visitor: Visitor, *roles: StaffRole) -> None:
    await sign_in(session, visitor, await make_account(session, *roles))


async def test_every_view_shows_what_it_is_about(session: AsyncSession, visitor: Visitor) -> None:
    group, _payment = await paid(session)
    stuck, _other = await paid(session, short_by=1)
    refund = await failed_refund(session)
    event = await notice(session)
    await at_the_desk(session, visitor, StaffRole.FINANCE)

    payments = (await visitor.get("/admin/payments")).text
    waiting = (await visitor.get("/admin/payments?view=stuck")).text
    refunds = (await visitor.get("/admin/payments?view=refunds")).text
    notices = (await visitor.get("/admin/payments?view=notices")).text

    assert group.number in payments
    assert stuck.number in waiting
    assert group.number not in waiting
    assert "金额不符" in waiting
    assert "退款失败" in refunds
    assert f"/admin/payments/refunds/{refund.id}/retry" in refunds
    assert f"/admin/payments/notices/{event.id}/replay" in notices


async def test_a_payment_is_found_by_its_purchase_or_the_providers_number(
    session: AsyncSession, visitor: Visitor
) -> None:
    group, payment = await paid(session)
    other, _payment = await paid(session)
    await at_the_desk(session, visitor, StaffRole.OPERATOR)

    for number in (group.number, payment.gateway_ref):
        text_found = (await visitor.get(f"/admin/payments?q={number}")).text
        assert group.number in text_found
        assert other.number not in text_found


async def test_a_payments_file_shows_calls_and_books(
    session: AsyncSession, visitor: Visitor
) -> None:
    _group, payment = await paid(session)
    await at_the_desk(session, visitor, StaffRole.FINANCE)

    for prefix, words in (
        ("", ("账上怎么记", "商家待结货款", "发起付款")),
        ("/en", ("In the books", "Seller, not yet earned", "Start payment")),
    ):
        page = (await visitor.get(f"{prefix}/admin/payments/{payment.id}")).text
        assert all(word in page for word in words)


async def test_finance_gives_unfitting_money_back_and_it_is_written_down(
    session: AsyncSession, visitor: Visitor
) -> None:
    _group, payment = await paid(session, short_by=1)
    await at_the_desk(session, visitor, StaffRole.FINANCE)
    page = f"/admin/payments/{payment.id}"

    answer = await visitor.post(f"{page}/refund", page=page)
    again = await visitor.post(f"{page}/refund", page=page)

    assert (answer.status_code, again.status_code) == (303, 422)
    [refund] = (await session.scalars(select(Refund))).all()
    assert refund.amount_minor == payment.captured_minor
    actions = list(await session.scalars(select(AuditEntry.action)))
    assert actions == ["payment.refunded"]


async def test_finance_retries_a_failed_refund(session: AsyncSession, visitor: Visitor) -> None:
    refund = await failed_refund(session)
    await at_the_desk(session, visitor, StaffRole.FINANCE)
    page = f"/admin/payments/{refund.payment_id}"

    answer = await visitor.post(f"/admin/payments/refunds/{refund.id}/retry", page=page)

    assert answer.status_code == 303
    assert await session.scalar(select(Refund.state)) is RefundState.REQUESTED
    assert len(await queued(session, "payments.send_refund")) == 2


async def test_operators_replay_a_notice_but_do_not_touch_money(
    session: AsyncSession, visitor: Visitor
) -> None:
    refund = await failed_refund(session)
    _group, stuck = await paid(session, short_by=1)
    event = await notice(session)
    await session.execute(text("UPDATE gateway_events SET handled_at = now()"))
    await at_the_desk(session, visitor, StaffRole.OPERATOR)
    page = "/admin/payments?view=notices"

    replayed = await visitor.post(f"/admin/payments/notices/{event.id}/replay", page=page)
    retried = await visitor.post(f"/admin/payments/refunds/{refund.id}/retry", page=page)
    refunded = await visitor.post(f"/admin/payments/{stuck.id}/refund", page=page)

    assert (replayed.status_code, retried.status_code, refunded.status_code) == (303, 403, 403)
    assert await session.scalar(select(GatewayEvent.handled_at)) is None
    assert len(await queued(session, "payments.handle_notice")) == 2


async def test_asking_the_provider_is_a_job(session: AsyncSession, visitor: Visitor) -> None:
    _group, payment = await paid(session)
    await at_the_desk(session, visitor, StaffRole.OPERATOR)
    page = f"/admin/payments/{payment.id}"

    await visitor.post(f"{page}/asking", page=page)

    assert await queued(session, "payments.settle") == [{"payment_id": str(payment.id)}]


@pytest.mark.parametrize("role", [None, StaffRole.REVIEWER])
async def test_others_have_no_business_here(
    session: AsyncSession, visitor: Visitor, role: StaffRole | None
) -> None:
    _group, payment = await paid(session)
    await at_the_desk(session, visitor, *([role] if role else []))

    for path in ("/admin/payments", f"/admin/payments/{payment.id}"):
        assert (await visitor.get(path)).status_code == 403


async def test_a_list_takes_the_same_few_queries_however_long(
    session: AsyncSession, visitor: Visitor, engine: AsyncEngine
) -> None:
    await paid(session)
    await at_the_desk(session, visitor, StaffRole.FINANCE)
    await visitor.get("/admin/payments")
    with counted(engine) as few:
        await visitor.get("/admin/payments")
    for _ in range(4):
        await paid(session)
    await session.commit()

    with counted(engine) as many:
        await visitor.get("/admin/payments")

    assert len(many) == len(few) <= 6
