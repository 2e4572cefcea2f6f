"""Does a fiche leave without any script in the browser? Forms post, pages render, links link."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from forms.catalog import Catalog
from liaison.vocabulary import AgreementKind, PartnerKind
from tests.journeys import doing, partner_side
from tests.journeys.house import House
from tests.journeys.people import People
from tests.journeys.typing_in import unique_values
from tests.journeys.waiting import until

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.requirement("T-1", "T-3")
def test_fill_and_send(
    house: House, people: People, new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    """Every field is typed, saved by the button, sent, and the key given, with scripts off."""
    spec, referent = Catalog(None).get("spe"), people.new()
    values = unique_values(spec, agdref=people.agdref())
    partner = people.partner(PartnerKind.MISSION_LOCALE, "Mission locale des Essais", model="spe")
    page = new_context(java_script_enabled=False).new_page()
    doing.sign_in(page, house.url, referent)
    doing.open_case(page, house.url, people.case(referent, "EXEMPLAIRE", *AgreementKind))
    doing.start_fiche(page, spec)
    doing.choose_contact(page, partner)
    doing.fill(page, spec, values)
    doing.press(page, page.get_by_role("button", name="Enregistrer", exact=True).first)
    assert values == doing.shown_values(page, spec)
    doing.ask_to_send(page)
    reference = doing.send(page)

    until(lambda: reference in _subjects(house), "the mail of the pli")
    heard = page.get_by_role("button", name="Au téléphone, il dit qu’il l’a reçu")
    until(lambda: page.reload() is not None and heard.is_visible(), "the button that notes the call")
    heard.click()
    assert house.gateway is not None
    until(lambda: reference in str(house.gateway and house.gateway.texts), "the SMS of the key")
    key = list(house.gateway.texts.values())[-1].text.splitlines()[-1]
    (letter,) = [letter for letter in map(partner_side.read, house.mail.received) if reference in letter.subject]
    assert partner_side.is_opened_by(letter, key, tmp_path)
    page.reload()
    page.get_by_role("button", name=re.compile("a ouvert le pli")).click()
    expect(page.get_by_text("la clé est effacée ici")).to_be_visible()


def _subjects(house: House) -> str:
    return " ".join(str(received.message["Subject"]) for received in house.mail.received)
