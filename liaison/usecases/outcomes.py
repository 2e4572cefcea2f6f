"""What did the partner decide? Told by their page or recorded; then the pli is closed (demands.md 9)."""

from collections.abc import Mapping
from typing import Final

from crypto.hashchain import Detail
from liaison.errors import Invalid, Problem, WrongState
from liaison.events import EventKind
from liaison.records import Transmission
from liaison.rules.access import Actor
from liaison.rules.calendar import add_days
from liaison.rules.lifecycle import ARCHIVE_MOVES, advance
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import delivering, linking, scheduling, sealing, standing
from liaison.usecases.context import Context
from liaison.usecases.following import transmission_to_change
from liaison.vocabulary import ArchiveStatus, KeyStatus, Outcome, OutcomeReason

OUTCOME_LABELS: Final[Mapping[Outcome, str]] = {
    Outcome.ACCEPTED: "Nous accompagnerons cette personne",
    Outcome.UNDER_STUDY: "Nous étudions encore la demande",
    Outcome.REFUSED: "Nous ne pouvons pas l’accompagner",
}
"""As the partner says it."""
SHORT_LABELS: Final[Mapping[Outcome, str]] = {
    Outcome.ACCEPTED: "acceptée",
    Outcome.UNDER_STUDY: "à l’étude",
    Outcome.REFUSED: "refusée",
    Outcome.NO_ANSWER: "sans réponse",
    Outcome.DECIDED: "décisions reçues",
}
_LIVING: Final = {
    KeyStatus.WITHHELD: (EventKind.KEY_REVOKED, KeyStatus.REVOKED),
    KeyStatus.RELEASED: (EventKind.KEY_ERASED, KeyStatus.ERASED),
}
REASON_LABELS: Final[Mapping[OutcomeReason, str]] = {
    OutcomeReason.NOT_OUR_PUBLIC: "Ce n’est pas notre public",
    OutcomeReason.OTHER_TERRITORY: "Une autre structure couvre ce territoire",
    OutcomeReason.NO_PLACE: "Nous n’avons pas de place pour l’instant",
    OutcomeReason.ALREADY_FOLLOWED: "La personne est déjà suivie chez nous",
    OutcomeReason.NOT_REACHED: "Nous n’avons pas pu joindre la personne",
    OutcomeReason.PERSON_DECLINED: "La personne n’a pas souhaité donner suite",
    OutcomeReason.BY_TELEPHONE: "Pour une autre raison : nous vous appelons",
}
"""No free text: what a partner has to say of a person comes sealed, or on the telephone."""


def record_outcome(
    ctx: Context, actor: Actor, transmission_id: str, outcome: Outcome, reason: OutcomeReason | None
) -> None:
    """Record what the partner said on the telephone, or of a fiche that was handed over.

    Raises:
        Invalid: a refusal without its reason.
        WrongState: the pli has not left, or is over.
    """
    row = transmission_to_change(ctx, actor, transmission_id)
    note_outcome(ctx, actor.account_id, row, outcome, reason, by="telephone")


def note_outcome(
    ctx: Context, actor_id: str, row: Transmission, outcome: Outcome, reason: OutcomeReason | None, by: str
) -> None:
    """Keep the partner's decision; one that is still under study gets its days again, once more to be reminded.

    Raises:
        Invalid: a refusal without its reason, or an answer that no partner gives.
        WrongState: the pli has not left, or is over; a test pli asks for nothing.
    """
    if outcome not in OUTCOME_LABELS or (outcome is Outcome.REFUSED and reason is None):
        sentence = "« Motif » : choisissez pourquoi, dans la liste."
        raise Invalid([Problem("reason", "Motif", sentence)])
    if not standing.may_answer(row):
        raise WrongState("Ce pli n’attend pas de réponse.", hint="Appelez votre interlocuteur si vous avez un doute.")
    _note(ctx, actor_id, row, outcome, reason, by)


def note_decisions(ctx: Context, actor_id: str, row: Transmission, *, complete: bool) -> None:
    """Let the pli of a table be answered, or under study while somebody in it is: its days start again, to be reminded.

    Nothing happens to one that has not left, or is over: what was decided stands with the rows of the table.
    """
    if row.table_id is not None and row.archive_status in standing.LEFT:
        _note(ctx, actor_id, row, Outcome.DECIDED if complete else Outcome.UNDER_STUDY, None, by="table")


def _note(
    ctx: Context, actor_id: str, row: Transmission, outcome: Outcome, reason: OutcomeReason | None, by: str
) -> None:
    row.outcome, row.outcome_at = outcome.value, ctx.now
    row.outcome_reason = reason.value if outcome is Outcome.REFUSED and reason is not None else ""
    if outcome is Outcome.UNDER_STUDY:
        if row.archive_status == ArchiveStatus.ANSWERED:
            row.archive_status, row.archive_status_at = ArchiveStatus.ACKNOWLEDGED.value, ctx.now
        row.answer_due_on, row.reminded_at = add_days(ctx.today, ctx.settings.answer_days), None
    elif row.archive_status != ArchiveStatus.ANSWERED:
        target = advance(ARCHIVE_MOVES, ArchiveStatus(row.archive_status), ArchiveStatus.ANSWERED)
        row.archive_status, row.archive_status_at = target.value, ctx.now
        row.acknowledged_at = row.acknowledged_at or ctx.now
    detail: dict[str, Detail] = {"outcome": outcome.value, "why-not": row.outcome_reason, "by": by}
    moved = scheduling.reschedule_transmission(ctx, row)
    event = Event(EventKind.TRANSMISSION_OUTCOME, actor_id, row.id, detail)
    save(ctx.session, row, *moved, event=event, at=ctx.now)


def close(ctx: Context, actor: Actor, transmission_id: str) -> None:
    """Close a pli that was answered, or that nobody answered by its day; its link works no more.

    Raises:
        WrongState: an answer is still awaited.
    """
    row = transmission_to_change(ctx, actor, transmission_id)
    if not standing.may_close(row, ctx.today):
        raise WrongState(
            "Ce pli attend encore une réponse.", hint="Notez la réponse du partenaire, ou attendez l’échéance."
        )
    if not standing.is_decided(row) and not standing.asks_nothing(row):
        row.outcome, row.outcome_at = Outcome.NO_ANSWER.value, ctx.now
    _end_key(ctx, actor, row)
    row.archive_status, row.archive_status_at = ArchiveStatus.CLOSED.value, ctx.now
    linking.cut(ctx, row.id)
    event = Event(EventKind.TRANSMISSION_CLOSED, actor.account_id, row.id, {"outcome": row.outcome})
    save(ctx.session, row, event=event, at=ctx.now)


def _end_key(ctx: Context, actor: Actor, row: Transmission) -> None:
    """Leave no key behind: one that nobody got is not given any more, one that was given is needed no more."""
    if row.key_status not in _LIVING:
        return
    kind, target = _LIVING[KeyStatus(row.key_status)]
    sealing.end_key(ctx, row, target)
    cancelled = delivering.cancel(ctx, row.id)
    detail: dict[str, Detail] = {"reason": "closed", "cancelled": cancelled}
    moved = scheduling.reschedule_transmission(ctx, row)
    save(ctx.session, row, *moved, event=Event(kind, actor.account_id, row.id, detail), at=ctx.now)
