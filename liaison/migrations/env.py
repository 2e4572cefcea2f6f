"""How does Alembic reach the database? By the URL that `liaison.migrations` hands over."""

from typing import Literal

from alembic import context
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import liaison.records  # noqa: F401 - the tables are those of this package
from liaison.records.marks import UtcDateTime
from liaison.store.engine import open_engine


def plain_type(kind: str, item: object, _: object) -> str | Literal[False]:
    """Write the plain type of a column: a migration must not change when our own classes do."""
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


engine = open_engine(context.config.attributes["url"])
with engine.begin() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=plain_type,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
