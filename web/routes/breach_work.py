"""What is known of a breach, whom does it concern, what is the DPO's opinion, what does the controller decide?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, Problem
from liaison.rules.breach_course import Decision
from liaison.rules.calendar import add_days, at_hour
from liaison.usecases import breach_handling, breach_viewing, breach_words
from liaison.usecases.breach_clocks import Party
from liaison.usecases.breach_handling import Facts, LeadForm
from liaison.usecases.breach_texts import LONGEST
from liaison.usecases.breach_viewing import BreachPage, Choices
from liaison.usecases.breach_words import offered
from liaison.usecases.context import Context
from liaison.vocabulary.breaches import Effect, Lead, Measure, Nature, NotTelling, Passage, Risk
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Form, FrenchDate, Input, Ticked, read
from web.moments import Count
from web.pages import go, render
from web.routes.incidents import OFII, OFII_ANSWERS

router = APIRouter()

YES: Final = "yes"
YES_NO: Final = ((YES, "Oui"), ("no", "Non"))
RISKS: Final = offered(breach_words.RISKS)
_OFII_TYPED: Final = {True: "yes", False: "no", None: "unknown"}


class TextInput(Input):
    """A form with texts that the guard reads; `sure` once their writer read them again."""

    model_config = ConfigDict(str_max_length=LONGEST)
    sure: Ticked = False


class FactsInput(TextInput):
    """What is known, by closed lists, and three texts."""

    natures: Annotated[tuple[Nature, ...], Field(title="Nature")] = ()
    effects: Annotated[tuple[Effect, ...], Field(title="Conséquences")] = ()
    measures: Annotated[tuple[Measure, ...], Field(title="Mesures")] = ()
    people: Annotated[Count, Field(title="Personnes concernées")]
    ofii_data: Annotated[str, Field(title="Données de l’OFII", pattern="^(yes|no|unknown)$")]
    facts: str = ""
    effects_text: str = ""
    measures_text: str = ""


class LeadInput(Input):
    """From where people are looked for."""

    kind: Annotated[Lead, Field(title="D’où partir")]
    reference: str = ""
    partner: str = ""
    user: str = ""
    since: Annotated[FrenchDate, Field(title="Depuis le")] = None
    until: Annotated[FrenchDate, Field(title="Jusqu’au")] = None


class PartyInput(Input):
    """A convention to add."""

    convention: Annotated[str, Field(title="Convention", min_length=1)]


class OpinionInput(TextInput):
    """The DPO's opinion."""

    risk: Annotated[Risk, Field(title="Risque")]
    opinion: str = ""


class DecisionInput(TextInput):
    """The controller's decision, each with its ground."""

    risk_level: Annotated[Risk, Field(title="Risque")]
    risk: str = ""
    tell_cnil: Annotated[str, Field(title="Notifier à la CNIL", pattern="^(yes|no)$")]
    cnil: str = ""
    tell_people: Annotated[str, Field(title="Informer les personnes", pattern="^(yes|no)$")]
    people: str = ""
    not_telling: str = ""


@dataclass(frozen=True, slots=True)
class WorkPage:
    """A form about a breach: what stands in it, as it is or as it was typed."""

    breach: BreachPage
    title: str
    typed: Mapping[str, str] = field(default_factory=dict)
    ticked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    guarded: bool = False
    choices: Choices | None = None
    natures: tuple[tuple[str, str], ...] = offered(breach_words.NATURES)
    effects: tuple[tuple[str, str], ...] = offered(breach_words.EFFECTS)
    measures: tuple[tuple[str, str], ...] = offered(breach_words.MEASURES)
    leads: tuple[tuple[str, str], ...] = offered(breach_words.LEADS)
    risks: tuple[tuple[str, str], ...] = RISKS
    yes_no: tuple[tuple[str, str], ...] = YES_NO
    ofii_answers: tuple[tuple[str, str], ...] = OFII_ANSWERS
    not_telling: tuple[tuple[str, str], ...] = offered(breach_words.NOT_TELLING)
    risk_words: Mapping[Risk, str] = field(default_factory=lambda: breach_words.RISKS)
    lead_words: Mapping[Lead, str] = field(default_factory=lambda: breach_words.LEADS)


