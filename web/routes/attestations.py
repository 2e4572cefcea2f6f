"""Which partners were asked to destroy, and who answered? Pages of those who watch over it (R-7)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import BeforeValidator, Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, LiaisonError, Problem, WrongState
from liaison.rules.access import Actor
from liaison.usecases import asking_destruction, attestations, attesting
from liaison.usecases.attestations import RequestLine, RequestPage
from liaison.usecases.attesting import ANSWER_LABELS, ATTESTOR_LABELS, DOOR_LABELS, KEPT_LABELS, Given
from liaison.usecases.context import Context
from liaison.vocabulary.attestations import AttestationDoor, Attested, Attestor, KeptFor, RequestState
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Form, Input, read
from web.pages import go, render
from web.routes.attesting import FIELDS, chosen

router = APIRouter()

SECTIONS: Final = (
    ("a-adresser", "À adresser", "Personne chez le partenaire n’est connu pour la recevoir : choisissez à qui écrire.",
     (RequestState.TO_ADDRESS,)),
    ("sans-reponse", "Sans réponse", "Toutes les relances sont parties : appelez, ou écrivez.",
     (RequestState.UNANSWERED,)),
    ("en-retard", "En retard", "Les deux mois sont passés. Les relances continuent.", (RequestState.LATE,)),
    ("attendues", "Attendues", "Demandées, dans les délais.", (RequestState.WAITING,)),
    ("attestees", "Attestées", "", (RequestState.ATTESTED,)),
    ("retirees", "Retirées", "La fin de la convention a changé.", (RequestState.WITHDRAWN,)),
)  # fmt: skip
"""The parts of the list, the most pressing first: anchor, title, sentence, states."""
DOORS: Final = tuple(
    (door.value, label.capitalize()) for door, label in DOOR_LABELS.items() if door is not AttestationDoor.PAGE
)


class AddressInput(Input):
    """Whom a request is sent to."""

    choice: Annotated[str, Field(title="À qui écrire", max_length=60)] = ""


class RecordInput(Input):
    """What a partner attested otherwise than by its page."""

    door: Annotated[AttestationDoor | None, BeforeValidator(chosen), Field(title="Reçue")] = None
    what: Annotated[Attested | None, BeforeValidator(chosen), Field(title="Ce qu’il atteste")] = None
    kept_for: Annotated[KeptFor | None, BeforeValidator(chosen), Field(title="Gardé pour")] = None
    attestor: Annotated[Attestor | None, BeforeValidator(chosen), Field(title="Sa fonction")] = None


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the list."""

    anchor: str
    title: str
    sentence: str
    lines: tuple[RequestLine, ...]


@dataclass(frozen=True, slots=True)
class AttestationsPage:
    """Every request, the most pressing first."""

    sections: tuple[Section, ...]
    title: str = "Attestations des partenaires"


@dataclass(frozen=True, slots=True)
class AttestationShown:
    """One request, and what may be done with it."""

    shown: RequestPage
    title: str
    act: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    doors: tuple[tuple[str, str], ...] = DOORS
    answers: tuple[tuple[str, str], ...] = tuple((one.value, label) for one, label in ANSWER_LABELS.items())
    reasons: tuple[tuple[str, str], ...] = tuple((one.value, label) for one, label in KEPT_LABELS.items())
    functions: tuple[tuple[str, str], ...] = tuple((one.value, label) for one, label in ATTESTOR_LABELS.items())

    def errors(self, act: str) -> tuple[Problem, ...]:
        """Return what is to be corrected in one part of the page."""
        return self.problems if act == self.act else ()


@router.get("/echeances/attestations")
def list_attestations(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show who was asked, who answered, and what we destroyed ourselves."""
    lines = attestations.list_requests(ctx, actor)
    sections = (
        Section(anchor, title, sentence, tuple(line for line in lines if line.state in states))
        for anchor, title, sentence, states in SECTIONS
    )
    page = AttestationsPage(tuple(section for section in sections if section.lines))
    return render(request, "attestations/list.html", page)


@router.get("/echeances/attestations/{request_id}")
def show_attestation(request: Request, request_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show one request."""
    return render(request, "attestations/show.html", _shown(ctx, actor, request_id))


@router.post("/echeances/attestations/{request_id}/adresser")
def address_attestation(request: Request, request_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Send a request to whom a person chose."""
    try:
        asking_destruction.address(ctx, actor, request_id, read(form, AddressInput).choice)
    except (Invalid, WrongState) as error:
        raise _again(ctx, actor, request_id, "address", form, error) from error
    return go(request, "show_attestation", request_id=request_id, done="destruction-adressee")


@router.post("/echeances/attestations/{request_id}/noter")
def record_attestation(request: Request, request_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Record what a partner attested on paper, by telephone or by mail."""
    try:
        given = read(form, RecordInput)
        attestation = Given(given.what, given.attestor, given.kept_for)
        attesting.record(ctx, actor, request_id, attestation, given.door)
    except (Invalid, WrongState) as error:
        raise _again(ctx, actor, request_id, "record", form, error) from error
    return go(request, "show_attestation", request_id=request_id, done="attestation-notee")


@router.post("/conventions/{convention_id}/demander-destruction")
def ask_destruction(request: Request, convention_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Ask the partner of a convention that ended, without waiting for the night."""
    request_id = asking_destruction.ask_by_hand(ctx, actor, convention_id)
    return go(request, "show_attestation", request_id=request_id, done="destruction-demandee")


def _shown(ctx: Context, actor: Actor, request_id: str) -> AttestationShown:
    page = attestations.open_request(ctx, actor, request_id)
    return AttestationShown(page, f"Demande {page.line.number}")


def _again(
    ctx: Context, actor: Actor, request_id: str, act: str, form: Form, error: LiaisonError
) -> Again:  # fmt: skip
    problems = error.problems if isinstance(error, Invalid) else ()
    refusal = None if isinstance(error, Invalid) else error
    typed = {name: form.one(name) for name in (*FIELDS, "door", "choice")}
    page = replace(
        _shown(ctx, actor, request_id), act=act, typed=typed, problems=problems, refusal=refusal
    )  # fmt: skip
    return Again(error, "attestations/show.html", page)
