"""By which day must each part of an exchange be destroyed, and by which rule (R-1, R-2, R-3, R-6)?

The rules are a table: anchor, delay, highest legal value, source. Every rule that applies to a part gives a line, and
the earliest date wins. A rule whose anchor has no date yet gives a line without date: nothing is assumed (R-8). The
life of the backups of keys is taken off beforehand, so that the last copy dies by the legal date (R-5).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from liaison.rules.calendar import add_days, add_months, end_of_day
from liaison.rules.exchange import CONVENTION_END
from liaison.vocabulary import DeadlineSubject
from liaison.vocabulary.retention import RuleId, Unit

YEAR: Final = 12
"""Months."""
CNIL_MONTHS: Final = 24
"""The CNIL's own mark: the active base keeps two years after the last contact (R-1). Shown, never counted."""

_AGREEMENTS: Final = "guide, annexe 6.1 art. 3 et annexe 6.2 art. 4"
_NO_LONGER: Final = f"{_AGREEMENTS} : « plus nécessaires »"
_OF_A_COPY: Final = "RGPD, article 5.1.e : « plus nécessaire »"
_OWN: Final = "réglage de l’opérateur"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of retention."""

    id: RuleId
    requirement: str
    """As docs/requirements.toml names it."""
    subjects: tuple[DeadlineSubject, ...]
    """The parts that it destroys."""
    anchor: str
    """What the delay counts from; some rules have several words for it."""
    unit: Unit
    default: int
    most: int
    """The highest legal value; where the law names none, the highest that serves the purpose."""
    sentence: str
    """The rule in French, for whoever reads a deadline."""
    source: str
    """As a deadline shows it."""
    lines: str = ""
    """Where it stands in the guide; empty for a choice of this service."""
    least: int = 0
    setting: str = ""
    """Where its default may be set; empty: the law says it."""
    backups: bool = True
    """Whether backups of the key store may still open it: their life is taken off."""

    @property
    def may_change(self) -> bool:
        """Whether the controller may set the delay."""
        return self.least < self.most


RULES: Final[Mapping[RuleId, Rule]] = MappingProxyType(
    {
        rule.id: rule
        for rule in (
            Rule(
                RuleId.SUPPORT_END, "R-1", (DeadlineSubject.CASE, DeadlineSubject.FICHE, DeadlineSubject.DOCUMENT),
                "fin de l’accompagnement", Unit.MONTHS, 36, 36,
                "Tout ce qui concerne une personne est détruit au plus tard trois ans après la fin de son "
                "accompagnement ; s’il reprend, on compte depuis la nouvelle fin.",
                "guide, contrat d’engagement (annexe 2)", "guide:1832-1833",
            ),
            Rule(
                RuleId.CONVENTION_END, "R-2", (DeadlineSubject.FICHE, DeadlineSubject.DOCUMENT),
                CONVENTION_END, Unit.MONTHS, 2, 2,
                "Ce qui a été échangé sous une convention est détruit au plus tard deux mois après sa fin, "
                "avenants et résiliation compris.",
                _AGREEMENTS, "guide:3271-3274, 3966-3969",
            ),
            Rule(
                RuleId.FRAMEWORK_END, "R-3", (DeadlineSubject.OFII,), "fin de l’accord-cadre", Unit.DAYS, 0, 0,
                "Les données venues de l’OFII ne restent pas au-delà de l’accord-cadre ; leur sort se règle avec "
                "l’OFII un mois avant sa fin.",
                "guide, annexe 6 (traitement pour l’OFII)", "guide:2699-2733",
            ),
            Rule(
                RuleId.ARCHIVE, "R-2", (DeadlineSubject.ARCHIVE, DeadlineSubject.FICHE), "accusé de réception",
                Unit.DAYS, 30, 60,
                "Un pli envoyé est détruit dès que le partenaire l’a reçu depuis assez longtemps : il n’est plus "
                "nécessaire ici.",
                _NO_LONGER, "guide:3271-3274, 3966-3969", least=1, setting="archive_days",
            ),
            Rule(
                RuleId.WITHHELD_KEY, "R-2", (DeadlineSubject.KEY,), "préparation du pli", Unit.DAYS, 30, 60,
                "Une clé que personne n’a demandée est détruite, et avec elle le pli.",
                _OWN, least=1, setting="withheld_key_days", backups=False,
            ),
            Rule(
                RuleId.RELEASED_KEY, "R-2", (DeadlineSubject.KEY,), "remise de la clé", Unit.DAYS, 7, 7,
                "Une clé remise est effacée dès que sa remise est confirmée, et au plus tard après ce délai.",
                _OWN, least=1, setting="released_key_days", backups=False,
            ),
            Rule(
                RuleId.DEPOSIT, "R-2", (DeadlineSubject.DEPOSIT,), "réception du fichier", Unit.DAYS, 30, 60,
                "Un fichier déposé dont la clé n’arrive pas est détruit.",
                _NO_LONGER, "guide:3271-3274, 3966-3969", least=1, setting="deposit_days",
            ),
            Rule(
                RuleId.GIVEN_COPY, "G-1", (DeadlineSubject.RIGHTS_EXPORT,), "remise à la personne", Unit.DAYS, 7, 7,
                "La copie remise à la personne est détruite ici : elle est à elle.",
                _OF_A_COPY, "guide:3263-3269", backups=False, least=7,
            ),
            Rule(
                RuleId.MADE_COPY, "G-1", (DeadlineSubject.RIGHTS_EXPORT,), "préparation de la copie", Unit.DAYS, 30, 30,
                "Une copie préparée et jamais remise est détruite.",
                _OF_A_COPY, "guide:3263-3269", backups=False, least=30,
            ),
            Rule(
                RuleId.WAITING_DOCUMENT, "R-2", (DeadlineSubject.DOCUMENT,), "ouverture du dépôt", Unit.DAYS, 30, 60,
                "Un document reçu attend qu’une personne décide ; passé ce délai il est en retard, et se voit.",
                _NO_LONGER, "guide:3271-3274, 3966-3969", least=1, setting="deposit_days",
            ),
        )
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """The delays that count today: what the controller set, else the setting's, never above the law's."""

    key_backup_days: int
    delays: Mapping[RuleId, int] = field(default_factory=dict)

    def of(self, rule_id: RuleId) -> int:
        """Return the delay of a rule, in its unit."""
        rule = RULES[rule_id]
        return min(self.delays.get(rule_id, rule.default), rule.most)


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
    rule_id: RuleId


def line_of(
    rule_id: RuleId, anchor_on: date | None, limits: Limits, *, subject: DeadlineSubject | None = None, anchor: str = ""
) -> Line:
    """Apply a rule to a part; `anchor`: what the rule counts from here, where it has several words for it."""
    rule = RULES[rule_id]
    value = limits.of(rule_id)
    due, destroy_by = None, None
    if anchor_on is not None:
        day = add_months(anchor_on, value) if rule.unit is Unit.MONTHS else add_days(anchor_on, value)
        due, destroy_by = end_of_day(day), _before(day, limits.key_backup_days if rule.backups else 0)
    return Line(
        subject or rule.subjects[0], rule.requirement, anchor or rule.anchor, anchor_on, said(value, rule.unit),
        rule.source, due, destroy_by, rule_id,
    )  # fmt: skip


def _before(day: date, days: int) -> datetime:
    """Return the end of the day so many days before: a backup made then is gone by the end of the day itself.

    Between them the hour may change: of the two readings the earlier one, so that no backup outlives the law.
    """
    return min(end_of_day(add_days(day, -days)), end_of_day(day) - timedelta(days=days))


def said(value: int, unit: Unit) -> str:
    """Say a delay as the register shows it."""
    if unit is Unit.DAYS:
        return f"{value} jour{'s' if value > 1 else ''}"
    return f"{value // YEAR} an{'s' if value > YEAR else ''}" if value and value % YEAR == 0 else f"{value} mois"


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
    return line_of(RuleId.CONVENTION_END, convention_ends_on, limits, anchor=anchor)


def case_line(
    *, support_ended_on: date | None, limits: Limits, subject: DeadlineSubject = DeadlineSubject.CASE
) -> Line:
    """Give the line of a dossier: three years after the end of the support (guide:1832)."""
    return line_of(RuleId.SUPPORT_END, support_ended_on, limits, subject=subject)


def framework_line(*, framework_ends_on: date | None, limits: Limits) -> Line:
    """Give the line of what came from the OFII: no longer than the framework agreement (guide:2699-2733)."""
    return line_of(RuleId.FRAMEWORK_END, framework_ends_on, limits)


def archive_line(*, anchor: str, anchor_on: date, limits: Limits) -> Line:
    """Give the line of a sent archive: « dès qu'elles ne sont plus nécessaires » (guide:3271)."""
    return line_of(RuleId.ARCHIVE, anchor_on, limits, anchor=anchor)


