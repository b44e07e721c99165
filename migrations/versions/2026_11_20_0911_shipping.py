"""Shipping: carriers and freight templates.

Locks: none, the tables are new.
Undo: drops the tables; refuses nothing, there is nothing before them.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_20_0911"
down_revision = "2026_11_20_0910"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "carriers",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name_zh", sa.String(length=32), nullable=False),
        sa.Column("name_en", sa.String(length=64), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("waybill_pattern", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=24), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_carriers")),
    )
    op.create_table(
        "logistics_states",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name_zh", sa.String(length=32), nullable=False),
        sa.Column("name_en", sa.String(length=64), nullable=False),
        sa.Column("buyer_text_zh", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_logistics_states")),
    )
    op.create_table(
        "freight_templates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendors.id"], name=op.f("fk_freight_templates_vendor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_freight_templates")),
    )
    op.create_index(
        "ix_freight_templates_vendor_id", "freight_templates", ["vendor_id"], unique=False
    )
    op.create_index(
        "uq_freight_templates_default",
        "freight_templates",
        ["vendor_id"],
        unique=True,
        postgresql_where=sa.text("is_default"),
    )
    op.create_table(
        "freight_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column("province_codes", postgresql.ARRAY(sa.String(length=2)), nullable=False),
        sa.Column("is_served", sa.Boolean(), nullable=False),
        sa.Column("first_grams", sa.Integer(), nullable=False),
        sa.Column("first_minor", sa.BigInteger(), nullable=False),
        sa.Column("step_grams", sa.Integer(), nullable=False),
        sa.Column("step_minor", sa.BigInteger(), nullable=False),
        sa.Column("free_from_minor", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "first_grams > 0 AND step_grams > 0", name=op.f("ck_freight_rules_steps_positive")
        ),
        sa.CheckConstraint(
            "first_minor >= 0 AND step_minor >= 0",
            name=op.f("ck_freight_rules_prices_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["template_id"], ["freight_templates.id"], name=op.f("fk_freight_rules_template_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_freight_rules")),
    )
    op.create_index(
        "ix_freight_rules_template_id", "freight_rules", ["template_id", "position"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_freight_rules_template_id", table_name="freight_rules")
    op.drop_table("freight_rules")
    op.drop_index(
        "uq_freight_templates_default",
        table_name="freight_templates",
        postgresql_where=sa.text("is_default"),
    )
    op.drop_index("ix_freight_templates_vendor_id", table_name="freight_templates")
    op.drop_table("freight_templates")
    op.drop_table("logistics_states")
    op.drop_table("carriers")
