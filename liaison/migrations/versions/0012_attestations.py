"""Partners asked to destroy their copies, what they attested, and the ends that were announced.

Revision: 0012, after 0011.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "destructionrequest",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("departement", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=False),
        sa.Column("convention_id", sa.String(), nullable=True),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("anchor", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("correspondent_id", sa.String(), nullable=True),
        sa.Column("contact_id", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attested", sa.String(), nullable=False),
        sa.Column("attested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attestor", sa.String(), nullable=False),
        sa.Column("kept_for", sa.String(), nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["departement"], ["departement.code"]),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    for column in ("convention_id", "departement", "partner_id"):
        op.create_index(op.f(f"ix_destructionrequest_{column}"), "destructionrequest", [column], unique=False)
    op.create_table(
        "destructionrequestpli",
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("transmission_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["destructionrequest.id"]),
        sa.PrimaryKeyConstraint("request_id", "transmission_id"),
    )
    op.create_index(
        op.f("ix_destructionrequestpli_transmission_id"), "destructionrequestpli", ["transmission_id"], unique=False
    )
    op.create_table(
        "endannouncement",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "subject_id", "ends_on", "notice", name="uq_endannouncement"),
    )
    op.create_index(op.f("ix_endannouncement_subject_id"), "endannouncement", ["subject_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_endannouncement_subject_id"), table_name="endannouncement")
    op.drop_table("endannouncement")
    op.drop_index(op.f("ix_destructionrequestpli_transmission_id"), table_name="destructionrequestpli")
    op.drop_table("destructionrequestpli")
    for column in ("partner_id", "departement", "convention_id"):
        op.drop_index(op.f(f"ix_destructionrequest_{column}"), table_name="destructionrequest")
    op.drop_table("destructionrequest")
