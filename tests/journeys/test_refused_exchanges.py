"""Is an exchange that a rule forbids refused, in the page and in the service underneath, with nothing lost?"""

from typing import Final

import pytest
from playwright.sync_api import Page, expect

from forms.catalog import Catalog
from liaison.vocabulary import AgreementKind, PartnerKind
from tests.journeys import doing, hostile
from tests.journeys.house import House
from tests.journeys.people import Partner, People

pytestmark = pytest.mark.xdist_group("browser")

WRONG_PAIRS: Final = [
    ("email", "email", "La clé ne peut pas partir par e-mail : c’est le chemin du pli."),
    ("email", "none", "choisissez comment la clé lui parviendra"),
    ("hand", "sms", "Une remise en main propre se fait sur papier"),
]


def _fiche(page: Page, house: House, people: People, partner: Partner, model: str, *given: AgreementKind) -> str:
    """Fill a fiche that could leave but for one rule; return the address of its sending."""
    referent = people.new()
    doing.sign_in(page, house.url, referent)
    doing.open_case(page, house.url, people.case(referent, "EXEMPLAIRE", *given))
    doing.ready_to_send(page, Catalog(None).get(model), partner)
    doing.ask_to_send(page)
    return page.url


def _check_nothing_is_lost(page: Page, house: House, mails: int) -> None:
    """The fiche is still a draft, with what was typed, and no mail left."""
    page.goto(page.url.partition("/envoyer")[0])
    expect(doing.field(page, "signature.place")).to_have_value("Testville")
    expect(page.get_by_role("button", name="Envoyer…").first).to_be_enabled()
    assert mails == len(house.mail.received)


@pytest.mark.requirement("T-4")
def test_wrong_pair_of_channels(house: House, people: People, page: Page) -> None:
    """No page offers them; a hand-made request is refused by the service itself, in a clear sentence."""
    partner = people.partner(PartnerKind.CPH, "CPH des Essais", model=None)
    address = _fiche(page, house, people, partner, "generic", AgreementKind.ENGAGEMENT)
    mails = len(house.mail.received)
    page.get_by_text("Pourquoi pas par e-mail").click()
    shared = page.get_by_role("group", name="Chemins de la clé qui ne sont pas possibles")
    for one in shared.get_by_role("radio").all():
        expect(one).to_be_disabled()

    for carrier, key_channel, sentence in WRONG_PAIRS:
        status, said = hostile.post(
            page, f"{address}/partir", carrier=carrier, key_channel=key_channel, signed="true",
            hand_place="our_office", handed_on="01/01/2026", identity_seen="1",
        )  # fmt: skip
        assert 403 == status
        assert sentence in said
    _check_nothing_is_lost(page, house, mails)


@pytest.mark.requirement("T-7", "R-2")
@pytest.mark.parametrize(
    ("name", "given", "ended", "sentence"),
    [
        ("Agence qui n’a plus de convention", [AgreementKind.ENGAGEMENT], True, "a pris fin le"),
        ("Mission locale des Essais", [], False, "L’accord de la personne n’est pas enregistré"),
    ],
    ids=["convention-ended", "no-agreement"],
)
def test_rule_of_the_programme(
    house: House, people: People, page: Page, name: str, given: list[AgreementKind], *, ended: bool, sentence: str
) -> None:
    """The three questions say which rule stands in the way and what to do; so does the service, asked past them."""
    partner = people.partner(PartnerKind.MISSION_LOCALE, name, model="spe", ended=ended)
    address = _fiche(page, house, people, partner, "spe", *given)
    mails = len(house.mail.received)

    expect(page.get_by_role("alert")).to_contain_text(sentence)
    expect(page.get_by_role("alert")).to_contain_text("votre fiche reste en brouillon")
    expect(page.get_by_role("button", name="Continuer")).to_be_disabled()
    status, said = hostile.post(page, f"{address}/partir", carrier="email", key_channel="sms", signed="true")
    assert 403 == status
    assert sentence in said
    _check_nothing_is_lost(page, house, mails)


@pytest.mark.requirement("T-7")
def test_agreement_withdrawn_meanwhile(house: House, people: People, page: Page) -> None:
    """Withdrawn in another window while the confirmation stands open: « Envoyer le pli » is refused, nothing lost."""
    partner = people.partner(PartnerKind.CPH, "CPH des Essais", model=None)
    _fiche(page, house, people, partner, "generic", AgreementKind.ENGAGEMENT)
    mails = len(house.mail.received)
    page.get_by_role("button", name="Continuer").click()
    other = page.context.new_page()
    other.goto(house.url)
    other.get_by_role("link", name="Dossiers", exact=True).click()
    other.get_by_role("link", name="EXEMPLAIRE").click()
    other.get_by_role("link", name="Retirer").click()
    other.get_by_role("button", name="Retirer l’accord").click()
    expect(other.get_by_text("L’accord est retiré.")).to_be_visible()

    page.get_by_role("button", name="Envoyer le pli").click()
    expect(page.get_by_role("alert")).to_contain_text("La personne a retiré son accord : rien de plus ne peut partir")
    page.get_by_role("link", name="La fiche", exact=False).first.click()
    _check_nothing_is_lost(page, house, mails)
