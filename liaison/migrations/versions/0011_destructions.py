"""Destructions, their parts and their certificates; a dossier whose destruction has begun is seen by nobody.

Revision: 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("case", sa.Column("ending_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("case", sa.Column("generation", sa.Integer(), nullable=False, server_default="1"))
    op.create_table(
        "destruction",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("departement", sa.String(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("emptied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("certified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("covered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("certificate", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["departement"], ["departement.code"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index(op.f("ix_destruction_departement"), "destruction", ["departement"])
    op.create_index(op.f("ix_destruction_status"), "destruction", ["status"])
    op.create_table(
        "destroyedpart",
        sa.Column("destruction_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("anchor", sa.String(), nullable=False),
        sa.Column("anchor_on", sa.Date(), nullable=True),
        sa.Column("delay", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("objects", sa.JSON(), nullable=False),
        sa.Column("fingerprints", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["destruction_id"], ["destruction.id"]),
        sa.PrimaryKeyConstraint("destruction_id", "position"),
    )
    op.create_index(op.f("ix_destroyedpart_subject_id"), "destroyedpart", ["subject_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_destroyedpart_subject_id"), table_name="destroyedpart")
    op.drop_table("destroyedpart")
    op.drop_index(op.f("ix_destruction_status"), table_name="destruction")
    op.drop_index(op.f("ix_destruction_departement"), table_name="destruction")
    op.drop_table("destruction")
    op.drop_column("case", "generation")
    op.drop_column("case", "ending_at")
    op.drop_column("account", "disabled_at")
