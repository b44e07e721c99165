"""Reads about orders: the buyer's, the vendor's, and those that check the books."""

from marketplace.orders.queries.books import groups_that_do_not_add_up, reservation_differences
from marketplace.orders.queries.desk import (
    Pick,
    VendorCounts,
    VendorTab,
    open_lines,
    pick_list,
    vendor_counts,
    vendor_log,
    vendor_order,
    vendor_orders,
)
from marketplace.orders.queries.figures import (
    COUNTED_TO,
    Takings,
    last_carrier,
    next_to_ship,
    tab_counts,
    takings,
)
from marketplace.orders.queries.purchases import (
    PurchaseTab,
    due_for_confirmation,
    group_of_order,
    log_of,
    overdue_groups,
    purchase,
    purchase_counts,
    purchases,
)

__all__ = [
    "COUNTED_TO",
    "Pick",
    "PurchaseTab",
    "Takings",
    "VendorCounts",
    "VendorTab",
    "due_for_confirmation",
    "group_of_order",
    "groups_that_do_not_add_up",
    "last_carrier",
    "log_of",
    "next_to_ship",
    "open_lines",
    "overdue_groups",
    "pick_list",
    "purchase",
    "purchase_counts",
    "purchases",
    "reservation_differences",
    "tab_counts",
    "takings",
    "vendor_counts",
    "vendor_log",
    "vendor_order",
    "vendor_orders",
]
