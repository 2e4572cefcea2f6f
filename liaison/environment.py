"""From where do settings come? From variables, and from private files for what is secret; from nowhere else.

A secret's file is read whole but for its last line ends, and only where nobody but its owner may read it.
"""

import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource

from liaison.errors import Misconfigured

LONGEST: Final = 64 * 1024


class Arguments(BaseSettings):
    """Settings that take their values from arguments alone: who makes them says of which environment they are."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        *_: PydanticBaseSettingsSource,
        **__: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Leave out the environment of the process, `.env` files and folders of secrets."""
        return (init_settings,)


def variables(settings: type[BaseSettings], environ: Mapping[str, str]) -> dict[str, Any]:
    """Read the values that stand in the variables of an environment.

    Raises:
        SettingsError: a list that is not written as JSON.
    """
    source = EnvSettingsSource(settings)
    source.env_vars = {name.lower(): value for name, value in environ.items()}
    return source()


def read_all(environ: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """Read the variables of these names that stand in a file, by their `_FILE` twins.

    Raises:
        Misconfigured: both are set, or the file cannot be used.
    """
    found = {}
    for name in names:
        path = environ.get(f"{name}_FILE")
        if path is None:
            continue
        if name in environ:
            raise Misconfigured(f"{name} and its _FILE twin are both set.", hint="Keep one.")
        found[name] = _read(f"{name}_FILE", Path(path))
    return found


def _read(variable: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            _refuse_shared(variable, stat.S_IMODE(os.fstat(file.fileno()).st_mode), path)
            text = file.read(LONGEST).decode("utf-8").rstrip("\r\n")
    except OSError as error:
        raise Misconfigured(f"{variable} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Misconfigured(f"{variable} is not a text file.") from None
    if not text.strip():
        raise Misconfigured(f"{variable} is empty.", hint="Write the secret into it, or take the variable away.")
    return text


def _refuse_shared(variable: str, mode: int, path: Path) -> None:
    """As for the master key: a secret that a neighbour reads is none (ASVS 13.3.1)."""
    if mode & 0o077:
        raise Misconfigured(f"{variable} has mode {mode:04o}: others may read it.", hint=f"chmod 600 {path}")
