"""What comes next for a monthly table? One button at a time, and the stages that it has passed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from liaison.usecases.tables.shown import ProposedRow, ProposedTable
from liaison.vocabulary.tables import TableStatus


@dataclass(frozen=True, slots=True)
class Step:
    """The one thing to do now: what the button says, the route that it leads to, and the person it is about."""

    label: str
    route: str
    sentence: str = ""
    case_id: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a table: passed, now, or to come."""

    label: str
    done: bool = False
    now: bool = False


_STAGES: Final = (
    (TableStatus.PROPOSED, "À préparer"),
    (TableStatus.FROZEN, "Figé"),
    (TableStatus.SENT, "Envoyé"),
    (TableStatus.ANSWERED, "Réponses reçues"),
    (TableStatus.CLOSED, "Clos"),
)
NEXT: Final[Mapping[TableStatus, Step]] = {
    TableStatus.FROZEN: Step(
        "Envoyer à la DT OFII", "ask_table_sending", "Le tableau est figé. Il part chiffré, la clé par un autre chemin."
    ),
    TableStatus.SENT: Step(
        "Saisir les réponses", "ask_return", "Reprenez le tableau que la DT OFII a rendu, ou saisissez ligne par ligne."
    ),
    TableStatus.ANSWERED: Step("Clore le tableau", "close_table", "Chaque personne a une réponse."),
}
"""What follows the freezing; closing is posted, the others are pages."""
AGAIN: Final = Step(
    "Envoyer de nouveau", "ask_table_sending", "Son pli a été rappelé, ou il a expiré : la DT OFII ne l’a pas ouvert."
)


def stages(status: TableStatus) -> tuple[Stage, ...]:
    """Return the five stages; a version that was replaced is at none of them."""
    order = [stage for stage, _ in _STAGES]
    at = order.index(status) if status in order else -1
    return tuple(Stage(label, done=place < at, now=place == at) for place, (_, label) in enumerate(_STAGES))


def next_of(table: ProposedTable) -> Step | None:
    """Say what a proposed table waits for first: a doubt, an agreement, the capacity; nothing when nobody is in it."""
    doubtful = [row for row in table.rows if row.to_settle]
    missing = [row for row in table.rows if row.agreement_missing]
    if doubtful:
        return Step("Régler les doutes", "edit_row", _waits(doubtful, "à vérifier"), doubtful[0].case_id)
    if missing:
        return Step(
            "Enregistrer les accords", "edit_row", _waits(missing, "sans accord enregistré"), missing[0].case_id
        )
    if not table.rows:
        return None
    if table.line.capacity.kind is None:
        return Step(
            "Indiquer la capacité", "capacity", "La DT OFII doit savoir si vous pouvez accueillir ces personnes."
        )
    if table.obstacles:
        return Step("Revoir la capacité", "capacity", table.obstacles[-1])
    return Step("Figer le tableau", "ask_freezing", "Tout est prêt : relisez une dernière fois.")


def next_person(table: ProposedTable, but: str) -> ProposedRow | None:
    """Return the next row that somebody must look at, after the one that is open."""
    waiting = [row for row in table.rows if not row.ready]
    ids = [row.case_id for row in table.rows]
    after = ids.index(but) if but in ids else -1
    later = [row for row in waiting if ids.index(row.case_id) > after]
    others = [row for row in waiting if row.case_id != but]
    return next(iter(later or others), None)


def _waits(rows: list[ProposedRow], what: str) -> str:
    return f"1 personne est {what}." if len(rows) == 1 else f"{len(rows)} personnes sont {what}."
