"""Whether money, orders and stock agree with one another: every invariant, checked by sums.

Run by ``marketplace check-books`` and, inside the product, every quarter of an hour.
"""

from collections.abc import AsyncGenerator, Callable
from dataclasses import asdict, dataclass
from typing import Final

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.audit import queries as audit
from marketplace.infra.jobs import JobBook, Work
from marketplace.ledger import queries as ledger
from marketplace.orders import queries as orders
from marketplace.payments.alarms import tell_staff
from marketplace.stock import queries as stock

log = structlog.get_logger(__name__)
book = JobBook("books")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold."""

    check: str
    """A stable name, such as ``ledger_balanced``."""
    subject: str
    detail: str

    def as_dict(self) -> dict[str, str]:
        """For ``check-books --json``."""
        return asdict(self)


Findings = AsyncGenerator[Finding]


async def check(session: AsyncSession) -> list[Finding]:
    """Everything that does not hold; nothing in a sound house.

    All checks see one and the same moment, so it may run beside a busy shop.

    Needs: a session nothing has been read in yet.
    """
    await session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
    return await look(session)


async def look(session: AsyncSession) -> list[Finding]:
    """The checks of ``check``, in whatever transaction ``session`` is in."""
    return [finding for each in CHECKS async for finding in each(session)]


async def ledger_balanced(session: AsyncSession) -> Findings:
    """Every transaction sums to zero, and so do the books as a whole."""
    for key, difference, lines in await ledger.unbalanced(session):
        yield Finding("ledger_balanced", key, f"off by {difference}, {lines} lines")
    accounts = await ledger.trial_balance(session)
    if total := sum(account.balance for account in accounts):
        yield Finding("ledger_balanced", "all", f"off by {total}")


_CAPTURED: Final = text("""
SELECT p.id, p.captured_minor, coalesce(sum(e.amount_minor), 0) AS posted
  FROM payments p
  LEFT JOIN ledger_transactions t
         ON t.idempotency_key LIKE 'captured:%'
        AND split_part(t.idempotency_key, ':', 2) = p.id::text
  LEFT JOIN ledger_entries e ON e.transaction_id = t.id AND e.amount_minor > 0
 GROUP BY p.id
HAVING p.captured_minor <> coalesce(sum(e.amount_minor), 0)
    OR (p.state = 'captured') <> (count(t.id) > 0) AND p.captured_minor > 0
 ORDER BY p.id
""")


async def captures_posted(session: AsyncSession) -> Findings:
    """What a payment brought in is what the books say it brought in."""
    for row in await session.execute(_CAPTURED):
        detail = f"captured {row.captured_minor}, posted {row.posted}"
        yield Finding("captures_posted", f"payment {row.id}", detail)


_REFUNDS: Final = text("""
SELECT 'order ' || o.id AS subject, o.refunded_minor AS noted,
       coalesce(sum(r.amount_minor), 0) AS asked
  FROM orders o LEFT JOIN refunds r ON r.order_id = o.id
 GROUP BY o.id HAVING o.refunded_minor <> coalesce(sum(r.amount_minor), 0)
UNION ALL
SELECT 'payment ' || p.id, p.refunded_minor, coalesce(sum(r.amount_minor), 0)
  FROM payments p LEFT JOIN refunds r ON r.payment_id = p.id
 GROUP BY p.id
HAVING p.refunded_minor <> coalesce(sum(r.amount_minor), 0)
    OR p.refunded_minor NOT BETWEEN 0 AND p.captured_minor
""")

# A backslash keeps a colon from being read as the name of a parameter.
_REFUND_POSTINGS: Final = text(r"""
WITH posted AS (
    SELECT t.idempotency_key AS key,
           sum(e.amount_minor) FILTER (WHERE e.amount_minor > 0) AS amount
      FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
     WHERE t.idempotency_key LIKE 'refund:%'
     GROUP BY t.id
), settled AS (
    SELECT o.refund_id, coalesce(sum(s.amount), 0) - coalesce(sum(b.amount), 0) AS amount
      FROM payment_operations o
      LEFT JOIN posted s ON s.key = 'refund:' || o.id || '\:sent'
      LEFT JOIN posted b ON b.key = 'refund:' || o.id || '\:bounced'
     WHERE o.refund_id IS NOT NULL GROUP BY o.refund_id
)
SELECT r.id, r.amount_minor, r.state,
       coalesce(p.amount, 0) AS promised, coalesce(s.amount, 0) AS sent
  FROM refunds r
  LEFT JOIN posted p ON p.key = 'refund:' || r.id || '\:promised'
  LEFT JOIN settled s ON s.refund_id = r.id
 WHERE coalesce(p.amount, 0) <> r.amount_minor
    OR coalesce(s.amount, 0) <> CASE WHEN r.state = 'succeeded' THEN r.amount_minor ELSE 0 END
 ORDER BY r.id
""")


async def refunds_within(session: AsyncSession) -> Findings:
    """Refunds are within what was paid, and posted as promised and as sent."""
    for row in await session.execute(_REFUNDS):
        detail = f"noted {row.noted}, refunds sum to {row.asked}"
        yield Finding("refunds_within", row.subject, detail)
    for row in await session.execute(_REFUND_POSTINGS):
        detail = f"{row.state} {row.amount_minor}, promised {row.promised}, sent {row.sent}"
        yield Finding("refunds_within", f"refund {row.id}", detail)


_TOTALS: Final = text("""
SELECT o.id, o.goods_minor, o.commission_minor,
       coalesce(sum(l.total_minor), 0) AS lines, coalesce(sum(l.commission_minor), 0) AS shares
  FROM orders o LEFT JOIN order_lines l ON l.order_id = o.id
 GROUP BY o.id
