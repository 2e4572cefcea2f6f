"""What happened in a dossier, in order? Fiches, plis, agreements, notices and the end, in one thread; no HTML."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from liaison.rules.calendar import local_day
from liaison.usecases.following_exits import ExitsOfCase
from liaison.usecases.keeping_cases import CasePage
from liaison.usecases.listing import TransmissionLine
from liaison.usecases.received import Received, ReceivedLine
from liaison.usecases.referring import ReferralView
from liaison.vocabulary import DocumentFate, FicheStatus


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened in a dossier."""

    on: date
    what: str
    href: tuple[str, str] | None = None
    """Route and id of its page."""
    note: str = ""
    transmission: TransmissionLine | None = None
    document: ReceivedLine | None = None


def thread_of(
    case: CasePage, exits: ExitsOfCase, received: Received, referrals: tuple[ReferralView, ...]
) -> tuple[Happening, ...]:
    """Return everything that happened, the newest first."""
    events = [Happening(local_day(case.created_at), "Dossier ouvert")]
    events += [
        Happening(notice.given_on, "Personne informée de ce que nous faisons de ses données") for notice in case.notices
    ]
    for agreement in case.agreements:
        events.append(Happening(agreement.given_on, agreement.label))
        if agreement.withdrawn_at is not None:
            events.append(Happening(local_day(agreement.withdrawn_at), "Accord retiré", note=agreement.label))
    for fiche in case.fiches:
        draft = fiche.status is FicheStatus.DRAFT
        what = f"{fiche.title}{' : brouillon' if draft else ''}"
        events.append(Happening(local_day(fiche.saved_at), what, ("show_fiche", fiche.id), fiche.partner_name))
    events += [
        Happening(
            local_day(line.prepared_at), f"Pli {line.reference}", ("show_transmission", line.id), transmission=line
        )
        for line in case.transmissions
    ]
    events += [
        Happening(past.left_on, f"Sortie du programme : {past.kind_label}", note=f"Annulée : {past.undone}")
        for past in exits.past
        if past.undone
    ]
    events += [
        Happening(end.ended_on, "Fin d’un accompagnement PIC IPR", note=f"{end.partner_name} : {end.kind_label}")
        for end in exits.project_ends
    ]
    if exits.standing is not None:
        what = f"Sortie du programme : {exits.standing.kind_label}"
        events.append(Happening(exits.standing.left_on, what, ("show_exit", case.id)))
    elif case.support_ended_on is not None:
        events.append(Happening(case.support_ended_on, "Fin de l’accompagnement"))
    events += _came_in(received)
    events += [
        Happening(local_day(one.recorded_at), "Personne orientée par un partenaire", note=one.partner_name)
        for one in referrals
    ]
    events.sort(key=lambda event: event.on)
    return tuple(events[::-1])


def _came_in(received: Received) -> list[Happening]:
    """What partners sent: kept documents by their page, and what waits for its key or for a person."""
    kept = [
        Happening(local_day(line.at), _WORDS[line.fate], note=f"{line.partner_name} : {line.name}", document=line)
        for line in received.documents
    ]
    waiting = [
        Happening(local_day(line.received_at), f"Dépôt {line.reference}", ("show_deposit", line.id), line.partner_name)
        for line in received.waiting
    ]
    return kept + waiting


_WORDS: Final[Mapping[DocumentFate, str]] = {
    DocumentFate.WAITING: "Document reçu, à traiter",
    DocumentFate.ACCEPTED: "Réponse reçue et acceptée",
    DocumentFate.TAKEN_IN: "Fiche reçue d’un partenaire",
    DocumentFate.ATTACHED: "Document reçu d’un partenaire",
}
