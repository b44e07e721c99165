"""What can go wrong with messages."""

from marketplace.kit.errors import Conflict


class NotResendable(Conflict):
    """Only a message that failed is sent again."""

    code = "message_not_resendable"
