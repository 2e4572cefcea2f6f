"""Deposits, what they held, who asked for a link, referrals.

Revision: 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "depositrequest",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_depositrequest_address"), "depositrequest", ["address"], unique=False)
    op.create_table(
        "referral",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=True),
        sa.Column("deposit_id", sa.String(), nullable=True),
        sa.Column("cir", sa.String(), nullable=False),
        sa.Column("cir_signed_on", sa.Date(), nullable=True),
        sa.Column("copy_to_ofii", sa.String(), nullable=False),
        sa.Column("copied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case.id"],
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["partner.id"],
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_referral_case_id"), "referral", ["case_id"], unique=False)
    op.create_table(
        "deposit",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("departement", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=True),
        sa.Column("transmission_id", sa.String(), nullable=True),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("blocks", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refusal", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_by", sa.String(), nullable=True),
        sa.Column("wrong_keys", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
        ),
        sa.ForeignKeyConstraint(
            ["departement"],
            ["departement.code"],
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["partner.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reference"),
    )
    op.create_index(op.f("ix_deposit_case_id"), "deposit", ["case_id"], unique=False)
    op.create_index(op.f("ix_deposit_departement"), "deposit", ["departement"], unique=False)
    op.create_index(op.f("ix_deposit_partner_id"), "deposit", ["partner_id"], unique=False)
    op.create_index(op.f("ix_deposit_status"), "deposit", ["status"], unique=False)
    op.create_index(op.f("ix_deposit_transmission_id"), "deposit", ["transmission_id"], unique=False)
    op.create_table(
        "depositblock",
        sa.Column("deposit_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deposit_id"],
            ["deposit.id"],
        ),
        sa.PrimaryKeyConstraint("deposit_id", "number"),
    )
    op.create_table(
        "depositdocument",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("deposit_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("traits", sa.JSON(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("scan", sa.String(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("fate", sa.String(), nullable=False),
        sa.Column("fate_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fate_by", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("transmission_id", sa.String(), nullable=True),
        sa.Column("fiche_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["deposit_id"],
            ["deposit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_depositdocument_case_id"), "depositdocument", ["case_id"], unique=False)
    op.create_index(op.f("ix_depositdocument_deposit_id"), "depositdocument", ["deposit_id"], unique=False)
    op.create_index(op.f("ix_depositdocument_transmission_id"), "depositdocument", ["transmission_id"], unique=False)
    op.add_column("partnerlink", sa.Column("deposits", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("partnerlink", sa.Column("deposited", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("partnerlink", "deposited")
    op.drop_column("partnerlink", "deposits")
    op.drop_index(op.f("ix_depositdocument_transmission_id"), table_name="depositdocument")
    op.drop_index(op.f("ix_depositdocument_deposit_id"), table_name="depositdocument")
    op.drop_index(op.f("ix_depositdocument_case_id"), table_name="depositdocument")
    op.drop_table("depositdocument")
    op.drop_table("depositblock")
    op.drop_index(op.f("ix_deposit_transmission_id"), table_name="deposit")
    op.drop_index(op.f("ix_deposit_status"), table_name="deposit")
    op.drop_index(op.f("ix_deposit_partner_id"), table_name="deposit")
    op.drop_index(op.f("ix_deposit_departement"), table_name="deposit")
    op.drop_index(op.f("ix_deposit_case_id"), table_name="deposit")
    op.drop_table("deposit")
    op.drop_index(op.f("ix_referral_case_id"), table_name="referral")
    op.drop_table("referral")
    op.drop_index(op.f("ix_depositrequest_address"), table_name="depositrequest")
    op.drop_table("depositrequest")
