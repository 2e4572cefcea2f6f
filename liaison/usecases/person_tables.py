"""What did the OFII receive of a person in a table, and what did it decide? For the person's own copy (art. 15).

Only this person's rows: who else stands in a table is nobody's business but theirs.
"""

from collections.abc import Iterator

from liaison.records import Case
from liaison.store import table_plis
from liaison.usecases.context import Context
from liaison.usecases.person_data import Item, Part, said
from liaison.usecases.table_words import WHY
from liaison.usecases.tables import answers, rows_of_person
from liaison.usecases.tables.answers import AnswerView
from liaison.usecases.tables.columns import BY_ID
from liaison.usecases.tables.rows_of_person import RowOfPerson
from liaison.vocabulary import Origin
from liaison.vocabulary.tables import SettledWhy


def of_case(ctx: Context, case: Case) -> list[Part]:
    """Return a part for each table in which the person stands, and what was decided about them."""
    rows = rows_of_person.rows_of(ctx, case.id)
    parts = [_as_it_left(row) for row in rows]
    numbers = {row.row.id: row.table.number for row in rows}
    decided = [
        item
        for answer in table_plis.answers_of_case(ctx.session, case.id)
        for item in _decided(answers.view(ctx, answer), numbers.get(answer.row_id, ""))
    ]
    decided += _settled(ctx, case)
    return [*parts, Part("Ce qui a été décidé de votre entrée dans le programme", tuple(decided))] if decided else parts


def _as_it_left(row: RowOfPerson) -> Part:
    sent = row.table.sent_at
    state = f"envoyé à l’OFII le {said(sent)}" if sent else f"préparé le {said(row.table.frozen_at)}, pas encore envoyé"
    items = tuple(
        Item(BY_ID[column].label, text, column, _origin(row.origins.get(column)), said(row.table.frozen_at))
        for column, text in row.values.items()
        if column in BY_ID
    )
    note = "Ce que l’OFII a reçu sur vous pour valider votre entrée dans le programme AGIR (guide, annexe 4-1)."
    return Part(f"Tableau {row.table.number}, ligne {row.reference}, {state}", items, note if sent else "")


def _decided(answer: AnswerView, number: str) -> Iterator[Item]:
    about, day = f"Tableau {number} : " if number else "", said(answer.recorded_at)
    yield Item(f"{about}décision de l’OFII", answer.label.lower(), "decision", Origin.OFII, day)
    if answer.reason:
        yield Item(f"{about}motif donné par l’OFII", answer.reason, "reason", Origin.OFII, day, is_free=True)
    if answer.appointment_on:
        hour = f" à {answer.appointment_at:%H:%M}" if answer.appointment_at else ""
        place = f", {answer.place}" if answer.place else ""
        label, told = f"{about}premier rendez-vous du programme", f"le {said(answer.appointment_on)}{hour}{place}"
        yield Item(label, told, "appointment", Origin.OFII, day, is_free=bool(answer.place))
    for column, text in answer.otherwise.items():
        label = BY_ID[column].label if column in BY_ID else column
        yield Item(f"{about}{label}, d’après l’OFII", text, column, Origin.OFII, day)
    if answer.handed_on:
        yield Item(f"{about}convocation", f"{answer.handed_label.lower()}, le {said(answer.handed_on)}", "convocation")


def _settled(ctx: Context, case: Case) -> Iterator[Item]:
    row = table_plis.settlement_of(ctx.session, case.id)
    if row is not None:
        what = "vous proposer à l’OFII" if row.settled == "included" else "ne pas vous proposer à l’OFII pour l’instant"
        told = f"{what} : {WHY[SettledWhy(row.why)].lower()}, le {said(row.settled_at)}"
        yield Item("Décision de notre équipe", told, "settlement", Origin.OPERATOR, said(row.settled_at))


def _origin(stored: str | None) -> Origin | None:
    return Origin(stored) if stored in set(Origin) else None
