"""How do the circumstances of a person's request read in French? Names and closed words, for `web.circumstances`."""

from collections.abc import Mapping
from typing import Final

from liaison.usecases import rights_labels as labels
from liaison.usecases.rights_letters import TITLES
from liaison.vocabulary.rights import AlertStage

REQUEST_NAMES: Final[Mapping[str, str]] = {
    "answer-way": "réponse remise",
    "asked": "preuve demandée le",
    "decision": "décision",
    "extension": "raison de la prolongation",
    "ground": "motif du refus",
    "letter": "lettre",
    "masked": "mentions masquées",
    "opinion": "avis du délégué",
    "partner-answered": "partenaire répondu le",
    "person-told": "personne informée le",
    "proof": "identité établie",
    "recipient-told": "destinataire informé",
    "recourse": "recours indiqués",
    "request-door": "reçue",
    "right": "droit",
    "spared": "pas à informer",
    "stage": "rappel",
    "rights": "textes d’une demande",
    "rights-export": "copie pour une personne",
    "rights-reach": "façon de joindre une personne",
}
REQUEST_DAYS: Final = frozenset({"asked", "person-told", "partner-answered"})
REQUEST_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "answer-way": {way.value: label for way, label in labels.ANSWER_WAYS.items()},
    "decision": {decision.value: label for decision, label in labels.DECISIONS.items()},
    "extension": {reason.value: label for reason, label in labels.EXTENSIONS.items()},
    "ground": {ground.value: label for ground, label in labels.GROUNDS.items()},
    "letter": {letter.value: title for letter, title in TITLES.items()},
    "opinion": {opinion.value: label for opinion, label in labels.OPINIONS.items()},
    "proof": {proof.value: label for proof, label in labels.PROOFS.items()},
    "recipient-told": {way.value: label for way, label in labels.RECIPIENT_WAYS.items()},
    "request-door": {door.value: label for door, label in labels.DOORS.items()},
    "right": {right.value: label for right, label in labels.RIGHTS.items()},
    "spared": {reason.value: label for reason, label in labels.SPARED.items()},
    "stage": {
        AlertStage.RECEIPT.value: "à la réception",
        AlertStage.TEN_DAYS.value: "dix jours avant",
        AlertStage.THREE_DAYS.value: "trois jours avant",
        AlertStage.LATE.value: "en retard",
    },
}
