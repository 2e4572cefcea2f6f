"""Does the standing page let in who has the code of a known address, tell nobody apart, and nobody else in?"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from httpx2 import Response
from sqlalchemy import event
from sqlmodel import col, select
from starlette.testclient import TestClient

from liaison.bootstrap import Service
from liaison.demo.doors import Doors
from liaison.records import JournalEntry
from liaison.usecases import asking_to_deposit, delivering, keeping_directory
from liaison.usecases.keeping_directory import ContactForm, PartnerForm
from liaison.vocabulary import PartnerKind, Role
from tests.clock import FixedClock
from tests.deposits import sealed
from tests.letters import PDF
from tests.web.staff import DEPARTEMENT, HOST, close, make_service
from tests.web.work.depositing import ADDRESS, kept, post
from tests.web.work.office import PARTNER, Desk, Office, hidden, words

ARCHIVE: Final = sealed(("fiche.pdf", PDF))


@pytest.fixture
def service(tmp_path: Path, clock: FixedClock, doors: Doors, sqlite_database_url: str) -> Iterator[Service]:
    """Give a service that partners reach from outside, which takes files of one megabyte."""
    house = make_service(sqlite_database_url, tmp_path, clock, public_url=f"https://{HOST}", deposit_megabytes=1)
    yield replace(house, mailer=doors.mailer, texter=doors.texter)
    close(house)


@pytest.fixture
def partner(new_browser: Callable[[], TestClient]) -> TestClient:
    """Give the partner's browser, which never signed in."""
    return new_browser()


def code_in(doors: Doors) -> str:
    """Read the newest code off the mails."""
    texts = [mail.text for mail in doors.mails() if mail.subject == "Votre code pour déposer un fichier"]
    found = re.search(r"^(\d{4} \d{4})\r?$", texts[0], re.MULTILINE)
    assert found is not None
    return found[1]


def buttons(answer: Response) -> list[tuple[str, str]]:
    """Read the links that look like buttons: what they say, where they lead."""
    found = re.findall(r'<a class="button[^"]*" href="([^"]*)">([^<]*)</a>', answer.text)
    return [(said, where) for where, said in found]


def work(service: Service) -> None:
    """Do what the worker does for the standing page."""
    with service.transaction() as ctx:
        asking_to_deposit.look_up(ctx)
    delivering.flush(service.transaction, service.mailer, service.texter)


def ask(partner: TestClient, email: str) -> Response:
    """Ask for a code."""
    return partner.post("/depot", data={"email": email})


@pytest.mark.requirement("D-1")
def test_by_the_standing_page(partner: TestClient, office: Office, service: Service, doors: Doors) -> None:
    """Address, code, file: three pages, and the file is bound to the partner of the address."""
    assert office.contact
    page = ask(partner, f"  {ADDRESS.upper()} ")
    work(service)

    desk = partner.post(page.url.path, data={"code": code_in(doors)})
    assert 200 == desk.status_code, words(desk)
    answer = post(partner, desk.url.path, ARCHIVE)

    (row,) = kept(service)
    assert (200, office.partner, None) == (answer.status_code, row.partner_id, row.transmission_id)
    again = partner.post(page.url.path, data={"code": code_in(doors)})
    assert 409 == again.status_code
    assert ("Redemander un code", "/depot") in buttons(again)


def test_an_unknown_address_gets_the_same_answer(
    partner: TestClient, office: Office, service: Service, doors: Doors
) -> None:
    """The same pages to the byte but for their token, before and after a wrong code; and no mail leaves."""
    assert office.contact
    answers = []
    for email in (ADDRESS, "personne@ailleurs.example"):
        page = ask(partner, email)
        work(service)
        wrong = partner.post(page.url.path, data={"code": "0000 0000"})
        token = page.url.path.rpartition("/")[2]
        answers.append((wrong.status_code, page.text.replace(token, ""), wrong.text.replace(token, "")))

    assert answers[0] == answers[1]
    assert 1 == [mail.to for mail in doors.mails()].count(ADDRESS)
    assert not any("ailleurs" in mail.to for mail in doors.mails())


@pytest.mark.requirement("D-1")
def test_a_dead_link_leads_to_another(partner: TestClient, office: Office) -> None:
    """Nobody wrote to whom to call: the page says how to get another link, never the sign-in."""
    assert office.contact
    dead = partner.get(f"/depot/{'x' * 43}")

    assert 410 == dead.status_code
    assert "vous a écrit" not in words(dead)
    assert [("Demander un lien de dépôt", "/depot")] == buttons(dead)
    assert "04 72 00 00 00" in dead.text
    assert 'href="/"' not in dead.text


def test_a_wrong_code_may_be_asked_anew(partner: TestClient, office: Office) -> None:
    """The page that refuses a code offers another one."""
    assert office.contact
    wrong = partner.post(ask(partner, ADDRESS).url.path, data={"code": "1"})

    assert (422, [("Redemander un code", "/depot")]) == (wrong.status_code, buttons(wrong))


def test_codes_are_tried_five_times(partner: TestClient, office: Office, service: Service, doors: Doors) -> None:
    """Then the right one opens nothing either."""
    assert office.contact
    page = ask(partner, ADDRESS)
    work(service)
    for _ in range(5):
        assert 422 == partner.post(page.url.path, data={"code": "1"}).status_code

    assert 409 == partner.post(page.url.path, data={"code": code_in(doors)}).status_code


