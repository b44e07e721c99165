"""What can be wrong with placing an order."""

from collections.abc import Sequence

from marketplace.kit.errors import Conflict
from marketplace.kit.language import gettext as _


class QuoteChanged(Conflict):
    """Prices, stock or freight are no longer what the buyer saw; ``differences`` says what."""

    code = "quote_changed"

    def __init__(self, differences: Sequence[str]) -> None:
        super().__init__(_("有变化，还没有下单。请核对后再提交。"))
        self.differences = list(differences)


class NothingToOrder(Conflict):
    """Nothing that can be bought is ticked."""

    code = "nothing_to_order"
