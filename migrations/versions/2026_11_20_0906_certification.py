"""Certification: types of papers and the papers.

Locks: none, the tables are new.
Undo: drops the tables; refuses nothing, there is nothing before them.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_20_0906"
down_revision = "2026_11_20_0905"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "certificate_types",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name_zh", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=96), nullable=False),
        sa.Column("issuer", sa.String(length=100), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("number_pattern", sa.String(length=200), nullable=False),
        sa.Column("validity", sa.String(length=64), nullable=False),
        sa.Column("badge_zh", sa.String(length=32), nullable=False),
        sa.Column("badge_en", sa.String(length=64), nullable=False),
        sa.Column("verify_at", sa.String(length=200), nullable=False),
        sa.Column("check_points", sa.Text(), nullable=False),
        sa.Column("public_fields", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_certificate_types")),
    )
    op.create_table(
        "certificates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("type_code", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.String(length=100), nullable=False),
        sa.Column("issuer", sa.String(length=100), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "valid",
                "rejected",
                "revoked",
                name="certificatestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("syntax_ok", sa.Boolean(), nullable=False),
        sa.Column("checksum_ok", sa.Boolean(), nullable=True),
        sa.Column(
            "registry_state",
            sa.Enum(
                "unknown",
                "verified",
                "mismatch",
                "expired",
                name="registrystate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("registry_evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("replaced_by", sa.Uuid(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "state <> 'valid' OR (reviewed_by IS NOT NULL AND reviewed_at IS NOT NULL)",
            name=op.f("ck_certificates_valid_reviewed"),
        ),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_from IS NULL OR valid_until >= valid_from",
            name=op.f("ck_certificates_validity_ordered"),
        ),
        sa.ForeignKeyConstraint(
            ["claimed_by"], ["accounts.id"], name=op.f("fk_certificates_claimed_by")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_certificates_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["certificates.id"], name=op.f("fk_certificates_replaced_by")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["accounts.id"], name=op.f("fk_certificates_reviewed_by")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["accounts.id"], name=op.f("fk_certificates_submitted_by")
        ),
        sa.ForeignKeyConstraint(
            ["type_code"], ["certificate_types.code"], name=op.f("fk_certificates_type_code")
        ),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendors.id"], name=op.f("fk_certificates_vendor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
    )
    op.create_table(
        "certificate_warnings",
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificates.id"],
            name=op.f("fk_certificate_warnings_certificate_id"),
        ),
        sa.PrimaryKeyConstraint("certificate_id", "days", name=op.f("pk_certificate_warnings")),
    )
    op.create_index("ix_certificates_number", "certificates", ["type_code", "number"], unique=False)
    op.create_index("ix_certificates_queue", "certificates", ["state", "id"], unique=False)
    op.create_index("ix_certificates_valid_until", "certificates", ["valid_until"], unique=False)
    op.create_index(
        "ix_certificates_vendor_id", "certificates", ["vendor_id", "type_code"], unique=False
    )


def downgrade() -> None:
    op.drop_table("certificate_warnings")
    op.drop_index("ix_certificates_vendor_id", table_name="certificates")
    op.drop_index("ix_certificates_valid_until", table_name="certificates")
    op.drop_index("ix_certificates_queue", table_name="certificates")
    op.drop_index("ix_certificates_number", table_name="certificates")
    op.drop_table("certificates")
    op.drop_table("certificate_types")
