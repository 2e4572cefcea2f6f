"""What is printed of what the software does? An index of documents; each to read, as a PDF, as text."""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from liaison.messages.notice import Translation, source_digest
from liaison.rules.access import Actor
from liaison.usecases.context import Context
from liaison.usecases.registers import hosts, informing, printing, stating
from liaison.usecases.registers.informing import GivenText, NoticeText
from liaison.usecases.registers.printing import DocumentLine, DocumentPage
from liaison.vocabulary.registers import RegisterDocument
from web.deps import Ctx, CurrentActor
from web.files import attachment, pdf
from web.matrix import ADMINISTRATION, OVERSIGHT
from web.pages import render

router = APIRouter()


@dataclass(frozen=True, slots=True)
class RegistersPage:
    """The documents of a role, and what they still lack."""

    documents: tuple[DocumentLine, ...]
    answers: bool
    """Whether this role says what the operator says, and sees what was given."""
    declares: bool
    undeclared: int
    unsaid: int
    unusable: tuple[Translation, ...]
    given: tuple[GivenText, ...]
    digest: str
    today: date
    title: str = "Registres"


@dataclass(frozen=True, slots=True)
class DocumentShown:
    """One document, to read."""

    document: DocumentPage
    title: str
    texts: tuple[NoticeText, ...] = ()
    """Translations of the notice: they are printed from the page, since a PDF would need their letters."""


@dataclass(frozen=True, slots=True)
class GivenPage:
    """A notice as it was given."""

    text: NoticeText
    case_id: str = ""
    given: GivenText | None = None
    title: str = "Texte remis"


@router.get("/registres")
def list_registers(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the documents that may be printed, and what they lack."""
    return render(request, "registers/index.html", _index(ctx, actor))


@router.get("/registres/textes/{version}")
def read_given_text(request: Request, version: str, ctx: Ctx, actor: CurrentActor) -> Response:  # noqa: ARG001 - the matrix asks the role
    """Show a notice as it was given to somebody, whoever it was."""
    given = informing.given_text(ctx, version)
    return render(request, "registers/given.html", GivenPage(given.text, given=given))


@router.get("/registres/{document}")
def read_document(request: Request, document: RegisterDocument, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show a document as of now."""
    page = printing.read_document(ctx, actor, document)
    texts = informing.notices(ctx, informing.operator_of(ctx))[1:] if document is RegisterDocument.NOTICE else ()
    return render(request, "registers/document.html", DocumentShown(page, page.title, texts))


@router.get("/registres/{document}/pdf")
def print_document(request: Request, document: RegisterDocument, ctx: Ctx, actor: CurrentActor) -> Response:
    """Give a document as a PDF; `vierge` leaves the operator's places of the notice to fill by hand."""
    blank = request.query_params.get("vierge") == "1"
    content = printing.print_document(ctx, actor, document, blank=blank)
    return pdf(content, name=f"{document.value}.pdf")


@router.get("/registres/{document}/texte")
def take_document(document: RegisterDocument, ctx: Ctx, actor: CurrentActor) -> Response:
    """Give a document as Markdown."""
    return attachment(printing.take_document(ctx, actor, document), name=f"{document.value}.md")


def _index(ctx: Context, actor: Actor) -> RegistersPage:
    answers = actor.role in OVERSIGHT
    declares = answers or actor.role in ADMINISTRATION
    undeclared = sum(bool(hosts.RED & set(one.faults)) for one in hosts.standings(ctx)) if declares else 0
    said = stating.list_statements(ctx, actor) if answers else []
    return RegistersPage(
        printing.documents_of(ctx, actor), answers, declares, undeclared, sum(not one.text for one in said),
        informing.unusable(ctx) if answers else (), tuple(informing.given_texts(ctx)) if answers else (),
        source_digest(), ctx.today,
    )  # fmt: skip
