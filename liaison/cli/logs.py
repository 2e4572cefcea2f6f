"""What does a running service say on its log? One line of JSON for each event, on stderr; never what a person typed.

Control characters, ESC and U+2028 among them, are escaped by JSON: no line can pretend to be two (ASVS 16.4.1). Of a
library only those messages are let through that are known to hold no value; of an exception its kind and its place,
never its words (ASVS 16.2.5). No access log (decision 0008).
"""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Final, TextIO

from liaison.traces import described

_TELLING: Final = ("liaison", "forms", "crypto", "web", "uvicorn.error")
"""Loggers whose messages may be read: ours, and « started on this address »."""


def install(stream: TextIO | None = None) -> logging.Handler:
    """Send the log of this process to a stream, stderr unless told otherwise; only warnings of libraries."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(OneLine())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in _TELLING:
        logging.getLogger(name).setLevel(logging.INFO)
    # Python's own warnings would be written past the log, and name paths.
    logging.captureWarnings(capture=True)
    return handler


class OneLine(logging.Formatter):
    """Writes an event as one line: when, how bad, by whom, what; and where, of an exception."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.exc_info and record.exc_info[1] is not None:
            told |= described(record.exc_info[1])
        elif _tells(record.name):
            told |= _said(record.getMessage())
        else:
            told["place"] = f"{record.module}:{record.lineno}"
        # ASCII only: what looks like a line end to any reader is written as its number.
        return json.dumps(told, ensure_ascii=True)


def _tells(logger: str) -> bool:
    return any(logger == name or logger.startswith(f"{name}.") for name in _TELLING)


def _said(message: str) -> dict[str, object]:
    """What is one JSON object already, an incident of the pages, becomes part of the line."""
    try:
        found = json.loads(message) if message.startswith("{") else None
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"message": message}
