"""Who may see what of an order."""

import enum

from marketplace.orders.states import OrderState


class AddressAccess(enum.StrEnum):
    """How much of the buyer's address the vendor of an order sees. Source: security rule A6."""

    OPEN = "open"
    """Something is still to be packed and labelled."""
    ON_REQUEST = "on_request"
    """Covered; a person may uncover it, and the trail says who did."""
    CLOSED = "closed"
    """Covered for good: nothing is ever sent there."""


def vendor_address_access(state: OrderState) -> AddressAccess:
    """What the vendor needs to know of the address while an order is in ``state``."""
    match state:
        case OrderState.AWAITING_SHIPMENT | OrderState.PARTLY_SHIPPED:
            return AddressAccess.OPEN
        case OrderState.SHIPPED | OrderState.COMPLETED:
            return AddressAccess.ON_REQUEST
        case _:
            return AddressAccess.CLOSED
