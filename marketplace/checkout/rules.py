"""What an order would be and cost, and how that differs from what the buyer saw; pure."""

import base64
import binascii
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self, cast
from uuid import UUID

from marketplace.baskets.rules import Line, Refusal, Sellable
from marketplace.catalog.states import ReturnPolicy
from marketplace.kit.language import gettext as _
from marketplace.kit.language import language
from marketplace.kit.money import format_money
from marketplace.shipping.errors import NotServed
from marketplace.shipping.rules import Terms, freight, short_of_free

LONGEST_SEEN: Final = 40_000


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """Pieces of one variant at today's price; ``wanted`` is what the basket says."""

    thing: Sellable
    quantity: int
    wanted: int

    @property
    def total_minor(self) -> int:
        """Price of all its pieces."""
        return self.thing.price_minor * self.quantity

    @property
    def needs_consent(self) -> bool:
        """Whether the buyer must confirm that it cannot be sent back. Source: rule ORD-3."""
        return self.thing.return_policy is ReturnPolicy.FRESH_EXEMPT


@dataclass(frozen=True, slots=True)
class QuoteShop:
    """One vendor's part. ``freight_minor`` is None until there is an address."""

    lines: tuple[QuoteLine, ...]
    freight_minor: int | None
    short_of_free_minor: int | None

    @property
    def seller(self) -> Sellable:
        """Any of its things: they share the vendor's facts."""
        return self.lines[0].thing

    @property
    def vendor_id(self) -> UUID:
        """Whose part this is."""
        return self.seller.vendor_id

    @property
    def goods_minor(self) -> int:
        """Sum of the lines."""
        return sum(line.total_minor for line in self.lines)

    @property
    def dispatch_hours(self) -> int:
        """The shortest promise on the lines binds the whole parcel."""
        return min(line.thing.dispatch_hours for line in self.lines)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A ticked line that cannot be ordered, and why."""

    thing: Sellable
    quantity: int
    reason: str


@dataclass(frozen=True, slots=True)
class Quote:
    """What an order would be right now."""

    shops: tuple[QuoteShop, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def lines(self) -> Iterator[QuoteLine]:
        """All lines, shop by shop."""
        return (line for shop in self.shops for line in shop.lines)

    @property
    def goods_minor(self) -> int:
        """Sum of the lines."""
        return sum(shop.goods_minor for shop in self.shops)

    @property
    def freight_minor(self) -> int:
        """Sum of the vendors' freight; parts without an address count nothing yet."""
        return sum(shop.freight_minor or 0 for shop in self.shops)

    @property
    def total_minor(self) -> int:
        """What is to be paid."""
        return self.goods_minor + self.freight_minor

    @property
    def is_age_gated(self) -> bool:
        """Whether the buyer has to be of age. Source: domain rule ALC-1."""
        return any(line.thing.is_age_gated for line in self.lines)


def make_quote(
    lines: Sequence[Line], terms: Mapping[UUID, Sequence[Terms]], province: str | None
) -> Quote:
    """Price the ticked ``lines`` for delivery to ``province`` (two digits, None: not known yet).

    Short lines are cut to what is left; what cannot be bought or sent there is left out, and both
    are said.
    """
    shops: dict[UUID, list[QuoteLine]] = {}
    left_out: list[LeftOut] = []
    for line in lines:
        thing = line.thing
        if thing.refusal is not None:
            left_out.append(LeftOut(thing, line.quantity, thing.refusal.sentence()))
            continue
        quantity = min(line.quantity, thing.most)
        shops.setdefault(thing.vendor_id, []).append(QuoteLine(thing, quantity, line.quantity))
    quoted: list[QuoteShop] = []
    for vendor_id, own in shops.items():
        rules = terms.get(vendor_id, ())
        goods = sum(line.total_minor for line in own)
        grams = sum(line.thing.gross_grams * line.quantity for line in own)
        try:
            fee = None if province is None else freight(rules, province, grams, goods)
        except NotServed:
            reason = _("这家店不配送所选地区")
            left_out += [LeftOut(line.thing, line.quantity, reason) for line in own]
            continue
        quoted.append(QuoteShop(tuple(own), fee, short_of_free(rules, province, goods)))
    return Quote(tuple(quoted), tuple(left_out))


