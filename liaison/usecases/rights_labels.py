"""How do a person's request, its decision and its answer read in French? Labels of closed lists (G-1)."""

from collections.abc import Mapping
from typing import Final

from liaison.rules.rights import ClockState
from liaison.vocabulary.rights import (
    AnswerWay,
    ExtensionReason,
    IdentityProof,
    Opinion,
    RecipientSpared,
    RecipientWay,
    RefusalGround,
    RequestDecision,
    RequestDoor,
    Right,
)

RIGHTS: Final[Mapping[Right, str]] = {
    Right.ACCESS: "Accès à ses données",
    Right.RECTIFICATION: "Rectification",
    Right.ERASURE: "Effacement",
    Right.RESTRICTION: "Limitation",
    Right.NOTIFICATION: "Destinataires informés",
    Right.PORTABILITY: "Portabilité",
    Right.OBJECTION: "Opposition",
    Right.AUTOMATED: "Décision automatisée",
    Right.WITHDRAWAL: "Retrait d’un accord",
}
ARTICLES: Final[Mapping[Right, str]] = {
    Right.ACCESS: "article 15",
    Right.RECTIFICATION: "article 16",
    Right.ERASURE: "article 17",
    Right.RESTRICTION: "article 18",
    Right.NOTIFICATION: "article 19",
    Right.PORTABILITY: "article 20",
    Right.OBJECTION: "article 21",
    Right.AUTOMATED: "article 22",
    Right.WITHDRAWAL: "article 7.3",
}
DOORS: Final[Mapping[RequestDoor, str]] = {
    RequestDoor.IN_PERSON: "De vive voix, sur place",
    RequestDoor.LETTER: "Par courrier",
    RequestDoor.EMAIL: "Par e-mail",
    RequestDoor.TELEPHONE: "Par téléphone",
    RequestDoor.PARTNER: "Par un partenaire, qui l’a transmise",
    RequestDoor.REPRESENTATIVE: "Par un avocat ou un représentant",
}
PROOFS: Final[Mapping[IdentityProof, str]] = {
    IdentityProof.KNOWN: "La personne est connue de son référent",
    IdentityProof.PAPER_SEEN: "Un document d’identité a été vu, sans copie",
    IdentityProof.CALLED_BACK: "Rappelée au numéro du dossier",
    IdentityProof.ANSWERS_MATCHED: "Ses réponses correspondent au dossier",
    IdentityProof.MANDATE: "Mandat et identité du représentant vus",
}
EXTENSIONS: Final[Mapping[ExtensionReason, str]] = {
    ExtensionReason.COMPLEXITY: "La demande est complexe",
    ExtensionReason.NUMBER: "La personne a fait plusieurs demandes",
}
OPINIONS: Final[Mapping[Opinion, str]] = {
    Opinion.FAVOURABLE: "Favorable à la demande",
    Opinion.RESERVED: "Réservé",
    Opinion.UNFAVOURABLE: "Défavorable à la demande",
}
DECISIONS: Final[Mapping[RequestDecision, str]] = {
    RequestDecision.GRANTED: "Acceptée",
    RequestDecision.PARTLY: "Acceptée en partie",
    RequestDecision.REFUSED: "Refusée",
    RequestDecision.NONE_TAKEN: "Aucune décision automatisée n’est prise",
    RequestDecision.NOTHING_HELD: "Nous n’avons rien sur cette personne",
}
GROUNDS: Final[Mapping[RefusalGround, str]] = {
    RefusalGround.STILL_NEEDED: "Aucun cas d’effacement : les données restent nécessaires (art. 17.1)",
    RefusalGround.EXPRESSION: "Liberté d’expression et d’information (art. 17.3.a)",
    RefusalGround.LEGAL_OBLIGATION: "Obligation légale ou mission d’intérêt public (art. 17.3.b)",
    RefusalGround.PUBLIC_HEALTH: "Intérêt public pour la santé (art. 17.3.c)",
    RefusalGround.ARCHIVES: "Archives, recherche ou statistiques (art. 17.3.d)",
    RefusalGround.LEGAL_CLAIMS: "Constatation, exercice ou défense de droits en justice (art. 17.3.e, 21.1)",
    RefusalGround.ACCURATE: "Les données sont exactes et complètes (art. 16)",
    RefusalGround.OTHERS: "Droits et libertés d’autrui (art. 15.4, 20.4)",
    RefusalGround.NOT_PROVIDED: "Données que la personne n’a pas fournies (art. 20.1)",
    RefusalGround.NO_CASE_OF_RESTRICTION: "Aucun cas de limitation (art. 18.1)",
    RefusalGround.COMPELLING: "Motifs légitimes et impérieux (art. 21.1)",
    RefusalGround.EXCESSIVE: "Demande manifestement infondée ou excessive (art. 12.5)",
    RefusalGround.IDENTITY: "L’identité n’a pas pu être établie (art. 12.2)",
}
ANSWER_WAYS: Final[Mapping[AnswerWay, str]] = {
    AnswerWay.IN_PERSON: "Remise en main propre",
    AnswerWay.REGISTERED_LETTER: "Courrier recommandé",
    AnswerWay.LETTER: "Courrier simple",
    AnswerWay.TELEPHONE: "De vive voix, par téléphone",
    AnswerWay.REPRESENTATIVE: "Remise au représentant",
}
RECIPIENT_WAYS: Final[Mapping[RecipientWay, str]] = {
    RecipientWay.PLI: "Par une fiche corrigée",
    RecipientWay.MAIL: "Par un e-mail sans donnée personnelle",
    RecipientWay.TELEPHONE: "Par téléphone",
    RecipientWay.MEETING: "Lors d’une réunion",
    RecipientWay.LETTER: "Par courrier",
}
SPARED: Final[Mapping[RecipientSpared, str]] = {
    RecipientSpared.NEVER_OPENED: "Il n’a jamais eu la clé du pli",
    RecipientSpared.DESTROYED: "Il a attesté avoir détruit ce qu’il avait reçu",
    RecipientSpared.CLOSED_DOWN: "L’organisme n’existe plus",
    RecipientSpared.NOT_CONCERNED: "Ce qu’il a reçu n’est pas concerné",
}
STATES: Final[Mapping[ClockState, str]] = {
    ClockState.RUNNING: "en cours",
    ClockState.SOON: "à répondre bientôt",
    ClockState.LATE: "en retard",
    ClockState.PAUSED: "suspendue : identité à prouver",
    ClockState.ANSWERED: "répondue",
}
