"""Dossiers whose support ended long ago leave daily work for the archive.

Revision: 0022, after 0021.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case", sa.Column("archived_on", sa.Date(), nullable=True))
    op.add_column("case", sa.Column("out_until", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("case", "out_until")
    op.drop_column("case", "archived_on")
