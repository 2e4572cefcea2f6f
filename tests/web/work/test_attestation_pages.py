"""Do the pages of attestations work: the partner's without account, those of who watches over it, and say no name?"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from liaison.bootstrap import Service
from liaison.demo.doors import Doors
from liaison.usecases import delivering, keeping_conventions, nightly, sending
from liaison.usecases.keeping_conventions import CorrespondentForm
from liaison.vocabulary import AgreementKind, Duty, Party, Role
from tests.clock import FixedClock
from tests.factories import BY_SMS
from tests.web.staff import HOST, close, make_service
from tests.web.work.office import PERSON, Desk, Office, words

EMAIL = "dpo@mission.example"
ATTESTED = {"what": "all_destroyed", "attestor": "direction", "word": "attester"}


@pytest.fixture
def service(tmp_path: Path, clock: FixedClock, doors: Doors, sqlite_database_url: str) -> Iterator[Service]:
    """Give a service that partners reach from outside."""
    house = make_service(sqlite_database_url, tmp_path, clock, public_url=f"https://{HOST}")
    yield replace(house, mailer=doors.mailer, texter=doors.texter)
    close(house)


@pytest.fixture
def convention(office: Office, service: Service, clock: FixedClock) -> str:
    """Sign a convention, send a fiche under it, and let it end."""
    convention_id = office.sign_convention(ends_on=date(2026, 12, 31))
    for kind in (AgreementKind.ENGAGEMENT, AgreementKind.SPE_REFERRAL):
        office.agree(kind)
    fiche_id = office.ready_draft()
    referent = office.staff.actor(Role.REFERENT)
    with service.transaction() as ctx:
        sending.send(ctx, referent, fiche_id, BY_SMS)
    office.deliver()
    clock.advance(days=41)
    return convention_id


@pytest.fixture
def partner(new_browser: Callable[[], TestClient]) -> TestClient:
    """Give the partner's browser, which never signed in."""
    return new_browser()


@pytest.fixture
def asked(office: Office, service: Service, doors: Doors, convention: str) -> str:
    """Name the partner's correspondent and let the night ask; give the path of the link in the mail."""
    form = CorrespondentForm(Party.PARTNER, Duty.DATA_PROTECTION, "Registrine", "Aglaé", "Déléguée", EMAIL)
    keeper = office.staff.actor(Role.COORDINATOR)
    with service.transaction() as ctx:
        keeping_conventions.save_correspondent(ctx, keeper, convention, form)
    night(service)
    return link_in(doors)


def night(service: Service) -> None:
    """Let the night's work be done, and the mails leave."""
    nightly.run(service)
    delivering.flush(service.transaction, service.mailer, service.texter)


def link_in(doors: Doors) -> str:
    """Read the path of the link off the newest mail to the partner."""
    texts = [mail.text for mail in doors.mails() if EMAIL in mail.to and "/attestation/" in mail.text]
    found = re.search(rf"https://{HOST}(/attestation/\S+)", texts[0])
    assert found is not None
    return found[1]


def request_path(desk: Desk) -> str:
    """Find the page of the one request."""
    found = re.findall(r'href="(/echeances/attestations/[^"]+)"', desk.see("/echeances/attestations").text)
    return str(found[0])


@pytest.mark.requirement("R-7")
def test_a_partner_attests_without_account(partner: TestClient, asked: str, desk_of: Callable[[Role], Desk]) -> None:
    """The mail's link, the list of plis, what destroying means, mistakes kept, the receipt; then the DPO sees it."""
    page = partner.get(asked)
    said = words(page)
    assert "La convention « C-2026-1 » entre Opérateur Imaginaire et votre organisme a pris fin le 31/12/2026" in said
    assert "1 pli concerné" in said
    for means in ("boîte e-mail", "7-Zip ou AxCrypt", "destructeur", "sauvegardes"):
        assert means in said
    assert "<nav" not in page.text
    wrong = partner.post(asked, data={"what": "some_kept", "word": "non"})
    assert 422 == wrong.status_code
    assert "Rien n’est encore attesté" in words(wrong)
    assert 'value="some_kept" checked' in wrong.text
    done = partner.post(asked, data=ATTESTED)

    assert "Attestation reçue, merci" in words(done)
    assert "En qualité de Direction" in words(done)
    assert 409 == partner.post(asked, data=ATTESTED).status_code
    assert "Attestées" in words(desk_of(Role.DPO).see("/echeances/attestations"))