def test_a_code_dies(partner: TestClient, office: Office, service: Service, doors: Doors, clock: FixedClock) -> None:
    """After twenty minutes it opens nothing; and a link of the standing page dies after a week."""
    assert office.contact
    page = ask(partner, ADDRESS)
    work(service)
    clock.advance(minutes=20)
    assert 409 == partner.post(page.url.path, data={"code": code_in(doors)}).status_code

    page = ask(partner, ADDRESS)
    work(service)
    desk = partner.post(page.url.path, data={"code": code_in(doors)})
    clock.advance(days=7)
    assert 410 == post(partner, desk.url.path, ARCHIVE).status_code


def test_nobodys_box_is_filled(partner: TestClient, office: Office, service: Service, doors: Doors) -> None:
    """Three codes an hour, however often somebody asks."""
    assert office.contact
    for _ in range(8):
        ask(partner, ADDRESS)
        work(service)

    assert 3 == [mail.to for mail in doors.mails()].count(ADDRESS)


def test_a_disabled_contact_deposits_nothing(
    partner: TestClient, office: Office, service: Service, doors: Doors, desk_of: Callable[..., Desk]
) -> None:
    """A link that was made before dies with the contact; no new code leaves."""
    assert office.contact
    page = ask(partner, ADDRESS)
    work(service)
    desk = partner.post(page.url.path, data={"code": code_in(doors)})
    desk_of(Role.COORDINATOR).press(f"/contacts/{office.contact}/desactiver")

    assert 410 == partner.get(desk.url.path).status_code
    ask(partner, ADDRESS)
    work(service)
    assert 1 == [mail.to for mail in doors.mails()].count(ADDRESS)


def test_a_link_of_the_standing_page_is_cut(
    partner: TestClient, desk: Desk, office: Office, service: Service, doors: Doors
) -> None:
    """The partner's page says who holds one, and until when; cut, it takes nothing any more."""
    assert office.contact
    page = ask(partner, ADDRESS)
    work(service)
    link = partner.post(page.url.path, data={"code": code_in(doors)}).url.path
    assert "Peut déposer un fichier par son lien" in words(desk.see(f"/partenaires/{office.partner}"))

    answer = desk.press(f"/contacts/{office.contact}/couper-depot")

    assert "Peut déposer" not in words(answer)
    assert 410 == post(partner, link, ARCHIVE).status_code


def test_an_address_of_two_organisations(partner: TestClient, office: Office, service: Service, doors: Doors) -> None:
    """After the code, and not before, it says for which; a wrong code names nobody."""
    assert office.contact
    actor = office.staff.actor(Role.COORDINATOR)
    with service.transaction() as ctx:
        form = PartnerForm(DEPARTEMENT, PartnerKind.CPH, "CPH Inventé", "04 72 00 00 02")
        second = keeping_directory.save_partner(ctx, actor, form)
        contact = ContactForm(second, "Colombe", "Inventaire", "Conseillère", ADDRESS)
        keeping_directory.save_contact(ctx, actor, contact)
    asking = ask(partner, ADDRESS)
    work(service)
    wrong = partner.post(asking.url.path, data={"code": "0000 0000", "organisation": second})
    assert 422 == wrong.status_code
    assert "CPH Inventé" not in asking.text + wrong.text

    choice = partner.post(asking.url.path, data={"code": code_in(doors)})
    assert {"CPH Inventé", PARTNER} == set(re.findall(r"<label for=\"f-organisation[^>]*>([^<]+)<", choice.text))
    fields = {"code": hidden(choice, "code"), "organisation": second}
    desk = partner.post(asking.url.path, data=fields)

    assert 200 == post(partner, desk.url.path, ARCHIVE).status_code, words(desk)
    (row,) = kept(service)
    assert second == row.partner_id


def test_known_or_not_the_same_is_done(partner: TestClient, office: Office, service: Service) -> None:
    """The page asks the database the same things for any address: there is nothing to time."""
    assert office.contact
    done: list[list[str]] = []
    for email in (ADDRESS, "personne@ailleurs.example"):
        statements: list[str] = []

        def note(_: object, __: object, statement: str, *___: object, into: list[str] = statements) -> None:
            into.append(statement)

        event.listen(service.engine, "before_cursor_execute", note)
        assert 200 == ask(partner, email).status_code
        event.remove(service.engine, "before_cursor_execute", note)
        done.append(statements)

    assert done[0] == done[1]
    assert any("INSERT INTO depositrequest" in statement for statement in done[0])


def test_a_flood_waits_and_leaves_no_trace(partner: TestClient, service: Service) -> None:
    """Who asks in a flood is told to wait; no stranger writes the journal; the worker catches up in one round."""
    with service.transaction() as ctx:
        for number in range(200):
            asking_to_deposit.ask(ctx, f"personne{number}@ailleurs.example")

    assert 429 == ask(partner, ADDRESS).status_code

    with service.transaction() as ctx:
        assert [] == ctx.session.exec(select(JournalEntry).where(col(JournalEntry.kind).endswith(":slowed"))).all()
        assert 200 == asking_to_deposit.look_up(ctx)
    assert 200 == ask(partner, ADDRESS).status_code
