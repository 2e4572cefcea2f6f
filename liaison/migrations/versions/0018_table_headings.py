"""How the département and the operator were called when a table was frozen.

Revision: 0018, after 0017.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("orientationtable", sa.Column("departement_name", sa.String(), nullable=False, server_default=""))
    op.add_column("orientationtable", sa.Column("operator", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("orientationtable", "operator")
    op.drop_column("orientationtable", "departement_name")