@dataclass(frozen=True, slots=True)
class Seen:
    """What the buyer had before their eyes: pieces and price by variant, freight by vendor.

    It only ever decides whether something has *changed*; prices always come from the server.
    """

    lines: Mapping[UUID, tuple[int, int]] = field(default_factory=dict[UUID, tuple[int, int]])
    freight: Mapping[UUID, int] = field(default_factory=dict[UUID, int])

    @classmethod
    def of(cls, quote: Quote) -> Self:
        """What a page that shows ``quote`` shows."""
        return cls(
            {
                line.thing.variant_id: (line.quantity, line.thing.price_minor)
                for line in quote.lines
            },
            {shop.vendor_id: shop.freight_minor or 0 for shop in quote.shops},
        )

    def packed(self) -> str:
        """As a form field."""
        lines = [[each.hex, *facts] for each, facts in self.lines.items()]
        fees = [[each.hex, minor] for each, minor in self.freight.items()]
        raw = json.dumps([lines, fees], separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(raw).decode()

    @classmethod
    def unpacked(cls, packed: str) -> Self | None:
        """The reverse of ``packed``; None for anything else."""
        if len(packed) > LONGEST_SEEN:
            return None
        try:
            lines, fees = cast("tuple[Any, Any]", json.loads(base64.urlsafe_b64decode(packed)))
            return cls(
                {UUID(each): (int(count), int(price)) for each, count, price in lines},
                {UUID(each): int(minor) for each, minor in fees},
            )
        except (ValueError, TypeError, AttributeError, RecursionError, binascii.Error):
            return None


def differences(seen: Seen, quote: Quote) -> list[str]:
    """What has changed since ``seen``, one sentence each; empty when nothing has."""
    said: list[str] = []
    gone = {each.thing.variant_id: each for each in quote.left_out}
    now = {line.thing.variant_id: line for line in quote.lines}
    for variant_id in seen.lines:
        if variant_id in now:
            continue
        left = gone.get(variant_id)
        if left is None:
            said.append(_("有一件商品已不在购物车里，本单不再包含它。"))
        else:
            name, why = name_of(left.thing), left.reason
            said.append(_("「%(name)s」：%(why)s，本单不再包含它。", name=name, why=why))
    for variant_id, line in now.items():
        said += _changes_of(line, seen.lines.get(variant_id))
    for shop in quote.shops:
        before, after = seen.freight.get(shop.vendor_id), shop.freight_minor or 0
        if before is not None and before != after:
            said.append(
                _(
                    "「%(shop)s」的运费由 %(before)s 变为 %(after)s。",
                    shop=shop_of(shop.seller),
                    before=format_money(before),
                    after=format_money(after),
                )
            )
    return said


def _changes_of(line: QuoteLine, seen: tuple[int, int] | None) -> list[str]:
    name = name_of(line.thing)
    if seen is None:
        return [_("「%(name)s」是刚刚加进来的。", name=name)]
    count, price = seen
    said: list[str] = []
    if count != line.quantity:
        if line.quantity < line.wanted:
            sentence = Refusal.SHORT.sentence(line.quantity)
            said.append(_("「%(name)s」：%(why)s。", name=name, why=sentence))
        else:
            said.append(
                _(
                    "「%(name)s」的数量由 %(before)d 件变为 %(after)d 件。",
                    name=name,
                    before=count,
                    after=line.quantity,
                )
            )
    if price != line.thing.price_minor:
        said.append(
            _(
                "「%(name)s」的单价由 %(before)s 变为 %(after)s。",
                name=name,
                before=format_money(price),
                after=format_money(line.thing.price_minor),
            )
        )
    return said


def missing_confirmations(
    asked: Quote, consents: Collection[UUID], *, is_adult: bool
) -> dict[str, str]:
    """What the buyer still has to tick in this very order, by field. Source: rules ORD-3, ALC-1."""
    missing: dict[str, str] = {}
    for line in asked.lines:
        if line.needs_consent and line.thing.variant_id not in consents:
            missing[f"consent-{line.thing.variant_id}"] = _(
                "请确认「%(name)s」不支持七日无理由退货，或回购物车移出它。",
                name=name_of(line.thing),
            )
    if asked.is_age_gated and not is_adult:
        missing["is_adult"] = _("本单有酒，请确认您已满 18 周岁。")
    return missing


def name_of(thing: Sellable) -> str:
    """Title and variant in the reader's language."""
    if language() == "en" and thing.title_en:
        return f"{thing.title_en} {thing.variant_en or thing.variant_zh}"
    return f"{thing.title_zh} {thing.variant_zh}"


def shop_of(thing: Sellable) -> str:
    """The shop's name in the reader's language."""
    return thing.vendor_en if language() == "en" and thing.vendor_en else thing.vendor_zh
