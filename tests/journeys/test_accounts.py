"""How do people come in on a telephone's width, and come in again when their telephone or their password is gone?"""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys import doing
from tests.journeys.gallery import Gallery
from tests.journeys.house import House
from tests.journeys.people import People, Person

pytestmark = pytest.mark.xdist_group("browser")

CHOSEN = "violon sablier hamac 4"
PHONE = {"width": 390, "height": 844}


class Hand:
    """A hand on a telephone: each field that is filled and each button that is pressed is one interaction."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.interactions = 0

    def fill(self, label: str, value: str) -> None:
        """Fill the field that has the focus, which must be this one: nobody has to look for it."""
        self.interactions += 1
        expect(self.page.get_by_label(label)).to_be_focused()
        self.page.keyboard.type(value)

    def press(self, name: str) -> None:
        """Press a button that is in view without scrolling."""
        self.interactions += 1
        button = self.page.get_by_role("button", name=name, exact=True)
        expect(button).to_be_in_viewport(ratio=1)
        button.click()


@pytest.mark.requirement("A-1")
def test_four_interactions_on_a_telephone(
    house: House, people: People, new_context: Callable[..., BrowserContext], gallery: Gallery
) -> None:
    """A known browser gives the address: password, button, code, button. Password managers find their fields."""
    referent = people.new()
    page = new_context(viewport=PHONE).new_page()
    doing.sign_in(page, house.url, referent)
    doing.sign_out(page)
    page.goto(f"{house.url}/connexion")
    email, password = page.get_by_label("Adresse e-mail professionnelle"), page.get_by_label("Mot de passe")
    expect(email).to_have_value(referent.email)
    expect(email).to_have_attribute("autocomplete", "username")
    expect(password).to_have_attribute("autocomplete", "current-password")
    hand = Hand(page)
    hand.fill("Mot de passe", referent.password)
    hand.press("Continuer")
    code = page.get_by_label("Code à six chiffres")
    expect(code).to_have_attribute("autocomplete", "one-time-code")
    expect(code).to_have_attribute("inputmode", "numeric")
    hand.fill("Code à six chiffres", referent.telephone.code())
    hand.press("Se connecter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ma journée")
    assert hand.interactions <= 4
    page.goto(f"{house.url}/compte")
    expect(page.get_by_role("heading", name="Codes de secours")).to_be_visible()
    gallery.look(page, "own-account")


def test_a_lost_telephone(house: House, people: People, page: Page, gallery: Gallery) -> None:
    """New codes are shown once and printed; one of them opens the door, and not twice."""
    referent = people.new()
    doing.sign_in(page, house.url, referent)
    page.goto(f"{house.url}/compte")
    expect(page.get_by_text("Il vous en reste 10")).to_be_visible()
    page.get_by_role("link", name="Faire de nouveaux codes").click()
    page.get_by_label("Votre mot de passe").fill(referent.password)
    page.get_by_label("Code à six chiffres").fill(referent.telephone.code())
    page.get_by_role("button", name="Faire dix nouveaux codes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vos codes de secours")
    codes = page.locator(".recovery .code")
    expect(codes).to_have_count(10)
    expect(page.get_by_role("button", name="Imprimer")).to_be_visible()
    code = codes.first.inner_text()
    gallery.look(page, "recovery-codes")
    page.get_by_role("link", name="C’est gardé").click()
    expect(page.get_by_text("Il vous en reste 10")).to_be_visible()
    doing.sign_out(page)
    _come_in_on_paper(page, house, referent, code)
    expect(page.get_by_text("Il vous en reste 9")).to_be_visible()
    doing.sign_out(page)
    _come_in_on_paper(page, house, referent, code)
    expect(page.get_by_text("il a déjà servi")).to_be_visible()


def test_a_forgotten_password(house: House, people: People, page: Page) -> None:
    """The link asks for the telephone's code all the same; then the new password opens, and the link no more."""
    referent = people.new()
    link = people.reset(house.url, referent)
    page.goto(link)
    assert link.rpartition("/")[2] not in page.url
    page.get_by_label("Nouveau mot de passe").fill(CHOSEN)
    page.get_by_label("Le même mot de passe").fill(CHOSEN)
    page.get_by_role("button", name="Choisir ce mot de passe").click()
    expect(page.get_by_role("alert")).to_contain_text("Recopiez celui de votre téléphone, ou tapez un code de secours.")
    page.get_by_label("Nouveau mot de passe").fill(CHOSEN)
    page.get_by_label("Le même mot de passe").fill(CHOSEN)
    page.get_by_label("Code à six chiffres").fill(referent.telephone.code())
    page.get_by_role("button", name="Choisir ce mot de passe").click()
    expect(page.get_by_text("Votre nouveau mot de passe est enregistré")).to_be_visible()
    doing.give_credentials(page, Person(referent.account_id, referent.email, referent.telephone, CHOSEN))
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_visible()
    page.goto(link)
    expect(page.get_by_text("Ce lien a déjà servi")).to_be_visible()


def _come_in_on_paper(page: Page, house: House, person: Person, code: str) -> None:
    page.goto(f"{house.url}/connexion")
    page.get_by_label("Adresse e-mail professionnelle").fill(person.email)
    page.get_by_label("Mot de passe").fill(person.password)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_text("Je n’ai pas mon téléphone").click()
    page.get_by_label("Code de secours").fill(code.upper().replace("-", " "))
    page.get_by_role("button", name="Entrer avec ce code").click()
