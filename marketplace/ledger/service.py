"""The only writer of the books: balanced transactions, each exactly once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import BigInteger, String, Uuid

from marketplace.kit.ids import uuid7
from marketplace.kit.language import gettext as _
from marketplace.ledger import rules
from marketplace.ledger.errors import PostingDiffers
from marketplace.ledger.models import LedgerTransaction
from marketplace.ledger.queries import lines_of, posted
from marketplace.ledger.rules import Line, OrderAmounts, netted
from marketplace.orders.models import Order
from marketplace.orders.service.locked import locked_order
from marketplace.orders.states import OrderState

# Sorted, so that two transactions opening the same accounts cannot wait for each other.
_OPEN_ACCOUNTS: Final = text("""
INSERT INTO ledger_accounts (id, code, kind, vendor_id, currency)
SELECT w.id, w.code, w.kind, w.vendor_id, 'CNY'
  FROM unnest(:ids, :codes, :kinds, :vendors) AS w(id, code, kind, vendor_id)
 WHERE NOT EXISTS (SELECT 1 FROM ledger_accounts a WHERE a.code = w.code)
 ORDER BY w.code
ON CONFLICT (code) DO NOTHING
""").bindparams(
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("codes", type_=ARRAY(String)),
    bindparam("kinds", type_=ARRAY(String)),
    bindparam("vendors", type_=ARRAY(Uuid)),
)

# One statement: the transaction if its key is new, and its entries only then.
_POST: Final = text("""
WITH made AS (
    INSERT INTO ledger_transactions
           (id, kind, idempotency_key, group_id, order_id, reverses_id, effective_at)
    VALUES (:id, :kind, :key, :group_id, :order_id, :reverses_id, :effective_at)
    ON CONFLICT (idempotency_key) DO NOTHING RETURNING id
), written AS (
    INSERT INTO ledger_entries (transaction_id, account_id, amount_minor)
    SELECT made.id, a.id, w.amount
      FROM made, unnest(:codes, :amounts) WITH ORDINALITY AS w(code, amount, place)
      JOIN ledger_accounts a ON a.code = w.code
     ORDER BY w.place
)
SELECT id FROM made
""").bindparams(
    bindparam("group_id", type_=Uuid),
    bindparam("order_id", type_=Uuid),
    bindparam("reverses_id", type_=Uuid),
    bindparam("codes", type_=ARRAY(String)),
    bindparam("amounts", type_=ARRAY(BigInteger)),
)


async def post(
    session: AsyncSession,
    *,
    kind: str,
    key: str,
    entries: Iterable[Line],
    effective_at: datetime,
    group_id: UUID | None = None,
    order_id: UUID | None = None,
    reverses_id: UUID | None = None,
) -> UUID:
    """Write one event into the books, once; the same again under ``key`` changes nothing.

    Lines of one account are written as one; ValueError when they do not sum to zero or nothing
    is left. ``effective_at`` is not part of what must be the same.

    Locks: accounts that are opened by this, by name ascending.
    Raises: PostingDiffers.
    """
    lines = netted(entries)
    if len(lines) < 2 or sum(line.amount_minor for line in lines):
        raise ValueError(f"posting {key} is not balanced")
    await _open_accounts(session, lines)
    values = {
        "id": uuid7(),
        "kind": kind,
        "key": key,
        "group_id": group_id,
        "order_id": order_id,
        "reverses_id": reverses_id,
        "effective_at": effective_at,
        "codes": [line.code for line in lines],
        "amounts": [line.amount_minor for line in lines],
    }
    made: UUID | None = await session.scalar(_POST, values)
    if made is not None:
        return made
    before = await posted(session, key)
    assert before is not None
    old = await session.get_one(LedgerTransaction, before)
    is_same = (old.kind, old.group_id, old.order_id, old.reverses_id) == (
        kind, group_id, order_id, reverses_id,
    )  # fmt: skip
    if not is_same or await lines_of(session, before) != lines:
        raise PostingDiffers(_("这笔账已经记过，而且内容不同，没有再记。"))
    return before


async def open_accounts_for(session: AsyncSession, *, vendor_ids: Iterable[UUID]) -> None:
    """Open what postings about these vendors need, so that those will wait for nobody.

    Locks: the accounts opened, by name ascending.
    """
    own = (
        rules.K.PSP_FROZEN,
        rules.K.VENDOR_PENDING,
        rules.K.VENDOR_AVAILABLE,
        rules.K.COMMISSION_PENDING,
    )
    ours = (
        rules.K.PSP_AVAILABLE,
        rules.K.COMMISSION,
        rules.K.REFUND_DUE,
        rules.K.SUSPENSE,
    )
    lines = [Line(kind, 0, vendor) for vendor in vendor_ids for kind in own]
    await _open_accounts(session, [*lines, *(Line(kind, 0) for kind in ours)])


async def _open_accounts(session: AsyncSession, lines: Sequence[Line]) -> None:
    await session.execute(
        _OPEN_ACCOUNTS,
        {
            "ids": [uuid7() for _line in lines],
            "codes": [line.code for line in lines],
            "kinds": [line.kind.value for line in lines],
            "vendors": [line.vendor_id for line in lines],
        },
    )


async def reverse(
    session: AsyncSession, *, transaction_id: UUID, key: str, effective_at: datetime
) -> UUID:
    """Undo a transaction by its exact opposite; the original stays.

    Raises: PostingDiffers.
    """
    original = await session.get_one(LedgerTransaction, transaction_id)
    return await post(
        session,
        kind=f"{original.kind}_reversed",
        key=key,
        entries=rules.reversal(await lines_of(session, transaction_id)),
        effective_at=effective_at,
        group_id=original.group_id,
        order_id=original.order_id,
        reverses_id=original.id,
    )


def amounts_of(order: Order) -> OrderAmounts:
    """An order as the books see it."""
    return OrderAmounts(
        vendor_id=order.vendor_id,
        total_minor=order.total_minor,
        commission_minor=order.commission_minor,
        refunded_minor=order.refunded_minor,
    )


def earned_key(order_id: UUID) -> str:
    """The key under which an order is earned, once."""
    return f"earned:{order_id}"


async def earn_order(session: AsyncSession, *, order_id: UUID, now: datetime) -> bool:
    """Receipt is confirmed: the vendor's part is theirs, our share is ours. Once per order.

    False when there is nothing to do: not completed, done before, or all promised back.

    Locks: the order group.
    Raises: NotFound.
    """
    _group, order = await locked_order(session, order_id)
    left = order.total_minor - order.refunded_minor
    key = earned_key(order_id)
    if order.state is not OrderState.COMPLETED or not left or await posted(session, key):
        return False
    await post(
        session,
        kind="earned",
        key=key,
        entries=rules.earned(amounts_of(order)),
        effective_at=now,
        group_id=order.group_id,
        order_id=order.id,
    )
    return True
