"""What does a document from a stranger hold beside text and pictures? In the words of who must decide about it."""

from collections.abc import Iterable, Mapping
from typing import Final

from liaison.vocabulary import Trait

TRAITS: Final[Mapping[Trait, str]] = {
    Trait.SCRIPTS: "Il contient un programme (un script).",
    Trait.AUTOMATIC: "Il veut faire quelque chose de lui-même dès qu’on l’ouvre.",
    Trait.LAUNCH: "Il veut lancer un autre programme.",
    Trait.EMBEDDED: "D’autres fichiers sont cachés dedans.",
    Trait.REMOTE: "Il contient un lien, ou veut aller chercher quelque chose sur internet.",
    Trait.XFA: "C’est un formulaire d’un ancien genre (XFA), qui ne se lit pas ici.",
    Trait.MEDIA: "Il contient du son, de la vidéo ou de la 3D.",
    Trait.MACROS: "Il contient des macros, c’est-à-dire un programme.",
    Trait.ENCRYPTED: "Il est protégé par son propre mot de passe.",
    Trait.MANY_PAGES: "Il a beaucoup plus de pages qu’un document ordinaire.",
    Trait.HUGE_PAGES: "Ses pages sont d’une taille démesurée.",
    Trait.POLYGLOT: "Il peut se lire aussi comme un fichier d’une autre sorte : il cache peut-être autre chose.",
    Trait.DAMAGED: "Il est abîmé : une partie n’a pas pu être lue.",
    Trait.UNFINISHED: "Il est trop gros pour avoir été regardé jusqu’au bout.",
}
"""One sentence each; a table that is closed, as the traits are."""


def spoken(traits: Iterable[str]) -> tuple[str, ...]:
    """Say the traits of a document, in the order of the table."""
    found = frozenset(traits)
    return tuple(sentence for trait, sentence in TRAITS.items() if trait in found)
