"""What is done with what partners answer by mail? It is announced; a readable file is an incident; nothing is kept."""

import pytest

from liaison.adapters.incoming import LARGEST
from liaison.errors import Denied, WrongState
from liaison.events import EventKind
from liaison.records import Incident
from liaison.store import governance, trails
from liaison.usecases import box_news, declaring, dismissing
from liaison.usecases.box_news import Arrived
from liaison.vocabulary import Chain, Dismissal, IncidentKind
from tests import letters
from tests.factories import LOIRE, RHONE, House


def incidents(house: House) -> list[Incident]:
    """Read all drafts of incidents."""
    return list(house.do(lambda ctx: governance.list_incidents(ctx.session, (RHONE, LOIRE))))


def journal(house: House) -> list[str]:
    """List what the security journal holds about mails and incidents, oldest first."""
    entries = house.do(lambda ctx: trails.read_page(ctx.session, Chain.SECURITY, before=None, limit=200))
    return [entry.kind for entry in reversed(entries) if entry.kind.startswith(("mail:", "incident:"))]


@pytest.mark.requirement("D-3", "G-2")
def test_readable_file_opens_an_incident(house: House) -> None:
    """A readable file that answers a pli opens a draft about that pli, and somebody is told where to look."""
    sent = house.sent()
    house.receive(letters.answer(house.message_id(sent), letters.PDF))
    house.look()

    (incident,) = incidents(house)
    assert (IncidentKind.READABLE_REPLY, sent, RHONE) == (incident.kind, incident.transmission_id, incident.departement)
    assert house.clock.now() == incident.discovered_at
    (arrival,) = house.do(box_news.list_waiting, house["referent"])
    assert (Arrived.READABLE, sent, incident.number) == (
        arrival.what, arrival.transmission_id, arrival.incident_number,
    )  # fmt: skip
    assert [EventKind.INCIDENT_DRAFTED, EventKind.MAIL_READABLE_ARRIVED] == journal(house)


def test_once_per_mail(house: House) -> None:
    """The same mail met twice is one incident, and so is a second file of the same answer's thread."""
    sent = house.sent()
    written = letters.answer(house.message_id(sent), letters.PDF, letters.LOGO)
    for content in (written, written, letters.answer(house.message_id(sent), letters.DOCX)):
        house.receive(content)
        house.look()
    assert 1 == len(incidents(house))
    assert 2 == len(house.do(box_news.list_waiting, house["referent"]))


def test_readable_file_that_answers_nothing(house: House) -> None:
    """Without a thread, every DPO sees the draft, and the coordination is told."""
    house.do(box_news.list_waiting, house["referent"])
    house.look()
    house.receive(letters.answer("", letters.PDF))
    house.look()

    (incident,) = incidents(house)
    assert (None, None) == (incident.transmission_id, incident.departement)
    assert [] == house.do(box_news.list_waiting, house["referent"])
    (arrival,) = house.do(box_news.list_waiting, house["coordinator"])
    assert (Arrived.READABLE, None) == (arrival.what, arrival.transmission_id)


def test_what_lay_there_before(sqlite_house: House) -> None:
    """Old mails of a box that is watched from today on, and that answer nothing of ours, are nobody's incident."""
    sqlite_house.receive(letters.answer("", letters.PDF))
    assert 1 == sqlite_house.look()
    assert [] == incidents(sqlite_house)


@pytest.mark.requirement("D-6")
def test_archive_arrives(house: House) -> None:
    """An archive that needs a key is announced to those who follow the pli; it is no incident."""
    sent = house.sent()
    house.receive(letters.answer(house.message_id(sent), letters.sealed_archive()))
    house.look()

    assert [] == incidents(house)
    (arrival,) = house.do(box_news.list_waiting, house["referent"])
    assert (Arrived.ARCHIVE, sent) == (arrival.what, arrival.transmission_id)
    assert [EventKind.MAIL_ARCHIVE_ARRIVED] == journal(house)


