"""How does somebody end the sessions that they left open? One of them, or all but the one they are in."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from liaison.usecases import sessions
from web.deps import Ctx, CurrentPresence
from web.pages import go

router = APIRouter(prefix="/compte/sessions")


@router.post("/{handle}/fermer")
def end_session(request: Request, handle: str, ctx: Ctx, presence: CurrentPresence) -> Response:
    """End one of one's sessions."""
    sessions.end_one(ctx, presence.actor, handle)
    return go(request, "show_own_account", done="session-fermee")


@router.post("/fermer-les-autres")
def end_other_sessions(request: Request, ctx: Ctx, presence: CurrentPresence) -> Response:
    """End all of one's sessions but this one."""
    sessions.end_others(ctx, presence.actor, presence.session)
    return go(request, "show_own_account", done="sessions-fermees")
