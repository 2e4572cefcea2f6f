"""Who may follow an incident, and how far is it? What every use case of the breach room asks first."""

from collections.abc import Sequence
from typing import Final

from liaison.errors import Denied, WrongState
from liaison.records import Incident
from liaison.rules.access import Actor, check_has_role
from liaison.rules.breach_course import Reached, course_of
from liaison.store import breaches as breach_store
from liaison.store import governance as store
from liaison.usecases.breach_clocks import ClockView
from liaison.usecases.context import Context
from liaison.vocabulary import Role
from liaison.vocabulary.breaches import Course

READERS: Final = frozenset({Role.DPO, Role.CONTROLLER})


def of_theirs(actor: Actor, row: Incident) -> Incident:
    """Let an incident through that is of one of the actor's départements, or of none that is known.

    Raises:
        Denied: it is of another.
    """
    if row.departement is not None and row.departement not in actor.departements:
        raise Denied("Cet incident est d’un autre département.", hint="Retrouvez les vôtres dans « Violations ».")
    return row


def stands(row: Incident) -> bool:
    """Say whether something is still to be done about an incident."""
    return row.dismissed_at is None and row.ended_at is None


def read(ctx: Context, actor: Actor, incident_id: str) -> Incident:
    """Return an incident for the DPO or the controller.

    Raises:
        NotFound: there is none of that id.
        Denied: another role, or another département.
    """
    check_has_role(actor, READERS)
    return of_theirs(actor, store.get_incident(ctx.session, incident_id))


def take(ctx: Context, actor: Actor, incident_id: str, *, handled: bool = True) -> Incident:
    """Return an incident, locked, that may still be changed; `handled`: only once it was taken in hand.

    Raises:
        NotFound: there is none of that id.
        Denied: another role, or another département.
        WrongState: it is closed, or nobody took it in hand.
    """
    check_has_role(actor, READERS)
    row = of_theirs(actor, store.lock_incident(ctx.session, incident_id))
    if not stands(row):
        raise WrongState("Cet incident est clos : rien n’y change plus.", hint="Rechargez la page : elle dit pourquoi.")
    if handled and row.handled_at is None:
        raise WrongState(
            "Cet incident est encore un brouillon.", hint="Dites d’abord qui en a pris connaissance, et quand."
        )
    return row


def course(ctx: Context, row: Incident, clocks: Sequence[ClockView]) -> Course:
    """Say where an incident stands, its clocks and the people to tell counted in."""
    return course_of(
        Reached(
            dismissed=row.dismissed_at is not None,
            handled=row.handled_at is not None,
            decided=row.decided_at is not None,
            all_told=not any(clock.waits for clock in clocks) and people_left(ctx, row) == 0,
            ended=row.ended_at is not None,
        )
    )


def people_left(ctx: Context, row: Incident) -> int:
    """Count the people who are to be told and were not yet."""
    if not row.tell_people:
        return 0
    return sum(person.informed_on is None for person in breach_store.list_persons(ctx.session, row.id))
