"""How is a key given by a person? Identity proved again, the key shown once by POST, the read-back noted."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, LiaisonError, Problem, TooMany
from liaison.usecases import telling
from liaison.usecases.signing_in import SignInFailed
from liaison.usecases.telling import TellPage, ToldKey
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Input, Ticked, read
from web.pages import go, render

router = APIRouter()


class TellInput(Input):
    """The code of the telephone, and what the partner said."""

    code: Annotated[str, Field(title="Code à six chiffres")] = ""
    received: Annotated[Ticked, Field(title="Le pli est arrivé")] = False


class ReadBackInput(Input):
    """That the key was read back, and who took it."""

    ticked: Annotated[Ticked, Field(title="Relue")] = False
    taken_by: Annotated[str, Field(title="Qui l’a prise")] = ""


@dataclass(frozen=True, slots=True)
class TellingPage:
    """What is asked before a key is shown."""

    tell: TellPage
    refusal: LiaisonError | None = None
    title: str = "Donner la clé"


@dataclass(frozen=True, slots=True)
class ToldPage:
    """A key to give, once."""

    transmission_id: str
    key: ToldKey
    title: str = "La clé"


@dataclass(frozen=True, slots=True)
class ReadBackPage:
    """Who took the key, where it could not be noted at once."""

    transmission_id: str
    takers: tuple[tuple[str, str], ...]
    taken_by: str = ""
    ticked: bool = False
    problems: tuple[Problem, ...] = ()
    title: str = "Noter la remise de la clé"


@router.get("/transmissions/{transmission_id}/cle")
def prepare_telling(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Say whom to call, and ask for a code."""
    return render(request, "transmissions/telling.html", TellingPage(telling.prepare(ctx, actor, transmission_id)))


@router.post("/transmissions/{transmission_id}/cle")
def tell_key(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Show the key once: no redirect, so that nothing can show it again."""
    given = read(form, TellInput)
    page = TellingPage(telling.prepare(ctx, actor, transmission_id))
    try:
        told = telling.tell(ctx, actor, transmission_id, code=given.code, received=given.received)
    except (SignInFailed, TooMany) as error:
        again = TellingPage(page.tell, refusal=error)
        raise Again(error, "transmissions/telling.html", again) from error
    return render(request, "transmissions/told.html", ToldPage(transmission_id, told))


@router.get("/transmissions/{transmission_id}/relue")
def ask_read_back(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Ask who took the key."""
    page = ReadBackPage(transmission_id, telling.takers(ctx, actor, transmission_id))
    return render(request, "transmissions/read_back.html", page)


@router.post("/transmissions/{transmission_id}/relue")
def read_back(request: Request, transmission_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Note that the key was read back, and who took it; it is erased here."""
    given = read(form, ReadBackInput)
    try:
        telling.read_back(ctx, actor, transmission_id, ticked=given.ticked, taken_by=given.taken_by)
    except Invalid as error:
        takers = telling.takers(ctx, actor, transmission_id)
        page = ReadBackPage(transmission_id, takers, given.taken_by, given.ticked, error.problems)
        raise Again(error, "transmissions/read_back.html", page) from error
    return go(request, "show_transmission", transmission_id=transmission_id, done="cle-relue")
