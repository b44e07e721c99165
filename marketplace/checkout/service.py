"""From a basket to a purchase, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.accounts.queries import address as delivery_address
from marketplace.baskets.queries import Owner, chosen_lines
from marketplace.baskets.service import take_bought
from marketplace.catalog.illustration import season_of
from marketplace.checkout.errors import NothingToOrder, QuoteChanged
from marketplace.checkout.rules import (
    Quote,
    QuoteLine,
    QuoteShop,
    Seen,
    differences,
    make_quote,
    missing_confirmations,
)
from marketplace.checkout.snapshots import Moment, at_this_moment
from marketplace.kit.errors import Invalid, InvalidFields
from marketplace.kit.language import gettext as _
from marketplace.kit.language import language
from marketplace.orders.models import DeliveryWay, OrderGroup
from marketplace.orders.service import GroupDraft, LineDraft, OrderDraft, place
from marketplace.orders.words import return_words
from marketplace.shipping.queries import freight_terms

LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the buyer sends: never a price, only what they saw."""

    key: str
    """One per checkout page; the same key is the same purchase."""
    address_id: UUID
    delivery_way: DeliveryWay
    seen: Seen | None
    """None for programs that do not care what has changed."""
    consents: frozenset[UUID] = frozenset()
    """Variants whose 「不支持七日无理由退货」 was ticked in this very order."""
    is_adult: bool = False
    notes: Mapping[UUID, str] = field(default_factory=dict[UUID, str])
    """By vendor."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A purchase; ``is_new`` is False when the key had been used before."""

    group_id: UUID
    is_new: bool


async def quote(session: AsyncSession, *, account_id: UUID, province: str | None) -> Quote:
    """What the ticked lines would cost, delivered to ``province``; two queries."""
    lines = await chosen_lines(session, Owner(account_id=account_id))
    vendors = {line.thing.vendor_id for line in lines}
    return make_quote(lines, await freight_terms(session, vendors), province)


async def place_order(
    session: AsyncSession,
    *,
    account_id: UUID,
    wish: Wish,
    now: datetime,
    pay_within: timedelta = timedelta(minutes=30),
    commission_bps: int = 500,
) -> Placed:
    """Turn the ticked lines into one order group with one order per vendor, stock set aside.

    The same key again, at once or later, gives the same purchase. On any refusal the caller's
    transaction (or savepoint) must be undone.

    Units: ``commission_bps`` is the platform's share of goods, frozen on each line.
    Locks: the basket's lines, the idempotency key, then the stock rows by id ascending.
    Raises: NotFound (address), NothingToOrder, QuoteChanged, OutOfStock, InvalidFields, Invalid.
    """
    if not 1 <= len(wish.key) <= 255:
        raise Invalid(_("页面内容不完整，请重新打开结算页。"), field="key")
    address = await delivery_address(session, account_id=account_id, address_id=wish.address_id)
    asked = await quote(session, account_id=account_id, province=address.province_code)
    changed = differences(wish.seen, asked) if wish.seen is not None else []
    if changed or not asked.shops:
        return await _earlier(session, account_id, wish.key, changed)
    _check(asked, wish)
    wanted = [line.thing.variant_id for line in asked.lines]
    moment = await at_this_moment(session, wanted, now=now, account_id=account_id, key=wish.key)
    if moment.earlier is not None:
        return Placed(moment.earlier, is_new=False)
    taken = await take_bought(session, owner=Owner(account_id=account_id), variant_ids=wanted)
    if len(taken) < len(wanted):
        gone = [_("购物车刚刚变了，请重新核对。")]
        return await _earlier(session, account_id, wish.key, gone)
    group_id = await place(
        session,
        GroupDraft(
            account_id=account_id,
            idempotency_key=wish.key,
            recipient=address.recipient,
            phone=address.phone,
            division_code=address.division_code,
            region=address.region[:120],
            address=address.detail,
            delivery_way=wish.delivery_way,
            language=language(),
            placed_at=now,
            pay_before=now + pay_within,
            commission_bps=commission_bps,
            orders=[_order(shop, wish, moment, now) for shop in asked.shops],
            details={
                "agreements": moment.agreements,
                "consents": sorted(str(each) for each in wish.consents),
                "is_adult": wish.is_adult,
            },
        ),
    )
    if group_id is None:
        return await _earlier(session, account_id, wish.key, [])
    return Placed(group_id, is_new=True)


async def _earlier(
    session: AsyncSession, account_id: UUID, key: str, changed: Sequence[str]
) -> Placed:
    """The purchase that was made with this key, which explains the empty basket.

    Raises: QuoteChanged, NothingToOrder.
    """
    query = select(OrderGroup.id).where(
        OrderGroup.account_id == account_id, OrderGroup.idempotency_key == key
    )
    earlier = await session.scalar(query)
    if earlier is not None:
        return Placed(earlier, is_new=False)
    if changed:
        raise QuoteChanged(changed)
    raise NothingToOrder(_("没有可以下单的商品，请回到购物车勾选。"))


def _check(asked: Quote, wish: Wish) -> None:
    """Raises: InvalidFields."""
    missing = missing_confirmations(asked, wish.consents, is_adult=wish.is_adult)
    for vendor_id, note in wish.notes.items():
        if len(note) > LONGEST_NOTE:
            missing[f"note-{vendor_id}"] = _("留言最多 %(most)d 个字。", most=LONGEST_NOTE)
    if missing:
        raise InvalidFields(_("有 %(n)d 处需要修改。", n=len(missing)), fields=missing)


def _order(shop: QuoteShop, wish: Wish, moment: Moment, now: datetime) -> OrderDraft:
    assert shop.freight_minor is not None
    seller = shop.seller
    return OrderDraft(
        vendor_id=seller.vendor_id,
        vendor_name_zh=seller.vendor_zh,
        vendor_name_en=seller.vendor_en,
        freight_minor=shop.freight_minor,
        buyer_note=wish.notes.get(seller.vendor_id, ""),
        lines=[_line(line, moment.pages[line.thing.variant_id], now) for line in shop.lines],
    )


def _line(line: QuoteLine, shown: dict[str, Any], now: datetime) -> LineDraft:
    thing = line.thing
    picture = {
        "photo": str(thing.photo_id) if thing.photo_id else None,
        "shape": thing.shape,
        "season": season_of(thing.season_months, seed=str(thing.product_id)),
        "seed": str(thing.product_id),
    }
    return LineDraft(
        product_id=thing.product_id,
        variant_id=thing.variant_id,
        title_zh=thing.title_zh,
        title_en=thing.title_en,
        variant_zh=thing.variant_zh,
        variant_en=thing.variant_en,
        unit_price_minor=thing.price_minor,
        quantity=line.quantity,
        net_grams=thing.net_grams,
        gross_grams=thing.gross_grams,
        return_policy=thing.return_policy,
        exemption_confirmed_at=now if line.needs_consent else None,
        dispatch_hours=thing.dispatch_hours,
        snapshot={**shown, "picture": picture, "return_words": return_words(thing.return_policy)},
    )
