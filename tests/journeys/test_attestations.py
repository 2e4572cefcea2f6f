"""Does a partner who was asked destroy, attest on a telephone without script, by keyboard, and who watches see it?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from forms.catalog import Catalog
from liaison.usecases import directory, keeping_conventions
from liaison.usecases.keeping_conventions import TerminationForm
from liaison.vocabulary import AgreementKind, PartnerKind, Party, Role
from tests.journeys import doing, partner_side
from tests.journeys.gallery import Gallery
from tests.journeys.house import House
from tests.journeys.people import Partner, People
from tests.journeys.waiting import until

pytestmark = pytest.mark.xdist_group("browser")

EMAIL: Final = "copies@partenaire.example"
PERSON: Final = "CANARI-FICTIF"
TELEPHONE: Final = {"width": 390, "height": 844}


@pytest.mark.requirement("R-7")
def test_from_the_end_of_a_convention_to_the_attestation(
    house: House, people: People, new_context: Callable[..., BrowserContext], gallery: Gallery
) -> None:
    """Asked by hand, to a contact who is chosen; attested with scripts off; read by the DPO; no name anywhere."""
    partner = people.partner(PartnerKind.CPH, "Centre des Copies", model="generic", email=EMAIL)
    _send(house, people, partner, new_context().new_page())
    convention_id = _terminate(people, partner)
    keeper = new_context().new_page()
    doing.sign_in(keeper, house.url, people.new(Role.COORDINATOR))
    keeper.goto(f"{house.url}/conventions/{convention_id}")
    gallery.look(keeper, "attestations-convention-ended")
    keeper.get_by_role("button", name="Demander maintenant").click()
    expect(keeper.get_by_role("heading", name="À qui écrire ?")).to_be_visible()
    gallery.look(keeper, "attestations-to-address")
    keeper.get_by_label("À qui écrire", exact=True).select_option(label="Colombe Inventaire, Conseillère en insertion")
    keeper.get_by_role("button", name="Envoyer la demande").click()
    expect(keeper.get_by_text("La demande part dans un instant")).to_be_visible()
    gallery.look(keeper, "attestations-asked")

    letter = _letter(house, "destruction des données")
    assert PERSON not in letter.words
    _attest(partner_side.link_in(letter), new_context)
    receipt = _letter(house, "Votre attestation est reçue")
    assert "Tout est détruit" in receipt.text

    watcher = new_context().new_page()
    doing.sign_in(watcher, house.url, people.new(Role.DPO))
    watcher.goto(f"{house.url}/echeances")
    watcher.get_by_role("link", name="Attestations des partenaires").click()
    asked = watcher.get_by_role("listitem").filter(has_text="Centre des Copies")  # another journey's stand there too
    expect(asked.get_by_text("tout est détruit, attesté le")).to_be_visible()
    gallery.look(watcher, "attestations-list")
    watcher.get_by_role("link", name="Centre des Copies").click()
    expect(watcher.get_by_text("Direction", exact=True)).to_be_visible()
    assert PERSON not in watcher.content()
    gallery.look(watcher, "attestations-attested")


def test_looked_at_by_the_partner(
    house: House, people: People, new_context: Callable[..., BrowserContext], gallery: Gallery
) -> None:
    """Every state of the partner's page: asked, with mistakes, some kept, everything destroyed."""
    email = "regards@partenaire.example"
    partner = people.partner(PartnerKind.CPH, "Centre des Regards", model="generic", email=email)
    _send(house, people, partner, new_context().new_page())
    convention_id = _terminate(people, partner)
    keeper = new_context().new_page()
    doing.sign_in(keeper, house.url, people.new(Role.COORDINATOR))
    keeper.goto(f"{house.url}/conventions/{convention_id}")
    keeper.get_by_role("button", name="Demander maintenant").click()
    keeper.get_by_label("À qui écrire", exact=True).select_option(index=1)
    keeper.get_by_role("button", name="Envoyer la demande").click()
    page = new_context().new_page()
    page.goto(partner_side.link_in(_letter(house, "destruction des données", email)))
    expect(page.get_by_role("navigation")).to_have_count(0)
    gallery.look(page, "attestation-asked")
    page.get_by_role("radio", name="Une partie est gardée").check()
    page.get_by_role("button", name="Attester").click()
    expect(page.get_by_role("alert")).to_contain_text("3 réponses sont à corriger")
    gallery.look(page, "attestation-mistakes")
    _answer(page, "Une partie est gardée", reason="un contentieux en cours")
    expect(page.get_by_role("heading", name="Compléter votre attestation")).to_be_visible()
    gallery.look(page, "attestation-some-kept")
    _answer(page, "Tout est détruit")
    expect(page.get_by_text("Vous pouvez fermer cette page.")).to_be_visible()
    gallery.look(page, "attestation-receipt")
    keeper.reload()
    expect(keeper.get_by_text("attestée").first).to_be_visible()


def _attest(link: str, new_context: Callable[..., BrowserContext]) -> None:
    """Attest on a telephone, by keyboard, without script."""
    context = new_context(java_script_enabled=False, viewport=TELEPHONE)
    page = context.new_page()
    page.goto(link)
    expect(page.get_by_role("heading", name="Des données sont à détruire")).to_be_visible()
    assert PERSON not in page.content()
    _go_to(page, page.get_by_label("Tout est détruit"))
    page.keyboard.press("Space")
    _go_to(page, page.get_by_label("Votre fonction"))
    page.keyboard.type("Direction")
    _go_to(page, page.get_by_label("écrivez le mot"))
    page.keyboard.type("attester")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Attestation reçue, merci")).to_be_visible()


def _go_to(page: Page, place: Locator) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator("*:focus").count() and place.and_(page.locator("*:focus")).count():
            return
    raise AssertionError("the focus never came there")


def _answer(page: Page, what: str, *, reason: str = "") -> None:
    page.get_by_role("radio", name=what).check()
    if reason:
        page.get_by_label("Si une partie est gardée").select_option(label=reason)
    page.get_by_label("Votre fonction").select_option(label="Direction")
    page.get_by_label("écrivez le mot").fill("attester")
    page.get_by_role("button", name="Attester").click()


def _send(house: House, people: People, partner: Partner, page: Page) -> None:
    referent = people.new()
    doing.sign_in(page, house.url, referent)
    doing.open_case(page, house.url, people.case(referent, PERSON, AgreementKind.ENGAGEMENT))
    doing.ready_to_send(page, Catalog(None).get("generic"), partner)
    doing.ask_to_send(page)
    doing.send(page)
    doing.wait_until_sent(page)


def _terminate(people: People, partner: Partner) -> str:
    """Record that the partner gave notice, and that it took effect yesterday; return the convention's id."""
    keeper = people.actor(Role.COORDINATOR)
    with people.service.transaction() as ctx:
        (convention,) = directory.open_partner(ctx, keeper, partner.id).conventions
        notice = TerminationForm(Party.PARTNER, ctx.today - timedelta(days=40), ctx.today - timedelta(days=1))
        keeping_conventions.terminate(ctx, keeper, convention.id, notice)
        return convention.id


def _letter(house: House, subject: str, email: str = EMAIL) -> partner_side.Letter:
    def letters() -> list[partner_side.Letter]:
        read = [partner_side.read(received) for received in list(house.mail.received)]
        return [letter for letter in read if subject in letter.subject and email in letter.to]

    until(lambda: bool(letters()), f"a mail about {subject}")
    return letters()[-1]
