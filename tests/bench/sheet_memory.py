"""How much memory does a process need for a table? Run as `… sheet_memory KIND ROWS`; prints its peak in MB."""

import json
import sys
from dataclasses import replace
from pathlib import Path

from forms.sheets import draw, write
from tests.forms.sheets.made import orientations, rows

MAKERS = {"pdf": draw, "xlsx": write}


def main(kind: str, count: str) -> None:
    """Make one table, and tell the peak."""
    MAKERS[kind](replace(orientations(), rows=rows(int(count))))
    sys.stdout.write(json.dumps(peak()))


def peak() -> float:
    """Return the greatest size that this process has had, in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (kilobytes,) = [line.split()[1] for line in status if line.startswith("VmHWM:")]
    return int(kilobytes) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
