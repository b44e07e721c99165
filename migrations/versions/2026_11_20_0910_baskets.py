"""Baskets.

Locks: none, the tables are new.
Undo: drops the tables; refuses nothing, there is nothing before them.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_20_0910"
down_revision = "2026_11_20_0909"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "baskets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("visitor_hash", sa.String(length=64), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(account_id IS NULL) <> (visitor_hash IS NULL)", name=op.f("ck_baskets_one_owner")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_baskets_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baskets")),
        sa.UniqueConstraint("account_id", name=op.f("uq_baskets_account_id")),
        sa.UniqueConstraint("visitor_hash", name=op.f("uq_baskets_visitor_hash")),
    )
    op.create_index(op.f("ix_baskets_updated_at"), "baskets", ["updated_at"], unique=False)
    op.create_table(
        "basket_lines",
        sa.Column("basket_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("seen_price_minor", sa.BigInteger(), nullable=False),
        sa.Column("is_chosen", sa.Boolean(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "quantity BETWEEN 1 AND 999", name=op.f("ck_basket_lines_quantity_sane")
        ),
        sa.ForeignKeyConstraint(
            ["basket_id"],
            ["baskets.id"],
            name=op.f("fk_basket_lines_basket_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variants.id"], name=op.f("fk_basket_lines_variant_id")
        ),
        sa.PrimaryKeyConstraint("basket_id", "variant_id", name=op.f("pk_basket_lines")),
    )


def downgrade() -> None:
    op.drop_table("basket_lines")
    op.drop_index(op.f("ix_baskets_updated_at"), table_name="baskets")
    op.drop_table("baskets")
