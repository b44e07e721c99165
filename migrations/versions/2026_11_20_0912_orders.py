"""Orders: one group per purchase, one order per vendor.

Locks: none, the tables are new.
Undo: drops the tables; refuses nothing, there is nothing before them.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_20_0912"
down_revision = "2026_11_20_0911"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "order_groups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=255), nullable=False),
        sa.Column("goods_minor", sa.BigInteger(), nullable=False),
        sa.Column("freight_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("division_code", sa.String(length=12), nullable=False),
        sa.Column("region", sa.String(length=120), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column(
            "delivery_way",
            sa.Enum(
                "door",
                "station",
                "locker",
                name="deliveryway",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pay_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "goods_minor > 0 AND freight_minor >= 0", name=op.f("ck_order_groups_amounts_sane")
        ),
        sa.CheckConstraint(
            "total_minor = goods_minor + freight_minor", name=op.f("ck_order_groups_total_adds_up")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_order_groups_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_groups")),
        sa.UniqueConstraint(
            "account_id", "idempotency_key", name=op.f("uq_order_groups_account_id_idempotency_key")
        ),
        sa.UniqueConstraint("number", name=op.f("uq_order_groups_number")),
    )
    op.create_index(
        "ix_order_groups_account_id",
        "order_groups",
        ["account_id", sa.literal_column("placed_at DESC")],
        unique=False,
    )
    op.create_index(
        "ix_order_groups_unpaid",
        "order_groups",
        ["pay_before"],
        unique=False,
        postgresql_where=sa.text("paid_at IS NULL AND closed_at IS NULL"),
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=28), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "awaiting_payment",
                "awaiting_shipment",
                "partly_shipped",
                "shipped",
                "completed",
                "cancelled",
                name="orderstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("vendor_name_zh", sa.String(length=100), nullable=False),
        sa.Column("vendor_name_en", sa.String(length=100), nullable=False),
        sa.Column("goods_minor", sa.BigInteger(), nullable=False),
        sa.Column("freight_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("commission_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("buyer_note", sa.String(length=200), nullable=False),
        sa.Column("cancel_reason", sa.String(length=200), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dispatch_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirm_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "commission_minor BETWEEN 0 AND total_minor", name=op.f("ck_orders_commission_within")
        ),
        sa.CheckConstraint(
            "refunded_minor BETWEEN 0 AND total_minor", name=op.f("ck_orders_refunds_within_total")
        ),
        sa.CheckConstraint(
            "total_minor = goods_minor + freight_minor", name=op.f("ck_orders_total_adds_up")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["order_groups.id"], name=op.f("fk_orders_group_id")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_orders_vendor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_orders_number")),
    )
    op.create_index(
        "ix_orders_auto_confirm",
        "orders",
        ["confirm_before"],
        unique=False,
        postgresql_where=sa.text("state = 'shipped'"),
    )
    op.create_index("ix_orders_group_id", "orders", ["group_id"], unique=False)
    op.create_index(
        "ix_orders_to_ship",
        "orders",
        ["vendor_id", "dispatch_before"],
        unique=False,
        postgresql_where=sa.text("state IN ('awaiting_shipment', 'partly_shipped')"),
    )
    op.create_index(
        "ix_orders_vendor_id",
        "orders",
        ["vendor_id", "state", sa.literal_column("placed_at DESC"), "id"],
        unique=False,
    )
    op.create_table(
        "order_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["order_groups.id"], name=op.f("fk_order_log_group_id")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_log_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_log")),
    )
    op.create_index("ix_order_log_group_id", "order_log", ["group_id", "id"], unique=False)
    op.create_index("ix_order_log_order_id", "order_log", ["order_id", "id"], unique=False)
    op.create_table(
        "parcels",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("carrier_code", sa.String(length=16), nullable=False),
        sa.Column("waybill_no", sa.String(length=32), nullable=False),
        sa.Column("shipped_by", sa.Uuid(), nullable=False),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["carrier_code"], ["carriers.code"], name=op.f("fk_parcels_carrier_code")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_parcels_order_id")),
        sa.ForeignKeyConstraint(
            ["shipped_by"], ["accounts.id"], name=op.f("fk_parcels_shipped_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcels")),
        sa.UniqueConstraint(
            "order_id",
            "carrier_code",
            "waybill_no",
            name=op.f("uq_parcels_order_id_carrier_code_waybill_no"),
        ),
    )
    op.create_index("ix_parcels_waybill_no", "parcels", ["waybill_no"], unique=False)
    op.create_table(
        "order_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title_zh", sa.String(length=80), nullable=False),
        sa.Column("title_en", sa.String(length=140), nullable=False),
        sa.Column("variant_zh", sa.String(length=60), nullable=False),
        sa.Column("variant_en", sa.String(length=100), nullable=False),
        sa.Column("unit_price_minor", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_grams", sa.Integer(), nullable=False),
        sa.Column("gross_grams", sa.Integer(), nullable=False),
        sa.Column(
            "return_policy",
            sa.Enum(
                "return_7d",
                "sealed_7d",
                "fresh_exempt",
                "display_only",
                name="returnpolicy",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("exemption_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dispatch_hours", sa.Integer(), nullable=False),
        sa.Column("commission_bps", sa.Integer(), nullable=False),
        sa.Column("commission_minor", sa.BigInteger(), nullable=False),
        sa.Column("shipped_quantity", sa.Integer(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("snapshot", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "return_policy <> 'fresh_exempt' OR exemption_confirmed_at IS NOT NULL",
            name=op.f("ck_order_lines_exemption_confirmed"),
        ),
        sa.CheckConstraint("quantity BETWEEN 1 AND 999", name=op.f("ck_order_lines_quantity_sane")),
        sa.CheckConstraint(
            "refunded_minor BETWEEN 0 AND total_minor",
            name=op.f("ck_order_lines_refunds_within_total"),
        ),
        sa.CheckConstraint(
            "shipped_quantity BETWEEN 0 AND quantity", name=op.f("ck_order_lines_shipped_within")
        ),
        sa.CheckConstraint(
            "total_minor = unit_price_minor * quantity", name=op.f("ck_order_lines_total_adds_up")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_lines_order_id")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_order_lines_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variants.id"], name=op.f("fk_order_lines_variant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_lines")),
    )
    op.create_index(
        "ix_order_lines_order_id", "order_lines", ["order_id", "position"], unique=False
    )
    op.create_index("ix_order_lines_variant_id", "order_lines", ["variant_id"], unique=False)
    op.create_index("ix_order_lines_vendor_id", "order_lines", ["vendor_id"], unique=False)
    op.create_table(
        "parcel_lines",
        sa.Column("parcel_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_parcel_lines_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["line_id"], ["order_lines.id"], name=op.f("fk_parcel_lines_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_parcel_lines_parcel_id")
        ),
        sa.PrimaryKeyConstraint("parcel_id", "line_id", name=op.f("pk_parcel_lines")),
    )


def downgrade() -> None:
    op.drop_table("parcel_lines")
    op.drop_index("ix_order_lines_vendor_id", table_name="order_lines")
    op.drop_index("ix_order_lines_variant_id", table_name="order_lines")
    op.drop_index("ix_order_lines_order_id", table_name="order_lines")
    op.drop_table("order_lines")
    op.drop_index("ix_parcels_waybill_no", table_name="parcels")
    op.drop_table("parcels")
    op.drop_index("ix_order_log_order_id", table_name="order_log")
    op.drop_index("ix_order_log_group_id", table_name="order_log")
    op.drop_table("order_log")
    op.drop_index("ix_orders_vendor_id", table_name="orders")
    op.drop_index(
        "ix_orders_to_ship",
        table_name="orders",
        postgresql_where=sa.text("state IN ('awaiting_shipment', 'partly_shipped')"),
    )
    op.drop_index("ix_orders_group_id", table_name="orders")
    op.drop_index(
        "ix_orders_auto_confirm", table_name="orders", postgresql_where=sa.text("state = 'shipped'")
    )
    op.drop_table("orders")
    op.drop_index(
        "ix_order_groups_unpaid",
        table_name="order_groups",
        postgresql_where=sa.text("paid_at IS NULL AND closed_at IS NULL"),
    )
    op.drop_index("ix_order_groups_account_id", table_name="order_groups")
    op.drop_table("order_groups")
