"""Who is told before something is destroyed? The référents of its dossier and the DPO, once for each part (R-6).

Only what is about a person's case is announced: dossier, fiche, document, what came from the OFII. An archive and a
key die within weeks of every sending, as the page of each pli says; announcing them would hide what matters.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from liaison.events import EventKind
from liaison.messages.forewarning import Ending, ForewarningMail, forewarning_mail
from liaison.records import Account, Announcement
from liaison.rules.access import Actor
from liaison.rules.calendar import end_of_day, local_day
from liaison.store import accounts as account_store
from liaison.store import cases as case_store
from liaison.store import directory as directory_store
from liaison.store import exchanges as exchange_store
from liaison.store import retention as store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import archiving, delivering, foreseeing
from liaison.usecases.context import Context
from liaison.usecases.dossier import cases_followed, full_name, raw_of, read_person
from liaison.usecases.foreseeing import DuePart, Schedule
from liaison.usecases.profiles import open_profile
from liaison.vocabulary import SYSTEM, DeadlineSubject, Role

ANNOUNCED: Final = frozenset(
    {DeadlineSubject.CASE, DeadlineSubject.FICHE, DeadlineSubject.DOCUMENT, DeadlineSubject.OFII}
)


@dataclass(frozen=True, slots=True)
class EndingPart:
    """What of somebody's dossier is soon destroyed, for those who may open it."""

    case_id: str
    person: str
    label: str
    reference: str
    on: date
    rule: str
    arithmetic: str
    held: str


def announce(ctx: Context) -> int:
    """Mail what is about to be destroyed to those concerned, one digest each; return how many mails.

    What was announced to somebody is not announced to them again; nobody gets two on one day.
    """
    if not ctx.mailer_ready:
        return 0
    days = ctx.settings.destruction_notice_days
    rows = exchange_store.list_due(ctx.session, end_of_day(ctx.today + timedelta(days=days)), None)
    schedule = foreseeing.arranged(ctx, rows, on=ctx.today, within_days=days)
    concerned: dict[str, list[DuePart]] = {}
    for part in announced(schedule):
        for account in _concerned(ctx, part):
            concerned.setdefault(account.id, []).append(part)
    return sum(_tell(ctx, account_id, parts) for account_id, parts in concerned.items())


def announced(schedule: Schedule) -> list[DuePart]:
    """Return what of a schedule is announced: what is held goes nowhere."""
    return [part for part in (*schedule.late, *schedule.soon) if part.line.subject in ANNOUNCED]


def soon_for(ctx: Context, actor: Actor) -> tuple[EndingPart, ...]:
    """Return what of the dossiers that somebody follows is soon destroyed, by name: they may open them."""
    cases = {row.id: row for row in cases_followed(ctx, actor)}
    days = ctx.settings.destruction_notice_days
    rows = store.due_about(ctx.session, cases, end_of_day(ctx.today + timedelta(days=days)))
    schedule = foreseeing.arranged(ctx, rows, on=ctx.today, within_days=days)
    parts = [*announced(schedule), *(part for part in schedule.held if part.line.subject in ANNOUNCED)]
    names = {
        case_id: full_name(raw_of(read_person(ctx, cases[case_id])))
        for case_id in {part.case_id for part in parts if part.case_id}
    }
    return tuple(
        EndingPart(
            part.case_id, names[part.case_id], part.line.subject_label,
            part.line.reference if part.line.transmission_id else "", _day(part), part.line.rule,
            part.line.arithmetic, part.held,
        )
        for part in parts
        if part.case_id
    )  # fmt: skip


def _concerned(ctx: Context, part: DuePart) -> Iterable[Account]:
    accounts: list[Account] = []
    told = {Role.DPO}
    if part.case_id and case_store.is_archived(ctx.session, part.case_id):
        told |= archiving.KEEPERS  # its référents open it no more: who can take it out is told
    elif part.case_id:
        referents = case_store.list_referents(ctx.session, part.case_id)
        accounts += [account_store.get_account(ctx.session, link.account_id) for link in referents]
    accounts += account_store.list_in(ctx.session, part.departement, told)
    return [account for account in accounts if account.enabled]


def _tell(ctx: Context, account_id: str, parts: list[DuePart]) -> bool:
    known = store.list_announced(ctx.session, account_id)
    if any(local_day(row.told_at) == ctx.today for row in known):
        return False
    told = {(row.subject_kind, row.subject_id) for row in known}
    new = [part for part in parts if (part.line.subject.value, part.subject_id) not in told]
    if not new:
        return False
    account = account_store.get_account(ctx.session, account_id)
    text = forewarning_mail(
        ForewarningMail(
            directory_store.get_departement(ctx.session, new[0].departement).operator,
            tuple(Ending(part.line.subject_label, part.line.reference, _day(part), part.line.rule) for part in new),
            for_dpo=account.role == Role.DPO,
            link=_link(ctx, _PAGES.get(Role(account.role), "/")),
        )
    )
    delivering.queue_mail(ctx, text, to=open_profile(ctx, account).email)
    rows = [
        Announcement(
            subject_kind=part.line.subject.value, subject_id=part.subject_id, account_id=account_id, told_at=ctx.now,
            destroy_by=part.line.destroy_by or ctx.now,
        )
        for part in new
    ]  # fmt: skip
    event = Event(EventKind.END_ANNOUNCED, SYSTEM, account_id, {"count": len(new)})
    save(ctx.session, *rows, event=event, at=ctx.now)
    return True


_PAGES: Final[Mapping[Role, str]] = {Role.DPO: "/echeances"}
"""Where a mail leads; a référent's day shows it by name."""


def _link(ctx: Context, path: str) -> str:
    base = ctx.settings.public_url
    return f"{str(base).rstrip('/')}{path}" if base else ""


def _day(part: DuePart) -> date:
    return local_day(part.line.destroy_by) if part.line.destroy_by else date.max
