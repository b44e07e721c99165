"""The only writers of stock: every change is one conditional update and one movement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Integer, Uuid

from marketplace.catalog.models import Variant
from marketplace.infra.jobs import enqueue
from marketplace.infra.notices import mark_stale
from marketplace.kit.errors import Invalid
from marketplace.kit.language import gettext as _
from marketplace.stock.errors import BelowReserved, OutOfStock
from marketplace.stock.models import MovementKind, StockItem, StockMovement
from marketplace.stock.queries import available

MOST_PIECES: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class _Change:
    """What is to happen to one stock row."""

    variant_id: UUID
    on_hand: int
    reserved: int
    order_id: UUID | None = None


# One statement for any number of rows: the rows are locked in id order, whatever order they were
# asked in, so that two purchases of the same things cannot wait for each other. The condition is
# judged on the newest version of a row, after the wait for its lock.
_CHANGE: Final = text("""
WITH wanted AS (
    SELECT * FROM unnest(:variants, :on_hands, :reserveds, :orders)
        AS w(variant_id, on_hand_change, reserved_change, order_id)
), locked AS (
    SELECT s.variant_id FROM stock_items s JOIN wanted w USING (variant_id)
     ORDER BY s.variant_id FOR NO KEY UPDATE OF s
), changed AS (
    UPDATE stock_items s
       SET on_hand = s.on_hand + w.on_hand_change, reserved = s.reserved + w.reserved_change
      FROM locked l JOIN wanted w USING (variant_id)
     WHERE s.variant_id = l.variant_id
       AND s.reserved + w.reserved_change BETWEEN 0 AND s.on_hand + w.on_hand_change
 RETURNING s.variant_id, s.on_hand - s.reserved AS available,
           w.on_hand_change, w.reserved_change, w.order_id
), noted AS (
    INSERT INTO stock_movements
           (variant_id, kind, on_hand_change, reserved_change, order_id, actor_id, reason)
    SELECT variant_id, :kind, on_hand_change, reserved_change, order_id, :actor_id, :reason
      FROM changed ORDER BY variant_id
)
SELECT variant_id, available, available - on_hand_change + reserved_change AS before FROM changed
""").bindparams(
    bindparam("variants", type_=ARRAY(Uuid)),
    bindparam("on_hands", type_=ARRAY(Integer)),
    bindparam("reserveds", type_=ARRAY(Integer)),
    bindparam("orders", type_=ARRAY(Uuid)),
    bindparam("actor_id", type_=Uuid),
)


async def reserve(
    session: AsyncSession, *, wanted: Mapping[UUID, int], order_of: Mapping[UUID, UUID]
) -> None:
    """Put ``wanted`` pieces of each variant aside for the order named in ``order_of``.

    All or nothing: the caller's transaction (or savepoint) must be undone when this raises.
    Locks: the stock rows, by id ascending, until the transaction ends; call it last.
    Raises: OutOfStock.
    """
    done = await _apply(
        session,
        MovementKind.RESERVE,
        [_Change(each, 0, count, order_of[each]) for each, count in wanted.items()],
    )
    if short := wanted.keys() - done:
        left = await available(session, short)
        raise OutOfStock({each: left.get(each, 0) for each in short})


async def release(
    session: AsyncSession,
    *,
    freed: Mapping[UUID, int],
    order_of: Mapping[UUID, UUID],
    reason: str,
) -> None:
    """Give pieces that were set aside for the orders in ``order_of`` back to everyone.

    Locks: the stock rows, by id ascending.
    """
    changes = [_Change(each, 0, -count, order_of[each]) for each, count in freed.items()]
    await _all(session, MovementKind.RELEASE, changes, reason=reason)


async def ship(
    session: AsyncSession, *, shipped: Mapping[UUID, int], order_id: UUID, actor_id: UUID
) -> None:
    """Pieces set aside for ``order_id`` have left the house.

    Locks: the stock rows, by id ascending.
    """
    changes = [_Change(each, -count, -count, order_id) for each, count in shipped.items()]
    await _all(session, MovementKind.SHIP, changes, actor_id=actor_id)


async def receive(
    session: AsyncSession, *, variant_id: UUID, count: int, reason: str, actor_id: UUID | None
) -> None:
    """``count`` more pieces of a variant have come in; its first stock row is made here.

    Locks: the stock row.
    Raises: Invalid.
    """
    if not 0 < count <= MOST_PIECES:
        raise Invalid(_("入库数量要大于 0。"), field="count")
    item = await _locked_item(session, variant_id)
    await _book(session, item, MovementKind.RECEIVE, count, reason=reason, actor_id=actor_id)


async def set_on_hand(
    session: AsyncSession, *, variant_id: UUID, on_hand: int, reason: str, actor_id: UUID | None
) -> None:
    """Somebody counted: there are ``on_hand`` pieces, those set aside for buyers included.

    Locks: the stock row.
    Raises: Invalid, BelowReserved.
    """
    if not 0 <= on_hand <= MOST_PIECES:
        raise Invalid(_("库存请填 0 到 %(most)d 之间的整数。", most=MOST_PIECES), field="on_hand")
    item = await _locked_item(session, variant_id)
    if on_hand < item.reserved:
        raise BelowReserved(
            _("有 %(n)d 件已经卖出待发货，库存不能少于这个数。", n=item.reserved), field="on_hand"
        )
    if on_hand != item.on_hand:
        kind = MovementKind.ADJUST if item.on_hand else MovementKind.RECEIVE
        change = on_hand - item.on_hand
        await _book(session, item, kind, change, reason=reason, actor_id=actor_id)


async def _locked_item(session: AsyncSession, variant_id: UUID) -> StockItem:
    query = select(StockItem).where(StockItem.variant_id == variant_id).with_for_update()
    item = await session.scalar(query.execution_options(populate_existing=True))
    if item is None:
        item = StockItem(variant_id=variant_id, on_hand=0, reserved=0)
        session.add(item)
        await session.flush()
    return item


async def _book(
    session: AsyncSession,
    item: StockItem,
    kind: MovementKind,
    change: int,
    *,
    reason: str,
    actor_id: UUID | None,
) -> None:
    before = item.on_hand - item.reserved
    item.on_hand += change
    movement = StockMovement(variant_id=item.variant_id, kind=kind, on_hand_change=change)
    movement.reason, movement.actor_id = reason, actor_id
    session.add(movement)
    await session.flush()
    if (before > 0) != (before + change > 0):
        await _tell_lists(session, [item.variant_id])


async def _all(
    session: AsyncSession,
    kind: MovementKind,
    changes: list[_Change],
    *,
    actor_id: UUID | None = None,
    reason: str = "",
) -> None:
    """Apply ``changes`` that our own books say must be possible."""
    done = await _apply(session, kind, changes, actor_id=actor_id, reason=reason)
    if missing := {each.variant_id for each in changes} - done:
        raise RuntimeError(f"stock of {sorted(map(str, missing))} does not cover its orders")


async def _apply(
    session: AsyncSession,
    kind: MovementKind,
    changes: list[_Change],
    *,
    actor_id: UUID | None = None,
    reason: str = "",
) -> set[UUID]:
    """The variants whose row could be changed."""
    if not changes:
        return set()
    values = {
        "variants": [each.variant_id for each in changes],
        "on_hands": [each.on_hand for each in changes],
        "reserveds": [each.reserved for each in changes],
        "orders": [each.order_id for each in changes],
        "kind": kind.value,
        "actor_id": actor_id,
        "reason": reason,
    }
    rows = (await session.execute(_CHANGE, values)).all()
    crossed = [row.variant_id for row in rows if (row.before > 0) != (row.available > 0)]
    if crossed:
        await _tell_lists(session, crossed)
    return {row.variant_id for row in rows}


async def _tell_lists(session: AsyncSession, variant_ids: Iterable[UUID]) -> None:
    """Sold out, or to be had again: lists and the product's page must say so."""
    query = select(Variant.product_id).where(Variant.id.in_(list(variant_ids))).distinct()
    for product_id in await session.scalars(query):
        await enqueue(session, "search.refresh_product", product_id=str(product_id))
        await mark_stale(session, f"product:{product_id}")
