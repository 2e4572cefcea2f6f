"""What does a column of an imported directory mean? Its heading, or what was said of it before (demands.md 13)."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from liaison.rules import headings as rules


class Meaning(StrEnum):
    """What a column may hold; values are remembered in the database."""

    ORGANISATION = "organisation"
    KIND = "kind"
    SIRET = "siret"
    SWITCHBOARD = "switchboard"
    FORMAT = "format"
    PLACE = "place"
    ADDRESS = "address"
    POSTCODE = "postcode"
    TOWN = "town"
    LAST_NAME = "last_name"
    FIRST_NAME = "first_name"
    FUNCTION = "function"
    EMAIL = "email"
    MOBILE = "mobile"
    TELEPHONE = "telephone"
    CONTACT_FORMAT = "contact_format"
    KEY_CHANNEL = "key_channel"
    SMS_TO_MAIL = "sms_to_mail"


LABELS: Final[Mapping[Meaning, str]] = {
    Meaning.ORGANISATION: "Organisme",
    Meaning.KIND: "Sorte de partenaire",
    Meaning.SIRET: "SIRET",
    Meaning.SWITCHBOARD: "Standard",
    Meaning.FORMAT: "Format du pli",
    Meaning.PLACE: "Lieu",
    Meaning.ADDRESS: "Adresse",
    Meaning.POSTCODE: "Code postal",
    Meaning.TOWN: "Ville",
    Meaning.LAST_NAME: "Nom",
    Meaning.FIRST_NAME: "Prénom",
    Meaning.FUNCTION: "Fonction",
    Meaning.EMAIL: "E-mail professionnel",
    Meaning.MOBILE: "Mobile professionnel",
    Meaning.TELEPHONE: "Ligne directe",
    Meaning.CONTACT_FORMAT: "Format préféré du contact",
    Meaning.KEY_CHANNEL: "Clé préférée",
    Meaning.SMS_TO_MAIL: "SMS aussi par e-mail",
}
"""The headings of an export, in its order; an import knows them again."""
OF_PARTNER: Final = (Meaning.ORGANISATION, Meaning.KIND, Meaning.SIRET, Meaning.SWITCHBOARD, Meaning.FORMAT)
OF_PLACE: Final = (Meaning.PLACE, Meaning.ADDRESS, Meaning.POSTCODE, Meaning.TOWN)
OF_CONTACT: Final = tuple(meaning for meaning in Meaning if meaning not in {*OF_PARTNER, *OF_PLACE})

_OTHER_HEADINGS: Final[Mapping[Meaning, tuple[str, ...]]] = {
    Meaning.ORGANISATION: (
        "organisation", "structure", "nom de la structure", "nom de l organisme", "partenaire", "association",
        "raison sociale", "denomination", "etablissement", "nom du partenaire",
    ),
    Meaning.KIND: ("sorte", "type", "type de structure", "type de partenaire", "categorie", "nature"),
    Meaning.SIRET: ("n siret", "numero siret", "siret de l etablissement"),
    Meaning.SWITCHBOARD: ("telephone standard", "tel standard", "standard telephonique", "telephone structure"),
    Meaning.FORMAT: ("format", "format d archive", "format des plis"),
    Meaning.PLACE: ("site", "antenne", "agence", "nom du lieu", "lieu d accueil", "permanence"),
    Meaning.ADDRESS: ("adresse postale", "rue", "voie", "adresse 1"),
    Meaning.POSTCODE: ("cp", "c p", "code postale"),
    Meaning.TOWN: ("commune", "localite"),
    Meaning.LAST_NAME: ("nom du contact", "nom de famille", "nom contact", "referent nom"),
    Meaning.FIRST_NAME: ("prenom du contact", "prenom contact", "referent prenom"),
    Meaning.FUNCTION: ("poste", "qualite", "role", "metier", "fonction du contact"),
    Meaning.EMAIL: (
        "email", "e mail", "mail", "courriel", "adresse mail", "adresse e mail", "adresse email", "mel",
        "adresse electronique", "mail professionnel", "email professionnel",
    ),
    Meaning.MOBILE: ("mobile", "portable", "telephone portable", "tel portable", "telephone mobile", "gsm"),
    Meaning.TELEPHONE: (
        "telephone", "tel", "telephone fixe", "tel fixe", "fixe", "telephone direct", "n de telephone",
        "numero de telephone",
    ),
    Meaning.CONTACT_FORMAT: ("format prefere",),
    Meaning.KEY_CHANNEL: ("canal de la cle", "chemin de la cle", "cle"),
    Meaning.SMS_TO_MAIL: ("sms par e mail",),
}  # fmt: skip


def propose(headings: Sequence[str], remembered: Mapping[str, str]) -> tuple[str, ...]:
    """Propose what each column of a directory means (`liaison.rules.headings`)."""
    return rules.propose(headings, remembered, _KNOWN)


_KNOWN: Final = rules.known(LABELS, _OTHER_HEADINGS)
