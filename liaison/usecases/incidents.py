"""What may have to be told to a partner, the OFII or the CNIL? Drafts, by number, without anything about a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from crypto.hashchain import Detail
from liaison.events import EventKind
from liaison.records import Incident, Transmission
from liaison.rules.calendar import at_hour
from liaison.store import governance as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import breach_clocks
from liaison.usecases.breach_clocks import Party
from liaison.usecases.context import Context
from liaison.vocabulary import IncidentKind

KIND_LABELS: Final[Mapping[IncidentKind, str]] = {
    IncidentKind.WRONG_RECIPIENT: "Pli ouvert par un mauvais destinataire",
    IncidentKind.KEY_TO_STRANGER: "Clé arrivée chez quelqu’un d’autre",
    IncidentKind.READABLE_REPLY: "Document lisible reçu par e-mail",
    IncidentKind.LOST_DEVICE: "Ordinateur ou téléphone perdu ou volé",
    IncidentKind.ACCOUNT_USED: "Compte utilisé par quelqu’un d’autre",
    IncidentKind.PAPER_LOST: "Papier perdu, volé ou remis à un autre",
    IncidentKind.DATA_LOST: "Données perdues ou changées",
    IncidentKind.OTHER: "Autre incident",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What an incident concerns, as far as it is known: how many people (0: not known), data of the OFII or not."""

    people: int = 0
    ofii_data: bool | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """The draft of what was reported; `completed`: how much a second report changed, nothing for a first one."""

    incident: Incident
    completed: int | None = None


def open_draft(
    ctx: Context,
    actor_id: str,
    kind: IncidentKind,
    transmission: Transmission | None,
    *,
    discovered_at: datetime | None = None,
    scope: Scope | None = None,
) -> Incident:
    """Open the draft of an incident, in the caller's transaction (G-2, G-3, G-4); see `report`."""
    return report(ctx, actor_id, kind, transmission, discovered_at=discovered_at, scope=scope).incident


def report(  # noqa: PLR0913 - what is said, each by its name
    ctx: Context,
    actor_id: str,
    kind: IncidentKind,
    transmission: Transmission | None,
    *,
    discovered_at: datetime | None = None,
    scope: Scope | None = None,
    departement: str | None = None,
) -> Reported:
    """Open the draft of an incident, or complete the one that stands open for the same kind and transmission.

    Without a transmission nobody knows which département it is of, unless it is said: every DPO and controller sees it.

    The clocks count from the moment of discovery, now unless said otherwise (RGPD art. 33.1). A second report is no
    second breach: the earliest discovery stays, the larger number, and what is known over what is not.
    """
    for known in store.incidents_of(ctx.session, transmission.id) if transmission else ():
        if known.kind == kind and known.dismissed_at is None and known.ended_at is None:
            return _complete(ctx, actor_id, known, discovered_at or ctx.now, scope or Scope())
    row = Incident(
        id=ctx.new_id(),
        number=_number(ctx),
        departement=transmission.departement if transmission else departement,
        kind=kind.value,
        transmission_id=transmission.id if transmission else None,
        discovered_at=discovered_at or ctx.now,
        people=scope.people if scope else 0,
        ofii_data=scope.ofii_data if scope else None,
        opened_at=ctx.now,
        opened_by=actor_id,
    )
    event = Event(
        EventKind.INCIDENT_DRAFTED,
        actor_id,
        row.id,
        {"number": row.number, "kind": row.kind, "reference": transmission.reference if transmission else ""},
    )
    save(ctx.session, row, event=event, at=ctx.now)
    breach_clocks.of_incident(ctx, row, _parties(transmission))
    return Reported(row)


def _complete(ctx: Context, actor_id: str, row: Incident, discovered_at: datetime, scope: Scope) -> Reported:
    before = (row.discovered_at, row.people, row.ofii_data)
    row.discovered_at = min(row.discovered_at, discovered_at)
    row.people = max(row.people, scope.people)
    if not row.ofii_data and scope.ofii_data is not None:  # « no » may turn out to be « yes », and the 4 hours run
        row.ofii_data = scope.ofii_data
    after = (row.discovered_at, row.people, row.ofii_data)
    changed = sum(one != other for one, other in zip(before, after, strict=True))
    detail: dict[str, Detail] = {"number": row.number, "kind": row.kind, "changed": changed}
    save(ctx.session, row, event=Event(EventKind.INCIDENT_COMPLETED, actor_id, row.id, detail), at=ctx.now)
    breach_clocks.of_incident(ctx, row)
    return Reported(row, changed)


def open_draft_of_the_day(ctx: Context, actor_id: str, kind: IncidentKind) -> Incident:
    """Return the draft that stands open since this morning about no known pli; else open it.

    Whoever writes to the box may send files that answer nothing: one number a day takes them all, counted by the
    mails that name it, so that they do not bury the others.
    """
    known = store.find_open_without_pli(ctx.session, kind.value, at_hour(ctx.today, time()))
    return known or open_draft(ctx, actor_id, kind, None)


def _parties(transmission: Transmission | None) -> list[Party]:
    if transmission is None or transmission.convention_id is None:
        return []
    return [Party(transmission.partner_id, transmission.convention_id)]


def _number(ctx: Context) -> str:
    """Return the next number of the year; of two at the same moment the column takes one, the other is asked again."""
    year = str(ctx.today.year)
    return f"{year}-{store.count_incidents(ctx.session, year) + 1:03}"
