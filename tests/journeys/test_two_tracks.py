"""Do both tracks end as they should, whatever happens on the way? Each story ends with mail, SMS, page and register.

Played in headless Chromium by the référent and by the partner, who has a mail, a telephone and no account.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from crypto.hashchain import Entry
from liaison.store import exchanges, trails
from liaison.usecases import drafting
from liaison.vocabulary import AgreementKind, Chain, PartnerKind
from tests.journeys import doing, partner_side
from tests.journeys.gallery import Gallery
from tests.journeys.house import House
from tests.journeys.partner_side import Letter
from tests.journeys.people import Partner, People, Person
from tests.journeys.waiting import until
from tests.liaison.adapters.text_gateway import SentText

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.requirement("T-4", "T-9")]


@dataclass(slots=True)
class Story:
    """A référent at a screen, a partner with a browser of their own, and what both of them see."""

    house: House
    people: People
    page: Page
    partner_page: Page
    referent: Person
    partner: Partner
    reference: str = ""

    def send(self, *, key: str = "Par SMS, sur", carrier: str = "Par e-mail", now: bool = False) -> None:
        """Send a fiche about a fictitious person, by the three questions."""
        fiche_id = self._draft()
        self.page.goto(f"{self.house.url}/fiches/{fiche_id}/envoyer")
        self.page.get_by_role("group", name="Comment part le pli ?").get_by_label(carrier).check()
        self.page.get_by_role("group", name="Comment part la clé ?").get_by_label(key).check()
        self.page.get_by_role("button", name="Continuer").click()
        expect(self.page.locator(".addressee-large")).to_contain_text(self.partner.name)
        if now:
            self.page.get_by_label("Dès que le pli est parti").check()
        self.page.get_by_role("button", name="Envoyer le pli").click()
        self.reference = doing.reference(self.page)

    def letter(self, *, nth: int = -1) -> Letter:
        """Read the last mail of the pli, once it is there."""
        until(lambda: bool(self.letters()), f"the mail of {self.reference}")
        return self.letters()[nth]

    def letters(self) -> list[Letter]:
        """Read the mails of the pli."""
        read = [partner_side.read(received) for received in list(self.house.mail.received)]
        return [letter for letter in read if self.reference in letter.subject]

    def texts(self) -> list[SentText]:
        """Read the SMS of the pli."""
        assert self.house.gateway is not None
        return [text for text in self.house.gateway.texts.values() if self.reference in text.text]

    def key(self) -> str:
        """Read the key off the SMS, once it is there."""
        until(lambda: bool(self.texts()), f"the SMS of {self.reference}")
        return self.texts()[-1].text.splitlines()[-1]

    def register(self) -> list[Entry]:
        """Read what the register says of the pli."""
        with self.people.service.transaction() as ctx:
            row = exchanges.find_by_reference(ctx.session, self.reference)
            assert row is not None
            return list(trails.read_page(ctx.session, Chain.REGISTER, before=None, limit=100, subject=row.id))[::-1]

    def kinds(self) -> list[str]:
        """Read the kinds of these entries."""
        return [entry.kind for entry in self.register()]

    def follow_link(self) -> None:
        """Have the partner open the link of the last mail."""
        self.partner_page.goto(partner_side.link_in(self.letter()))
        expect(self.partner_page.get_by_role("heading", level=1)).to_contain_text(self.reference)

    def type_word(self, word: str, button: str) -> None:
        """Have the partner type a word and press its button."""
        form = self.partner_page.locator("form").filter(has=self.partner_page.get_by_role("button", name=button))
        form.get_by_role("textbox").fill(word)
        form.get_by_role("button", name=button).click()

    def back(self) -> None:
        """Look at the pli's page again, as it is now."""
        self.page.goto(re.sub(r"[?#].*", "", self.page.url))

    def _draft(self) -> str:
        actor = self.people.actor_of(self.referent)
        case_id = self.people.case(self.referent, "EXEMPLAIRE", AgreementKind.ENGAGEMENT)
        with self.people.service.transaction() as ctx:
            fiche_id = drafting.start(ctx, actor, case_id, "generic", anyway=True).fiche_id
            drafting.choose_contact(ctx, actor, fiche_id, self.partner.contact_id)
            opened = drafting.open_fiche(ctx, actor, fiche_id)
            raw = {**opened.raw, "signature.place": "Testville"}
            drafting.save(ctx, actor, fiche_id, raw=raw, revision=opened.revision)
        return fiche_id


