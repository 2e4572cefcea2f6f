"""What came into the folder that stands for the watched box? A Maildir, read as it is meant to (tests and demo).

What is in `new` has not been dealt with; what was is moved to `cur`, as every reader of a Maildir does. Order and
numbers play no part: a mail that is met again is known by its fingerprint.
"""

import hashlib
import mailbox
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from liaison.adapters.incoming import LARGEST, read_letter
from liaison.ports import BoxPlace, BoxUnavailable, IncomingMail
from liaison.rules.returns import BoxFailure

_BOX: Final = "maildir"


class MaildirBox:
    """A `liaison.ports.Mailbox` on a folder."""

    def __init__(self, folder: Path) -> None:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        mailbox.Maildir(folder, create=True)

    def read(self, after: BoxPlace | None, *, limit: int) -> Iterator[IncomingMail]:  # noqa: ARG002 - the port's own
        """Give what is in `new`, oldest first.

        Raises:
            BoxUnavailable: the folder cannot be read.
        """
        try:
            dated = [(path.stat().st_mtime, path.name, path) for path in (self._folder / "new").iterdir()]
        except OSError:
            raise BoxUnavailable(BoxFailure.UNREACHABLE) from None
        for modified, name, path in sorted(dated)[:limit]:
            with path.open("rb") as file:
                raw = file.read(LARGEST + 1)
            letter = read_letter(raw[:LARGEST], is_cut=len(raw) > LARGEST)
            fingerprint = hashlib.sha256(raw[:LARGEST]).hexdigest()
            arrived = datetime.fromtimestamp(modified, UTC)
            yield IncomingMail(BoxPlace(_BOX, 0), name, fingerprint, arrived, letter)

    def put_away(self, mails: Sequence[IncomingMail], *, until: BoxPlace | None) -> None:  # noqa: ARG002 - the port's own
        """Move them to `cur`, as seen; what stayed in `new` is read again, and moved then."""
        for mail in mails:
            old = self._folder / "new" / mail.key
            if old.exists():
                old.rename(self._folder / "cur" / f"{mail.key}:2,S")

    def check(self) -> None:
        """Look whether the folder is there.

        Raises:
            BoxUnavailable: it is not.
        """
        if not (self._folder / "new").is_dir():
            raise BoxUnavailable(BoxFailure.UNREACHABLE)
