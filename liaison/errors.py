"""What can go wrong, by what the caller does about it? No HTTP here: `web.errors` has that table."""

from collections.abc import Sequence
from dataclasses import dataclass


class LiaisonError(Exception):
    """Something that a person is told; never raised directly.

    Args:
        message: what happened, in French for what a page shows, in English for what a command shows.
        hint: what to do next.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class NotFound(LiaisonError):
    """There is no such thing, or not for this person: a page never tells which."""


class Denied(LiaisonError):
    """This person may not do this; shown to strangers exactly as `NotFound`."""


class Archived(Denied):
    """It is theirs, and in the archive: told to those who could open it before, to others exactly as `NotFound`."""


class SignInRequired(LiaisonError):
    """Nobody is signed in, or the session is over."""


class WrongState(LiaisonError):
    """The thing is not in a state that allows this."""


class Expired(LiaisonError):
    """A link that works no more, or never did: nobody is told which."""


class Refused(LiaisonError):
    """A rule of the programme forbids this exchange today; the message cites it."""


class Conflict(LiaisonError):
    """Somebody else changed it meanwhile, or it exists already."""


class TooMany(LiaisonError):
    """Too many tries; wait `seconds`."""

    def __init__(self, message: str, *, seconds: int, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.seconds = seconds


class TurnedAway(LiaisonError):
    """A file that somebody sent is not kept; `code` says why, `subject` by which link or account it came."""

    def __init__(self, message: str, *, hint: str = "", code: str, subject: str) -> None:
        super().__init__(message, hint=hint)
        self.code = code
        self.subject = subject


class WrongCode(LiaisonError):
    """A code that does not fit: it is counted under `subject`, in a transaction of its own."""

    def __init__(self, message: str, *, hint: str = "", subject: str) -> None:
        super().__init__(message, hint=hint)
        self.subject = subject


class WrongKey(LiaisonError):
    """A key that does not open a deposit: it is counted and registered, in a transaction of its own."""

    def __init__(self, message: str, *, hint: str = "", deposit_id: str) -> None:
        super().__init__(message, hint=hint)
        self.deposit_id = deposit_id


class Unavailable(LiaisonError):
    """Something outside or beside the service (key store, mail server) does not answer."""


class Misconfigured(LiaisonError):
    """A setting, or a combination of settings, cannot be honoured."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct in a form: the field, its printed label, a sentence."""

    field: str
    label: str
    message: str


class Invalid(LiaisonError):
    """What was typed cannot be taken; every problem at once."""

    def __init__(self, problems: Sequence[Problem], *, message: str = "", hint: str = "") -> None:
        super().__init__(message or "Certaines réponses sont à corriger.", hint=hint)
        self.problems = tuple(problems)
