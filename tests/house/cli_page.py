"""Which words does the command line know? Writes docs/cli.md from the commands themselves."""

from collections.abc import Iterator
from typing import Final

import typer
from typer.main import get_command

from liaison.cli import app

INTRODUCTION: Final = """\
# Command line

Generated from the commands by `make docs`; do not edit. Data lie under `LIAISON_DATA_DIR`
([configuration](configuration.md)). Exit code 0: done. 1: refused, with `error:` and `hint:` lines on stderr.
2: wrong usage. Field errors are the French sentences of the pages; everything else is English.
"""


def render() -> str:
    """Return the whole page."""
    root = get_command(app)
    return "\n".join([INTRODUCTION, *_commands(typer.Context(root, info_name="liaison"))])


def _commands(context: typer.Context) -> Iterator[str]:
    """Give the leaves under a command, in the order of its own help."""
    subcommands = getattr(context.command, "commands", None)
    if not subcommands:
        yield from _leaf(context)
        return
    for name, command in subcommands.items():
        yield from _commands(typer.Context(command, info_name=name, parent=context))


def _leaf(context: typer.Context) -> Iterator[str]:
    command = context.command
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield f"## `{context.command_path}`\n\n{' '.join((command.help or '').split())}\n\n```\n{usage}\n```\n"
    records = [record for parameter in command.get_params(context) if (record := parameter.get_help_record(context))]
    options = [record for record in records if not record[0].startswith("--help")]
    if options:
        yield "| option | what it does |\n|---|---|"
        yield from (f"| `{_cell(name)}` | {_cell(text)} |" for name, text in options)
        yield ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
