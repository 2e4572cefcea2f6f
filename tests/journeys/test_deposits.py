"""Does a partner's answer come in sealed, from a telephone's width, and does the loop close? Played in Chromium.

The partner has a mail, the stock 7-Zip and no account; the référent has the telephone.
"""

import base64
import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from liaison.store import deposits, exchanges
from liaison.vocabulary import PartnerKind, Role
from tests.forms.paper.saving import by_pypdf
from tests.journeys import doing
from tests.journeys.exchanging import PHONE, Exchange, send_and_open
from tests.journeys.gallery import Gallery
from tests.journeys.house import House
from tests.journeys.people import People
from tests.journeys.processes import run
from tests.journeys.sealing_again import KEY, by_7zip
from tests.journeys.waiting import until

pytestmark = pytest.mark.xdist_group("browser")

TYPED: Final = {"support.done": "Droits ouverts.\nDossier de logement déposé.", "support.planned": "Visite le 12."}


@pytest.fixture
def exchange(house: House, people: People, page: Page, new_context: Callable[..., BrowserContext]) -> Exchange:
    """Sign a référent in, and give the partner a telephone's browser."""
    referent = people.new()
    partner = people.partner(PartnerKind.CPH, "CPH du retour", model=None)
    doing.sign_in(page, house.url, referent)
    return Exchange(house, people, page, new_context(viewport=PHONE).new_page(), referent, partner)


@pytest.mark.requirement("D-1", "D-2", "D-4", "D-5")
def test_an_answer_comes_back(exchange: Exchange, gallery: Gallery, tmp_path: Path) -> None:
    """Filled in the PDF, sealed by 7-Zip as it stands and again as an AES zip, deposited at 390 pixels, opened."""
    received = send_and_open(exchange, tmp_path)
    filled = by_pypdf(received, TYPED)
    default = by_7zip(tmp_path / "retour.7z", KEY, files={"fiche.pdf": filled})
    as_zip = by_7zip(tmp_path / "retour.zip", KEY, "-tzip", "-mem=AES256", files={"fiche.pdf": filled})

    partner = exchange.partner_page
    partner.get_by_role("link", name="Répondre par un fichier chiffré").click()
    gallery.look(partner, "deposit-reply")
    partner.set_viewport_size(PHONE)
    before = partner.inner_text("body")
    exchange.choose(default)
    first = exchange.deposited()
    gallery.look(partner, "deposit-receipt")
    partner.set_viewport_size(PHONE)
    digest = hashlib.sha256(default.read_bytes()).hexdigest()
    assert digest[:8] in partner.inner_text("main")
    doing.press(partner, partner.get_by_role("link", name="Déposer un autre fichier"))
    assert before == partner.inner_text("body")
    exchange.choose(as_zip)
    second = exchange.deposited()
    receipt = exchange.letter(f"Fichier bien reçu, référence {second}")
    assert KEY not in receipt.words
    assert "EXEMPLAIRE" not in receipt.words

    page = exchange.page
    page.goto(exchange.house.url)
    expect(page.get_by_role("heading", name="Dépôts à ouvrir")).to_be_visible()
    gallery.look(page, "deposit-day")
    for reference in (first, second):
        open_deposit(exchange, reference, "pas la bonne clé", refused=True)
        if reference == first:
            gallery.look(page, "deposit-wrong-key")
        open_deposit(exchange, reference, f"  {KEY} ")
        expect(page.get_by_role("link", name="Lire et traiter")).to_be_visible()
        gallery.look(page, f"deposit-opened-{reference == first}")
    compare_and_accept(exchange, first, gallery)
    leave_the_double(exchange, second)
    assert_loop_is_closed(exchange, first, second)


def compare_and_accept(exchange: Exchange, reference: str, gallery: Gallery) -> None:
    """Have the référent look at what changed, at the pictures of the paper, and accept."""
    page = exchange.page
    page.goto(exchange.house.url)
    page.get_by_role("heading", name="Dépôts à ouvrir").scroll_into_view_if_needed()
    page.locator("li").filter(has_text=reference).get_by_role("link").click()
    page.get_by_role("link", name="Lire et traiter").click()
    table = page.get_by_role("region", name="Ce qui est parti et ce qui est revenu")
    expect(table).to_contain_text("Dossier de logement déposé.")
    expect(table).to_contain_text("Visite le 12.")
    expect(table.get_by_text("alors que c’était à vous")).to_have_count(0)
    page.get_by_text("Voir le document").click()
    picture = page.locator("img.page-picture").first
    expect(picture).to_be_visible()
    until(lambda: bool(picture.evaluate("(image) => image.naturalWidth > 400")), "the picture of a page")
    gallery.look(page, "document-answer")
    page.get_by_label("Nous accompagnerons cette personne").check()
    page.get_by_role("button", name="Accepter la réponse").click()
    expect(page.get_by_role("status")).to_contain_text("C’est fait.")
    gallery.look(page, "document-accepted")


