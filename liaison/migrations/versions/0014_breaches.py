"""Breaches and complaints: from a draft of an incident to the register.

Revision: 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incident", sa.Column("alerted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("incident", sa.Column("aware_of", sa.String(), nullable=False, server_default=""))
    op.add_column("incident", sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("incident", sa.Column("handled_by", sa.String(), nullable=True))
    op.add_column("incident", sa.Column("natures", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("incident", sa.Column("effects", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("incident", sa.Column("measures", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("incident", sa.Column("categories", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("incident", sa.Column("found", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("incident", sa.Column("records", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("incident", sa.Column("opinion", sa.String(), nullable=False, server_default=""))
    op.add_column("incident", sa.Column("opined_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("incident", sa.Column("opined_by", sa.String(), nullable=True))
    op.add_column("incident", sa.Column("risk", sa.String(), nullable=False, server_default=""))
    op.add_column("incident", sa.Column("tell_cnil", sa.Boolean(), nullable=True))
    op.add_column("incident", sa.Column("tell_people", sa.Boolean(), nullable=True))
    op.add_column("incident", sa.Column("not_telling", sa.String(), nullable=False, server_default=""))
    op.add_column("incident", sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("incident", sa.Column("decided_by", sa.String(), nullable=True))
    op.add_column("incident", sa.Column("informed", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("incident", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("incident", sa.Column("ended_by", sa.String(), nullable=True))
    op.create_table(
        "breachlead",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("incident_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_breachlead_incident_id"), "breachlead", ["incident_id"], unique=False)
    op.create_table(
        "breachperson",
        sa.Column("incident_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("ofii_data", sa.Boolean(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("informed_on", sa.Date(), nullable=True),
        sa.Column("informed_way", sa.String(), nullable=False),
        sa.Column("informed_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"]),
        sa.PrimaryKeyConstraint("incident_id", "case_id"),
    )
    op.create_index(op.f("ix_breachperson_case_id"), "breachperson", ["case_id"], unique=False)
    op.create_table(
        "breachclock",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("whom", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=True),
        sa.Column("convention_id", sa.String(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("spared", sa.String(), nullable=False),
        sa.Column("spared_by", sa.String(), nullable=True),
        sa.Column("late", sa.String(), nullable=False),
        sa.Column("half_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_breachclock_partner_id"), "breachclock", ["partner_id"], unique=False)
    op.create_index(op.f("ix_breachclock_subject_id"), "breachclock", ["subject_id"], unique=False)
    op.create_table(
        "breachnotice",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("clock_id", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["clock_id"], ["breachclock.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_breachnotice_clock_id"), "breachnotice", ["clock_id"], unique=False)
    op.create_table(
        "breachtext",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("passage", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("subject_id", "passage"),
    )
    op.create_index(op.f("ix_breachtext_subject_id"), "breachtext", ["subject_id"], unique=False)
    op.create_table(
        "complaint",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("departement", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("alerted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["departement"], ["departement.code"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index(op.f("ix_complaint_case_id"), "complaint", ["case_id"], unique=False)
    op.create_index(op.f("ix_complaint_departement"), "complaint", ["departement"], unique=False)


def downgrade() -> None:
    op.drop_table("complaint")
    op.drop_table("breachtext")
    op.drop_table("breachnotice")
    op.drop_table("breachclock")
    op.drop_table("breachperson")
    op.drop_table("breachlead")
    for name in (
        "ended_by",
        "ended_at",
        "informed",
        "decided_by",
        "decided_at",
        "not_telling",
        "tell_people",
        "tell_cnil",
        "risk",
        "opined_by",
        "opined_at",
        "opinion",
        "records",
        "found",
        "categories",
        "measures",
        "effects",
        "natures",
        "handled_by",
        "handled_at",
        "aware_of",
        "alerted_at",
    ):
        op.drop_column("incident", name)
