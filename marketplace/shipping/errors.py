"""What can be wrong with sending something somewhere."""

from marketplace.kit.errors import Conflict


class NotServed(Conflict):
    """The vendor does not send to this province."""

    code = "not_served"