HAVING o.goods_minor <> coalesce(sum(l.total_minor), 0)
    OR o.commission_minor <> coalesce(sum(l.commission_minor), 0)
    OR o.total_minor <> o.goods_minor + o.freight_minor
 ORDER BY o.id
""")


async def totals_add_up(session: AsyncSession) -> Findings:
    """Orders are their lines and freight; purchases are their orders."""
    for row in await session.execute(_TOTALS):
        detail = (
            f"goods {row.goods_minor}, lines {row.lines}; "
            f"commission {row.commission_minor}, lines {row.shares}"
        )
        yield Finding("totals_add_up", f"order {row.id}", detail)
    for group_id in await orders.groups_that_do_not_add_up(session):
        yield Finding("totals_add_up", f"group {group_id}", "not the sum of its orders")


_PAID: Final = text("""
SELECT g.id, g.total_minor, coalesce(sum(p.captured_minor), 0) AS captured, count(p.id) AS payments
  FROM order_groups g
  LEFT JOIN payments p ON p.group_id = g.id AND p.state = 'captured' AND p.failure = ''
 GROUP BY g.id
HAVING (g.paid_at IS NOT NULL AND coalesce(sum(p.captured_minor), 0) <> g.total_minor)
    OR (g.paid_at IS NULL AND count(p.id) > 0) OR count(p.id) > 1
 ORDER BY g.id
""")

_STATES: Final = text("""
SELECT o.id, o.state FROM orders o JOIN order_groups g ON g.id = o.group_id
 WHERE (g.paid_at IS NULL AND o.state NOT IN ('awaiting_payment', 'cancelled'))
    OR (g.paid_at IS NOT NULL AND o.state = 'awaiting_payment')
    OR (g.closed_at IS NOT NULL AND o.state <> 'cancelled')
    OR (g.paid_at IS NOT NULL AND o.state = 'cancelled' AND o.refunded_minor <> o.total_minor)
 ORDER BY o.id
""")


async def paid_means_captured(session: AsyncSession) -> Findings:
    """No order is paid without its money, and no counted money is without its order."""
    for row in await session.execute(_PAID):
        detail = f"total {row.total_minor}, captured {row.captured} by {row.payments} payments"
        yield Finding("paid_means_captured", f"group {row.id}", detail)
    for row in await session.execute(_STATES):
        detail = f"{row.state} does not fit how its purchase was paid"
        yield Finding("paid_means_captured", f"order {row.id}", detail)


async def stock_explained(session: AsyncSession) -> Findings:
    """Stock rows are the sums of their movements; what is set aside is what open orders want."""
    for each in await stock.differences(session):
        detail = (
            f"on hand {each.on_hand}, movements {each.booked_on_hand}; "
            f"set aside {each.reserved}, movements {each.booked_reserved}"
        )
        yield Finding("stock_explained", f"variant {each.variant_id}", detail)
    for variant_id, reserved, wanted in await orders.reservation_differences(session):
        detail = f"set aside {reserved}, open orders want {wanted}"
        yield Finding("stock_explained", f"variant {variant_id}", detail)


GUARDED: Final = {
    "append_only": (
        "audit_entries", "audit_seals", "price_changes", "stock_movements", "order_log",
        "product_decisions", "ledger_transactions", "ledger_entries",
    ),
    "undeletable": (
        "vendors", "vendor_applications", "certificates", "products", "variants", "order_groups",
        "orders", "order_lines", "parcels", "payments", "refunds", "gateway_events",
    ),
    "balanced": ("ledger_entries",),
}  # fmt: skip
"""Triggers by the ending of their names. Source: migration 2026_11_20_0915."""

_TRIGGERS: Final = text("""
SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
 WHERE NOT t.tgisinternal AND t.tgenabled = 'O' AND c.relnamespace = 'public'::regnamespace
""")


async def guards_stand(session: AsyncSession) -> Findings:
    """The triggers that keep evidence from being edited are there and switched on."""
    there = set(await session.scalars(_TRIGGERS))
    for ending, tables in GUARDED.items():
        for table in tables:
            if (name := f"{table}_{ending}") not in there:
                yield Finding("guards_stand", name, "missing or switched off")


async def audit_unbroken(session: AsyncSession) -> Findings:
    """The hash chain over the audit trail has every link."""
    broken = await audit.broken_seal(session)
    if broken is not None:
        yield Finding("audit_unbroken", "chain", str(broken))


CHECKS: Final[tuple[Callable[[AsyncSession], Findings], ...]] = (
    ledger_balanced,
    captures_posted,
    refunds_within,
    totals_add_up,
    paid_means_captured,
    stock_explained,
    guards_stand,
    audit_unbroken,
)


@book.periodic("*/15 * * * *")
async def check_often(work: Work) -> None:
    """The same checks inside the product; what does not hold is logged and told at once."""
    async with work.sessions() as session:
        findings = await check(session)
    for finding in findings:
        log.error("books.finding", **finding.as_dict())
    if findings:
        async with work.sessions.begin() as session:
            await tell_staff(
                session, what="books", subject=str(len(findings)), link="/admin/payments"
            )
