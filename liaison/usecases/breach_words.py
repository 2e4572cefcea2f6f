"""How do the closed lists of the breach room read in French? Labels only, in words that a tired person understands."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final, TypeVar

from forms.spec import Category
from liaison.vocabulary.breaches import (
    DOCUMENT_DATA,
    AwareOf,
    ComplaintAbout,
    ComplaintAnswer,
    ComplaintWay,
    Course,
    Effect,
    Late,
    Lead,
    Measure,
    Nature,
    NotTelling,
    Passage,
    Risk,
    Spared,
    Stage,
    Way,
    Whom,
)

Word = TypeVar("Word", bound=StrEnum)

UNKNOWN: Final = "non connu à ce stade"
"""What a notice says of a part that nobody knows yet (RGPD art. 33.4)."""

COURSE: Final[Mapping[Course, str]] = {
    Course.DRAFT: "Brouillon",
    Course.OPEN: "Ouverte",
    Course.ASSESSED: "Évaluée",
    Course.NOTIFIED: "Annoncée",
    Course.CLOSED: "Close, au registre",
    Course.DISMISSED: "Classé sans suite",
}
LEADS: Final[Mapping[Lead, str]] = {
    Lead.TRANSMISSION: "Un pli",
    Lead.PARTNER: "Un partenaire : ce qu’il a reçu",
    Lead.USER: "Un compte : ce qu’il a consulté",
    Lead.DEVICE: "Un appareil perdu : ce que son compte a consulté, et ce que ses listes montraient",
    Lead.PERIOD: "Une période : les plis partis, les dépôts reçus",
}
AWARE: Final[Mapping[AwareOf, str]] = {
    AwareOf.STAFF: "un membre de l’équipe l’a constaté",
    AwareOf.PARTNER: "un partenaire l’a dit",
    AwareOf.PERSON: "une personne accompagnée l’a dit",
    AwareOf.PROVIDER: "un prestataire l’a dit",
    AwareOf.AUTHORITY: "une autorité l’a dit",
    AwareOf.SERVICE: "le service l’a signalé de lui-même",
}
WHOM: Final[Mapping[Whom, str]] = {Whom.OFII: "l’OFII", Whom.PARTY: "l’autre partie", Whom.CNIL: "la CNIL"}
STAGES: Final[Mapping[Stage, str]] = {
    Stage.INITIAL: "première annonce",
    Stage.COMPLEMENT: "annonce complémentaire",
}
WAYS: Final[Mapping[Way, str]] = {
    Way.SERVICE_MAIL: "e-mail du service",
    Way.OWN_MAIL: "e-mail écrit à la main",
    Way.CALL: "téléphone",
    Way.POST: "courrier",
    Way.ONLINE: "téléservice",
    Way.MEETING: "de vive voix",
    Way.NOT_REACHED: "pas joignable, démarches faites",
}
TO_PEOPLE: Final = (Way.MEETING, Way.CALL, Way.POST, Way.NOT_REACHED)
LATE: Final[Mapping[Late, str]] = {
    Late.FOUND_LATE: "la violation a été comprise tard",
    Late.CLOSED_OFFICE: "nuit, week-end ou jour férié",
    Late.FACTS_AWAITED: "des faits manquaient",
    Late.UNREACHABLE: "destinataire pas joignable",
    Late.FAULT: "panne ou erreur de notre part",
    Late.OTHER_REASON: "autre motif, écrit ci-dessous",
}
SPARED: Final[Mapping[Spared, str]] = {
    Spared.NO_CONVENTION: "aucune convention n’est concernée",
    Spared.NO_CONSEQUENCE: "aucune conséquence possible pour cette partie",
    Spared.NOT_FOR_OFII: "aucune donnée traitée pour l’OFII",
    Spared.TOLD_BY_THEM: "c’est cette partie qui nous l’a annoncé",
}
RISKS: Final[Mapping[Risk, str]] = {
    Risk.NONE: "pas de risque pour les personnes",
    Risk.RISK: "un risque pour les personnes",
    Risk.HIGH: "un risque élevé pour les personnes",
}
NOT_TELLING: Final[Mapping[NotTelling, str]] = {
    NotTelling.UNREADABLE: "les données étaient illisibles pour les autres (34.3, a)",
    NotTelling.REMOVED: "des mesures prises depuis écartent le risque élevé (34.3, b)",
    NotTelling.PUBLIC: "effort disproportionné : une communication publique à la place (34.3, c)",
}
NATURES: Final[Mapping[Nature, str]] = {
    Nature.CONFIDENTIALITY: "des données ont pu être lues par quelqu’un d’autre",
    Nature.INTEGRITY: "des données ont été changées",
    Nature.AVAILABILITY: "des données sont perdues ou ne s’ouvrent plus",
}
EFFECTS: Final[Mapping[Effect, str]] = {
    Effect.LOCATED: "être retrouvé ou suivi par quelqu’un",
    Effect.THREATENED: "menaces ou pressions, sur la personne ou ses proches",
    Effect.DISCRIMINATED: "être traité moins bien, dans l’emploi ou le logement",
    Effect.IMPERSONATED: "quelqu’un se fait passer pour la personne",
    Effect.DECEIVED: "faux messages ou faux appels",
    Effect.HEALTH_KNOWN: "l’état de santé est connu d’autres personnes",
    Effect.HELP_DELAYED: "une aide ou une démarche prend du retard",
    Effect.NO_EFFECT: "aucune conséquence probable",
}
MEASURES: Final[Mapping[Measure, str]] = {
    Measure.KEY_REVOKED: "clé du pli détruite, le pli ne s’ouvre plus",
    Measure.DELETION_ASKED: "suppression demandée à qui a reçu les données",
    Measure.DELETION_CONFIRMED: "suppression confirmée par qui les a reçues",
    Measure.ACCOUNT_CLOSED: "compte désactivé, sessions fermées",
    Measure.PASSWORD_CHANGED: "mot de passe et second facteur changés",
    Measure.DEVICE_LOCKED: "appareil bloqué ou effacé à distance",
    Measure.POLICE_TOLD: "plainte déposée",
    Measure.DATA_RESTORED: "données rétablies d’après une sauvegarde",
    Measure.ADDRESS_CORRECTED: "adresse corrigée dans l’annuaire",
    Measure.TEAM_REMINDED: "rappel des règles à l’équipe",
}
PASSAGES: Final[Mapping[Passage, str]] = {
    Passage.FACTS: "Les faits",
    Passage.EFFECTS: "Les conséquences",
    Passage.MEASURES: "Les mesures",
    Passage.OPINION: "Avis du délégué à la protection des données",
    Passage.RISK: "Motif du niveau de risque",
    Passage.CNIL: "Motif, pour la CNIL",
    Passage.PEOPLE: "Motif, pour les personnes",
    Passage.LATE: "Motifs du retard",
    Passage.ANSWER: "La réponse donnée",
}
CATEGORIES: Final[Mapping[str, str]] = {
    Category.IDENTIFICATION.value: "identité",
    Category.CONTACT.value: "coordonnées",
    Category.FAMILY.value: "situation familiale",
    Category.STATUS.value: "statut et contrats (protection, CIR)",
    Category.LANGUAGE.value: "langues",
    Category.BARRIERS.value: "difficultés rencontrées",
    Category.HEALTH.value: "santé (donnée sensible, article 9)",
    Category.ORIENTATION.value: "orientation et besoins",
    Category.NARRATIVE.value: "texte libre sur la situation",
    DOCUMENT_DATA: "document reçu d’un partenaire",
}
"""The sorts of data about a person; those about professionals and the signature's place are left out."""
IN_PLAIN_WORDS: Final[Mapping[str, str]] = {
    Category.IDENTIFICATION.value: "votre nom, votre date de naissance, vos numéros",
    Category.CONTACT.value: "votre adresse, votre téléphone, votre e-mail",
    Category.FAMILY.value: "votre famille",
    Category.STATUS.value: "votre protection et vos contrats",
    Category.LANGUAGE.value: "les langues que vous parlez",
    Category.BARRIERS.value: "les difficultés que vous avez",
    Category.HEALTH.value: "votre santé",
    Category.ORIENTATION.value: "ce que vous cherchez (travail, logement, formation)",
    Category.NARRATIVE.value: "ce qui est écrit sur votre situation",
    DOCUMENT_DATA: "un document sur vous",
}
"""The same, as a person is told (RGPD art. 34.2: clear and plain)."""
ABOUT: Final[Mapping[ComplaintAbout, str]] = {
    ComplaintAbout.SHARED: "des données transmises à quelqu’un",
    ComplaintAbout.WRONG: "des données fausses",
    ComplaintAbout.NOT_INFORMED: "une information qui manque",
    ComplaintAbout.RIGHT_REFUSED: "un droit refusé ou sans réponse",
    ComplaintAbout.SECURITY: "la sécurité des données",
    ComplaintAbout.OTHER_SUBJECT: "autre chose",
}
COMPLAINT_WAYS: Final[Mapping[ComplaintWay, str]] = {
    ComplaintWay.BY_VOICE: "de vive voix",
    ComplaintWay.BY_PHONE: "par téléphone",
    ComplaintWay.BY_LETTER: "par courrier",
    ComplaintWay.BY_MAIL: "par e-mail",
    ComplaintWay.BY_CNIL: "par la CNIL",
}
ANSWERS: Final[Mapping[ComplaintAnswer, str]] = {
    ComplaintAnswer.SATISFIED: "la personne a obtenu ce qu’elle demandait",
    ComplaintAnswer.PARTLY: "elle l’a obtenu en partie",
    ComplaintAnswer.UNFOUNDED: "rien n’était à changer, et on le lui a expliqué",
    ComplaintAnswer.WITHDRAWN: "la personne a retiré sa réclamation",
}


def offered(words: Mapping[Word, str], only: Collection[Word] | None = None) -> tuple[tuple[str, str], ...]:
    """Return a list as a form offers it: each word with its label, which begins with a capital there."""
    return tuple(
        (word.value, f"{label[:1].upper()}{label[1:]}") for word, label in words.items() if only is None or word in only
    )


def categories_in_words(categories: Collection[str]) -> tuple[str, ...]:
    """Say sorts of data in the order of the list above."""
    return tuple(label for category, label in CATEGORIES.items() if category in categories)
