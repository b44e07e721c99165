"""Catalogue: categories, products, variants, prices.

Locks: none, the tables are new.
Undo: drops the tables; refuses nothing, there is nothing before them.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_20_0907"
down_revision = "2026_11_20_0906"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "categories",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("parent_code", sa.String(length=16), nullable=True),
        sa.Column("name_zh", sa.String(length=32), nullable=False),
        sa.Column("name_en", sa.String(length=64), nullable=False),
        sa.Column("shape", sa.String(length=16), nullable=False),
        sa.Column("needs_promise_certificate", sa.Boolean(), nullable=False),
        sa.Column("required_certificates", postgresql.ARRAY(sa.String(length=32)), nullable=False),
        sa.Column("is_age_gated", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_code"], ["categories.code"], name=op.f("fk_categories_parent_code")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_categories")),
    )
    op.create_table(
        "food_medicine_substances",
        sa.Column("name_zh", sa.String(length=32), nullable=False),
        sa.Column("listed_in", sa.String(length=100), nullable=False),
        sa.Column("restriction", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name_zh", name=op.f("pk_food_medicine_substances")),
    )
    op.create_table(
        "sc_categories",
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("name_zh", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=96), nullable=False),
        sa.Column("is_allowed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_sc_categories")),
    )
    op.create_table(
        "units",
        sa.Column("name_zh", sa.String(length=16), nullable=False),
        sa.Column("name_en", sa.String(length=32), nullable=False),
        sa.Column("symbol", sa.String(length=8), nullable=False),
        sa.Column("grams", sa.String(length=16), nullable=False),
        sa.Column("is_legal", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name_zh", name=op.f("pk_units")),
    )
    op.create_table(
        "products",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("pavilion_code", sa.String(length=12), nullable=False),
        sa.Column("category_code", sa.String(length=16), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "farm_produce",
                "packaged_food",
                "workshop_food",
                "food_medicine",
                "alcohol",
                "non_food",
                name="productkind",
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
                "listed",
                "delisted",
                "suspended",
                "archived",
                name="productstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name_zh", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("title_zh", sa.String(length=80), nullable=False),
        sa.Column("title_en", sa.String(length=140), nullable=False),
        sa.Column("summary_zh", sa.String(length=200), nullable=False),
        sa.Column("summary_en", sa.String(length=300), nullable=False),
        sa.Column("description_zh", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("division_code", sa.String(length=12), nullable=False),
        sa.Column("cultivar", sa.String(length=40), nullable=False),
        sa.Column("season_months", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("storage_zh", sa.String(length=120), nullable=False),
        sa.Column("storage_en", sa.String(length=200), nullable=False),
        sa.Column("shelf_life_zh", sa.String(length=60), nullable=False),
        sa.Column("shelf_life_en", sa.String(length=100), nullable=False),
        sa.Column("eating_zh", sa.String(length=200), nullable=False),
        sa.Column("eating_en", sa.String(length=300), nullable=False),
        sa.Column("ingredients", sa.String(length=300), nullable=False),
        sa.Column("standard_code", sa.String(length=40), nullable=False),
        sa.Column("licence_no", sa.String(length=32), nullable=False),
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
        sa.Column("damage_rule_zh", sa.String(length=200), nullable=False),
        sa.Column("damage_rule_en", sa.String(length=300), nullable=False),
        sa.Column("dispatch_hours", sa.Integer(), nullable=False),
        sa.Column("shape", sa.String(length=16), nullable=False),
        sa.Column("specialty_id", sa.String(length=8), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("sold_count", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "state <> 'listed' OR published_at IS NOT NULL",
            name=op.f("ck_products_listed_published"),
        ),
        sa.CheckConstraint(
            "cardinality(season_months) <= 12 AND season_months <@ ARRAY[1,2,3,4,5,6,7,8,9,10,11,12]::smallint[]",
            name=op.f("ck_products_season_months_known"),
        ),
        sa.CheckConstraint(
            "dispatch_hours BETWEEN 1 AND 720", name=op.f("ck_products_dispatch_hours_sane")
        ),
        sa.ForeignKeyConstraint(
            ["category_code"], ["categories.code"], name=op.f("fk_products_category_code")
        ),
        sa.ForeignKeyConstraint(
            ["claimed_by"], ["accounts.id"], name=op.f("fk_products_claimed_by")
        ),
        sa.ForeignKeyConstraint(
            ["division_code"], ["divisions.code"], name=op.f("fk_products_division_code")
        ),
        sa.ForeignKeyConstraint(
            ["pavilion_code"], ["pavilions.code"], name=op.f("fk_products_pavilion_code")
        ),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_products_vendor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
    )
    op.create_index(
        "ix_products_pavilion_code", "products", ["pavilion_code", "state"], unique=False
    )
    op.create_index("ix_products_queue", "products", ["state", "submitted_at"], unique=False)
    op.create_index("ix_products_vendor_id", "products", ["vendor_id", "state", "id"], unique=False)
    op.create_table(
        "product_certificates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificates.id"],
            name=op.f("fk_product_certificates_certificate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_product_certificates_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_certificates")),
        sa.UniqueConstraint(
            "product_id",
            "certificate_id",
            name=op.f("uq_product_certificates_product_id_certificate_id"),
        ),
    )
    op.create_index(
        op.f("ix_product_certificates_certificate_id"),
        "product_certificates",
        ["certificate_id"],
        unique=False,
    )
    op.create_table(
        "product_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("corrections", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["accounts.id"], name=op.f("fk_product_decisions_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_product_decisions_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_decisions")),
    )
    op.create_index(
        "ix_product_decisions_product_id",
        "product_decisions",
        ["product_id", "created_at"],
        unique=False,
    )
    op.create_table(
        "product_photos",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("alt_zh", sa.String(length=100), nullable=False),
        sa.Column("alt_en", sa.String(length=150), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_product_photos_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_product_photos_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_photos")),
    )
    op.create_index(
        "ix_product_photos_product_id", "product_photos", ["product_id", "position"], unique=False
    )
    op.create_table(
        "variants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("name_zh", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=False),
        sa.Column("grade_standard", sa.String(length=40), nullable=False),
        sa.Column("net_grams", sa.Integer(), nullable=False),
        sa.Column("gross_grams", sa.Integer(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("max_per_order", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("gross_grams >= net_grams", name=op.f("ck_variants_gross_covers_net")),
        sa.CheckConstraint(
            "max_per_order BETWEEN 1 AND 999", name=op.f("ck_variants_max_per_order_sane")
        ),
        sa.CheckConstraint("net_grams > 0", name=op.f("ck_variants_net_positive")),
        sa.CheckConstraint("price_minor > 0", name=op.f("ck_variants_price_positive")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_variants_product_id")
        ),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_variants_vendor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variants")),
    )
    op.create_index("ix_variants_product_id", "variants", ["product_id", "position"], unique=False)
    op.create_index("ix_variants_vendor_id", "variants", ["vendor_id"], unique=False)
    op.create_table(
        "price_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variants.id"], name=op.f("fk_price_changes_variant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_changes")),
    )
    op.create_index(
        "ix_price_changes_variant_id", "price_changes", ["variant_id", "created_at"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_price_changes_variant_id", table_name="price_changes")
    op.drop_table("price_changes")
    op.drop_index("ix_variants_vendor_id", table_name="variants")
    op.drop_index("ix_variants_product_id", table_name="variants")
    op.drop_table("variants")
    op.drop_index("ix_product_photos_product_id", table_name="product_photos")
    op.drop_table("product_photos")
    op.drop_index("ix_product_decisions_product_id", table_name="product_decisions")
    op.drop_table("product_decisions")
    op.drop_index(op.f("ix_product_certificates_certificate_id"), table_name="product_certificates")
    op.drop_table("product_certificates")
    op.drop_index("ix_products_vendor_id", table_name="products")
    op.drop_index("ix_products_queue", table_name="products")
    op.drop_index("ix_products_pavilion_code", table_name="products")
    op.drop_table("products")
    op.drop_table("units")
    op.drop_table("sc_categories")
    op.drop_table("food_medicine_substances")
    op.drop_table("categories")