@pytest.fixture
def story(house: House, people: People, page: Page, new_context: Callable[..., BrowserContext]) -> Story:
    """Sign a référent in, and give the partner a telephone's browser that accepts downloads."""
    referent = people.new()
    partner = people.partner(PartnerKind.CPH, "CPH des deux chemins", model=None)
    doing.sign_in(page, house.url, referent)
    telephone = new_context(viewport={"width": 390, "height": 844}, accept_downloads=True)
    return Story(house, people, page, telephone.new_page(), referent, partner)


def test_key_on_acknowledgement(story: Story, gallery: Gallery, tmp_path: Path) -> None:
    """The partner types one word; the key leaves by itself to the directory's mobile, and opens the archive."""
    story.send()
    letter = story.letter()
    doing.wait_until_sent(story.page)
    expect(story.page.get_by_text("La clé attend ici")).to_be_visible()
    assert [] == story.texts()

    story.follow_link()
    gallery.look(story.partner_page, "partner-pli")
    shown = story.partner_page.inner_text("body")
    assert not [word for word in ("EXEMPLAIRE", "Milada", "Colombe", story.partner.mobile) if word in shown]
    story.type_word("recu", "Confirmer la réception")
    expect(story.partner_page.get_by_text("La réception est confirmée")).to_be_visible()
    key = story.key()
    gallery.look(story.partner_page, "partner-acknowledged")

    assert story.texts()[0].to == "+33" + story.partner.mobile.replace(" ", "")[1:]
    assert partner_side.is_opened_by(letter, key, tmp_path)
    assert key not in letter.words
    story.back()
    story.page.get_by_role("button", name="Le partenaire a ouvert le pli").click()
    expect(story.page.get_by_text("la clé est effacée ici")).to_be_visible()
    assert [
        "transmission:prepared", "transmission:sent", "transmission:acknowledged", "key:released", "key:sent",
        "key:confirmed", "key:erased", "transmission:opened",
    ] == [kind for kind in story.kinds() if kind != "key:delivery"]  # fmt: skip
    assert "page" == next(e.detail["by"] for e in story.register() if e.kind == "transmission:acknowledged")


@pytest.mark.requirement("T-8")
def test_link_scanner_that_clicks_everything(story: Story) -> None:
    """It opens every link of the mail, presses every button, ticks every box: nothing is released or counted."""
    story.send(carrier="Par un lien")
    address = partner_side.link_in(story.letter())
    doing.wait_until_sent(story.page)
    before = story.kinds()

    scanner = story.partner_page
    scanner.goto(address)
    for summary in range(scanner.locator("summary").count()):
        scanner.locator("summary").nth(summary).click()
    buttons = scanner.locator("main button").count()
    assert 3 == buttons
    for number in range(buttons):
        scanner.goto(address)
        for choice in scanner.locator("main input[type=radio]").all():
            choice.evaluate("one => { one.checked = true }")
        scanner.locator("main form").nth(number).evaluate("form => form.requestSubmit()")
        scanner.wait_for_load_state()
        expect(scanner.get_by_role("alert")).to_be_visible()

    assert before == story.kinds()
    assert [] == story.texts()
    story.back()
    expect(story.page.get_by_text("La clé attend ici")).to_be_visible()


def test_download_link(story: Story, gallery: Gallery, tmp_path: Path) -> None:
    """The archive stays here until the partner fetches it; then received, then the key."""
    story.send(carrier="Par un lien")
    letter = story.letter()
    assert letter.attachment_name == ""

    story.follow_link()
    gallery.look(story.partner_page, "partner-download")
    with story.partner_page.expect_download() as download:
        story.type_word("télécharger", "Télécharger le pli")
    archive = tmp_path / download.value.suggested_filename
    download.value.save_as(archive)
    story.follow_link()
    expect(story.partner_page.get_by_text("Encore 4 téléchargements possibles")).to_be_visible()
    story.type_word("REÇU", "Confirmer la réception")
    expect(story.partner_page.get_by_text("La réception est confirmée")).to_be_visible()

    fetched = Letter((), "", "", "", archive.name, archive.read_bytes(), "")
    assert partner_side.is_opened_by(fetched, story.key(), tmp_path / "..")
    assert 1 == story.kinds().count("transmission:downloaded")


