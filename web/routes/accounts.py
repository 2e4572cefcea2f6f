"""Who may sign in? Pages of accounts: list, add, one-time link shown once, close, open again, renew."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, Problem
from liaison.rules.access import Actor
from liaison.usecases import administering, editing_accounts, keeping_departements, resetting, sessions
from liaison.usecases.administering import AccountView, NewAccount
from liaison.usecases.context import Context
from liaison.usecases.editing_accounts import REACH, EditedAccount
from liaison.usecases.inviting import LIFETIME
from liaison.usecases.keeping_departements import DepartementView
from liaison.usecases.profiles import ROLE_LABELS
from liaison.vocabulary import Role
from liaison.vocabulary.accounts import IdentityCheck
from web.account_events import CHECK_LABELS
from web.deps import Ctx, CurrentActor, Posted, service_of
from web.errors import Again
from web.inputs import Input, read
from web.pages import Pages, go, render

router = APIRouter(prefix="/administration/comptes")

ROLES = tuple((role.value, label, REACH[role]) for role, label in ROLE_LABELS.items())
CHECKS = tuple((check.value, label.capitalize()) for check, label in CHECK_LABELS.items())
"""How the administrator recognised somebody who lost their telephone."""


class AccountInput(Input):
    """A new account. What is missing is said by the use case, all at once."""

    first_name: Annotated[str, Field(title="Prénom", max_length=80)] = ""
    last_name: Annotated[str, Field(title="Nom", max_length=80)] = ""
    email: Annotated[str, Field(title="Adresse e-mail professionnelle", max_length=254)] = ""
    function: Annotated[str, Field(title="Fonction", max_length=80)] = ""
    telephone: Annotated[str, Field(title="Téléphone professionnel", max_length=40)] = ""
    role: Annotated[Role | None, Field(title="Rôle")] = None
    organisation: Annotated[str, Field(title="Organisme", max_length=120)] = ""
    departements: Annotated[tuple[str, ...], Field(title="Départements")] = ()


class EditInput(AccountInput):
    """A corrected account; another role is confirmed."""

    confirmed: Annotated[str, Field(max_length=1)] = ""


class CheckInput(Input):
    """How somebody who lost their telephone was recognised."""

    checked: Annotated[IdentityCheck | None, Field(title="Identité vérifiée")] = None


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """All accounts."""

    accounts: tuple[AccountView, ...]
    own_id: str
    title: str = "Comptes"


@dataclass(frozen=True, slots=True)
class NewAccountPage:
    """The form of a new account."""

    departements: tuple[DepartementView, ...]
    roles: tuple[tuple[str, str, str], ...] = ROLES
    typed: Mapping[str, str] = field(default_factory=dict)
    chosen: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    title: str = "Ajouter un compte"


@dataclass(frozen=True, slots=True)
class EditAccountPage:
    """The form of an account that is corrected, and what can be done when its owner cannot come in."""

    edited: EditedAccount
    own: bool
    departements: tuple[DepartementView, ...]
    typed: Mapping[str, str]
    chosen: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    roles: tuple[tuple[str, str, str], ...] = ROLES
    checks: tuple[tuple[str, str], ...] = CHECKS
    title: str = "Modifier un compte"


@dataclass(frozen=True, slots=True)
class LinkPage:
    """The one-time link, shown once."""

    link: str
    days: int = LIFETIME.days
    for_password: bool = False
    title: str = "Lien à remettre"


@router.get("")
def list_accounts(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """List the accounts."""
    accounts = tuple(administering.list_accounts(ctx, actor))
    return render(request, "admin/accounts.html", AccountsPage(accounts, actor.account_id))


@router.get("/nouveau")
def new_account(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the form of a new account."""
    departements = tuple(keeping_departements.list_departements(ctx, actor))
    return render(request, "admin/account_new.html", NewAccountPage(departements))


