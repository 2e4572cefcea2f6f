"""What did the DT OFII decide about each person of a table (V-5)? Typed or taken back, and corrected.

An answer is never written over: the newest counts, and a correction stands beside what it corrected until the dossier
dies. A table is answered when every row has an answer; one that was closed before that (`closing`) awaits nobody, and
takes a late answer all the same.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crypto.hashchain import Detail
from liaison.errors import Conflict, Invalid, NotFound, WrongState
from liaison.events import EventKind
from liaison.records import OrientationAnswer, OrientationRow, OrientationTable
from liaison.rules import ofii_decisions as rules
from liaison.rules.access import Actor, check_has_role, check_may_work_in
from liaison.rules.calendar import local_day
from liaison.rules.lifecycle import TABLE_MOVES, advance
from liaison.rules.ofii_decisions import Decision
from liaison.store import cases as case_store
from liaison.store import ofii_answers as store
from liaison.store import tables as table_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import following, outcomes, standing
from liaison.usecases.context import Context
from liaison.usecases.dossier import full_name, raw_of, read_person
from liaison.usecases.tables import answers
from liaison.usecases.tables.answers import AnswerView, Came, answers_of
from liaison.usecases.tables.carrying import reference_of
from liaison.vocabulary import Role
from liaison.vocabulary.tables import OfiiDecision, TableStatus

__all__ = ["AnswerView", "Came", "Decision", "answers_of"]


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """A row of a sent table, and what was answered about it so far."""

    row_id: str
    table_id: str
    number: str
    reference: str
    case_id: str
    name: str
    sent_on: date
    answer: AnswerView | None
    earlier: tuple[AnswerView, ...]
    """What it corrected, newest first."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer about a row, ready to be recorded."""

    row: OrientationRow
    given: Decision
    came: Came


def ask(ctx: Context, actor: Actor, row_id: str) -> DecisionPage:
    """Return a row with what was answered about it; reading it is journalled.

    Raises:
        NotFound: there is no such row, or its dossier was destroyed.
        Denied: the table is not theirs.
        WrongState: the table has not left, or another version took its place.
    """
    row = table_store.get_row(ctx.session, row_id)
    table = table_to_answer(ctx, actor, row.table_id)
    case_id = _case_of(row)
    name = full_name(raw_of(read_person(ctx, case_store.get_case(ctx.session, case_id))))
    known = [answers.view(ctx, one) for one in store.answers_of_row(ctx.session, row.id)]
    # Of the dossier, not of the table: whoever asks later what was seen finds one person (G-2).
    event = Event(EventKind.TABLE_READ, actor.account_id, case_id, {"table": table.id, "rows": 1})
    save(ctx.session, event=event, at=ctx.now)
    return DecisionPage(
        row.id, table.id, table.number, reference_of(row.position), case_id, name, sent_on(table),
        known[-1] if known else None, tuple(reversed(known[:-1])),
    )  # fmt: skip


def record(ctx: Context, actor: Actor, row_id: str, given: Decision, *, seen: str = "") -> None:
    """Record what the DT OFII decided about somebody, or correct it.

    Args:
        ctx: the transaction.
        actor: a coordinator of the département.
        row_id: the row of the sent table.
        given: what was decided.
        seen: the answer that stood when the page was shown; empty when there was none.

    Raises:
        Invalid: a refusal or a postponement without its reason, or an appointment that cannot be.
        Conflict: a colleague recorded another meanwhile.
        WrongState: the table has not left, or nothing changes.
    """
    row = table_store.get_row(ctx.session, row_id)
    table = table_to_change(ctx, actor, row.table_id)
    _case_of(row)
    problems = rules.problems_of(given, sent_on=sent_on(table))
    if problems:
        raise Invalid(problems)
    known = answers_of(ctx, [row.id]).get(row.id)
    if (known.id if known else "") != seen:
        raise Conflict(
            "Un collègue vient d’enregistrer une décision pour cette personne.",
            hint="Relisez la sienne, puis enregistrez la vôtre si elle est plus récente.",
        )
    if known is not None and known.given == given:
        raise WrongState("Cette décision est déjà enregistrée.", hint="Rien d’autre à faire.")
    record_all(ctx, actor, table, [Answered(row, given, Came())])


