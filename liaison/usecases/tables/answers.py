"""What did the DT OFII answer about a row, as people read it? The newest answer counts; sealed under its own key."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final

from crypto.errors import KeyGone
from liaison.records import OrientationAnswer, SealedObject
from liaison.rules import ofii_decisions as rules
from liaison.rules.access import Actor
from liaison.rules.calendar import PARIS, at_hour, local_day
from liaison.rules.ofii_decisions import Decision
from liaison.store import ofii_answers as store
from liaison.usecases import sealing
from liaison.usecases.context import Context, Json
from liaison.usecases.table_words import DECISIONS, HANDED, SOURCES
from liaison.vocabulary import Sealed
from liaison.vocabulary.tables import AnswerSource, HandedBy, OfiiDecision

_FIELD: Final = "details"
_NO_HOUR: Final = time()
"""What stands in the moment of an appointment whose hour is not known; `timed` tells it from midnight."""


@dataclass(frozen=True, slots=True)
class Came:
    """How an answer came: typed, or in a returned workbook, with what was written there otherwise than it was sent."""

    source: AnswerSource = AnswerSource.TYPED
    deposit_id: str | None = None
    otherwise: Mapping[str, str] = field(default_factory=dict)
    """By column."""


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What the DT OFII decided about somebody, and whether they have their convocation."""

    id: str
    row_id: str
    case_id: str
    decision: OfiiDecision
    label: str
    reason: str
    appointment_on: date | None
    appointment_at: time | None
    """The hour in Paris; None while it is not known."""
    place: str
    too_late: bool
    """Whether the appointment is later than one month after the decision was recorded (guide:233-235)."""
    source: AnswerSource
    source_label: str
    recorded_at: datetime
    handed_on: date | None
    handed_label: str
    otherwise: Mapping[str, str]
    """What the DT OFII wrote otherwise than it was sent, by column."""

    @property
    def given(self) -> Decision:
        """The decision alone, to compare another with."""
        return Decision(self.decision, self.reason, self.appointment_on, self.appointment_at, self.place)

    @property
    def complete(self) -> bool:
        """Whether a convocation can be written: day, hour and place are known (guide:235)."""
        return self.appointment_on is not None and self.appointment_at is not None and bool(self.place)


def answers_of(ctx: Context, row_ids: Collection[str]) -> dict[str, AnswerView]:
    """Return the answer that counts about each of some rows, for those who may open their dossiers."""
    found = {}
    for row_id, row in store.newest_answers(ctx.session, row_ids).items():
        with suppress(KeyGone):  # a destruction is under way: its keys die before its rows
            found[row_id] = view(ctx, row)
    return found


def view(ctx: Context, row: OrientationAnswer) -> AnswerView:
    """Unseal an answer."""
    details = ctx.unseal_mapping(_object(row), _FIELD, row.details)
    moment = row.appointment_at.astimezone(PARIS) if row.appointment_at else None
    decision, source = OfiiDecision(row.decision), AnswerSource(row.source)
    otherwise = details.get("otherwise")
    return AnswerView(
        row.id, row.row_id, row.case_id, decision, DECISIONS[decision], str(details["reason"]),
        moment.date() if moment else None,
        moment.time() if moment and details.get("timed") else None,
        str(details["place"]),
        rules.is_too_late(local_day(row.recorded_at), moment.date() if moment else None),
        source, SOURCES[source], row.recorded_at, row.handed_on,
        HANDED[HandedBy(row.handed_by)] if row.handed_by else "",
        {key: str(text) for key, text in otherwise.items()} if isinstance(otherwise, dict) else {},
    )  # fmt: skip


def make(
    ctx: Context, actor: Actor, row_id: str, case_id: str, given: Decision, came: Came
) -> tuple[OrientationAnswer, list[SealedObject]]:
    """Make the row of an answer, sealed, and the links by which the destruction of its dossier finds it (law 5)."""
    row = OrientationAnswer(
        id=ctx.new_id(), row_id=row_id, case_id=case_id, decision=given.decision.value, details=b"",
        appointment_at=_moment(given), source=came.source.value, deposit_id=came.deposit_id,
        recorded_at=ctx.now, recorded_by=actor.account_id,
    )  # fmt: skip
    otherwise: dict[str, Json] = dict(came.otherwise)
    details: dict[str, Json] = {
        "reason": given.reason, "place": given.place, "timed": given.appointment_at is not None,
        "otherwise": otherwise,
    }  # fmt: skip
    ctx.vault.create(_object(row))
    row.details = ctx.seal(_object(row), _FIELD, details)
    return row, sealing.links(case_id, _object(row))


def _object(row: OrientationAnswer) -> str:
    return Sealed.OFII_ANSWER.object(row.id)


def _moment(given: Decision) -> datetime | None:
    if given.appointment_on is None:
        return None
    return at_hour(given.appointment_on, given.appointment_at or _NO_HOUR)
