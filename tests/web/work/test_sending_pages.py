"""Does sending ask three questions, show whom, refuse in sentences, and keep the key away from the pli?"""

import re
from collections.abc import Callable
from datetime import date

import pytest

from liaison.demo.doors import Doors
from liaison.vocabulary import AgreementKind, Role
from tests.clock import FixedClock
from tests.web.work.office import AGDREF, FIRST_NAME, FUNCTION, LAST_NAME, PARTNER, Desk, Office, words

BOTH = pytest.mark.parametrize("kind", ["sqlite", "postgresql"], indirect=True)
BY_MAIL = {"carrier": "email", "key_channel": "sms", "signed": "true"}
KEY = re.compile(r"\b[a-z2-9]{4}(?:-[a-z2-9]{4}){6}\b")


@pytest.fixture
def ready(office: Office) -> str:
    """Give a fiche that may leave: convention in force, agreement, contact."""
    office.sign_convention()
    office.agree()
    return office.ready_draft()


@BOTH
@pytest.mark.requirement("T-1", "T-3", "T-4", "T-8", "T-9")
def test_from_the_fiche_to_the_key(desk: Desk, office: Office, ready: str, doors: Doors) -> None:
    """The mail leaves, then the key by SMS when it is asked for, then both tracks end; no name on the way."""
    page = desk.press(f"/fiches/{ready}/envoyer/partir", BY_MAIL)
    path = page.url.path
    assert path.startswith("/transmissions/")
    assert "Le pli part dans un instant" in words(page)
    assert "dit qu’il l’a reçu" not in words(page)
    office.deliver()
    assert "La clé attend ici que le partenaire dise qu’il l’a reçu" in words(desk.see(path))
    assert len(doors.texts()) == 0
    heard = desk.press(f"{path}/recu")
    assert "C’est noté au registre, et la clé part par SMS." in words(heard)
    office.deliver()
    mail, text = doors.mails()[0], doors.texts()[0]
    key = KEY.search(text.body)
    assert key is not None
    assert key[0] not in mail.text
    for secret in (LAST_NAME, FIRST_NAME, AGDREF):
        assert secret not in mail.subject + mail.text + text.body + path
    shown = words(desk.see(path))
    assert "accepté par l’opérateur de SMS, pas encore arrivé sur le mobile" in shown
    assert "arrivé sur le mobile" not in shown.replace("pas encore arrivé sur le mobile", "")
    assert "clé est effacée" in words(desk.press(f"{path}/ouvert"))
    assert "pour répondre" in words(desk.see(path))


@pytest.mark.requirement("T-4")
@pytest.mark.parametrize("channel", ["email", "none"])
def test_a_pair_made_by_hand_is_refused(desk: Desk, ready: str, doors: Doors, office: Office, channel: str) -> None:
    """What no page offers is refused by the service, with its sentence; the fiche stays a draft."""
    answer = desk.press(f"/fiches/{ready}/envoyer/partir", {**BY_MAIL, "key_channel": channel})
    assert 403 == answer.status_code
    assert ("c’est le chemin du pli" if channel == "email" else "choisissez comment la clé") in words(answer)
    office.deliver()
    assert [] == list(doors.mails())
    assert "Envoyer…" in words(desk.see(f"/fiches/{ready}"))


@pytest.mark.requirement("T-4")
def test_channels_that_cannot_be_chosen_say_why(desk: Desk, office: Office) -> None:
    """E-mail for the key, and SMS without a mobile, are shown closed with their reason."""
    office.contact = office.add_contact(mobile="")
    page = desk.see(f"/fiches/{office.ready_draft()}/envoyer")
    closed = set(re.findall(r'name="key_channel" value="(\w+)"[^>]*disabled', page.text))
    assert {"email", "voicemail", "sms_to_mail", "mail_chat", "sms"} == closed
    assert "n’a pas de mobile professionnel" in words(page)
    assert "c’est le chemin du pli" in words(page)


