"""What does a person read when a message did not leave or arrive? A sentence and a hint for each failure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from liaison.rules.delivery import Failure

_SEE_ADMINISTRATOR: Final = "Prévenez votre administrateur : c’est un réglage, pas une erreur de votre part."
_CALL: Final = "Donnez la clé par téléphone, et vérifiez le numéro dans l’annuaire."
_AGAIN: Final = "Réessayez plus tard ; le pli est prêt, rien n’est perdu."


@dataclass(frozen=True, slots=True)
class Explanation:
    """What happened, and what to do next."""

    sentence: str
    hint: str


EXPLANATIONS: Final[Mapping[Failure, Explanation]] = {
    Failure.RECIPIENT_UNKNOWN: Explanation(
        "La messagerie du partenaire ne connaît pas cette adresse.",
        "Vérifiez l’adresse avec le partenaire, faites-la corriger dans l’annuaire, puis renvoyez le pli.",
    ),
    Failure.MAILBOX_FULL: Explanation(
        "La boîte du partenaire est pleine.", "Appelez-le pour qu’il fasse de la place, puis réessayez."
    ),
    Failure.TOO_LARGE: Explanation(
        "La messagerie du partenaire trouve le pli trop gros.", "Remettez la fiche en main propre."
    ),
    Failure.MAIL_REFUSED: Explanation(
        "La messagerie du partenaire refuse ce message.",
        "Certaines refusent les archives chiffrées : appelez-le, ou remettez la fiche en main propre.",
    ),
    Failure.ADDRESS_UNUSABLE: Explanation(
        "Cette adresse ne peut pas servir à l’envoi.", "Faites-la corriger dans l’annuaire, puis renvoyez le pli."
    ),
    Failure.SERVER_UNREACHABLE: Explanation("Notre serveur de messagerie n’a pas répondu.", _AGAIN),
    Failure.SERVER_BUSY: Explanation("La messagerie a demandé d’attendre, trop longtemps.", _AGAIN),
    Failure.TLS_MISSING: Explanation(
        "Notre serveur de messagerie ne propose pas de liaison chiffrée : rien n’est parti.",
        _SEE_ADMINISTRATOR,
    ),
    Failure.CERTIFICATE: Explanation(
        "Notre serveur de messagerie n’a pas prouvé son identité : rien n’est parti.", _SEE_ADMINISTRATOR
    ),
    Failure.SERVER_SIGN_IN: Explanation("Notre serveur de messagerie refuse notre mot de passe.", _SEE_ADMINISTRATOR),
    Failure.NUMBER_REFUSED: Explanation("Ce numéro n’est pas un mobile : aucun SMS n’est parti.", _CALL),
    Failure.TEXT_REFUSED: Explanation("L’opérateur SMS refuse ce message.", _CALL),
    Failure.GATEWAY_UNREACHABLE: Explanation("L’opérateur SMS n’a pas répondu.", _CALL),
    Failure.GATEWAY_BUSY: Explanation("L’opérateur SMS a demandé d’attendre, trop longtemps.", _CALL),
    Failure.GATEWAY_SIGN_IN: Explanation("L’opérateur SMS refuse notre accès.", _SEE_ADMINISTRATOR),
    Failure.GATEWAY_ANSWER: Explanation("L’opérateur SMS a répondu autrement que prévu.", _SEE_ADMINISTRATOR),
    Failure.UNDELIVERED: Explanation("Le SMS n’est pas arrivé sur ce mobile.", _CALL),
    Failure.PARTNER_UNREACHABLE: Explanation(
        "La messagerie du partenaire n’a pas répondu pendant plusieurs jours.",
        "Vérifiez l’adresse avec le partenaire, puis renvoyez le pli, ou remettez la fiche en main propre.",
    ),
    Failure.CONTENT_GONE: Explanation(
        "Ce qui devait partir a été détruit entre-temps.", "Refaites un pli : il aura une nouvelle clé."
    ),
    Failure.CONVENTION_OVER: Explanation(
        "La convention a pris fin avant que le pli ne parte : rien n’est parti.",
        "Voyez avec la coordination ; si un avenant la prolonge, réessayez l’envoi.",
    ),
    Failure.INTERRUPTED: Explanation(
        "L’envoi a été interrompu trop souvent : on ne sait pas s’il a abouti.",
        "Demandez au destinataire ce qu’il a reçu, puis réessayez.",
    ),
}


_WAITING: Final[Mapping[Failure, str]] = {
    Failure.SERVER_UNREACHABLE: "Le serveur de messagerie ne répond pas pour l’instant.",
    Failure.SERVER_BUSY: "La messagerie du partenaire demande d’attendre : c’est courant pour un premier envoi.",
    Failure.GATEWAY_UNREACHABLE: "L’opérateur SMS ne répond pas pour l’instant.",
    Failure.GATEWAY_BUSY: "L’opérateur SMS demande d’attendre.",
}


def explain_wait(code: str) -> str:
    """Say why a message has not left yet, while it is still tried; empty when nothing was in its way."""
    if code not in set(Failure):
        return ""
    failure = Failure(code)
    return _WAITING.get(failure, EXPLANATIONS[failure].sentence)


def explain(code: str) -> Explanation | None:
    """Explain a stored failure; nothing when there is none, or one that this version does not know."""
    return EXPLANATIONS[Failure(code)] if code in set(Failure) else None
