"""What was done with a person's data? Who got what, what came in, until when it stays, who opened it (art. 15.1)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from liaison.records import Case, Transmission
from liaison.rules.lifecycle import french
from liaison.store import deposits as deposit_store
from liaison.store import directory as directory_store
from liaison.store import exchanges as store
from liaison.store import exits as exit_store
from liaison.store import follow_ups as follow_up_store
from liaison.store import rights as rights_store
from liaison.store import table_plis, trails
from liaison.store import tables as table_store
from liaison.usecases import administering, announcing, deposited, leaving
from liaison.usecases.context import Context
from liaison.usecases.directory import KIND_LABELS
from liaison.usecases.listing import deadline_lines
from liaison.usecases.naming import title_of
from liaison.usecases.outcomes import SHORT_LABELS
from liaison.usecases.person_data import Item, Part, said
from liaison.usecases.rights_labels import DECISIONS, RIGHTS
from liaison.usecases.table_words import PURPOSES, WAYS
from liaison.vocabulary import (
    ArchiveStatus,
    Carrier,
    Chain,
    DeadlineSubject,
    ExitKind,
    KeyStatus,
    NotConcerned,
    Outcome,
    PartnerKind,
    ProjectEndKind,
)
from liaison.vocabulary.rights import RequestDecision, Right
from liaison.vocabulary.tables import ContactPurpose, ContactWay

_ROOMS: Final[Mapping[str, str]] = {
    "case": "votre dossier", "fiche": "une fiche", "exchange": "une transmission", "document": "un document reçu",
    "agreement": "vos accords", "notice": "votre information", "exit": "votre sortie", "request": "votre demande",
    "referral": "votre orientation", "table": "un tableau proposé à l’OFII", "convocation": "votre convocation",
    "follow-up": "vos contacts avec nous",
}  # fmt: skip
_DONE: Final[Mapping[str, str]] = {
    "read": "lu", "changed": "modifié", "created": "ouvert", "assigned": "confié", "started": "commencé",
    "rendered": "imprimé", "frozen": "envoyé", "downloaded": "enregistré", "given": "noté", "withdrawn": "retiré",
    "recorded": "noté", "removed": "retiré",
}  # fmt: skip
_CARRIERS: Final = {
    Carrier.EMAIL: "e-mail chiffré", Carrier.LINK: "téléchargement chiffré", Carrier.HAND: "main propre",
}  # fmt: skip


def of_case(ctx: Context, case: Case) -> list[Part]:
    """Return the account of what was done, part by part."""
    sent = table_plis.plis_about(ctx.session, case.id)
    return [
        Part("À qui vos données ont été transmises", tuple(_sent(ctx, row) for row in sent), is_data=False),
        Part("Ce que nous avons reçu sur vous", _received(ctx, case), is_data=False),
        Part("Votre orientation et votre sortie", _course(ctx, case), is_data=False),
        Part("Vos contacts avec nous", _contacts(ctx, case), is_data=False),
        Part("Vos demandes", _requests(ctx, case), is_data=False),
        Part("Jusqu’à quand nous gardons vos données", _deadlines(ctx, case, sent), is_data=False),
        Part("Qui a ouvert vos données", _accesses(ctx, case, sent), is_data=False),
    ]


def _sent(ctx: Context, row: Transmission) -> Item:
    partner = directory_store.get_partner(ctx.session, row.partner_id)
    contact = directory_store.get_contact(ctx.session, row.contact_id)
    said_of = [
        f"à {partner.name} ({KIND_LABELS[PartnerKind(partner.kind)]}), {contact.function}",
        f"par {_CARRIERS[Carrier(row.carrier)]}",
        f"préparé le {said(row.prepared_at)}",
        f"pli {french(ArchiveStatus(row.archive_status))}",
        f"clé {french(KeyStatus(row.key_status))}",
    ]
    if row.sent_at:
        said_of.append(f"parti le {said(row.sent_at)}")
    if row.acknowledged_at:
        said_of.append(f"reçu le {said(row.acknowledged_at)}")
    if row.outcome:
        said_of.append(f"réponse : {SHORT_LABELS[Outcome(row.outcome)]}")
    return Item(f"{title_of(ctx, row.model)}, pli {row.reference}", " ; ".join(said_of))


def _received(ctx: Context, case: Case) -> tuple[Item, ...]:
    items = []
    for deposit in deposit_store.deposits_of_case(ctx.session, case.id):
        partner = directory_store.get_partner(ctx.session, deposit.partner_id)
        items.append(Item(f"Dépôt {deposit.reference}", f"de {partner.name}, reçu le {said(deposit.received_at)}"))
    for document in deposit_store.documents_of_case(ctx.session, case.id):
        partner_id = deposit_store.get_deposit(ctx.session, document.deposit_id).partner_id
        partner = directory_store.get_partner(ctx.session, partner_id)
        name = deposited.name_of(ctx, document) or "document"
        items.append(Item("Document reçu", f"{name}, de {partner.name}, gardé le {said(document.fate_at)}"))
    return tuple(items)


def _course(ctx: Context, case: Case) -> tuple[Item, ...]:
    items = []
    for referral in deposit_store.referrals_of(ctx.session, case.id):
        partner = directory_store.get_partner(ctx.session, referral.partner_id)
        signed = f", CIR signé le {said(referral.cir_signed_on)}" if referral.cir_signed_on else ""
        items.append(Item("Orientation vers nous", f"par {partner.name}, le {said(referral.recorded_at)}{signed}"))
    for row in exit_store.list_exits(ctx.session, case.id):
        undone = f", annulée le {said(row.undone_at)}" if row.undone_at else ""
        items.append(Item("Sortie", f"{leaving.EXIT_LABELS[ExitKind(row.kind)]}, le {said(row.left_on)}{undone}"))
        for one in exit_store.list_addressees(ctx.session, [row.id]):
            name = directory_store.get_partner(ctx.session, one.partner_id).name if one.partner_id else one.audience
            told = f"informé le {said(one.told_on)}" if one.told_on else "informé par pli, ou pas encore"
            waived = announcing.REASON_LABELS[NotConcerned(one.not_concerned)] if one.not_concerned else ""
            items.append(Item("Sortie annoncée à", f"{name} : {waived or told}"))
    for end in exit_store.list_project_ends(ctx.session, case.id):
        partner = directory_store.get_partner(ctx.session, end.partner_id)
        label = leaving.PROJECT_LABELS[ProjectEndKind(end.kind)]
        items.append(Item("Fin d’un accompagnement PIC IPR", f"{partner.name}, {label}, le {said(end.ended_on)}"))
    return tuple(items)


def _contacts(ctx: Context, case: Case) -> tuple[Item, ...]:
    return tuple(
        Item(PURPOSES[ContactPurpose(row.purpose)], f"{WAYS[ContactWay(row.way)]}, le {said(row.happened_on)}")
        for row in reversed(follow_up_store.list_follow_ups(ctx.session, [case.id]))
    )


def _requests(ctx: Context, case: Case) -> tuple[Item, ...]:
    items = []
    for row in rights_store.requests_of(ctx.session, case.id):
        decided = f", {DECISIONS[RequestDecision(row.decision)].lower()}" if row.decision else ""
        answered = f", répondue le {said(row.answered_on)}" if row.answered_on else ""
        told = f"{RIGHTS[Right(row.kind)]}, reçue le {said(row.received_on)}{decided}{answered}"
        items.append(Item(f"Demande {row.number}", told))
    return tuple(items)


def _deadlines(ctx: Context, case: Case, sent: Iterable[Transmission]) -> tuple[Item, ...]:
    rows = [
        *store.deadlines_of(ctx.session, DeadlineSubject.CASE, case.id),
        *deposit_store.deadlines_of_documents(ctx.session, case.id),
    ]
    rows += store.list_deadlines(ctx.session, [row.id for row in sent])
    for deposit in deposit_store.deposits_of_case(ctx.session, case.id):
        rows += [row for row in deposit_store.deadlines_of_deposit(ctx.session, deposit.id) if row not in rows]
    items = []
    for line in deadline_lines(rows):
        due = f"au plus tard le {said(line.due_at)}" if line.due_at else "date pas encore connue"
        done = f", détruit le {said(line.done_at)}" if line.done_at else ""
        items.append(Item(line.subject_label, f"{due} : {line.delay} après {line.anchor} ({line.source}){done}"))
    return tuple(items)


def _accesses(ctx: Context, case: Case, sent: Iterable[Transmission]) -> tuple[Item, ...]:
    """Say by role who opened what, how often, from when to when; never by name (CJUE, C-579/21)."""
    subjects = {case.id, *(row.id for row in sent)}
    subjects |= {row.id for row in store.list_fiches(ctx.session, [case.id])}
    subjects |= {row.id for row in deposit_store.documents_of_case(ctx.session, case.id)}
    subjects |= {id_ for row in table_store.rows_of_case(ctx.session, case.id) for id_ in (row.id, row.table_id)}
    subjects |= {row.id for row in rights_store.requests_of(ctx.session, case.id)}
    counted: Counter[tuple[str, str]] = Counter()
    last: dict[tuple[str, str], str] = {}
    labels: dict[str, str] = {}
    for entry in trails.read_about(ctx.session, Chain.SECURITY, subjects):
        room, _, act = entry.kind.partition(":")
        if entry.actor not in labels:
            labels[entry.actor] = administering.actor_label(ctx, entry.actor)
        key = (labels[entry.actor], f"{_ROOMS.get(room, room)} : {_DONE.get(act, 'traité')}")
        counted[key] += 1
        last[key] = said(entry.time)
    return tuple(
        Item(who, f"{what}, {times} fois, la dernière le {last[who, what]}")
        for (who, what), times in sorted(counted.items())
    )
