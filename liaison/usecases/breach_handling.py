"""How is a breach followed? Taken in hand, traced, described, assessed, decided by the controller, closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from crypto.hashchain import Detail
from liaison.errors import Denied, Invalid, Problem, WrongState
from liaison.events import EventKind
from liaison.records import BreachLead, BreachPerson, Incident
from liaison.rules.access import Actor, check_has_role, check_may_work_in
from liaison.rules.breach import check_declaration
from liaison.rules.breach_course import Decision, check_decision
from liaison.store import accounts as account_store
from liaison.store import breaches as breach_store
from liaison.store import directory as directory_store
from liaison.store import exchanges as exchange_store
from liaison.store import tracing
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import breach_clocks, breach_finding, breach_standing, breach_texts
from liaison.usecases.breach_clocks import Party
from liaison.usecases.breach_finding import Concerned, Trace
from liaison.usecases.context import Context
from liaison.vocabulary import Role
from liaison.vocabulary.breaches import AwareOf, Course, Effect, Lead, Measure, Nature, Passage, Risk

DESCRIBED: Final = (Passage.FACTS, Passage.EFFECTS, Passage.MEASURES)
"""What article 33.5 asks the register to hold: facts, effects, measures."""
GROUNDS: Final = (Passage.RISK, Passage.CNIL, Passage.PEOPLE)
_BY_THINGS: Final = frozenset({Lead.TRANSMISSION, Lead.PARTNER, Lead.PERIOD})
"""Leads whose conventions are those of the plis themselves; a reader's concern all those of the people read of."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a breach, without anything about a person."""

    natures: tuple[Nature, ...]
    effects: tuple[Effect, ...]
    measures: tuple[Measure, ...]
    people: int
    ofii_data: bool | None
    texts: Mapping[Passage, str]
    sure: bool = False
    """Whether the writer read again what the guard stopped."""


@dataclass(frozen=True, slots=True)
class LeadForm:
    """From where persons are looked for."""

    kind: Lead
    subject_id: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None


def take_in_hand(ctx: Context, actor: Actor, incident_id: str, aware_of: AwareOf, aware_at: datetime) -> None:
    """Make a breach of a draft: who knew first and when; its pli, when it has one, is the first lead.

    Whoever of the house knew, the house knew: the moment may go back, never forward (docs/decisions/0094).

    Raises:
        Invalid: it lies ahead, or after what was declared.
        WrongState: it was taken in hand already, or is closed.
    """
    row = breach_standing.take(ctx, actor, incident_id, handled=False)
    if row.handled_at is not None:
        raise WrongState("Cette violation est déjà ouverte.", hint="Rechargez la page : elle dit ce qui est su.")
    check_declaration(aware_at, row.people, now=ctx.now)
    if aware_at > row.discovered_at:
        raise Invalid([
            Problem(
                "discovered_on", "Prise de connaissance",
                "Elle ne peut pas être plus tard que la découverte déjà déclarée : les délais courent depuis.",
            )
        ])  # fmt: skip
    row.discovered_at, row.aware_of = aware_at, aware_of.value
    row.handled_at, row.handled_by = ctx.now, actor.account_id
    event = Event(EventKind.INCIDENT_OPENED, actor.account_id, row.id, {"number": row.number, "aware": aware_of.value})
    save(ctx.session, row, event=event, at=ctx.now)
    breach_clocks.of_incident(ctx, row)
    if row.transmission_id is not None:
        _follow(ctx, actor, row, LeadForm(Lead.TRANSMISSION, row.transmission_id))


def add_lead(ctx: Context, actor: Actor, incident_id: str, form: LeadForm) -> None:
    """Follow one more lead, or the same one again: persons and clocks are added, none is taken away.

    Raises:
        Invalid: a period that ends before it begins.
        WrongState: it is a draft still, or closed.
    """
    row = breach_standing.take(ctx, actor, incident_id)
    if form.starts_at is not None and form.ends_at is not None and form.ends_at <= form.starts_at:
        raise Invalid([Problem("until", "Jusqu’au", "La fin vient avant le début.")])
    _check_subject(ctx, actor, form)
    _follow(ctx, actor, row, form)


