"""Under which convention? Pages of conventions: term, model, and the data that the parties left out (F-6, R-8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from forms.spec import FormSpec
from liaison.errors import Invalid, LiaisonError, NotFound, Problem, Refused
from liaison.rules.access import Actor, check_may_keep_directory
from liaison.usecases import directory, keeping_directory
from liaison.usecases.context import Context
from liaison.usecases.directory import ConventionView, PartnerPage, PartnerView
from liaison.usecases.keeping_directory import ConventionForm
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Form, FrenchDate, Input, read
from web.pages import go, render

router = APIRouter()


class ConventionInput(Input):
    """What is typed about a convention."""

    reference: Annotated[str, Field(title="Référence", max_length=100)] = ""
    model: Annotated[str, Field(title="Fiche", max_length=100)]
    starts_on: Annotated[FrenchDate, Field(title="Début")] = None
    ends_on: Annotated[FrenchDate, Field(title="Fin")] = None
    withheld: Annotated[tuple[str, ...], Field(title="Données exclues")] = ()


@dataclass(frozen=True, slots=True)
class ConventionFormPage:
    """What is typed about a convention; `specs` are the models that suit the partner."""

    title: str
    partner: PartnerView
    convention: ConventionView | None
    values: Mapping[str, str]
    specs: tuple[FormSpec, ...]
    fields: tuple[tuple[str, str], ...]
    """What a convention may leave out: every field that no fiche needs, with its label."""
    withheld: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None


@router.get("/partenaires/{partner_id}/conventions/nouvelle")
def new_convention(request: Request, partner_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Offer an empty convention."""
    page = directory.open_partner(ctx, actor, partner_id)
    check_may_keep_directory(actor, page.partner.departement)
    return render(request, "partners/convention_form.html", _form_page(ctx, page.partner, None, {}))


@router.post("/partenaires/{partner_id}/conventions/nouvelle")
def add_convention(request: Request, partner_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Add a convention."""
    page = directory.open_partner(ctx, actor, partner_id)
    return _save(request, ctx, actor, page.partner, None, form)


@router.get("/partenaires/{partner_id}/conventions/{convention_id}")
def edit_convention(request: Request, partner_id: str, convention_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Offer a convention, to change."""
    page = directory.open_partner(ctx, actor, partner_id)
    check_may_keep_directory(actor, page.partner.departement)
    known = _convention(page, convention_id)
    values = {
        "reference": known.reference, "model": known.model, "starts_on": f"{known.starts_on:%d/%m/%Y}",
        "ends_on": f"{known.ends_on:%d/%m/%Y}" if known.ends_on else "",
    }  # fmt: skip
    shown = _form_page(ctx, page.partner, known, values, known.withheld)
    return render(request, "partners/convention_form.html", shown)


@router.post("/partenaires/{partner_id}/conventions/{convention_id}")
def save_convention(
    request: Request, partner_id: str, convention_id: str, ctx: Ctx, actor: CurrentActor, form: Posted
) -> Response:
    """Change a convention."""
    page = directory.open_partner(ctx, actor, partner_id)
    return _save(request, ctx, actor, page.partner, _convention(page, convention_id), form)


def _save(
    request: Request, ctx: Context, actor: Actor, partner: PartnerView, known: ConventionView | None, form: Form
) -> Response:
    try:
        keeping_directory.save_convention(ctx, actor, _typed(partner, known, form))
    except (Invalid, Refused) as error:
        values = form.raw(without=frozenset({"withheld"}))
        page = _form_page(ctx, partner, known, values, form.many("withheld"), error)
        raise Again(error, "partners/convention_form.html", page) from error
    return go(request, "show_partner", partner_id=partner.id, done="convention-enregistree")


def _typed(partner: PartnerView, known: ConventionView | None, form: Form) -> ConventionForm:
    given = read(form, ConventionInput)
    if given.starts_on is None:
        raise Invalid([Problem("starts_on", "Début", "À remplir : une convention a un premier jour.")])
    return ConventionForm(
        partner_id=partner.id,
        reference=given.reference,
        model=given.model,
        starts_on=given.starts_on,
        ends_on=given.ends_on,
        withheld=given.withheld,
        id=known.id if known else None,
    )


def _convention(page: PartnerPage, convention_id: str) -> ConventionView:
    for convention in page.conventions:
        if convention.id == convention_id:
            return convention
    raise NotFound("Cette convention n’existe pas.", hint="Revenez à la page du partenaire.")


def _form_page(
    ctx: Context,
    partner: PartnerView,
    known: ConventionView | None,
    values: Mapping[str, str],
    withheld: tuple[str, ...] = (),
    error: LiaisonError | None = None,
) -> ConventionFormPage:
    specs = tuple(ctx.catalog.get(model) for model in partner.models)
    return ConventionFormPage(
        title=known.reference if known else "Nouvelle convention",
        partner=partner,
        convention=known,
        values=values,
        specs=specs,
        fields=tuple(
            {field.id: spec.naming(field.id) for spec in specs for field in spec.fields() if not field.required}.items()
        ),
        withheld=withheld,
        problems=error.problems if isinstance(error, Invalid) else (),
        refusal=None if isinstance(error, Invalid) else error,
    )