def test_recall_before_release(story: Story) -> None:
    """The wrong addressee: taken back in one click, the mail is a dead letter, and nobody ever gets a key."""
    story.send()
    address = partner_side.link_in(story.letter())
    doing.wait_until_sent(story.page)

    story.page.get_by_role("button", name="Rappeler le pli").click()
    expect(story.page.get_by_text("sa clé est détruite, personne ne l’aura")).to_be_visible()

    answer = story.partner_page.goto(address)
    assert answer is not None
    assert 410 == answer.status
    expect(story.partner_page.get_by_text("Ce lien n’est plus valable.")).to_be_visible()
    recalled = story.register()[-1]
    assert ("transmission:recalled", "sent", True) == (
        recalled.kind, recalled.detail["archive"], recalled.detail["key-revoked"],
    )  # fmt: skip
    assert [] == story.texts()
    expect(story.page.get_by_role("button", name="Rappeler le pli")).to_have_count(0)


@pytest.mark.requirement("G-2")
def test_wrong_number_then_a_new_archive_by_telephone(story: Story, gallery: Gallery, tmp_path: Path) -> None:
    """The key reached a stranger: no recall any more; a new archive, a new key by telephone, an incident draft."""
    story.send(now=True)
    first, old_key = story.letter(), story.key()
    story.back()
    expect(story.page.get_by_role("button", name="Rappeler le pli")).to_have_count(0)
    story.page.get_by_text("La clé est perdue, ou partie chez quelqu’un d’autre").click()
    expect(story.page.get_by_text("Ce pli ne se rappelle plus")).to_be_visible()
    story.page.get_by_role("link", name="Elle est chez quelqu’un d’autre").click()
    gallery.look(story.page, "replacing")
    story.page.get_by_role("button", name="Refaire le pli").click()
    expect(story.page.get_by_text("ne repart pas par le même chemin")).to_be_visible()
    story.page.get_by_label("Par téléphone").check()
    story.page.get_by_role("button", name="Refaire le pli").click()
    expect(story.page.get_by_text("en brouillon")).to_be_visible()

    old_reference, story.reference = story.reference, doing.reference(story.page)
    doing.wait_until_sent(story.page)
    new_key = doing.tell_key(story.page, story.referent)
    story.page.get_by_label("Ce que vous entendez").fill(new_key.upper().replace("-", " "))
    expect(story.page.get_by_text("Tout est juste.")).to_be_visible()
    doing.note_read_back(story.page)

    second = story.letter()
    assert partner_side.is_opened_by(second, new_key, tmp_path)
    assert not partner_side.is_opened_by(second, old_key, tmp_path)
    assert first.attachment != second.attachment
    assert [] == story.texts()
    story.reference = old_reference
    assert ["transmission:replaced", "key_to_stranger"] == [
        story.register()[-1].kind, story.register()[-1].detail["reason"],
    ]  # fmt: skip


def test_lost_key(story: Story, tmp_path: Path) -> None:
    """The partner lost it: a new pli by SMS; the old key opens the new archive no more than before."""
    story.send()
    story.letter()
    doing.wait_until_sent(story.page)
    doing.hear_that_it_arrived(story.page)
    old_key = story.key()
    story.back()
    story.page.get_by_text("La clé est perdue, ou partie chez quelqu’un d’autre").click()
    story.page.get_by_role("link", name="La clé est perdue", exact=True).click()
    story.page.get_by_role("button", name="Refaire le pli").click()
    story.reference = doing.reference(story.page)
    story.follow_link()
    story.type_word("reçu", "Confirmer la réception")

    assert partner_side.is_opened_by(story.letter(), story.key(), tmp_path)
    assert not partner_side.is_opened_by(story.letter(), old_key, tmp_path)


@pytest.mark.requirement("T-2")
def test_cannot_open_then_hand_delivery(story: Story, gallery: Gallery) -> None:
    """« Je n’arrive pas à ouvrir » stands on « Ma journée »; the fiche is handed over, and its key never given."""
    story.send()
    story.follow_link()
    story.partner_page.get_by_text("Je n’arrive pas à ouvrir").click()
    story.partner_page.get_by_label("Je n’ai pas 7-Zip").check()
    story.type_word("aide", "Prévenir")
    expect(story.partner_page.get_by_text("est prévenue")).to_be_visible()
    gallery.look(story.partner_page, "partner-trouble")

    story.page.goto(story.house.url)
    gallery.look(story.page, "day-with-trouble")
    section = story.page.get_by_role("region", name="N’arrivent pas à ouvrir")
    section.get_by_role("link", name=re.compile(story.reference)).click()
    expect(story.page.get_by_text("Je n’ai pas 7-Zip")).to_be_visible()
    gallery.look(story.page, "transmission-trouble")
    story.page.get_by_role("link", name="Remettre la fiche en main propre").click()
    story.page.get_by_label("J’ai reconnu la personne").check()
    story.page.get_by_role("button", name="Refaire le pli").click()
    expect(story.page.get_by_text("La remise est inscrite au registre")).to_be_visible()

    assert story.kinds()[-1] == "transmission:replaced"
    assert "withheld" == story.register()[-1].detail["key-status"]
    assert [] == story.texts()
    assert doing.linked_file(story.page, "Imprimer la fiche").startswith(b"%PDF-")
    story.reference = doing.reference(story.page)
    assert ["transmission:prepared", "transmission:handed"] == story.kinds()


