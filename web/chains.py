"""How does an entry of a chain read in French? A name for every kind of event; its details are `circumstances`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from liaison.vocabulary import EventKind
from web.circumstances import circumstances


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
    EventKind.TRANSMISSION_PREPARED: "pli préparé",
    EventKind.TRANSMISSION_SENT: "pli parti",
    EventKind.TRANSMISSION_FAILED: "envoi du pli en échec",
    EventKind.TRANSMISSION_RETRIED: "envoi repris",
    EventKind.TRANSMISSION_HANDED: "fiche remise en main propre",
    EventKind.TRANSMISSION_STOPPED: "envoi arrêté",
    EventKind.TRANSMISSION_ACKNOWLEDGED: "pli reçu, dit le partenaire",
    EventKind.KEY_RELEASED: "clé remise",
    EventKind.KEY_TOLD: "clé dictée au téléphone",
    EventKind.KEY_SENT: "SMS de la clé confié à l’opérateur",
    EventKind.KEY_FAILED: "SMS de la clé en échec",
    EventKind.KEY_DELIVERY: "nouvelles du SMS de la clé",
    EventKind.KEY_CONFIRMED: "pli ouvert par le partenaire",
    EventKind.EXCHANGE_READ: "transmission consultée",
    EventKind.KEY_ERASED: "clé effacée",
    EventKind.KEY_REVOKED: "clé annulée",
    EventKind.SIGN_IN_DONE: "connexion",
    EventKind.SIGN_IN_REFUSED: "connexion refusée",
    EventKind.SIGN_IN_SLOWED: "essais de connexion ralentis",
    EventKind.SIGN_OUT: "déconnexion",
    EventKind.FACTOR_ENROLLED: "second facteur enregistré",
    EventKind.INVITATION_MADE: "invitation créée",
    EventKind.INVITATION_USED: "invitation utilisée",
    EventKind.ACCOUNT_CREATED: "compte créé",
    EventKind.ACCOUNT_DISABLED: "compte désactivé",
    EventKind.ACCOUNT_ENABLED: "compte réactivé",
    EventKind.ACCESS_REFUSED: "accès refusé",
    EventKind.DEPARTEMENT_SAVED: "département enregistré",
    EventKind.PARTNER_SAVED: "partenaire enregistré",
    EventKind.PARTNER_DISABLED: "partenaire désactivé",
    EventKind.CONTACT_SAVED: "contact enregistré",
    EventKind.CONTACT_DISABLED: "contact désactivé",
    EventKind.CONTACT_VERIFIED: "contact vérifié",
    EventKind.CONVENTION_SAVED: "convention enregistrée",
    EventKind.CASE_CREATED: "dossier ouvert",
    EventKind.CASE_READ: "dossier consulté",
    EventKind.CASE_CHANGED: "dossier modifié",
    EventKind.CASE_ASSIGNED: "binôme changé",
    EventKind.CASE_SEARCHED: "recherche dans les dossiers",
    EventKind.SUPPORT_DATED: "fin d’accompagnement datée",
    EventKind.AGREEMENT_GIVEN: "accord enregistré",
    EventKind.AGREEMENT_WITHDRAWN: "accord retiré",
    EventKind.NOTICE_GIVEN: "personne informée",
    EventKind.FICHE_STARTED: "fiche commencée",
    EventKind.FICHE_READ: "fiche consultée",
    EventKind.FICHE_CHANGED: "fiche modifiée",
    EventKind.FICHE_RENDERED: "fiche mise en PDF",
    EventKind.FICHE_DISCARDED: "brouillon supprimé",
    EventKind.FICHE_FROZEN: "fiche figée pour l’envoi",
    EventKind.REGISTER_READ: "registre consulté",
    EventKind.JOURNAL_READ: "journal consulté",
    EventKind.CHAIN_EXPORTED: "registre ou journal exporté",
    EventKind.MODEL_ADDED: "modèle de fiche ajouté",
    EventKind.KEY_SHEET_PRINTED: "feuille de secours imprimée",
    EventKind.KEY_SHEET_CHECKED: "feuille de secours vérifiée",
    EventKind.KEYS_SWEPT: "clés sans usage détruites",
    EventKind.MASTER_ROTATED: "clé maîtresse renouvelée",
    EventKind.BACKUP_MADE: "sauvegarde faite",
    EventKind.RESTORE_DRILLED: "restauration essayée",
    EventKind.RESTORE_DONE: "restauration faite",
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
    what = KINDS[EventKind(entry.kind)]
    return ChainRow(entry.index, at, what, entry.subject, reference, circumstances(detail))
