"""From a purchase to money in the books, over real HTTP."""

from marketplace.ledger import queries as ledger
from marketplace.ledger.models import AccountKind
from marketplace.orders.states import OrderState
from marketplace.payments import flow
from marketplace.payments.models import PaymentOperation
from marketplace.payments.states import PaymentState
from tests.support.psp import House


async def test_a_notice_turns_a_purchase_into_orders_to_ship(house: House) -> None:
    group = await house.purchase()
    payment = await house.start(group)

    await house.sandbox.pay(str(payment.id))
    paid = await house.until_paid(group)

    assert {order.state for order in paid.orders} == {OrderState.AWAITING_SHIPMENT}
    assert (await house.payment(payment.id)).captured_minor == group.total_minor
    assert await house.findings() == []


async def test_captured_money_lies_with_the_provider_for_each_vendor(house: House) -> None:
    group, _payment = await house.paid()

    async with house.sessions() as session:
        for order in group.orders:
            held = await ledger.balances(session, vendor_id=order.vendor_id)
            own = order.total_minor - order.commission_minor
            assert held == {
                AccountKind.PSP_FROZEN: order.total_minor,
                AccountKind.VENDOR_PENDING: -own,
                AccountKind.COMMISSION_PENDING: -order.commission_minor,
            }


async def test_the_attempt_is_written_down_before_the_provider_is_called(house: House) -> None:
    group = await house.purchase()

    payment = await house.start(group)

    [operation] = await house.all(PaymentOperation)
    assert (operation.kind, operation.amount_minor) == ("start", group.total_minor)
    assert payment.state is PaymentState.ACTION_REQUIRED
    assert payment.next_action["kind"] == "qr"


async def test_asking_again_is_the_same_attempt(house: House) -> None:
    group = await house.purchase()

    first, again = await house.start(group), await house.start(group)

    assert (again.id, again.gateway_ref) == (first.id, first.gateway_ref)


async def test_settling_a_hundred_times_books_once(house: House) -> None:
    _group, payment = await house.paid()

    for _ in range(5):
        await flow.settle(house.sessions, house.gateways, payment.id)

    assert len(await house.sql("SELECT id FROM ledger_transactions")) == 2
