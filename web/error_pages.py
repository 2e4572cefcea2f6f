"""Which words does a page say of what went wrong? By its status, or by the kind of refusal (`web.errors`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from liaison import errors as house
from liaison.errors import LiaisonError, Problem
from liaison.usecases.tries import SignInSlowed


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What happened, then what to do."""

    title: str
    sentence: str
    hint: str = ""
    problems: tuple[Problem, ...] = ()


NOT_FOUND: Final = ErrorPage(
    "Page introuvable",
    "Cette page n’existe pas, ou elle n’est pas pour vous.",
    "Si vous suiviez un lien, vérifiez qu’il est entier. Sinon, repartez de l’accueil.",
)
BY_STATUS: Final[Mapping[int, ErrorPage]] = {
    400: ErrorPage(
        "Demande illisible", "Nous n’avons pas pu lire ce qui a été envoyé.", "Revenez à la page et recommencez."
    ),
    403: ErrorPage(
        "Demande refusée",
        "Cette demande ne vient pas d’une page de ce service : rien n’a été fait.",
        "Repartez de l’accueil. Si cela se reproduit, mettez votre navigateur à jour.",
    ),
    404: NOT_FOUND,
    405: ErrorPage("Page introuvable", "Cette adresse ne s’ouvre pas ainsi.", "Repartez de l’accueil."),
    408: ErrorPage(
        "Envoi interrompu",
        "Le fichier n’arrivait plus : nous n’en avons rien gardé.",
        "Vérifiez votre connexion, revenez à la page précédente et recommencez.",
    ),
    413: ErrorPage(
        "Envoi trop volumineux",
        "Ce qui a été envoyé dépasse ce que cette page accepte : rien n’a été enregistré.",
        "Revenez à la page précédente, raccourcissez le texte ou choisissez un fichier plus petit, puis recommencez.",
    ),
    503: ErrorPage(
        "Un instant",
        "Trop d’envois arrivent en même temps : nous n’avons rien gardé du vôtre.",
        "Attendez une minute, puis recommencez.",
    ),
    422: ErrorPage("Demande illisible", "Cette adresse n’est pas complète.", "Repartez de l’accueil."),
}
TITLES: Final[Mapping[type[LiaisonError], str]] = {
    house.Archived: "Dossier archivé",
    house.WrongState: "Ce n’est plus possible",
    house.Expired: "Lien périmé",
    house.Refused: "Échange refusé",
    house.Conflict: "Modifié entre-temps",
    house.TooMany: "Un instant",
    SignInSlowed: "Un instant",
    house.TurnedAway: "Fichier refusé",
    house.WrongCode: "Ce n’est pas le bon code",
    house.WrongKey: "Ce n’est pas la bonne clé",
    house.Unavailable: "Service momentanément indisponible",
    house.Misconfigured: "Service momentanément indisponible",
    house.Invalid: "À corriger",
}