@pytest.mark.requirement("T-7")
def test_without_agreement_nothing_leaves_and_nothing_is_lost(desk: Desk, office: Office) -> None:
    """The sentence says what is missing and where to record it; the draft is as it was."""
    office.sign_convention()
    fiche = office.ready_draft()
    before = office.stored(fiche)
    answer = desk.press(f"/fiches/{fiche}/envoyer/partir", BY_MAIL)
    assert 403 == answer.status_code
    assert "L’accord de la personne n’est pas enregistré" in words(answer)
    assert before == office.stored(fiche)


@pytest.mark.requirement("T-7")
def test_a_withdrawn_agreement_stops_what_waits(desk: Desk, office: Office, ready: str, doors: Doors) -> None:
    """The key that was not given never is, and the page says so."""
    path = desk.press(f"/fiches/{ready}/envoyer/partir", BY_MAIL).url.path
    withdrawal = next(
        part for part in desk.see(f"/dossiers/{office.case}").text.split('"') if part.endswith("/retrait")
    )
    assert "ce qui attendait de partir est arrêté" in words(desk.press(withdrawal))
    office.deliver()
    assert [] == list(doors.mails())
    assert "Envoi arrêté" in words(desk.see(path))
    assert 409 == desk.press(f"{path}/cle-par-sms").status_code


@pytest.mark.requirement("R-2", "R-8")
def test_an_expired_convention_says_its_day(desk: Desk, office: Office) -> None:
    """The refusal cites the day and the guide, before and at the sending."""
    office.sign_convention(ends_on=date(2026, 10, 1))
    office.agree()
    fiche = office.ready_draft()
    sentence = "La convention avec ce partenaire a pris fin le 01/10/2026"
    assert sentence in words(desk.see(f"/fiches/{fiche}/envoyer"))
    assert sentence in words(desk.press(f"/fiches/{fiche}/envoyer/partir", BY_MAIL))


@pytest.mark.requirement("R-6")
def test_the_confirmation_shows_whom_what_and_until_when(desk: Desk, ready: str) -> None:
    """Organisation and function stand in large, each part with its day and its rule; nothing has left."""
    answer = desk.press(f"/fiches/{ready}/envoyer", {"carrier": "email", "key_channel": "sms"})
    assert f'<p class="addressee-name">{PARTNER}</p>' in answer.text
    assert f'<p class="addressee-function">{FUNCTION}</p>' in answer.text
    shown = words(answer)
    for part in ("Le pli : ", "La clé : ", "La fiche : ", "R-2", "06 00 00 01 01"):
        assert part in shown
    assert "Envoyer…" in words(desk.see(f"/fiches/{ready}"))


@BOTH
@pytest.mark.requirement("T-2")
def test_a_hand_over_needs_place_day_and_identity(desk: Desk, office: Office, ready: str, doors: Doors) -> None:
    """What is missing is said and what was typed kept; then the paper is there to print, and no key exists."""
    by_hand = {"carrier": "hand", "key_channel": "none", "signed": "false", "hand_place": "partner_office"}
    refused = desk.press(f"/fiches/{ready}/envoyer/partir", {**by_hand, "handed_on": "31/02/2026"})
    assert 422 == refused.status_code
    assert 'value="31/02/2026"' in refused.text
    refused = desk.press(f"/fiches/{ready}/envoyer/partir", {**by_hand, "handed_on": "20/11/2026"})
    assert "cochez que vous avez reconnu la personne" in words(refused)
    assert 'value="20/11/2026"' in refused.text
    done = desk.press(f"/fiches/{ready}/envoyer/partir", {**by_hand, "handed_on": "20/11/2026", "identity_seen": "1"})
    assert "Imprimer la fiche" in words(done)
    paper = desk.see(f"{done.url.path}/fiche.pdf")
    assert b"%PDF-" == paper.content[:5]
    assert 'inline; filename="fiche.pdf"' == paper.headers["content-disposition"]
    office.deliver()
    assert [] == list(doors.mails())


