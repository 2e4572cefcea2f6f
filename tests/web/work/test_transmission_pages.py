"""Do lists say whose pli it is, and does the page of a pli say what to do now, whatever became of its key?"""

import re
from collections.abc import Callable

import pytest

from liaison.ports import DeliveryPostponed, DeliveryRefused, Mail
from liaison.rules.delivery import Failure
from liaison.store import outbox
from liaison.usecases import delivering, delivery_reports, keeping_directory
from liaison.usecases.keeping_directory import ContactForm, PartnerForm
from liaison.vocabulary import DeliveryStatus, OutboxKind, PartnerKind, Role
from tests.web.staff import DEPARTEMENT
from tests.web.work.office import FIRST_NAME, FUNCTION, LAST_NAME, PARTNER, Desk, Office, words, words_of

BY_MAIL_TEST = {"carrier": "email", "key_channel": "sms"}
BY_MAIL = {**BY_MAIL_TEST, "signed": "true"}
NAME = f"{LAST_NAME} {FIRST_NAME}"


class Refusing:
    """A gateway that takes no text."""

    def send(self, number: str, body: str, *, idempotency_key: str) -> str:
        """Refuse what would be a text."""
        assert number.startswith("+")
        assert body
        assert idempotency_key
        raise DeliveryRefused(Failure.NUMBER_REFUSED)

    def status(self, gateway_id: str) -> DeliveryStatus:
        """Nothing was ever taken."""
        raise LookupError(gateway_id)


class Greylisting:
    """A mail server that wants to be asked again later."""

    def send(self, mail: Mail) -> str:
        """Postpone."""
        assert mail.to
        raise DeliveryPostponed(Failure.SERVER_BUSY)


@pytest.fixture
def released(desk: Desk, office: Office) -> str:
    """Send a fiche and ask for its key by SMS, which waits to leave; give the path of its page."""
    office.sign_convention()
    office.agree()
    path = desk.press(f"/fiches/{office.ready_draft()}/envoyer/partir", BY_MAIL).url.path
    office.deliver()
    desk.press(f"{path}/cle-par-sms")
    return path


def now(desk: Desk, path: str) -> str:
    """Read what the page says to do now."""
    return words_of(desk.see(path).text.partition('<section class="now"')[2].partition("</section>")[0])


def lose_in_the_air(office: Office, path: str) -> None:
    """Let the gateway take the text, then say that it did not arrive."""
    office.deliver()
    with office.service.transaction() as ctx:
        (text,) = [row for row in outbox.list_of(ctx.session, path.rpartition("/")[2]) if row.kind == OutboxKind.SMS]
        assert delivery_reports.note_delivery(ctx, text.provider_id, DeliveryStatus.UNDELIVERED)


def lose_at_the_door(office: Office, path: str) -> None:
    """Let the gateway refuse the text."""
    assert path
    delivering.flush(office.service.transaction, office.service.mailer, Refusing())


@pytest.mark.requirement("T-4")
@pytest.mark.parametrize(("lose", "retries"), [(lose_in_the_air, 0), (lose_at_the_door, 1)])
def test_a_lost_sms_leads_to_the_telephone(
    desk: Desk, office: Office, released: str, lose: Callable[[Office, str], None], retries: int
) -> None:
    """The pli left, its key did not arrive: whom to call and where, before the key is shown; then it is told."""
    lose(office, released)
    page = now(desk, released)
    assert "Le SMS de la clé n’est pas arrivé. Le pli, lui, est bien parti" in page
    assert "et seulement à ce numéro : 04 72 00 00 01" in page
    assert "Appeler et dicter la clé" in page
    assert retries == page.count("Renvoyer plutôt le SMS")
    assert "Le partenaire a ouvert le pli" in page
    assert "L’envoi a échoué" not in page
    asked = desk.see(f"{released}/cle")
    assert words(asked).index("Un répondeur ? Raccrochez") < words(asked).index("Afficher la clé")
    told = desk.press(f"{released}/cle", {"code": desk.code(), "received": "1"})
    assert "Dicter la clé" in words(told)
    after = now(desk, released)
    assert "La clé est remise" in after
    assert "dicter la clé" not in after


