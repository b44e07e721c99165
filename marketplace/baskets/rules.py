"""What can be bought right now, decided without a database."""

import enum
from dataclasses import dataclass
from uuid import UUID

from marketplace.catalog.states import ProductState, ReturnPolicy
from marketplace.kit.language import gettext as _
from marketplace.vendors.states import VendorKind, VendorState


class Refusal(enum.StrEnum):
    """Why a line cannot be bought."""

    GONE = "gone"
    SHOP_PAUSED = "shop_paused"
    DISPLAY_ONLY = "display_only"
    SOLD_OUT = "sold_out"
    SHORT = "short"

    def sentence(self, available: int = 0) -> str:
        """What has happened and what can be done, for the buyer."""
        match self:
            case Refusal.GONE:
                return _("商品已下架")
            case Refusal.SHOP_PAUSED:
                return _("店铺暂停营业")
            case Refusal.DISPLAY_ONLY:
                return _("仅作展示，不出售")
            case Refusal.SOLD_OUT:
                return _("已售罄")
            case Refusal.SHORT:
                return _("库存只剩 %(n)d 件，请减少数量", n=available)


@dataclass(frozen=True, slots=True)
class Sellable:
    """A variant with everything that decides whether, for how much and how it is sold."""

    variant_id: UUID
    product_id: UUID
    vendor_id: UUID
    title_zh: str
    title_en: str
    variant_zh: str
    variant_en: str
    price_minor: int
    net_grams: int
    gross_grams: int
    max_per_order: int
    is_archived: bool
    product_state: ProductState
    return_policy: ReturnPolicy
    dispatch_hours: int
    shape: str
    season_months: list[int]
    photo_id: UUID | None
    vendor_slug: str
    vendor_zh: str
    vendor_en: str
    vendor_kind: VendorKind
    vendor_state: VendorState
    available: int
    is_age_gated: bool

    @property
    def refusal(self) -> Refusal | None:
        """Why not even one piece can be bought; None when it can."""
        if self.is_archived or self.product_state is not ProductState.LISTED:
            return Refusal.GONE
        if self.vendor_state is not VendorState.TRADING:
            return Refusal.SHOP_PAUSED
        if self.return_policy is ReturnPolicy.DISPLAY_ONLY:
            return Refusal.DISPLAY_ONLY
        return Refusal.SOLD_OUT if self.available <= 0 else None

    @property
    def most(self) -> int:
        """How many pieces one order may take at this moment."""
        return max(0, min(self.max_per_order, self.available))


@dataclass(frozen=True, slots=True)
class Line:
    """So many pieces of a variant in somebody's basket."""

    thing: Sellable
    quantity: int
    seen_price_minor: int
    is_chosen: bool

    @property
    def refusal(self) -> Refusal | None:
        """Why the line cannot be bought as it stands."""
        if self.thing.refusal is not None:
            return self.thing.refusal
        return Refusal.SHORT if self.quantity > self.thing.available else None

    @property
    def is_dead(self) -> bool:
        """Whether changing the quantity would not help."""
        return self.thing.refusal is not None

    @property
    def counts(self) -> bool:
        """Whether it is part of the sum: ticked, and can be bought as it stands."""
        return self.is_chosen and self.refusal is None

    @property
    def total_minor(self) -> int:
        """Today's price of all its pieces."""
        return self.thing.price_minor * self.quantity

    @property
    def price_change_minor(self) -> int:
        """By how much a piece became dearer (or cheaper) since it was put in."""
        return self.thing.price_minor - self.seen_price_minor


@dataclass(frozen=True, slots=True)
class ShopGroup:
    """The lines of one vendor."""

    lines: tuple[Line, ...]

    @property
    def seller(self) -> Sellable:
        """Any of its things: they share the vendor's facts."""
        return self.lines[0].thing

    @property
    def vendor_id(self) -> UUID:
        """Whose goods these are."""
        return self.seller.vendor_id

    @property
    def counted(self) -> tuple[Line, ...]:
        """The lines that would be ordered now."""
        return tuple(line for line in self.lines if line.counts)

    @property
    def goods_minor(self) -> int:
        """Sum of the lines that would be ordered now."""
        return sum(line.total_minor for line in self.counted)

    @property
    def grams(self) -> int:
        """Gross weight of the lines that would be ordered now."""
        return sum(line.thing.gross_grams * line.quantity for line in self.counted)


@dataclass(frozen=True, slots=True)
class BasketView:
    """A basket by shop, what cannot be bought at the end."""

    groups: tuple[ShopGroup, ...]
    unavailable: tuple[Line, ...]

    @property
    def goods_minor(self) -> int:
        """Sum of everything that would be ordered now, without freight."""
        return sum(group.goods_minor for group in self.groups)

    @property
    def counted(self) -> int:
        """How many lines would be ordered now."""
        return sum(len(group.counted) for group in self.groups)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all in it."""
        return not self.groups and not self.unavailable


def by_shop(lines: list[Line]) -> BasketView:
    """``lines`` in the order of their shops' first appearance; dead ones apart."""
    shops: dict[UUID, list[Line]] = {}
    dead: list[Line] = []
    for line in lines:
        if line.is_dead:
            dead.append(line)
        else:
            shops.setdefault(line.thing.vendor_id, []).append(line)
    groups = tuple(ShopGroup(tuple(own)) for own in shops.values())
    return BasketView(groups, tuple(dead))
