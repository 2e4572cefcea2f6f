"""May anything of this dossier change or leave? Not while a restriction (18) or an objection (21) stands (G-1).

Reading stays allowed to those who may. What the destruction has to wait for is a hold, which `suspending` keeps: it
asks `restricted_cases` here.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from liaison.errors import Refused
from liaison.records import RightsRequest
from liaison.store import rights as store
from liaison.usecases.context import Context
from liaison.vocabulary.rights import Right


@dataclass(frozen=True, slots=True)
class Mark:
    """What a dossier shows: which request stands in the way of what."""

    request_id: str
    number: str
    kind: Right
    since: date
    decided: bool


def marks_of(ctx: Context, case_id: str) -> tuple[Mark, ...]:
    """Return the restrictions and objections that stand over a dossier, by number."""
    return tuple(_mark(row) for row in store.list_standing(ctx.session, [case_id], _BOTH))


def restricted_cases(ctx: Context, case_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return the dossiers that a restriction stands over, with its numbers: each asks for a hold of kind restriction.

    The data stay while it stands (art. 18.2): the person may need them for a claim of their own.
    """
    found: dict[str, tuple[str, ...]] = {}
    for row in store.list_standing(ctx.session, case_ids, [Right.RESTRICTION]):
        if row.case_id is not None:
            found[row.case_id] = (*found.get(row.case_id, ()), row.number)
    return found


def kept_here(ctx: Context, case_ids: Collection[str]) -> frozenset[str]:
    """Return the dossiers of which nothing may leave: a restriction or an objection stands over them."""
    rows = store.list_standing(ctx.session, case_ids, _BOTH)
    return frozenset(row.case_id for row in rows if row.case_id is not None)


def check_may_change(ctx: Context, case_id: str) -> None:
    """Let a dossier be changed, unless a restriction stands over it.

    Raises:
        Refused: it does.
    """
    for row in store.list_standing(ctx.session, [case_id], [Right.RESTRICTION]):
        raise Refused(
            f"Ce dossier est en limitation (demande {row.number}) : il se lit, il ne se modifie pas.",
            hint="Répondez d’abord à la demande, ou levez la limitation après en avoir informé la personne.",
        )


def check_may_send(ctx: Context, case_id: str) -> None:
    """Let something about a person leave, unless a restriction or an objection stands.

    Raises:
        Refused: one does.
    """
    for row in store.list_standing(ctx.session, [case_id], _BOTH):
        what = "en limitation" if row.kind == Right.RESTRICTION else "sous une opposition de la personne"
        raise Refused(
            f"Ce dossier est {what} (demande {row.number}) : rien ne peut en partir.",
            hint="Voyez la demande : l’envoi reprend quand elle est refusée ou levée.",
        )


_BOTH = (Right.RESTRICTION, Right.OBJECTION)


def _mark(row: RightsRequest) -> Mark:
    return Mark(row.id, row.number, Right(row.kind), row.received_on, bool(row.decision))