def leave_the_double(exchange: Exchange, reference: str) -> None:
    """The same answer came twice, in two formats: the second one is destroyed, with its reason."""
    page = exchange.page
    page.goto(f"{exchange.house.url}/depots")
    page.locator("li").filter(has_text=reference).get_by_role("link").click()
    page.get_by_role("link", name="Lire et traiter").click()
    expect(page.get_by_text("Le partenaire a déjà répondu.")).to_be_visible()
    page.get_by_text("Le laisser de côté").click()
    page.get_by_label("Motif").last.select_option(label="Nous l’avons déjà")
    page.get_by_role("button", name="Détruire ce document").click()
    expect(page.get_by_role("status")).to_contain_text("C’est fait.")


def assert_loop_is_closed(exchange: Exchange, first: str, second: str) -> None:
    """The pli is answered, no reminder is due, both deposits are over, and their files are gone."""
    with exchange.people.service.transaction() as ctx:
        row = exchanges.find_by_reference(ctx.session, exchange.reference)
        assert row is not None
        assert ("answered", "accepted") == (row.archive_status, row.outcome)
        for reference in (first, second):
            found = deposits.find_by_reference(ctx.session, reference)
            assert found is not None
            assert ("settled", 0) == (found.status, found.blocks)
        assert not [one for one in exchanges.list_to_remind(ctx.session, ctx.now + timedelta(days=60)) if one is row]
        (kept,) = deposits.documents_of_case(ctx.session, row.case_id or "")
        deadlines = deposits.deadlines_of_documents(ctx.session, row.case_id or "")
        rules = [line.rule for line in deadlines if line.done_at is None]
    assert ("accepted", ["R-1"]) == (kept.fate, rules)


def test_the_dpo_sees_it_all_without_content(exchange: Exchange, gallery: Gallery, tmp_path: Path) -> None:
    """What came in, from whom, what became of it, until when; no name, no word of it, on no page of theirs."""
    received = send_and_open(exchange, tmp_path)
    archive = by_7zip(tmp_path / "EXEMPLAIRE.7z", KEY, files={"EXEMPLAIRE.pdf": by_pypdf(received, TYPED)})
    exchange.partner_page.goto(f"{exchange.partner_page.url.partition('?')[0]}/depot")
    exchange.choose(archive)
    reference = exchange.deposited()
    open_deposit(exchange, reference, KEY)
    expect(exchange.page.get_by_role("link", name="Lire et traiter")).to_be_visible()
    doing.sign_out(exchange.page)

    page = exchange.page
    doing.sign_in(page, exchange.house.url, exchange.people.new(Role.DPO))
    seen = ""
    for path in ("/", "/registre", "/registre/recus", "/registre/entrees", "/journal", "/echeances", "/violations"):
        page.goto(f"{exchange.house.url}{path}")
        seen += page.content()
    page.goto(f"{exchange.house.url}/registre/recus")
    expect(page.get_by_role("heading", name=re.compile(reference))).to_be_visible()
    gallery.look(page, "register-received")

    assert reference in seen
    for secret in ("EXEMPLAIRE", "Milada", KEY, "Droits ouverts", "Visite le 12", exchange.partner.email):
        assert secret not in seen
    refused = page.goto(f"{exchange.house.url}/depots")
    assert refused is not None
    assert 404 == refused.status


def open_deposit(exchange: Exchange, reference: str, key: str, *, refused: bool = False) -> None:
    """Have the référent open a deposit with the key that the partner told."""
    page = exchange.page
    page.goto(f"{exchange.house.url}/depots")
    page.locator("li").filter(has_text=reference).get_by_role("link").click()
    page.get_by_role("textbox", name="La clé").fill(key)
    page.get_by_role("button", name="Ouvrir le dépôt").click()
    if refused:
        expect(page.get_by_role("alert")).to_contain_text("Cette clé n’ouvre pas le fichier")


CODE: Final = "Votre code pour déposer un fichier"
DROP: Final = """([selector, name, base64]) => {
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    const carried = new DataTransfer();
    carried.items.add(new File([bytes], name));
    const place = document.querySelector(selector);
    for (const kind of ["dragover", "drop"]) {
        place.dispatchEvent(new DragEvent(kind, {dataTransfer: carried, bubbles: true, cancelable: true}));
    }
}"""
"""What a browser does when somebody lets a file go over a place."""


def by_the_desk(exchange: Exchange, partner: Page) -> None:
    """Ask for a code on the standing page, read it in the mail, type it; say whose file it is where that is asked.

    People of several organisations share the address of other journeys in the same house.
    """
    before = len(exchange.letters(CODE))
    partner.goto(f"{exchange.house.url}/depot")
    partner.get_by_label("Votre e-mail professionnel").fill(exchange.partner.email)
    partner.get_by_role("button", name="Recevoir un code").click()
    until(lambda: len(exchange.letters(CODE)) > before, "the mail of a code")
    found = re.search(r"\b\d{4} \d{4}\b", exchange.letters(CODE)[-1].text)
    assert found is not None
    partner.get_by_label("Le code").fill(found[0])
    partner.get_by_role("button", name="Continuer").click()
    expect(partner.get_by_role("heading", name=re.compile("Déposer un fichier|Pour quel organisme"))).to_be_visible()
    whose = partner.get_by_role("radio", name=exchange.partner.name)
    if whose.count():
        whose.check()
        partner.get_by_role("button", name="Continuer").click()
    expect(partner.get_by_role("heading", name="Déposer un fichier chiffré")).to_be_visible()


