"""How does a person's request come in? Entered by who got it, numbered, its month running from its receipt (G-1)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from crypto.hashchain import Detail
from liaison.errors import Invalid, Problem, Refused, WrongState
from liaison.events import EventKind
from liaison.records import RightsRequest
from liaison.rules import rights
from liaison.rules.access import Actor, check_has_role, check_may_work_in
from liaison.store import cases as case_store
from liaison.store import directory as directory_store
from liaison.store import rights as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import rights_alerts, rights_sealing, stopping, telling_recipients
from liaison.usecases.context import Context
from liaison.usecases.dossier import case_of
from liaison.usecases.finding_requests import RECEIVERS, dates_of, request_to_change
from liaison.vocabulary.rights import IdentityProof, RequestDoor, Right

_STOPS: Final = frozenset({Right.RESTRICTION, Right.OBJECTION})
"""What lets nothing more about the person leave from its receipt on: to wait for a decision would undo it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is typed about a request that came in; without a dossier, how to reach the person."""

    right: Right
    door: RequestDoor
    received_on: date | None
    case_id: str | None = None
    departement: str = ""
    reach: str = ""
    mandate_seen_on: date | None = None


def receive(ctx: Context, actor: Actor, entry: Entry) -> str:
    """Enter a request, and give it its number; return its id.

    Raises:
        Invalid: the day cannot be, a mandate was not seen, or nobody says how to reach the person.
    """
    check_has_role(actor, RECEIVERS)
    departement = _departement(ctx, actor, entry)
    received_on = rights.check_received(entry.received_on, ctx.today)
    _check(ctx, entry)
    row = RightsRequest(
        id=ctx.new_id(), number=_number(ctx), departement=departement, case_id=entry.case_id,
        kind=entry.right.value, door=entry.door.value, received_on=received_on,
        mandate_seen_on=entry.mandate_seen_on if entry.door is RequestDoor.REPRESENTATIVE else None,
        entered_by=actor.account_id, entered_at=ctx.now,
    )  # fmt: skip
    if entry.case_id is None:
        rights_sealing.write_reach(ctx, row, entry.reach)
    detail: dict[str, Detail] = {
        "number": row.number, "right": row.kind, "request-door": row.door, "received": received_on.isoformat(),
    }  # fmt: skip
    save(ctx.session, row, event=Event(EventKind.REQUEST_RECEIVED, actor.account_id, row.id, detail), at=ctx.now)
    _stop(ctx, actor, row)
    telling_recipients.find(ctx, row)
    rights_alerts.tell_receipt(ctx, row)
    return row.id


def link(ctx: Context, actor: Actor, request_id: str, case_id: str) -> None:
    """Say whose dossier a request is about, once it is found; how to reach the person is then forgotten.

    Raises:
        WrongState: it has one already, or is closed.
        Refused: the dossier is of another département.
    """
    row = request_to_change(ctx, actor, request_id)
    case = case_of(ctx, actor, case_id)
    if row.case_id is not None:
        raise WrongState("Cette demande a déjà son dossier.", hint="Rechargez la page.")
    if case.departement != row.departement:
        raise Refused("Ce dossier est d’un autre département.", hint="Saisissez la demande dans ce département.")
    row.case_id = case.id
    rights_sealing.forget_reach(ctx, row)
    event = Event(EventKind.REQUEST_LINKED, actor.account_id, row.id, {"number": row.number, "case": case.id})
    save(ctx.session, row, event=event, at=ctx.now)
    telling_recipients.find(ctx, row)
    _stop(ctx, actor, row)


def ask_identity(ctx: Context, actor: Actor, request_id: str, asked_on: date | None) -> None:
    """Note that the person was asked to prove who they are: the month stands still until they did (art. 12.6).

    Raises:
        Invalid: no day, a day to come, or before the receipt.
        Refused: it was asked already, or the first month is over.
    """
    row = request_to_change(ctx, actor, request_id)
    rights.check_may_ask_identity(dates_of(row), ctx.today)
    if asked_on is None or not row.received_on <= asked_on <= ctx.today:
        sentence = "« Demandée le » : écrivez quel jour, entre la réception et aujourd’hui."
        raise Invalid([Problem("asked_on", "Demandée le", sentence)])
    row.identity_asked_on = asked_on
    detail: dict[str, Detail] = {"number": row.number, "asked": asked_on.isoformat()}
    save(ctx.session, row, event=Event(EventKind.REQUEST_IDENTITY, actor.account_id, row.id, detail), at=ctx.now)


def prove_identity(
    ctx: Context, actor: Actor, request_id: str, proof: IdentityProof | None, proved_on: date | None
) -> None:
    """Note how it is known that the request is the person's; nothing of a paper is copied.

    Raises:
        Invalid: no proof, or a day that cannot be.
        WrongState: it is known already.
    """
    row = request_to_change(ctx, actor, request_id)
    if row.identity:
        raise WrongState("L’identité est déjà établie.", hint="Rien d’autre à faire.")
    earliest = row.identity_asked_on or row.received_on
    problems = []
    if proof is None:
        problems.append(Problem("proof", "Comment", "« Comment » : choisissez comment l’identité est établie."))
    if proved_on is None or not earliest <= proved_on <= ctx.today:
        sentence = "« Établie le » : écrivez quel jour, depuis la demande et au plus tard aujourd’hui."
        problems.append(Problem("proved_on", "Établie le", sentence))
    if problems or proof is None:
        raise Invalid(problems)
    row.identity, row.identity_proved_on = proof.value, proved_on
    detail: dict[str, Detail] = {"number": row.number, "proof": proof.value}
    save(ctx.session, row, event=Event(EventKind.REQUEST_IDENTITY, actor.account_id, row.id, detail), at=ctx.now)


def _departement(ctx: Context, actor: Actor, entry: Entry) -> str:
    if entry.case_id is not None:
        return case_of(ctx, actor, entry.case_id).departement
    check_may_work_in(actor, entry.departement)
    return directory_store.get_departement(ctx.session, entry.departement).code


def _check(ctx: Context, entry: Entry) -> None:
    problems = []
    if entry.door is RequestDoor.REPRESENTATIVE and (
        entry.mandate_seen_on is None or entry.mandate_seen_on > ctx.today
    ):
        sentence = "« Mandat vu le » : écrivez quel jour vous avez vu le mandat. Sans lui, la demande reste à prouver."
        problems.append(Problem("mandate_seen_on", "Mandat vu le", sentence))
    if entry.case_id is None and not entry.reach.strip():
        sentence = "« Comment joindre la personne » : sans dossier, dites où lui répondre."
        problems.append(Problem("reach", "Comment joindre la personne", sentence))
    if problems:
        raise Invalid(problems)


def _number(ctx: Context) -> str:
    """Return the next number of the year; of two at the same moment the column takes one, the other is asked again."""
    year = str(ctx.today.year)
    return f"{year}-R{store.last_number(ctx.session, year) + 1:02}"


def _stop(ctx: Context, actor: Actor, row: RightsRequest) -> None:
    if row.case_id is not None and Right(row.kind) in _STOPS:
        case_store.lock_case(ctx.session, row.case_id)
        stopping.stop_case(ctx, actor.account_id, row.case_id)