@router.post("")
def add_account(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Add an account and show its link."""
    departements = tuple(keeping_departements.list_departements(ctx, actor))
    try:
        token = administering.add_account(ctx, actor, NewAccount(**dict(read(form, AccountInput))))
    except Invalid as error:
        chosen = form.many("departements")
        typed = form.raw(without=frozenset({"departements"}))
        page = NewAccountPage(departements, typed=typed, chosen=chosen, problems=error.problems)
        raise Again(error, "admin/account_new.html", page) from error
    return _link(request, token)


@router.get("/{account_id}")
def edit_account(request: Request, account_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the form of an account."""
    return render(request, "admin/account_edit.html", _edited(ctx, actor, account_id))


@router.post("/{account_id}")
def save_account(request: Request, account_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Correct an account."""
    page, done = _edited(ctx, actor, account_id), "compte-modifie"
    try:
        typed = dict(read(form, EditInput))
        confirmed = typed.pop("confirmed") == "1"
        if editing_accounts.save_account(ctx, actor, account_id, NewAccount(**typed), confirmed=confirmed):
            done = "compte-modifie-lien"
    except Invalid as error:
        again = replace(
            page,
            typed=form.raw(without=frozenset({"departements"})),
            chosen=form.many("departements"),
            problems=error.problems,
        )
        raise Again(error, "admin/account_edit.html", again) from error
    return go(request, "list_accounts", done=done)


@router.post("/{account_id}/mot-de-passe")
def send_reset(request: Request, account_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Send somebody who forgot their password a link to choose another; show it where no mail leaves."""
    made = resetting.send_reset(ctx, actor, account_id)
    if made.mailed:
        return go(request, "list_accounts", done="lien-envoye")
    return _show_link(request, "enter_reset", made.token, days=resetting.LIFETIME.days, for_password=True)


@router.post("/{account_id}/lien")
def renew_invitation(request: Request, account_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Make a new link for somebody who lost their telephone, once they were recognised."""
    page = _edited(ctx, actor, account_id)
    try:
        checked = read(form, CheckInput).checked
        return _link(request, administering.renew_invitation(ctx, actor, account_id, checked=checked))
    except Invalid as error:
        raise Again(error, "admin/account_edit.html", replace(page, problems=error.problems)) from error


@router.post("/{account_id}/desactiver")
def disable_account(request: Request, account_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Close an account."""
    administering.disable_account(ctx, actor, account_id)
    return go(request, "list_accounts", done="compte-desactive")


@router.post("/{account_id}/sessions/fermer")
def end_account_sessions(request: Request, account_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """End every session of an account; it stays open."""
    sessions.end_all_of(ctx, actor, account_id)
    return go(request, "list_accounts", done="sessions-du-compte-fermees")


@router.post("/{account_id}/reactiver")
def enable_account(request: Request, account_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Open an account again."""
    administering.enable_account(ctx, actor, account_id)
    return go(request, "list_accounts", done="compte-reactive")


def _edited(ctx: Context, actor: Actor, account_id: str) -> EditAccountPage:
    edited = editing_accounts.open_account(ctx, actor, account_id)
    account = edited.account
    typed = {
        "first_name": edited.first_name,
        "last_name": edited.last_name,
        "email": account.email,
        "function": account.function,
        "telephone": account.telephone,
        "organisation": account.organisation,
        "role": account.role.value,
    }
    departements = tuple(keeping_departements.list_departements(ctx, actor))
    return EditAccountPage(edited, account_id == actor.account_id, departements, typed, account.departements)


def _link(request: Request, token: str) -> Response:
    return _show_link(request, "enter_invitation", token)


def _show_link(
    request: Request, route: str, token: str, *, days: int = LIFETIME.days, for_password: bool = False
) -> Response:
    # Rendered, not redirected to: the link is in this answer and nowhere else.
    pages: Pages = request.app.state.pages
    # Never from the request, whose Host anybody writes (CVE-2026-48710).
    base = service_of(request).settings.address
    page = LinkPage(f"{base}{pages.url(route, token=token)}", days, for_password=for_password)
    return render(request, "admin/link.html", page)
