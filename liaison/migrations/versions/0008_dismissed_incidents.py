"""Drafts of incidents that lead nowhere.

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incident", sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("incident", sa.Column("dismissed_by", sa.String(), nullable=True))
    op.add_column("incident", sa.Column("dismissed_for", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    for name in ("dismissed_for", "dismissed_by", "dismissed_at"):
        op.drop_column("incident", name)
