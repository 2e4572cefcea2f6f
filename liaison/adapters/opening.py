"""How is what a stranger sent opened without trusting it? By a process of its own, which may die of it.

The process gets two pipes and nothing else: no variable, no file of ours, no folder, no argument but the name of
its job. It has seconds, measured here, and what it answers is read as hostile too. Two at most run at once: what
waits longer than its turn is told to come back. No thread, and no process that outlives its call.
"""

import json
import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from pydantic import ValidationError

from crypto.errors import MalformedArchive, UnsafeArchive, WrongPassphrase
from crypto.passphrase import Passphrase
from forms.errors import NothingToRead
from forms.outside import Standing
from liaison.adapters.opening_answers import (
    ANSWER,
    RETURNED,
    STANDING,
    Answer,
    Done,
    Malformed,
    Memory,
    NoPictureOfIt,
    Nothing,
    Unsafe,
    WrongKey,
)
from liaison.adapters.opening_frames import Frame
from liaison.adapters.opening_process import LIMITS, Limits, Spent, run
from liaison.errors import Unavailable
from liaison.ports import CannotPicture, Look, Opened, OpeningStopped, Picture, ReadTable
from liaison.vocabulary import Stopped

AT_ONCE: Final = 2
TURN_SECONDS: Final = 15.0
"""Longer than one that is stopped takes, start-up included."""


_log: Final = logging.getLogger("liaison.opening")


class ChildOpener:
    """A `liaison.ports.Opener`; `spent` is told what each process took."""

    def __init__(
        self,
        *,
        limits: Limits = LIMITS,
        turn_seconds: float = TURN_SECONDS,
        spent: Callable[[Spent], None] | None = None,
    ) -> None:
        self._limits = limits
        self._turn_seconds = turn_seconds
        self._spent = spent
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._unfiltered_said = False

    def open(self, archive: bytes, passphrases: Sequence[Passphrase]) -> tuple[Opened, ...]:
        """Open an archive with the first passphrase that fits, and look at each document in the same process.

        Raises:
            crypto.errors.WrongPassphrase: none fits.
            crypto.errors.MalformedArchive: it is damaged, or none.
            crypto.errors.UnsafeArchive: it is refused for what it declares.
            OpeningStopped: it took too much of something.
            Unavailable: too many are being opened, or none can be.
        """
        answer, bodies = self._ask("open", {"passphrases": [one.reveal() for one in passphrases]}, archive)
        if len(answer.documents) != len(bodies) or not bodies:
            raise OpeningStopped(Stopped.CRASHED)
        documents = zip(answer.documents, bodies, strict=True)
        return tuple(Opened(told.name, content, told.look.seen()) for told, content in documents)

    def look(self, content: bytes) -> Look:
        """Say what a document is.

        Raises:
            OpeningStopped: it took too much of something.
            Unavailable: too many are being opened, or none can be.
        """
        answer, _ = self._ask("look", {}, content)
        if answer.look is None:
            raise OpeningStopped(Stopped.CRASHED)
        return answer.look.seen()

    def read_fiche(self, pdf: bytes) -> Mapping[str, Standing]:
        """Read what stands in the fields of a PDF.

        Raises:
            forms.errors.NothingToRead: no fields can be read in it.
            OpeningStopped: it took too much of something.
            Unavailable: too many are being opened, or none can be.
        """
        _, bodies = self._ask("fiche", {}, pdf)
        with _trusting_nothing():
            (body,) = bodies
            told = STANDING.validate_json(body)
        return {name: Standing(text, sound) for name, (text, sound) in told.items()}

    def read_table(self, content: bytes) -> ReadTable:
        """Read a returned table, and say what the file is.

        Raises:
            forms.errors.NothingToRead: it is no such table.
            OpeningStopped: it took too much of something.
            Unavailable: too many are being opened, or none can be.
        """
        answer, bodies = self._ask("table", {}, content)
        with _trusting_nothing():
            (body,) = bodies
            returned = RETURNED.validate_json(body)
        if answer.look is None:
            raise OpeningStopped(Stopped.CRASHED)
        return ReadTable(answer.look.seen(), returned)

    def picture(self, content: bytes, page: int) -> Picture:
        """Draw a page; the first is number 1.

        Raises:
            CannotPicture: there is none of it.
            OpeningStopped: it took too much of something.
            Unavailable: too many are being opened, or none can be.
        """
        answer, bodies = self._ask("picture", {"page": page}, content)
        with _trusting_nothing():
            (png,) = bodies
        if not png.startswith(b"\x89PNG\r\n\x1a\n"):
            raise OpeningStopped(Stopped.CRASHED)
        return Picture(png, answer.pages, answer.width, answer.height)

    def check(self) -> bool:
        """Start a process that reads nothing, and say whether the kernel's filter holds in it (`doctor`).

        Raises:
            OpeningStopped: it does not answer.
            Unavailable: too many are being opened, or none can be.
        """
        self._ask("look", {}, b"")
        return not self._unfiltered_said

    def _note(self, spent: Spent) -> None:
        """Say once that strangers' files are read without the filter: elsewhere nobody would hear of it."""
        if not spent.is_filtered and not self._unfiltered_said:
            self._unfiltered_said = True
            _log.warning("files from outside are read without a filter of system calls on this machine")
        if self._spent:
            self._spent(spent)

    def _ask(self, job: str, head: dict[str, object], content: bytes) -> tuple[Done, tuple[bytes, ...]]:
        """Have one job done.

        Raises:
            OpeningStopped, Unavailable, or what the answer says.
        """
        request = Frame(json.dumps(head).encode("ascii"), (content,))
        if not self._turns.acquire(timeout=self._turn_seconds):
            raise Unavailable(
                "Trop de documents sont en cours d’ouverture en ce moment.",
                hint="Attendez une minute, puis recommencez.",
            )
        try:
            frame, spent = run(job, request, self._limits)
        finally:
            self._turns.release()
        self._note(spent)
        with _trusting_nothing():
            answer = ANSWER.validate_json(frame.head)
        return _done(answer), frame.bodies


def _done(answer: Answer) -> Done:
    match answer:
        case Done():
            return answer
        case WrongKey():
            raise WrongPassphrase("none of the passphrases fits")
        case Malformed(code=code):
            raise MalformedArchive(code, "refused by the process that opens")
        case Unsafe(code=code):
            raise UnsafeArchive(code, "refused by the process that opens")
        case Nothing(message=message, hint=hint):
            raise NothingToRead(message, hint=hint)
        case NoPictureOfIt(code=code):
            raise CannotPicture(code)
        case Memory():
            raise OpeningStopped(Stopped.MEMORY)


@contextmanager
def _trusting_nothing() -> Iterator[None]:
    """Take an answer that is not one of ours for what it is: a process that was taken over, or broke."""
    try:
        yield
    except (ValidationError, ValueError, RecursionError):
        raise OpeningStopped(Stopped.CRASHED) from None
