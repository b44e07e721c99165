"""The books: balanced, append-only, each event once."""

from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.kit.clock import utcnow
from marketplace.ledger import queries, service
from marketplace.ledger.errors import PostingDiffers
from marketplace.ledger.models import AccountKind
from marketplace.ledger.rules import Line

K = AccountKind
VENDOR = uuid4()
LINES = [
    Line(K.PSP_FROZEN, 10_000, VENDOR),
    Line(K.VENDOR_PENDING, -9_500, VENDOR),
    Line(K.COMMISSION_PENDING, -500, VENDOR),
]


async def post(session: AsyncSession, key: str = "test:1", lines: list[Line] = LINES) -> object:
    return await service.post(
        session, kind="captured", key=key, entries=lines, effective_at=utcnow()
    )


async def test_balances_are_sums(session: AsyncSession) -> None:
    await post(session)
    await post(session, "test:2")

    assert await queries.balance(session, K.PSP_FROZEN, vendor_id=VENDOR) == 20_000
    assert await queries.balances(session, vendor_id=VENDOR) == {
        K.PSP_FROZEN: 20_000,
        K.VENDOR_PENDING: -19_000,
        K.COMMISSION_PENDING: -1_000,
    }
    assert await queries.balance(session, K.COMMISSION) == 0


async def test_the_trial_balance_comes_to_nothing(session: AsyncSession) -> None:
    await post(session)

    accounts = await queries.trial_balance(session)

    assert sum(account.balance for account in accounts) == 0
    assert sum(account.debit_minor for account in accounts) == 10_000


async def test_a_replay_changes_nothing(session: AsyncSession) -> None:
    first = await post(session)
    again = await post(session, lines=LINES[::-1])

    assert again == first
    assert await queries.balance(session, K.PSP_FROZEN, vendor_id=VENDOR) == 10_000


async def test_the_same_key_with_something_else_in_it_is_refused(session: AsyncSession) -> None:
    await post(session)

    with pytest.raises(PostingDiffers):
        await post(session, lines=[Line(K.PSP_AVAILABLE, 5), Line(K.SUSPENSE, -5)])


async def test_lines_of_one_account_become_one(session: AsyncSession) -> None:
    lines = [Line(K.PSP_AVAILABLE, 7), Line(K.SUSPENSE, -10), Line(K.PSP_AVAILABLE, 3)]

    made = await service.post(
        session, kind="stray", key="test:3", entries=lines, effective_at=utcnow()
    )

    assert await queries.lines_of(session, made) == [
        Line(K.PSP_AVAILABLE, 10),
        Line(K.SUSPENSE, -10),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [Line(K.SUSPENSE, 0)],
        [Line(K.SUSPENSE, 5)],
        [Line(K.SUSPENSE, 5), Line(K.PSP_AVAILABLE, -4)],
        [Line(K.SUSPENSE, 5), Line(K.SUSPENSE, -5)],
    ],
    ids=["nothing", "zero", "one-legged", "unbalanced", "to itself"],
)
async def test_what_does_not_balance_is_not_written(
    session: AsyncSession, lines: list[Line]
) -> None:
    with pytest.raises(ValueError, match="not balanced"):
        await post(session, lines=lines)


async def test_the_database_itself_refuses_an_unbalanced_transaction(session: AsyncSession) -> None:
    made = await post(session)
    await session.execute(
        sa.text(
            "INSERT INTO ledger_entries (transaction_id, account_id, amount_minor)"
            " SELECT :made, id, 1 FROM ledger_accounts LIMIT 1"
        ),
        {"made": made},
    )

    with pytest.raises(DBAPIError, match="is off by 1"):
        await session.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entries SET amount_minor = amount_minor + 1",
        "DELETE FROM ledger_entries",
        "UPDATE ledger_transactions SET kind = 'x'",
        "DELETE FROM ledger_transactions",
    ],
)
async def test_what_is_written_stays_written(session: AsyncSession, statement: str) -> None:
    await post(session)

    with pytest.raises(DBAPIError, match="are evidence"):
        await session.execute(sa.text(statement))


async def test_a_reversal_is_the_exact_opposite_and_names_its_original(
    session: AsyncSession,
) -> None:
    made = await post(session)

    for _ in range(2):
        undone = await service.reverse(
            session, transaction_id=made, key="test:undone", effective_at=utcnow()
        )

    opposite = [Line(line.kind, -line.amount_minor, line.vendor_id) for line in LINES]
    assert sorted(await queries.lines_of(session, undone), key=str) == sorted(opposite, key=str)
    assert await queries.balance(session, K.VENDOR_PENDING, vendor_id=VENDOR) == 0
