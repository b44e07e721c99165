"""What can be wrong with putting something into a basket."""

from marketplace.kit.errors import Conflict, Invalid


class NotSellable(Conflict):
    """It cannot be bought now; the sentence says why."""

    code = "not_sellable"


class TooManyPieces(Invalid):
    """More pieces than one order may hold, or than there are."""

    code = "too_many_pieces"


class BasketFull(Conflict):
    """No more different things fit into one basket."""

    code = "basket_full"
