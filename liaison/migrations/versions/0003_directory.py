"""Places, preferences, SIRET, and the life of a convention: amendments, termination, correspondents.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _added() -> tuple[tuple[str, sa.Column[object]], ...]:
    """Make the new columns: one object stands in one table only."""
    return (
        ("departement", sa.Column("programme_ends_on", sa.Date(), nullable=True)),
        ("departement", sa.Column("state_contract_ends_on", sa.Date(), nullable=True)),
        ("partner", sa.Column("siret", sa.String(), nullable=False, server_default="")),
        ("contact", sa.Column("place_id", sa.String(), nullable=True)),
        ("contact", sa.Column("archive_format", sa.String(), nullable=False, server_default="")),
        ("contact", sa.Column("key_channel", sa.String(), nullable=False, server_default="")),
        ("contact", sa.Column("opened_format", sa.String(), nullable=False, server_default="")),
        ("contact", sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True)),
        ("contact", sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True)),
        ("convention", sa.Column("enabled", sa.Boolean(), nullable=False, server_default=sa.true())),
        ("convention", sa.Column("terminated_by", sa.String(), nullable=False, server_default="")),
        ("convention", sa.Column("notice_received_on", sa.Date(), nullable=True)),
        ("convention", sa.Column("terminated_on", sa.Date(), nullable=True)),
    )


def upgrade() -> None:
    for table, added in _added():
        op.add_column(table, added)
    op.create_index(op.f("ix_partner_siret"), "partner", ["siret"], unique=False)
    op.create_table(
        "place",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("town", sa.String(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_place_partner_id"), "place", ["partner_id"], unique=False)
    op.create_table(
        "amendment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("convention_id", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["convention_id"], ["convention.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_amendment_convention_id"), "amendment", ["convention_id"], unique=False)
    op.create_table(
        "correspondent",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("convention_id", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["convention_id"], ["convention.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_correspondent_convention_id"), "correspondent", ["convention_id"], unique=False)
    op.create_table(
        "importcolumn",
        sa.Column("departement", sa.String(), nullable=False),
        sa.Column("heading_index", sa.String(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["departement"], ["departement.code"]),
        sa.PrimaryKeyConstraint("departement", "heading_index"),
    )


def downgrade() -> None:
    op.drop_table("importcolumn")
    op.drop_index(op.f("ix_correspondent_convention_id"), table_name="correspondent")
    op.drop_table("correspondent")
    op.drop_index(op.f("ix_amendment_convention_id"), table_name="amendment")
    op.drop_table("amendment")
    op.drop_index(op.f("ix_place_partner_id"), table_name="place")
    op.drop_table("place")
    op.drop_index(op.f("ix_partner_siret"), table_name="partner")
    for table, added in reversed(_added()):
        op.drop_column(table, added.name)
