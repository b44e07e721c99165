"""What events mean in the books, over all amounts."""

from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from marketplace.ledger import rules
from marketplace.ledger.models import AccountKind
from marketplace.ledger.rules import Line, OrderAmounts, netted

K = AccountKind
VENDOR = uuid4()


@st.composite
def orders(draw: st.DrawFn) -> OrderAmounts:
    total = draw(st.integers(1, 10_000_000))
    return OrderAmounts(VENDOR, total, draw(st.integers(0, total)), draw(st.integers(0, total)))


def total(lines: list[Line]) -> int:
    return sum(line.amount_minor for line in lines)


@given(orders(), st.booleans(), st.data())
def test_every_event_sums_to_zero(
    order: OrderAmounts, is_earned: bool, data: st.DataObject
) -> None:
    left = order.total_minor - order.refunded_minor
    part = data.draw(st.integers(0, left))
    promised = rules.refund_promised(order, part, is_earned=is_earned)

    assert total(rules.captured(order)) == 0
    assert total(rules.earned(order)) == 0
    assert total(promised) == 0
    assert total(rules.refund_sent(promised)) == 0
    assert total(rules.stray(part)) == 0
    assert total(rules.stray_refund_promised(part)) == 0
    assert netted([*promised, *rules.reversal(promised)]) == []


@given(st.integers(1, 1_000_000), st.data())
def test_refunds_in_any_parts_take_back_exactly_what_was_captured(
    amount: int, data: st.DataObject
) -> None:
    commission = data.draw(st.integers(0, amount))
    cuts = sorted(data.draw(st.lists(st.integers(0, amount), max_size=8)))
    order = OrderAmounts(VENDOR, amount, commission)
    lines = rules.captured(order)

    refunded = 0
    for upto in [*cuts, amount]:
        before = OrderAmounts(VENDOR, amount, commission, refunded)
        promised = rules.refund_promised(before, upto - refunded, is_earned=False)
        lines += [*promised, *rules.refund_sent(promised)]
        refunded = upto

    assert netted(lines) == []


@given(orders())
def test_earning_leaves_nothing_pending(order: OrderAmounts) -> None:
    whole = OrderAmounts(VENDOR, order.total_minor, order.commission_minor)
    promised = rules.refund_promised(whole, order.refunded_minor, is_earned=False)

    held = netted([*rules.captured(whole), *promised, *rules.earned(order)])

    assert not {line.kind for line in held} & {K.VENDOR_PENDING, K.COMMISSION_PENDING}
    owed = sum(
        line.amount_minor for line in held if line.kind in {K.VENDOR_AVAILABLE, K.COMMISSION}
    )
    assert -owed == order.total_minor - order.refunded_minor
