"""How is an exit recorded, and each of its addressees told (T-10)? One page for the exit, one for each addressee."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from liaison.errors import Conflict, Invalid, LiaisonError, NotFound, Problem, Refused, WrongState
from liaison.rules import exits
from liaison.rules.access import Actor
from liaison.rules.positive_exit import PositiveExit
from liaison.usecases import announcing, directory, eligible, following_exits, keeping_cases, leaving
from liaison.usecases.announcing import TOLD_LABELS
from liaison.usecases.context import Context
from liaison.usecases.directory import PartnerView
from liaison.usecases.following_exits import AddresseePage, ExitPage
from liaison.usecases.leaving import EXIT_LABELS, PROJECT_LABELS, UNDONE_LABELS, ExitForm
from liaison.vocabulary import ExitKind, ExitUndone, NotConcerned, PartnerKind, ProjectEndKind, ToldBy
from web.deps import Ctx, CurrentActor, Posted
from web.errors import Again
from web.inputs import Form, FrenchDate, Input, read
from web.pages import go, render

router = APIRouter()


class ExitInput(Input):
    """An exit, typed."""

    kind: Annotated[ExitKind, Field(title="Sorte de sortie")]
    left_on: Annotated[FrenchDate, Field(title="Date de sortie")] = None
    heard_on: Annotated[FrenchDate, Field(title="Observations de la personne")] = None


class UndoInput(Input):
    """Why an exit no longer stands."""

    why: Annotated[ExitUndone, Field(title="Pourquoi")]


class PartnerInput(Input):
    """A partner of the directory."""

    partner: Annotated[str, Field(title="Partenaire", min_length=1)]


class ContactInput(Input):
    """A contact of the directory."""

    contact: Annotated[str, Field(title="Contact", min_length=1)]


class ToldInput(Input):
    """How and when somebody was told."""

    told_by: Annotated[ToldBy, Field(title="Comment")]
    told_on: Annotated[FrenchDate, Field(title="Informé le")] = None


class ReasonInput(Input):
    """Why somebody needs not be told."""

    reason: Annotated[NotConcerned, Field(title="Motif")]


class ProjectEndInput(Input):
    """The end of a PIC IPR project's support."""

    partner: Annotated[str, Field(title="Lauréat", min_length=1)]
    kind: Annotated[ProjectEndKind, Field(title="Issue")]
    ended_on: Annotated[FrenchDate, Field(title="Fin de son accompagnement")] = None


@dataclass(frozen=True, slots=True)
class RecordPage:
    """An exit to record."""

    case_id: str
    case_name: str
    typed: Mapping[str, str]
    kinds: tuple[tuple[str, str], ...]
    aid: PositiveExit
    """What the dossier says of a positive exit, as the guide defines it."""
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    from_dossier: bool = False
    """Whether the day is the end of the support that the dossier has already."""
    title: str = "Sortie du programme"


@dataclass(frozen=True, slots=True)
class ExitShown:
    """An exit and all who must be told."""

    exit: ExitPage
    undone: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    title: str = "Sortie du programme"


@dataclass(frozen=True, slots=True)
class AddresseeShown:
    """One addressee, and the ways to tell it."""

    shown: AddresseePage
    told: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]
    typed: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    refusal: LiaisonError | None = None
    title: str = "Annoncer la sortie"


@dataclass(frozen=True, slots=True)
class ProjectEndPage:
    """The end of a PIC IPR project's support, to record."""

    case_id: str
    case_name: str
    projects: tuple[PartnerView, ...]
    kinds: tuple[tuple[str, str], ...]
    typed: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    title: str = "Fin d’un accompagnement PIC IPR"


