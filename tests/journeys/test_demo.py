"""Does a visitor of `liaison demo` see the whole story with nothing configured? As each person that its page lists."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from forms.catalog import Catalog
from tests.forms.paper.reading import text_of
from tests.journeys import doing
from tests.journeys.gallery import Gallery
from tests.journeys.partner_side import Letter, unseal
from tests.journeys.processes import Server
from tests.journeys.waiting import until

pytestmark = pytest.mark.xdist_group("browser")


@dataclass(frozen=True, slots=True)
class Shown:
    """A person as the demo's page shows them."""

    name: str
    role: str
    email: str
    password: str
    code: str


def _people(page: Page, url: str) -> list[Shown]:
    """Read the page: everything that is needed to be each member of staff."""
    page.goto(f"{url}/demo")
    tiles = page.get_by_role("listitem").filter(has_text="Mot de passe").all()
    return [
        Shown(
            tile.get_by_role("heading").inner_text(), tile.locator("strong").first.inner_text(),
            _told(tile, "E-mail"), _told(tile, "Mot de passe"), _told(tile, "Code à 6 chiffres")[:6],
        )
        for tile in tiles
    ]  # fmt: skip


def _told(tile: Locator, term: str) -> str:
    return tile.locator("dt", has_text=term).locator("xpath=following-sibling::dd[1]").inner_text().strip()


def _become(page: Page, url: str, person: Shown) -> None:
    page.goto(f"{url}/connexion")
    page.get_by_label("Adresse e-mail professionnelle").fill(person.email)
    page.get_by_label("Mot de passe").fill(person.password)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Code à six chiffres").fill(person.code)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.locator(".person")).to_contain_text(person.name)


@pytest.mark.requirement("A-1", "A-2")
def test_each_person_is_one_copy_away(demo: Server, page: Page, gallery: Gallery) -> None:
    """Référente, coordinator, DPO, controller, administrator: signed in with what the page shows; two partners."""
    people = _people(page, demo.url)
    gallery.look(page, "demo_home")
    partners = page.get_by_role("listitem").filter(has_text="Partenaire").filter(has_text="Mobile")
    assert 2 == partners.count()

    for role in ("Coordinateur", "DPO", "Responsable de traitement", "Administratrice"):
        (person,) = [one for one in _people(page, demo.url) if one.role == role]
        _become(page, demo.url, person)
        doing.sign_out(page)

    assert 5 == len(people)


@pytest.mark.requirement("T-3", "T-4")
def test_the_whole_story_on_its_pages(demo: Server, page: Page, gallery: Gallery, tmp_path: Path) -> None:
    """The référente sends a fiche; its mail and its key's SMS are shown, and together they open it."""
    (referent,) = [one for one in _people(page, demo.url) if one.role == "Référente"]
    _become(page, demo.url, referent)
    page.get_by_role("link", name="Dossiers", exact=True).click()
    page.get_by_role("link", name=re.compile("EXEMPLAIRE")).click()
    doing.start_fiche(page, Catalog(None).get("spe"))
    choice = page.get_by_label("À qui s’adresse cette fiche ?")
    choice.select_option(label=choice.locator("option", has_text="Mission locale").inner_text())
    doing.field(page, "signature.place").fill("Nantes")
    doing.ask_to_send(page)
    reference = doing.send(page)
    doing.wait_until_sent(page)
    doing.hear_that_it_arrived(page)
    until(lambda: reference in _texts(page, demo.url), "the SMS on the demo's page")
    gallery.look(page, "demo_texts")
    key = page.get_by_role("listitem").filter(has_text=reference).inner_text().split()[-1]

    page.goto(f"{demo.url}/demo")
    page.get_by_role("link", name=re.compile("^Les e-mails")).click()
    page.get_by_role("link", name=re.compile(reference)).click()
    expect(page.get_by_text("COMMENT L’OUVRIR")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger").click()
    archive = tmp_path / "plis" / download.value.suggested_filename
    download.value.save_as(archive)
    letter = Letter((), "", "", "", archive.name, archive.read_bytes(), "")
    assert "EXEMPLAIRE" in text_of(unseal(letter, key, tmp_path))


def _texts(page: Page, url: str) -> str:
    page.goto(f"{url}/demo/sms")
    return page.inner_text("main")


def test_six_things_to_try(demo: Server, page: Page) -> None:
    """Each of the six is a link away, and no link of the page is dead."""
    page.goto(f"{demo.url}/demo")
    steps = page.locator("ol.steps > li")
    assert 6 == steps.count()
    for step in steps.all():
        assert step.get_by_role("link").count() > 0, step.inner_text()
    for href in {link.get_attribute("href") for link in page.locator("main a").all()}:
        answer = page.goto(f"{demo.url}{href}")
        assert answer is not None
        assert answer.ok, href
