"""Can the operator take these people, or must it stagger them? What it tells the DT OFII (V-2, guide:300-302)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from liaison.errors import Conflict, Invalid, Problem, WrongState
from liaison.events import EventKind
from liaison.records import OrientationTable
from liaison.rules.access import Actor
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases.context import Context
from liaison.usecases.tables.lines import locked_table
from liaison.vocabulary.tables import Capacity, TableStatus

MOST: Final = 9999
STEPS: Final = 6
"""Days of a staggering, at most: a table goes out every month."""


@dataclass(frozen=True, slots=True)
class CapacityForm:
    """What was said: places this month, and days with places where people must be staggered."""

    capacity: Capacity
    places: int | None = None
    staggering: tuple[tuple[date, int], ...] = ()


def state_capacity(ctx: Context, actor: Actor, table_id: str, form: CapacityForm, revision: int) -> None:
    """Say whether the operator can take the people of a table.

    Raises:
        Invalid: a number of places that cannot be, days out of order or gone, or a staggering without days.
        WrongState: the table is frozen.
        Conflict: somebody else said it meanwhile.
    """
    table = locked_table(ctx, actor, table_id)
    check_is_proposed(table, revision)
    problems = list(_problems(ctx, form))
    if problems:
        raise Invalid(problems)
    steps = form.staggering if form.capacity is Capacity.STAGGERED else ()
    table.capacity, table.places = form.capacity.value, form.places
    table.staggering = [{"on": on.isoformat(), "places": places} for on, places in steps]
    table.revision += 1
    detail = {"table": table.id, "capacity": form.capacity.value, "places": form.places}
    save(ctx.session, table, event=Event(EventKind.TABLE_CAPACITY, actor.account_id, table.id, detail), at=ctx.now)


def check_is_proposed(table: OrientationTable, revision: int) -> None:
    """Let only a table be changed that is proposed, and that nobody changed meanwhile.

    Raises:
        WrongState: it is frozen, or closed.
        Conflict: somebody changed it.
    """
    if table.status != TableStatus.PROPOSED:
        raise WrongState("Ce tableau n’est plus à préparer.", hint="Rechargez la page : elle montre où il en est.")
    if table.revision != revision:
        raise Conflict("Ce tableau a été modifié entre-temps.", hint="Relisez-le, puis recommencez.")


def _problems(ctx: Context, form: CapacityForm) -> Iterator[Problem]:
    if form.places is not None and not 0 <= form.places <= MOST:
        yield Problem("places", "Places ce mois-ci", f"« Places ce mois-ci » : écrivez un nombre de 0 à {MOST}.")
    if form.capacity is Capacity.STAGGERED:
        yield from _staggering_problems(ctx, form)


def _staggering_problems(ctx: Context, form: CapacityForm) -> Iterator[Problem]:
    if not 1 <= len(form.staggering) <= STEPS:
        sentence = (
            f"« Échelonnement » : proposez au moins une date, {STEPS} au plus, chacune avec son nombre de places."
        )
        yield Problem("on-1", "Échelonnement", sentence)
    for number, (on, places) in enumerate(form.staggering, 1):
        if on < ctx.today:
            yield Problem(
                f"on-{number}", f"Date {number}", f"« Date {number} » : elle est passée. Choisissez un jour à venir."
            )
        if not 1 <= places <= MOST:
            sentence = f"« Places {number} » : écrivez un nombre de 1 à {MOST}."
            yield Problem(f"places-{number}", f"Places {number}", sentence)
    days = [on for on, _ in form.staggering]
    for number, (earlier, later) in enumerate(pairwise(days), 2):
        if later <= earlier:
            sentence = f"« Date {number} » : écrivez les dates dans l’ordre, chacune une seule fois."
            yield Problem(f"on-{number}", f"Date {number}", sentence)
