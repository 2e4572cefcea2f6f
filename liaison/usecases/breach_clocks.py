"""Whom must somebody tell, by when, and was it done? The clocks of an incident or a complaint, made and shown.

A clock that needs nobody any more and was never answered goes; one that was answered stays for ever.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from liaison.records import BreachClock, BreachNotice, Complaint, Incident
from liaison.rules.breach import HOURS, SOURCES, WHOM_LABELS
from liaison.rules.calendar import add_hours
from liaison.store import breaches as store
from liaison.store import directory as directory_store
from liaison.store import outbox as outbox_store
from liaison.usecases.context import Context
from liaison.vocabulary import OutboxStatus
from liaison.vocabulary.breaches import Late, Spared, Stage, Way, Whom

_LOST: Final = frozenset({OutboxStatus.FAILED.value, OutboxStatus.CANCELLED.value})


@dataclass(frozen=True, slots=True, order=True)
class Party:
    """The other party of one convention."""

    partner_id: str
    convention_id: str


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One time that somebody was told; `lost` when the service's mail did not leave."""

    stage: Stage
    way: Way
    told_at: datetime
    told_by: str
    lost: bool = False


@dataclass(frozen=True, slots=True)
class ClockView:
    """One clock as pages and registers show it."""

    id: str
    kind: Whom
    whom: str
    hours: int
    starts_at: datetime
    due_at: datetime
    source: str
    is_certain: bool = True
    """Whether it is known to apply."""
    needed: bool = True
    """Whether somebody must be told at all, as far as was decided."""
    partner_id: str = ""
    convention_id: str = ""
    convention: str = ""
    spared: Spared | None = None
    late: Late | None = None
    notices: tuple[NoticeView, ...] = ()

    @property
    def done_at(self) -> datetime | None:
        """The moment when they were first told; nothing while nobody did."""
        return next((notice.told_at for notice in self.notices if not notice.lost), None)

    @property
    def waits(self) -> bool:
        """Whether somebody is still to be told."""
        return self.needed and self.spared is None and self.done_at is None


def of_incident(ctx: Context, row: Incident, parties: Iterable[Party] = ()) -> None:
    """Make, move and take away the clocks of an incident, in the caller's transaction (G-2, G-3, G-4).

    Without a known convention, the 36 hours run all the same, to be answered or waived by a person.
    """
    wanted = {(Whom.CNIL, "", "")}
    if row.ofii_data is not False:
        wanted.add((Whom.OFII, "", ""))
    known = {(one.partner_id, one.convention_id) for one in parties}
    known |= {_party_of(clock) for clock in store.list_clocks(ctx.session, [row.id]) if clock.partner_id}
    wanted |= {(Whom.PARTY, *pair) for pair in known} or {(Whom.PARTY, "", "")}
    _settle(ctx, row.id, row.discovered_at, wanted)
    if row.ofii_data:  # « pas pour l’OFII » was said before anybody knew
        for clock in store.list_clocks(ctx.session, [row.id]):
            clock.spared = "" if clock.spared == Spared.NOT_FOR_OFII else clock.spared
            ctx.session.add(clock)
        ctx.session.flush()


def of_complaint(ctx: Context, row: Complaint, parties: Iterable[Party]) -> None:
    """Make the clocks of a complaint: 36 hours to the other party of each convention concerned (G-2)."""
    known = {(one.partner_id, one.convention_id) for one in parties}
    known |= {_party_of(clock) for clock in store.list_clocks(ctx.session, [row.id]) if clock.partner_id}
    _settle(ctx, row.id, row.received_at, {(Whom.PARTY, *pair) for pair in known} or {(Whom.PARTY, "", "")})


def views(ctx: Context, rows: Sequence[Incident]) -> Mapping[str, tuple[ClockView, ...]]:
    """Return the clocks of some incidents, by incident, the earliest first."""
    told_cnil = {row.id: row.tell_cnil is not False for row in rows}
    ofii = {row.id: row.ofii_data is True for row in rows}
    return _views(ctx, told_cnil, ofii)


def views_of_complaints(ctx: Context, rows: Sequence[Complaint]) -> Mapping[str, tuple[ClockView, ...]]:
    """Return the clocks of some complaints, by complaint."""
    return _views(ctx, {row.id: True for row in rows}, {})


def _settle(ctx: Context, subject_id: str, starts_at: datetime, wanted: Collection[tuple[Whom, str, str]]) -> None:
    rows = store.list_clocks(ctx.session, [subject_id])
    answered = {notice.clock_id for notice in store.list_notices(ctx.session, [row.id for row in rows])}
    kept = set()
    for row in rows:
        key = (Whom(row.whom), row.partner_id or "", row.convention_id or "")
        if key in wanted or row.id in answered:
            kept.add(key)
            row.starts_at, row.due_at = starts_at, add_hours(starts_at, HOURS[key[0]])
            ctx.session.add(row)
        else:
            ctx.session.delete(row)
    for whom, partner_id, convention_id in sorted(set(wanted) - kept):
        ctx.session.add(
            BreachClock(
                id=ctx.new_id(), subject_id=subject_id, whom=whom.value, partner_id=partner_id or None,
                convention_id=convention_id or None, starts_at=starts_at, due_at=add_hours(starts_at, HOURS[whom]),
            )
        )  # fmt: skip
    ctx.session.flush()


def _party_of(row: BreachClock) -> tuple[str, str]:
    return row.partner_id or "", row.convention_id or ""


def _views(
    ctx: Context, told_cnil: Mapping[str, bool], ofii: Mapping[str, bool]
) -> Mapping[str, tuple[ClockView, ...]]:  # fmt: skip
    rows = store.list_clocks(ctx.session, list(told_cnil))
    notices: dict[str, list[BreachNotice]] = {}
    for notice in store.list_notices(ctx.session, [row.id for row in rows]):
        notices.setdefault(notice.clock_id, []).append(notice)
    found: dict[str, tuple[ClockView, ...]] = {}
    for row in rows:
        whom, (label, reference) = Whom(row.whom), _named(ctx, row)
        view = ClockView(
            row.id, whom, label, HOURS[whom], row.starts_at, row.due_at, SOURCES[whom],
            is_certain=whom is not Whom.OFII or ofii.get(row.subject_id, True),
            needed=whom is not Whom.CNIL or told_cnil[row.subject_id],
            partner_id=row.partner_id or "", convention_id=row.convention_id or "", convention=reference,
            spared=Spared(row.spared) if row.spared else None, late=Late(row.late) if row.late else None,
            notices=tuple(_notice(ctx, one) for one in notices.get(row.id, [])),
        )  # fmt: skip
        found[row.subject_id] = (*found.get(row.subject_id, ()), view)
    return found


def _named(ctx: Context, row: BreachClock) -> tuple[str, str]:
    """Name the organisation and its convention, which are no secret: never a contact."""
    whom = WHOM_LABELS[Whom(row.whom)]
    if row.partner_id is None:
        return whom, ""
    reference = directory_store.get_convention(ctx.session, row.convention_id).reference if row.convention_id else ""
    partner = directory_store.get_partner(ctx.session, row.partner_id).name
    return f"{whom} : {partner}", reference


def _notice(ctx: Context, row: BreachNotice) -> NoticeView:
    message = outbox_store.find_message(ctx.session, row.message_id) if row.message_id else None
    lost = message is not None and message.status in _LOST
    return NoticeView(Stage(row.stage), Way(row.way), row.told_at, row.told_by, lost)
