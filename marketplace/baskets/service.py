"""Putting things into a basket and taking them out."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.baskets.errors import BasketFull, NotSellable, TooManyPieces
from marketplace.baskets.models import Basket, BasketLine
from marketplace.baskets.queries import Owner, lines, sellable
from marketplace.baskets.rules import Line
from marketplace.kit.clock import utcnow
from marketplace.kit.errors import Invalid, NotFound
from marketplace.kit.ids import uuid7
from marketplace.kit.language import gettext as _
from marketplace.kit.language import language

MOST_LINES: Final = 120
"""Different things in one basket; more is no longer shopping."""
MOST_TYPED: Final = 999


@dataclass(frozen=True, slots=True)
class Added:
    """What is in the basket after something was put in."""

    quantity: int
    was_capped: bool
    """Fewer went in than were asked for: the limit of an order, or of the stock."""


async def add(session: AsyncSession, *, owner: Owner, variant_id: UUID, quantity: int = 1) -> Added:
    """Put pieces of a variant in, on top of those that are there already, and tick the line.

    Locks: the owner's basket row.
    Raises: NotFound, Invalid, NotSellable, BasketFull.
    """
    if not 1 <= quantity <= MOST_TYPED:
        raise Invalid(_("数量请填 1 到 %(most)d 之间的整数。", most=MOST_TYPED), field="quantity")
    thing = (await sellable(session, [variant_id])).get(variant_id)
    if thing is None:
        raise NotFound(_("没有找到这件商品。"))
    if thing.refusal is not None:
        raise NotSellable(thing.refusal.sentence(), field="variant_id")
    basket_id = await _basket(session, owner)
    others, before = await _there(session, basket_id, variant_id)
    if others >= MOST_LINES:
        raise BasketFull(
            _("购物车已有 %(n)d 种商品，请先结算或移出一些。", n=MOST_LINES), field="variant_id"
        )
    wanted = before + quantity
    kept = min(wanted, thing.most)
    await _put(session, basket_id, variant_id, kept, thing.price_minor)
    return Added(kept, was_capped=kept < wanted)


async def change(session: AsyncSession, *, owner: Owner, variant_id: UUID, quantity: int) -> None:
    """Make it ``quantity`` pieces.

    Raises: NotFound, Invalid, TooManyPieces.
    """
    if not 1 <= quantity <= MOST_TYPED:
        raise Invalid(_("数量请填 1 到 %(most)d 之间的整数。", most=MOST_TYPED), field="quantity")
    thing = (await sellable(session, [variant_id])).get(variant_id)
    if thing is not None and quantity > thing.max_per_order:
        raise TooManyPieces(
            _("这件商品每单最多买 %(n)d 件。", n=thing.max_per_order), field="quantity"
        )
    if thing is not None and quantity > thing.available > 0:
        raise TooManyPieces(_("库存只剩 %(n)d 件。", n=thing.available), field="quantity")
    changed = await session.scalar(
        update(BasketLine)
        .where(BasketLine.variant_id == variant_id, BasketLine.basket_id.in_(_id_of(owner)))
        .values(quantity=quantity)
        .returning(BasketLine.variant_id)
    )
    if changed is None:
        raise NotFound(_("这件商品已经不在购物车里了。"))


async def remove(session: AsyncSession, *, owner: Owner, variant_id: UUID) -> int:
    """Take a line out; how many pieces it had, so that it can be put back. 0: it was not there."""
    taken = await session.scalar(
        delete(BasketLine)
        .where(BasketLine.variant_id == variant_id, BasketLine.basket_id.in_(_id_of(owner)))
        .returning(BasketLine.quantity)
    )
    return taken or 0


async def take_bought(
    session: AsyncSession, *, owner: Owner, variant_ids: Collection[UUID]
) -> set[UUID]:
    """These lines become an order: take them out; those that really were there.

    Of two orders made from one basket at once, the later waits here and finds nothing.

    Locks: the basket's lines.
    """
    taken = await session.scalars(
        delete(BasketLine)
        .where(
            BasketLine.variant_id.in_(list(variant_ids)), BasketLine.basket_id.in_(_id_of(owner))
        )
        .returning(BasketLine.variant_id)
    )
    return set(taken)


async def choose(session: AsyncSession, *, owner: Owner, variant_ids: Collection[UUID]) -> None:
    """Tick exactly these lines for the next checkout."""
    await session.execute(
        update(BasketLine)
        .where(BasketLine.basket_id.in_(_id_of(owner)))
        .values(is_chosen=BasketLine.variant_id.in_(list(variant_ids)))
    )


async def merge_guest_basket(
    session: AsyncSession, *, account_id: UUID, visitor_hash: str
) -> list[str]:
    """At login, move what the visitor had put in into the account's basket.

    Sentences for the buyer: what came in, what was counted together, what was cut to the limit.

    Locks: both basket rows, the visitor's first.
    """
    guest = Owner(visitor_hash=visitor_hash)
    guest_id = await session.scalar(select(Basket.id).where(guest.owns()).with_for_update())
    if guest_id is None:
        return []
    moved = await lines(session, guest)
    own = Owner(account_id=account_id)
    said: list[str] = []
    if moved:
        basket_id = await _basket(session, own)
        there = {line.thing.variant_id: line.quantity for line in await lines(session, own)}
        said = await _move(session, basket_id, moved, there)
    await session.execute(delete(Basket).where(Basket.id == guest_id))
    return said


async def _move(
    session: AsyncSession, basket_id: UUID, moved: list[Line], there: dict[UUID, int]
) -> list[str]:
    said: list[str] = []
    new = 0
    for line in moved:
        variant_id, name = line.thing.variant_id, _name(line)
        before = there.get(variant_id, 0)
        wanted = before + line.quantity
        kept = min(wanted, line.thing.most) if line.refusal is None else max(before, line.quantity)
        await _put(session, basket_id, variant_id, kept, line.seen_price_minor)
        new += not before
        if kept < wanted and line.refusal is None:
            said.append(_("「%(name)s」最多可买 %(n)d 件，已按这个数保留。", name=name, n=kept))
        elif before:
            said.append(_("「%(name)s」合并后是 %(n)d 件。", name=name, n=kept))
    if new:
        said.insert(0, _("登录前选的 %(n)d 种商品已放进购物车。", n=new))
    return said


def _name(line: Line) -> str:
    thing = line.thing
    if language() == "en" and thing.title_en:
        return f"{thing.title_en} {thing.variant_en or thing.variant_zh}"
    return f"{thing.title_zh} {thing.variant_zh}"


def _id_of(owner: Owner) -> Any:
    return select(Basket.id).where(owner.owns()).scalar_subquery()


async def _basket(session: AsyncSession, owner: Owner) -> UUID:
    """The owner's basket, made when there is none; its row is locked."""
    column = "account_id" if owner.account_id is not None else "visitor_hash"
    made = insert(Basket).values(
        id=uuid7(),
        account_id=owner.account_id,
        visitor_hash=owner.visitor_hash,
        updated_at=utcnow(),
    )
    statement = made.on_conflict_do_update(
        index_elements=[column], set_={"updated_at": made.excluded.updated_at}
    )
    return (await session.execute(statement.returning(Basket.id))).scalar_one()