def add_party(ctx: Context, actor: Actor, incident_id: str, party: Party) -> None:
    """Add the other party of a convention that the service did not find."""
    row = breach_standing.take(ctx, actor, incident_id)
    check_may_work_in(actor, directory_store.get_partner(ctx.session, party.partner_id).departement)
    breach_clocks.of_incident(ctx, row, [party])
    detail = {"number": row.number, "convention": party.convention_id}
    event = Event(EventKind.INCIDENT_PARTY_ADDED, actor.account_id, row.id, detail)
    save(ctx.session, event=event, at=ctx.now)


def describe(ctx: Context, actor: Actor, incident_id: str, facts: Facts) -> None:
    """Write down what happened, what may come of it, what was done.

    Raises:
        Invalid: a number that cannot be, or a text that the guard stops.
        WrongState: it is a draft still, or closed.
    """
    row = breach_standing.take(ctx, actor, incident_id)
    check_declaration(row.discovered_at, facts.people, now=ctx.now)
    breach_texts.check(facts.texts, sure=facts.sure)
    row.natures = [one.value for one in facts.natures]
    row.effects = [one.value for one in facts.effects]
    row.measures = [one.value for one in facts.measures]
    row.people, row.ofii_data = facts.people, facts.ofii_data
    changed = breach_texts.write(ctx, actor.account_id, row.id, facts.texts)
    detail: dict[str, Detail] = {"number": row.number, "texts": changed}
    event = Event(EventKind.INCIDENT_DESCRIBED, actor.account_id, row.id, detail)
    save(ctx.session, row, event=event, at=ctx.now)
    breach_clocks.of_incident(ctx, row)


def assess(ctx: Context, actor: Actor, incident_id: str, risk: Risk, opinion: str, *, sure: bool = False) -> None:
    """Give the DPO's opinion (RGPD art. 39.1, c and d).

    Raises:
        Denied: somebody else than the DPO.
        Invalid: the opinion is missing, or the guard stops it.
        WrongState: it is a draft still, decided or closed.
    """
    check_has_role(actor, {Role.DPO})
    row = breach_standing.take(ctx, actor, incident_id)
    texts = {Passage.OPINION: opinion}
    breach_texts.check(texts, sure=sure, required=texts)
    row.opinion, row.opined_at, row.opined_by = risk.value, ctx.now, actor.account_id
    breach_texts.write(ctx, actor.account_id, row.id, texts)
    detail = {"number": row.number, "risk": risk.value}
    save(ctx.session, row, event=Event(EventKind.INCIDENT_ASSESSED, actor.account_id, row.id, detail), at=ctx.now)


def decide(
    ctx: Context, actor: Actor, incident_id: str, decision: Decision, grounds: Mapping[Passage, str],
    *, sure: bool = False,
) -> None:  # fmt: skip
    """Record what the controller decides, each with its ground; it may be decided anew until the breach is closed.

    Raises:
        Denied: somebody else than the controller.
        Invalid: articles 33 and 34 ask for more, or a ground is missing.
        WrongState: the DPO did not give an opinion yet, or it is closed.
    """
    check_has_role(actor, {Role.CONTROLLER})
    row = breach_standing.take(ctx, actor, incident_id)
    if row.opined_at is None:
        raise WrongState("Il manque l’avis du délégué à la protection des données.", hint="Demandez-le-lui d’abord.")
    check_decision(decision)
    breach_texts.check(grounds, sure=sure, required=GROUNDS)
    row.risk, row.tell_cnil, row.tell_people = decision.risk.value, decision.tell_cnil, decision.tell_people
    row.not_telling = decision.not_telling.value if decision.not_telling else ""
    row.decided_at, row.decided_by = ctx.now, actor.account_id
    breach_texts.write(ctx, actor.account_id, row.id, grounds)
    detail: dict[str, Detail] = {
        "number": row.number, "risk": row.risk, "to-cnil": decision.tell_cnil, "to-people": decision.tell_people,
    }  # fmt: skip
    save(ctx.session, row, event=Event(EventKind.INCIDENT_DECIDED, actor.account_id, row.id, detail), at=ctx.now)


