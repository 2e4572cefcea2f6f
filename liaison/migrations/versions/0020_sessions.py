"""Sessions that their owner recognises in a list, and when a code was last given in each.

Revision: 0020, after 0019. Whoever is signed in signs in again: a session of before has no handle of its own.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM websession")
    with op.batch_alter_table("websession") as session:
        session.add_column(sa.Column("handle", sa.String(), nullable=False))
        session.add_column(sa.Column("browser", sa.String(), nullable=False))
        session.add_column(sa.Column("device", sa.String(), nullable=False))
        session.add_column(sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_websession_handle"), "websession", ["handle"], unique=True)


def downgrade() -> None:
    op.drop_index(op.f("ix_websession_handle"), table_name="websession")
    with op.batch_alter_table("websession") as session:
        session.drop_column("proved_at")
        session.drop_column("device")
        session.drop_column("browser")
        session.drop_column("handle")