def test_words_and_automatic_answers(house: House) -> None:
    """An answer in words is announced, not read; what a program wrote is not; what answers nothing of ours neither."""
    sent = house.sent()
    house.receive(letters.answer(house.message_id(sent)))
    house.receive(letters.vacation(house.message_id(sent)))
    house.receive(letters.answer("<autre@ailleurs.example>"))
    house.receive(b"\0" * 400)
    assert 4 == house.look()
    assert [Arrived.ANSWER] == [each.what for each in house.do(box_news.list_waiting, house["referent"])]


@pytest.mark.requirement("D-3")
def test_what_the_service_could_not_examine(house: House) -> None:
    """What may hold a readable file waits for those who follow the pli, without a thread for the coordination."""
    house.look()
    sent = house.sent()
    for about in (house.message_id(sent), ""):
        house.receive(letters.answer(about, letters.PDF, words="\n-- \n" * 1_100))
        house.receive(letters.answer(about, letters.PDF) + b"x" * LARGEST)
    house.look()

    assert [] == incidents(house)
    waiting = house.do(box_news.list_waiting, house["coordinator"])
    told = [(each.transmission_id, each.what) for each in waiting]
    assert [(sent, Arrived.TOO_LARGE), (sent, Arrived.UNREADABLE)] == sorted(told[:2])
    assert [(None, Arrived.TOO_LARGE), (None, Arrived.UNREADABLE)] == sorted(told[2:], key=str)
    assert 2 == len(house.do(box_news.list_waiting, house["referent"]))
    assert 4 == journal(house).count(EventKind.MAIL_UNEXAMINED)


@pytest.mark.requirement("D-3", "G-2")
@pytest.mark.parametrize("header", ["Auto-Submitted: auto-generated", "From: postmaster@partenaire.example"])
def test_readable_file_that_a_program_sent(sqlite_house: House, header: str) -> None:
    """A copier's scan is an incident like any other, and a bounce with a file beside it too."""
    house = sqlite_house
    sent = house.sent()
    house.receive(header.encode() + b"\r\n" + letters.answer(house.message_id(sent), letters.PDF))
    house.look()
    assert [sent] == [each.transmission_id for each in incidents(house)]


@pytest.mark.requirement("G-2")
def test_spam_hides_nothing(house: House) -> None:
    """Hundreds of mails that answer nothing are one draft a day, and what answers a pli is still shown to its own."""
    house.look()
    sent = house.sent()
    for number in range(210):
        house.receive(letters.answer("", letters.PDF, words=f"Promotion {number}"))
    while house.look():
        pass
    house.receive(letters.answer(house.message_id(sent), letters.DOCX))
    house.look()

    assert [sent] == [each.transmission_id for each in house.do(box_news.list_waiting, house["referent"])]
    assert sent == house.do(box_news.list_waiting, house["coordinator"])[0].transmission_id
    lines = house.do(declaring.list_incidents, house["dpo"])
    assert [("", 210), (house.row(sent).reference, 1)] == sorted((each.reference, each.mails) for each in lines)

    house.clock.advance(days=1)
    house.receive(letters.answer("", letters.PDF, words="Le lendemain"))
    house.look()
    assert 3 == len(incidents(house))


