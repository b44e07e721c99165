"""Guards: what was written as evidence cannot be edited, and books sum to zero.

Locks: short exclusive locks on the guarded tables while the triggers are added.
Undo: drops the triggers; the data stays.
"""

from alembic import op

revision = "2026_11_20_0915"
down_revision = "2026_11_20_0914"
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "audit_entries",
    "audit_seals",
    "price_changes",
    "stock_movements",
    "order_log",
    "product_decisions",
    "ledger_transactions",
    "ledger_entries",
)
UNDELETABLE = (
    "vendors",
    "vendor_applications",
    "certificates",
    "products",
    "variants",
    "order_groups",
    "orders",
    "order_lines",
    "parcels",
    "payments",
    "refunds",
    "gateway_events",
)

REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are evidence: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$
"""

BALANCED = """
CREATE FUNCTION ledger_transaction_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    difference bigint;
BEGIN
    SELECT sum(amount_minor) INTO difference
    FROM ledger_entries WHERE transaction_id = NEW.transaction_id;
    IF difference <> 0 THEN
        RAISE EXCEPTION 'ledger transaction % is off by %', NEW.transaction_id, difference
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(REFUSE)
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    for table in UNDELETABLE:
        op.execute(
            f"CREATE TRIGGER {table}_undeletable BEFORE DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    op.execute(BALANCED)
    op.execute(
        "CREATE CONSTRAINT TRIGGER ledger_entries_balanced AFTER INSERT ON ledger_entries "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
        "EXECUTE FUNCTION ledger_transaction_balanced()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER ledger_entries_balanced ON ledger_entries")
    op.execute("DROP FUNCTION ledger_transaction_balanced")
    for table in UNDELETABLE:
        op.execute(f"DROP TRIGGER {table}_undeletable ON {table}")
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    op.execute("DROP FUNCTION refuse_change")
