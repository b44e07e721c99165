"""What can be wrong with asking for pieces."""

from collections.abc import Mapping
from uuid import UUID

from marketplace.kit.errors import Conflict, Invalid
from marketplace.kit.language import gettext as _


class OutOfStock(Conflict):
    """Fewer pieces are left than were asked for; ``available`` says how many of each variant."""

    code = "out_of_stock"

    def __init__(self, available: Mapping[UUID, int]) -> None:
        super().__init__(_("有商品的库存不够了，没有下单。请按现有库存调整数量。"))
        self.available = dict(available)


class BelowReserved(Invalid):
    """The count would be less than what is already promised to buyers."""

    code = "below_reserved"
