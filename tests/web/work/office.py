"""What stands on a référent's desk? A directory, a dossier, a browser that carries its token."""

import html
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property

from httpx2 import Response
from starlette.testclient import TestClient

from liaison.bootstrap import Service
from liaison.usecases import agreeing, delivering, drafting, keeping_cases, keeping_directory
from liaison.usecases.keeping_directory import ContactForm, ConventionForm, PartnerForm
from liaison.vocabulary import AgreementKind, Origin, PartnerKind, Role
from tests.web.staff import DEPARTEMENT, Staff, token_in

LAST_NAME, FIRST_NAME = "Fictivova", "Lucrèce"
AGDREF = "9900000017"
PARTNER = "Mission locale Inventée"
FUNCTION = "Conseillère en insertion"
PERSON = {
    "beneficiary.last_name": LAST_NAME,
    "beneficiary.first_name": FIRST_NAME,
    "beneficiary.agdref": AGDREF,
    "beneficiary.birth_date": "14/02/1991",
}


class Desk:
    """A browser of somebody who is signed in; it posts as the pages do, with the token of the session."""

    def __init__(self, browser: TestClient, code: Callable[[], str]) -> None:
        self.browser = browser
        self.code = code
        """Reads a fresh code off the telephone."""
        self._token = token_in(browser.get("/"))

    def see(self, path: str) -> Response:
        """Open a page."""
        return self.browser.get(path)

    def press(self, path: str, fields: Mapping[str, str | list[str]] | None = None, *, follow: bool = True) -> Response:
        """Post a form of a page."""
        return self.browser.post(path, data={**(fields or {}), "csrf": self._token}, follow_redirects=follow)

    def autosave(self, path: str, fields: Mapping[str, str]) -> Response:
        """Post a form as the script that saves does."""
        return self.browser.post(path, data={**fields, "csrf": self._token}, headers={"Accept": "application/json"})


class Office:
    """The directory and one dossier; each part is made when it is first asked for."""

    def __init__(self, service: Service, staff: Staff) -> None:
        self.service, self.staff = service, staff

    @cached_property
    def partner(self) -> str:
        """A mission locale, a member of the SPE, without convention."""
        form = PartnerForm(DEPARTEMENT, PartnerKind.MISSION_LOCALE, PARTNER, "04 72 00 00 01")
        actor = self.staff.actor(Role.COORDINATOR)
        with self.service.transaction() as ctx:
            return keeping_directory.save_partner(ctx, actor, form)

    @cached_property
    def contact(self) -> str:
        """Somebody there, with a mobile."""
        return self.add_contact(mobile="06 00 00 01 01")

    def add_contact(self, *, mobile: str) -> str:
        """Add somebody at the mission locale."""
        form = ContactForm(self.partner, "Colombe", "Inventaire", FUNCTION, "conseil@mission.example", mobile)
        actor = self.staff.actor(Role.COORDINATOR)
        with self.service.transaction() as ctx:
            return keeping_directory.save_contact(ctx, actor, form)

    def sign_convention(self, *, ends_on: date | None = None) -> str:
        """Sign a convention for the SPE's fiche; without an end of its own it follows the framework agreement."""
        form = ConventionForm(self.partner, "C-2026-1", "spe", date(2026, 1, 1), ends_on)
        actor = self.staff.actor(Role.COORDINATOR)
        with self.service.transaction() as ctx:
            return keeping_directory.save_convention(ctx, actor, form)

    @cached_property
    def case(self) -> str:
        """The dossier of a fictitious person."""
        actor = self.staff.actor(Role.REFERENT)
        with self.service.transaction() as ctx:
            return keeping_cases.create_case(ctx, actor, departement=DEPARTEMENT, raw=PERSON, origin=Origin.OFII)

    def agree(self, kind: AgreementKind = AgreementKind.ENGAGEMENT) -> None:
        """Record what the person agreed to."""
        actor = self.staff.actor(Role.REFERENT)
        with self.service.transaction() as ctx:
            agreeing.record_agreement(ctx, actor, self.case, kind, date(2026, 11, 1))

    def draft(self, model: str = "spe") -> str:
        """Start a fiche about the person."""
        actor = self.staff.actor(Role.REFERENT)
        with self.service.transaction() as ctx:
            return drafting.start(ctx, actor, self.case, model, anyway=True).fiche_id

    def ready_draft(self) -> str:
        """Start a fiche that could leave: contact chosen, place written."""
        fiche_id = self.draft()
        actor = self.staff.actor(Role.REFERENT)
        with self.service.transaction() as ctx:
            drafting.choose_contact(ctx, actor, fiche_id, self.contact)
            page = drafting.open_fiche(ctx, actor, fiche_id)
            raw = {**page.raw, "signature.place": "Lyon"}
            drafting.save(ctx, actor, fiche_id, raw=raw, revision=page.revision)
        return fiche_id

    def stored(self, fiche_id: str) -> dict[str, str]:
        """Read what is kept of a draft."""
        actor = self.staff.actor(Role.REFERENT)
        with self.service.transaction() as ctx:
            return dict(drafting.open_fiche(ctx, actor, fiche_id).raw)

    def deliver(self) -> None:
        """Send what waits in the outbox, as the worker does."""
        delivering.flush(self.service.transaction, self.service.mailer, self.service.texter)


def hidden(answer: Response, name: str) -> str:
    """Read a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.text)
    assert found is not None, f"no {name} in the page"
    return found.group(1)


def words(answer: Response) -> str:
    """Read a page as people do: no tag, one blank between words."""
    return words_of(answer.text.partition("<main")[2])


def words_of(part: str) -> str:
    """Read a part of a page in the same way."""
    text = re.sub(r"<(script|style).*?</\1>", " ", part, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())
