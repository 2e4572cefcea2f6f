"""How does a référent come in by the provider of the operator? In a real browser, against a real provider process."""

from collections.abc import Callable, Iterator
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from liaison.vocabulary.provider import RETURN_PATH
from tests.journeys.gallery import Gallery
from tests.journeys.house import House, installed
from tests.journeys.people import People, Telephone
from tests.journeys.processes import free_port
from tests.provider.process import CLIENT, SECRET, running

pytestmark = pytest.mark.xdist_group("browser")

LABEL: Final = "ProConnect d’essai"


@pytest.fixture(scope="module")
def trusting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Serve a house that trusts a provider."""
    folder, port = tmp_path_factory.mktemp("trusting"), free_port()
    back = f"http://127.0.0.1:{port}{RETURN_PATH}"
    with running(back, folder / "provider.log") as provider:
        known = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
        more = {**known, "oidc_label": LABEL, "bind_port": str(port), "public_url": back.removesuffix(RETURN_PATH)}
        with installed(folder, sms=False, **more) as house:
            house.server.port = port
            house.server.start()
            yield house


@pytest.mark.requirement("A-1")
def test_from_the_link_to_the_day(
    trusting: House, new_context: Callable[..., BrowserContext], gallery: Gallery
) -> None:
    """The link, the provider, the telephone, once; then a button, the provider, a code; then out of both."""
    people = People(trusting.service())
    people.open_house()
    page = new_context().new_page()
    page.goto(people.invitation(trusting.url))
    telephone = Telephone("".join(page.locator(".groups li").all_text_contents()))
    gallery.look(page, "invitation-with-provider")
    page.get_by_role("button", name=f"Ouvrir mon compte avec {LABEL}").click()
    choose(page)
    expect(page.get_by_role("heading", level=1, name="Il reste votre téléphone")).to_be_visible()
    gallery.look(page, "provider-telephone")
    page.get_by_label("Code à six chiffres").fill(telephone.code())
    page.get_by_role("button", name="Ouvrir mon compte").click()
    expect(page.get_by_role("heading", level=1, name="Vos codes de secours")).to_be_visible()
    page.get_by_role("link", name="C’est gardé").click()
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_visible()
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_text("Vous avez quitté le fournisseur.")).to_be_visible()

    page.goto(f"{trusting.url}/connexion")
    expect(page.get_by_role("button", name=f"Se connecter avec {LABEL}")).to_be_visible()
    gallery.look(page, "sign-in-with-provider")
    come_in(page, telephone)
    page.goto(f"{trusting.url}/connexion/autre-fenetre")
    expect(page.get_by_text("Votre saisie vous attend dans l’autre fenêtre")).to_be_visible()
    gallery.look(page, "other-window")

    plain = new_context(java_script_enabled=False).new_page()
    plain.goto(f"{trusting.url}/connexion")
    come_in(plain, telephone, script=False)


def come_in(page: Page, telephone: Telephone, *, script: bool = True) -> None:
    """Sign in by the provider, from the sign-in page to one's day."""
    page.get_by_role("button", name=f"Se connecter avec {LABEL}").click()
    choose(page)
    if not script:
        page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Code à six chiffres").fill(telephone.code())
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_visible()


def choose(page: Page) -> None:
    """Say at the provider who one is."""
    expect(page.get_by_role("heading", name="Fournisseur d’essai")).to_be_visible()
    page.get_by_role("button", name="Se connecter comme agent-1").click()
