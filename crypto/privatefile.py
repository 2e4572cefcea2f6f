"""How is a secret written to a file? 0600 from its first byte, whole or not at all, durable."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def write_private(path: Path, text: str, *, replace: bool) -> None:
    """Write a 0600 file. Raises `FileExistsError` when it exists and may not be replaced."""
    with private_file(path, replace=replace) as file:
        file.write(text.encode("utf-8"))


@contextmanager
def private_file(path: Path, *, replace: bool) -> Iterator[BinaryIO]:
    """A file to write, which takes its name when the block ends without error and vanishes otherwise."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if replace:
            draft.replace(path)
        else:
            os.link(draft, path)  # fails if the name is taken, which a rename does not
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the file's name as durable as its bytes."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
