"""What if too much is written about a person (F-7)? Warned while typing, one text mended, one kept, none told twice."""

import pytest
from playwright.sync_api import Locator, Page, expect

from forms.catalog import Catalog
from liaison.vocabulary import AgreementKind, PartnerKind
from tests.journeys import doing
from tests.journeys.gallery import Gallery
from tests.journeys.house import House
from tests.journeys.people import People

pytestmark = pytest.mark.xdist_group("browser")

COURSE, OTHERS = "course.information", "orientation.other_name"


def warning(page: Page, field_id: str) -> Locator:
    """Find what the guard says under a field."""
    return page.locator(f'[data-guard-for="{field_id}"]')


@pytest.mark.requirement("F-7", "E-5")
def test_aid_then_guard_then_sent(house: House, people: People, page: Page, gallery: Gallery) -> None:
    """The aid finds the recipient; the guard warns without a reload; the fiche leaves, and nothing is told twice."""
    referent = people.new()
    partner = people.partner(PartnerKind.MISSION_LOCALE, "Mission locale des Essais", model="spe")
    case_id = people.case(referent, "EXEMPLAIRE", AgreementKind.ENGAGEMENT)
    doing.sign_in(page, house.url, referent)
    doing.open_case(page, house.url, case_id)
    doing.start_fiche(page, Catalog(None).get("spe"))

    page.get_by_role("button", name="Vers qui orienter ?").click()
    page.get_by_label("Âge").fill("22")
    page.get_by_label("Niveau de français aujourd’hui").select_option("A2")
    page.get_by_label("Depuis le").fill("03/03/2026")
    page.get_by_label("Document de séjour").select_option("receipt_first")
    page.get_by_role("group", name="Handicap reconnu").get_by_label("Oui").check()
    gallery.look(page, "orientation-questions")
    page.get_by_role("button", name="Voir vers qui orienter").click()
    expect(page).to_have_title("Vers qui orienter : la réponse · liaison")
    gallery.look(page, "orientation-answer")
    page.get_by_role("button", name=f"Choisir ce contact : {partner.name}").first.click()
    expect(doing.field(page, "partner.organisation")).to_have_value(partner.name)

    doing.field(page, "signature.place").fill("Testville")
    doing.field(page, COURSE).fill("CAP de couture. Sécurité sociale : 1 85 05 78 006 084 91.")
    doing.field(page, OTHERS).fill("Suivie au CMP pour une dépression")
    doing.field(page, "signature.place").focus()
    expect(warning(page, COURSE)).to_contain_text(
        "« 1 85 05 78 006 084 91 » : c’est peut-être un numéro de sécurité sociale."
    )
    expect(warning(page, OTHERS)).to_contain_text("c’est peut-être une donnée de santé.")
    expect(page.locator("[data-autosave-state]")).to_contain_text("2 passages sensibles à relire")
    gallery.look(page, "fiche-sensitive-typing")

    doing.field(page, COURSE).fill("CAP de couture.")
    expect(warning(page, COURSE)).to_be_hidden()
    warning(page, OTHERS).get_by_role("button", name="Garder quand même").click()
    expect(page.get_by_text("Ce passage reste tel quel.")).to_be_visible()
    expect(doing.field(page, OTHERS)).to_have_value("Suivie au CMP pour une dépression")
    expect(page.get_by_text("passage sensible")).to_have_count(0)

    doing.field(page, COURSE).fill("CAP de couture. A fui la guerre.")
    doing.ask_to_send(page)
    expect(page.get_by_text("1 passage sensible partirait avec la fiche.")).to_be_visible()
    gallery.look(page, "sending-sensitive")
    page.get_by_role("link", name="Informations complémentaires").click()
    expect(doing.field(page, COURSE)).to_be_visible()
    gallery.look(page, "fiche-sensitive-review")
    doing.field(page, COURSE).fill("CAP de couture.")
    doing.ask_to_send(page)
    expect(page.get_by_text("passage sensible")).to_have_count(0)
    doing.send(page)
    expect(page.get_by_text("Le pli est scellé")).to_be_visible()
    doing.wait_until_sent(page)
