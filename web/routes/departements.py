"""Where does the operator work? Pages of départements: their name, their dates, what is offered there."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Invalid, Problem
from liaison.rules.deployment import sentence_of
from liaison.usecases import keeping_departements
from liaison.usecases.keeping_departements import DepartementForm, DepartementView
from liaison.vocabulary import FrenchLevel
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import FrenchDate, Input, Ticked, Year, read
from web.pages import go, render, short_day, telephone

router = APIRouter(prefix="/administration/departements")


LOCAL_LEVELS: Final = tuple((level.value, level.value) for level in (FrenchLevel.A2, FrenchLevel.A1, FrenchLevel.A1_1))


class DepartementInput(Input):
    """A département; `new` when it is being added."""

    code: Annotated[str, Field(title="Code", max_length=3)] = ""
    name: Annotated[str, Field(title="Nom", max_length=80)] = ""
    operator: Annotated[str, Field(title="Nom de l’opérateur", max_length=120)] = ""
    callback: Annotated[str, Field(title="Téléphone de l’opérateur", max_length=40)] = ""
    framework_ends_on: Annotated[FrenchDate, Field(title="Fin de l’accord-cadre")] = None
    programme_ends_on: Annotated[FrenchDate, Field(title="Fin du programme PIC IPR")] = None
    state_contract_ends_on: Annotated[FrenchDate, Field(title="Fin du marché avec l’État")] = None
    deployed_in: Annotated[Year, Field(title="Année de déploiement d’AGIR")] = None
    france_travail: Annotated[Ticked, Field(title="France Travail")] = False
    pic_ipr: Annotated[Ticked, Field(title="PIC IPR")] = False
    spe_level: Annotated[FrenchLevel, Field(title="Niveau de français pour le SPE")] = FrenchLevel.A2
    new: Annotated[Ticked, Field(title="Nouveau")] = False


@dataclass(frozen=True, slots=True)
class DepartementsPage:
    """All départements."""

    departements: tuple[DepartementView, ...]
    title: str = "Départements"


@dataclass(frozen=True, slots=True)
class DepartementPage:
    """The form of a département."""

    new: bool
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    title: str = "Département"
    levels: tuple[tuple[str, str], ...] = LOCAL_LEVELS
    deployed_why: str = "Laissez vide : l’annexe 1 du guide donne l’année de chaque département."


@router.get("")
def list_departements(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """List the départements."""
    departements = tuple(keeping_departements.list_departements(ctx, actor))
    return render(request, "admin/departements.html", DepartementsPage(departements))


@router.get("/nouveau")
def new_departement(request: Request) -> Response:
    """Show the form of a new département."""
    typed = {"pic_ipr": "1", "france_travail": "1", "spe_level": FrenchLevel.A2.value}
    return render(request, "admin/departement.html", DepartementPage(new=True, typed=typed))


@router.get("/{code}")
def show_departement(request: Request, code: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the form of a département."""
    view = keeping_departements.open_departement(ctx, actor, code)
    typed = {
        "code": view.code,
        "name": view.name,
        "operator": view.operator,
        "callback": telephone(view.callback),
        "framework_ends_on": short_day(view.framework_ends_on) if view.framework_ends_on else "",
        "programme_ends_on": short_day(view.programme_ends_on) if view.programme_ends_on else "",
        "state_contract_ends_on": short_day(view.state_contract_ends_on) if view.state_contract_ends_on else "",
        "deployed_in": str(view.deployed_in or ""),
        "france_travail": "1" if view.france_travail else "",
        "pic_ipr": "1" if view.pic_ipr else "",
        "spe_level": view.spe_level.value,
    }
    return render(
        request, "admin/departement.html", DepartementPage(new=False, typed=typed, deployed_why=view.deployed_why)
    )


@router.post("")
def save_departement(request: Request, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Save a département."""
    new = form.one("new") == "1"
    try:
        typed = read(form, DepartementInput)
        saved = DepartementForm(**typed.model_dump(exclude={"new"}))
        keeping_departements.save_departement(ctx, actor, saved, new=typed.new)
    except Invalid as error:
        page = DepartementPage(new=new, typed=form.raw(), problems=error.problems)
        page = page if new else replace(page, deployed_why=sentence_of(form.one("code").upper()))
        raise Again(error, "admin/departement.html", page) from error
    return go(request, "list_departements", done="departement-enregistre")
