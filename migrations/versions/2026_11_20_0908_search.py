"""Search: one row per product on show.

Locks: none, the tables are new.
Undo: drops the tables; refuses nothing, there is nothing before them.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_20_0908"
down_revision = "2026_11_20_0907"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "search_misses",
        sa.Column("query", sa.String(length=50), nullable=False),
        sa.Column("day", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("query", "day", name=op.f("pk_search_misses")),
    )
    op.create_table(
        "search_entries",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("pavilion_code", sa.String(length=6), nullable=False),
        sa.Column("category_code", sa.String(length=16), nullable=False),
        sa.Column("division_code", sa.String(length=12), nullable=False),
        sa.Column("season_months", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("badges", postgresql.ARRAY(sa.String(length=32)), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("sold_count", sa.Integer(), nullable=False),
        sa.Column("is_sellable", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tokens", postgresql.TSVECTOR(), nullable=False),
        sa.Column("card", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_search_entries_product_id")
        ),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_search_entries")),
    )
    op.create_index(
        "ix_search_entries_category",
        "search_entries",
        [
            "category_code",
            sa.literal_column("published_at DESC"),
            sa.literal_column("product_id DESC"),
        ],
        unique=False,
    )
    op.create_index(
        "ix_search_entries_newest",
        "search_entries",
        [sa.literal_column("published_at DESC"), sa.literal_column("product_id DESC")],
        unique=False,
    )
    op.create_index(
        "ix_search_entries_origin",
        "search_entries",
        ["division_code"],
        unique=False,
        postgresql_ops={"division_code": "text_pattern_ops"},
    )
    op.create_index(
        "ix_search_entries_pavilion",
        "search_entries",
        [
            "pavilion_code",
            sa.literal_column("published_at DESC"),
            sa.literal_column("product_id DESC"),
        ],
        unique=False,
    )
    op.create_index(
        "ix_search_entries_price", "search_entries", ["price_minor", "product_id"], unique=False
    )
    op.create_index(
        "ix_search_entries_sold",
        "search_entries",
        [sa.literal_column("sold_count DESC"), sa.literal_column("product_id DESC")],
        unique=False,
    )
    op.create_index(
        "ix_search_entries_tokens",
        "search_entries",
        ["tokens"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(
        "ix_search_entries_vendor",
        "search_entries",
        ["vendor_id", sa.literal_column("published_at DESC")],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("ix_search_entries_vendor", table_name="search_entries")
    op.drop_index("ix_search_entries_tokens", table_name="search_entries", postgresql_using="gin")
    op.drop_index("ix_search_entries_sold", table_name="search_entries")
    op.drop_index("ix_search_entries_price", table_name="search_entries")
    op.drop_index("ix_search_entries_pavilion", table_name="search_entries")
    op.drop_index(
        "ix_search_entries_origin",
        table_name="search_entries",
        postgresql_ops={"division_code": "text_pattern_ops"},
    )
    op.drop_index("ix_search_entries_newest", table_name="search_entries")
    op.drop_index("ix_search_entries_category", table_name="search_entries")
    op.drop_table("search_entries")
    op.drop_table("search_misses")
