"""What each event of trade means in the books: pure lists of lines, summing to zero.

Source: docs/money.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from marketplace.kit.money import cumulative_share
from marketplace.ledger.models import AccountKind

K = AccountKind


@dataclass(frozen=True, slots=True)
class Line:
    """One account and what happens to it.

    Units: 分; debit positive, credit negative.
    """

    kind: AccountKind
    amount_minor: int
    vendor_id: UUID | None = None
    """Whose account; none for the platform's own."""

    @property
    def code(self) -> str:
        """The account's name: ``vendor_pending:<vendor id>``, ``suspense``."""
        return f"{self.kind.value}:{self.vendor_id}" if self.vendor_id else self.kind.value


@dataclass(frozen=True, slots=True)
class OrderAmounts:
    """Of one vendor's order: what it cost, our share of it, what has been promised back."""

    vendor_id: UUID
    total_minor: int
    commission_minor: int
    refunded_minor: int = 0

    @property
    def commission_left(self) -> int:
        """Our share of what has not been promised back."""
        taken_back = cumulative_share(self.total_minor, self.refunded_minor, self.commission_minor)
        return self.commission_minor - taken_back


def netted(lines: Iterable[Line]) -> list[Line]:
    """One line for each account, by its name, without those that come to nothing."""
    sums: dict[str, Line] = {}
    for line in lines:
        before = sums[line.code].amount_minor if line.code in sums else 0
        sums[line.code] = Line(line.kind, before + line.amount_minor, line.vendor_id)
    return [sums[code] for code in sorted(sums) if sums[code].amount_minor]


def captured(order: OrderAmounts) -> list[Line]:
    """The provider holds a buyer's money for this vendor."""
    own = order.total_minor - order.commission_minor
    return [
        Line(K.PSP_FROZEN, order.total_minor, order.vendor_id),
        Line(K.VENDOR_PENDING, -own, order.vendor_id),
        Line(K.COMMISSION_PENDING, -order.commission_minor, order.vendor_id),
    ]


def stray(amount_minor: int) -> list[Line]:
    """Money came that no order takes: the provider has it, its owner is to be found."""
    return [Line(K.PSP_AVAILABLE, amount_minor), Line(K.SUSPENSE, -amount_minor)]


def earned(order: OrderAmounts) -> list[Line]:
    """Receipt is confirmed: what was not promised back is the vendor's, and our share ours."""
    left = order.total_minor - order.refunded_minor
    share = order.commission_left
    return [
        Line(K.VENDOR_PENDING, left - share, order.vendor_id),
        Line(K.VENDOR_AVAILABLE, share - left, order.vendor_id),
        Line(K.COMMISSION_PENDING, share, order.vendor_id),
        Line(K.COMMISSION, -share),
        Line(K.PSP_AVAILABLE, share),
        Line(K.PSP_FROZEN, -share, order.vendor_id),
    ]


def refund_promised(before: OrderAmounts, amount_minor: int, *, is_earned: bool) -> list[Line]:
    """``amount_minor`` more is owed to the buyer; our share is given back cumulatively."""
    after = OrderAmounts(
        before.vendor_id,
        before.total_minor,
        before.commission_minor,
        before.refunded_minor + amount_minor,
    )
    share = before.commission_left - after.commission_left
    vendors, ours = (
        (K.VENDOR_AVAILABLE, Line(K.COMMISSION, share))
        if is_earned
        else (K.VENDOR_PENDING, Line(K.COMMISSION_PENDING, share, before.vendor_id))
    )
    return [
        Line(vendors, amount_minor - share, before.vendor_id),
        ours,
        Line(K.REFUND_DUE, -amount_minor),
    ]


def stray_refund_promised(amount_minor: int) -> list[Line]:
    """Money that belongs to no order is owed to whoever paid it."""
    return [Line(K.SUSPENSE, amount_minor), Line(K.REFUND_DUE, -amount_minor)]


def refund_sent(promised: Sequence[Line]) -> list[Line]:
    """The provider gave the money back, out of the accounts the promise was made from.

    A vendor's part, and our share while it is not earned, still lie with the provider under the
    vendor's name; our earned share and stray money lie under ours.
    """
    sent: list[Line] = []
    for line in promised:
        if line.kind is K.REFUND_DUE:
            sent.append(Line(K.REFUND_DUE, -line.amount_minor))
        elif line.vendor_id:
            sent.append(Line(K.PSP_FROZEN, -line.amount_minor, line.vendor_id))
        else:
            sent.append(Line(K.PSP_AVAILABLE, -line.amount_minor))
    return sent


def reversal(lines: Sequence[Line]) -> list[Line]:
    """The exact opposite."""
    return [Line(line.kind, -line.amount_minor, line.vendor_id) for line in lines]
