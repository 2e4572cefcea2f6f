"""What did people ask about their data, and where does it stand (G-1)? Lists, entry, identity; the DPO by number."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated, Final, TypeVar

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, LiaisonError, Problem, Refused, WrongState
from liaison.rules.access import Actor
from liaison.usecases import following_requests, keeping_cases, receiving_requests, telling_recipients
from liaison.usecases import rights_labels as labels
from liaison.usecases.context import Context
from liaison.usecases.following_requests import RequestLine, RequestPage
from liaison.usecases.receiving_requests import Entry
from liaison.usecases.rights_letters import TITLES, Letter
from liaison.vocabulary import Role
from liaison.vocabulary.rights import IdentityProof, RequestDoor, Right
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Form, FrenchDate, Input, read
from web.pages import go, render

router = APIRouter()

OneT = TypeVar("OneT", bound=StrEnum)

_TYPED: Final = (
    "asked_on", "proof", "proved_on", "case", "reason", "text", "told_on", "opinion", "decision", "ground", "way",
    "answered_on", "agreement",
)  # fmt: skip


class RequestInput(Input):
    """A request that came in."""

    right: Annotated[Right, Field(title="Ce que la personne demande")]
    door: Annotated[RequestDoor, Field(title="Comment")]
    received_on: Annotated[FrenchDate, Field(title="Reçue le")] = None
    mandate_seen_on: Annotated[FrenchDate, Field(title="Mandat vu le")] = None
    departement: Annotated[str, Field(title="Département")] = ""
    reach: Annotated[str, Field(title="Comment joindre la personne")] = ""


class AskedInput(Input):
    """When more was asked to prove who they are."""

    asked_on: Annotated[FrenchDate, Field(title="Demandée le")] = None


class ProofInput(Input):
    """How it is known who asks."""

    proof: Annotated[IdentityProof, Field(title="Comment")]
    proved_on: Annotated[FrenchDate, Field(title="Établie le")] = None


class CaseInput(Input):
    """Whose dossier a request is about."""

    case: Annotated[str, Field(title="Dossier", min_length=1)]


@dataclass(frozen=True, slots=True)
class RequestsPage:
    """The requests that a role follows: those that wait, and those that are answered."""

    waiting: tuple[RequestLine, ...]
    answered: tuple[RequestLine, ...]
    is_inside: bool
    """Whether this role sees whose they are, and enters them."""
    title: str = "Demandes"


@dataclass(frozen=True, slots=True)
class EntryPage:
    """A request to enter, about a dossier or about nobody known yet."""

    case_id: str
    case_name: str
    departements: tuple[str, ...]
    typed: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    rights: tuple[tuple[str, str], ...] = tuple(
        (right.value, f"{label} ({labels.ARTICLES[right]})") for right, label in labels.RIGHTS.items()
    )
    doors: tuple[tuple[str, str], ...] = tuple((door.value, label) for door, label in labels.DOORS.items())
    title: str = "Saisir une demande"


@dataclass(frozen=True, slots=True)
class RequestShown:
    """One request, and all that this role may do with it."""

    request: RequestPage
    role: Role
    title: str
    typed: Mapping[str, str]
    decisions: tuple[tuple[str, str], ...]
    grounds: tuple[tuple[str, str], ...]
    letters: tuple[tuple[str, str], ...]
    cases: tuple[tuple[str, str], ...] = ()
    """Dossiers that it may be about, while it has none."""
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    proofs: tuple[tuple[str, str], ...] = field(default_factory=lambda: _options(labels.PROOFS))
    extensions: tuple[tuple[str, str], ...] = field(default_factory=lambda: _options(labels.EXTENSIONS))
    opinions: tuple[tuple[str, str], ...] = field(default_factory=lambda: _options(labels.OPINIONS))
    ways: tuple[tuple[str, str], ...] = field(default_factory=lambda: _options(labels.ANSWER_WAYS))
    told: tuple[tuple[str, str], ...] = field(
        default_factory=lambda: tuple((way.value, labels.RECIPIENT_WAYS[way]) for way in telling_recipients.NOTED)
    )
    spared: tuple[tuple[str, str], ...] = field(default_factory=lambda: _options(labels.SPARED))


@router.get("/demandes")
def list_requests(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the requests, the most urgent first."""
    lines = following_requests.list_requests(ctx, actor)
    waiting = tuple(line for line in lines if line.answered_on is None)
    answered = tuple(line for line in lines if line.answered_on is not None)
    page = RequestsPage(waiting, answered, actor.role in {Role.REFERENT, Role.COORDINATOR})
    return render(request, "requests/list.html", page)


