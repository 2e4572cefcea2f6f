"""What does the DPO see of the models? What each fiche prints, beside the data list of its convention (F-6)."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from liaison.usecases import comparing
from liaison.usecases.comparing import ModelComparison
from web.deps import Ctx, CurrentActor
from web.pages import render

router = APIRouter()


@dataclass(frozen=True, slots=True)
class ModelsPage:
    """Every model and its list."""

    models: tuple[ModelComparison, ...]
    title: str = "Modèles et données"


@router.get("/modeles")
def compare_models(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show what each model prints and what its convention's list says."""
    return render(request, "register/models.html", ModelsPage(tuple(comparing.compare_models(ctx, actor))))
