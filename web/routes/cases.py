"""What do we know of a person? Pages of dossiers: find, open, read, change; agreements are in `routes.support`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from forms.spec import Consent
from liaison.errors import Conflict, Invalid, LiaisonError, Problem
from liaison.rules.access import Actor
from liaison.usecases import (
    eligible,
    following_exits,
    following_requests,
    keeping_cases,
    keeping_contact,
    received,
    referring,
    restricting,
)
from liaison.usecases.agreeing import CONSENTS, LABELS
from liaison.usecases.context import Context
from liaison.usecases.dossier import dossier_spec
from liaison.usecases.eligible import Assessed
from liaison.usecases.following_exits import ExitsOfCase
from liaison.usecases.following_requests import RequestLine
from liaison.usecases.keeping_cases import CaseLine, CasePage, Colleague
from liaison.usecases.keeping_contact import ContactsOfCase
from liaison.usecases.received import Received
from liaison.usecases.referring import ReferralView
from liaison.usecases.restricting import Mark
from liaison.usecases.table_words import ORIGINS, PURPOSES, WAYS
from liaison.vocabulary import AgreementKind, Origin
from liaison.vocabulary.orientations import Verdict
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Form
from web.known import Known, known_of
from web.pages import go, render
from web.sheet import Filling, Sheet, lay_out
from web.threads import Happening, thread_of

router = APIRouter()

_NOT_VALUES: Final = frozenset({"departement", "origin", "revision"})


@dataclass(frozen=True, slots=True)
class CasesPage:
    """The dossiers of the person signed in."""

    cases: tuple[CaseLine, ...]
    search: str = ""
    title: str = "Dossiers"


@dataclass(frozen=True, slots=True)
class CaseForm:
    """What is known of a person, to type."""

    title: str
    sheet: Sheet
    case_id: str | None
    revision: int | None
    departements: tuple[str, ...]
    departement: str
    origin: Origin
    origins: Mapping[Origin, str]
    problems: tuple[Problem, ...]
    refusal: LiaisonError | None


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the small forms of a dossier's page."""

    kind: str = ""
    given_on: str = ""
    ended_on: str = ""
    signed_on: str = ""
    referents: tuple[str, ...] = ()
    happened_on: str = ""
    way: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A dossier with all that hangs on it."""

    case: CasePage
    exits: ExitsOfCase
    contacts: ContactsOfCase
    received: Received
    referrals: tuple[ReferralView, ...]
    marks: tuple[Mark, ...]
    requests: tuple[RequestLine, ...]
    to_orient: bool
    eligibility: Assessed
    colleagues: tuple[Colleague, ...]
    timeline: tuple[Happening, ...]
    known: tuple[Known, ...]
    missing: tuple[str, ...]
    to_record: tuple[tuple[str, str], ...]
    typed: Typed
    agdref: str = ""
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    eligible: Mapping[Verdict, str] = field(default_factory=lambda: eligible.LABELS)
    title: str = "Dossier"
    ways: tuple[tuple[str, str], ...] = tuple((way.value, label) for way, label in WAYS.items())

    @property
    def purposes(self) -> tuple[tuple[str, str], ...]:
        """What a contact may be noted for."""
        return tuple((purpose.value, PURPOSES[purpose]) for purpose in self.contacts.purposes)


@router.get("/dossiers")
def list_cases(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show one's dossiers."""
    return render(request, "cases/list.html", CasesPage(tuple(keeping_cases.list_cases(ctx, actor))))