@pytest.mark.requirement("T-4")
def test_a_telephone_key_is_shown_once(desk: Desk, office: Office, ready: str) -> None:
    """The groups and how to say them stand on one answer; no page shows them again."""
    path = desk.press(f"/fiches/{ready}/envoyer/partir", {**BY_MAIL, "key_channel": "telephone"}).url.path
    assert 409 == desk.see(f"{path}/cle").status_code
    office.deliver()
    assert 401 == desk.press(f"{path}/cle", {"code": "000000"}).status_code
    told = desk.press(f"{path}/cle", {"code": desk.code(), "received": "1"})
    key = KEY.search(told.text)
    assert key is not None
    assert " comme " in words(told)
    assert "no-store" == told.headers["cache-control"]
    assert 409 == desk.press(f"{path}/cle", {"code": desk.code()}).status_code
    for again in (desk.see(path), desk.press(f"{path}/ouvert"), desk.see("/transmissions")):
        assert key[0] not in again.text


@pytest.mark.requirement("T-9")
def test_a_test_pli_speaks_of_nobody_and_proves_the_contact(desk: Desk, office: Office, doors: Doors) -> None:
    """It needs neither agreement nor convention; opened, it marks the contact."""
    sent = desk.press(f"/contacts/{office.contact}/pli-essai", {"carrier": "email", "key_channel": "sms"})
    path = sent.url.path
    office.deliver()
    assert 1 == len(doors.mails())
    desk.press(f"{path}/cle-par-sms")
    office.deliver()
    desk.press(f"{path}/ouvert")
    assert "pli d’essai ouvert le 21/11/2026" in words(desk.see(f"/partenaires/{office.partner}"))
    refused = desk.press(f"/contacts/{office.contact}/pli-essai", {"carrier": "email", "key_channel": "email"})
    assert 403 == refused.status_code


@pytest.mark.requirement("A-2", "T-9")
def test_a_transmission_of_others_is_not_found(desk: Desk, ready: str, desk_of: Callable[[Role], Desk]) -> None:
    """The DPO follows the register, not the page that names the contact."""
    path = desk.press(f"/fiches/{ready}/envoyer/partir", BY_MAIL).url.path
    assert 404 == desk_of(Role.DPO).see(path).status_code
    assert 200 == desk.see(path).status_code


def test_a_sent_fiche_is_corrected_without_retyping(desk: Desk, ready: str, clock: FixedClock) -> None:
    """It no longer changes; a new draft holds all that was written."""
    desk.press(f"/fiches/{ready}/envoyer/partir", BY_MAIL)
    clock.advance(minutes=1)
    assert "Cette fiche est partie" in words(desk.see(f"/fiches/{ready}"))
    assert 409 == desk.press(f"/fiches/{ready}", {"revision": "1", "signature.place": "Ailleurs"}).status_code
    new = desk.press(f"/fiches/{ready}/corriger")
    assert f"/fiches/{ready}" != new.url.path
    assert 'value="Lyon"' in new.text


def test_sending_refuses_a_field_that_it_does_not_have(desk: Desk, ready: str) -> None:
    """No address is typed at sending: the directory's is used (security.md 6)."""
    answer = desk.press(f"/fiches/{ready}/envoyer/partir", {**BY_MAIL, "email": "ailleurs@ailleurs.example"})
    assert 400 == answer.status_code


@pytest.mark.requirement("F-7", "T-7")
def test_a_box_whose_consent_was_withdrawn_does_not_leave(desk: Desk, office: Office, ready: str) -> None:
    """A health box ticked under a consent that is gone is said, and the fiche stays."""
    office.agree(AgreementKind.HEALTH)
    page = desk.see(f"/fiches/{ready}").text
    revision = re.search(r'name="revision" value="(\d+)"', page)
    assert revision is not None
    fields = {**office.stored(ready), "barriers.health": "oui", "revision": revision[1]}
    desk.press(f"/fiches/{ready}", fields)
    case = desk.see(f"/dossiers/{office.case}").text
    item = next(part for part in case.split("<li>") if "données de santé" in part and "/retrait" in part)
    desk.press(next(part for part in item.split('"') if part.endswith("/retrait")))
    answer = desk.press(f"/fiches/{ready}/envoyer/partir", BY_MAIL)
    assert "donnée de santé" in words(desk.see(f"/fiches/{ready}/relire"))
    assert not answer.url.path.startswith("/transmissions")
