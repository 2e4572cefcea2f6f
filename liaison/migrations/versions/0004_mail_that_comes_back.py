"""The watched box and what came into it; mails that came back; what an incident concerns.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "watchedbox",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("box", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "receivedmail",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("readable", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Integer(), nullable=False),
        sa.Column("transmission_id", sa.String(), nullable=True),
        sa.Column("incident_id", sa.String(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("fingerprint"),
    )
    op.create_index(op.f("ix_receivedmail_transmission_id"), "receivedmail", ["transmission_id"])
    op.create_index(op.f("ix_receivedmail_waits"), "receivedmail", ["waits"])
    op.add_column("outboxmessage", sa.Column("address", sa.String(), nullable=False, server_default=""))
    op.create_index(op.f("ix_outboxmessage_message_id"), "outboxmessage", ["message_id"])
    op.add_column("transmission", sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("incident") as incident:
        incident.alter_column("departement", existing_type=sa.String(), nullable=True)
        incident.add_column(sa.Column("people", sa.Integer(), nullable=False, server_default="0"))
        incident.add_column(sa.Column("ofii_data", sa.Boolean(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("incident") as incident:
        incident.drop_column("ofii_data")
        incident.drop_column("people")
    op.drop_column("transmission", "returned_at")
    op.drop_index(op.f("ix_outboxmessage_message_id"), table_name="outboxmessage")
    op.drop_column("outboxmessage", "address")
    op.drop_index(op.f("ix_receivedmail_waits"), table_name="receivedmail")
    op.drop_index(op.f("ix_receivedmail_transmission_id"), table_name="receivedmail")
    op.drop_table("receivedmail")
    op.drop_table("watchedbox")
