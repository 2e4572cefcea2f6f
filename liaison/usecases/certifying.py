"""What proves a destruction, to somebody who was not there? A signed text, written once everything was read again.

It holds no data that identify anybody: kinds and numbers, rules and days, who decided by function, random ids, digests
of ciphertexts, the place in the register, when backups of keys are covered, and what it does not cover (R-5).
`docs/formats/certificate.md` is the norm; it is verified without this house by the public key.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final

from crypto.checkpoint import PublicKey
from crypto.signednote import open_note, sign_note
from liaison.events import EventKind
from liaison.records import DestroyedPart, Destruction
from liaison.rules.calendar import local_day
from liaison.store import destroying as store
from liaison.store import directory as directory_store
from liaison.store import trails
from liaison.store.trails import Event, read_head
from liaison.store.writing import save
from liaison.usecases import administering, remembering
from liaison.usecases.context import Context
from liaison.vocabulary import Chain
from liaison.vocabulary.destruction import Destroyed, DestructionStatus, Ground

TITLE: Final = "destruction certificate of liaison, version 1"

KIND_LABELS: Final[Mapping[Destroyed, tuple[str, str]]] = {
    Destroyed.CASE: ("dossier", "dossiers"),
    Destroyed.OFII: ("ensemble de données venues de l’OFII", "ensembles de données venues de l’OFII"),
    Destroyed.FICHE: ("fiche transmise", "fiches transmises"),
    Destroyed.DRAFT: ("fiche de travail", "fiches de travail"),
    Destroyed.ARCHIVE: ("archive envoyée", "archives envoyées"),
    Destroyed.KEY: ("clé d’archive", "clés d’archives"),
    Destroyed.MESSAGE: ("message en attente", "messages en attente"),
    Destroyed.DOCUMENT: ("document reçu", "documents reçus"),
    Destroyed.DEPOSIT: ("fichier déposé", "fichiers déposés"),
    Destroyed.TABLE_ROW: ("ligne de tableau mensuel", "lignes de tableaux mensuels"),
    Destroyed.DECISION: ("décision de l’OFII", "décisions de l’OFII"),
    Destroyed.OTHER: ("objet lié au dossier", "objets liés au dossier"),
}
GROUND_LABELS: Final[Mapping[Ground, str]] = {
    Ground.DEADLINE: "Échéance atteinte",
    Ground.ERASURE: "Demande d’effacement de la personne (RGPD, article 17)",
    Ground.WITHDRAWAL: "Retrait de l’accord de la personne (RGPD, article 17.1 b)",
    Ground.NO_LONGER_NEEDED: "Plus nécessaire (guide, annexe 6.1 art. 3 et annexe 6.2 art. 4)",
    Ground.MISTAKE: "Ouvert par erreur",
}
NOT_COVERED: Final = (
    "Les copies que les partenaires ont reçues : elles leur sont demandées à part, avec leur attestation.",
    "Les boîtes aux lettres et l’historique de la passerelle de SMS : ils ont pu garder une archive ou une clé.",
    "Les fichiers qu’une personne a enregistrés ou imprimés depuis le service.",
    "Une copie d’une sauvegarde de clés qui serait gardée au-delà de sa durée, contre la règle.",
)


def counted(kinds: Iterable[str]) -> tuple[tuple[int, str], ...]:
    """Say how many there are of each kind: (3, « fiches transmises »)."""
    counts = Counter(Destroyed(kind) for kind in kinds)
    return tuple((counts[kind], KIND_LABELS[kind][counts[kind] > 1]) for kind in Destroyed if counts[kind])


def remains(ctx: Context, row: Destruction) -> list[str]:
    """Read everything again: name the tables in which something of a destruction is left, none when it is whole."""
    left: set[str] = set()
    for part in store.parts_of(ctx.session, row.id):
        kind = Destroyed(part.kind)
        if kind is Destroyed.CASE:
            left.update(store.remains_of_case(ctx.session, part.subject_id))
        elif kind in _TABLES and store.rows_of(ctx.session, _TABLES[kind], [part.subject_id]):
            left.add(_TABLES[kind])
        elif kind in _CONTENT and store.holds_content(ctx.session, *_CONTENT[kind], part.subject_id):
            left.add(".".join(_CONTENT[kind]))
    return sorted(left)


def certify(ctx: Context, row: Destruction, *, wiped: bool) -> None:
    """Attest a destruction that was read again, in the caller's transaction."""
    row.certified_at, row.covered_at = ctx.now, covered_at(ctx, row.emptied_at or ctx.now)
    text = json.dumps(_facts(ctx, row, wiped=wiped), ensure_ascii=False, indent=1, sort_keys=True)
    row.certificate = sign_note(ctx.vault.signing_key(remembering.ORIGIN), TITLE, text)
    row.status = DestructionStatus.CERTIFIED.value
    event = Event(EventKind.DESTRUCTION_CERTIFIED, row.decided_by, row.id, {"number": row.number, "wiped": wiped})
    save(ctx.session, row, event=event, at=ctx.now)


