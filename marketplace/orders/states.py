"""The life of one vendor's part of a purchase, as data."""

import enum
from collections.abc import Mapping
from typing import Final

from marketplace.kit.errors import TransitionRefused
from marketplace.kit.language import gettext as _


class OrderState(enum.StrEnum):
    """Where one vendor's order stands."""

    AWAITING_PAYMENT = "awaiting_payment"
    AWAITING_SHIPMENT = "awaiting_shipment"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class OrderEvent(enum.StrEnum):
    """What can happen to it."""

    PAY = "pay"
    SHIP_PART = "ship_part"
    SHIP_REST = "ship_rest"
    RECEIVE = "receive"
    CANCEL = "cancel"
    EXPIRE = "expire"
    REVIVE = "revive"
    """A payment that came after expiry, while stock could still be had."""


S, E = OrderState, OrderEvent
TRANSITIONS: Final[Mapping[tuple[OrderState, OrderEvent], OrderState]] = {
    (S.AWAITING_PAYMENT, E.PAY): S.AWAITING_SHIPMENT,
    (S.AWAITING_PAYMENT, E.CANCEL): S.CANCELLED,
    (S.AWAITING_PAYMENT, E.EXPIRE): S.CANCELLED,
    (S.CANCELLED, E.REVIVE): S.AWAITING_SHIPMENT,
    (S.AWAITING_SHIPMENT, E.CANCEL): S.CANCELLED,
    (S.AWAITING_SHIPMENT, E.SHIP_PART): S.PARTLY_SHIPPED,
    (S.AWAITING_SHIPMENT, E.SHIP_REST): S.SHIPPED,
    (S.PARTLY_SHIPPED, E.SHIP_PART): S.PARTLY_SHIPPED,
    (S.PARTLY_SHIPPED, E.SHIP_REST): S.SHIPPED,
    (S.SHIPPED, E.RECEIVE): S.COMPLETED,
}


def next_state(state: OrderState, event: OrderEvent) -> OrderState:
    """Raises: TransitionRefused, when the table has no such edge."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise TransitionRefused(_("订单状态已经变了，请刷新后再操作。")) from None
