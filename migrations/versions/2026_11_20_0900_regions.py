"""Regions: divisions, pavilions, the calendar.

Locks: none, the tables are new.
Undo: drops the tables; refuses nothing, there is nothing before them.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_20_0900"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "divisions",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("pinyin", sa.String(length=128), nullable=False),
        sa.Column("parent_code", sa.String(length=12), nullable=True),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name=op.f("ck_divisions_level_known")),
        sa.ForeignKeyConstraint(
            ["parent_code"], ["divisions.code"], name=op.f("fk_divisions_parent_code")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_divisions")),
    )
    op.create_index("ix_divisions_level_name", "divisions", ["level", "name"], unique=False)
    op.create_index("ix_divisions_parent_code", "divisions", ["parent_code"], unique=False)
    op.create_table(
        "holidays",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name_zh", sa.String(length=32), nullable=False),
        sa.Column("name_en", sa.String(length=64), nullable=False),
        sa.CheckConstraint("kind IN ('休', '调休上班')", name=op.f("ck_holidays_kind_known")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holidays")),
    )
    op.create_table(
        "solar_terms",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name_zh", sa.String(length=8), nullable=False),
        sa.Column("name_en", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_solar_terms")),
    )
    op.create_table(
        "pavilions",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name_zh", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=96), nullable=False),
        sa.Column("intro_zh", sa.Text(), nullable=False),
        sa.Column("intro_en", sa.Text(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["code"], ["divisions.code"], name=op.f("fk_pavilions_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_pavilions")),
    )


def downgrade() -> None:
    op.drop_table("pavilions")
    op.drop_table("solar_terms")
    op.drop_table("holidays")
    op.drop_index("ix_divisions_parent_code", table_name="divisions")
    op.drop_index("ix_divisions_level_name", table_name="divisions")
    op.drop_table("divisions")
