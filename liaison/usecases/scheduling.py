"""By when does each part of an exchange die? Deadline rows from the rules of retention, kept up to date."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from liaison.records import Case, Deadline, Deposit, DepositDocument, Transmission
from liaison.rules import retention
from liaison.rules.calendar import local_day
from liaison.rules.exchange import CONVENTION_END, ConventionTerm
from liaison.rules.retention import Limits, Line
from liaison.settings import Settings
from liaison.store import deposits as deposit_store
from liaison.store import directory as directory_store
from liaison.store import exchanges as store
from liaison.store import retention as retention_store
from liaison.usecases.context import Context
from liaison.usecases.dossier import read_person
from liaison.vocabulary import DeadlineSubject, KeyStatus, Origin
from liaison.vocabulary.retention import RuleId


def limits_of(ctx: Context) -> Limits:
    """Return the delays that count: the last that the controller set, else the setting's, else the law's."""
    own = {RuleId(row.rule): row.value for row in retention_store.list_delays(ctx.session)}
    return limits_with(ctx.settings, own)


def limits_with(settings: Settings, own: Mapping[RuleId, int]) -> Limits:
    """Return the delays that count under some settings, with those that the controller set."""
    delays = {
        RuleId.ARCHIVE: settings.archive_days,
        RuleId.WITHHELD_KEY: settings.withheld_key_days,
        RuleId.RELEASED_KEY: settings.released_key_days,
        RuleId.DEPOSIT: settings.deposit_days,
        RuleId.WAITING_DOCUMENT: settings.deposit_days,
    }
    return Limits(settings.key_backup_days, {**delays, **own})


def case_deadline(ctx: Context, case: Case) -> Deadline:
    """Make the deadline of a new dossier."""
    line = retention.case_line(support_ended_on=case.support_ended_on, limits=limits_of(ctx))
    return _row(ctx, line, case.id, case.departement, None)


def begin_case(ctx: Context, case: Case) -> None:
    """Give a new dossier its deadlines."""
    ctx.session.add(case_deadline(ctx, case))
    follow_ofii(ctx, case)


def follow_ofii(ctx: Context, case: Case) -> None:
    """Give what a dossier holds from the OFII a deadline of its own, or take it away once nothing is left (R-3)."""
    holds = any(value.origin is Origin.OFII for value in read_person(ctx, case).values())
    rows = [row for row in store.deadlines_of(ctx.session, DeadlineSubject.OFII, case.id) if row.done_at is None]
    if holds and not rows:
        framework = directory_store.get_departement(ctx.session, case.departement).framework_ends_on
        line = retention.framework_line(framework_ends_on=framework, limits=limits_of(ctx))
        ctx.session.add(_row(ctx, line, case.id, case.departement, None))
    for row in () if holds else rows:
        ctx.session.delete(row)
    ctx.session.flush()


def transmission_deadlines(
    ctx: Context, transmission: Transmission, case: Case | None, convention: ConventionTerm | None
) -> list[Deadline]:
    """Make the deadlines of every part of a new transmission."""
    lines: list[tuple[Line, str]] = []
    if case is not None and transmission.fiche_version_id is not None:
        fiche = transmission.fiche_version_id
        lines += [(line, fiche) for line in _fiche_lines(ctx, case.support_ended_on, convention)]
    elif transmission.fiche_version_id is not None:  # a test pli: about nobody, kept as long as its archive
        line = replace(archive_line(ctx, transmission), subject=DeadlineSubject.FICHE)
        lines.append((line, transmission.fiche_version_id))
    if transmission.archive is not None:
        lines.append((archive_line(ctx, transmission), transmission.id))
    if transmission.key_status != KeyStatus.NOT_NEEDED:
        lines.append((_key_line(ctx, transmission), transmission.id))
    return [_row(ctx, line, subject, transmission.departement, transmission.id) for line, subject in lines]


def reschedule_case(ctx: Context, case: Case) -> list[Deadline]:
    """Move the deadlines that hang on the end of the support; return the rows that moved."""
    plis = [row.id for row in store.transmissions_of_case(ctx.session, case.id)]
    rows = [
        *store.deadlines_of(ctx.session, DeadlineSubject.CASE, case.id),
        *store.list_deadlines(ctx.session, plis),
        *deposit_store.deadlines_of_documents(ctx.session, case.id),
    ]
    moved = {row.id: row for row in rows if row.rule_id == RuleId.SUPPORT_END and row.done_at is None}
    line = retention.case_line(support_ended_on=case.support_ended_on, limits=limits_of(ctx))
    return apply(line, moved.values())


def deposit_deadline(ctx: Context, deposit: Deposit) -> Deadline:
    """Make the deadline of a file that came in."""
    line = retention.deposit_line(received_on=local_day(deposit.received_at), limits=limits_of(ctx))
    return _row(ctx, line, deposit.id, deposit.departement, deposit.transmission_id)


def waiting_deadline(ctx: Context, document: DepositDocument, deposit: Deposit) -> Deadline:
    """Make the deadline of a document that waits for a person; it hangs on no pli, whose convention would move it."""
    line = retention.waiting_document_line(opened_on=ctx.today, limits=limits_of(ctx))
    return _row(ctx, line, document.id, deposit.departement, None)


def document_deadlines(
    ctx: Context, document: DepositDocument, case: Case, convention: ConventionTerm | None
) -> list[Deadline]:
    """Make the deadlines of a document that is kept with a dossier; under the convention of the pli it answers.

    They take the place of the one that it had while it waited.
    """
    deposit_store.drop_deadlines(ctx.session, document.id)
    lines = retention.document_lines(
        support_ended_on=case.support_ended_on,
        under_convention=convention is not None,
        convention_ends_on=convention.ends_on if convention else None,
        limits=limits_of(ctx),
        convention_anchor=convention.anchor if convention else CONVENTION_END,
    )
    return [_row(ctx, line, document.id, case.departement, document.transmission_id) for line in lines]


def deadline_of(ctx: Context, line: Line, subject_id: str, departement: str) -> Deadline:
    """Make the deadline of a part that hangs on no pli."""
    return _row(ctx, line, subject_id, departement, None)


def close_deadlines(ctx: Context, subject: DeadlineSubject, subject_id: str) -> list[Deadline]:
    """Mark the deadlines of a part that is destroyed already; return the rows."""
    rows = list(store.deadlines_of(ctx.session, subject, subject_id))
    _close(ctx, rows)
    return rows


def reschedule_transmission(ctx: Context, transmission: Transmission) -> list[Deadline]:
    """Move the deadlines of an archive and of its key to where their tracks stand; return the rows."""
    rows = store.list_deadlines(ctx.session, [transmission.id])
    archive = [row for row in rows if row.subject_kind == DeadlineSubject.ARCHIVE]
    key = [row for row in rows if row.subject_kind == DeadlineSubject.KEY]
    for part, content, line in (
        (archive, transmission.archive, archive_line(ctx, transmission)),
        (key, transmission.passphrase, _key_line(ctx, transmission)),
    ):
        if content is None:
            _close(ctx, part)
        else:
            apply(line, part)
    return archive + key


def archive_line(ctx: Context, transmission: Transmission) -> Line:
    """Return the rule of a sent archive, from its last known step."""
    for anchor, moment in (
        ("accusé de réception", transmission.acknowledged_at),
        ("envoi du pli", transmission.sent_at),
        ("préparation du pli", transmission.prepared_at),
    ):
        if moment is not None:
            return retention.archive_line(anchor=anchor, anchor_on=local_day(moment), limits=limits_of(ctx))
    raise AssertionError("prepared_at is never missing")


def _fiche_lines(ctx: Context, support_ended_on: date | None, term: ConventionTerm | None) -> tuple[Line, ...]:
    return retention.fiche_lines(
        support_ended_on=support_ended_on,
        under_convention=term is not None,
        convention_ends_on=term.ends_on if term else None,
        limits=limits_of(ctx),
        convention_anchor=term.anchor if term else CONVENTION_END,
    )


def _key_line(ctx: Context, transmission: Transmission) -> Line:
    released = transmission.released_at is not None
    moment = transmission.released_at or transmission.prepared_at
    return retention.key_line(released=released, anchor_on=local_day(moment), limits=limits_of(ctx))


def apply(line: Line, rows: Iterable[Deadline]) -> list[Deadline]:
    """Move deadlines to a line; return them."""
    moved = list(rows)
    for row in moved:
        row.anchor, row.anchor_on, row.delay = line.anchor, line.anchor_on, line.delay
        row.due_at, row.destroy_by, row.rule_id = line.due_at, line.destroy_by, line.rule_id.value
    return moved


def _close(ctx: Context, rows: Iterable[Deadline]) -> None:
    """Mark what is destroyed already: it is due no more."""
    for row in rows:
        row.done_at = row.done_at or ctx.now


def _row(ctx: Context, line: Line, subject_id: str, departement: str, transmission_id: str | None) -> Deadline:
    return Deadline(
        id=ctx.new_id(), subject_kind=line.subject.value, subject_id=subject_id, departement=departement,
        transmission_id=transmission_id, rule=line.rule, rule_id=line.rule_id.value,
        anchor=line.anchor, anchor_on=line.anchor_on, delay=line.delay, source=line.source,
        due_at=line.due_at, destroy_by=line.destroy_by,
    )  # fmt: skip
