"""How does the coordination prepare the copy of everything about a person? Looked through, sealed, handed over."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter
from pydantic import ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, LiaisonError, Problem, TooMany
from liaison.usecases import person_copies
from liaison.usecases.person_copies import CopyKey, CopyPage
from liaison.usecases.signing_in import SignInFailed
from web import files
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Input, read
from web.pages import go, render

router = APIRouter()


class CopyInput(Input):
    """Which words are masked, which documents go along."""

    model_config = ConfigDict(str_max_length=None)

    hidden: Annotated[tuple[str, ...], Field(title="À masquer")] = ()
    others: Annotated[str, Field(title="Autres mots à masquer")] = ""
    enclosed: Annotated[tuple[str, ...], Field(title="Documents joints")] = ()


class CodeInput(Input):
    """The code of the telephone."""

    code: Annotated[str, Field(title="Code à six chiffres")] = ""


@dataclass(frozen=True, slots=True)
class Preparing:
    """What is looked through before the copy is made."""

    copy: CopyPage
    others: str
    hidden: tuple[str, ...]
    enclosed: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    title: str = "Préparer la copie"


@dataclass(frozen=True, slots=True)
class AskingCode:
    """What is asked before the key of a copy is shown."""

    request_id: str
    export_id: str
    refusal: LiaisonError | None = None
    title: str = "La clé de la copie"


@dataclass(frozen=True, slots=True)
class KeyShown:
    """The key of a copy, once."""

    request_id: str
    key: CopyKey
    title: str = "La clé de la copie"


@router.get("/demandes/{request_id}/copie")
def prepare_copy(request: Request, request_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the free texts and the documents, in which somebody else may be named."""
    copy = person_copies.prepare(ctx, actor, request_id)
    page = Preparing(copy, "", (), tuple(one[0] for one in copy.documents))
    return render(request, "requests/copy.html", page)


@router.post("/demandes/{request_id}/copie")
def make_copy(request: Request, request_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Make the copy, sealed."""
    copy = person_copies.prepare(ctx, actor, request_id)
    given = read(form, CopyInput)
    left_out = [document_id for document_id, _ in copy.documents if document_id not in given.enclosed]
    try:
        person_copies.make(ctx, actor, request_id, [*given.hidden, *given.others.splitlines()], left_out)
    except Invalid as error:
        page = Preparing(copy, given.others, given.hidden, given.enclosed)
        raise Again(error, "requests/copy.html", replace(page, problems=error.problems)) from error
    return go(request, "show_request", request_id=request_id, done="copie-prete")


@router.get("/demandes/{request_id}/copies/{export_id}/cle")
def ask_copy_key(request: Request, request_id: str, export_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Ask for a code before the key is shown."""
    person_copies.check_of(ctx, actor, request_id, export_id)
    person_copies.check_key_waits(ctx, actor, export_id)
    return render(request, "requests/copy_code.html", AskingCode(request_id, export_id))


@router.post("/demandes/{request_id}/copies/{export_id}/cle")
def show_copy_key(
    request: Request, request_id: str, export_id: str, ctx: Ctx, actor: CurrentActor, form: Posted
) -> Response:
    """Show the key once: no redirect, so that nothing can show it again."""
    person_copies.check_of(ctx, actor, request_id, export_id)
    try:
        key = person_copies.show_key(ctx, actor, export_id, code=read(form, CodeInput).code)
    except (SignInFailed, TooMany) as error:
        again = AskingCode(request_id, export_id, refusal=error)
        raise Again(error, "requests/copy_code.html", again) from error
    return render(request, "requests/copy_key.html", KeyShown(request_id, key))


@router.post("/demandes/{request_id}/copies/{export_id}/fichier")
def take_copy(request_id: str, export_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Give the sealed archive to hand over."""
    person_copies.check_of(ctx, actor, request_id, export_id)
    name, content = person_copies.take(ctx, actor, export_id)
    return files.attachment(content, name=name)
