"""Where is it written what must stay destroyed? In a file beside the database and its backups, one signed line each.

The database that is put back may be older than a destruction: this file is not put back with it, so that it knows
what was destroyed since. It names random ids only. A line is on the disk before anything it names is destroyed.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from crypto.privatefile import private_file


class FileLedger:
    """A file of lines, 0600, that only grows."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, lines: Iterable[str]) -> None:
        """Write lines at the end, durable when this returns. Raises `OSError`: nothing may be destroyed then."""
        content = "".join(f"{line}\n" for line in lines).encode("ascii")
        if not content:
            return
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        descriptor = os.open(self.path, flags, 0o600)
        try:
            if self._is_torn():
                content = b"\n" + content
            os.write(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def lines(self) -> list[str]:
        """Return every whole line, in order; none where there is no file yet."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return []
        return content.decode("ascii", errors="replace").splitlines()

    def copy_to(self, folder: Path, name: str) -> Path:
        """Write a copy beside a backup."""
        path = folder / name
        with private_file(path, replace=True) as file:
            file.write("".join(f"{line}\n" for line in self.lines()).encode("ascii", errors="replace"))
        return path

    def _is_torn(self) -> bool:
        """Say whether the last line was cut by a crash: the next one must not be glued to it."""
        try:
            with self.path.open("rb") as file:
                file.seek(-1, os.SEEK_END)
                return file.read(1) != b"\n"
        except OSError:
            return False
