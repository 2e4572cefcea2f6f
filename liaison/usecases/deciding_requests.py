"""What is decided about a person's request, by whom, on which ground? The DPO's opinion first where it counts (G-1)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from crypto.hashchain import Detail
from liaison.errors import Invalid, Problem, Refused, WrongState
from liaison.events import EventKind
from liaison.records import RightsRequest
from liaison.rules import rights
from liaison.rules.access import Actor, check_has_role
from liaison.store import rights as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import agreeing, rights_sealing, telling_recipients
from liaison.usecases.context import Context
from liaison.usecases.finding_requests import dates_of, request_of, request_to_change
from liaison.vocabulary import SYSTEM, Role
from liaison.vocabulary.rights import ExtensionReason, Opinion, RefusalGround, RequestDecision, Right

EXTENDERS: Final = frozenset({Role.COORDINATOR, Role.CONTROLLER})
_GIVEN: Final = frozenset({RequestDecision.GRANTED, RequestDecision.PARTLY})
LIFTED: Final = frozenset({Right.RESTRICTION, Right.OBJECTION})
"""What stands over a dossier until it is lifted."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided; `ground` and words of one's own where something is refused."""

    decision: RequestDecision
    ground: RefusalGround | None = None
    text: str = ""


def give_opinion(ctx: Context, actor: Actor, request_id: str, opinion: Opinion | None, text: str = "") -> None:
    """Record what the DPO thinks, before the decision; a later word takes the place of an earlier one.

    Raises:
        Invalid: no opinion is chosen.
        WrongState: it is decided already.
    """
    check_has_role(actor, {Role.DPO})
    row = request_to_change(ctx, actor, request_id)
    if opinion is None:
        raise Invalid([Problem("opinion", "Avis", "« Avis » : choisissez un avis.")])
    if row.decision:
        raise WrongState("La décision est déjà prise.", hint="Dites votre désaccord au responsable de traitement.")
    rights_sealing.write(ctx, row, rights_sealing.OPINION, text)
    row.opinion, row.opinion_at, row.opinion_by = opinion.value, ctx.now, actor.account_id
    detail: dict[str, Detail] = {"number": row.number, "opinion": opinion.value}
    save(ctx.session, row, event=Event(EventKind.REQUEST_OPINION, actor.account_id, row.id, detail), at=ctx.now)


def decide(ctx: Context, actor: Actor, request_id: str, decision: Decision) -> None:
    """Record the decision on a request; what is refused, erased or objected to is the controller's, after the DPO.

    An erasure that is granted waits for its execution: `erasures_to_execute` gives it to the destruction.

    Raises:
        Invalid: the decision or its ground is none of this right's.
        Denied: it is the controller's.
        Refused: who asks is not known yet, or the DPO was not heard.
        WrongState: it is decided, or closed.
    """
    row = request_to_change(ctx, actor, request_id)
    right = Right(row.kind)
    if row.decision:
        raise WrongState("Cette demande est déjà décidée.", hint="Répondez à la personne.")
    offered = rights.decisions_for(right, has_case=row.case_id is not None)
    rights.check_decision(actor, right, decision.decision, decision.ground, offered=offered)
    _check_ready(row, right, decision)
    row.decision, row.decided_at, row.decided_by = decision.decision.value, ctx.now, actor.account_id
    row.ground = decision.ground.value if decision.ground and decision.decision in rights.NEEDS_GROUND else ""
    rights_sealing.write(ctx, row, rights_sealing.DECISION, decision.text)
    if right in rights.TELLS_RECIPIENTS and decision.decision in _GIVEN:
        # Before anything is erased: the register then no longer says whose pli it was.
        telling_recipients.find(ctx, row)
    detail: dict[str, Detail] = {
        "number": row.number, "right": row.kind, "decision": row.decision, "ground": row.ground,
        "opinion": row.opinion,
    }  # fmt: skip
    save(ctx.session, row, event=Event(EventKind.REQUEST_DECIDED, actor.account_id, row.id, detail), at=ctx.now)


def erasures_to_execute(ctx: Context) -> tuple[tuple[str, str], ...]:
    """Return the erasures that were decided and wait for the destruction: request and dossier, by id.

    The destruction calls `note_executed` in the transaction that ends the dossier.
    """
    rows = store.list_erasures_to_execute(ctx.session)
    return tuple((row.id, row.case_id) for row in rows if row.case_id is not None)


def note_executed(ctx: Context, request_id: str, by: str = SYSTEM) -> None:
    """Record that what was decided is done; the link to the dossier goes with the dossier, not here."""
    row = store.lock_request(ctx.session, request_id)
    if row.executed_at is not None:
        return
    row.executed_at = ctx.now
    event = Event(EventKind.REQUEST_EXECUTED, by, row.id, {"number": row.number, "right": row.kind})
    save(ctx.session, row, event=event, at=ctx.now)


