"""What does the report of an inspection tell of a period? One function for each part; numbers, no content, no name.

A part is a function of a transaction and a period that gives blocks; `reporting.SECTIONS` lists them in order.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final

from forms.documents import Block, Grid, Heading, Text
from liaison.events import EventKind
from liaison.records import Deadline, Transmission
from liaison.rules.calendar import PARIS, local_day
from liaison.rules.lifecycle import french
from liaison.rules.periods import Period
from liaison.store import checkpoints as store_of_cuts
from liaison.store import reports as store
from liaison.store import trails
from liaison.usecases import breach_register, certificates, rights_register
from liaison.usecases.context import Context
from liaison.usecases.deposited import DOOR_WORDS
from liaison.usecases.directory import KIND_LABELS
from liaison.usecases.listing import SUBJECT_LABELS
from liaison.usecases.opening_deposit import REFUSAL_LABELS
from liaison.vocabulary import (
    ArchiveStatus,
    Carrier,
    Chain,
    DeadlineSubject,
    DepositDoor,
    DepositRefusal,
    DepositStatus,
    KeyChannel,
    PartnerKind,
)

_CARRIERS: Final = {
    Carrier.EMAIL: "en pièce jointe", Carrier.LINK: "par lien de téléchargement", Carrier.HAND: "en main propre",
}  # fmt: skip
_CHANNELS: Final = {
    KeyChannel.SMS: "par SMS", KeyChannel.TELEPHONE: "par téléphone", KeyChannel.IN_PERSON: "en main propre",
    KeyChannel.LETTER: "par courrier recommandé", KeyChannel.NONE: "sans clé : papier",
}  # fmt: skip
_REFUSED: Final = {
    "denied": "accès non permis", "notfound": "introuvable", "refused": "une règle du programme l’interdit",
    "archived": "dossier aux archives", "forgedform": "formulaire d’une autre session",
    "wrongrole": "page d’un autre rôle",
}  # fmt: skip
_TURNED_DOWN: Final = {
    EventKind.SIGN_IN_REFUSED: "Connexion refusée",
    EventKind.SIGN_IN_SLOWED: "Essais de connexion ralentis",
    EventKind.UPLOAD_TURNED_AWAY: "Fichier refusé à l’arrivée, non gardé",
    EventKind.DEPOSIT_WRONG_KEY: "Clé d’un dépôt refusée",
    EventKind.TRANSMISSION_STOPPED: "Envoi arrêté",
    EventKind.TRANSMISSION_RECALLED: "Pli rappelé",
}
_WIDTHS: Final = (4, 1)


def transmissions(ctx: Context, period: Period) -> Sequence[Block]:
    """Tell what was sent: to which kinds of partners, under which conventions, by which ways, and where it stands."""
    every = store.transmissions_between(ctx.session, period.begins_at, period.ends_at)
    real = [row for row in every if not row.is_test]
    tests = len(every) - len(real)
    aside = f" Plis d’essai, sans personne, en plus : {tests}." if tests else ""
    head: list[Block] = [Heading("Transmissions"), Text(f"Préparées dans la période : {len(real)}.{aside}")]
    if not real:
        return head
    kinds, conventions = store.kinds_of_partners(ctx.session), store.references_of_conventions(ctx.session)
    return [
        *head,
        _counted("Destinataire", (KIND_LABELS[PartnerKind(kinds[row.partner_id])] for row in real)),
        _counted("Convention", (_convention(row, conventions) for row in real)),
        _counted("Chemin du pli", (_CARRIERS[Carrier(row.carrier)] for row in real)),
        _counted("Chemin de la clé", (_word(_CHANNELS, KeyChannel(row.key_channel)) for row in real)),
        _counted("État du pli aujourd’hui", (french(ArchiveStatus(row.archive_status)) for row in real)),
    ]


def refusals(ctx: Context, period: Period) -> Sequence[Block]:
    """Tell what the service refused; before the journal begins, nobody knows any more, and that is said."""
    asked = (ctx.session, EventKind.ACCESS_REFUSED, "why", period.begins_at, period.ends_at)
    counted = Counter({_REFUSED.get(why, why): count for why, count in store.reasons_of(*asked).items()})
    events = store.count_events(ctx.session, list(_TURNED_DOWN), period.begins_at, period.ends_at)
    rows = [[f"Demande refusée : {why}", str(count)] for why, count in sorted(counted.items())]
    rows += [[label, str(events[kind])] for kind, label in _TURNED_DOWN.items() if kind in events]
    head: list[Block] = [Heading("Refus")]
    begins = trails.begins_at(ctx.session, Chain.SECURITY)
    if store_of_cuts.anchor_of(ctx.session, Chain.SECURITY) and begins and begins > period.begins_at:
        day = f"{begins.astimezone(PARIS):%d/%m/%Y}"
        head.append(Text(f"Comptés depuis le {day} : le journal d’avant a été détruit à son terme."))
    return [*head, Grid(("Refus", "Nombre"), rows, _WIDTHS) if rows else Text("Aucun refus dans la période.")]


def deposits(ctx: Context, period: Period) -> Sequence[Block]:
    """Tell what came in."""
    rows = store.deposits_between(ctx.session, period.begins_at, period.ends_at)
    head: list[Block] = [Heading("Fichiers reçus"), Text(f"Fichiers chiffrés et papiers reçus : {len(rows)}.")]
    if not rows:
        return head
    refused = [row for row in rows if row.refusal]
    blocks = [
        *head,
        _counted("Voie", (DOOR_WORDS[DepositDoor(row.door)] for row in rows)),
        _counted("État aujourd’hui", (french(DepositStatus(row.status)) for row in rows)),
    ]
    if refused:
        blocks.append(_counted("Motif de refus", (REFUSAL_LABELS[DepositRefusal(row.refusal)] for row in refused)))
    return blocks


def deadlines(ctx: Context, period: Period) -> Sequence[Block]:
    """Tell of each part whose term fell into the period whether it was destroyed in time."""
    first: dict[tuple[str, str], Deadline] = {}
    for row in store.deadlines_between(ctx.session, period.begins_at, period.ends_at):
        first.setdefault((row.subject_kind, row.subject_id), row)
    counted = Counter((row.subject_kind, _met(ctx, row)) for row in first.values())
    head: list[Block] = [Heading("Échéances de destruction")]
    if not counted:
        return [*head, Text("Aucune échéance n’est tombée dans la période.")]
    verdicts = ("à temps", "en retard", "dépassée, pas encore détruit", "à venir")
    rows = [
        [SUBJECT_LABELS[DeadlineSubject(kind)], *(str(counted[kind, verdict]) for verdict in verdicts)]
        for kind in sorted({kind for kind, _ in counted})
    ]
    return [*head, Grid(("Partie", *verdicts), rows, (2, 1, 1, 1, 1))]


def destructions(ctx: Context, period: Period) -> Sequence[Block]:
    """Tell what was destroyed, and by which certificate."""
    rows = store.destructions_between(ctx.session, period.begins_at, period.ends_at)
    if not rows:
        return [Heading("Destructions"), Text("Rien n’a été détruit dans la période.")]
    lines = [[row.number, f"{local_day(row.begun_at):%d/%m/%Y}", certificates.summed(ctx, row)] for row in rows]
    return [
        Heading("Destructions et certificats"),
        Grid(("Certificat", "Le", "Quoi, pourquoi, où en est-on"), lines, (1, 1, 4)),
    ]


def attestations(ctx: Context, period: Period) -> Sequence[Block]:
    """Tell which partners were asked to destroy their copies, and what they attested."""
    rows = store.requests_between(ctx.session, period.begins_at, period.ends_at)
    if not rows:
        return [Heading("Copies des partenaires"), Text("Aucun partenaire n’a été invité à détruire ses copies.")]
    answered = sum(bool(row.attested) for row in rows)
    lines = [["Demandes", str(len(rows))], ["Attestées", str(answered)], ["Sans réponse", str(len(rows) - answered)]]
    return [Heading("Copies des partenaires"), Grid(("Demandes de destruction", "Nombre"), lines, _WIDTHS)]


def breaches(ctx: Context, period: Period) -> Sequence[Block]:
    """Tell of breaches and complaints, by their number."""
    return breach_register.report_section(ctx, period.since, period.until)


def requests(ctx: Context, period: Period) -> Sequence[Block]:
    """Tell of the persons' requests, by their number."""
    return rights_register.report_section(ctx, period.begins_at, period.ends_at)


def _counted(name: str, words: Iterable[str]) -> Grid:
    counted = Counter(words)
    rows = [[word, str(count)] for word, count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))]
    return Grid((name, "Nombre"), rows, _WIDTHS)


def _convention(row: Transmission, references: Mapping[str, str]) -> str:
    return references.get(row.convention_id, "convention retirée") if row.convention_id else "sans convention exigée"


def _met(ctx: Context, row: Deadline) -> str:
    if row.due_at is None or (row.done_at is None and row.due_at > ctx.now):
        return "à venir"
    if row.done_at is None:
        return "dépassée, pas encore détruit"
    return "à temps" if row.done_at <= row.due_at else "en retard"


def _word(words: Mapping[KeyChannel, str], value: StrEnum) -> str:
    return words.get(KeyChannel(value), value.value)
