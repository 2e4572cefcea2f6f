"""Where is it written what must stay destroyed? Apart from the database, which may be put back older than that."""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol


class Ledger(Protocol):
    """Lines that only grow; nothing of them is ever put back from a backup by itself."""

    def append(self, lines: Iterable[str]) -> None:
        """Write lines at the end, durable when this returns. Raises `OSError`: nothing may be destroyed then."""
        ...

    def lines(self) -> list[str]:
        """Return every whole line, in order."""
        ...

    def copy_to(self, folder: Path, name: str) -> Path:
        """Write a copy beside a backup; return its path."""
        ...
