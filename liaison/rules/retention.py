"""By which day must each part of an exchange be destroyed, and by which rule (R-1, R-2, R-6)?

Rule, anchor, delay, source; every rule that applies gives a line, and the earliest date wins. A rule whose
anchor has no date yet gives a line without date: nothing is assumed (R-8).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from liaison.rules.calendar import add_days, add_months, end_of_day
from liaison.rules.exchange import CONVENTION_END
from liaison.vocabulary import DeadlineSubject

YEAR: Final = 12
"""Months."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The operator's delays, in days."""

    archive_days: int
    withheld_key_days: int
    released_key_days: int
    key_backup_days: int
    deposit_days: int = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One rule applied to one part."""

    subject: DeadlineSubject
    rule: str
    anchor: str
    anchor_on: date | None
    delay: str
    source: str
    due_at: datetime | None
    destroy_by: datetime | None


def _line(  # noqa: PLR0913 - the columns of a deadline
    subject: DeadlineSubject, rule: str, anchor: str, day: date | None, *, months: int = 0, days: int = 0,
    source: str, backups: int,
) -> Line:  # fmt: skip
    delay = _said(months, days)
    if day is None:
        return Line(subject, rule, anchor, None, delay, source, None, None)
    due = end_of_day(add_months(day, months) if months else add_days(day, days))
    return Line(subject, rule, anchor, day, delay, source, due, due - timedelta(days=backups))


def _said(months: int, days: int) -> str:
    """Say a delay as the register shows it."""
    if not months:
        return f"{days} jour{'s' if days > 1 else ''}"
    return f"{months // YEAR} an{'s' if months > YEAR else ''}" if months % YEAR == 0 else f"{months} mois"


def fiche_lines(
    *, support_ended_on: date | None, under_convention: bool, convention_ends_on: date | None, limits: Limits,
    convention_anchor: str = CONVENTION_END,
) -> tuple[Line, ...]:  # fmt: skip
    """Give the lines of a fiche: its dossier's (R-1), and its convention's when it has one (R-2)."""
    lines = [case_line(support_ended_on=support_ended_on, limits=limits, subject=DeadlineSubject.FICHE)]
    if under_convention:
        line = convention_line(convention_ends_on=convention_ends_on, limits=limits, anchor=convention_anchor)
        lines.append(line)
    return tuple(lines)


def convention_line(*, convention_ends_on: date | None, limits: Limits, anchor: str = CONVENTION_END) -> Line:
    """Give the line of what was exchanged under a convention (guide:3271-3274, 3966-3969).

    `anchor` says what ends it: its term, a termination, the contract with the State (R-8).
    """
    return _line(
        DeadlineSubject.FICHE,
        "R-2",
        anchor,
        convention_ends_on,
        months=2,
        source="guide, annexe 6.1 art. 3 et annexe 6.2 art. 4",
        backups=limits.key_backup_days,
    )


def case_line(
    *, support_ended_on: date | None, limits: Limits, subject: DeadlineSubject = DeadlineSubject.CASE
) -> Line:
    """Give the line of a dossier: three years after the end of the support (guide:1832)."""
    return _line(
        subject, "R-1", "fin de l’accompagnement", support_ended_on,
        months=36, source="guide, contrat d’engagement (annexe 2)", backups=limits.key_backup_days,
    )  # fmt: skip


def archive_line(*, anchor: str, anchor_on: date, limits: Limits) -> Line:
    """Give the line of a sent archive: « dès qu'elles ne sont plus nécessaires » (guide:3271)."""
    return _line(
        DeadlineSubject.ARCHIVE, "R-2", anchor, anchor_on,
        days=limits.archive_days, source="guide, annexe 6.1 art. 3 et annexe 6.2 art. 4 : « plus nécessaires »",
        backups=limits.key_backup_days,
    )  # fmt: skip


def key_line(*, released: bool, anchor_on: date, limits: Limits) -> Line:
    """Give the line of a passphrase: short once it was given, the transmission's own life before."""
    return _line(
        DeadlineSubject.KEY, "R-2", "remise de la clé" if released else "préparation du pli", anchor_on,
        days=limits.released_key_days if released else limits.withheld_key_days,
        source="réglage de l’opérateur", backups=0,
    )  # fmt: skip


def deposit_line(*, received_on: date, limits: Limits) -> Line:
    """Give the line of a file that a partner deposited: it goes once it is taken in, or when nobody gives its key."""
    return _line(
        DeadlineSubject.DEPOSIT, "R-2", "réception du fichier", received_on,
        days=limits.deposit_days, source="guide, annexe 6.1 art. 3 et annexe 6.2 art. 4 : « plus nécessaires »",
        backups=limits.key_backup_days,
    )  # fmt: skip


def waiting_document_line(*, opened_on: date, limits: Limits) -> Line:
    """Give the line of a document that nobody has decided on yet; what becomes of it then has lines of its own.

    It is late after that, and seen: it may be the only trace of an answer, so that a person decides, never a clock.
    """
    return _line(
        DeadlineSubject.DOCUMENT, "R-2", "ouverture du dépôt", opened_on,
        days=limits.deposit_days, source="guide, annexe 6.1 art. 3 et annexe 6.2 art. 4 : « plus nécessaires »",
        backups=limits.key_backup_days,
    )  # fmt: skip


def document_lines(
    *, support_ended_on: date | None, under_convention: bool, convention_ends_on: date | None, limits: Limits,
    convention_anchor: str = CONVENTION_END,
) -> tuple[Line, ...]:  # fmt: skip
    """Give the lines of a document that a partner sent: as of a fiche (R-1, R-2), wherever it came from."""
    lines = fiche_lines(
        support_ended_on=support_ended_on, under_convention=under_convention, convention_ends_on=convention_ends_on,
        limits=limits, convention_anchor=convention_anchor,
    )  # fmt: skip
    return tuple(replace(line, subject=DeadlineSubject.DOCUMENT) for line in lines)


def earliest(lines: Iterable[Line]) -> Line | None:
    """Return the line that wins: the earliest date; none while no anchor has one."""
    dated = [line for line in lines if line.due_at is not None]
    return min(dated, key=_due_at, default=None)


def _due_at(line: Line) -> datetime:
    if line.due_at is None:
        message = "only dated lines are compared"
        raise ValueError(message)
    return line.due_at
