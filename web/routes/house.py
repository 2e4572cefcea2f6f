"""What is configured, and does it hold? The page of settings, secrets hidden, with what `doctor` says."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from liaison import diagnosis
from liaison.diagnosis import Finding
from liaison.rules.access import check_may_administer
from liaison.settings import PREFIX, SECRETS, Settings
from web.deps import Ctx, CurrentActor, service_of
from web.pages import render

router = APIRouter()


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One setting as it is; a secret says only whether it is set."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """Settings and findings."""

    findings: tuple[Finding, ...]
    settings: tuple[SettingLine, ...]
    title: str = "Réglages"


@router.get("/administration/reglages")
def show_settings(request: Request, ctx: Ctx, actor: CurrentActor) -> Response:
    """Show the settings and what is wrong with them."""
    check_may_administer(actor)
    service = service_of(request)
    # The examination opens transactions of its own, and SQLite has one writer at a time.
    ctx.session.commit()
    page = SettingsPage(tuple(diagnosis.examine_service(service)), tuple(_lines(service.settings)))
    return render(request, "admin/settings.html", page)


def _lines(settings: Settings) -> list[SettingLine]:
    return [SettingLine(f"{PREFIX}{name.upper()}", _shown(settings, name)) for name in Settings.model_fields]


def _shown(settings: Settings, name: str) -> str:
    value = getattr(settings, name)
    if name in SECRETS:
        return "défini (caché)" if value.get_secret_value() else "non défini"
    if name in {"database_url", "keystore_url"} and "@" in str(value):
        return f"{str(value).partition(':')[0]}://… (caché)"
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value)
