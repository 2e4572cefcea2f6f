"""How does the schema come to be, and change? Alembic's versions, run from here; never made by a start."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from liaison.errors import Misconfigured
from liaison.store.engine import open_engine

FOLDER: Final = Path(__file__).parent


def upgrade(url: str) -> None:
    """Bring the schema of a database to the newest version; a new database gets all of it."""
    _run(url, command.upgrade, "head")


def downgrade(url: str, version: str) -> None:
    """Take the schema of a database back to a version (docs/deploy)."""
    _run(url, command.downgrade, version)


def move(url: str, version: str) -> tuple[str, ...]:
    """Bring the schema to a version, up or down; return the versions that were taken back, newest first.

    Raises:
        Misconfigured: no version has that name.
    """
    known, found = versions(), current(url)
    if version not in known:
        raise Misconfigured(f"There is no version {version} of the schema.", hint=f"Versions: {', '.join(known)}.")
    behind = known[known.index(version) + 1 :]
    undone = tuple(reversed(behind[: behind.index(found) + 1])) if found in behind else ()
    if undone:
        downgrade(url, version)
    else:
        _run(url, command.upgrade, version)
    return undone


def versions() -> tuple[str, ...]:
    """Name the versions of the schema that this code knows, the first one first."""
    return tuple(script.revision for script in reversed(list(_scripts().walk_revisions())))


def current(url: str) -> str | None:
    """Name the version that a database has; none has no schema."""
    engine = open_engine(url)
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    engine.dispose()
    return found


def is_current(url: str) -> bool:
    """Say whether the schema is that of this code."""
    return current(url) == _scripts().get_current_head()


def config_for(url: str) -> Config:
    """Return Alembic's configuration for a database; the URL never stands in a file."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = url
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(FOLDER))


def _run(url: str, action: Callable[[Config, str], None], version: str) -> None:
    action(config_for(url), version)
