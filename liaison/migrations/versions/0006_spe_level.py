"""The level of French from which the SPE accompanies, by département (E-5).

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("departement", sa.Column("spe_level", sa.String(), nullable=False, server_default="A2"))


def downgrade() -> None:
    op.drop_column("departement", "spe_level")
