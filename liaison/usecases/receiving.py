"""How does a file come in from outside? Bounded while it arrives, sealed from its first block, in no transaction.

Everything that takes time is done here, before the database is asked for anything: SQLite has one writer, and the pages
of everybody else wait for it. The transaction that follows only writes down what is ready.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final, cast

from crypto.intake import Verdict, judge
from crypto.profiles import MIB
from crypto.spool import Spool
from crypto.vault import Vault
from liaison.errors import Unavailable
from liaison.settings import Settings
from liaison.usecases import sweeping
from liaison.usecases.context import draw_id
from liaison.vocabulary import Sealed

BLOCK: Final = MIB
"""Bytes of a deposit that are sealed, written and read at a time."""
EXCESS: Final = 256 * MIB
"""Bytes of a file beyond the limit that are read and thrown away, so that a browser shows the page that says so; one
that sends still more is cut off in the middle."""

RESERVE: Final = 1024 * MIB
"""Bytes of the data's disk that no file from outside takes: the database, its log and the keys need them, and a disk
that is full stops the service for everybody. Looked at once for each file, so that those which come in at the same
time may go below it, by their own weight at most. A PostgreSQL elsewhere watches over its own disk."""


class Incoming:
    """A file while it comes in. What is larger than allowed is let go at once, and only counted from there on."""

    def __init__(self, file: BinaryIO, limit: int) -> None:
        self._spool = Spool(file)
        self._limit = limit
        self.is_too_large = False
        self.was_sent = False
        """Whether a file was chosen in the form, be it an empty one."""
        self.verdict: Verdict | None = None
        """What it is, once it is whole; nothing when there is nothing to judge."""
        self.deposit_id = ""
        """The id under which it is sealed, when it may be kept."""
        self.blocks: tuple[bytes, ...] = ()
        self.is_kept = False

    @property
    def spool(self) -> Spool:
        """The file, sealed under a key that is nowhere; to be read once it is whole."""
        return self._spool

    @property
    def limit(self) -> int:
        """Bytes that a file may have."""
        return self._limit

    def write(self, data: bytes) -> None:
        """Take the next octets.

        Raises:
            Unavailable: the disk does not take them.
        """
        if self.is_too_large:
            return
        if self._spool.size + len(data) > self._limit:
            self.is_too_large = True
            self._spool.close()
            return
        try:
            self._spool.write(data)
        except OSError as error:
            raise _no_room() from error

    def finish(self, vault: Vault, random: Callable[[int], bytes]) -> None:
        """Judge it, now that it is whole, and seal it for good when it may be kept, under a data key of its own.

        Raises:
            Unavailable: the disk does not take its end.
        """
        if self.is_too_large or not self.was_sent:
            return
        try:
            self._spool.finish()
        except OSError as error:
            raise _no_room() from error
        self.verdict = judge(self._spool)
        if self.verdict.accepted:
            self.deposit_id = draw_id(random)
            object_id = Sealed.DEPOSIT.object(self.deposit_id)
            vault.create(object_id)
            self.blocks = tuple(
                vault.seal(object_id, field="block", version=number, plain=piece)
                for number, piece in enumerate(self._spool.pieces(BLOCK), start=1)
            )

    def let_go(self, vault: Vault) -> None:
        """Leave nothing behind: the spool, and the key of what was not kept after all."""
        self._spool.close()
        if self.deposit_id and not self.is_kept:
            sweeping.destroy_keys(vault, [Sealed.DEPOSIT.object(self.deposit_id)])


@contextmanager
def opened(settings: Settings, vault: Vault, *, reserve: int = RESERVE) -> Iterator[Incoming]:
    """Open the place where a file waits, and leave nothing of it behind: a file without a name, on the data's disk.

    Raises:
        Unavailable: there is no room for it.
    """
    try:
        _check_reserve(settings, reserve)
        file = tempfile.TemporaryFile(dir=settings.data_dir, buffering=0)  # noqa: SIM115 - closed below
    except OSError as error:
        raise _no_room() from error
    with file:
        incoming = Incoming(cast("BinaryIO", file), settings.deposit_megabytes * MIB)
        try:
            yield incoming
        finally:
            incoming.let_go(vault)


def _check_reserve(settings: Settings, reserve: int) -> None:
    if shutil.disk_usage(settings.data_dir).free < reserve:
        raise _no_room()


def _no_room() -> Unavailable:
    return Unavailable(
        "Le service ne peut pas recevoir de fichier en ce moment : rien n’a été gardé.",
        hint="Réessayez dans quelques minutes, ou appelez-nous.",
    )
