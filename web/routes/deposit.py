"""How does a partner send us a file, who has no account? By the link of a pli, or by the standing page and a code.

Looking changes nothing. The pages show no name and no earlier deposit, and never ask for the key of the file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, LiaisonError, Problem, TurnedAway, WrongCode
from liaison.messages.failures import Explanation
from liaison.messages.intake import explain
from liaison.usecases import asking_to_deposit, depositing
from liaison.usecases.asking_to_deposit import LIFE, Host
from liaison.usecases.context import Context
from liaison.usecases.depositing import DepositDesk, Receipt
from liaison.usecases.receiving import Incoming
from liaison.vocabulary import LinkPurpose
from web.deps import Ctx, Posted, Received
from web.errors import Again
from web.inputs import Form, Input, read
from web.pages import go, render

router = APIRouter()


class NothingElse(Input):
    """The form of a deposit: a file and nothing beside it."""


class AskInput(Input):
    """Who asks for a link."""

    email: Annotated[str, Field(title="Votre e-mail professionnel", min_length=3, max_length=200, pattern="@")]


class CodeInput(Input):
    """The code that came by mail; and whose file it is, where the address is that of several organisations."""

    code: Annotated[str, Field(title="Le code reçu", max_length=40)] = ""
    organisation: Annotated[str, Field(title="Votre organisme", max_length=40)] = ""


@dataclass(frozen=True, slots=True)
class DeskPage:
    """Where a file is chosen; `action` is where it is posted."""

    desk: DepositDesk
    action: str
    back: str = ""
    """The page of the pli that is answered; empty on the standing page."""
    refusal: LiaisonError | None = None

    @property
    def title(self) -> str:
        """What the window says: the reference, neutral."""
        return f"Répondre au pli {self.desk.reference}" if self.desk.reference else "Déposer un fichier"

    @property
    def operator(self) -> str:
        """Whom the file is for."""
        return self.desk.operator

    @property
    def callback(self) -> str:
        """The number to call."""
        return self.desk.callback


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """What came in, and what is left to do."""

    receipt: Receipt
    again: str
    """Where another file is deposited."""
    remarks: tuple[Explanation, ...]
    title: str = "Fichier bien reçu"

    @property
    def operator(self) -> str:
        """Whom the file is for."""
        return self.receipt.operator

    @property
    def callback(self) -> str:
        """The number to call."""
        return self.receipt.callback


@dataclass(frozen=True, slots=True)
class HostPage:
    """A page of whoever has no pli: it says who receives, and the number to call."""

    host: Host

    @property
    def operator(self) -> str:
        """Who receives."""
        return self.host.operator

    @property
    def callback(self) -> str:
        """The number to call."""
        return self.host.callback


@dataclass(frozen=True, slots=True)
class AskPage(HostPage):
    """The standing page: an address is asked for."""

    email: str = ""
    problems: tuple[Problem, ...] = ()
    title: str = "Déposer un fichier chiffré"


@dataclass(frozen=True, slots=True)
class CodePage(HostPage):
    """The standing page: the code is asked for, whether one was sent or not."""

    token: str
    refusal: LiaisonError | None = None
    minutes: int = int(LIFE.total_seconds() // 60)
    title: str = "Votre code"


@dataclass(frozen=True, slots=True)
class OrganisationPage(HostPage):
    """The standing page: one address, several organisations. The code that was typed goes with the choice."""

    token: str
    code: str
    organisations: tuple[tuple[str, str], ...]
    title: str = "Votre organisme"


@router.get("/pli/{token}/depot")
def show_reply(request: Request, token: str, ctx: Ctx) -> Response:
    """Offer to answer a pli with a file."""
    return render(request, "partner/deposit.html", _reply(request, ctx, token))


@router.post("/pli/{token}/depot")
def make_reply(request: Request, token: str, ctx: Ctx, form: Posted, incoming: Received) -> Response:
    """Take the file that answers a pli."""
    return _take(request, ctx, LinkPurpose.PLI, token, (form, incoming), _reply)


@router.get("/depot")
def ask_to_deposit(request: Request, ctx: Ctx) -> Response:
    """Ask who wants to deposit a file."""
    return render(request, "partner/ask.html", AskPage(asking_to_deposit.host(ctx)))


@router.post("/depot")
def send_code(request: Request, ctx: Ctx, form: Posted) -> Response:
    """Answer alike whether the address is known or not."""
    try:
        email = read(form, AskInput).email
    except Invalid as error:
        page = AskPage(asking_to_deposit.host(ctx), form.one("email"), error.problems)
        raise Again(error, "partner/ask.html", page) from error
    return go(request, "show_code", token=asking_to_deposit.ask(ctx, email))


@router.get("/depot/code/{token}")
def show_code(request: Request, token: str, ctx: Ctx) -> Response:
    """Ask for the code."""
    return render(request, "partner/code.html", CodePage(asking_to_deposit.host(ctx), token))


@router.post("/depot/code/{token}")
def give_code(request: Request, token: str, ctx: Ctx, form: Posted) -> Response:
    """Let whoever has the code in."""
    typed = read(form, CodeInput)
    try:
        let_in = asking_to_deposit.confirm(ctx, token, typed.code, partner_id=typed.organisation)
    except WrongCode as error:
        raise Again(error, "partner/code.html", CodePage(asking_to_deposit.host(ctx), token, error)) from error
    if not let_in.link:
        page = OrganisationPage(asking_to_deposit.host(ctx), token, typed.code, let_in.organisations)
        return render(request, "partner/organisation.html", page)
    return go(request, "show_desk", token=let_in.link)


@router.get("/depot/{token}")
def show_desk(request: Request, token: str, ctx: Ctx) -> Response:
    """Offer to deposit a file."""
    return render(request, "partner/deposit.html", _desk(request, ctx, token))


@router.post("/depot/{token}")
def make_deposit(request: Request, token: str, ctx: Ctx, form: Posted, incoming: Received) -> Response:
    """Take a file."""
    return _take(request, ctx, LinkPurpose.DEPOSIT, token, (form, incoming), _desk)


def _take(
    request: Request,
    ctx: Context,
    purpose: LinkPurpose,
    token: str,
    posted: tuple[Form, Incoming],
    page_of: Callable[[Request, Context, str], DeskPage],
) -> Response:
    form, incoming = posted
    read(form, NothingElse)
    try:
        receipt = depositing.take(ctx, purpose, token, incoming)
    except TurnedAway as error:
        page = page_of(request, ctx, token)
        raise Again(error, "partner/deposit.html", DeskPage(page.desk, page.action, page.back, error)) from error
    remarks = tuple(explain(warning) for warning in receipt.warnings)
    return render(request, "partner/receipt.html", ReceiptPage(receipt, request.url.path, remarks))


def _reply(request: Request, ctx: Context, token: str) -> DeskPage:
    desk = depositing.open_desk(ctx, LinkPurpose.PLI, token)
    urls = request.app.state.pages
    return DeskPage(desk, urls.url("make_reply", token=token), urls.url("show_pli", token=token))


def _desk(request: Request, ctx: Context, token: str) -> DeskPage:
    desk = depositing.open_desk(ctx, LinkPurpose.DEPOSIT, token)
    return DeskPage(desk, request.app.state.pages.url("make_deposit", token=token))