@router.get("/demandes/nouvelle")
def new_request(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Ask for a request of somebody whose dossier is not found."""
    return render(request, "requests/new.html", _entry(ctx, actor, "", None))


@router.post("/demandes/nouvelle")
def add_request(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Enter it."""
    return _receive(request, ctx, actor, form, "")


@router.get("/dossiers/{case_id}/demande")
def new_case_request(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Ask for a request about a dossier."""
    return render(request, "requests/new.html", _entry(ctx, actor, case_id, None))


@router.post("/dossiers/{case_id}/demande")
def add_case_request(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Enter it."""
    return _receive(request, ctx, actor, form, case_id)


@router.get("/demandes/{request_id}")
def show_request(request: Request, request_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show one request."""
    return render(request, "requests/show.html", request_page(ctx, actor, request_id))


@router.post("/demandes/{request_id}/preuve")
def ask_identity(request: Request, request_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Note that more was asked to prove who they are."""

    def act() -> None:
        receiving_requests.ask_identity(ctx, actor, request_id, read(form, AskedInput).asked_on)

    return act_on(request, ctx, actor, request_id, form, act, done="demande-preuve")


@router.post("/demandes/{request_id}/identite")
def prove_identity(request: Request, request_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Note how it is known who asks."""

    def act() -> None:
        given = read(form, ProofInput)
        receiving_requests.prove_identity(ctx, actor, request_id, given.proof, given.proved_on)

    return act_on(request, ctx, actor, request_id, form, act, done="demande-identite")


@router.post("/demandes/{request_id}/dossier")
def link_request(request: Request, request_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Say whose dossier it is about."""

    def act() -> None:
        receiving_requests.link(ctx, actor, request_id, read(form, CaseInput).case)

    return act_on(request, ctx, actor, request_id, form, act, done="demande-liee")


def act_on(
    request: Request, ctx: Context, actor: Actor, request_id: str, form: Form, act: Callable[[], None], *, done: str
) -> Response:
    """Do something with a request and show it again; what cannot be done stands on the page, with what was typed."""
    try:
        act()
    except (Invalid, Refused, WrongState) as error:
        ctx.take_back()
        page = request_page(ctx, actor, request_id, form=form, error=error)
        raise Again(error, "requests/show.html", page) from error
    return go(request, "show_request", request_id=request_id, done=done)


def request_page(
    ctx: Context, actor: Actor, request_id: str, *, form: Form | None = None, error: LiaisonError | None = None
) -> RequestShown:
    """Make the page of a request."""
    page = following_requests.open_request(ctx, actor, request_id)
    today = f"{ctx.today:%d/%m/%Y}"
    days = {"asked_on": today, "proved_on": today, "told_on": today, "answered_on": today}
    typed = {name: form.one(name) if form else days.get(name, "") for name in _TYPED}
    is_form = isinstance(error, Invalid)
    return RequestShown(
        page, actor.role, f"Demande {page.line.number}", typed,
        tuple((one.value, labels.DECISIONS[one]) for one in page.decisions),
        tuple((one.value, labels.GROUNDS[one]) for one in page.grounds),
        tuple((one.value, _LETTERS[one]) for one in page.letters),
        _cases(ctx, actor, page),
        error.problems if isinstance(error, Invalid) else (), None if is_form else error,
    )  # fmt: skip


_LETTERS: Final[Mapping[Letter, str]] = {
    Letter.RECEIPT: "Accusé de réception",
    Letter.IDENTITY: "Demande de preuve d’identité",
    Letter.EXTENSION: "Prolongation de deux mois",
    Letter.ANSWER: "Réponse",
}
assert set(_LETTERS) == set(TITLES)  # noqa: S101 - a letter without a name would break the page


def _receive(request: Request, ctx: Context, actor: Actor, form: Form, case_id: str) -> Response:
    try:
        given = read(form, RequestInput)
        entry = Entry(
            given.right, given.door, given.received_on, case_id or None, given.departement, given.reach,
            given.mandate_seen_on,
        )  # fmt: skip
        request_id = receiving_requests.receive(ctx, actor, entry)
    except Invalid as error:
        ctx.take_back()
        page = _entry(ctx, actor, case_id, form, error.problems)
        raise Again(error, "requests/new.html", page) from error
    return go(request, "show_request", request_id=request_id, done="demande-recue")


def _entry(
    ctx: Context, actor: Actor, case_id: str, form: Form | None, problems: tuple[Problem, ...] = ()
) -> EntryPage:
    name = keeping_cases.open_case(ctx, actor, case_id).name if case_id else ""
    names = ("right", "door", "received_on", "mandate_seen_on", "departement", "reach")
    typed = {key: form.one(key) if form else "" for key in names}
    if form is None:
        typed["received_on"] = _said(ctx.today)
        typed["departement"] = next(iter(sorted(actor.departements)), "")
    return EntryPage(case_id, name, tuple(sorted(actor.departements)), typed, problems)


def _cases(ctx: Context, actor: Actor, page: RequestPage) -> tuple[tuple[str, str], ...]:
    if page.line.case_id is not None or page.closed or actor.role not in {Role.REFERENT, Role.COORDINATOR}:
        return ()
    lines = keeping_cases.list_cases(ctx, actor)
    return tuple(
        (line.id, f"{line.name} {line.first_name}".strip()) for line in lines if line.departement == page.departement
    )


def _options(of: Mapping[OneT, str]) -> tuple[tuple[str, str], ...]:
    return tuple((value.value, label) for value, label in of.items())


def _said(day: date) -> str:
    return f"{day:%d/%m/%Y}"