def key_line(*, released: bool, anchor_on: date, limits: Limits) -> Line:
    """Give the line of a passphrase: short once it was given, the transmission's own life before."""
    return line_of(RuleId.RELEASED_KEY if released else RuleId.WITHHELD_KEY, anchor_on, limits)


def deposit_line(*, received_on: date, limits: Limits) -> Line:
    """Give the line of a file that a partner deposited: it goes once it is taken in, or when nobody gives its key."""
    return line_of(RuleId.DEPOSIT, received_on, limits)


def waiting_document_line(*, opened_on: date, limits: Limits) -> Line:
    """Give the line of a document that nobody has decided on yet; what becomes of it then has lines of its own.

    It is late after that, and seen: it may be the only trace of an answer, so that a person decides, never a clock.
    """
    return line_of(RuleId.WAITING_DOCUMENT, opened_on, limits)


def copy_line(*, handed_over: bool, anchor_on: date, limits: Limits) -> Line:
    """Give the line of the sealed copy made for a person (RGPD art. 15): it is theirs, not ours to keep."""
    return line_of(RuleId.GIVEN_COPY if handed_over else RuleId.MADE_COPY, anchor_on, limits)


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


def cnil_mark(last_contact_on: date) -> date:
    """Return the CNIL's own mark for an active base: two years after the last contact."""
    return add_months(last_contact_on, CNIL_MONTHS)


def _due_at(line: Line) -> datetime:
    if line.due_at is None:
        message = "only dated lines are compared"
        raise ValueError(message)
    return line.due_at
