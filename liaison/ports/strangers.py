"""How is what a stranger sent opened and looked at? By somebody else: in a process that may die of it.

Names and contents are personal data and hostile: they stay out of `repr`, and codes come from closed lists.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from crypto.passphrase import Passphrase
from forms.outside import Standing
from liaison.spreadsheets.returned_table import Returned
from liaison.vocabulary import DocumentKind, NoPicture, Stopped, Trait


@dataclass(frozen=True, slots=True)
class Look:
    """What a document is, by its content alone.

    Args:
        kind: by its form.
        traits: what a person should know before it is opened anywhere else than here.
        pages: of a PDF that can be read.
    """

    kind: DocumentKind
    traits: frozenset[Trait] = frozenset()
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A document out of an archive, its integrity verified to the end.

    `name` is as inside: fit to be a file's name on any system, but perhaps a person's.
    """

    name: str = field(repr=False)
    content: bytes = field(repr=False)
    look: Look


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as pixels: a PNG that was made here, whatever it was made of."""

    png: bytes = field(repr=False)
    pages: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A returned table: what the file is, and what stands in it."""

    look: Look
    returned: Returned = field(repr=False)


class OpeningStopped(Exception):
    """The process that read something was stopped, or died of it: dangerous, or beyond what is read here."""

    def __init__(self, code: Stopped) -> None:
        super().__init__(code)
        self.code = code


class CannotPicture(Exception):
    """There is no picture of it; nothing else is shown in its place."""

    def __init__(self, code: NoPicture) -> None:
        super().__init__(code)
        self.code = code


class Opener(Protocol):
    """Reads what a stranger sent, elsewhere than in the process that serves; each call takes seconds at worst."""

    def open(self, archive: bytes, passphrases: Sequence[Passphrase]) -> tuple[Opened, ...]:
        """Open an archive with the first of these passphrases that fits, and look at what is inside.

        Raises:
            crypto.errors.WrongPassphrase: none fits.
            crypto.errors.MalformedArchive: it is damaged, or none.
            crypto.errors.UnsafeArchive: it is refused for what it declares.
            OpeningStopped: it took too much of something.
            liaison.errors.Unavailable: too many are being opened at this moment, or none can be.
        """
        ...

    def look(self, content: bytes) -> Look:
        """Say what a document is.

        Raises:
            OpeningStopped: it took too much of something.
            liaison.errors.Unavailable: too many are being opened at this moment, or none can be.
        """
        ...

    def read_fiche(self, pdf: bytes) -> Mapping[str, Standing]:
        """Read what stands in the fields of a PDF, for `forms.paper.interpret`.

        Raises:
            forms.errors.NothingToRead: no fields can be read in it.
            OpeningStopped: it took too much of something.
            liaison.errors.Unavailable: too many are being opened at this moment, or none can be.
        """
        ...

    def read_table(self, content: bytes) -> ReadTable:
        """Read a returned table of annexe 4-1; no macro of it runs, no link is followed.

        Raises:
            forms.errors.NothingToRead: it is no such table.
            OpeningStopped: it took too much of something.
            liaison.errors.Unavailable: too many are being opened at this moment, or none can be.
        """
        ...

    def picture(self, content: bytes, page: int) -> Picture:
        """Draw a page of a PDF, or an image; the first page is number 1. No script of it runs.

        Raises:
            CannotPicture: it is of another kind, damaged, locked, too large, or has no such page.
            OpeningStopped: it took too much of something.
            liaison.errors.Unavailable: too many are being opened at this moment, or none can be.
        """
        ...

    def check(self) -> bool:
        """Open nothing, and say whether what reads strangers' files is confined as it should be (`doctor`).

        Raises:
            OpeningStopped: it does not answer.
            liaison.errors.Unavailable: none can be started.
        """
        ...


@dataclass(frozen=True, slots=True)
class Scan:
    """What an antivirus said; `signature` names what it found, in plain characters, and is empty when it is clean."""

    signature: str = ""

    @property
    def is_infected(self) -> bool:
        """Whether something was found."""
        return bool(self.signature)


class AntivirusUnavailable(Exception):
    """It did not say whether this is clean: to be shown as « non analysé », never as clean.

    Codes: `unreachable`, `time`, `too-large` (it takes no file of that size), `answer` (not as clamd speaks).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Antivirus(Protocol):
    """An antivirus that the operator runs."""

    def scan(self, content: bytes) -> Scan:
        """Say whether something known is in it.

        Raises:
            AntivirusUnavailable: it did not say.
        """
        ...

    def check(self) -> str:
        """Ask whether it answers, and give its version (`doctor`).

        Raises:
            AntivirusUnavailable: it does not.
        """
        ...
