"""May these files be kept? `liaison inspect`: one line for each, whatever it is; it opens nothing."""

import json
import os
import stat
from dataclasses import asdict, dataclass
from typing import Annotated, Final

import typer

from crypto.intake import Verdict, judge
from crypto.source import FileSource
from liaison.cli.edge import say
from liaison.messages.intake import explain

UNREADABLE: Final = "unreadable"
"""The code of what is no file, or cannot be read: nothing that a deposit could be."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of one file."""

    file: str
    verdict: str
    kind: str
    code: str
    reason: str


def inspect(
    files: Annotated[list[str], typer.Argument(metavar="FILE...")],
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON for each file.")] = False,
) -> None:
    """Say of each file whether a deposit of it would be kept, and why not; exit 1 if one would not.

    The fields of a line: file, verdict (accept or refuse), kind, code, reason.
    """
    lines = [_line(name) for name in files]
    for line in lines:
        say(json.dumps(asdict(line), ensure_ascii=False) if as_json else _readable(line))
    if any(line.verdict != "accept" for line in lines):
        raise typer.Exit(1)


def _line(name: str) -> Line:
    shown = os.fsencode(name).decode(errors="replace")
    try:
        verdict = _judged(name)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        why = error.strerror if isinstance(error, OSError) else None
        return Line(shown, "refuse", "", UNREADABLE, f"Ce fichier ne peut pas être lu ({why or 'nom impossible'}).")
    code = verdict.code or next(iter(verdict.warnings), "")
    reason = explain(code).sentence if code else ""
    return Line(shown, "accept" if verdict.accepted else "refuse", verdict.kind, code, reason)


def _judged(name: str) -> Verdict:
    # Not blocking: a pipe that nobody writes to would be waited for without end.
    handle = os.open(name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb", buffering=0) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(0, "not a regular file")
        return judge(FileSource(file))


def _readable(line: Line) -> str:
    name = "".join(symbol if symbol.isprintable() else "?" for symbol in line.file)
    return "\t".join(part for part in (name, line.verdict, line.kind, line.code, line.reason) if part)
