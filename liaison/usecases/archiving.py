"""What becomes of a dossier whose support ended long ago, and who may open it again (CNIL, archivage intermédiaire)?

The night puts it into the archive: from then on it stands in nobody's lists, and its référents no longer open it. The
coordinator of its département finds it by name or number and takes it out for a month, with a reason that the journal
keeps. Its deadlines, its holds and what a breach or a register counts do not change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from liaison.errors import WrongState
from liaison.events import EventKind
from liaison.records import Case
from liaison.rules import archiving as rules
from liaison.rules.access import Actor, check_has_role, check_may_work_in
from liaison.rules.calendar import add_months
from liaison.rules.retention import CNIL_MONTHS
from liaison.store import archive as store
from liaison.store import cases as case_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases.context import Context
from liaison.usecases.dossier import full_name, masked, raw_of, read_people, searchable
from liaison.vocabulary import SYSTEM, Role
from liaison.vocabulary.archives import WayBack

KEEPERS: Final = frozenset({Role.COORDINATOR})

REASONS: Final[Mapping[WayBack, str]] = {
    WayBack.COMES_BACK: "La personne revient, son accompagnement reprend",
    WayBack.FOR_THE_PERSON: "Pour répondre à une demande de la personne",
    WayBack.FOR_A_CHECK: "Pour un contrôle du financeur",
    WayBack.FOR_THE_COURT: "Pour répondre à un tribunal ou à une autorité",
}


@dataclass(frozen=True, slots=True)
class ArchivedLine:
    """A dossier of the archive, found by who looked for it."""

    id: str
    name: str
    agdref_masked: str
    support_ended_on: date | None


def archive_due(ctx: Context) -> int:
    """Put into the archive every dossier that belongs there; return how many. Once more does nothing more."""
    rows = [
        row
        for row in store.ended_by(ctx.session, add_months(ctx.today, 1 - CNIL_MONTHS))
        if rules.is_due(support_ended_on=row.support_ended_on, out_until=row.out_until, today=ctx.today)
    ]
    for row in rows:
        row.archived_on, row.out_until = ctx.today, None
        save(ctx.session, row, event=Event(EventKind.CASE_ARCHIVED, SYSTEM, row.id), at=ctx.now)
    return len(rows)


def count_archived(ctx: Context, actor: Actor) -> int:
    """Return how many dossiers of the actor's départements are in the archive.

    Raises:
        Denied: not a coordinator.
    """
    check_has_role(actor, KEEPERS)
    return store.count_in(ctx.session, actor.departements)


def search(ctx: Context, actor: Actor, words: str) -> list[ArchivedLine]:
    """Return the archived dossiers whose name or AGDREF number holds some words; without words none, never all.

    Only the search, not its text, is journalled.

    Raises:
        Denied: not a coordinator.
    """
    check_has_role(actor, KEEPERS)
    wanted = words.casefold().split()
    if not wanted:
        return []
    rows = store.archived_in(ctx.session, actor.departements)
    people = {case_id: raw_of(values) for case_id, values in read_people(ctx, rows).items()}
    found = [row for row in rows if all(word in searchable(people[row.id]) for word in wanted)]
    event = Event(EventKind.CASE_SEARCHED, actor.account_id, "", {"found": len(found)})
    save(ctx.session, event=event, at=ctx.now)
    return [_line(row, people[row.id]) for row in found]


def open_line(ctx: Context, actor: Actor, case_id: str) -> ArchivedLine:
    """Return one archived dossier, before it is taken out; that it was looked at is journalled.

    Raises:
        NotFound: there is none of that id.
        Denied: not a coordinator of its département.
        WrongState: it is not in the archive.
    """
    row = _archived(ctx, actor, case_id)
    save(ctx.session, event=Event(EventKind.CASE_READ, actor.account_id, row.id, {"field": "archive"}), at=ctx.now)
    return _line(row, raw_of(read_people(ctx, [row])[row.id]))


def take_out(ctx: Context, actor: Actor, case_id: str, why: WayBack) -> date:
    """Give a dossier back to daily work for a month; return the last day. Its deadlines stay as they are.

    Raises:
        NotFound: there is none of that id.
        Denied: not a coordinator of its département.
        WrongState: it is not in the archive.
    """
    row = _archived(ctx, actor, case_id)
    row.archived_on, row.out_until = None, rules.out_until(ctx.today)
    event = Event(EventKind.CASE_TAKEN_OUT, actor.account_id, row.id, {"back-for": why.value})
    save(ctx.session, row, event=event, at=ctx.now)
    return row.out_until


def _archived(ctx: Context, actor: Actor, case_id: str) -> Case:
    check_has_role(actor, KEEPERS)
    row = case_store.get_case(ctx.session, case_id)
    check_may_work_in(actor, row.departement)
    if row.archived_on is None:
        raise WrongState("Ce dossier n’est pas aux archives.", hint="Retrouvez-le dans la liste des dossiers.")
    return row


def _line(row: Case, raw: Mapping[str, str]) -> ArchivedLine:
    return ArchivedLine(row.id, full_name(raw), masked(raw.get("beneficiary.agdref", "")), row.support_ended_on)
