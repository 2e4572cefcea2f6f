"""What can go wrong with a form? One class for each reaction of the caller; no HTTP, no exit code."""

from __future__ import annotations

from dataclasses import dataclass, field


class FormError(Exception):
    """Root of this package's errors; never raised itself. Tells what and which, then a hint in `hint`."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UnknownModel(FormError):
    """No model of that name, or no such version of it."""


class NothingToRead(FormError):
    """A file is no fiche that can be read back; message and hint are French, for whoever received it."""


class ModelRefused(FormError):
    """A definition cannot be used; the message names file and key, in English, for an administrator."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One sentence in French about one field, naming it by its label: what happened, then what to do.

    The sentence may quote what was typed, so it is shown to whoever typed it and kept out of `repr` and logs.
    """

    field_id: str
    label: str
    message: str = field(repr=False)


class InvalidAnswers(FormError):
    """The answers cannot make a fiche: every problem at once, in the order of the paper, and the warnings."""

    def __init__(self, problems: tuple[FieldProblem, ...], warnings: tuple[FieldProblem, ...] = ()) -> None:
        count = len(problems)
        super().__init__("1 champ est à corriger." if count == 1 else f"{count} champs sont à corriger.")
        self.problems = problems
        self.warnings = warnings
