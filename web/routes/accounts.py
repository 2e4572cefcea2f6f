"""Who may sign in? Pages of accounts: list, add, one-time link shown once, close, open again, renew."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, Problem
from liaison.usecases import administering, keeping_departements
from liaison.usecases.administering import AccountView, NewAccount
from liaison.usecases.inviting import LIFETIME
from liaison.usecases.keeping_departements import DepartementView
from liaison.usecases.profiles import ROLE_LABELS
from liaison.vocabulary import Role
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Input, read
from web.pages import Pages, go, render

router = APIRouter(prefix="/administration/comptes")

ROLES = tuple((role.value, label) for role, label in ROLE_LABELS.items())


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
    roles: tuple[tuple[str, str], ...] = ROLES
    typed: Mapping[str, str] = field(default_factory=dict)
    chosen: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    title: str = "Ajouter un compte"


@dataclass(frozen=True, slots=True)
class LinkPage:
    """The one-time link, shown once."""

    link: str
    days: int = LIFETIME.days
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


@router.post("/{account_id}/lien")
def renew_invitation(request: Request, account_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Make a new link for somebody who lost password or telephone."""
    return _link(request, administering.renew_invitation(ctx, actor, account_id))


@router.post("/{account_id}/desactiver")
def disable_account(request: Request, account_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Close an account."""
    administering.disable_account(ctx, actor, account_id)
    return go(request, "list_accounts", done="compte-desactive")


@router.post("/{account_id}/reactiver")
def enable_account(request: Request, account_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Open an account again."""
    administering.enable_account(ctx, actor, account_id)
    return go(request, "list_accounts", done="compte-reactive")


def _link(request: Request, token: str) -> Response:
    # Rendered, not redirected to: the link is in this answer and nowhere else.
    settings = request.app.state.service.settings
    pages: Pages = request.app.state.pages
    # Never from the request's Host (CVE-2026-48710), unless no public address was configured.
    base = str(settings.public_url or request.base_url).rstrip("/")
    path = pages.url("enter_invitation", token=token)
    return render(request, "admin/link.html", LinkPage(f"{base}{path}"))
