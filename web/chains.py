"""How does an entry of a chain read in French? A name for every kind of event; its details are `circumstances`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from liaison.events import EventKind
from web.account_events import ACCOUNT_KINDS
from web.circumstances import circumstances
from web.provider_circumstances import PROVIDER_KINDS


class Recorded(Protocol):
    """What an entry of a chain tells, wherever it comes from."""

    @property
    def index(self) -> int:
        """Its place in the chain."""
        ...

    @property
    def kind(self) -> str:
        """What happened."""
        ...

    @property
    def subject(self) -> str:
        """The pseudonym of what it is about."""
        ...

    @property
    def detail(self) -> Mapping[str, object]:
        """The circumstances: fixed words and numbers, no personal data."""
        ...


@dataclass(frozen=True, slots=True)
class ChainRow:
    """An entry, ready to read."""

    index: int
    at: datetime
    what: str
    subject: str
    """The pseudonym of what it is about: a dossier, a fiche, a transmission, never a name."""
    reference: str
    """What the ledger calls the pli that it is about; empty when it is about none."""
    details: tuple[tuple[str, str], ...]


KINDS: Final[Mapping[EventKind, str]] = {
    **ACCOUNT_KINDS,
    EventKind.REQUEST_RECEIVED: "demande d’une personne reçue",
    EventKind.REQUEST_READ: "demande consultée",
    EventKind.REQUEST_LINKED: "demande liée à son dossier",
    EventKind.REQUEST_IDENTITY: "identité de la personne",
    EventKind.REQUEST_EXTENDED: "prolongation d’une demande",
    EventKind.REQUEST_OPINION: "avis du délégué sur une demande",
    EventKind.REQUEST_DECIDED: "demande décidée",
    EventKind.REQUEST_EXECUTED: "décision sur une demande exécutée",
    EventKind.REQUEST_LIFTED: "limitation ou opposition levée",
    EventKind.REQUEST_RECIPIENT_TOLD: "destinataire et demande d’une personne",
    EventKind.REQUEST_EXPORTED: "copie pour la personne préparée",
    EventKind.REQUEST_EXPORT_TAKEN: "copie pour la personne enregistrée",
    EventKind.REQUEST_KEY_SHOWN: "clé de la copie montrée",
    EventKind.REQUEST_EXPORT_ENDED: "copie pour la personne détruite",
    EventKind.REQUEST_LETTER: "lettre à la personne imprimée",
    EventKind.REQUEST_ANSWERED: "personne répondue",
    EventKind.REQUEST_ALERTED: "rappel d’une demande",
    EventKind.REQUEST_FORGOTTEN: "demande oubliée après cinq ans",
    EventKind.TRANSMISSION_PREPARED: "pli préparé",
    EventKind.TRANSMISSION_SENT: "pli parti",
    EventKind.TRANSMISSION_FAILED: "envoi du pli en échec",
    EventKind.TRANSMISSION_RETRIED: "envoi repris",
    EventKind.TRANSMISSION_HANDED: "fiche remise en main propre",
    EventKind.TRANSMISSION_STOPPED: "envoi arrêté",
    EventKind.TRANSMISSION_ACKNOWLEDGED: "pli reçu, dit le partenaire",
    EventKind.TRANSMISSION_RECALLED: "pli rappelé, clé jamais remise",
    EventKind.TRANSMISSION_REPLACED: "pli remplacé",
    EventKind.TRANSMISSION_EXPIRED: "pli expiré sans accusé",
    EventKind.TRANSMISSION_LINKED: "lien de téléchargement envoyé",
    EventKind.TRANSMISSION_LINK_CUT: "lien coupé",
    EventKind.TRANSMISSION_DOWNLOADED: "pli téléchargé par le partenaire",
    EventKind.TRANSMISSION_TROUBLE: "difficulté à ouvrir le pli",
    EventKind.TRANSMISSION_OPENED: "pli ouvert par le partenaire",
    EventKind.TRANSMISSION_FOLLOW_UP_FAILED: "e-mail de suivi en échec",
    EventKind.TRANSMISSION_REMINDED: "partenaire relancé",
    EventKind.TRANSMISSION_OUTCOME: "réponse du partenaire",
    EventKind.TRANSMISSION_CLOSED: "pli clos",
    EventKind.KEY_RELEASED: "clé remise",
    EventKind.KEY_TOLD: "clé montrée pour être donnée",
    EventKind.KEY_READ_BACK: "clé relue ou remise, et par qui prise",
    EventKind.KEY_SENT: "SMS de la clé confié à l’opérateur",
    EventKind.KEY_FAILED: "SMS de la clé en échec",
    EventKind.KEY_DELIVERY: "nouvelles du SMS de la clé",
    EventKind.KEY_CONFIRMED: "remise de la clé confirmée",
    EventKind.TRANSMISSION_BOUNCED: "e-mail du pli revenu",
    EventKind.TRANSMISSION_DELIVERY: "nouvelles de l’e-mail du pli",
    EventKind.INCIDENT_READ: "incidents consultés",
    EventKind.INCIDENT_ALERTED: "rappel des délais d’un incident ou d’une réclamation",
    EventKind.INCIDENT_OPENED: "violation ouverte",
    EventKind.INCIDENT_TRACED: "personnes concernées cherchées",
    EventKind.INCIDENT_DESCRIBED: "violation décrite",
    EventKind.INCIDENT_ASSESSED: "avis donné sur une violation",
    EventKind.INCIDENT_DECIDED: "décision prise sur une violation",
    EventKind.INCIDENT_NOTIFIED: "violation annoncée",
    EventKind.INCIDENT_SPARED: "partie dite pas concernée",
    EventKind.INCIDENT_PARTY_ADDED: "convention ajoutée à une violation",
    EventKind.INCIDENT_PERSON_INFORMED: "personne informée d’une violation",
    EventKind.INCIDENT_REGISTERED: "violation close, au registre",
    EventKind.INCIDENTS_EXPORTED: "registre des violations imprimé ou exporté",
    EventKind.COMPLAINT_RECEIVED: "réclamation reçue",
    EventKind.COMPLAINT_READ: "réclamations consultées",
    EventKind.COMPLAINT_LINKED: "réclamation rattachée à un dossier",
    EventKind.COMPLAINT_TOLD: "réclamation annoncée à l’autre partie",
    EventKind.COMPLAINT_CLOSED: "réclamation close",
    EventKind.MAIL_ANSWERED: "réponse arrivée par e-mail",
    EventKind.MAIL_ARCHIVE_ARRIVED: "archive chiffrée arrivée par e-mail",
    EventKind.MAIL_READABLE_ARRIVED: "fichier lisible arrivé par e-mail",
    EventKind.MAIL_RETURNED: "nouvelles d’un e-mail du service",
    EventKind.MAIL_SEEN: "message vu dans la boîte",
    EventKind.MAIL_UNEXAMINED: "message que le service n’a pas pu examiner",
    EventKind.INCIDENT_CLOSED: "brouillon d’incident classé sans suite",
    EventKind.EXCHANGE_READ: "transmission consultée",
    EventKind.KEY_ERASED: "clé effacée",
    EventKind.KEY_REVOKED: "clé annulée",
    EventKind.DEPOSIT_RECEIVED: "fichier reçu d’un partenaire",
    EventKind.DEPOSIT_WRONG_KEY: "clé d’un dépôt refusée",
    EventKind.DEPOSIT_OPENED: "dépôt ouvert",
    EventKind.DEPOSIT_REFUSED: "dépôt refusé et détruit",
    EventKind.DEPOSIT_DOCUMENT_SETTLED: "document reçu traité",
    EventKind.DEPOSIT_SETTLED: "dépôt traité, fichier détruit",
    EventKind.DEPOSIT_EXPIRED: "dépôt expiré sans clé",
    EventKind.DEPOSIT_FILE_EXPIRED: "fichier d’origine détruit, documents à traiter",
    EventKind.DEPOSIT_TAKEN_AWAY: "fichier fermé emporté",
    EventKind.DESTRUCTION_BEGUN: "destruction commencée",
    EventKind.DESTRUCTION_CERTIFIED: "destruction certifiée",
    EventKind.DESTRUCTION_COMPLETE: "destruction complète, sauvegardes de clés échues",
    EventKind.DESTRUCTION_REPLAYED: "destruction refaite après une restauration",
    EventKind.CERTIFICATE_READ: "certificat de destruction consulté",
    EventKind.DEPOSIT_LINK_SENT: "code de dépôt envoyé",
    EventKind.DEPOSIT_LINK_MADE: "lien de dépôt ouvert",
    EventKind.DEPOSIT_LINK_CUT: "lien de dépôt coupé",
    EventKind.UPLOAD_TURNED_AWAY: "fichier refusé à l’arrivée, non gardé",
    EventKind.DOCUMENT_READ: "document reçu consulté",
    EventKind.DOCUMENT_DOWNLOADED: "document reçu enregistré sur un poste",
    EventKind.REFERRAL_RECORDED: "orientation notée",
    EventKind.REFERRAL_TOLD: "organisme orienteur prévenu",
    EventKind.REFERRAL_COPIED: "copie de l’orientation à l’OFII",
    EventKind.ATTESTATION_ASKED: "partenaire prié de détruire ses copies",
    EventKind.ATTESTATION_REMINDED: "partenaire relancé pour ses copies",
    EventKind.ATTESTATION_GIVEN: "destruction attestée par le partenaire",
    EventKind.ATTESTATION_RECORDED: "attestation du partenaire enregistrée",
    EventKind.ATTESTATION_WITHDRAWN: "demande de destruction retirée",
    EventKind.SIGN_IN_DONE: "connexion",
    EventKind.SIGN_IN_REFUSED: "connexion refusée",
    EventKind.SIGN_IN_SLOWED: "essais de connexion ralentis",
    EventKind.SIGN_OUT: "déconnexion",
    EventKind.SESSIONS_ENDED: "sessions fermées",
    EventKind.FACTOR_ENROLLED: "second facteur enregistré",
    EventKind.INVITATION_MADE: "invitation créée",
    EventKind.INVITATION_USED: "invitation utilisée",
    EventKind.ACCOUNT_CREATED: "compte créé",
    EventKind.ACCOUNT_DISABLED: "compte désactivé",
    EventKind.ACCOUNT_ENABLED: "compte réactivé",
    EventKind.ACCOUNT_FORGOTTEN: "compte effacé, un an après sa désactivation",
    EventKind.ROWS_TIDIED: "restes des envois effacés",
    EventKind.ACCESS_REFUSED: "accès refusé",
    EventKind.ACCESS_SLOWED: "essais ralentis",
    EventKind.IDENTITY_PROVED: "identité prouvée à nouveau",
    EventKind.INCIDENT_DRAFTED: "brouillon d’incident ouvert",
    EventKind.INCIDENT_COMPLETED: "incident déclaré de nouveau",
    EventKind.DEPARTEMENT_SAVED: "département enregistré",
    EventKind.PARTNER_SAVED: "partenaire enregistré",
    EventKind.PARTNER_DISABLED: "partenaire désactivé",
    EventKind.PARTNER_ENABLED: "partenaire remis en service",
    EventKind.CONTACT_SAVED: "contact enregistré",
    EventKind.CONTACT_DISABLED: "contact désactivé",
    EventKind.CONTACT_ENABLED: "contact remis en service",
    EventKind.CONTACT_VERIFIED: "contact vérifié",
    EventKind.CONVENTION_SAVED: "convention enregistrée",
    EventKind.ADDRESS_ASKED: "vérification d’adresse demandée",
    EventKind.PLACE_SAVED: "lieu enregistré",
    EventKind.PLACE_DISABLED: "lieu désactivé",
    EventKind.PLACE_ENABLED: "lieu remis en service",
    EventKind.DIRECTORY_IMPORTED: "annuaire importé",
    EventKind.DIRECTORY_EXPORTED: "annuaire exporté",
    EventKind.CONVENTION_DISABLED: "convention désactivée",
    EventKind.CONVENTION_ENABLED: "convention remise en service",
    EventKind.CONVENTION_AMENDED: "avenant enregistré",
    EventKind.AMENDMENT_REMOVED: "avenant retiré",
    EventKind.CONVENTION_TERMINATED: "résiliation enregistrée",
    EventKind.TERMINATION_REMOVED: "résiliation retirée",
    EventKind.CONVENTION_END_ANNOUNCED: "fin à venir annoncée",
    EventKind.CORRESPONDENT_SAVED: "correspondant enregistré",
    EventKind.CORRESPONDENT_REMOVED: "correspondant retiré",
    EventKind.CASE_CREATED: "dossier ouvert",
    EventKind.CASE_READ: "dossier consulté",
    EventKind.CASE_CHANGED: "dossier modifié",
    EventKind.CASE_ASSIGNED: "binôme changé",
    EventKind.CASE_SEARCHED: "recherche dans les dossiers",
    EventKind.CASE_ARCHIVED: "dossier mis aux archives",
    EventKind.CASE_TAKEN_OUT: "dossier sorti des archives",
    EventKind.SUPPORT_DATED: "fin d’accompagnement datée",
    EventKind.AGREEMENT_GIVEN: "accord enregistré",
    EventKind.AGREEMENT_WITHDRAWN: "accord retiré",
    EventKind.NOTICE_GIVEN: "personne informée",
    EventKind.EXIT_RECORDED: "sortie enregistrée",
    EventKind.EXIT_UNDONE: "sortie annulée",
    EventKind.EXIT_ADDRESSED: "destinataire de la sortie ajouté",
    EventKind.EXIT_PREPARED: "annonce de sortie préparée",
    EventKind.EXIT_TOLD: "destinataire informé de la sortie",
    EventKind.EXIT_NOT_CONCERNED: "destinataire pas concerné par la sortie",
    EventKind.EXIT_REOPENED: "destinataire de la sortie à reprendre",
    EventKind.EXIT_TAKEN_IN: "fin d’accompagnement PIC IPR enregistrée",
    EventKind.TABLE_PROPOSED: "tableau du mois ouvert",
    EventKind.TABLE_READ: "tableau du mois consulté",
    EventKind.TABLE_CAPACITY: "capacité d’accueil indiquée",
    EventKind.TABLE_SETTLED: "doute réglé avant une proposition à l’OFII",
    EventKind.TABLE_FROZEN: "tableau figé",
    EventKind.TABLE_SENT: "tableau envoyé",
    EventKind.TABLE_ANSWERED: "décisions de l’OFII reçues",
    EventKind.TABLE_CLOSED: "tableau clos",
    EventKind.TABLE_CORRECTED: "tableau corrigé par une nouvelle version",
    EventKind.TABLE_PRINTED: "tableau imprimé ou emporté",
    EventKind.TABLE_RETURN_READ: "tableau revenu lu",
    EventKind.CONVOCATION_PRINTED: "convocation imprimée",
    EventKind.CONVOCATION_HANDED: "convocation remise",
    EventKind.CENSUS_IMPORTED: "premier recensement importé",
    EventKind.FOLLOW_UP_RECORDED: "contact de suivi noté",
    EventKind.FOLLOW_UP_REMOVED: "contact de suivi retiré",
    EventKind.TRACKING_EXPORTED: "tableau de suivi emporté",
    EventKind.TRACKING_COLUMNS: "colonnes de l’export de suivi changées",
    EventKind.ABSENCE_DECLARED: "absence déclarée",
    EventKind.ABSENCE_ENDED: "absence terminée",
    EventKind.HOLD_ASKED: "suspension demandée",
    EventKind.HOLD_ADVISED: "avis du délégué sur une suspension",
    EventKind.HOLD_DECIDED: "décision sur une suspension",
    EventKind.HOLD_LIFTED: "suspension levée",
    EventKind.DELAY_CHANGED: "délai de conservation changé",
    EventKind.END_ANNOUNCED: "destructions prochaines annoncées",
    EventKind.FICHE_STARTED: "fiche commencée",
    EventKind.FICHE_READ: "fiche consultée",
    EventKind.FICHE_CHANGED: "fiche modifiée",
    EventKind.FICHE_RENDERED: "fiche mise en PDF",
    EventKind.FICHE_DISCARDED: "brouillon supprimé",
    EventKind.FICHE_FROZEN: "fiche figée pour l’envoi",
    EventKind.GUARD_OVERRULED: "texte sensible gardé sur une fiche",
    EventKind.REGISTER_READ: "registre consulté",
    EventKind.JOURNAL_READ: "journal consulté",
    EventKind.CHAIN_EXPORTED: "registre ou journal exporté",
    EventKind.CHAIN_CHECKPOINTED: "sceau fait",
    EventKind.CHAIN_BROKEN: "chaîne trouvée rompue",
    EventKind.CHAIN_PURGED: "entrées détruites à leur terme",
    EventKind.REPORT_MADE: "rapport de contrôle établi",
    EventKind.MODEL_ADDED: "modèle de fiche ajouté",
    EventKind.KEY_SHEET_PRINTED: "feuille de secours imprimée",
    EventKind.KEY_SHEET_CHECKED: "feuille de secours vérifiée",
    EventKind.KEYS_SWEPT: "clés sans usage détruites",
    EventKind.MASTER_ROTATED: "clé maîtresse renouvelée",
    EventKind.BACKUP_MADE: "sauvegarde faite",
    EventKind.RESTORE_DRILLED: "restauration essayée",
    EventKind.RESTORE_DONE: "restauration faite",
    EventKind.REGISTER_PRINTED: "registre imprimé ou emporté",
    EventKind.PROCESSOR_DECLARED: "sous-traitant déclaré",
    EventKind.PROCESSOR_REMOVED: "déclaration de sous-traitant retirée",
    EventKind.DECLARATION_SAVED: "déclaration de l’opérateur enregistrée",
    **PROVIDER_KINDS,
}


class Timed(Recorded, Protocol):
    """An entry that says its moment as the chain keeps it."""

    @property
    def time(self) -> datetime:
        """When it was written, aware, in UTC."""
        ...


def rows_of(entries: Iterable[Timed]) -> tuple[ChainRow, ...]:
    """Return entries in French, in their order."""
    return tuple(row(entry, entry.time) for entry in entries)


def row(entry: Recorded, at: datetime, *, reference: str = "") -> ChainRow:
    """Return one entry in French; the reference of its pli is told once."""
    detail = {name: value for name, value in entry.detail.items() if not (reference and name == "reference")}
    # A kind that is not known stands in a chain that somebody changed, or that a later version wrote.
    what = KINDS[EventKind(entry.kind)] if entry.kind in set(EventKind) else entry.kind
    return ChainRow(entry.index, at, what, entry.subject, reference, circumstances(detail))