@pytest.mark.requirement("D-1")
def test_by_the_standing_page(
    exchange: Exchange, gallery: Gallery, new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    """Address, code, file let go over the page; said to who does not see it; then the same without any script."""
    archive = by_7zip(tmp_path / "fiche.7z", KEY, files={"fiche.pdf": b"%PDF-1.7 fictif"})
    partner = exchange.partner_page
    partner.goto(f"{exchange.house.url}/depot")
    gallery.look(partner, "desk-ask")
    partner.set_viewport_size(PHONE)
    by_the_desk(exchange, partner)
    gallery.look(partner, "desk")
    partner.set_viewport_size(PHONE)
    expect(partner.locator("form")).to_match_aria_snapshot(
        """
        - text: Votre fichier chiffré Un .7z ou un .zip fait avec 7-Zip et une clé, 25 Mo au plus.
        - button "Votre fichier chiffré"
        - button "Déposer le fichier"
        """
    )
    content = base64.b64encode(archive.read_bytes()).decode()
    partner.evaluate(DROP, ["[data-drop]", "fiche.7z", content])
    partner.get_by_role("button", name="Déposer le fichier").click()
    first = exchange.deposited()
    assert "h1" == partner.evaluate("document.activeElement.tagName").lower()

    partner.goto(f"{exchange.house.url}/depot/{'x' * 43}")
    gallery.look(partner, "desk-dead-link")
    partner.get_by_role("link", name="Demander un lien de dépôt").click()
    partner.get_by_label("Votre e-mail professionnel").fill("personne@ailleurs.example")
    partner.get_by_role("button", name="Recevoir un code").click()
    partner.get_by_label("Le code").fill("1")
    partner.get_by_role("button", name="Continuer").click()
    expect(partner.get_by_role("link", name="Redemander un code", exact=True)).to_be_visible()
    gallery.look(partner, "desk-wrong-code")

    plain = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    by_the_desk(exchange, plain)
    plain.keyboard.press("Tab")
    exchange.partner_page = plain
    exchange.choose(archive)
    second = exchange.deposited()

    assert first != second
    exchange.page.goto(f"{exchange.house.url}/depots")
    gallery.look(exchange.page, "deposits-list")
    for reference in (first, second):
        expect(exchange.page.get_by_text(reference, exact=True)).to_be_visible()


REFERRED: Final = {
    "beneficiary.last_name": "ORIENTÉE",
    "beneficiary.first_name": "Fictive",
    "beneficiary.birth_date": "03/05/1988",
    "operator.organisation": "À remplir par AGIR",
    "partner.organisation": "SPADA des Essais",
}


@pytest.mark.requirement("T-6", "D-5")
def test_a_spada_refers_somebody_whose_cir_is_not_signed(
    exchange: Exchange, gallery: Gallery, people: People, tmp_path: Path
) -> None:
    """A blank form that the SPADA filled becomes a dossier, which goes to the OFII first; the SPADA is told so."""
    exchange.partner = people.partner(PartnerKind.SPADA, "SPADA des Essais", model=None)
    blank = tmp_path / "vierge.pdf"
    run(exchange.house.settings, "form", "blank", "generic", "-o", str(blank))
    filled = by_pypdf(blank.read_bytes(), REFERRED)
    archive = by_7zip(tmp_path / "orientation.7z", KEY, files={"fiche.pdf": filled})
    by_the_desk(exchange, exchange.partner_page)
    exchange.choose(archive)
    reference = exchange.deposited()
    open_deposit(exchange, reference, KEY)

    page = exchange.page
    page.get_by_role("link", name="Lire et traiter").click()
    expect(page.get_by_role("heading", name="De qui parle cette fiche ?")).to_be_visible()
    gallery.look(page, "document-elsewhere")
    page.get_by_role("link", name="Ouvrir un nouveau dossier").click()
    expect(page.get_by_role("region", name="Ce que dit la fiche")).to_contain_text("ORIENTÉE")
    gallery.look(page, "document-adopt")
    page.get_by_role("button", name="Ouvrir le dossier").click()
    expect(page.get_by_role("alert")).to_be_visible()
    gallery.look(page, "document-adopt-mistakes")
    page.get_by_label("Non, pas encore").check()
    page.get_by_role("button", name="Ouvrir le dossier").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("ORIENTÉE Fictive")
    expect(page.get_by_text("à orienter vers l’OFII").first).to_be_visible()
    gallery.look(page, "case-to-orient")
    letter = exchange.letter(reference)
    assert "OFII" in letter.text
    for secret in ("ORIENTÉE", "Fictive", "1988", KEY):
        assert secret not in letter.words
