"""One row altered by hand, as only a superuser can, and the check finds it."""

import pytest
import sqlalchemy as sa

from marketplace import books
from marketplace.accounts.models import StaffRole
from marketplace.kit.clock import utcnow
from marketplace.payments import flow, service
from tests.support.accounts import make_account
from tests.support.psp import House


async def used(house: House) -> None:
    """A house in which something of everything has happened."""
    group, _payment = await house.paid()
    async with house.sessions.begin() as session:
        await service.request_refund(
            session,
            order_id=group.orders[1].id,
            amount_minor=500,
            reason="坏果",
            requested_by=None,
            now=utcnow(),
        )
        await service.cancel_order(
            session, order_id=group.orders[0].id, account_id=group.account_id, now=utcnow()
        )
    await house.purchase()
    await house.work_off()


async def tamper(house: House, table: str, statement: str) -> None:
    async with house.sessions.begin() as session:
        await session.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        done = await session.execute(sa.text(statement))
        await session.execute(sa.text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
    assert done.rowcount, "nothing was altered"


ONE = "WHERE id = (SELECT id FROM ledger_entries ORDER BY id LIMIT 1)"
DEARER = "SET goods_minor = goods_minor + 1, total_minor = total_minor + 1"
CASES = [
    ("ledger_entries", f"SET amount_minor = amount_minor + 1 {ONE}", "ledger_balanced"),
    ("ledger_entries", f"DELETE {ONE}", "ledger_balanced"),
    ("ledger_entries", "SET amount_minor = amount_minor * 2", "captures_posted"),
    (
        "payments",
        "SET captured_minor = captured_minor + 1 WHERE captured_minor > 0",
        "captures_posted",
    ),
    ("payments", "SET refunded_minor = 0 WHERE refunded_minor > 0", "refunds_within"),
    ("refunds", "SET amount_minor = amount_minor + 1", "refunds_within"),
    ("refunds", "SET state = 'requested'", "refunds_within"),
    ("orders", "SET refunded_minor = 0 WHERE refunded_minor > 0", "refunds_within"),
    ("orders", "SET state = 'shipped' WHERE paid_at IS NULL", "paid_means_captured"),
    ("order_groups", "SET paid_at = now() WHERE paid_at IS NULL", "paid_means_captured"),
    ("order_lines", "SET quantity = 7, total_minor = 7 * unit_price_minor", "totals_add_up"),
    ("order_groups", DEARER, "totals_add_up"),
    ("stock_items", "SET on_hand = on_hand + 1", "stock_explained"),
    ("stock_items", "SET reserved = 0 WHERE reserved > 0", "stock_explained"),
    ("stock_movements", "DELETE WHERE kind = 'reserve'", "stock_explained"),
]


@pytest.mark.parametrize(("table", "change", "check"), CASES)
async def test_one_row_altered_by_hand_is_found(
    house: House, table: str, change: str, check: str
) -> None:
    await used(house)
    assert await house.findings() == []

    verb = f"UPDATE {table} {change}"
    if change.startswith("DELETE"):
        verb = change.replace("DELETE", f"DELETE FROM {table}")
    await tamper(house, table, verb)

    assert check in {finding.check for finding in await house.findings()}


async def test_a_guard_switched_off_is_found(house: House) -> None:
    await house.sql("ALTER TABLE ledger_entries DISABLE TRIGGER ledger_entries_append_only")

    found = await house.findings()
    await house.sql("ALTER TABLE ledger_entries ENABLE TRIGGER ledger_entries_append_only")

    assert [(f.check, f.subject) for f in found] == [("guards_stand", "ledger_entries_append_only")]


async def test_every_guard_of_the_migrations_is_watched(house: House) -> None:
    there = {row[0] for row in await house.sql(
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname ~"
        " '_(append_only|undeletable|balanced)$'"
    )}  # fmt: skip
    watched = {f"{table}_{ending}" for ending, tables in books.GUARDED.items() for table in tables}

    assert there == watched


async def test_the_check_inside_the_product_tells_finance_and_operators(house: House) -> None:
    async with house.sessions.begin() as session:
        people = [
            await make_account(session, role)
            for role in (StaffRole.FINANCE, StaffRole.OPERATOR, StaffRole.REVIEWER)
        ]
    await used(house)
    await tamper(house, "stock_items", "UPDATE stock_items SET on_hand = on_hand + 1")

    await books.check_often(house.work)

    told = await house.sql("SELECT account_id FROM messages WHERE name = 'money_alarm'")
    assert {row[0] for row in told} == {people[0].id, people[1].id}


async def test_a_sound_house_says_nothing(house: House) -> None:
    await used(house)

    await books.check_often(house.work)
    await flow.witness(house.sessions, house.gateways, since=utcnow().replace(year=2020))

    assert await house.findings() == []
    assert await house.sql("SELECT id FROM messages WHERE name = 'money_alarm'") == []