async def _there(session: AsyncSession, basket_id: UUID, variant_id: UUID) -> tuple[int, int]:
    """How many other things the basket holds, and how many pieces of this one."""
    this = BasketLine.variant_id == variant_id
    query = select(
        func.count().filter(~this), func.coalesce(func.sum(BasketLine.quantity).filter(this), 0)
    ).where(BasketLine.basket_id == basket_id)
    others, pieces = (await session.execute(query)).one()
    return others, int(pieces)


async def _put(
    session: AsyncSession, basket_id: UUID, variant_id: UUID, quantity: int, price_minor: int
) -> None:
    made = insert(BasketLine).values(
        basket_id=basket_id,
        variant_id=variant_id,
        quantity=quantity,
        seen_price_minor=price_minor,
        is_chosen=True,
    )
    put = made.on_conflict_do_update(
        index_elements=["basket_id", "variant_id"],
        set_={"quantity": quantity, "seen_price_minor": price_minor, "is_chosen": True},
    )
    await session.execute(put)


FORGET_AFTER_DAYS: Final = 180


async def forget_abandoned(session: AsyncSession) -> int:
    """Drop visitors' baskets that nobody has touched for half a year; accounts keep theirs."""
    stale = text(
        "DELETE FROM baskets WHERE account_id IS NULL"
        " AND updated_at < now() - make_interval(days => :days)"
    )
    gone: Any = await session.execute(stale, {"days": FORGET_AFTER_DAYS})
    return int(gone.rowcount)
