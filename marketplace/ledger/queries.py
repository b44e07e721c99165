"""Reads of the books: balances are sums, never columns."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.ledger.models import AccountKind, LedgerAccount, LedgerEntry, LedgerTransaction
from marketplace.ledger.rules import Line


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """One account's sums. Units: 分; ``balance`` is debits less credits."""

    code: str
    kind: AccountKind
    vendor_id: UUID | None
    debit_minor: int
    credit_minor: int

    @property
    def balance(self) -> int:
        """Positive for what we or others hold, negative for what is owed or earned."""
        return self.debit_minor - self.credit_minor


async def balance(
    session: AsyncSession, kind: AccountKind, *, vendor_id: UUID | None = None
) -> int:
    """Debits less credits of one account; 0 for one that was never used."""
    code = Line(kind, 0, vendor_id).code
    query = (
        select(func.coalesce(func.sum(LedgerEntry.amount_minor), 0))
        .join(LedgerAccount, LedgerAccount.id == LedgerEntry.account_id)
        .where(LedgerAccount.code == code)
    )
    return int(await session.scalar(query) or 0)


async def balances(session: AsyncSession, *, vendor_id: UUID) -> dict[AccountKind, int]:
    """Debits less credits of each of a vendor's accounts; one query."""
    query = (
        select(LedgerAccount.kind, func.sum(LedgerEntry.amount_minor))
        .join(LedgerEntry, LedgerEntry.account_id == LedgerAccount.id)
        .where(LedgerAccount.vendor_id == vendor_id)
        .group_by(LedgerAccount.kind)
    )
    return {row[0]: int(row[1]) for row in await session.execute(query)}


async def trial_balance(session: AsyncSession) -> list[AccountBalance]:
    """Every account that was ever used; debits and credits sum to the same in sound books."""
    amount = LedgerEntry.amount_minor
    query = (
        select(
            LedgerAccount.code,
            LedgerAccount.kind,
            LedgerAccount.vendor_id,
            func.coalesce(func.sum(amount).filter(amount > 0), 0),
            func.coalesce(func.sum(-amount).filter(amount < 0), 0),
        )
        .join(LedgerEntry, LedgerEntry.account_id == LedgerAccount.id)
        .group_by(LedgerAccount.id)
        .order_by(LedgerAccount.code)
    )
    rows = await session.execute(query)
    return [AccountBalance(row[0], row[1], row[2], int(row[3]), int(row[4])) for row in rows]


async def posted(session: AsyncSession, key: str) -> UUID | None:
    """The transaction with this key, if there is one."""
    query = select(LedgerTransaction.id).where(LedgerTransaction.idempotency_key == key)
    return await session.scalar(query)


async def lines_of(session: AsyncSession, transaction_id: UUID) -> list[Line]:
    """A transaction's lines, by account."""
    query = (
        select(LedgerAccount.kind, LedgerEntry.amount_minor, LedgerAccount.vendor_id)
        .join(LedgerAccount, LedgerAccount.id == LedgerEntry.account_id)
        .where(LedgerEntry.transaction_id == transaction_id)
        .order_by(LedgerAccount.code)
    )
    return [Line(row[0], row[1], row[2]) for row in await session.execute(query)]


@dataclass(frozen=True, slots=True)
class Posting:
    """A line of the books with the event it belongs to, for people to read."""

    transaction_id: UUID
    kind: str
    key: str
    code: str
    amount_minor: int


async def postings_of_group(session: AsyncSession, group_id: UUID) -> list[Posting]:
    """Everything posted about one purchase, in the order it happened."""
    query = (
        select(
            LedgerTransaction.id,
            LedgerTransaction.kind,
            LedgerTransaction.idempotency_key,
            LedgerAccount.code,
            LedgerEntry.amount_minor,
        )
        .join(LedgerEntry, LedgerEntry.transaction_id == LedgerTransaction.id)
        .join(LedgerAccount, LedgerAccount.id == LedgerEntry.account_id)
        .where(LedgerTransaction.group_id == group_id)
        .order_by(LedgerEntry.id)
    )
    return [Posting(*row) for row in await session.execute(query)]


_UNBALANCED: Final = text("""
SELECT t.idempotency_key AS key, coalesce(sum(e.amount_minor), 0) AS difference,
       count(e.id) AS lines
  FROM ledger_transactions t LEFT JOIN ledger_entries e ON e.transaction_id = t.id
 GROUP BY t.id HAVING coalesce(sum(e.amount_minor), 0) <> 0 OR count(e.id) < 2
 ORDER BY t.id
""")


async def unbalanced(session: AsyncSession) -> list[tuple[str, int, int]]:
    """Transactions that do not sum to zero or lack lines; none in sound books.

    Shape: (key, difference in 分, how many lines).
    """
    rows = await session.execute(_UNBALANCED)
    return [(row.key, int(row.difference), row.lines) for row in rows]
