"""Acknowledgement, recall, replacement, outcome; partners' links; drafts of incidents.

What was sent before keeps its key until somebody releases it, as before: `at_once` would send keys by itself.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("departement", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("transmission_id", sa.String(), nullable=True),
        sa.Column("discovered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["departement"], ["departement.code"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index(op.f("ix_incident_departement"), "incident", ["departement"])
    op.create_index(op.f("ix_incident_transmission_id"), "incident", ["transmission_id"])
    op.create_table(
        "partnerlink",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token"),
    )
    op.create_index(op.f("ix_partnerlink_subject_id"), "partnerlink", ["subject_id"])
    for name in ("trouble", "outcome", "outcome_reason"):
        op.add_column("transmission", sa.Column(name, sa.String(), nullable=False, server_default=""))
    for name in ("opened_at", "trouble_at", "outcome_at", "reminded_at"):
        op.add_column("transmission", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "transmission", sa.Column("release", sa.String(), nullable=False, server_default="on_acknowledgement")
    )
    op.add_column("transmission", sa.Column("replaces", sa.String(), nullable=True))
    op.add_column("transmission", sa.Column("answer_due_on", sa.Date(), nullable=True))
    op.create_index(op.f("ix_transmission_replaces"), "transmission", ["replaces"])
    op.add_column("outboxmessage", sa.Column("about", sa.String(), nullable=False, server_default="house"))
    op.execute("UPDATE outboxmessage SET about = 'pli' WHERE transmission_id IS NOT NULL AND kind = 'mail'")
    op.execute("UPDATE outboxmessage SET about = 'key' WHERE transmission_id IS NOT NULL AND kind = 'sms'")


def downgrade() -> None:
    op.drop_column("outboxmessage", "about")
    op.drop_index(op.f("ix_transmission_replaces"), table_name="transmission")
    for name in (
        "answer_due_on", "replaces", "release", "reminded_at", "outcome_at", "trouble_at", "opened_at",
        "outcome_reason", "outcome", "trouble",
    ):  # fmt: skip
        op.drop_column("transmission", name)
    op.drop_index(op.f("ix_partnerlink_subject_id"), table_name="partnerlink")
    op.drop_table("partnerlink")
    op.drop_index(op.f("ix_incident_transmission_id"), table_name="incident")
    op.drop_index(op.f("ix_incident_departement"), table_name="incident")
    op.drop_table("incident")
