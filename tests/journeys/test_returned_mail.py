"""What if the mail of a pli comes back, and then the partner answers by a readable file? From the box to the DPO."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from forms.catalog import Catalog
from liaison.adapters.clock import SystemClock
from liaison.store import outbox
from liaison.vocabulary import AgreementKind, PartnerKind, Role
from tests import letters
from tests.journeys import doing, partner_side
from tests.journeys.gallery import Gallery
from tests.journeys.house import House, installed
from tests.journeys.people import Partner, People
from tests.journeys.waiting import until
from tests.liaison.adapters.certificates import Authority
from tests.liaison.adapters.imap_server import PASSWORD, USER, ImapBox, imap_server

pytestmark = pytest.mark.xdist_group("browser")

OLD, NEW = "ancienne@partenaire.example", "nouvelle@partenaire.example"


@pytest.fixture
def box(tmp_path: Path) -> Iterator[tuple[ImapBox, Authority]]:
    """Run the watched box."""
    authority = Authority(tmp_path)
    with imap_server(authority.server_context()) as running:
        yield running, authority


@pytest.fixture
def watched(tmp_path_factory: pytest.TempPathFactory, box: tuple[ImapBox, Authority]) -> Iterator[House]:
    """Serve a house that watches it."""
    settings: dict[str, Any] = {
        "imap_host": "127.0.0.1", "imap_port": str(box[0].port), "imap_user": USER, "imap_password": PASSWORD,
        "imap_ca_file": str(box[1].file), "imap_seconds": "1", "mail_reply_to": USER,
    }  # fmt: skip
    with installed(tmp_path_factory.mktemp("house"), **settings) as house:
        house.server.start()
        yield house


def message_id(house: House, address: str) -> str:
    """Name the newest mail of the pli whose page has this address."""
    with house.service().transaction() as ctx:
        rows = outbox.list_of(ctx.session, address.rpartition("/")[2])
        return [row.message_id for row in rows if row.kind == "mail"][-1]


def appears(page: Page, address: str, words: str) -> None:
    """Open a page until it says something: the worker looks into the box every second."""

    def says() -> bool:
        page.goto(address)
        return page.get_by_text(words).count() > 0

    until(says, words)


@pytest.mark.requirement("T-9", "D-3", "G-2")
def test_bounce_then_readable_answer(
    watched: House,
    box: tuple[ImapBox, Authority],
    new_context: Callable[..., BrowserContext],
    gallery: Gallery,
    tmp_path: Path,
) -> None:
    """A mail bounces; its address is corrected; it is sent again and opened; a readable answer reaches the DPO."""
    people = People(watched.service())
    people.open_house()
    partner = people.partner(PartnerKind.CPH, "CPH des Essais", model=None, email=OLD)
    page, now = new_context().new_page(), SystemClock().now()
    address, reference = send(page, watched, people, partner)
    assert [USER] == [mail.sender for mail in watched.mail.received]
    assert USER == watched.mail.received[0].message["Reply-To"]

    box[0].deliver(letters.report(message_id(watched, address)), at=now)
    see_it_back(page, watched, gallery)
    correct_address(new_context().new_page(), watched, people, partner)
    page.goto(address)
    page.get_by_role("button", name="Renvoyer le pli").click()
    key = give_key(page, watched, reference)
    assert [(OLD,), (NEW,)] == [mail.recipients for mail in watched.mail.received]
    letter = partner_side.read(watched.mail.received[1])
    assert partner_side.unseal(letter, key, tmp_path).startswith(b"%PDF-")

    box[0].deliver(letters.answer(message_id(watched, address), letters.PDF), at=now)
    see_readable_answer(page, watched, gallery, address)
    follow_incident(new_context().new_page(), watched, people, gallery)
    assert 2 == box[0].count()
    assert "EXEMPLAIRE" not in watched.log()


def send(page: Page, house: House, people: People, partner: Partner) -> tuple[str, str]:
    """Send a pli; give the address of its page, and its reference."""
    referent = people.new()
    doing.sign_in(page, house.url, referent)
    doing.open_case(page, house.url, people.case(referent, "EXEMPLAIRE", AgreementKind.ENGAGEMENT))
    doing.ready_to_send(page, Catalog(None).get("generic"), partner)
    doing.ask_to_send(page)
    reference = doing.send(page)
    address = page.url.partition("?")[0]
    doing.wait_until_sent(page)
    return address, reference


def see_it_back(page: Page, house: House, gallery: Gallery) -> None:
    """Read what came back and why; try the same address, in vain."""
    appears(page, house.url, "L’e-mail est revenu : à reprendre")
    gallery.look(page, "returned-home")
    page.get_by_role("link", name=re.compile("EXEMPLAIRE")).first.click()
    expect(page.get_by_role("alert")).to_contain_text("ne connaît pas cette adresse")
    gallery.look(page, "returned-transmission")
    page.get_by_role("button", name="Renvoyer le pli").click()
    expect(page.get_by_text("L’annuaire a toujours l’adresse qui a renvoyé cet e-mail")).to_be_visible()
    gallery.look(page, "returned-same-address")


def correct_address(page: Page, house: House, people: People, partner: Partner) -> None:
    """Correct the address in the directory, as the coordination does."""
    doing.sign_in(page, house.url, people.new(Role.COORDINATOR))
    page.goto(f"{house.url}/contacts/{partner.contact_id}/modifier")
    page.get_by_label("E-mail professionnel").fill(NEW)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Le contact est enregistré.")).to_be_visible()


def give_key(page: Page, house: House, reference: str) -> str:
    """Hear on the telephone that the pli arrived: its key leaves by SMS; return it as the partner has it."""
    doing.wait_until_sent(page)
    doing.hear_that_it_arrived(page)
    expect(page.get_by_text("accepté par l’opérateur de SMS")).to_be_visible(timeout=20_000)
    assert house.gateway is not None
    (text,) = [text.text for text in house.gateway.texts.values() if reference in text.text]
    return text.splitlines()[-1]


def see_readable_answer(page: Page, house: House, gallery: Gallery, address: str) -> None:
    """Read what came, look at the form of a declaration, and say that it was dealt with."""
    appears(page, house.url, "Un fichier lisible est arrivé")
    gallery.look(page, "readable-home")
    page.goto(address)
    gallery.look(page, "readable-transmission")
    page.get_by_role("link", name="déclarer un incident").click()
    page.get_by_label("À quelle heure").fill("midi")
    page.get_by_role("button", name="Déclarer l’incident").click()
    expect(page.get_by_role("alert")).to_be_visible()
    gallery.look(page, "incident-mistakes")
    page.goto(house.url)
    page.get_by_role("button", name="C’est fait").click()
    expect(page.get_by_text(re.compile("^vu le"))).to_be_visible()


def follow_incident(page: Page, house: House, people: People, gallery: Gallery) -> None:
    """Read the incident as the DPO does: by number, without a name."""
    doing.sign_in(page, house.url, people.new(Role.DPO))
    page.get_by_role("link", name="Violations").first.click()
    gallery.look(page, "incidents")
    page.get_by_role("link", name=re.compile("Document lisible reçu par e-mail")).click()
    expect(page.get_by_text("CPH des Essais")).to_be_visible()
    gallery.look(page, "incident")
    assert "EXEMPLAIRE" not in page.content()
