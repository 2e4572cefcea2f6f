"""What is really stored, table by table? Read from the marks of the rows; each table is of one activity."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import MetaData

from liaison.records.marks import Data, Dies


class Activity(StrEnum):
    """The processing activities of the operator (RGPD art. 30)."""

    SUPPORT = "support"
    EXCHANGE = "exchange"
    ORIENTATION = "orientation"
    DEPOSIT = "deposit"
    DIRECTORY = "directory"
    STAFF = "staff"
    TRACE = "trace"
    DESTRUCTION = "destruction"
    RIGHTS = "rights"


DATA_LABELS: Final[Mapping[str, str]] = {
    Data.TECHNICAL: "technique",
    Data.PERSONAL: "sur une personne",
    Data.SEALED: "chiffré",
    Data.SECRET: "secret",
}

DATA_WORDS: Final[Mapping[str, str]] = {
    Data.TECHNICAL: "rien sur une personne",
    Data.PERSONAL: "date, état ou pseudonyme d’une personne, qui ne la nomme pas",
    Data.SEALED: "ce qui nomme une personne ou dit quelque chose d’elle : chiffré, sous une clé par objet",
    Data.SECRET: "secret de connexion ou lien, gardé par son empreinte seule",
}
"""What a sort of column means, in French."""

TABLES: Final[Mapping[str, tuple[Activity, str]]] = {
    "case": (Activity.SUPPORT, "Dossiers des personnes : identité, coordonnées, situation"),
    "casereferent": (Activity.SUPPORT, "Référents de chaque dossier"),
    "agreement": (Activity.SUPPORT, "Accords et consentements, retraits compris"),
    "notice": (Activity.SUPPORT, "Dates d’information des personnes"),
    "noticetext": (Activity.SUPPORT, "Textes d’information remis"),
    "caseexit": (Activity.SUPPORT, "Sorties du programme"),
    "exitaddressee": (Activity.SUPPORT, "Destinataires informés d’une sortie"),
    "projectend": (Activity.SUPPORT, "Fins d’accompagnement PIC IPR"),
    "orientationsettlement": (Activity.ORIENTATION, "Doutes réglés avant une proposition à l’OFII"),
    "orientationanswer": (Activity.ORIENTATION, "Décisions de l’OFII et convocations"),
    "followup": (Activity.SUPPORT, "Contacts et entretiens de suivi, sans contenu"),
    "censuscolumn": (Activity.SUPPORT, "Colonnes reconnues d’un premier recensement"),
    "trackingcolumn": (Activity.SUPPORT, "Colonnes choisies pour l’export de suivi"),
    "referral": (Activity.SUPPORT, "Orientations reçues de partenaires"),
    "fiche": (Activity.EXCHANGE, "Fiches en cours de rédaction"),
    "ficheversion": (Activity.EXCHANGE, "Fiches telles qu’elles sont parties"),
    "transmission": (Activity.EXCHANGE, "Plis envoyés et leur suivi"),
    "orientationtable": (Activity.ORIENTATION, "Tableaux mensuels proposés à l’OFII"),
    "orientationrow": (Activity.ORIENTATION, "Lignes de ces tableaux, une clé pour chacune"),
    "deadline": (Activity.EXCHANGE, "Échéances de destruction"),
    "sealedobject": (Activity.EXCHANGE, "Lien entre un dossier et ce qui est chiffré"),
    "partnerlink": (Activity.EXCHANGE, "Liens donnés aux partenaires, empreintes seules"),
    "outboxmessage": (Activity.EXCHANGE, "E-mails et SMS en attente d’envoi"),
    "receivedmail": (Activity.EXCHANGE, "E-mails arrivés dans la boîte relevée : sorte et date, aucun mot"),
    "watchedbox": (Activity.EXCHANGE, "Avancement de la lecture de la boîte"),
    "deposit": (Activity.DEPOSIT, "Fichiers chiffrés reçus de partenaires"),
    "depositblock": (Activity.DEPOSIT, "Contenu de ces fichiers"),
    "depositdocument": (Activity.DEPOSIT, "Documents tirés de ces fichiers"),
    "depositrequest": (Activity.DEPOSIT, "Demandes de lien de dépôt"),
    "departement": (Activity.DIRECTORY, "Départements de l’opérateur et leurs dates"),
    "partner": (Activity.DIRECTORY, "Organismes partenaires"),
    "place": (Activity.DIRECTORY, "Lieux d’accueil des partenaires"),
    "contact": (Activity.DIRECTORY, "Interlocuteurs chez les partenaires"),
    "convention": (Activity.DIRECTORY, "Conventions"),
    "amendment": (Activity.DIRECTORY, "Avenants aux conventions"),
    "correspondent": (Activity.DIRECTORY, "Correspondants protection des données et sécurité"),
    "importcolumn": (Activity.DIRECTORY, "Colonnes reconnues d’un annuaire importé"),
    "account": (Activity.STAFF, "Comptes du personnel"),
    "accountscope": (Activity.STAFF, "Départements de chaque compte"),
    "invitation": (Activity.STAFF, "Invitations à ouvrir un compte"),
    "passwordreset": (Activity.STAFF, "Liens pour choisir un nouveau mot de passe"),
    "recoverycode": (Activity.STAFF, "Codes de secours, empreintes seules"),
    "knowndevice": (Activity.STAFF, "Appareils dont une personne s’est déjà servie, empreintes seules"),
    "websession": (Activity.STAFF, "Sessions ouvertes"),
    "provideridentity": (Activity.STAFF, "Identités chez le fournisseur d’identité (empreintes)"),
    "providerarrival": (Activity.STAFF, "Connexions par le fournisseur d’identité, utilisées"),
    "attempt": (Activity.STAFF, "Essais de connexion comptés"),
    "absence": (Activity.STAFF, "Absences et remplacements"),
    "registerentry": (Activity.TRACE, "Registre des transmissions"),
    "journalentry": (Activity.TRACE, "Journal de sécurité"),
    "incident": (Activity.TRACE, "Incidents et violations, par numéro"),
    "safeguard": (Activity.TRACE, "Vérifications de la sauvegarde des clés"),
    "chaincheckpoint": (Activity.TRACE, "Points de contrôle signés du registre et du journal"),
    "chainanchor": (Activity.TRACE, "Débuts des chaînes après une purge"),
    "chaincheck": (Activity.TRACE, "Vérifications de chaque nuit"),
    "breachlead": (Activity.TRACE, "D’où sont cherchées les personnes d’une violation"),
    "breachperson": (Activity.TRACE, "Personnes concernées par une violation, par pseudonyme"),
    "breachclock": (Activity.TRACE, "Délais d’annonce d’une violation ou d’une plainte"),
    "breachnotice": (Activity.TRACE, "Annonces faites d’une violation ou d’une plainte"),
    "breachtext": (Activity.TRACE, "Textes d’une violation ou d’une plainte"),
    "complaint": (Activity.TRACE, "Plaintes, par numéro"),
    "delay": (Activity.DESTRUCTION, "Délais fixés par le responsable de traitement"),
    "hold": (Activity.DESTRUCTION, "Suspensions de destruction"),
    "announcement": (Activity.DESTRUCTION, "Préavis de destruction"),
    "destruction": (Activity.DESTRUCTION, "Destructions et leurs certificats"),
    "destroyedpart": (Activity.DESTRUCTION, "Parties détruites"),
    "destructionrequest": (Activity.DESTRUCTION, "Demandes de destruction aux partenaires"),
    "destructionrequestpli": (Activity.DESTRUCTION, "Plis que ces demandes concernent"),
    "endannouncement": (Activity.DESTRUCTION, "Préavis de fin de convention"),
    "rightsrequest": (Activity.RIGHTS, "Demandes des personnes, par numéro"),
    "rightsrecipient": (Activity.RIGHTS, "Partenaires informés d’une demande"),
    "rightsexport": (Activity.RIGHTS, "Copies des données à remettre"),
    "rightsalert": (Activity.RIGHTS, "Rappels des demandes en cours"),
    "subprocessor": (Activity.RIGHTS, "Sous-traitants déclarés"),
    "operatorstatement": (Activity.RIGHTS, "Déclarations de l’opérateur pour ses registres"),
}
"""Every table of the house (tests/house/test_registers.py): its activity, and what stands in it."""


@dataclass(frozen=True, slots=True)
class TableFacts:
    """One table: how many columns of each sort, and the rules by which they die."""

    name: str
    columns: Mapping[str, int]
    """By `Data`."""
    dies: tuple[str, ...]
    """Values of `Dies`, in the order of the marks; « never » only when nothing else is there."""

    @property
    def activity(self) -> Activity:
        """The processing activity that it serves."""
        return TABLES.get(self.name, (Activity.TRACE, ""))[0]

    @property
    def label(self) -> str:
        """What stands in it, in French."""
        return TABLES.get(self.name, (Activity.TRACE, self.name))[1]


def tables_of(metadata: MetaData) -> tuple[TableFacts, ...]:
    """Read the marks of every table, in the order of the activities; what nobody described stands last."""
    order = {name: number for number, name in enumerate(TABLES)}
    names = sorted(metadata.tables, key=lambda name: (order.get(name, len(order)), name))
    return tuple(_table(name, [column.info for column in metadata.tables[name].columns]) for name in names)


def _table(name: str, marks: Iterable[Mapping[str, str]]) -> TableFacts:
    known = list(marks)
    held = [mark["data"] for mark in known]
    died = {mark["dies"] for mark in known}
    lasting = died - {Dies.NEVER} or died
    return TableFacts(
        name,
        {data.value: held.count(data) for data in Data if data in held},
        tuple(dies.value for dies in Dies if dies in lasting),
    )
