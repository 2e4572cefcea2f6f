"""Requests of persons (RGPD art. 15 to 22).

Revision: 0015, after 0014.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rightsrequest",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("departement", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("mandate_seen_on", sa.Date(), nullable=True),
        sa.Column("reach", sa.LargeBinary(), nullable=True),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("identity_asked_on", sa.Date(), nullable=True),
        sa.Column("identity_proved_on", sa.Date(), nullable=True),
        sa.Column("extension", sa.String(), nullable=False),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extended_by", sa.String(), nullable=False),
        sa.Column("extension_told_on", sa.Date(), nullable=True),
        sa.Column("texts", sa.LargeBinary(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("opinion", sa.String(), nullable=False),
        sa.Column("opinion_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opinion_by", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("executed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answer_sha256", sa.String(), nullable=False),
        sa.Column("recourse_told", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["departement"], ["departement.code"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index(op.f("ix_rightsrequest_case_id"), "rightsrequest", ["case_id"], unique=False)
    op.create_index(op.f("ix_rightsrequest_closed_at"), "rightsrequest", ["closed_at"], unique=False)
    op.create_index(op.f("ix_rightsrequest_departement"), "rightsrequest", ["departement"], unique=False)
    op.create_index(op.f("ix_rightsrequest_kind"), "rightsrequest", ["kind"], unique=False)
    op.create_table(
        "rightsalert",
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["rightsrequest.id"]),
        sa.PrimaryKeyConstraint("request_id", "stage", "due_on"),
    )
    op.create_table(
        "rightsexport",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("archive", sa.LargeBinary(), nullable=True),
        sa.Column("passphrase", sa.LargeBinary(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("masked", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["request_id"], ["rightsrequest.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_rightsexport_request_id"), "rightsexport", ["request_id"], unique=False)
    op.create_table(
        "rightsrecipient",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=False),
        sa.Column("transmission_id", sa.String(), nullable=False),
        sa.Column("fiche_id", sa.String(), nullable=True),
        sa.Column("correction_id", sa.String(), nullable=True),
        sa.Column("told_by", sa.String(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("spared", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"]),
        sa.ForeignKeyConstraint(["request_id"], ["rightsrequest.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_rightsrecipient_request_id"), "rightsrecipient", ["request_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_rightsrecipient_request_id"), table_name="rightsrecipient")
    op.drop_table("rightsrecipient")
    op.drop_index(op.f("ix_rightsexport_request_id"), table_name="rightsexport")
    op.drop_table("rightsexport")
    op.drop_table("rightsalert")
    op.drop_index(op.f("ix_rightsrequest_kind"), table_name="rightsrequest")
    op.drop_index(op.f("ix_rightsrequest_departement"), table_name="rightsrequest")
    op.drop_index(op.f("ix_rightsrequest_closed_at"), table_name="rightsrequest")
    op.drop_index(op.f("ix_rightsrequest_case_id"), table_name="rightsrequest")
    op.drop_table("rightsrequest")
