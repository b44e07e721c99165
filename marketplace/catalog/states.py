"""What a product is, and how a listing lives."""

import enum
from collections.abc import Mapping
from typing import Final

from marketplace.kit.errors import TransitionRefused
from marketplace.kit.language import gettext as _


class ProductKind(enum.StrEnum):
    """The first question of the form; it decides every other. Source: domain A.8."""

    FARM_PRODUCE = "farm_produce"
    PACKAGED_FOOD = "packaged_food"
    WORKSHOP_FOOD = "workshop_food"
    FOOD_MEDICINE = "food_medicine"
    ALCOHOL = "alcohol"
    NON_FOOD = "non_food"


class ReturnPolicy(enum.StrEnum):
    """What the buyer may send back without a reason. Source: domain rules ORD-3, RET-1."""

    RETURN_7D = "return_7d"
    SEALED_7D = "sealed_7d"
    """Seven days while the disposable seal is unbroken."""
    FRESH_EXEMPT = "fresh_exempt"
    """Fresh and perishable: needs an unticked confirmation in each order."""
    DISPLAY_ONLY = "display_only"
    """Not for sale; on show only."""


class ProductState(enum.StrEnum):
    """The life of a listing."""

    DRAFT = "draft"
    PENDING = "pending"
    IN_REVIEW = "in_review"
    CORRECTION = "correction"
    LISTED = "listed"
    DELISTED = "delisted"
    SUSPENDED = "suspended"
    ARCHIVED = "archived"


class ProductEvent(enum.StrEnum):
    """What can happen to a listing."""

    SUBMIT = "submit"
    CLAIM = "claim"
    RELEASE = "release"
    REQUEST_CORRECTION = "request_correction"
    APPROVE = "approve"
    DELIST = "delist"
    RELIST = "relist"
    EDIT = "edit"
    """Off sale and open for changes; it is reviewed again before it sells."""
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    ARCHIVE = "archive"


S, E = ProductState, ProductEvent
TRANSITIONS: Final[Mapping[tuple[ProductState, ProductEvent], ProductState]] = {
    (S.DRAFT, E.SUBMIT): S.PENDING,
    (S.CORRECTION, E.SUBMIT): S.PENDING,
    (S.PENDING, E.CLAIM): S.IN_REVIEW,
    (S.IN_REVIEW, E.RELEASE): S.PENDING,
    (S.IN_REVIEW, E.REQUEST_CORRECTION): S.CORRECTION,
    (S.IN_REVIEW, E.APPROVE): S.LISTED,
    (S.LISTED, E.DELIST): S.DELISTED,
    (S.DELISTED, E.RELIST): S.LISTED,
    (S.DELISTED, E.EDIT): S.DRAFT,
    (S.LISTED, E.SUSPEND): S.SUSPENDED,
    (S.SUSPENDED, E.REINSTATE): S.LISTED,
    (S.DRAFT, E.ARCHIVE): S.ARCHIVED,
    (S.CORRECTION, E.ARCHIVE): S.ARCHIVED,
    (S.LISTED, E.ARCHIVE): S.ARCHIVED,
    (S.DELISTED, E.ARCHIVE): S.ARCHIVED,
}


def next_state(state: ProductState, event: ProductEvent) -> ProductState:
    """Raises: TransitionRefused, when the table has no such edge."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise TransitionRefused(_("商品的状态已经变了，请刷新后再操作。")) from None
