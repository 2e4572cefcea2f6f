"""Signed checkpoints, and the anchor that a purge of the security journal leaves.

The journal lets go of entries below its anchor, half a year older than its newest one, and of nothing else: somebody
who may only write SQL can neither empty it nor take away what happened lately (docs/decisions/0092).

Revision: 0013, after 0012.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_UNIQUE = {
    "registerentry": '"index" = NEW."index" OR link = NEW.link',
    "journalentry": '"index" = NEW."index" OR link = NEW.link',
    "chaincheckpoint": "chain = NEW.chain AND size = NEW.size",
    "chainanchor": "chain = NEW.chain AND size = NEW.size",
}
_APPENDED_ONLY = ("chaincheckpoint", "chainanchor")
_ANCHOR = "COALESCE((SELECT MAX(size) FROM chainanchor WHERE chain = 'security'), 0)"
_NEWEST = '(SELECT at FROM journalentry ORDER BY "index" DESC LIMIT 1)'


def upgrade() -> None:
    for table, moment in (("chaincheckpoint", "made_at"), ("chainanchor", "cut_at")):
        op.create_table(
            table,
            sa.Column("chain", sa.String(), nullable=False),
            sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column("note", sa.String(), nullable=False),
            sa.Column(moment, sa.DateTime(timezone=True), nullable=False),
            *([sa.Column("mailed", sa.Boolean(), nullable=False)] if table == "chaincheckpoint" else []),
            sa.PrimaryKeyConstraint("chain", "size"),
        )
    op.create_table(
        "chaincheck",
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("broken_at", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chain"),
    )
    for table in _APPENDED_ONLY:
        _keep_append_only(table)
    _let_the_purge_through()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in _UNIQUE:
            op.execute(f"DROP TRIGGER {table}_no_replace")
        op.execute("DROP TRIGGER journalentry_no_delete")
        op.execute(
            "CREATE TRIGGER journalentry_no_delete BEFORE DELETE ON journalentry "
            "BEGIN SELECT RAISE(ABORT, 'journalentry is append-only'); END"
        )
    else:
        op.execute("DROP TRIGGER journalentry_purge ON journalentry")
        op.execute("DROP FUNCTION journalentry_purge_append_only()")
        op.execute("DROP TRIGGER journalentry_append_only ON journalentry")
        op.execute(
            "CREATE TRIGGER journalentry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journalentry "
            "FOR EACH STATEMENT EXECUTE FUNCTION journalentry_append_only()"
        )
    for table in ("chaincheck", *_APPENDED_ONLY):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for table in _APPENDED_ONLY:
            op.execute(f"DROP FUNCTION {table}_append_only()")


def _let_the_purge_through() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table, same in _UNIQUE.items():
            # INSERT OR REPLACE deletes the row that it meets without asking the trigger of deletions.
            there = f"SELECT 1 FROM {table} WHERE {same}"  # noqa: S608 - our own words
            op.execute(
                f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS ({there}) "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        op.execute("DROP TRIGGER journalentry_no_delete")
        op.execute(
            "CREATE TRIGGER journalentry_no_delete BEFORE DELETE ON journalentry "
            f"WHEN NOT (OLD.\"index\" < {_ANCHOR} AND OLD.at < datetime({_NEWEST}, '-180 days')) "
            "BEGIN SELECT RAISE(ABORT, 'journalentry is append-only'); END"
        )
        return
    op.execute("DROP TRIGGER journalentry_append_only ON journalentry")
    op.execute(
        "CREATE TRIGGER journalentry_append_only BEFORE UPDATE OR TRUNCATE ON journalentry "
        "FOR EACH STATEMENT EXECUTE FUNCTION journalentry_append_only()"
    )
    op.execute(
        "CREATE FUNCTION journalentry_purge_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF OLD.\"index\" < {_ANCHOR} AND OLD.at < {_NEWEST} - interval '180 days' THEN RETURN OLD; END IF; "
        "RAISE EXCEPTION 'journalentry is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER journalentry_purge BEFORE DELETE ON journalentry "
        "FOR EACH ROW EXECUTE FUNCTION journalentry_purge_append_only()"
    )


def _keep_append_only(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
    )
