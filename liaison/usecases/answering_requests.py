"""When is a person answered, and what proves it? The way, the day, the fingerprint of what they got (art. 12.4)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from crypto.hashchain import Detail
from liaison.errors import Invalid, Problem, Refused
from liaison.events import EventKind
from liaison.records import RightsRequest
from liaison.rules import rights
from liaison.rules.access import Actor, check_has_role
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import keeping_copies, rights_sealing
from liaison.usecases.context import Context
from liaison.usecases.finding_requests import RECEIVERS, request_to_change
from liaison.usecases.person_copies import COPIED
from liaison.vocabulary.rights import AnswerWay, RequestDecision

_GIVEN: Final = frozenset({RequestDecision.GRANTED, RequestDecision.PARTLY})


@dataclass(frozen=True, slots=True)
class Answer:
    """How and when the person got their answer."""

    way: AnswerWay | None
    answered_on: date | None
    recourse_told: bool = False
    """Whether it names the CNIL and the judge: asked for wherever something is refused."""


def answer(ctx: Context, actor: Actor, request_id: str, given: Answer) -> None:
    """Record that the person was answered, and close the request; how to reach them is forgotten.

    Where a copy is asked for, answering is handing it over.

    Raises:
        Invalid: the way or the day is missing, or a refusal does not say where to complain.
        Refused: nothing is decided yet.
        WrongState: no copy is ready, or the request is closed.
    """
    check_has_role(actor, RECEIVERS)
    row = request_to_change(ctx, actor, request_id)
    if not row.decision:
        raise Refused("Cette demande n’est pas encore décidée.", hint="Décidez d’abord, puis répondez à la personne.")
    way, day = _checked(ctx, row, given)
    if row.kind in COPIED and row.decision in _GIVEN:
        row.answer_sha256 = keeping_copies.note_handed(ctx, row, day).sha256
    row.answered_on, row.answered_by, row.recourse_told = day, way.value, given.recourse_told
    row.closed_at, row.closed_by = ctx.now, actor.account_id
    rights_sealing.forget_reach(ctx, row)
    detail: dict[str, Detail] = {
        "number": row.number, "decision": row.decision, "answer-way": way.value, "on": day.isoformat(),
        "sha256": row.answer_sha256, "recourse": row.recourse_told,
    }  # fmt: skip
    save(ctx.session, row, event=Event(EventKind.REQUEST_ANSWERED, actor.account_id, row.id, detail), at=ctx.now)


def _checked(ctx: Context, row: RightsRequest, given: Answer) -> tuple[AnswerWay, date]:
    problems = []
    if given.way is None:
        problems.append(Problem("way", "Comment", "« Comment » : dites comment la personne a eu sa réponse."))
    if given.answered_on is None or not row.received_on <= given.answered_on <= ctx.today:
        sentence = "« Répondue le » : écrivez quel jour, depuis la réception et au plus tard aujourd’hui."
        problems.append(Problem("answered_on", "Répondue le", sentence))
    if row.decision in rights.NEEDS_GROUND and not given.recourse_told:
        sentence = "« Recours » : la réponse doit dire que la personne peut écrire à la CNIL et saisir un juge."
        problems.append(Problem("recourse_told", "Recours", sentence))
    if problems or given.way is None or given.answered_on is None:
        raise Invalid(problems)
    return given.way, given.answered_on
