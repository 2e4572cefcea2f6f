"""When did the support of somebody end, or does it go on (R-1)? The deadlines of the dossier follow."""

from datetime import date

from liaison.errors import Invalid, Problem, WrongState
from liaison.events import EventKind
from liaison.rules.access import Actor
from liaison.store import exits as exit_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import scheduling
from liaison.usecases.context import Context
from liaison.usecases.dossier import case_of


def set_support_end(ctx: Context, actor: Actor, case_id: str, ended_on: date | None) -> None:
    """Say when the support ended, or that it goes on (re-entry, R-1); the deadlines follow.

    Raises:
        Invalid: the day is in the future.
        WrongState: an exit is recorded for another day: its addressees would be told what is no longer so.
    """
    row = case_of(ctx, actor, case_id)
    standing = exit_store.find_standing(ctx.session, row.id)
    if standing is not None and standing.left_on != ended_on:
        raise WrongState(
            f"Une sortie est enregistrée au {standing.left_on:%d/%m/%Y}.",
            hint="Ouvrez « Sortie du programme » : annulez-la d’abord si la date est fausse ou si le suivi reprend.",
        )
    if ended_on is not None and ended_on > ctx.today:
        sentence = "« Fin de l’accompagnement » : cette date est à venir. Écrivez-la le jour venu."
        raise Invalid([Problem("support_ended_on", "Fin de l’accompagnement", sentence)])
    row.support_ended_on = ended_on
    moved = scheduling.reschedule_case(ctx, row)
    detail = {"ended": ended_on.isoformat() if ended_on else None, "deadlines": len(moved)}
    event = Event(EventKind.SUPPORT_DATED, actor.account_id, row.id, detail)
    save(ctx.session, row, *moved, event=event, at=ctx.now)