def withdraw(ctx: Context, actor: Actor, request_id: str, agreement_id: str) -> None:
    """Withdraw an agreement as the person asked by a request: all that has not left stops at once (T-7).

    Raises:
        Refused: the request asks for something else, or has no dossier.
        WrongState: the agreement was withdrawn already.
    """
    row = request_to_change(ctx, actor, request_id)
    if row.kind != Right.WITHDRAWAL or row.case_id is None:
        raise Refused("Cette demande n’est pas un retrait d’accord.", hint="Retirez l’accord depuis le dossier.")
    agreeing.withdraw_agreement(ctx, actor, row.case_id, agreement_id)
    if not row.decision:
        decide(ctx, actor, row.id, Decision(RequestDecision.GRANTED))
    note_executed(ctx, row.id, actor.account_id)


def extend(ctx: Context, actor: Actor, request_id: str, reason: ExtensionReason | None, text: str = "") -> None:
    """Decide that two months more are needed; they count once the person is told within the first (art. 12.3).

    Raises:
        Invalid: no reason is chosen.
        Refused: the first month is over.
    """
    check_has_role(actor, EXTENDERS)
    row = request_to_change(ctx, actor, request_id)
    rights.check_may_extend(dates_of(row), ctx.today)
    if reason is None:
        raise Invalid([Problem("reason", "Raison", "« Raison » : choisissez une des deux que la loi admet.")])
    row.extension, row.extended_at, row.extended_by = reason.value, ctx.now, actor.account_id
    rights_sealing.write(ctx, row, rights_sealing.EXTENSION, text)
    detail: dict[str, Detail] = {"number": row.number, "extension": reason.value}
    save(ctx.session, row, event=Event(EventKind.REQUEST_EXTENDED, actor.account_id, row.id, detail), at=ctx.now)


def note_extension_told(ctx: Context, actor: Actor, request_id: str, told_on: date | None) -> None:
    """Record when the person was told of the extension, and why; from here on it counts.

    Raises:
        Invalid: no day, or one that cannot be.
        Refused: it is behind the first month: the extension does not count.
    """
    check_has_role(actor, {Role.REFERENT, Role.COORDINATOR})
    row = request_to_change(ctx, actor, request_id)
    row.extension_told_on = rights.check_extension_told(dates_of(row), told_on, ctx.today)
    detail: dict[str, Detail] = {"number": row.number, "person-told": row.extension_told_on.isoformat()}
    save(ctx.session, row, event=Event(EventKind.REQUEST_EXTENDED, actor.account_id, row.id, detail), at=ctx.now)


def lift(ctx: Context, actor: Actor, request_id: str, told_on: date | None) -> None:
    """End a restriction or an objection; the person was told before (art. 18.3). Closed requests may be lifted too.

    Raises:
        Invalid: no day, or one to come.
        WrongState: nothing of it stands.
    """
    check_has_role(actor, {Role.COORDINATOR, Role.CONTROLLER})
    request = _standing(ctx, actor, request_id)
    if told_on is None or not request.received_on <= told_on <= ctx.today:
        sentence = "« Personne informée le » : écrivez quel jour, au plus tard aujourd’hui."
        raise Invalid([Problem("told_on", "Personne informée le", sentence)])
    request.lifted_on = ctx.today
    detail: dict[str, Detail] = {"number": request.number, "person-told": told_on.isoformat()}
    save(ctx.session, request, event=Event(EventKind.REQUEST_LIFTED, actor.account_id, request.id, detail), at=ctx.now)


def _standing(ctx: Context, actor: Actor, request_id: str) -> RightsRequest:
    row = store.lock_request(ctx.session, request_of(ctx, actor, request_id).id)
    if Right(row.kind) not in LIFTED or row.decision not in _GIVEN or row.lifted_on is not None:
        raise WrongState("Rien n’est à lever ici.", hint="Une demande qui n’est pas décidée se refuse, ou s’accepte.")
    return row


def _check_ready(row: RightsRequest, right: Right, decision: Decision) -> None:
    """Ask for what comes before a decision: who asks, and the DPO.

    Raises:
        Refused: one of them is missing.
    """
    if decision.decision in _GIVEN and not row.identity:
        raise Refused(
            "L’identité de la personne n’est pas établie : rien ne se donne à un inconnu (RGPD, article 12.6).",
            hint="Notez d’abord comment elle est établie.",
        )
    if rights.needs_opinion(right, decision.decision) and not row.opinion:
        raise Refused(
            "Le délégué à la protection des données n’a pas encore donné son avis.",
            hint="Demandez-le-lui : il le donne depuis « Demandes », par le numéro.",
        )
