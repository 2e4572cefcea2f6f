"""Which destructions were done, and what attests each? For the DPO, the controller and the coordinator; no content."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from crypto.signednote import text_of
from forms.documents import Block, Facts, Grid, Heading, Listing, Printed, Text, render
from liaison.errors import NotFound, WrongState
from liaison.events import EventKind
from liaison.records import Destruction
from liaison.rules.access import Actor, check_may_read_register
from liaison.rules.calendar import PARIS
from liaison.store import destroying as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import attestations, certifying
from liaison.usecases.attestations import AttestationLine
from liaison.usecases.certifying import GROUND_LABELS, KIND_LABELS
from liaison.usecases.context import Context
from liaison.vocabulary import SYSTEM
from liaison.vocabulary.destruction import Destroyed, DestructionStatus, Ground

STATUS_LABELS: Final[Mapping[DestructionStatus, str]] = {
    DestructionStatus.BEGUN: "commencée, sera menée à son terme",
    DestructionStatus.EMPTIED: "faite, reste à relire",
    DestructionStatus.CERTIFIED: "certifiée, sauvegardes de clés pas encore échues",
    DestructionStatus.COMPLETE: "certifiée et complète",
}

STATUS_WORDS: Final[Mapping[DestructionStatus, str]] = {
    DestructionStatus.BEGUN: "commencée",
    DestructionStatus.EMPTIED: "à relire",
    DestructionStatus.CERTIFIED: "certifiée",
    DestructionStatus.COMPLETE: "complète",
}
"""The same in a word, for a list."""


@dataclass(frozen=True, slots=True)
class DestructionLine:
    """A destruction as a list shows it."""

    number: str
    ground: Ground
    ground_label: str
    status: DestructionStatus
    status_word: str
    status_label: str
    begun_at: datetime
    certified_at: datetime | None
    covered_at: datetime | None
    counts: tuple[tuple[int, str], ...]
    """How many of what: (3, « fiches transmises »)."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate: what it says, and the signed text."""

    line: DestructionLine
    note: str
    facts: Mapping[str, Any]
    public_key: str
    copies: tuple[AttestationLine, ...]
    """What the partners were asked about the same exchanges, and what they attested since (R-7)."""


def list_destructions(ctx: Context, actor: Actor | None) -> list[DestructionLine]:
    """Return the destructions, newest first; of all départements for the command line.

    Raises:
        Denied: another role than those of the register.
    """
    if actor is not None:
        check_may_read_register(actor)
    rows = store.list_destructions(ctx.session, actor.departements if actor else None)
    return [_line(ctx, row) for row in rows]


def certificate_of(ctx: Context, actor: Actor | None, number: str) -> Certificate:
    """Return a certificate; reading it is journalled.

    Raises:
        NotFound: there is none of that number, or it is of another département.
        WrongState: it is not certified yet.
    """
    if actor is not None:
        check_may_read_register(actor)
    row = store.find_by_number(ctx.session, number)
    if row is None or (actor is not None and row.departement not in actor.departements):
        raise NotFound("Ce certificat n’existe pas.", hint="Retrouvez-le dans la liste des destructions.")
    if not row.certificate:
        raise WrongState(
            "Cette destruction n’est pas encore certifiée.", hint="Revenez dans quelques minutes : elle est en cours."
        )
    who = actor.account_id if actor else SYSTEM
    save(ctx.session, event=Event(EventKind.CERTIFICATE_READ, who, row.id, {"number": row.number}), at=ctx.now)
    facts = json.loads(text_of(row.certificate))
    plis = store.plis_named(ctx.session, {part.reference for part in store.parts_of(ctx.session, row.id)})
    copies = tuple(attestations.attestations_of(ctx, plis))
    return Certificate(_line(ctx, row), row.certificate, facts, certifying.public_key(ctx), copies)


def printed(certificate: Certificate) -> bytes:
    """Set a certificate on paper: the same facts, the signed text in full, and how to verify it."""
    facts = certificate.facts
    return render(
        Printed(
            title=f"Certificat de destruction n° {facts['number']}",
            issuer=str(facts["operator"]),
            made=f"Certifié le {_said(facts['certified_at'])}",
            subtitle=f"Département {facts['departement']} · {facts['ground']}",
            blocks=list(_blocks(certificate)),
            foot=f"Certificat {facts['number']} · registre : {facts['register']['entries']} entrées",
        )
    )