def test_without_a_number_the_page_says_who_can_help(desk: Desk, office: Office, released: str) -> None:
    """A directory that lost both numbers is completed first: no button that could only refuse."""
    lose_in_the_air(office, released)
    actor = office.staff.actor(Role.COORDINATOR)
    with office.service.transaction() as ctx:
        form = PartnerForm(DEPARTEMENT, PartnerKind.MISSION_LOCALE, PARTNER, "", id=office.partner)
        keeping_directory.save_partner(ctx, actor, form)
        contact = ContactForm(office.partner, "Colombe", "Inventaire", FUNCTION, "c@mission.example", id=office.contact)
        keeping_directory.save_contact(ctx, actor, contact)
    page = now(desk, released)
    assert "L’annuaire n’a pas de numéro pour Colombe Inventaire" in page
    assert "dicter la clé" not in page.partition("d’abord")[2].replace("dictez la clé", "")


@pytest.mark.requirement("T-8")
def test_greylisted_pli_says_why_and_when(desk: Desk, office: Office) -> None:
    """While a server makes a pli wait, the page says why, when it is tried again, and that nobody has to do it."""
    office.sign_convention()
    office.agree()
    path = desk.press(f"/fiches/{office.ready_draft()}/envoyer/partir", BY_MAIL).url.path
    delivering.flush(office.service.transaction, Greylisting(), None)
    page = now(desk, path)
    assert "Ce n’est pas encore parti." in page
    assert "La messagerie du partenaire demande d’attendre" in page
    assert re.search(r"Nouvel essai, tout seul, vers \d\d:\d\d", page)
    assert "dans un instant" not in page
    office.deliver()
    assert "Ce n’est pas encore parti." in now(desk, path)  # its time has not come


@pytest.mark.requirement("T-7")
def test_what_was_stopped_has_one_word(desk: Desk, office: Office, released: str) -> None:
    """Lists, track and register say « arrêté » of a pli whose person took back their agreement."""
    case = desk.see(f"/dossiers/{office.case}").text
    desk.press(next(part for part in case.split('"') if part.endswith("/retrait")))
    for path in ("/", "/transmissions", f"/dossiers/{office.case}"):
        assert "pli arrêté, clé annulée" in words(desk.see(path)), path
    page = words(desk.see(released))
    assert "arrêté" in page
    assert "rappelé" not in page


@pytest.mark.requirement("T-8")
def test_lists_say_whose_pli_it_is(desk_of: Callable[[Role], Desk], desk: Desk, office: Office, released: str) -> None:
    """Référent and coordinator read the name in the link; its reference tells two plis of one person apart."""
    test_path = desk.press(f"/contacts/{office.contact}/pli-essai", BY_MAIL_TEST).url.path
    for path in ("/", "/transmissions", f"/partenaires/{office.partner}"):
        for reader in (desk, desk_of(Role.COORDINATOR)):
            page = reader.see(path).text
            (link,) = set(_links(page, released))
            assert re.fullmatch(rf"{NAME} , pli [a-z2-7]{{8}}", link), path
            for pli in _links(page, test_path):
                assert re.fullmatch("Pli d’essai [a-z2-7]{8}", pli), path


def test_drafts_say_whose_they_are(desk: Desk, office: Office) -> None:
    """The first page names the person of each draft, and says to whom it goes."""
    fiche = office.ready_draft()
    page = desk.see("/").text
    assert [f"{NAME} , Fiche de liaison (service public de l’emploi)"] == _links(page, f"/fiches/{fiche}")
    assert f"pour {PARTNER}" in words_of(page)


def _links(page: str, path: str) -> list[str]:
    """Read the links of a page that lead to a path."""
    return [words_of(text) for text in re.findall(rf'<a href="{re.escape(path)}">(.*?)</a>', page, flags=re.DOTALL)]