def covered_at(ctx: Context, destroyed_at: datetime) -> datetime:
    """Return when the last backup of keys that could hold a key destroyed at a moment is past its life.

    By the life that such a backup has now, and by that of each one that was made before: it may have been longer.
    """
    lives = [destroyed_at + timedelta(days=ctx.settings.key_backup_days)]
    for entry in trails.find_kind(ctx.session, Chain.SECURITY, EventKind.BACKUP_MADE):
        days = entry.detail.get("lives")
        if isinstance(days, int) and entry.time <= destroyed_at:
            lives.append(entry.time + timedelta(days=days))
    return max(lives)


def open_certificate(note: str, public_key: str) -> Mapping[str, Any]:
    """Return what a certificate says, if that key signed it; needs nothing of the house.

    Raises:
        crypto.errors.MalformedCheckpoint: it is no certificate, or the key is none.
        crypto.errors.ForgedCheckpoint: it was changed, or signed by another key.
    """
    facts: Mapping[str, Any] = json.loads(open_note(note, title=TITLE, key=PublicKey.parse(public_key)))
    return facts


def public_key(ctx: Context) -> str:
    """Return the line by which certificates are verified."""
    return str(ctx.vault.signing_key(remembering.ORIGIN).public)


def _facts(ctx: Context, row: Destruction, *, wiped: bool) -> dict[str, object]:
    departement = directory_store.get_departement(ctx.session, row.departement)
    parts = list(store.parts_of(ctx.session, row.id))
    head = read_head(ctx.session, Chain.REGISTER)
    return {
        "number": row.number,
        "operator": departement.operator,
        "departement": departement.code,
        "ground": GROUND_LABELS[Ground(row.ground)],
        "request": row.request,
        "decided_by": administering.actor_label(ctx, row.decided_by),
        "begun_at": _moment(row.begun_at),
        "destroyed_at": _moment(row.emptied_at or ctx.now),
        "certified_at": _moment(ctx.now),
        "key_backups_covered_on": local_day(row.covered_at or ctx.now).isoformat(),
        "what": list(_counted(parts)),
        "objects": [{"object": one, "rule": part.rule} for part in parts for one in part.objects],
        "sha256_of_ciphertexts": [digest for part in parts for digest in part.fingerprints],
        "register": {"entries": head.size, "digest": head.digest.hex()},
        "read_again": {"keys_left": 0, "rows_left": 0, "database_files_wiped": wiped},
        "not_covered": list(NOT_COVERED),
    }


def _counted(parts: list[DestroyedPart]) -> Iterator[dict[str, object]]:
    """Count what has the same kind, rule and day; each says by which rule it went."""
    for _, some in groupby(sorted(parts, key=_sameness), _sameness):
        same = list(some)
        first = same[0]
        yield {
            "kind": first.kind,
            "count": len(same),
            "rule": first.rule,
            "anchor": first.anchor,
            "anchor_on": first.anchor_on.isoformat() if first.anchor_on else None,
            "delay": first.delay,
            "deadline": local_day(first.due_at).isoformat() if first.due_at else None,
            "references": sorted({part.reference for part in same if part.reference}),
        }


def _sameness(part: DestroyedPart) -> tuple[str, str, str, str]:
    return (part.kind, part.rule, part.anchor, part.due_at.isoformat() if part.due_at else "")


def _moment(value: datetime) -> str:
    return value.isoformat(timespec="seconds")


_TABLES: Final[Mapping[Destroyed, str]] = {
    Destroyed.FICHE: "ficheversion",
    Destroyed.DRAFT: "fiche",
    Destroyed.DOCUMENT: "depositdocument",
    Destroyed.DECISION: "orientationanswer",
}
"""What loses its row."""
_CONTENT: Final[Mapping[Destroyed, tuple[str, str]]] = {
    Destroyed.ARCHIVE: ("transmission", "archive"),
    Destroyed.KEY: ("transmission", "passphrase"),
    Destroyed.MESSAGE: ("outboxmessage", "payload"),
    Destroyed.TABLE_ROW: ("orientationrow", "content"),
}
"""What keeps its row, without this column."""