@router.post("/dossiers")
def search_cases(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Find dossiers; by POST, so that no name is ever in an address (T-8)."""
    search = form.one("search").strip()[:200]
    found = tuple(keeping_cases.list_cases(ctx, actor, search=search))
    return render(request, "cases/list.html", CasesPage(found, search))


@router.get("/dossiers/nouveau")
def new_case(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Offer an empty dossier."""
    return render(request, "cases/form.html", _form_page(ctx, actor, Form(), None))


@router.post("/dossiers/nouveau")
def create_case(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Open a dossier."""
    departement = form.one("departement")
    try:
        case_id = keeping_cases.create_case(
            ctx, actor, departement=departement, raw=_values(form), origin=_origin(form)
        )
    except (Invalid, Conflict) as error:
        raise Again(error, "cases/form.html", _form_page(ctx, actor, form, None, error)) from error
    return go(request, "show_case", case_id=case_id, done="dossier-ouvert")


@router.get("/dossiers/{case_id}")
def show_case(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show a dossier."""
    return render(request, "cases/show.html", case_page(ctx, actor, case_id))


@router.post("/dossiers/{case_id}/agdref")
def reveal_agdref(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show a dossier with its whole AGDREF number, once; asking is journalled."""
    agdref = keeping_cases.reveal_agdref(ctx, actor, case_id)
    return render(request, "cases/show.html", case_page(ctx, actor, case_id, agdref=agdref))


@router.get("/dossiers/{case_id}/modifier")
def edit_case(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Offer what is known of a person, to change."""
    case = keeping_cases.open_case(ctx, actor, case_id)
    return render(request, "cases/form.html", _form_page(ctx, actor, Form(), case))


@router.post("/dossiers/{case_id}/modifier")
def save_case(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Change what is known of a person."""
    try:
        keeping_cases.save_case(
            ctx, actor, case_id, raw=_values(form), origin=_origin(form), revision=revision_of(form)
        )
    except (Invalid, Conflict) as error:
        case = keeping_cases.open_case(ctx, actor, case_id)
        raise Again(error, "cases/form.html", _form_page(ctx, actor, form, case, error)) from error
    return go(request, "show_case", case_id=case_id, done="dossier-enregistre")


def revision_of(form: Form) -> int:
    """Return the revision that a form was made from; one that is no number is older than any."""
    text = form.one("revision")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1  # noqa: PLR2004


def case_page(
    ctx: Context,
    actor: Actor,
    case_id: str,
    *,
    typed: Typed | None = None,
    agdref: str = "",
    error: LiaisonError | None = None,
) -> CaseShown:
    """Return the page of a dossier, with what was typed in one of its small forms and why it was not taken."""
    case = keeping_cases.open_case(ctx, actor, case_id)
    exits = following_exits.exits_of_case(ctx, actor, case_id)
    came_in = received.of_case(ctx, actor, case_id)
    referrals = referring.list_referrals(ctx, actor, case_id)
    eligibility = eligible.of_case(ctx, actor, case_id)
    return CaseShown(
        case=case,
        exits=exits,
        contacts=keeping_contact.contacts_of(ctx, actor, case_id),
        received=came_in,
        referrals=referrals,
        marks=restricting.marks_of(ctx, case_id),
        requests=tuple(following_requests.requests_of_case(ctx, actor, case_id)),
        to_orient=eligibility.to_orient,
        eligibility=eligibility,
        colleagues=tuple(keeping_cases.colleagues(ctx, actor, case.departement)),
        timeline=thread_of(case, exits, came_in, referrals),
        known=known_of(case, agdref),
        missing=tuple(field.label for field in case.fields if field.id not in case.values and not field.consent),
        to_record=_to_record(case),
        typed=typed or _typed(case, ctx.today),
        agdref=agdref,
        problems=error.problems if isinstance(error, Invalid) else (),
        refusal=None if isinstance(error, Invalid) else error,
    )


def _form_page(
    ctx: Context, actor: Actor, form: Form, case: CasePage | None, error: LiaisonError | None = None
) -> CaseForm:
    problems = error.problems if isinstance(error, Invalid) else ()
    raw = _values(form) if form.fields else case.raw if case else {}
    others = _others(case, raw) if case and isinstance(error, Conflict) else None
    consents = _consents(case) if case else frozenset()
    spec = case.spec if case else dossier_spec(ctx)
    departements = tuple(sorted(actor.departements))
    return CaseForm(
        title=f"Modifier le dossier de {case.name}" if case else "Nouveau dossier",
        sheet=lay_out(spec, Filling(raw, consents, problems=problems, others=others)),
        case_id=case.id if case else None,
        revision=case.revision if case else None,
        departements=() if case else departements,
        departement=form.one("departement", departements[0] if departements else ""),
        origin=_origin(form),
        origins=ORIGINS,
        problems=problems,
        refusal=None if isinstance(error, Invalid) else error,
    )


def _values(form: Form) -> dict[str, str]:
    return form.raw(without=_NOT_VALUES)


def _origin(form: Form) -> Origin:
    """Read the origin; the person, whom the référent sits with, when the page does not say."""
    posted = form.one("origin")
    return Origin(posted) if posted in set(Origin) else Origin.PERSON


def _others(case: CasePage, raw: Mapping[str, str]) -> dict[str, str]:
    """What another window saved, where it differs from what was typed here."""
    stored = case.raw
    return {
        field.id: stored.get(field.id, "")
        for field in case.fields
        if stored.get(field.id, "") != raw.get(field.id, "").strip()
    }


def _consents(case: CasePage) -> frozenset[Consent]:
    given = {agreement.kind for agreement in case.agreements if agreement.withdrawn_at is None}
    return frozenset(consent for consent, kind in CONSENTS.items() if kind in given)


def _to_record(case: CasePage) -> tuple[tuple[str, str], ...]:
    standing = {agreement.kind for agreement in case.agreements if agreement.withdrawn_at is None}
    return tuple((kind.value, LABELS[kind]) for kind in AgreementKind if kind not in standing)


def _typed(case: CasePage, today: date) -> Typed:
    ended = case.support_ended_on
    return Typed(
        given_on=f"{today:%d/%m/%Y}",
        ended_on=f"{ended:%d/%m/%Y}" if ended else "",
        referents=tuple(person.account_id for person in case.referents),
        happened_on=f"{today:%d/%m/%Y}",
    )
