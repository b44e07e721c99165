"""What can be wrong with an order."""

from marketplace.kit.errors import Conflict, InvalidFields


class GroupClosed(Conflict):
    """The purchase was cancelled or ran out of time before it was paid."""

    code = "group_closed"


class AlreadyShipped(Conflict):
    """Something of this order has left the house, so it cannot be cancelled any more."""

    code = "already_shipped"


class AlreadyCancelled(Conflict):
    """The order has been cancelled; nothing is to be shipped."""

    code = "already_cancelled"


class NotPaid(Conflict):
    """The purchase has not been paid, so it must not be shipped."""

    code = "not_paid"


class ShipsTooMuch(InvalidFields):
    """More pieces than are still to be shipped; ``fields`` names the lines."""

    code = "ships_too_much"
