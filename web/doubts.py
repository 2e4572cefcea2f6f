"""What should a person look at before they accept an answer? A title and a sentence for each doubt."""

from collections.abc import Mapping
from typing import Final

from liaison.usecases.taking_in import Doubt

DOUBTS: Final[Mapping[Doubt, tuple[str, str]]] = {
    Doubt.TEST: (
        "C’est la réponse à un pli d’essai.", "Elle ne parle de personne : laissez-la de côté, il n’y a rien à garder."
    ),
    Doubt.NOT_GENUINE: (
        "Cette fiche n’est plus tout à fait celle que vous avez envoyée.",
        "Ce qui a changé est marqué ci-dessous, et ne sera pas repris. Au moindre doute, appelez le partenaire.",
    ),
    Doubt.OTHER_PARTNER: (
        "Cette fiche répond à un pli adressé à un autre partenaire.",
        "Vérifiez au téléphone qui l’envoie, et comment elle lui est parvenue, avant de l’accepter.",
    ),
    Doubt.OTHER_PLI: (
        "Cette fiche répond à un autre pli que celui dont le lien a servi.",
        "C’est la référence écrite dans la fiche qui compte.",
    ),
    Doubt.REMADE: (
        "Ce pli a été refait depuis.", "La réponse comptera pour celui qui le remplace : la fiche est la même."
    ),
    Doubt.DECIDED: (
        "Le partenaire a déjà répondu.",
        "Cette réponse est gardée avec la première. Ne choisissez rien si elle n’y change rien.",
    ),
    Doubt.OVER: (
        "Ce pli n’attend plus de réponse.", "Celle-ci est gardée au dossier ; elle ne change pas ce qui a été décidé."
    ),
}  # fmt: skip
