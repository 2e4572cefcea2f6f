"""How does somebody come back two years after? The coordination finds the dossier in the archive and says why."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from liaison.rules.calendar import add_months
from liaison.usecases import archiving, ending_support
from liaison.vocabulary import AgreementKind, Role
from tests.journeys import doing
from tests.journeys.gallery import Gallery
from tests.journeys.house import House
from tests.journeys.people import People

pytestmark = pytest.mark.xdist_group("browser")

NAME = "REVENANTOVA"


@pytest.mark.requirement("R-1")
def test_out_of_the_archive(
    house: House, people: People, page: Page, new_context: Callable[..., BrowserContext], gallery: Gallery
) -> None:
    """The référent is told where the dossier is; the coordination takes it out; the référent opens it."""
    referent = people.new()
    case_id = people.case(referent, NAME, AgreementKind.ENGAGEMENT)
    with people.service.transaction() as ctx:
        ending_support.set_support_end(ctx, people.actor_of(referent), case_id, add_months(ctx.today, -25))
        archiving.archive_due(ctx)

    theirs = new_context().new_page()
    doing.sign_in(theirs, house.url, referent)
    doing.open_case(theirs, house.url, case_id)
    expect(theirs.get_by_role("main")).to_contain_text("Ce dossier est aux archives")
    gallery.look(theirs, "archive-told")

    doing.sign_in(page, house.url, people.new(Role.COORDINATOR))
    page.get_by_role("link", name="Dossiers", exact=True).click()
    page.get_by_role("link", name="Dossiers archivés").click()
    gallery.look(page, "archive")
    page.get_by_label("Nom, prénom ou N° AGDREF").fill(NAME)
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_role("status")).to_contain_text(NAME)
    gallery.look(page, "archive-found")
    page.get_by_role("main").get_by_role("link", name=NAME).click()
    page.get_by_role("button", name="Sortir des archives").click()
    expect(page.get_by_role("alert")).to_be_visible()
    gallery.look(page, "archive-way-back")
    page.get_by_label("Motif").select_option(label="La personne revient, son accompagnement reprend")
    page.get_by_role("button", name="Sortir des archives").click()
    expect(page.get_by_text("Le dossier est sorti des archives pour un mois.")).to_be_visible()

    doing.open_case(theirs, house.url, case_id)
    expect(theirs.get_by_role("heading", level=1)).to_contain_text(NAME)
