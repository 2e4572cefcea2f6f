"""Which settings are there? Writes docs/configuration.md from the settings class."""

from enum import StrEnum
from typing import Final

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from liaison.settings import FILED, PREFIX, Settings

INTRODUCTION: Final = """\
# Configuration

Generated from `liaison/settings.py` by `make docs`; do not edit. Settings are environment variables. An unknown
`LIAISON_*` variable, a value that cannot be read or a combination that cannot be honoured stops the start with a
sentence that names it. `liaison doctor` says what is missing.

A secret may stand in a file instead: the variable with `_FILE` behind it holds the path. Setting both is refused. No
key and no passphrase is ever a setting.

| variable | default | what it is |
|---|---|---|
"""


def render() -> str:
    """Return the whole page."""
    rows = [_row(name, field) for name, field in Settings.model_fields.items()]
    twins = [f"| `{PREFIX}{name.upper()}_FILE` | | File that holds `{PREFIX}{name.upper()}`. |" for name in FILED]
    return INTRODUCTION + "\n".join([*rows, *twins]) + "\n"


def _row(name: str, field: FieldInfo) -> str:
    description = (field.description or "").replace("|", "\\|")
    return f"| `{PREFIX}{name.upper()}` | {_default(field)} | {description}{_bounds(field)} |"


def _default(field: FieldInfo) -> str:
    value = field.default
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if value is None or value == "":
        return ""
    if isinstance(value, tuple):
        quoted = ", ".join(f'"{item}"' for item in value)
        return f"`[{quoted}]`"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value.value if isinstance(value, StrEnum) else value}`"


def _bounds(field: FieldInfo) -> str:
    """Say the limits of a number."""
    names = ("ge", "gt", "le")
    limits = {name: getattr(mark, name) for mark in field.metadata for name in names if hasattr(mark, name)}
    if not limits:
        return ""
    least = f"from {limits['ge']}" if "ge" in limits else f"above {limits['gt']}"
    return f" ({least} to {limits['le']})"
