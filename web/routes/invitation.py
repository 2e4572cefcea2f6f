"""How does somebody begin? Pages of a one-time link: choose a password, enrol the telephone, prove it by a code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO

import segno
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, Problem
from liaison.usecases import inviting
from liaison.usecases.choosing_password import check_same
from liaison.usecases.inviting import Identity, InvitationView
from web import cookies
from web.deps import Ctx, Posted
from web.errors import Again
from web.inputs import ExactInput, read
from web.pages import go, render

router = APIRouter()


class AcceptInput(ExactInput):
    """Password twice, first code; the first administrator also says who they are."""

    password: str
    again: str
    code: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """The page of a one-time link."""

    invitation: InvitationView
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    title: str = "Ouvrir votre compte"


@dataclass(frozen=True, slots=True)
class CodesPage:
    """Recovery codes, in this answer and nowhere else; `first`: the account was opened just now."""

    codes: tuple[str, ...]
    first: bool
    signed_in: bool = False
    """Opened by the identity provider: no password was chosen, and who opened it is in already."""
    title: str = "Vos codes de secours"


@router.get("/invitation/{token}")
def enter_invitation(request: Request, token: str) -> Response:
    """Take the token out of the address: the page, its picture and its form never carry it."""
    answer = go(request, "show_invitation")
    cookies.INVITATION.keep(request, answer, token)
    return answer


@router.get("/invitation")
def show_invitation(request: Request, ctx: Ctx) -> Response:
    """Show what to do with a one-time link."""
    invitation = inviting.open_invitation(ctx, cookies.INVITATION.of(request))
    return render(request, "signing/invitation.html", InvitationPage(invitation))


@router.get("/code-a-photographier.svg")
def invitation_code(request: Request, ctx: Ctx) -> Response:
    """Draw the QR code that the telephone photographs."""
    invitation = inviting.open_invitation(ctx, cookies.INVITATION.of(request))
    drawing = BytesIO()
    segno.make(invitation.otpauth, error="m").save(drawing, kind="svg", scale=1, border=4, light="#ffffff")
    return Response(drawing.getvalue(), media_type="image/svg+xml")


@router.post("/invitation")
def accept_invitation(request: Request, ctx: Ctx, form: Posted) -> Response:
    """Open the account."""
    typed, token = read(form, AcceptInput), cookies.INVITATION.of(request)
    view = inviting.open_invitation(ctx, token)
    try:
        _check_same(typed)
        identity = Identity(typed.first_name.strip(), typed.last_name.strip(), typed.email.strip())
        codes = inviting.accept_invitation(ctx, token, password=typed.password, code=typed.code, identity=identity)
    except Invalid as error:
        kept = {name: getattr(typed, name) for name in ("first_name", "last_name", "email")}
        raise Again(error, "signing/invitation.html", InvitationPage(view, kept, error.problems)) from error
    answer = render(request, "account/codes.html", CodesPage(codes, first=True))
    cookies.INVITATION.drop(request, answer)
    return answer


def _check_same(typed: AcceptInput) -> None:
    if problems := check_same(typed.password, typed.again):
        raise Invalid(problems)