def _blocks(certificate: Certificate) -> Iterator[Block]:
    facts = certificate.facts
    yield Heading("Ce qui a été détruit")
    yield Grid(
        ("Nature", "Nombre", "Règle", "Point de départ", "Délai", "Échéance", "Références"),
        [
            (
                KIND_LABELS[Destroyed(one["kind"])][one["count"] > 1], str(one["count"]), one["rule"] or "—",
                _anchor(one), one["delay"] or "—", _day(one["deadline"]), ", ".join(one["references"]) or "—",
            )
            for one in facts["what"]
        ],
        (3, 1.2, 1, 3, 1.4, 1.8, 2.6),
    )  # fmt: skip
    yield Heading("Par qui, quand, comment")
    yield Facts(
        [
            ("Motif", facts["ground"] + (f", demande n° {facts['request']}" if facts["request"] else "")),
            ("Décidé par", facts["decided_by"]),
            ("Commencée", _said(facts["begun_at"])),
            ("Clés détruites et données effacées", _said(facts["destroyed_at"])),
            ("Relu et certifié", _said(facts["certified_at"])),
            ("Sauvegardes de clés couvertes", f"à partir du {_day(facts['key_backups_covered_on'])}"),
            (
                "Fichiers de la base réécrits",
                "oui" if facts["read_again"]["database_files_wiped"] else "pas encore",
            ),
            ("Place dans le registre", f"après {facts['register']['entries']} entrées"),
        ]
    )
    yield Text(
        "Chaque objet était chiffré par une clé qui n’appartenait qu’à lui. Les clés ont été détruites d’abord, puis "
        "les données ; tout a été relu ensuite, et rien n’est resté. Aucune sauvegarde de la base, de quelque âge que "
        "ce soit, ne rouvre ces données une fois les sauvegardes de clés échues."
    )
    yield Heading("Ce que ce certificat ne couvre pas")
    yield Listing(facts["not_covered"])
    if certificate.copies:
        yield Heading("Les copies des partenaires")
        yield Grid(
            ("Demande", "Organisme", "Demandé le", "Réponse"),
            [
                (one.number, one.partner_name, f"{one.asked_on:%d/%m/%Y}" if one.asked_on else "—", _answer(one))
                for one in certificate.copies
            ],
            (1.2, 3, 1.4, 3),
        )
    yield Heading("Vérifier ce certificat")
    yield Text(
        "Ce papier reprend un texte signé, qui accompagne le certificat dans un fichier. Le fichier se vérifie sur "
        "tout ordinateur où le logiciel est installé : liaison certificate verify FICHIER --public-key CLÉ."
    )
    yield Text(f"SHA-256 du fichier : {hashlib.sha256(certificate.note.encode()).hexdigest()}", mono=True)
    yield Text(f"Signature : {certificate.note.strip().rpartition(' ')[2]}", mono=True)
    yield Text(f"Clé publique : {certificate.public_key}", mono=True)


def _answer(one: AttestationLine) -> str:
    day = f", le {one.attested_on:%d/%m/%Y}" if one.attested_on else ""
    return f"{one.short_answer or one.state_label}{day}"


def _anchor(one: Mapping[str, Any]) -> str:
    return f"{one['anchor']} ({_day(one['anchor_on'])})" if one["anchor_on"] else one["anchor"] or "—"


def _day(text: str | None) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}" if text else "—"


def _said(text: str) -> str:
    return f"{datetime.fromisoformat(text).astimezone(PARIS):%d/%m/%Y à %H:%M}"


def summed(ctx: Context, row: Destruction) -> str:
    """Say in one sentence what a destruction took, why, and how far it is."""
    line = _line(ctx, row)
    what = ", ".join(f"{count} {label}" for count, label in line.counts)
    return f"{what}. {line.ground_label}. {line.status_label.capitalize()}."


def _line(ctx: Context, row: Destruction) -> DestructionLine:
    counts = certifying.counted(part.kind for part in store.parts_of(ctx.session, row.id))
    status, ground = DestructionStatus(row.status), Ground(row.ground)
    return DestructionLine(
        row.number, ground, GROUND_LABELS[ground], status, STATUS_WORDS[status], STATUS_LABELS[status], row.begun_at,
        row.certified_at, row.covered_at, counts,
    )  # fmt: skip
