"""Which time limits are really in force? The rules of retention with this operator's settings, in words.

The one place where the printed registers ask for a delay: whoever moves the rules changes `in_force` alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from liaison.rules import breach, retention, throttle
from liaison.rules.retention import RULES, Limits
from liaison.rules.terms import ANCHOR_LABELS
from liaison.settings import Settings
from liaison.vocabulary import DeadlineSubject, TermAnchor
from liaison.vocabulary.retention import RuleId, Unit

SUBJECT_LABELS: Final[Mapping[str, str]] = {
    DeadlineSubject.CASE: "Dossier de la personne",
    DeadlineSubject.FICHE: "Fiche de liaison",
    DeadlineSubject.DOCUMENT: "Document reçu d’un partenaire",
    DeadlineSubject.ARCHIVE: "Pli chiffré envoyé",
    DeadlineSubject.KEY: "Clé du pli",
    DeadlineSubject.DEPOSIT: "Fichier chiffré reçu, avant sa prise en charge",
    DeadlineSubject.RIGHTS_EXPORT: "Copie préparée pour la personne",
    DeadlineSubject.OFII: "Données venues de l’OFII",
}


@dataclass(frozen=True, slots=True)
class Delay:
    """One rule that is in force: of what, from when, how long, who says so."""

    subject: str
    anchor: str
    delay: str
    source: str

    @property
    def when(self) -> str:
        """Delay and anchor in one: « 3 ans après : fin de l’accompagnement »."""
        return f"{self.delay} après : {self.anchor}" if self.delay else f"le jour même : {self.anchor}"


def in_force(limits: Limits) -> tuple[Delay, ...]:
    """Return every rule of retention as it stands, of each part that it destroys."""
    return tuple(
        Delay(SUBJECT_LABELS[subject], rule.anchor, _said(limits.of(rule.id), rule.unit), rule.source)
        for rule in RULES.values()
        for subject in rule.subjects
    )


def _said(value: int, unit: Unit) -> str:
    return retention.said(value, unit) if value else ""


def case_delay(limits: Limits) -> str:
    """Say how long a dossier lives after the end of the support."""
    return retention.case_line(support_ended_on=None, limits=limits).delay


def convention_delay(limits: Limits) -> str:
    """Say how long what was exchanged lives after the end of its convention."""
    return retention.convention_line(convention_ends_on=None, limits=limits).delay


def ends_of_convention() -> tuple[str, ...]:
    """Say what may end a convention: the earliest wins."""
    return tuple(ANCHOR_LABELS[anchor] for anchor in TermAnchor)


RULE_NAMES: Final[Mapping[str, str]] = {
    "never": "sans limite", "account": "compte", "partner": "partenaire", "case": "dossier", "exchange": "échange",
    "delivery": "remise", "session": "session", "register": "registre", "journal": "journal",
    "request": "demande", "answer": "réponse à une demande", "breach": "violation",
}  # fmt: skip
"""How a table calls each rule by which a column dies."""


def by_rule(settings: Settings, limits: Limits) -> Mapping[str, str]:
    """Say each rule by which a column dies (`records.marks.Dies`), with its real delay."""
    case, convention = case_delay(limits), convention_delay(limits)
    archive, deposit = limits.of(RuleId.ARCHIVE), limits.of(RuleId.DEPOSIT)
    released, withheld = limits.of(RuleId.RELEASED_KEY), limits.of(RuleId.WITHHELD_KEY)
    return {
        "never": "Sans limite : aucune donnée sur une personne.",
        "account": "Un an après la désactivation du compte.",
        "partner": "Avec la dernière transmission de ce partenaire inscrite au registre.",
        "case": f"{case} après la fin de l’accompagnement.",
        "exchange": f"{convention} après la fin de la convention, ou {case} après la fin de l’accompagnement si ce "
        "jour vient plus tôt.",
        "delivery": f"Au plus tard {archive} jours après l’accusé de réception ou le départ du pli ; une clé remise, "
        f"{released} jours ; une clé non remise, {withheld} jours ; un fichier reçu dont la clé ne vient pas, "
        f"{deposit} jours.",
        "session": f"Session : {settings.session_idle_minutes} minutes sans activité, {settings.session_hours} heures "
        f"au plus. Essai de connexion compté : {throttle.WINDOW.seconds // 60} minutes.",
        "register": "Cinq ans après la clôture de la transmission, comme preuve (RGPD, article 5.2).",
        "journal": f"{settings.journal_months} mois (délibération CNIL n° 2021-122).",
        "request": "Cinq ans après la réponse à la demande, comme preuve (RGPD, articles 5.2 et 12).",
        "answer": "Avec la réponse : aussitôt, ou sept jours après la remise, trente jours après l’établissement.",
        "breach": "Sans limite : registre des violations et des plaintes, par numéro (RGPD, article 33.5).",
    }  # fmt: skip


def clocks() -> tuple[tuple[str, int], ...]:
    """Say within how many hours whom is told of a breach."""
    return (
        ("L’OFII, pour les données traitées pour son compte", breach.TO_OFII),
        ("L’autre partie à la convention", breach.TO_OTHER_PARTY),
        ("La CNIL, si la violation fait courir un risque aux personnes", breach.TO_CNIL),
    )
