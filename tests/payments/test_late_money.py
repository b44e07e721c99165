"""Money that comes after the purchase is over, or twice."""

from datetime import timedelta

import sqlalchemy as sa

from marketplace.kit.clock import utcnow
from marketplace.orders.states import OrderState
from marketplace.payments import flow, jobs, service
from marketplace.payments.models import Payment, Refund
from marketplace.payments.states import PaymentState, RefundState
from tests.support.psp import House


async def late(house: House) -> Payment:
    """A payment whose purchase ran out of time, let through by the wallet all the same."""
    group = await house.purchase()
    payment = await house.start(group)
    await house.age(group, pay_before=utcnow() - timedelta(seconds=1))
    assert await flow.expire(house.sessions, house.gateways, group.id)
    return payment


async def test_late_money_revives_the_purchase_while_there_is_stock(house: House) -> None:
    payment = await late(house)

    await house.sandbox.pay(str(payment.id), after_close=True)
    await jobs.sweep_all(house.work)

    held = await house.payment(payment.id)
    assert (held.state, held.failure) == (PaymentState.CAPTURED, "")
    states = await house.sql("SELECT state FROM orders")
    assert {row[0] for row in states} == {OrderState.AWAITING_SHIPMENT.value}
    assert await house.findings() == []


async def test_late_money_goes_back_when_the_goods_are_gone(house: House) -> None:
    payment = await late(house)
    await house.sql("UPDATE stock_items SET on_hand = 0")
    await house.sql(
        "INSERT INTO stock_movements (variant_id, kind, on_hand_change, reserved_change, reason)"
        " SELECT variant_id, 'adjust', -10, 0, '' FROM stock_items"
    )

    await house.sandbox.pay(str(payment.id), after_close=True)
    await jobs.sweep_all(house.work)
    await house.work_off()

    [refund] = await house.all(Refund)
    assert (refund.state, refund.amount_minor) == (RefundState.SUCCEEDED, payment.amount_minor)
    assert refund.order_id is None
    [sent] = await house.sandbox.refunds(str(payment.id))
    assert sent["amount"] == payment.amount_minor
    told = await house.sql("SELECT name FROM messages WHERE channel = 'in_site' ORDER BY name")
    assert [row[0] for row in told] == ["payment_late_refunded", "refund_sent"]
    assert await house.findings() == []


async def test_money_for_a_purchase_the_buyer_cancelled_goes_back(house: House) -> None:
    group = await house.purchase()
    payment = await house.start(group)
    async with house.sessions.begin() as session:
        await service.cancel_order(
            session, order_id=group.orders[0].id, account_id=group.account_id, now=utcnow()
        )
    await house.sandbox.pay(str(payment.id))

    await house.work_off()

    assert (await house.payment(payment.id)).failure == "late"
    [refund] = await house.all(Refund)
    assert refund.state is RefundState.SUCCEEDED
    assert await house.findings() == []


async def test_cancelling_an_unpaid_purchase_closes_its_attempt_at_the_provider(
    house: House,
) -> None:
    group = await house.purchase()
    payment = await house.start(group)

    async with house.sessions.begin() as session:
        await service.cancel_order(
            session, order_id=group.orders[0].id, account_id=group.account_id, now=utcnow()
        )
    await house.work_off()

    assert (await house.payment(payment.id)).state is PaymentState.CLOSED


async def test_a_second_capture_goes_back_by_itself(house: House) -> None:
    group = await house.purchase()
    first = await house.start(group, "wechat_pay")
    second = await house.start(group, "alipay")
    await house.sandbox.pay(str(second.id))
    await flow.settle(house.sessions, house.gateways, second.id)

    await house.sandbox.pay(str(first.id), after_close=True)
    await jobs.sweep_all(house.work)
    await house.work_off()

    assert (await house.payment(first.id)).failure == "second"
    assert (await house.payment(second.id)).failure == ""
    [refund] = await house.all(Refund)
    assert (refund.payment_id, refund.state) == (first.id, RefundState.SUCCEEDED)
    assert (await house.reread(group)).paid_at is not None
    assert await house.findings() == []


async def test_money_no_payment_explains_is_booked_to_suspense_once(house: House) -> None:
    _group, payment = await house.paid()
    async with house.sessions.begin() as session:
        # As after restoring a backup from before the payment was made.
        for table in ("ledger_entries", "ledger_transactions", "payments"):
            await session.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        await session.execute(sa.text("TRUNCATE ledger_entries, ledger_transactions CASCADE"))
        await session.execute(sa.text("DELETE FROM payment_operations"))
        await session.execute(sa.text("DELETE FROM payments"))
        for table in ("ledger_entries", "ledger_transactions", "payments"):
            await session.execute(sa.text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))

    first = await jobs.sweep_all(house.work)
    again = await jobs.sweep_all(house.work)

    assert first["stray"] == 1
    assert "stray" not in again
    rows = await house.sql("SELECT idempotency_key FROM ledger_transactions")
    assert [row[0] for row in rows] == [f"stray:stripe:{payment.gateway_ref}"]