@router.get("/violations/{incident_id}/faits")
def ask_facts(request: Request, incident_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show what is known, to be completed."""
    return render(request, "incidents/facts.html", _facts(breach_viewing.open_breach(ctx, actor, incident_id)))


@router.post("/violations/{incident_id}/faits")
def save_facts(request: Request, incident_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Keep what is known."""
    page = _facts(breach_viewing.open_breach(ctx, actor, incident_id))
    try:
        given = read(form, FactsInput)
        texts = {
            Passage.FACTS: given.facts, Passage.EFFECTS: given.effects_text, Passage.MEASURES: given.measures_text,
        }  # fmt: skip
        facts = Facts(
            given.natures, given.effects, given.measures, given.people, OFII[given.ofii_data], texts, given.sure
        )
        breach_handling.describe(ctx, actor, incident_id, facts)
    except Invalid as error:
        renamed = {"effects": "effects_text", "measures": "measures_text"}
        raise Again(error, "incidents/facts.html", _again(page, form, error, renamed)) from error
    return go(request, "show_incident", incident_id=incident_id, done="violation-decrite")


@router.get("/violations/{incident_id}/personnes")
def ask_leads(request: Request, incident_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show from where the people concerned were looked for, and offer more."""
    page = _leads(
        ctx, breach_viewing.open_breach(ctx, actor, incident_id), breach_viewing.choices(ctx, actor, incident_id)
    )
    return render(request, "incidents/leads.html", page)


@router.post("/violations/{incident_id}/personnes")
def add_lead(request: Request, incident_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Follow one more lead."""
    page = _leads(
        ctx, breach_viewing.open_breach(ctx, actor, incident_id), breach_viewing.choices(ctx, actor, incident_id)
    )
    try:
        given = read(form, LeadInput)
        subject = _subject(given, breach_viewing.find_pli(ctx, actor, given.reference))
        breach_handling.add_lead(
            ctx, actor, incident_id, LeadForm(given.kind, subject, *_span(given.since, given.until))
        )
    except Invalid as error:
        raise Again(error, "incidents/leads.html", _again(page, form, error)) from error
    return go(request, "ask_leads", incident_id=incident_id, done="piste-suivie")


@router.post("/violations/{incident_id}/conventions")
def add_party(request: Request, incident_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Add a convention whose other party is concerned."""
    page = _leads(
        ctx, breach_viewing.open_breach(ctx, actor, incident_id), breach_viewing.choices(ctx, actor, incident_id)
    )
    try:
        party = breach_viewing.party_of(ctx, actor, read(form, PartyInput).convention)
        breach_handling.add_party(ctx, actor, incident_id, Party(*party))
    except Invalid as error:
        raise Again(error, "incidents/leads.html", _again(page, form, error)) from error
    return go(request, "show_incident", incident_id=incident_id, done="convention-ajoutee")


@router.get("/violations/{incident_id}/avis")
def ask_breach_opinion(request: Request, incident_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Ask the DPO for an opinion."""
    return render(request, "incidents/opinion.html", _opinion(breach_viewing.open_breach(ctx, actor, incident_id)))


@router.post("/violations/{incident_id}/avis")
def give_breach_opinion(request: Request, incident_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Keep the DPO's opinion."""
    page = _opinion(breach_viewing.open_breach(ctx, actor, incident_id))
    try:
        given = read(form, OpinionInput)
        breach_handling.assess(ctx, actor, incident_id, given.risk, given.opinion, sure=given.sure)
    except Invalid as error:
        raise Again(error, "incidents/opinion.html", _again(page, form, error)) from error
    return go(request, "show_incident", incident_id=incident_id, done="avis-donne")


@router.get("/violations/{incident_id}/decision")
def ask_decision(request: Request, incident_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Ask the controller for the decision."""
    return render(request, "incidents/decision.html", _decision(breach_viewing.open_breach(ctx, actor, incident_id)))


@router.post("/violations/{incident_id}/decision")
def decide_breach(request: Request, incident_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Keep the controller's decision."""
    page = _decision(breach_viewing.open_breach(ctx, actor, incident_id))
    try:
        given = read(form, DecisionInput)
        spared = NotTelling(given.not_telling) if given.not_telling in set(NotTelling) else None
        decision = Decision(given.risk_level, given.tell_cnil == YES, given.tell_people == YES, spared)
        grounds = {Passage.RISK: given.risk, Passage.CNIL: given.cnil, Passage.PEOPLE: given.people}
        breach_handling.decide(ctx, actor, incident_id, decision, grounds, sure=given.sure)
    except Invalid as error:
        raise Again(error, "incidents/decision.html", _again(page, form, error)) from error
    return go(request, "show_incident", incident_id=incident_id, done="decision-prise")


def _facts(breach: BreachPage) -> WorkPage:
    texts = breach.texts
    typed = {
        "people": str(breach.page.people), "ofii_data": _OFII_TYPED[breach.page.ofii_data],
        "facts": texts.get(Passage.FACTS, ""), "effects_text": texts.get(Passage.EFFECTS, ""),
        "measures_text": texts.get(Passage.MEASURES, ""),
    }  # fmt: skip
    ticked = {"natures": breach.natures, "effects": breach.effects, "measures": breach.measures}
    return WorkPage(breach, f"Ce qui est su de {breach.page.line.number}", typed, ticked)


def _leads(ctx: Context, breach: BreachPage, choices: Choices) -> WorkPage:
    typed = {"kind": "", "reference": "", "partner": "", "user": "", "since": "", "until": f"{ctx.today:%d/%m/%Y}"}
    typed["convention"] = ""
    return WorkPage(breach, f"Personnes concernées par {breach.page.line.number}", typed, choices=choices)


def _opinion(breach: BreachPage) -> WorkPage:
    typed = {"risk": breach.opinion.value if breach.opinion else "", "opinion": breach.texts.get(Passage.OPINION, "")}
    return WorkPage(breach, f"Votre avis sur {breach.page.line.number}", typed)


def _decision(breach: BreachPage) -> WorkPage:
    answers = {True: YES, False: "no", None: ""}
    typed = {
        "risk_level": breach.risk.value if breach.risk else "", "risk": breach.texts.get(Passage.RISK, ""),
        "tell_cnil": answers[breach.tell_cnil], "cnil": breach.texts.get(Passage.CNIL, ""),
        "tell_people": answers[breach.tell_people], "people": breach.texts.get(Passage.PEOPLE, ""),
        "not_telling": breach.not_telling.value if breach.not_telling else "",
    }  # fmt: skip
    return WorkPage(breach, f"Décision sur {breach.page.line.number}", typed)


def _again(page: WorkPage, form: Form, error: Invalid, renamed: Mapping[str, str] | None = None) -> WorkPage:
    """Show what was typed; a problem of a text points to its field."""
    names = renamed or {}
    problems = tuple(replace(one, field=names.get(one.field, one.field)) for one in error.problems)
    typed = {name: form.one(name) if name not in page.ticked else "" for name in page.typed}
    ticked = {name: form.many(name) for name in page.ticked}
    guarded = any("Ce texte ne doit rien dire" in one.message for one in problems)
    return replace(page, typed=typed, ticked=ticked, problems=problems, guarded=guarded)


def _subject(given: LeadInput, pli: str) -> str:
    found = {
        Lead.TRANSMISSION: ("reference", "Référence du pli", pli),
        Lead.PARTNER: ("partner", "Partenaire", given.partner),
        Lead.USER: ("user", "Compte", given.user),
        Lead.DEVICE: ("user", "Compte", given.user),
    }
    if given.kind not in found:
        if given.since is None:
            raise Invalid([Problem("since", "Depuis le", "À remplir.")])
        return ""
    name, label, subject = found[given.kind]
    if not subject:
        raise Invalid([Problem(name, label, "À remplir, parmi ceux de vos départements.")])
    return subject


def _span(since: date | None, until: date | None) -> tuple[datetime | None, datetime | None]:
    """Return whole days of Paris: the last one is in it."""
    return at_hour(since, time()) if since else None, at_hour(add_days(until, 1), time()) if until else None
