"""The end of the support that stood before an exit was recorded, to restore when the exit was a mistake (T-10, R-1).

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("caseexit", sa.Column("ended_before", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("caseexit", "ended_before")
