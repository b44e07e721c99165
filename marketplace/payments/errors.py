"""What can be wrong with paying and paying back."""

from marketplace.kit.errors import Conflict, Invalid


class AlreadyPaid(Conflict):
    """The purchase has been paid; nothing more is due."""

    code = "already_paid"


class PurchaseOver(Conflict):
    """The purchase was cancelled, or its time to pay is over."""

    code = "purchase_over"


class AnotherAttempt(Conflict):
    """An attempt by another method is still open at the provider."""

    code = "another_attempt"


class PaymentInQuestion(Conflict):
    """Money came that does not fit; a person looks at it before anything else is paid."""

    code = "payment_in_question"


class MethodNotOffered(Invalid):
    """This installation cannot be paid that way."""

    code = "method_not_offered"


class NothingPaid(Conflict):
    """There is no money of this order with us that could be given back."""

    code = "nothing_paid"


class RefundNotPositive(Invalid):
    """A refund is of more than nothing."""

    code = "refund_not_positive"


class RefundTooLarge(Invalid):
    """More than is left of what was paid."""

    code = "refund_too_large"


class NothingToRetry(Conflict):
    """The refund is on its way or done."""

    code = "nothing_to_retry"
