"""Where does a month take place in a journey? In a house whose clock the test moves: its pages, its worker, its mails.

The pages are served from this process, since the clock of a served process cannot be moved; mails still leave by SMTP,
texts by the gateway, archives are opened by the stock 7-Zip.
"""

import os
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pyotp
import uvicorn
from playwright.sync_api import APIResponse, Page, expect

from forms.binding import bind
from forms.paper import InkSignature, Presentation
from liaison import bootstrap, settings
from liaison.bootstrap import Service
from liaison.usecases import keeping_cases
from liaison.vocabulary import Role
from tests.clock import FixedClock
from tests.journeys import doing, partner_side
from tests.journeys.gallery import SHOTS
from tests.journeys.house import House, installed
from tests.journeys.people import STEP, People, Person, Telephone
from tests.journeys.waiting import until
from web.app import build

BEGINS: Final = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
FICHES: Final = 40
ARCHIVES: Final = 8
"""Of five fiches each."""
KEY: Final = "coquelicot 4 Tramway 19"
"""The key that the structure chose for its archives."""


class MovedTelephone(Telephone):
    """An application of codes that goes by the clock of the test, half a minute later at each code."""

    def __init__(self, seed: str, clock: FixedClock) -> None:
        super().__init__(seed)
        self._clock = clock

    def code(self) -> str:
        """Give a code that was not used yet."""
        self._clock.advance(seconds=STEP)
        return pyotp.TOTP(self.seed).at(self._clock.now())


@dataclass(frozen=True, slots=True)
class MonthHouse:
    """The house, the people who work there, the clock."""

    house: House
    service: Service
    people: People
    clock: FixedClock

    def new(self, role: Role) -> Person:
        """Add somebody whose telephone goes by the clock of the test."""
        person = self.people.new(role)
        return replace(person, telephone=MovedTelephone(person.telephone.seed, self.clock))

    def letter(self, subject: str) -> partner_side.Letter:
        """Read the newest mail whose subject holds something, once it is there."""

        def found() -> list[partner_side.Letter]:
            read = [partner_side.read(one) for one in list(self.house.mail.received)]
            return [letter for letter in read if subject in letter.subject]

        until(lambda: bool(found()), f"a mail about {subject}")
        return found()[-1]

    def key(self, reference: str) -> str:
        """Read the key of a pli off its SMS, once it is there."""

        def texts() -> list[str]:
            assert self.house.gateway is not None
            return [text.text for text in self.house.gateway.texts.values() if reference in text.text]

        until(lambda: bool(texts()), f"the SMS of {reference}")
        (key,) = re.findall(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){6}", texts()[-1])
        return str(key)

    def dossiers(self, coordinator: Person) -> dict[str, str]:
        """Return the dossiers by the last name of the person."""
        actor = self.people.actor_of(coordinator)
        with self.service.transaction() as ctx:
            return {line.name: line.id for line in keeping_cases.list_cases(ctx, actor)}


@contextmanager
def month_house(folder: Path) -> Iterator[MonthHouse]:
    """Install a house, and serve it under a clock that stands at the third of November."""
    clock = FixedClock(BEGINS)
    with installed(folder) as house:
        service = bootstrap.start(settings.load({}, **house.settings), clock=clock)
        house.services.append(service)
        people = People(service)
        people.open_house()
        listener = socket.create_server(("127.0.0.1", house.server.port))
        server = uvicorn.Server(uvicorn.Config(build(service), log_level="warning", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield MonthHouse(house, service, people, clock)
        finally:
            server.should_exit = True
            thread.join()


def name_of(number: int) -> str:
    """Name one of the forty."""
    return f"RECENSÉE-{number:02}"


def agdref_of(number: int) -> str:
    """Number one of the forty."""
    return f"99000010{number:02}"


def fiche(service: Service, number: int, *, cir_on: str) -> bytes:
    """Draw the fiche that the structure filled about one of the forty, with our own forms."""
    spec = service.catalog.get("generic")
    values = {
        "beneficiary.agdref": agdref_of(number), "beneficiary.last_name": name_of(number),
        "beneficiary.first_name": "Milada", "beneficiary.birth_date": f"{1 + number % 28:02}/02/{1960 + number}",
        "beneficiary.protection_date": "12/05/2026", "beneficiary.cir_date": cir_on,
        "operator.organisation": "CADA des Chimères", "partner.organisation": "Association Imaginaire d’Essai",
        "signature.place": "Testville", "signature.date": "02/11/2026",
    }  # fmt: skip
    answers = bind(spec, {key: text for key, text in values.items() if text}, today=date(2026, 11, 3)).answers
    return service.templates.render(spec, answers, presentation=Presentation(InkSignature(), f"CADA-2026-{number}"))


def post(page: Page, address: str, fields: Mapping[str, str]) -> APIResponse:
    """Post a form as the page does, with the token that it holds."""
    token = page.locator('input[name="csrf"]').first.get_attribute("value") or ""
    answer = page.request.post(address, form={**fields, "csrf": token}, headers={"origin": address_of(page)})
    assert answer.ok, f"{address}: {answer.status} {answer.text()[:2000]}"
    return answer


def address_of(page: Page) -> str:
    """Return the address of the house, as a browser names where a form comes from."""
    return "/".join(page.url.split("/")[:3])


def keep(name: str, content: bytes) -> None:
    """Keep a file for somebody to look at, where pictures are kept."""
    folder = os.environ.get(SHOTS)
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / name).write_bytes(content)


def acknowledge(page: Page, letter: partner_side.Letter) -> None:
    """Say as a partner that a pli arrived."""
    page.goto(partner_side.link_in(letter))
    form = page.locator("form").filter(has=page.get_by_role("button", name="Confirmer la réception"))
    form.get_by_role("textbox").fill("reçu")
    form.get_by_role("button").click()
    expect(page.get_by_role("heading", name="Renvoyer le tableau complété")).to_be_visible()


def come_back(where: MonthHouse, page: Page, person: Person, moment: datetime) -> None:
    """Let time pass, and sign in again."""
    where.clock.move_to(moment)
    doing.sign_in(page, where.house.url, person)
