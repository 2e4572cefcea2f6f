"""How does a typed page object become HTML? One Jinja2 environment, autoescaped, strict; French filters.

`render(request, "partners/list.html", PartnersPage(…))`: the template sees `page`, `frame` (what surrounds
every page), `url(name, …)` and `asset(path)`, and nothing else. No template is made from a string.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

from fastapi import FastAPI
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from forms.kinds import display_telephone
from liaison.bootstrap import Service
from liaison.messages.deposit import spoken_size
from liaison.rules.calendar import PARIS, long_day, spoken_month
from liaison.rules.lifecycle import french
from liaison.usecases.signing_in import Presence
from liaison.vocabulary import ArchiveStatus, DepositStatus, FicheStatus, KeyStatus, OutboxStatus
from web.matrix import CASEWORK, Gate, entry_of
from web.notices import NOTICES
from web.sheet import tied

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"

MENU: Final = (
    ("home", "Ma journée"),
    ("list_cases", "Dossiers"),
    ("list_transmissions", "Transmissions"),
    ("list_deposits", "Dépôts"),
    ("list_tables", "Tableaux"),
    ("list_partners", "Partenaires"),
    ("list_absences", "Absences"),
    ("list_conventions", "Conventions"),
    ("read_register", "Registre"),
    ("list_due", "Échéances"),
    ("list_requests", "Demandes"),
    ("list_incidents", "Violations"),
    ("list_registers", "Registres"),
    ("read_journal", "Journal"),
    ("list_accounts", "Comptes"),
    ("list_departements", "Départements"),
    ("show_settings", "Réglages"),
)
"""What the menu offers, in order; a role sees the routes that the matrix opens to it."""


class Titled(Protocol):
    """A typed page object: a frozen dataclass with the title of the window."""

    @property
    def title(self) -> str:
        """What the window's title says."""
        ...


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One link of the menu; `current` is "page", "true" (a page below it) or empty."""

    href: str
    label: str
    current: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every page."""

    presence: Presence | None
    csrf: str
    menu: tuple[MenuEntry, ...]
    done: str
    demo: bool
    provider: str
    """What the identity provider is called on the button that leads to it; empty: there is none."""


class Pages:
    """Templates and static files, read when the application is made."""

    def __init__(self, app: FastAPI, *, static: Path = STATIC) -> None:
        self._app = app
        self.digest = digest_of(static)
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters.update(FILTERS)
        self._environment.globals.update(url=self.url, asset=self.asset)

    def url(self, name: str, **parameters: str) -> str:
        """Return the path of a route, never with a host (CVE-2026-48710)."""
        return str(self._app.url_path_for(name, **parameters))

    def asset(self, path: str) -> str:
        """Return the address of a static file; it changes whenever any of them does, so it caches for ever."""
        return f"/static/{self.digest}/{path}"

    def html(self, template: str, page: Titled, frame: Frame) -> str:
        """Fill a template."""
        return self._environment.get_template(template).render(page=page, frame=frame)

    def menu(self, presence: Presence, path: str) -> tuple[MenuEntry, ...]:
        """Return the menu of a role, with the entry that the path stands under marked."""
        return tuple(
            MenuEntry(href, _label(name, label, presence), _current(href, path))
            for name, label in MENU
            if _opens(name, presence)
            for href in [self.url(name)]
        )


def render(request: Request, template: str, page: Titled, *, status: int = 200) -> HTMLResponse:
    """Fill a template with a page object and what surrounds it."""
    pages: Pages = request.app.state.pages
    return HTMLResponse(pages.html(template, page, _frame(request, pages)), status_code=status)


def go(request: Request, route: str, *, done: str = "", anchor: str = "", **parameters: str) -> RedirectResponse:
    """Send the browser to another page after a POST (303); `done` is a key of `web.notices`."""
    pages: Pages = request.app.state.pages
    if done and done not in NOTICES:
        raise KeyError(done)
    url = pages.url(route, **parameters) + (f"?fait={done}" if done else "") + (f"#{anchor}" if anchor else "")
    return RedirectResponse(url, status_code=303)


