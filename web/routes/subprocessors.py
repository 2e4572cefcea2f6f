"""Who is behind each machine of the service? Declared by the administrator, the DPO or the controller (G-11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Conflict, Invalid, LiaisonError, Problem
from liaison.rules.access import Actor
from liaison.rules.hosts import Declared
from liaison.usecases.context import Context
from liaison.usecases.registers import declaring
from liaison.usecases.registers.declaring import OUTSIDE, SubprocessorForm, SubprocessorsPage, machine_of
from liaison.usecases.registers.hosts import FAULT_LABELS, HERE, RED, ROLE_LABELS
from liaison.vocabulary.countries import EEA
from liaison.vocabulary.registers import HostFault, HostRole
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Form, FrenchDate, Input, Ticked, read
from web.pages import go, render

router = APIRouter(prefix="/registres/sous-traitants")

COUNTRIES: tuple[tuple[str, str], ...] = (*EEA.items(), (OUTSIDE, "Un autre pays"))


class SubprocessorInput(Input):
    """What is typed about a sub-processor."""

    machine: Annotated[str, Field(title="Pour")] = ""
    identity: Annotated[str, Field(title="Nom")] = ""
    contact: Annotated[str, Field(title="Coordonnées")] = ""
    country: Annotated[str, Field(title="Pays")] = ""
    own: Annotated[Ticked, Field(title="Machine de l’opérateur")] = False
    starts_on: Annotated[FrenchDate, Field(title="Début du contrat")] = None
    ends_on: Annotated[FrenchDate, Field(title="Fin du contrat")] = None
    agreed_on: Annotated[FrenchDate, Field(title="Clauses signées le")] = None
    revision: Annotated[int, Field(title="Version", ge=0)] = 0


@dataclass(frozen=True, slots=True)
class SubprocessorsShown:
    """Every machine and every declaration."""

    known: SubprocessorsPage
    labels: Mapping[HostFault, str]
    roles: Mapping[HostRole, str]
    countries: Mapping[str, str]
    red: frozenset[HostFault] = RED
    here: str = HERE
    title: str = "Sous-traitants"


@dataclass(frozen=True, slots=True)
class SubprocessorPage:
    """The form of one declaration."""

    title: str
    values: Mapping[str, str]
    machines: tuple[tuple[str, str], ...]
    subprocessor_id: str = ""
    problems: tuple[Problem, ...] = ()
    error: LiaisonError | None = None
    countries: tuple[tuple[str, str], ...] = COUNTRIES


@router.get("")
def list_subprocessors(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show every machine and who is behind it."""
    known = declaring.list_subprocessors(ctx, actor)
    page = SubprocessorsShown(known, FAULT_LABELS, ROLE_LABELS, EEA)
    return render(request, "registers/subprocessors.html", page)


@router.get("/nouveau")
def new_subprocessor(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Offer an empty declaration; `machine` is a row of the list."""
    declaring.list_subprocessors(ctx, actor)
    values = {"machine": request.query_params.get("machine", ""), "country": "FR"}
    page = SubprocessorPage("Déclarer un sous-traitant", values, declaring.machines(ctx))
    return render(request, "registers/subprocessor_form.html", page)


@router.post("/nouveau")
def add_subprocessor(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Declare a sub-processor."""
    return _save(request, ctx, actor, None, form)


@router.get("/{subprocessor_id}")
def edit_subprocessor(request: Request, subprocessor_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Offer a declaration, to change."""
    known = declaring.open_subprocessor(ctx, actor, subprocessor_id)
    page = SubprocessorPage("Modifier la déclaration", _values(known), _machines(ctx, known), known.id)
    return render(request, "registers/subprocessor_form.html", page)


@router.post("/{subprocessor_id}")
def save_subprocessor(
    request: Request, subprocessor_id: str, ctx: Ctx, actor: CurrentActor, form: Posted
) -> Response:  # fmt: skip
    """Change a declaration."""
    return _save(request, ctx, actor, declaring.open_subprocessor(ctx, actor, subprocessor_id), form)


@router.post("/{subprocessor_id}/retirer")
def remove_subprocessor(request: Request, subprocessor_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Take a declaration back."""
    declaring.remove_subprocessor(ctx, actor, subprocessor_id)
    return go(request, "list_subprocessors", done="sous-traitant-retire")


def _save(request: Request, ctx: Context, actor: Actor, known: Declared | None, form: Form) -> Response:
    try:
        given = read(form, SubprocessorInput)
        declaring.save_subprocessor(
            ctx, actor, SubprocessorForm(id=known.id if known else None, **given.model_dump())
        )  # fmt: skip
    except (Invalid, Conflict) as error:
        problems = error.problems if isinstance(error, Invalid) else ()
        told = None if isinstance(error, Invalid) else error
        title = "Modifier la déclaration" if known else "Déclarer un sous-traitant"
        offered = _machines(ctx, known) if known else declaring.machines(ctx)
        page = SubprocessorPage(title, form.raw(), offered, known.id if known else "", problems, told)
        raise Again(error, "registers/subprocessor_form.html", page) from error
    return go(request, "list_subprocessors", done="sous-traitant-declare")


def _machines(ctx: Context, known: Declared) -> tuple[tuple[str, str], ...]:
    """Offer the machines of the settings, and the one that a declaration of an older setting was about."""
    offered, own = declaring.machines(ctx), machine_of(known.role, known.host)
    if own in dict(offered):
        return offered
    return (*offered, (own, f"{ROLE_LABELS[known.role]} ({known.host or HERE}), plus dans les réglages"))


def _values(known: Declared) -> dict[str, str]:
    return {
        "machine": machine_of(known.role, known.host), "identity": known.identity, "contact": known.contact,
        "country": known.country, "own": "1" if known.own else "", "starts_on": _day(known.starts_on),
        "ends_on": _day(known.ends_on), "agreed_on": _day(known.agreed_on), "revision": str(known.revision),
    }  # fmt: skip


def _day(value: date | None) -> str:
    return f"{value:%d/%m/%Y}" if value else ""