def end(ctx: Context, actor: Actor, incident_id: str) -> None:
    """Close a breach: it stays in the register, and nothing of it changes any more.

    Raises:
        WrongState: somebody is still to be told, or the register lacks facts, effects or measures (RGPD art. 33.5).
    """
    row = breach_standing.take(ctx, actor, incident_id)
    clocks = breach_clocks.views(ctx, [row]).get(row.id, ())
    if breach_standing.course(ctx, row, clocks) is not Course.NOTIFIED:
        raise WrongState(
            "Tout n’est pas fait : une décision, une annonce ou une personne à informer manque encore.",
            hint="La page de la violation dit ce qui reste.",
        )
    if not (row.natures and row.effects and row.measures and _facts_of(ctx, row)):
        raise WrongState(
            "Le registre doit dire les faits, les conséquences et les mesures (RGPD, article 33.5).",
            hint="Complétez « Ce qui est su », puis clôturez.",
        )
    row.ended_at, row.ended_by = ctx.now, actor.account_id
    event = Event(EventKind.INCIDENT_REGISTERED, actor.account_id, row.id, {"number": row.number})
    save(ctx.session, row, event=event, at=ctx.now)


def _facts_of(ctx: Context, row: Incident) -> str:
    return breach_texts.read_all(ctx, [row.id]).get((row.id, Passage.FACTS), "")


def _follow(ctx: Context, actor: Actor, row: Incident, form: LeadForm) -> None:
    lead = BreachLead(
        id=ctx.new_id(), incident_id=row.id, kind=form.kind.value, subject_id=form.subject_id,
        starts_at=form.starts_at, ends_at=form.ends_at, added_at=ctx.now, added_by=actor.account_id,
    )  # fmt: skip
    departements = frozenset({row.departement}) if row.departement else actor.departements
    found = breach_finding.trace(ctx, lead, departements)
    concerned = breach_finding.look_into(ctx, found.things)
    lead.people, lead.records = len(concerned), sum(len(found.things[one.case_id]) for one in concerned)
    lead.searches, lead.gone = found.searches, found.gone
    _add_persons(ctx, row, concerned)
    row.records = max(row.records, _count_things(ctx, row, found, departements))
    detail: dict[str, Detail] = {"number": row.number, "lead": form.kind.value, "found": lead.people}
    event = Event(EventKind.INCIDENT_TRACED, actor.account_id, row.id, detail)
    save(ctx.session, row, lead, event=event, at=ctx.now)
    breach_clocks.of_incident(ctx, row, _parties(ctx, form.kind, found.things))


def _check_subject(ctx: Context, actor: Actor, form: LeadForm) -> None:
    """Let through what is of a département of the actor's: a pli, a partner, an account."""
    match form.kind:
        case Lead.TRANSMISSION:
            departements = {exchange_store.get_transmission(ctx.session, form.subject_id).departement}
        case Lead.PARTNER:
            departements = {directory_store.get_partner(ctx.session, form.subject_id).departement}
        case Lead.USER | Lead.DEVICE:
            account_store.get_account(ctx.session, form.subject_id)
            departements = set(account_store.scopes_of(ctx.session, form.subject_id))
        case Lead.PERIOD:
            return
    if not departements & actor.departements:
        raise Denied("Ce département n’est pas le vôtre.", hint="Choisissez parmi ceux que la page propose.")


def _count_things(ctx: Context, row: Incident, last: Trace, departements: frozenset[str]) -> int:
    """Count the fiches, plis, documents and dossiers that all leads led to, each once (RGPD art. 33.3, a)."""
    leads = breach_store.list_leads(ctx.session, row.id)
    traces = [last, *(breach_finding.trace(ctx, one, departements) for one in leads)]
    return len({(case_id, thing) for one in traces for case_id, things in one.things.items() for thing in things})


def _add_persons(ctx: Context, row: Incident, concerned: list[Concerned]) -> None:
    known = {person.case_id: person for person in breach_store.list_persons(ctx.session, row.id)}
    for one in concerned:
        person = known.get(one.case_id) or BreachPerson(incident_id=row.id, case_id=one.case_id, found_at=ctx.now)
        person.categories = sorted({*person.categories, *one.categories})
        person.ofii_data = person.ofii_data or one.ofii_data
        known[one.case_id] = person
        ctx.session.add(person)
    row.categories = sorted({*row.categories, *(sort for one in concerned for sort in one.categories)})
    row.found = max(row.found, len(known))
    row.people = max(row.people, len(known))
    if any(one.ofii_data for one in concerned):
        row.ofii_data = True
    ctx.session.flush()


def _parties(ctx: Context, kind: Lead, things: Mapping[str, set[str]]) -> list[Party]:
    rows = tracing.transmissions_of_cases(ctx.session, list(things))
    if kind in _BY_THINGS:
        named = {thing for each in things.values() for thing in each}
        rows = [row for row in rows if row.id in named]
    return sorted({Party(row.partner_id, row.convention_id) for row in rows if row.convention_id})
