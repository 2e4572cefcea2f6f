"""Which moves may a status make? Tables; `docs/states.md` is generated from them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from liaison.errors import WrongState
from liaison.vocabulary import ArchiveStatus as Archive
from liaison.vocabulary import DepositStatus, FicheStatus, KeyStatus, OutboxStatus
from liaison.vocabulary.tables import TableStatus

Status = TypeVar("Status", bound=StrEnum)

ARCHIVE_MOVES: Final[Mapping[Archive, frozenset[Archive]]] = {
    Archive.PREPARED: frozenset({Archive.SENDING, Archive.SENT, Archive.RECALLED, Archive.EXPIRED}),
    Archive.SENDING: frozenset({Archive.SENT, Archive.ACKNOWLEDGED, Archive.FAILED, Archive.RECALLED}),
    Archive.SENT: frozenset(
        {
            Archive.ACKNOWLEDGED,
            Archive.ANSWERED,
            Archive.FAILED,
            Archive.RECALLED,
            Archive.REPLACED,
            Archive.EXPIRED,
        }
    ),
    Archive.ACKNOWLEDGED: frozenset(
        {
            Archive.ANSWERED,
            Archive.CLOSED,
            Archive.RECALLED,
            Archive.REPLACED,
            Archive.EXPIRED,
        }
    ),
    Archive.ANSWERED: frozenset({Archive.ACKNOWLEDGED, Archive.CLOSED, Archive.RECALLED, Archive.REPLACED}),
    Archive.FAILED: frozenset(
        {
            Archive.SENDING,
            Archive.ACKNOWLEDGED,
            Archive.RECALLED,
            Archive.REPLACED,
            Archive.EXPIRED,
        }
    ),
    Archive.CLOSED: frozenset(),
    Archive.RECALLED: frozenset(),
    Archive.REPLACED: frozenset(),
    Archive.EXPIRED: frozenset(),
}
"""A hand delivery goes from prepared to sent at once; a failure is retried, then a person decides.

What was sent fails when its mail comes back. Who says « reçu » has it, whatever a server or a forged report said: that
move is always open. A decision may become « à l’étude » again. Recalled means that the key will never be given;
replaced, that a new archive with a new key took its place; expired, that nobody acknowledged it in time."""

KEY_MOVES: Final[Mapping[KeyStatus, frozenset[KeyStatus]]] = {
    KeyStatus.NOT_NEEDED: frozenset(),
    KeyStatus.WITHHELD: frozenset({KeyStatus.RELEASED, KeyStatus.REVOKED}),
    KeyStatus.RELEASED: frozenset({KeyStatus.CONFIRMED, KeyStatus.ERASED, KeyStatus.REVOKED}),
    KeyStatus.CONFIRMED: frozenset({KeyStatus.ERASED}),
    KeyStatus.ERASED: frozenset(),
    KeyStatus.REVOKED: frozenset(),
}
"""Revoking a released key is possible while its SMS still waits in the outbox."""

OUTBOX_MOVES: Final[Mapping[OutboxStatus, frozenset[OutboxStatus]]] = {
    OutboxStatus.QUEUED: frozenset({OutboxStatus.LEASED, OutboxStatus.CANCELLED}),
    OutboxStatus.LEASED: frozenset({OutboxStatus.QUEUED, OutboxStatus.SENT, OutboxStatus.FAILED}),
    OutboxStatus.FAILED: frozenset({OutboxStatus.QUEUED, OutboxStatus.CANCELLED}),
    OutboxStatus.SENT: frozenset(),
    OutboxStatus.CANCELLED: frozenset(),
}

FICHE_MOVES: Final[Mapping[FicheStatus, frozenset[FicheStatus]]] = {
    FicheStatus.DRAFT: frozenset({FicheStatus.SENT}),
    FicheStatus.SENT: frozenset(),
}

DEPOSIT_MOVES: Final[Mapping[DepositStatus, frozenset[DepositStatus]]] = {
    DepositStatus.WAITING: frozenset(
        {DepositStatus.OPENED, DepositStatus.SETTLED, DepositStatus.REFUSED, DepositStatus.EXPIRED}
    ),
    DepositStatus.OPENED: frozenset({DepositStatus.SETTLED, DepositStatus.REFUSED}),
    DepositStatus.SETTLED: frozenset(),
    DepositStatus.REFUSED: frozenset(),
    DepositStatus.EXPIRED: frozenset(),
}
"""What is opened outside (AxCrypt) is settled without having been opened here."""

TABLE_MOVES: Final[Mapping[TableStatus, frozenset[TableStatus]]] = {
    TableStatus.PROPOSED: frozenset({TableStatus.FROZEN, TableStatus.CLOSED}),
    TableStatus.FROZEN: frozenset({TableStatus.SENT, TableStatus.CLOSED, TableStatus.CORRECTED}),
    TableStatus.SENT: frozenset({TableStatus.ANSWERED, TableStatus.CLOSED, TableStatus.CORRECTED}),
    TableStatus.ANSWERED: frozenset({TableStatus.CLOSED}),
    TableStatus.CLOSED: frozenset(),
    TableStatus.CORRECTED: frozenset(),
}
"""Proposed it is a view, and is closed where nobody is to be proposed. Whom a closed table leaves without an answer may
be proposed again. What is answered whole is not corrected: there is nobody left in it to ask about."""


def advance(moves: Mapping[Status, frozenset[Status]], current: Status, target: Status) -> Status:
    """Return `target` when the table allows it.

    Raises:
        WrongState: it does not.
    """
    if target not in moves[current]:
        raise WrongState(
            f"Cette étape n’est plus possible (« {french(current)} » → « {french(target)} »).",
            hint="Rechargez la page : elle montre où en est la transmission.",
        )
    return target


def french(status: StrEnum) -> str:
    """Return what a person reads for a status.

    By class first: members of two enumerations that have the same value are equal, and « parti » is not said
    of a fiche.
    """
    return _FRENCH[type(status)][status.value]


_FRENCH: Final[Mapping[type[StrEnum], Mapping[str, str]]] = {
    Archive: {
        "prepared": "préparé",
        "sending": "en cours d’envoi",
        "sent": "parti",
        "acknowledged": "reçu",
        "answered": "répondu",
        "closed": "clos",
        "failed": "échec de l’envoi",
        "recalled": "arrêté",
        "replaced": "remplacé",
        "expired": "expiré",
    },
    KeyStatus: {
        "not_needed": "sans objet",
        "withheld": "retenue",
        "released": "remise",
        "confirmed": "confirmée",
        "erased": "effacée",
        "revoked": "annulée",
    },
    OutboxStatus: {
        "queued": "en attente",
        "leased": "en cours",
        "sent": "parti",
        "failed": "échec",
        "cancelled": "annulé",
    },
    FicheStatus: {"draft": "brouillon", "sent": "transmise"},
    DepositStatus: {
        "waiting": "clé attendue",
        "opened": "ouvert, à traiter",
        "settled": "traité",
        "refused": "refusé",
        "expired": "expiré",
    },
    TableStatus: {
        "proposed": "à préparer",
        "frozen": "figé, à envoyer",
        "sent": "envoyé à l’OFII",
        "answered": "réponses reçues",
        "closed": "clos",
        "corrected": "remplacé par une nouvelle version",
    },
}