@router.get("/dossiers/{case_id}/sortie")
def show_exit(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the exit that stands, or offer to record one."""
    template, page = _page(ctx, actor, case_id, Form())
    return render(request, template, page)


@router.post("/dossiers/{case_id}/sortie")
def record_exit(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Record an exit."""
    try:
        given = read(form, ExitInput)
        leaving.record_exit(ctx, actor, case_id, ExitForm(given.kind, given.left_on, given.heard_on))
    except (Invalid, WrongState) as error:
        template, page = _page(ctx, actor, case_id, form, error)
        raise Again(error, template, page) from error
    return go(request, "show_exit", case_id=case_id, done="sortie-enregistree")


@router.post("/dossiers/{case_id}/sortie/annuler")
def undo_exit(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Take an exit back."""
    try:
        ended_on = leaving.undo_exit(ctx, actor, case_id, read(form, UndoInput).why)
    except (Invalid, WrongState) as error:
        template, page = _page(ctx, actor, case_id, Form(), error)
        raise Again(error, template, page) from error
    return go(request, "show_case", case_id=case_id, done="sortie-annulee-fin" if ended_on else "sortie-annulee")


@router.post("/dossiers/{case_id}/sortie/destinataires")
def add_addressee(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """List a partner that follows the person too."""
    try:
        leaving.add_addressee(ctx, actor, case_id, read(form, PartnerInput).partner)
    except (Invalid, Conflict, NotFound, WrongState) as error:
        template, page = _page(ctx, actor, case_id, Form(), error)
        raise Again(error, template, page) from error
    return go(request, "show_exit", case_id=case_id, done="destinataire-ajoute")


@router.get("/sorties/{addressee_id}")
def show_addressee(request: Request, addressee_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show one addressee and the ways to tell it."""
    return render(request, "exits/addressee.html", _addressee_page(ctx, actor, addressee_id, Form()))


@router.post("/sorties/{addressee_id}/annonce")
def prepare_announcement(request: Request, addressee_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Prepare the announcement as a fiche, to look at and send."""
    try:
        fiche_id = announcing.prepare(ctx, actor, addressee_id, read(form, ContactInput).contact)
    except (Invalid, NotFound, Refused, WrongState) as error:
        raise _again(ctx, actor, addressee_id, form, error) from error
    return go(request, "show_fiche", fiche_id=fiche_id, done="annonce-preparee")


@router.post("/sorties/{addressee_id}/informe")
def record_told(request: Request, addressee_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Record that it was told otherwise."""
    try:
        given = read(form, ToldInput)
        announcing.note_told(ctx, actor, addressee_id, given.told_by, given.told_on)
    except (Invalid, WrongState) as error:
        raise _again(ctx, actor, addressee_id, form, error) from error
    return _back(request, ctx, actor, addressee_id, "destinataire-informe")


@router.post("/sorties/{addressee_id}/pas-concerne")
def record_not_concerned(request: Request, addressee_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Record why it needs not be told."""
    try:
        announcing.note_not_concerned(ctx, actor, addressee_id, read(form, ReasonInput).reason)
    except (Invalid, Refused, WrongState) as error:
        raise _again(ctx, actor, addressee_id, form, error) from error
    return _back(request, ctx, actor, addressee_id, "destinataire-pas-concerne")


@router.post("/sorties/{addressee_id}/reprendre")
def reopen_addressee(request: Request, addressee_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Take back what was recorded by mistake."""
    try:
        announcing.reopen(ctx, actor, addressee_id)
    except WrongState as error:
        raise _again(ctx, actor, addressee_id, Form(), error) from error
    return go(request, "show_addressee", addressee_id=addressee_id, done="destinataire-repris")


@router.get("/dossiers/{case_id}/fin-pic-ipr")
def new_project_end(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor) -> Response:
    """Offer to record the end of a PIC IPR project's support."""
    return render(request, "exits/project_end.html", _project_page(ctx, actor, case_id, Form()))


@router.post("/dossiers/{case_id}/fin-pic-ipr")
def add_project_end(request: Request, case_id: str, ctx: Ctx, actor: CurrentActor, form: Posted) -> Response:
    """Record it."""
    try:
        given = read(form, ProjectEndInput)
        leaving.take_in_project_end(ctx, actor, case_id, given.partner, given.kind, given.ended_on)
    except Invalid as error:
        page = replace(_project_page(ctx, actor, case_id, form), problems=error.problems)
        raise Again(error, "exits/project_end.html", page) from error
    return go(request, "show_case", case_id=case_id, done="fin-pic-ipr")


def _page(
    ctx: Context, actor: Actor, case_id: str, form: Form, error: LiaisonError | None = None
) -> tuple[str, RecordPage | ExitShown]:
    problems = error.problems if isinstance(error, Invalid) else ()
    refusal = None if isinstance(error, Invalid) else error
    standing = following_exits.find_exit(ctx, actor, case_id)
    if standing is not None:
        undone = tuple((why.value, UNDONE_LABELS[why]) for why in exits.may_be_undone(standing.kind))
        return "exits/show.html", ExitShown(standing, undone, problems, refusal)
    case = keeping_cases.open_case(ctx, actor, case_id)
    typed = {name: form.one(name) for name in ExitInput.model_fields}
    ended_on = None if form.fields else case.support_ended_on
    if ended_on is not None:
        typed["left_on"] = f"{ended_on:%d/%m/%Y}"
    kinds = tuple((kind.value, label) for kind, label in EXIT_LABELS.items())
    aid = eligible.of_case(ctx, actor, case_id).positive_exit
    return "exits/record.html", RecordPage(
        case_id, case.name, typed, kinds, aid, problems, refusal, from_dossier=ended_on is not None
    )


def _addressee_page(
    ctx: Context, actor: Actor, addressee_id: str, form: Form, error: LiaisonError | None = None
) -> AddresseeShown:
    shown = following_exits.open_addressee(ctx, actor, addressee_id)
    names = ("contact", "told_by", "told_on", "reason")
    typed = {name: form.one(name) for name in names}
    typed["told_on"] = typed["told_on"] or ("" if form.fields else f"{ctx.today:%d/%m/%Y}")
    return AddresseeShown(
        shown=shown,
        told=tuple((by.value, label) for by, label in TOLD_LABELS.items()),
        reasons=tuple((reason.value, label) for reason, label in shown.reasons),
        typed=typed,
        problems=error.problems if isinstance(error, Invalid) else (),
        refusal=None if isinstance(error, Invalid) else error,
    )


def _again(ctx: Context, actor: Actor, addressee_id: str, form: Form, error: LiaisonError) -> Again:
    return Again(error, "exits/addressee.html", _addressee_page(ctx, actor, addressee_id, form, error))


def _back(request: Request, ctx: Context, actor: Actor, addressee_id: str, done: str) -> Response:
    case_id = following_exits.open_addressee(ctx, actor, addressee_id).case_id
    return go(request, "show_exit", case_id=case_id, done=done)


def _project_page(ctx: Context, actor: Actor, case_id: str, form: Form) -> ProjectEndPage:
    case = keeping_cases.open_case(ctx, actor, case_id)
    partners = directory.every_partner(ctx, actor, case.departement)
    return ProjectEndPage(
        case_id,
        case.name,
        tuple(partner for partner in partners if partner.kind is PartnerKind.PIC_IPR),
        tuple((kind.value, label) for kind, label in PROJECT_LABELS.items()),
        {name: form.one(name) for name in ProjectEndInput.model_fields},
    )