@pytest.mark.requirement("R-7")
def test_who_watches_addresses_and_records(
    office: Office, doors: Doors, convention: str, desk_of: Callable[[Role], Desk]
) -> None:
    """By hand from the convention's page, to a contact that is chosen; then what came by letter is noted."""
    desk = desk_of(Role.COORDINATOR)
    assert "Demander maintenant" in words(desk.see(f"/conventions/{convention}"))
    page = desk.press(f"/conventions/{convention}/demander-destruction")
    assert "Aucun correspondant pour la protection des données n’est nommé" in words(page)
    path = page.url.path
    assert "1 demande attend" in words(desk.see("/"))
    assert 422 == desk.press(f"{path}/adresser", {"choice": ""}).status_code
    desk.press(f"{path}/adresser", {"choice": f"contact.{office.contact}"})
    office.deliver()
    assert 1 == sum("destruction des données" in mail.subject for mail in doors.mails())

    wrong = desk.press(f"{path}/noter", {"what": "nothing_kept"})
    assert 422 == wrong.status_code
    noted = desk.press(f"{path}/noter", {"what": "nothing_kept", "attestor": "manager", "door": "letter"})

    assert "attesté par courrier" in words(noted)
    assert "rien n’était gardé" in words(desk.see(f"/conventions/{convention}"))
    assert "attend" not in words(desk.see("/"))


@pytest.mark.requirement("R-7", "G-8")
def test_nothing_of_a_person_anywhere(
    partner: TestClient, service: Service, doors: Doors, asked: str,
    desk_of: Callable[[Role], Desk], caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """Mails, pages of the partner and of the DPO, addresses, logs: searched for every value of the dossier."""
    pages: list[Response] = [partner.get(asked), partner.post(asked, data={}), partner.post(asked, data=ATTESTED)]
    night(service)
    desk = desk_of(Role.DPO)
    pages += [
        desk.see(where)
        for where in ("/", "/echeances", "/echeances/attestations", request_path(desk), "/conventions",
                      "/registre/entrees", "/journal")
    ]  # fmt: skip
    said = [page.text + str(page.url) for page in pages]
    said += [mail.subject + mail.text for mail in doors.mails() if EMAIL in mail.to]
    said += [caplog.text]
    canaries = [value for value in PERSON.values() if len(value) > 3]

    assert 200 == pages[-1].status_code
    assert len(canaries) > 2
    assert [] == [(canary, text[:80]) for canary in canaries for text in said if canary in text]
    token = asked.rpartition("/")[2]
    assert not any(token in text for text in (caplog.text, *(page.text for page in pages[3:])))


@pytest.mark.parametrize("token", ["x", "x" * 43, "%00", "..%2f..", "é", "a" * 5000, "'%20OR%201=1--"])
def test_hostile_tokens(partner: TestClient, office: Office, token: str) -> None:
    """A page of ours without a way to the sign-in, the same for each; never a trace."""
    assert office.partner
    for answer in (partner.get(f"/attestation/{token}"), partner.post(f"/attestation/{token}", data=ATTESTED)):
        assert answer.status_code in {400, 404, 410}  # a NUL is no address at all
        assert "Traceback" not in answer.text


def test_a_form_from_elsewhere_is_refused(partner: TestClient, asked: str) -> None:
    """A page of somebody else cannot attest in the partner's place; nor a field that the form does not have."""
    assert 403 == partner.post(asked, data=ATTESTED, headers={"Sec-Fetch-Site": "cross-site"}).status_code
    assert 400 == partner.post(asked, data={**ATTESTED, "number": "2027-D02"}).status_code
    assert 422 == partner.post(asked, data={**ATTESTED, "what": "everything"}).status_code


@pytest.mark.requirement("G-5", "R-3")
def test_ends_on_the_first_page(desk_of: Callable[[Role], Desk], clock: FixedClock, convention: str) -> None:
    """Coordination, DPO and controller see what ends; a référent does not; the list says who is not named yet."""
    clock.advance(days=340)  # December 2027: the framework agreement ends on the 31st
    for role in (Role.COORDINATOR, Role.DPO, Role.CONTROLLER):
        assert "Données de l’OFII, département 69" in words(desk_of(role).see("/"))
    assert "Données de l’OFII" not in words(desk_of(Role.REFERENT).see("/"))
    for role in (Role.COORDINATOR, Role.DPO):
        said = words(desk_of(role).see("/conventions"))
        assert "Correspondants à nommer : protection des données (opérateur), sécurité (opérateur)" in said
        assert f"/conventions/{convention}" in desk_of(role).see("/conventions").text
