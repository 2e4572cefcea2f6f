"""What if a convention, or the framework agreement, ended on another day, or it were another day? Nothing changes.

Deadlines that are supposed are copies: they stand in no table, and whatever is supposed is gone with the page.
"""

from dataclasses import dataclass
from datetime import date

from liaison.errors import Invalid, NotFound, Problem
from liaison.records import Convention, Deadline, Departement
from liaison.rules.access import Actor, check_may_read_register
from liaison.store import directory as directory_store
from liaison.store import exchanges as store
from liaison.usecases import ending, foreseeing, previewing, rescheduling, scheduling
from liaison.usecases.context import Context
from liaison.usecases.foreseeing import DAYS_AHEAD, Schedule
from liaison.usecases.previewing import Foreseen
from liaison.usecases.rescheduling import Move


@dataclass(frozen=True, slots=True)
class Supposition:
    """What is supposed; nothing of it is what is."""

    convention_id: str = ""
    convention_ends_on: date | None = None
    departement: str = ""
    framework_ends_on: date | None = None
    on: date | None = None
    within_days: int = DAYS_AHEAD


@dataclass(frozen=True, slots=True)
class Supposed:
    """What would be due, and what would have moved."""

    schedule: Schedule
    foreseen: Foreseen | None
    """None when only another day is supposed."""


def suppose(ctx: Context, actor: Actor | None, supposition: Supposition) -> Supposed:
    """Return what would move and be due; `actor` is nobody for the command line, which sees everything.

    Raises:
        Denied: a role that does not read the register.
        Invalid: half of a supposition, or an object of another département.
    """
    if actor is not None:
        check_may_read_register(actor)
    moves = _moves(ctx, actor, supposition)
    lines = {move.row.id: move.line for move in moves or ()}
    rows = store.every_open_deadline(ctx.session, actor.departements if actor else None)
    copies = [Deadline(**row.model_dump()) for row in rows]
    for copy in copies:
        if copy.id in lines:
            scheduling.apply(lines[copy.id], [copy])
    on = supposition.on or ctx.today
    return Supposed(
        foreseeing.arranged(ctx, copies, on=on, within_days=supposition.within_days),
        previewing.foresee(ctx, moves) if moves is not None else None,
    )


def choices(ctx: Context, actor: Actor) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Return the conventions and the départements of which something may be supposed: id, and how people say it."""
    check_may_read_register(actor)
    conventions = directory_store.list_conventions_in(ctx.session, actor.departements)
    departements = [row for row in directory_store.list_departements(ctx.session) if row.code in actor.departements]
    return (
        tuple((row.id, f"{partner.name}, {row.reference}") for row, partner in conventions),
        tuple((row.code, f"{row.name} ({row.code})") for row in departements),
    )


def _moves(ctx: Context, actor: Actor | None, supposition: Supposition) -> list[Move] | None:
    problems = []
    if bool(supposition.convention_id) != (supposition.convention_ends_on is not None):
        sentence = "« Convention » : choisissez-la, et dites quel jour elle prendrait fin."
        problems.append(Problem("convention", "Convention", sentence))
    if bool(supposition.departement) != (supposition.framework_ends_on is not None):
        sentence = "« Accord-cadre » : choisissez le département, et dites quel jour l’accord prendrait fin."
        problems.append(Problem("departement", "Accord-cadre", sentence))
    if problems:
        raise Invalid(problems)
    moves: dict[str, Move] = {}
    if supposition.departement and supposition.framework_ends_on:
        supposed = _departement(ctx, actor, supposition.departement, supposition.framework_ends_on)
        moves |= {move.row.id: move for move in rescheduling.plan_departement(ctx, supposed)}
    if supposition.convention_id and supposition.convention_ends_on:
        moves |= {move.row.id: move for move in _convention(ctx, actor, supposition, supposition.convention_ends_on)}
    return list(moves.values()) if supposition.departement or supposition.convention_id else None


def _convention(ctx: Context, actor: Actor | None, supposition: Supposition, ends_on: date) -> list[Move]:
    row = ctx.session.get(Convention, supposition.convention_id)
    partner = directory_store.get_partner(ctx.session, row.partner_id) if row is not None else None
    if row is None or partner is None or not _is_theirs(actor, partner.departement):
        raise _unknown("convention", "Convention")
    departement = directory_store.get_departement(ctx.session, partner.departement)
    if supposition.departement == departement.code and supposition.framework_ends_on is not None:
        departement = _copy(departement, supposition.framework_ends_on)
    term = ending.if_it_ended(ctx, row, departement, ends_on)
    return rescheduling.plan_terms(ctx, [term])


def _departement(ctx: Context, actor: Actor | None, code: str, ends_on: date) -> Departement:
    try:
        row = directory_store.get_departement(ctx.session, code)
    except NotFound:
        raise _unknown("departement", "Accord-cadre") from None
    if not _is_theirs(actor, row.code):
        raise _unknown("departement", "Accord-cadre")
    return _copy(row, ends_on)


def _copy(row: Departement, framework_ends_on: date) -> Departement:
    """Make a département that no table holds."""
    return Departement(**{**row.model_dump(), "framework_ends_on": framework_ends_on})


def _is_theirs(actor: Actor | None, departement: str) -> bool:
    return actor is None or departement in actor.departements


def _unknown(field: str, label: str) -> Invalid:
    return Invalid([Problem(field, label, f"« {label} » : choisissez une des réponses proposées.")])
