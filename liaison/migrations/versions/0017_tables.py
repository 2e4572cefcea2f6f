"""Monthly tables to the OFII, their answers, follow-ups, and the year of deployment of a département.

Revision: 0017, after 0016.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "orientationtable",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("departement", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("corrects", sa.String(), nullable=True),
        sa.Column("capacity", sa.String(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("staggering", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("checkpoint", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("workbook_sha256", sa.String(), nullable=False),
        sa.Column("transmission_id", sa.String(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_by", sa.String(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["departement"], ["departement.code"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index(op.f("ix_orientationtable_departement"), "orientationtable", ["departement"], unique=False)
    op.create_index(op.f("ix_orientationtable_status"), "orientationtable", ["status"], unique=False)
    op.create_index(op.f("ix_orientationtable_transmission_id"), "orientationtable", ["transmission_id"], unique=False)
    op.create_table(
        "orientationrow",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("table_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["table_id"], ["orientationtable.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_orientationrow_case_id"), "orientationrow", ["case_id"], unique=False)
    op.create_index(op.f("ix_orientationrow_table_id"), "orientationrow", ["table_id"], unique=False)
    op.create_table(
        "orientationanswer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("row_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("appointment_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("deposit_id", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("handed_by", sa.String(), nullable=False),
        sa.Column("handed_noted_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["row_id"], ["orientationrow.id"]),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"]),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"]),
        sa.ForeignKeyConstraint(["handed_noted_by"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_orientationanswer_case_id"), "orientationanswer", ["case_id"], unique=False)
    op.create_index(op.f("ix_orientationanswer_row_id"), "orientationanswer", ["row_id"], unique=False)
    op.create_table(
        "orientationsettlement",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("settled", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("doubts", sa.JSON(), nullable=False),
        sa.Column("settled_by", sa.String(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"]),
        sa.ForeignKeyConstraint(["settled_by"], ["account.id"]),
        sa.PrimaryKeyConstraint("case_id"),
    )
    op.create_table(
        "followup",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"]),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_followup_case_id"), "followup", ["case_id"], unique=False)
    op.create_table(
        "trackingcolumn",
        sa.Column("departement", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["departement"], ["departement.code"]),
        sa.PrimaryKeyConstraint("departement", "position"),
    )
    op.create_table(
        "censuscolumn",
        sa.Column("departement", sa.String(), nullable=False),
        sa.Column("heading_index", sa.String(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["departement"], ["departement.code"]),
        sa.PrimaryKeyConstraint("departement", "heading_index"),
    )
    op.add_column("departement", sa.Column("deployed_in", sa.Integer(), nullable=True))
    op.add_column("transmission", sa.Column("table_id", sa.String(), nullable=True))
    op.create_index(op.f("ix_transmission_table_id"), "transmission", ["table_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_transmission_table_id"), table_name="transmission")
    op.drop_column("transmission", "table_id")
    op.drop_column("departement", "deployed_in")
    op.drop_index(op.f("ix_orientationtable_departement"), table_name="orientationtable")
    op.drop_index(op.f("ix_orientationtable_status"), table_name="orientationtable")
    op.drop_index(op.f("ix_orientationtable_transmission_id"), table_name="orientationtable")
    op.drop_index(op.f("ix_orientationrow_case_id"), table_name="orientationrow")
    op.drop_index(op.f("ix_orientationrow_table_id"), table_name="orientationrow")
    op.drop_index(op.f("ix_orientationanswer_case_id"), table_name="orientationanswer")
    op.drop_index(op.f("ix_orientationanswer_row_id"), table_name="orientationanswer")
    op.drop_index(op.f("ix_followup_case_id"), table_name="followup")
    for table in (
        "censuscolumn",
        "trackingcolumn",
        "followup",
        "orientationsettlement",
        "orientationanswer",
        "orientationrow",
        "orientationtable",
    ):
        op.drop_table(table)
