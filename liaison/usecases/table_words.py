"""How are the words of the tables said in French? One label for each, for pages, papers and chains."""

from collections.abc import Mapping
from typing import Final

from liaison.rules.lifecycle import french
from liaison.vocabulary import Origin
from liaison.vocabulary.tables import (
    AnswerSource,
    Capacity,
    ContactPurpose,
    ContactWay,
    HandedBy,
    OfiiDecision,
    Settled,
    SettledWhy,
    TableStatus,
    TrackingForm,
)

STATUSES: Final[Mapping[TableStatus, str]] = {status: french(status) for status in TableStatus}
CAPACITIES: Final[Mapping[Capacity, str]] = {
    Capacity.ALL: "Nous pouvons accueillir toutes ces personnes ce mois-ci",
    Capacity.STAGGERED: "Il faut échelonner leur prise en charge",
}
SETTLED: Final[Mapping[Settled, str]] = {
    Settled.INCLUDED: "à proposer",
    Settled.EXCLUDED: "à ne pas proposer",
}
INCLUDED_WHY: Final[Mapping[SettledWhy, str]] = {
    SettledWhy.CHECKED_WITH_PERSON: "Vérifié avec la personne",
    SettledWhy.CHECKED_WITH_PARTNER: "Vérifié avec l’organisme orienteur",
    SettledWhy.CHECKED_WITH_OFII: "Vérifié avec la DT OFII",
    SettledWhy.DOCUMENT_SEEN: "Justificatif vu",
    SettledWhy.PREFECT_DECIDED: "Instruction du préfet reçue",
}
EXCLUDED_WHY: Final[Mapping[SettledWhy, str]] = {
    SettledWhy.DECLINED: "La personne ne le souhaite pas",
    SettledWhy.LEFT_DEPARTEMENT: "La personne a quitté le département",
    SettledWhy.FOLLOWED_ELSEWHERE: "La personne est déjà accompagnée ailleurs",
    SettledWhy.DUPLICATE: "Le dossier fait double emploi",
    SettledWhy.LATER: "À proposer un autre mois",
}
WHY: Final[Mapping[SettledWhy, str]] = {**INCLUDED_WHY, **EXCLUDED_WHY}
DECISIONS: Final[Mapping[OfiiDecision, str]] = {
    OfiiDecision.VALIDATED: "Validée",
    OfiiDecision.REFUSED: "Refusée",
    OfiiDecision.POSTPONED: "Reportée",
}
SOURCES: Final[Mapping[AnswerSource, str]] = {
    AnswerSource.TYPED: "saisie à l’écran",
    AnswerSource.DEPOSIT: "tableau déposé",
    AnswerSource.FILE: "tableau reçu autrement",
}
HANDED: Final[Mapping[HandedBy, str]] = {
    HandedBy.IN_PERSON: "En main propre",
    HandedBy.LETTER: "Par courrier",
    HandedBy.TELEPHONE: "Par téléphone",
    HandedBy.HOUSING: "Par sa structure d’hébergement",
}
WAYS: Final[Mapping[ContactWay, str]] = {
    ContactWay.MEETING: "Entretien sur place",
    ContactWay.VISIT: "Visite",
    ContactWay.TELEPHONE: "Téléphone",
    ContactWay.VIDEO: "Visioconférence",
    ContactWay.MESSAGE: "Message",
}
PURPOSES: Final[Mapping[ContactPurpose, str]] = {
    ContactPurpose.REGULAR: "Contact régulier",
    ContactPurpose.AFTER_THREE_MONTHS: "Entretien trois mois après la sortie",
    ContactPurpose.AFTER_SIX_MONTHS: "Entretien six mois après la sortie",
}
TRACKING: Final[Mapping[TrackingForm, str]] = {
    TrackingForm.NOMINAL: "Avec le N° AGDREF",
    TrackingForm.PSEUDONYMISED: "Sans identifiant, dans un ordre tiré au hasard",
    TrackingForm.MAPPED: "Avec vos propres colonnes",
}
ORIGINS: Final[Mapping[Origin, str]] = {
    Origin.PERSON: "la personne elle-même",
    Origin.OFII: "l’OFII",
    Origin.PARTNER: "un partenaire",
    Origin.OPERATOR: "notre équipe",
}