def test_refusal_by_the_partner(story: Story, gallery: Gallery) -> None:
    """The partner answers without an account, by a reason of the list; the référent reads it and closes the pli."""
    story.send()
    story.follow_link()
    story.type_word("reçu", "Confirmer la réception")
    story.key()
    page = story.partner_page
    page.get_by_label("Nous ne pouvons pas l’accompagner").check()
    story.type_word("réponse", "Envoyer la réponse")
    expect(page.get_by_role("alert")).to_be_visible()
    gallery.look(page, "partner-answer-mistakes")
    page.get_by_label("Si vous ne pouvez pas : pourquoi ?").select_option(label="Ce n’est pas notre public")
    story.type_word("reponse", "Envoyer la réponse")
    expect(page.get_by_text("Votre réponse est notée")).to_be_visible()

    story.back()
    story.page.get_by_role("button", name="Le partenaire a ouvert le pli").click()
    expect(story.page.get_by_text("demande refusée")).to_be_visible()
    expect(story.page.get_by_text("Ce n’est pas notre public")).to_be_visible()
    gallery.look(story.page, "transmission-answered")
    story.page.get_by_role("button", name="Clore ce pli").click()
    expect(story.page.get_by_text("Le pli est clos.")).to_be_visible()
    assert ["transmission:outcome", "transmission:closed"] == [
        kind for kind in story.kinds() if kind in {"transmission:outcome", "transmission:closed"}
    ]
    answer = page.goto(partner_side.link_in(story.letter()))
    assert answer is not None
    assert 410 == answer.status


def test_silence_then_a_link(story: Story, gallery: Gallery, tmp_path: Path) -> None:
    """The gateway of the partner swallowed the attachment: after three days the page proposes a link."""
    story.send()
    letter = story.letter()
    doing.wait_until_sent(story.page)
    transmission_id = re.sub(r"[?#].*", "", story.page.url).rpartition("/")[2]
    with story.people.service.transaction() as ctx:
        row = exchanges.get_transmission(ctx.session, transmission_id)
        assert row.sent_at is not None
        row.sent_at -= timedelta(days=3)  # the served clock cannot be moved: the pli left earlier instead
    story.back()
    expect(story.page.get_by_text("Pas d’accusé de réception depuis 3 jours.")).to_be_visible()
    gallery.look(story.page, "transmission-silent")
    story.page.get_by_role("button", name="Envoyer un lien de téléchargement").click()
    until(lambda: len(story.letters()) > 1, "the mail with the link")

    story.follow_link()
    with story.partner_page.expect_download() as download:
        story.type_word("télécharger", "Télécharger le pli")
    archive = tmp_path / download.value.suggested_filename
    download.value.save_as(archive)
    assert letter.attachment == archive.read_bytes()
    assert "transmission:linked" in story.kinds()


def test_greylisted_mail(story: Story) -> None:
    """The partner's server asks to come back later: the mail arrives, once, and the page says what it waits for."""
    story.house.mail.recipient_answers.append("451 4.7.1 greylisted, try again later")
    story.send()
    until(lambda: story.house.mail.recipient_answers == [], "the first try")
    story.back()
    expect(story.page.get_by_text("La messagerie du partenaire demande d’attendre").first).to_be_visible()
    assert [] == story.letters()
    assert "transmission:failed" not in story.kinds()

    story.house.work_later(timedelta(minutes=2))

    assert 1 == len(story.letters())
    story.back()
    doing.wait_until_sent(story.page)
    sent = next(entry for entry in story.register() if entry.kind == "transmission:sent")
    assert 2 == sent.detail["attempts"]
