"""What does a column of a first census mean? The words of annexe 4-1, and what structures write (guide:283-289)."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from liaison.rules import headings as rules


class Meaning(StrEnum):
    """What a column may hold; values are remembered in the database."""

    AGDREF = "agdref"
    CIR_NUMBER = "cir_number"
    LAST_NAME = "last_name"
    FIRST_NAME = "first_name"
    BIRTH_DATE = "birth_date"
    PROTECTION_DATE = "protection_date"
    CIR_DATE = "cir_date"
    EMPLOYMENT = "employment"
    HOUSING = "housing"
    CPH_REQUEST = "cph_request"
    REFERRER = "referrer"
    CIR_SIGNED = "cir_signed"
    AGREED_ON = "agreed_on"
    RESIDES = "resides"
    STABLE_HOUSING = "stable_housing"
    LASTING_EMPLOYMENT = "lasting_employment"
    CPH_SINCE = "cph_since"
    CPH_VALIDATED = "cph_validated"
    RESETTLED = "resettled"
    NATIONALITY = "nationality"
    TELEPHONE = "telephone"
    ADDRESS = "address"
    LANGUAGE_LEVEL = "language_level"
    FULL_NAME = "full_name"


LABELS: Final[Mapping[Meaning, str]] = {
    Meaning.AGDREF: "N° AGDREF",
    Meaning.CIR_NUMBER: "N° CIR",
    Meaning.LAST_NAME: "Nom",
    Meaning.FIRST_NAME: "Prénom",
    Meaning.BIRTH_DATE: "Date de naissance",
    Meaning.PROTECTION_DATE: "Date d’obtention du statut BPI",
    Meaning.CIR_DATE: "Date de signature du CIR",
    Meaning.EMPLOYMENT: "Emploi oui/non",
    Meaning.HOUSING: "Logement oui/non",
    Meaning.CPH_REQUEST: "Demande d’orientation CPH oui/non",
    Meaning.REFERRER: "Organisme orienteur",
    Meaning.CIR_SIGNED: "CIR signé oui/non",
    Meaning.AGREED_ON: "Accord de la personne le",
    Meaning.RESIDES: "Réside dans le département oui/non",
    Meaning.STABLE_HOUSING: "Logement pérenne oui/non",
    Meaning.LASTING_EMPLOYMENT: "Emploi pérenne oui/non",
    Meaning.CPH_SINCE: "Hébergement en CPH depuis le",
    Meaning.CPH_VALIDATED: "Orientation en CPH validée oui/non",
    Meaning.RESETTLED: "Programme de réinstallation oui/non",
    Meaning.NATIONALITY: "Nationalité",
    Meaning.TELEPHONE: "Téléphone",
    Meaning.ADDRESS: "Adresse postale",
    Meaning.LANGUAGE_LEVEL: "Niveau de français",
    Meaning.FULL_NAME: "Nom et prénom, dans une même colonne",
}
"""As a choice of columns says it; the first eleven are those of annexe 4-1 (guide:2147-2167), in its order."""
MODEL: Final = tuple(meaning for meaning in Meaning if meaning not in {Meaning.REFERRER, Meaning.FULL_NAME})
"""The columns of the blank table that is given to structures: who refers is known, and a name has two columns."""
FIELDS: Final[Mapping[Meaning, str]] = {
    Meaning.AGDREF: "beneficiary.agdref",
    Meaning.CIR_NUMBER: "programme.cir_number",
    Meaning.LAST_NAME: "beneficiary.last_name",
    Meaning.FIRST_NAME: "beneficiary.first_name",
    Meaning.BIRTH_DATE: "beneficiary.birth_date",
    Meaning.PROTECTION_DATE: "beneficiary.protection_date",
    Meaning.CIR_DATE: "beneficiary.cir_date",
    Meaning.EMPLOYMENT: "programme.employment",
    Meaning.HOUSING: "programme.housing",
    Meaning.CPH_REQUEST: "programme.cph_request",
    Meaning.REFERRER: "programme.referred_by",
    Meaning.RESIDES: "programme.resides",
    Meaning.STABLE_HOUSING: "programme.stable_housing",
    Meaning.LASTING_EMPLOYMENT: "programme.lasting_employment",
    Meaning.CPH_SINCE: "programme.cph_since",
    Meaning.CPH_VALIDATED: "programme.cph_validated",
    Meaning.RESETTLED: "programme.resettled",
    Meaning.NATIONALITY: "beneficiary.nationality",
    Meaning.TELEPHONE: "beneficiary.telephone",
    Meaning.ADDRESS: "beneficiary.address",
    Meaning.LANGUAGE_LEVEL: "beneficiary.language_level",
}
"""Which field of the dossier each fills; the others say something of the CIR, of an agreement, or two things."""
YES_NO: Final = frozenset(
    {
        Meaning.EMPLOYMENT, Meaning.HOUSING, Meaning.CPH_REQUEST, Meaning.CIR_SIGNED, Meaning.RESIDES,
        Meaning.STABLE_HOUSING, Meaning.LASTING_EMPLOYMENT, Meaning.CPH_VALIDATED, Meaning.RESETTLED,
    }
)  # fmt: skip
PAST: Final = frozenset({Meaning.PROTECTION_DATE, Meaning.CIR_DATE, Meaning.CPH_SINCE, Meaning.AGREED_ON})
"""Days that cannot be to come."""

_OTHER_HEADINGS: Final[Mapping[Meaning, tuple[str, ...]]] = {
    Meaning.AGDREF: ("agdref", "n agdref", "numero agdref", "num agdref", "n etranger", "numero etranger"),
    Meaning.CIR_NUMBER: ("n cir", "numero cir", "num cir", "numero de cir", "n du cir"),
    Meaning.LAST_NAME: ("nom de famille", "noms", "nom du bpi", "nom usuel"),
    Meaning.FIRST_NAME: ("prenoms", "prenom s", "prenom du bpi"),
    Meaning.BIRTH_DATE: ("ddn", "ne e le", "nee le", "ne le", "naissance", "annee de naissance", "date naissance"),
    Meaning.PROTECTION_DATE: (
        "date d obtention du statut", "date obtention statut", "date du statut", "date statut", "date statut bpi",
        "date d obtention de la protection", "date de protection", "date d octroi de la protection",
        "date d obtention du benefice de la protection internationale", "date obtention statut bpi",
    ),
    Meaning.CIR_DATE: ("date cir", "date du cir", "cir signe le", "date signature cir", "date de signature cir"),
    Meaning.EMPLOYMENT: ("emploi", "en emploi", "emploi o n"),
    Meaning.HOUSING: ("logement", "loge", "logement o n"),
    Meaning.CPH_REQUEST: (
        "demande d orientation cph", "demande cph", "orientation cph", "demande d orientation en cph",
        "demande orientation cph",
    ),
    Meaning.REFERRER: ("organisme orienteur", "orienteur", "structure orienteuse", "orientee par", "oriente par"),
    Meaning.CIR_SIGNED: ("cir signe", "cir", "signature du cir", "cir o n", "cir signe o n"),
    Meaning.AGREED_ON: (
        "accord de la personne", "accord du bpi le", "accord le", "date de l accord", "date accord",
        "date d accord de la personne", "consentement le", "volontaire le",
    ),
    Meaning.RESIDES: ("reside dans le departement", "residence dans le departement"),
    Meaning.STABLE_HOUSING: ("logement perenne", "logement stable", "logement autonome"),
    Meaning.LASTING_EMPLOYMENT: ("emploi perenne", "emploi durable", "emploi stable"),
    Meaning.CPH_SINCE: ("en cph depuis", "en cph depuis le", "date d entree en cph", "date entree cph", "entree cph"),
    Meaning.CPH_VALIDATED: ("orientation cph validee", "orientation en cph validee", "cph valide"),
    Meaning.RESETTLED: ("programme de reinstallation", "reinstallation", "reinstalle", "reinstalle e"),
    Meaning.NATIONALITY: ("pays", "nationalite s", "pays d origine"),
    Meaning.TELEPHONE: ("tel", "portable", "mobile", "n de telephone", "numero de telephone", "tel portable"),
    Meaning.ADDRESS: ("adresse", "adresse du bpi", "domicile"),
    Meaning.LANGUAGE_LEVEL: (
        "niveau de langue", "niveau linguistique", "niveau fle", "niveau francais", "positionnement linguistique",
    ),
    Meaning.FULL_NAME: ("nom prenom", "nom et prenom", "noms et prenoms", "nom prenoms", "bpi", "beneficiaire"),
}  # fmt: skip


def propose(headings: Sequence[str], remembered: Mapping[str, str]) -> tuple[str, ...]:
    """Propose what each column of a census means (`liaison.rules.headings`)."""
    return rules.propose(headings, remembered, _KNOWN)


_KNOWN: Final = rules.known(LABELS, _OTHER_HEADINGS)