@pytest.mark.requirement("G-2")
def test_dismissed(house: House) -> None:
    """The DPO closes what leads nowhere, once; what comes afterwards is another draft; nobody else may."""
    house.look()
    sent = house.sent()
    for about in (house.message_id(sent), ""):
        house.receive(letters.answer(about, letters.PDF))
    house.look()
    of_pli, of_nobody = sorted(incidents(house), key=lambda each: each.transmission_id is None)
    for who in ("referent", "coordinator", "controller", "administrator"):
        with pytest.raises(Denied):
            house.do(dismissing.dismiss, house[who], of_nobody.id, Dismissal.SPAM)

    house.do(dismissing.dismiss, house["dpo"], of_nobody.id, Dismissal.SPAM)
    house.do(dismissing.dismiss, house["dpo"], of_pli.id, Dismissal.NOBODY_NAMED)
    with pytest.raises(WrongState, match="déjà classé"):
        house.do(dismissing.dismiss, house["dpo"], of_nobody.id, Dismissal.MISTAKE)
    assert 2 == journal(house).count(EventKind.INCIDENT_CLOSED)
    assert () == house.do(declaring.ask, house["referent"], sent).known

    for about in (house.message_id(sent), ""):
        house.receive(letters.answer(about, letters.DOCX))
    house.look()
    assert [None, None] == [each.dismissed_at for each in incidents(house)[:2]]
    assert {Dismissal.SPAM, Dismissal.NOBODY_NAMED, ""} == {each.dismissed_for for each in incidents(house)}


@pytest.mark.requirement("A-2")
def test_who_is_told(house: House) -> None:
    """Each is told of the mails that they may look at, and of no other: own dossiers, own tests, the département."""
    house.look()
    for sent in (house.sent_to("TESTOUKHINA"), house.sent_to("CANARDEAU")):
        house.receive(letters.answer(house.message_id(sent)))
    house.receive(letters.answer("", letters.PDF))
    house.look()
    mails = [each.id for each in house.do(box_news.list_waiting, house["coordinator"])]
    assert 3 == len(mails)
    for who in ("referent", "other referent", "referent of the Loire"):
        told = {each.id for each in house.do(box_news.list_waiting, house[who])}
        for mail in mails:
            if mail in told:
                house.do(box_news.mark_seen, house[who], mail)
            else:
                with pytest.raises(Denied):
                    house.do(box_news.mark_seen, house[who], mail)


@pytest.mark.requirement("A-2")
def test_who_may_look(house: House) -> None:
    """Those who follow the pli are told and may say that they looked; the others are not and may not."""
    sent = house.sent()
    house.receive(letters.answer(house.message_id(sent), letters.PDF))
    house.receive(letters.answer("", letters.DOCX))
    house.look()
    house.receive(letters.answer("", letters.DOCX, words="Autre."))
    house.look()
    mine, unknown = house.do(box_news.list_waiting, house["coordinator"])
    assert [] == house.do(box_news.list_waiting, house["other referent"])
    assert [] == house.do(box_news.list_waiting, house["referent of the Loire"])
    for who, mail in (("other referent", mine), ("referent", unknown), ("dpo", mine), ("dpo", unknown)):
        with pytest.raises(Denied):
            house.do(box_news.mark_seen, house[who], mail.id)

    assert sent == house.do(box_news.mark_seen, house["referent"], mine.id)
    assert house.do(box_news.mark_seen, house["coordinator"], unknown.id) is None
    assert [] == house.do(box_news.list_waiting, house["coordinator"])
    (shown,) = house.do(box_news.list_about, house["referent"], sent)
    assert shown.seen_at is not None
    assert 2 == journal(house).count(EventKind.MAIL_SEEN)


@pytest.mark.requirement("T-8")
def test_nothing_of_a_mail_is_kept(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """No word, name, address or file of what came is in the database, its log or the service's."""
    sent = house.sent()
    canary = "ZQCANARI DIAGNOSTIC"
    house.receive(letters.answer(house.message_id(sent), letters.PDF + canary.encode(), words=canary))
    house.receive(b"\xff" + letters.answer(house.message_id(sent), canary.encode(), words=canary))
    house.receive(letters.report(house.message_id(sent)))
    house.look()

    kept = b"".join(path.read_bytes() for path in (house.folder / "data").rglob("*") if path.is_file())
    for word in (canary, "TESTOUKHINA", "colombe@partenaire"):
        assert word.encode() not in kept
        assert word not in caplog.text
