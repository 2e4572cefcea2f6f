"""Which draft of an incident leads nowhere? The DPO says so, for a reason of a closed list; it stays in the list."""

from collections.abc import Mapping
from typing import Final

from liaison.errors import WrongState
from liaison.events import EventKind
from liaison.rules.access import Actor, check_has_role
from liaison.store import governance as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import breach_standing
from liaison.usecases.context import Context
from liaison.vocabulary import Dismissal, Role

DISMISSERS: Final = frozenset({Role.DPO})
LABELS: Final[Mapping[Dismissal, str]] = {
    Dismissal.SPAM: "C’est du courrier indésirable",
    Dismissal.NOBODY_NAMED: "Le fichier ne dit rien d’une personne",
    Dismissal.NOT_EXPOSED: "Personne d’autre n’a pu lire ces données",
    Dismissal.FOLLOWED_ELSEWHERE: "Il est suivi sous un autre numéro",
    Dismissal.MISTAKE: "Il a été déclaré par erreur",
}


def dismiss(ctx: Context, actor: Actor, incident_id: str, why: Dismissal) -> None:
    """Close a draft without anything to announce; its number, its reason and who decided stay.

    Raises:
        NotFound: there is none of that id.
        Denied: another role, or another département.
        WrongState: it was closed already, or the controller decided about it.
    """
    check_has_role(actor, DISMISSERS)
    row = breach_standing.of_theirs(actor, store.lock_incident(ctx.session, incident_id))
    if row.dismissed_at is not None:
        raise WrongState("Cet incident est déjà classé sans suite.", hint="Rechargez la page : elle dit pourquoi.")
    if row.decided_at is not None or row.ended_at is not None:
        raise WrongState(
            "Le responsable de traitement a déjà décidé : cette violation reste au registre.",
            hint="Menez-la jusqu’à sa clôture, même sans risque (RGPD, article 33.5).",
        )
    row.dismissed_at, row.dismissed_by, row.dismissed_for = ctx.now, actor.account_id, why.value
    detail = {"number": row.number, "dismissed": why.value}
    save(ctx.session, row, event=Event(EventKind.INCIDENT_CLOSED, actor.account_id, row.id, detail), at=ctx.now)
