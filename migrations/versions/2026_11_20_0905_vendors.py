"""Vendors: merchants, their people, papers and applications.

Locks: none, the tables are new.
Undo: drops the tables; refuses nothing, there is nothing before them.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_20_0905"
down_revision = "2026_11_20_0904"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "agreements",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("title_zh", sa.String(length=100), nullable=False),
        sa.Column("title_en", sa.String(length=150), nullable=False),
        sa.Column("body_zh", sa.Text(), nullable=False),
        sa.Column("body_en", sa.Text(), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("code", "version", name=op.f("pk_agreements")),
    )
    op.create_table(
        "vendors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=32), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "cooperative",
                "company",
                "sole_trader",
                "family_farm",
                "unregistered",
                name="vendorkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "pending",
                "in_review",
                "correction",
                "rejected",
                "trading",
                "suspended",
                "closed",
                name="vendorstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("pavilion_code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("shop_name_zh", sa.String(length=40), nullable=False),
        sa.Column("shop_name_en", sa.String(length=80), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=True),
        sa.Column("legal_representative", sa.String(length=40), nullable=False),
        sa.Column("registered_address", sa.String(length=200), nullable=False),
        sa.Column("division_code", sa.String(length=12), nullable=True),
        sa.Column("member_contribution_minor", sa.BigInteger(), nullable=True),
        sa.Column("registered_capital_minor", sa.BigInteger(), nullable=True),
        sa.Column("company_type", sa.String(length=40), nullable=False),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("member_count", sa.Integer(), nullable=True),
        sa.Column("base_area_m2", sa.Integer(), nullable=True),
        sa.Column("service_phone", sa.String(length=24), nullable=False),
        sa.Column("story_zh", sa.Text(), nullable=False),
        sa.Column("story_en", sa.Text(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reverify_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "state <> 'trading' OR approved_at IS NOT NULL",
            name=op.f("ck_vendors_trading_approved"),
        ),
        sa.ForeignKeyConstraint(
            ["division_code"], ["divisions.code"], name=op.f("fk_vendors_division_code")
        ),
        sa.ForeignKeyConstraint(
            ["pavilion_code"], ["pavilions.code"], name=op.f("fk_vendors_pavilion_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendors")),
        sa.UniqueConstraint("slug", name=op.f("uq_vendors_slug")),
    )
    op.create_index("ix_vendors_pavilion_code", "vendors", ["pavilion_code", "state"], unique=False)
    op.create_index("ix_vendors_state", "vendors", ["state", "id"], unique=False)
    op.create_index(
        "uq_vendors_uscc",
        "vendors",
        ["uscc"],
        unique=True,
        postgresql_where=sa.text("uscc IS NOT NULL AND state <> 'closed'"),
    )
    op.create_table(
        "agreement_acceptances",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("agreement_code", sa.String(length=32), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_agreement_acceptances_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendors.id"], name=op.f("fk_agreement_acceptances_vendor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_acceptances")),
    )
    op.create_index(
        "uq_agreement_acceptances",
        "agreement_acceptances",
        ["vendor_id", "agreement_code", "version"],
        unique=True,
    )
    op.create_table(
        "settlement_accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("holder_name", sa.String(length=100), nullable=False),
        sa.Column("bank_name", sa.String(length=100), nullable=False),
        sa.Column("account_no", sa.Text(), nullable=False),
        sa.Column("last_four", sa.String(length=4), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendors.id"], name=op.f("fk_settlement_accounts_vendor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_accounts")),
    )
    op.create_index(
        "uq_settlement_accounts_current",
        "settlement_accounts",
        ["vendor_id"],
        unique=True,
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.create_table(
        "vendor_applications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("snapshot", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("clause", sa.String(length=120), nullable=False),
        sa.Column("corrections", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["claimed_by"], ["accounts.id"], name=op.f("fk_vendor_applications_claimed_by")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["accounts.id"], name=op.f("fk_vendor_applications_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["accounts.id"], name=op.f("fk_vendor_applications_submitted_by")
        ),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendors.id"], name=op.f("fk_vendor_applications_vendor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_applications")),
    )
    op.create_index(
        "ix_vendor_applications_queue",
        "vendor_applications",
        ["decided_at", "submitted_at"],
        unique=False,
    )
    op.create_index(
        "uq_vendor_applications_open",
        "vendor_applications",
        ["vendor_id"],
        unique=True,
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_table(
        "vendor_documents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("type_code", sa.String(length=32), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_vendor_documents_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["accounts.id"], name=op.f("fk_vendor_documents_uploaded_by")
        ),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendors.id"], name=op.f("fk_vendor_documents_vendor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_documents")),
    )
    op.create_index(
        "ix_vendor_documents_vendor_id",
        "vendor_documents",
        ["vendor_id", "type_code"],
        unique=False,
    )
    op.create_table(
        "vendor_members",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "owner",
                "clerk",
                name="memberrole",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_vendor_members_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendors.id"], name=op.f("fk_vendor_members_vendor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_members")),
    )
    op.create_index("ix_vendor_members_account_id", "vendor_members", ["account_id"], unique=False)
    op.create_index(
        "uq_vendor_members_vendor_account",
        "vendor_members",
        ["vendor_id", "account_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_vendor_members_vendor_account",
        table_name="vendor_members",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index("ix_vendor_members_account_id", table_name="vendor_members")
    op.drop_table("vendor_members")
    op.drop_index("ix_vendor_documents_vendor_id", table_name="vendor_documents")
    op.drop_table("vendor_documents")
    op.drop_index(
        "uq_vendor_applications_open",
        table_name="vendor_applications",
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.drop_index("ix_vendor_applications_queue", table_name="vendor_applications")
    op.drop_table("vendor_applications")
    op.drop_index(
        "uq_settlement_accounts_current",
        table_name="settlement_accounts",
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.drop_table("settlement_accounts")
    op.drop_index("uq_agreement_acceptances", table_name="agreement_acceptances")
    op.drop_table("agreement_acceptances")
    op.drop_index(
        "uq_vendors_uscc",
        table_name="vendors",
        postgresql_where=sa.text("uscc IS NOT NULL AND state <> 'closed'"),
    )
    op.drop_index("ix_vendors_state", table_name="vendors")
    op.drop_index("ix_vendors_pavilion_code", table_name="vendors")
    op.drop_table("vendors")
    op.drop_table("agreements")
