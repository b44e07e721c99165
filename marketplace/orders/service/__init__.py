"""Every change of an order's state, one file per family of verbs.

The lock of a purchase is its group's row: each verb takes it first and reads everything else
after it, so that paying, expiring, cancelling and shipping follow one another.
"""

from marketplace.orders.service.closing import Cancellation, cancel, expire
from marketplace.orders.service.paying import mark_paid, revive_if_stock
from marketplace.orders.service.placing import GroupDraft, LineDraft, OrderDraft, place
from marketplace.orders.service.receiving import confirm_receipt, confirm_silently, count_sold
from marketplace.orders.service.shipping import Shipped, ship

__all__ = [
    "Cancellation",
    "GroupDraft",
    "LineDraft",
    "OrderDraft",
    "Shipped",
    "cancel",
    "confirm_receipt",
    "confirm_silently",
    "count_sold",
    "expire",
    "mark_paid",
    "place",
    "revive_if_stock",
    "ship",
]
