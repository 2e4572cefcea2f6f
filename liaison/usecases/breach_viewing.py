"""What do the DPO and the controller see of a breach? Numbers, sorts of data, texts, delays, who decided; no name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from liaison.records import BreachLead, Incident
from liaison.rules.access import Actor, check_may_work_in
from liaison.store import accounts as account_store
from liaison.store import breaches as store
from liaison.store import directory as directory_store
from liaison.store import exchanges as exchange_store
from liaison.store import tracing
from liaison.usecases import administering, breach_clocks, breach_standing, breach_telling, breach_texts, declaring
from liaison.usecases.breach_clocks import ClockView
from liaison.usecases.breach_notices import Notice, to_people
from liaison.usecases.breach_words import categories_in_words
from liaison.usecases.context import Context
from liaison.usecases.declaring import IncidentPage
from liaison.usecases.profiles import open_profile
from liaison.vocabulary import Role
from liaison.vocabulary.breaches import AwareOf, Lead, NotTelling, Passage, Risk


@dataclass(frozen=True, slots=True)
class LeadLine:
    """One lead, and how much it led to."""

    kind: Lead
    subject: str
    starts_at: datetime | None
    ends_at: datetime | None
    people: int
    records: int
    searches: int
    gone: int


@dataclass(frozen=True, slots=True)
class BreachPage:
    """A breach, whole."""

    page: IncidentPage
    aware_of: AwareOf | None
    handled_at: datetime | None
    handled_by: str
    leads: tuple[LeadLine, ...]
    categories: tuple[str, ...]
    found: int
    records: int
    natures: tuple[str, ...]
    effects: tuple[str, ...]
    measures: tuple[str, ...]
    texts: Mapping[Passage, str]
    opinion: Risk | None
    opined_at: datetime | None
    risk: Risk | None
    tell_cnil: bool | None
    tell_people: bool | None
    not_telling: NotTelling | None
    decided_at: datetime | None
    decided_by: str
    people_left: int
    informed: int
    late_texts: Mapping[str, str]
    ended_by: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What a lead may be about: partners, accounts, conventions, by id; and since when the journal knows."""

    partners: tuple[tuple[str, str], ...]
    users: tuple[tuple[str, str], ...]
    conventions: tuple[tuple[str, str], ...]
    journal_begins: datetime | None


@dataclass(frozen=True, slots=True)
class NoticePage:
    """One notice: its clock, its text, what the service may do by itself."""

    clock: ClockView
    notice: Notice
    why_no_mail: str
    number: str
    incident_id: str
    """Empty for a complaint."""
    complaint_id: str


def open_breach(ctx: Context, actor: Actor, incident_id: str) -> BreachPage:
    """Return a breach for the DPO or the controller; journalled."""
    page = declaring.open_incident(ctx, actor, incident_id)
    row = breach_standing.read(ctx, actor, incident_id)
    texts = breach_texts.read_all(ctx, [row.id])
    late = breach_texts.read_all(ctx, [clock.id for clock in page.line.clocks])
    return BreachPage(
        page,
        AwareOf(row.aware_of) if row.aware_of else None,
        row.handled_at,
        _who(ctx, row.handled_by),
        tuple(_lead(ctx, one) for one in store.list_leads(ctx.session, row.id)),
        categories_in_words(row.categories),
        row.found,
        row.records,
        tuple(row.natures),
        tuple(row.effects),
        tuple(row.measures),
        {passage: texts[row.id, passage] for passage in Passage if texts.get((row.id, passage))},
        Risk(row.opinion) if row.opinion else None,
        row.opined_at,
        Risk(row.risk) if row.risk else None,
        row.tell_cnil,
        row.tell_people,
        NotTelling(row.not_telling) if row.not_telling else None,
        row.decided_at,
        _who(ctx, row.decided_by),
        breach_standing.people_left(ctx, row),
        row.informed,
        {clock_id: text for (clock_id, _), text in late.items()},
        _who(ctx, row.ended_by),
    )


def choices(ctx: Context, actor: Actor, incident_id: str) -> Choices:
    """Return what a lead may be about: of the incident's département, or of all of the actor's."""
    row = breach_standing.read(ctx, actor, incident_id)
    codes = _codes(row, actor)
    partners = [one for code in codes for one in directory_store.list_partners(ctx.session, code)]
    users = {
        account.id: account
        for code in codes
        for account in account_store.list_everybody_in(ctx.session, code, {Role.REFERENT, Role.COORDINATOR})
    }
    conventions = directory_store.list_conventions_in(ctx.session, codes)
    return Choices(
        tuple((one.id, one.name) for one in partners),
        tuple(sorted(((one.id, open_profile(ctx, one).name) for one in users.values()), key=lambda pair: pair[1])),
        tuple((one.id, f"{partner.name} : {one.reference}") for one, partner in conventions),
        tracing.journal_begins(ctx.session),
    )


def open_notice(ctx: Context, actor: Actor, clock_id: str) -> NoticePage:
    """Return one notice, ready to send."""
    notice = breach_telling.draft(ctx, actor, clock_id)
    clock = store.lock_clock(ctx.session, clock_id)
    complaint = store.find_complaint(ctx.session, clock.subject_id)
    if complaint is not None:
        views = breach_clocks.views_of_complaints(ctx, [complaint])[complaint.id]
        number, incident_id, complaint_id = complaint.number, "", complaint.id
    else:
        row = breach_standing.read(ctx, actor, clock.subject_id)
        views = breach_clocks.views(ctx, [row])[row.id]
        number, incident_id, complaint_id = row.number, row.id, ""
    (view,) = [one for one in views if one.id == clock.id]
    return NoticePage(view, notice, breach_telling.why_no_mail(ctx, clock), number, incident_id, complaint_id)


def people_notice(ctx: Context, actor: Actor, incident_id: str) -> Notice:
    """Return what the people are told, for the DPO to read before: about everybody, naming nobody."""
    return to_people(ctx, breach_standing.read(ctx, actor, incident_id))


def find_pli(ctx: Context, actor: Actor, reference: str) -> str:
    """Return the transmission of a reference of the actor's départements; empty when there is none."""
    found = exchange_store.find_by_reference(ctx.session, reference.strip().lower())
    return found.id if found is not None and found.departement in actor.departements else ""


def party_of(ctx: Context, actor: Actor, convention_id: str) -> tuple[str, str]:
    """Return the partner and the convention of one that the actor may choose.

    Raises:
        NotFound: there is none of that id.
        Denied: it is of another département.
    """
    convention = directory_store.get_convention(ctx.session, convention_id)
    check_may_work_in(actor, directory_store.get_partner(ctx.session, convention.partner_id).departement)
    return convention.partner_id, convention.id


def _lead(ctx: Context, row: BreachLead) -> LeadLine:
    kind = Lead(row.kind)
    subject = ""
    if kind is Lead.TRANSMISSION:
        subject = exchange_store.get_transmission(ctx.session, row.subject_id).reference
    elif kind is Lead.PARTNER:
        subject = directory_store.get_partner(ctx.session, row.subject_id).name
    elif kind is not Lead.PERIOD:
        subject = administering.actor_label(ctx, row.subject_id)
    return LeadLine(kind, subject, row.starts_at, row.ends_at, row.people, row.records, row.searches, row.gone)


def _who(ctx: Context, account_id: str | None) -> str:
    return administering.actor_label(ctx, account_id) if account_id else ""


def _codes(row: Incident, actor: Actor) -> list[str]:
    return [row.departement] if row.departement else sorted(actor.departements)