def record_all(ctx: Context, actor: Actor, table: OrientationTable, given: Sequence[Answered]) -> None:
    """Record answers that were checked, in one stroke; the table and its pli follow. The caller holds the table."""
    known = store.newest_answers(ctx.session, [one.row.id for one in given])
    for one in given:
        row, links = answers.make(ctx, actor, one.row.id, _case_of(one.row), one.given, one.came)
        _follow(ctx, row, known.get(one.row.id))
        ctx.session.add_all([row, *links])
    waiting = unanswered(ctx, table)
    if not waiting and table.status == TableStatus.SENT:
        table.status = advance(TABLE_MOVES, TableStatus(table.status), TableStatus.ANSWERED).value
        table.answered_at = ctx.now
    table.revision += 1
    counts = Counter(one.given.decision for one in given)
    detail: dict[str, Detail] = {
        "table": table.id, "rows": len(given), "validated": counts[OfiiDecision.VALIDATED],
        "refused": counts[OfiiDecision.REFUSED], "postponed": counts[OfiiDecision.POSTPONED],
        "answer-source": given[0].came.source.value,
    }  # fmt: skip
    save(ctx.session, table, event=Event(EventKind.TABLE_ANSWERED, actor.account_id, table.id, detail), at=ctx.now)
    _tell_pli(ctx, actor, table, complete=not waiting)


def unanswered(ctx: Context, table: OrientationTable) -> list[OrientationRow]:
    """Return the rows of a table about which nothing was answered; who was destroyed is awaited no more."""
    ctx.session.flush()
    all_rows = table_store.rows_of(ctx.session, [table.id])
    here = case_store.here_among(ctx.session, {row.case_id for row in all_rows})
    rows = [row for row in all_rows if row.case_id in here]
    known = store.newest_answers(ctx.session, [row.id for row in rows])
    return [row for row in rows if row.id not in known]


def close_pli(ctx: Context, actor: Actor, table: OrientationTable) -> None:
    """Close the pli of a table that is over, unless something is still awaited of it."""
    if table.transmission_id is not None and table.sent_at is not None:
        pli = following.transmission_to_change(ctx, actor, table.transmission_id)
        if standing.may_close(pli, ctx.today):
            outcomes.close(ctx, actor, pli.id)


def table_to_answer(ctx: Context, actor: Actor, table_id: str) -> OrientationTable:
    """Return a table that awaits answers, or has them.

    Raises:
        NotFound: there is none of that id.
        Denied: it is not theirs: the coordination of the département records decisions.
        WrongState: it has not left, or another version took its place.
    """
    check_has_role(actor, {Role.COORDINATOR})
    table = table_store.get_table(ctx.session, table_id)
    check_may_work_in(actor, table.departement)
    if table.status == TableStatus.CORRECTED:
        raise WrongState("Une nouvelle version remplace ce tableau.", hint="Notez les décisions dans celle-ci.")
    if table.status not in store.AWAITED or table.sent_at is None:
        raise WrongState("Ce tableau n’est pas encore parti à l’OFII.", hint="Envoyez-le d’abord.")
    return table


def table_to_change(ctx: Context, actor: Actor, table_id: str) -> OrientationTable:
    """Return a table that awaits answers, locked: its pli first, as whoever sends or opens locks it."""
    table = table_to_answer(ctx, actor, table_id)
    if table.transmission_id is not None:
        following.transmission_to_change(ctx, actor, table.transmission_id)
    table_store.lock_table(ctx.session, table.id)
    return table_to_answer(ctx, actor, table_id)


def sent_on(table: OrientationTable) -> date:
    """Return the day on which a table left."""
    if table.sent_at is None:
        message = f"table {table.id} has not left"
        raise ValueError(message)
    return local_day(table.sent_at)


def _follow(ctx: Context, row: OrientationAnswer, before: OrientationAnswer | None) -> None:
    """Let an answer come after the one that it corrects, and keep what was handed while the appointment is the same."""
    if before is None:
        return
    row.recorded_at = max(row.recorded_at, before.recorded_at + timedelta(microseconds=1))
    new, old = answers.view(ctx, row).given, answers.view(ctx, before).given
    if replace(new, reason="") == replace(old, reason=""):
        row.handed_on, row.handed_by, row.handed_noted_by = before.handed_on, before.handed_by, before.handed_noted_by


def _case_of(row: OrientationRow) -> str:
    if row.case_id is None:
        raise NotFound("Ce dossier a été détruit : sa ligne est vide.", hint="Revenez au tableau.")
    return row.case_id


def _tell_pli(ctx: Context, actor: Actor, table: OrientationTable, *, complete: bool) -> None:
    """Let the pli of a table be answered, or under study while people are unanswered: its reminder starts again."""
    if table.transmission_id is None:
        return
    pli = following.transmission_to_change(ctx, actor, table.transmission_id)
    outcomes.note_decisions(ctx, actor.account_id, pli, complete=complete)