def _frame(request: Request, pages: Pages) -> Frame:
    presence: Presence | None = getattr(request.state, "presence", None)
    service: Service = request.app.state.service
    return Frame(
        presence=presence,
        csrf=getattr(request.state, "csrf", ""),
        menu=pages.menu(presence, request.url.path) if presence else (),
        done=NOTICES.get(request.query_params.get("fait", ""), ""),
        demo=service.demo is not None,
        provider=service.settings.oidc_label if service.provider is not None else "",
    )


def _opens(name: str, presence: Presence) -> bool:
    entry = entry_of(name)
    return not isinstance(entry, Gate) and presence.actor.role in entry


def _label(name: str, label: str, presence: Presence) -> str:
    return "Accueil" if name == "home" and presence.actor.role not in CASEWORK else label


def _current(href: str, path: str) -> str:
    if href == path:
        return "page"
    return "true" if href != "/" and path.startswith(f"{href}/") else ""


def digest_of(folder: Path) -> str:
    """Return a digest of every file of a folder, names included."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


# --- filters ---


def day(value: date | datetime) -> str:
    """Say a day: « mardi 3 mars 2026 »."""
    local = value.astimezone(PARIS).date() if isinstance(value, datetime) else value
    return long_day(local)


def month(value: date) -> str:
    """Say a month: « mars 2026 »."""
    return spoken_month(value)


def moment(value: datetime) -> str:
    """Say a moment in Paris: « mardi 3 mars 2026 à 14 h 32 »."""
    local = value.astimezone(PARIS)
    return f"{day(value)} à {local.hour} h {local.minute:02}"


def short_day(value: date | datetime) -> str:
    """Say a day for a table: « 03/03/2026 »."""
    local = value.astimezone(PARIS).date() if isinstance(value, datetime) else value
    return f"{local:%d/%m/%Y}"


def short_moment(value: datetime) -> str:
    """Say a moment for a table: « 03/03/2026 à 14:32 »."""
    return f"{short_day(value)} à {clock(value)}"


def clock(value: datetime) -> str:
    """Say the hour: « 14:32 »."""
    return f"{value.astimezone(PARIS):%H:%M}"


def iso(value: date | datetime) -> str:
    """Write a moment for the `datetime` attribute."""
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


def telephone(number: str) -> str:
    """Say an E.164 number as the French do: « 06 12 34 56 78 »."""
    return display_telephone(number) if number.startswith("+") else number


def status(value: ArchiveStatus | KeyStatus | FicheStatus | OutboxStatus | DepositStatus) -> str:
    """Say a status in French."""
    return french(value)


def inline(sentence: str) -> str:
    """Say a sentence behind a colon: without its capital."""
    return sentence[:1].lower() + sentence[1:]


def elapsed(value: timedelta) -> str:
    """Say how long: « 3 h 05 », « 40 min », « 2 jours »."""
    minutes = int(value.total_seconds()) // 60
    if minutes < 60:  # noqa: PLR2004 - minutes of an hour
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h {minutes % 60:02}" if hours < 100 else f"{hours // 24} jours"  # noqa: PLR2004 - four days


def plural(count: int, one: str, many: str) -> str:
    """Say how many: « 1 brouillon », « 3 brouillons », « aucun brouillon » stays the template's affair."""
    return f"{count} {one if count in {0, 1} else many}"


def joined(values: Sequence[str], word: str = "et") -> str:
    """Say a list: « Rhône, Ain et Isère »."""
    if len(values) <= 1:
        return "".join(values)
    return f"{', '.join(values[:-1])} {word} {values[-1]}"


FILTERS: Final[Mapping[str, Callable[..., str]]] = {
    "day": day,
    "month": month,
    "moment": moment,
    "short_day": short_day,
    "short_moment": short_moment,
    "clock": clock,
    "iso": iso,
    "telephone": telephone,
    "status": status,
    "elapsed": elapsed,
    "inline": inline,
    "plural": plural,
    "joined": joined,
    "tied": tied,
    "size": spoken_size,
}
