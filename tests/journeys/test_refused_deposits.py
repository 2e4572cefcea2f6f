"""Is a partner told what to do next, whatever they really send? Played in Chromium at a telephone’s width."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from liaison.store import deposits, exchanges
from liaison.vocabulary import PartnerKind
from tests.journeys import doing
from tests.journeys.exchanging import PHONE, Exchange, send_and_open
from tests.journeys.gallery import Gallery
from tests.journeys.house import House
from tests.journeys.people import People
from tests.journeys.sealing_again import AXCRYPT, REFUSED

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def exchange(house: House, people: People, page: Page, new_context: Callable[..., BrowserContext]) -> Exchange:
    """Sign a référent in, and give the partner a telephone's browser."""
    referent = people.new()
    partner = people.partner(PartnerKind.CPH, "CPH du retour", model=None)
    doing.sign_in(page, house.url, referent)
    return Exchange(house, people, page, new_context(viewport=PHONE).new_page(), referent, partner)


@pytest.mark.requirement("D-3")
@pytest.mark.parametrize(
    "kinds", [("pdf", "word", "clear-zip", "mail", "outlook"), ("photo", "empty", "zipcrypto", "partly", "pdf-locked")]
)
def test_each_refusal_is_seen(kinds: tuple[str, ...], exchange: Exchange, gallery: Gallery, tmp_path: Path) -> None:
    """What partners really send is told apart, kept nowhere, and the field is there again for another try."""
    received = send_and_open(exchange, tmp_path)
    partner = exchange.partner_page
    page_of_the_pli = partner.url.partition("?")[0]
    for kind in kinds:
        name, make, words = REFUSED[kind]
        path = tmp_path / name
        path.write_bytes(make(received))
        partner.goto(f"{page_of_the_pli}/depot")
        exchange.choose(path)
        expect(partner.get_by_role("alert")).to_contain_text(words)
        expect(partner.get_by_label("Votre fichier chiffré")).to_be_visible()
        gallery.look(partner, f"deposit-refused-{kind}")
        partner.set_viewport_size(PHONE)

    with exchange.people.service.transaction() as ctx:
        row = exchanges.find_by_reference(ctx.session, exchange.reference)
        assert row is not None
        assert [] == list(deposits.deposits_about(ctx.session, row.id))


@pytest.mark.requirement("D-3", "D-4")
def test_too_large_and_axcrypt_are_told(
    exchange: Exchange, gallery: Gallery, tmp_path: Path, new_context: Callable[..., BrowserContext]
) -> None:
    """Too large is said before it leaves, and by the server without script; AxCrypt is kept, with a remark, once."""
    send_and_open(exchange, tmp_path)
    partner = exchange.partner_page
    desk = f"{partner.url.partition('?')[0]}/depot"
    partner.goto(desk)
    megabytes = int(partner.locator("[data-drop]").get_attribute("data-megabytes") or "")
    large = tmp_path / "grand.7z"
    with large.open("wb") as file:
        file.truncate(megabytes * 1024 * 1024 + 1)
    exchange.choose(large)
    expect(partner.get_by_role("status")).to_contain_text(f"Ce fichier dépasse {megabytes} Mo : il n’est pas parti.")
    expect(partner.get_by_text("Envoi en cours")).to_be_hidden()
    gallery.look(partner, "deposit-too-large")

    plain = new_context(java_script_enabled=False).new_page()
    plain.goto(desk)
    plain.get_by_label("Votre fichier chiffré").set_input_files(large)
    plain.get_by_role("button", name="Déposer le fichier").click()
    expect(plain.get_by_role("alert")).to_contain_text("Ce fichier est trop volumineux")

    closed = tmp_path / "fiche.axx"
    closed.write_bytes(AXCRYPT)
    partner.set_viewport_size(PHONE)
    partner.goto(desk)
    partner.get_by_label("Votre fichier chiffré").set_input_files(closed)
    # As a click does that comes before the script: the receipt is then the answer to a POST.
    partner.locator("form[data-deposit]").evaluate("form => form.submit()")
    exchange.deposited()
    expect(partner.get_by_role("main")).to_contain_text("Ce fichier AxCrypt est gardé fermé")
    gallery.look(partner, "deposit-receipt-axcrypt")
    partner.reload()
    expect(partner.get_by_label("Votre fichier chiffré")).to_be_visible()
    with exchange.people.service.transaction() as ctx:
        row = exchanges.find_by_reference(ctx.session, exchange.reference)
        assert row is not None
        assert 1 == len(list(deposits.deposits_about(ctx.session, row.id)))
