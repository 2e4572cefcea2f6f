"""What does a partner read whose file was not kept, or kept with a remark? What happened, and what to do next.

« La clé » is our word on every page; 7-Zip calls it « mot de passe », which is said beside it where one is to be set.
A PDF’s or a Word file’s own « mot de passe » keeps its name. One sentence each for all doors: the deposit page, the
command line, a référent who takes in what came by mail.
"""

from collections.abc import Mapping
from typing import Final

from crypto.intake import Caution, Refusal
from liaison.messages.failures import Explanation

_WITH_SEVEN_ZIP: Final = (
    "Dans 7-Zip, ajoutez-le à une archive, choisissez une clé (le « mot de passe » de 7-Zip) et la méthode AES-256, "
    "puis déposez l’archive."
)
_MAKE_IT_AGAIN: Final = (
    "Refaites l’archive avec 7-Zip à partir de vos fichiers d’origine, avec une clé (son « mot de passe ») et la "
    "méthode AES-256, puis déposez-la à nouveau."
)
_RENAME: Final = (
    "Donnez à vos fichiers des noms simples, refaites l’archive avec la même clé, puis déposez-la à nouveau."
)

REFUSALS: Final[Mapping[Refusal, Explanation]] = {
    Refusal.EMPTY: Explanation(
        "Ce fichier est vide : il n’y avait rien à garder.",
        "Vérifiez qu’il s’ouvre sur votre poste, puis déposez-le à nouveau.",
    ),
    Refusal.TOO_LARGE: Explanation(
        "Ce fichier est trop volumineux : nous ne l’avons pas gardé.",
        "Déposez vos documents en plusieurs archives plus petites, ou numérisez-les avec une moindre qualité.",
    ),
    Refusal.PDF: Explanation("Ce PDF n’est pas chiffré : nous ne l’avons pas gardé.", _WITH_SEVEN_ZIP),
    Refusal.PDF_LOCKED: Explanation(
        "Ce PDF a bien un mot de passe, mais cette protection ne suffit pas : nous ne l’avons pas gardé.",
        _WITH_SEVEN_ZIP,
    ),
    Refusal.OFFICE: Explanation(
        "Ce document bureautique n’est pas chiffré : nous ne l’avons pas gardé.", _WITH_SEVEN_ZIP
    ),
    Refusal.OFFICE_LOCKED: Explanation(
        "Ce document a bien un mot de passe, mais nous n’acceptons que les archives : nous ne l’avons pas gardé.",
        _WITH_SEVEN_ZIP,
    ),
    Refusal.MAIL: Explanation(
        "C’est un courriel enregistré, lisible tel quel : nous ne l’avons pas gardé.",
        "Si l’archive chiffrée est sa pièce jointe, enregistrez la pièce jointe sur votre poste et déposez-la seule.",
    ),
    Refusal.IMAGE: Explanation(
        "Cette photo n’est pas chiffrée : nous ne l’avons pas gardée.",
        "Depuis un ordinateur, ajoutez-la à une archive 7-Zip avec une clé (son « mot de passe ») et la méthode "
        "AES-256, puis déposez l’archive.",
    ),
    Refusal.TEXT: Explanation("Ce texte n’est pas chiffré : nous ne l’avons pas gardé.", _WITH_SEVEN_ZIP),
    Refusal.RAR: Explanation(
        "Nous n’ouvrons pas les archives RAR : nous n’avons pas gardé celle-ci.",
        "Refaites une archive .zip ou .7z avec 7-Zip, une clé (son « mot de passe ») et la méthode AES-256, puis "
        "déposez-la.",
    ),
    Refusal.OTHER_ARCHIVE: Explanation(
        "Cette archive est d’un format qui ne se chiffre pas : nous ne l’avons pas gardée.", _MAKE_IT_AGAIN
    ),
    Refusal.PROGRAM: Explanation(
        "Ce fichier est un programme : nous ne l’avons pas gardé.",
        "Si c’est une archive qui s’ouvre d’elle-même, refaites-la sans cette option, au format .zip ou .7z.",
    ),
    Refusal.UNKNOWN: Explanation(
        "Nous ne reconnaissons pas ce fichier comme une archive chiffrée : nous ne l’avons pas gardé.", _WITH_SEVEN_ZIP
    ),
    Refusal.ZIP_CLEAR: Explanation(
        "Cette archive n’est fermée par aucune clé, tout le monde peut la lire : nous ne l’avons pas gardée.",
        _MAKE_IT_AGAIN,
    ),
    Refusal.SEVEN_ZIP_CLEAR: Explanation(
        "Cette archive n’est fermée par aucune clé, tout le monde peut la lire : nous ne l’avons pas gardée.",
        _MAKE_IT_AGAIN,
    ),
    Refusal.WEAK: Explanation(
        "Le chiffrement de cette archive est trop ancien (ZipCrypto) : nous ne l’avons pas gardée.",
        "Dans 7-Zip, refaites-la en choisissant AES-256 au lieu de ZipCrypto sous « Méthode de chiffrement », puis "
        "déposez-la à nouveau.",
    ),
    Refusal.PARTLY: Explanation(
        "Une partie seulement de cette archive est chiffrée : nous ne l’avons pas gardée.", _MAKE_IT_AGAIN
    ),
    Refusal.NOTHING: Explanation(
        "Cette archive ne contient aucun fichier rempli : il n’y avait rien à garder.",
        "Vérifiez qu’elle contient bien vos documents, puis déposez-la à nouveau.",
    ),
    Refusal.DAMAGED: Explanation(
        "Cette archive est abîmée ou incomplète : nous ne l’avons pas gardée.",
        "Vérifiez qu’elle s’ouvre sur votre poste ; sinon, refaites-la, puis déposez-la à nouveau.",
    ),
    Refusal.EXTRA: Explanation(
        "Cette archive contient plus que ce qu’elle annonce : nous ne l’avons pas gardée.", _MAKE_IT_AGAIN
    ),
    Refusal.DISAGREE: Explanation(
        "Cette archive se contredit sur ce qu’elle contient : nous ne l’avons pas gardée.", _MAKE_IT_AGAIN
    ),
    Refusal.DUPLICATE: Explanation(
        "Deux fichiers de cette archive portent le même nom : nous ne l’avons pas gardée.", _RENAME
    ),
    Refusal.PATH: Explanation(
        "Un nom de fichier de cette archive désigne un autre dossier du poste : nous ne l’avons pas gardée.",
        _MAKE_IT_AGAIN,
    ),
    Refusal.NAME: Explanation(
        "Un nom de fichier de cette archive est trop long ou contient des signes invisibles : "
        "nous ne l’avons pas gardée.",
        _RENAME,
    ),
    Refusal.ENTRY: Explanation(
        "Cette archive contient un raccourci au lieu d’un fichier : nous ne l’avons pas gardée.",
        "Refaites l’archive avec le document lui-même et une clé, puis déposez-la à nouveau.",
    ),
    Refusal.SIZES: Explanation(
        "Les tailles qu’annonce cette archive ne sont pas les vraies : nous ne l’avons pas gardée.", _MAKE_IT_AGAIN
    ),
    Refusal.SIZE: Explanation(
        "Une fois ouverte, cette archive serait trop volumineuse : nous ne l’avons pas gardée.",
        "Répartissez vos documents en plusieurs archives, puis déposez-les l’une après l’autre.",
    ),
    Refusal.COUNT: Explanation(
        "Cette archive contient trop de fichiers : nous ne l’avons pas gardée.",
        "N’y mettez que les documents utiles, ou faites plusieurs archives, puis déposez-les l’une après l’autre.",
    ),
    Refusal.RATIO: Explanation(
        "Une fois ouverte, cette archive serait démesurément plus grosse : nous ne l’avons pas gardée.", _MAKE_IT_AGAIN
    ),
    Refusal.KDF: Explanation(
        "L’ouverture de cette archive demanderait trop de calculs : nous ne l’avons pas gardée.",
        "Refaites-la avec les réglages habituels de 7-Zip, puis déposez-la à nouveau.",
    ),
    Refusal.MEMORY: Explanation(
        "L’ouverture de cette archive demanderait trop de mémoire : nous ne l’avons pas gardée.",
        "Refaites-la avec les réglages habituels de 7-Zip, puis déposez-la à nouveau.",
    ),
    Refusal.METHOD: Explanation(
        "Cette archive emploie une méthode de compression que nous n’ouvrons pas : nous ne l’avons pas gardée.",
        "Refaites-la avec les réglages habituels de 7-Zip et une clé, puis déposez-la à nouveau.",
    ),
    Refusal.VOLUMES: Explanation(
        "Ce fichier n’est que l’un des morceaux d’une archive : nous ne l’avons pas gardé.",
        "Refaites l’archive en un seul fichier, sans la découper, puis déposez-la à nouveau.",
    ),
}
"""Why a file was not kept."""

CAUTIONS: Final[Mapping[Caution, Explanation]] = {
    Caution.AES_128: Explanation(
        "Cette archive est chiffrée en AES-128, un peu moins solide que l’AES-256 : nous l’avons gardée.",
        "La prochaine fois, choisissez AES-256 sous « Méthode de chiffrement ».",
    ),
    Caution.AES_192: Explanation(
        "Cette archive est chiffrée en AES-192, un peu moins solide que l’AES-256 : nous l’avons gardée.",
        "La prochaine fois, choisissez AES-256 sous « Méthode de chiffrement ».",
    ),
    Caution.UNCHECKED: Explanation(
        "Ce fichier AxCrypt est gardé fermé : nous n’avons pas pu vérifier ce qu’il contient.",
        "Il sera ouvert avec le logiciel AxCrypt ; préférez une archive 7-Zip la prochaine fois.",
    ),
}
"""What is said of a file that was kept."""

_ALL: Final[Mapping[str, Explanation]] = {
    code.value: said for table in (REFUSALS, CAUTIONS) for code, said in table.items()
}


def explain(code: str) -> Explanation:
    """Explain a code of `crypto.intake.judge`.

    Raises:
        KeyError: it is not one of them.
    """
    return _ALL[code]
