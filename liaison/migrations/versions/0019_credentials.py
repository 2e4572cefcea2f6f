"""Recovery codes, links to choose a new password, devices that were used before, accounts that were opened once.

Revision: 0019, after 0018.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("was_opened", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(sa.text("UPDATE account SET was_opened = true WHERE password IS NOT NULL"))
    op.create_table(
        "recoverycode",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index(op.f("ix_recoverycode_account_id"), "recoverycode", ["account_id"], unique=False)
    op.create_table(
        "passwordreset",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("token"),
    )
    op.create_index(op.f("ix_passwordreset_account_id"), "passwordreset", ["account_id"], unique=False)
    op.create_table(
        "knowndevice",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("token", "account_id"),
    )


def downgrade() -> None:
    for table in ("knowndevice", "passwordreset", "recoverycode"):
        op.drop_table(table)
    op.drop_column("account", "was_opened")
