"""Holds, delays that the controller set, notices of what is about to be destroyed; which rule a deadline is of.

Revision: 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# What a deadline of before was made from: the rules had no name of their own then, but each its words.
_RULES = (
    ("support-end", "rule = 'R-1'"),
    ("archive", "subject_kind = 'archive'"),
    ("withheld-key", "subject_kind = 'key' AND anchor <> 'remise de la clé'"),
    ("released-key", "subject_kind = 'key' AND anchor = 'remise de la clé'"),
    ("deposit", "subject_kind = 'deposit'"),
    ("waiting-document", "subject_kind = 'document' AND anchor = 'ouverture du dépôt'"),
    ("archive", "subject_kind = 'fiche' AND rule = 'R-2' AND source LIKE '%« plus nécessaires »%'"),
    ("convention-end", "rule_id = ''"),
)


def upgrade() -> None:
    op.create_table(
        "delay",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_delay_rule"), "delay", ["rule"], unique=False)
    op.create_table(
        "hold",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("departement", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("opinion", sa.String(), nullable=False),
        sa.Column("advice", sa.LargeBinary(), nullable=True),
        sa.Column("advised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("advised_by", sa.String(), nullable=True),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("ground", sa.LargeBinary(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=False),
        sa.Column("lifting", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["departement"],
            ["departement.code"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index(op.f("ix_hold_decision"), "hold", ["decision"], unique=False)
    op.create_index(op.f("ix_hold_departement"), "hold", ["departement"], unique=False)
    op.create_index(op.f("ix_hold_subject_id"), "hold", ["subject_id"], unique=False)
    op.create_table(
        "announcement",
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroy_by", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject_kind", "subject_id", "account_id"),
    )
    op.create_index(op.f("ix_announcement_account_id"), "announcement", ["account_id"], unique=False)
    op.add_column("deadline", sa.Column("rule_id", sa.String(), nullable=False, server_default=""))
    op.create_index(op.f("ix_deadline_rule_id"), "deadline", ["rule_id"], unique=False)
    for rule_id, where in _RULES:
        op.execute(f"UPDATE deadline SET rule_id = '{rule_id}' WHERE rule_id = '' AND {where}")  # noqa: S608 - our own words


def downgrade() -> None:
    op.drop_index(op.f("ix_deadline_rule_id"), table_name="deadline")
    op.drop_column("deadline", "rule_id")
    op.drop_index(op.f("ix_announcement_account_id"), table_name="announcement")
    op.drop_table("announcement")
    op.drop_index(op.f("ix_hold_subject_id"), table_name="hold")
    op.drop_index(op.f("ix_hold_departement"), table_name="hold")
    op.drop_index(op.f("ix_hold_decision"), table_name="hold")
    op.drop_table("hold")
    op.drop_index(op.f("ix_delay_rule"), table_name="delay")
    op.drop_table("delay")
