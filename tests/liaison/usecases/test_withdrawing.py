"""Does a withdrawal stop everything that has not left, at once, and nothing that has (T-7)?"""

import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from liaison.adapters.smtp import SmtpMailer
from liaison.errors import Expired, Invalid, LiaisonError, Refused, WrongState
from liaison.rules.delivery import RETRY_DELAYS
from liaison.settings import load
from liaison.usecases import (
    acknowledging,
    agreeing,
    answering,
    delivering,
    following,
    following_up,
    foreseeing,
    keeping_cases,
    keeping_directory,
    releasing,
)
from liaison.usecases.choosing import Choice
from liaison.vocabulary import AgreementKind, ArchiveStatus, Carrier, KeyChannel, KeyStatus
from tests.factories import BY_TELEPHONE, House

pytestmark = pytest.mark.requirement("T-7")

ENGAGEMENT = AgreementKind.ENGAGEMENT


def case_of(house: House, transmission_id: str) -> str:
    """Name the dossier of a transmission."""
    case_id = house.row(transmission_id).case_id
    assert case_id is not None
    return case_id


def test_waiting_mail_never_leaves(house: House) -> None:
    """Queued mail is cancelled, the sealed archive and its key are destroyed, and the page says « arrêté »."""
    transmission_id = house.send(house.ready())

    stopped = house.withdraw(case_of(house, transmission_id), ENGAGEMENT)

    row = house.row(transmission_id)
    assert 1 == stopped.transmissions
    assert (ArchiveStatus.RECALLED, KeyStatus.REVOKED, None, None) == (
        row.archive_status, row.key_status, row.archive, row.passphrase,
    )  # fmt: skip
    assert [("mail", "cancelled")] == house.outbox(transmission_id)
    assert {f"{kind}.{transmission_id}" for kind in ("archive", "passphrase")}.isdisjoint(house.key_ids())
    assert 0 == house.work()
    assert [] == house.mailer.mails()
    page = house.do(following.open_transmission, house["referent"], transmission_id)
    assert page.was_stopped
    assert ["préparé", "parti", "arrêté"] == [stop.label for stop in page.archive_stops]
    assert ["retenue", "annulée"] == [stop.label for stop in page.key_stops]
    assert [False] * 4 == [page.can_release, page.can_tell, page.can_confirm, page.can_retry]


@pytest.mark.requirement("R-6")
def test_what_was_destroyed_is_due_no_more(sqlite_house: House) -> None:
    """The deadlines of the archive and the key that a withdrawal destroyed are done; the fiche's go on."""
    house = sqlite_house
    transmission_id = house.send(house.ready("spe"))
    house.withdraw(case_of(house, transmission_id), ENGAGEMENT)

    lines = house.do(following.open_transmission, house["referent"], transmission_id).deadlines

    assert {("archive", True), ("key", True), ("fiche", False)} == {
        (line.subject.value, line.done_at is not None) for line in lines
    }
    assert () == house.do(foreseeing.schedule, None, within_days=60).soon


def test_withheld_key_of_a_sent_archive_is_destroyed(house: House) -> None:
    """The mail left and stays where it is; its key will never be given to anyone."""
    transmission_id = house.sent()

    house.withdraw(case_of(house, transmission_id), ENGAGEMENT)

    row = house.row(transmission_id)
    assert (ArchiveStatus.RECALLED, KeyStatus.REVOKED, None) == (row.archive_status, row.key_status, row.passphrase)
    assert f"passphrase.{transmission_id}" not in house.key_ids()
    assert 1 == len(house.mailer.mails())
    for give in (releasing.release_by_sms, releasing.confirm, acknowledging.acknowledge):
        with pytest.raises(WrongState):
            house.do(give, house["referent"], transmission_id)


def test_released_key_whose_sms_waits_is_cancelled(house: House) -> None:
    """The button was pressed, the SMS has not left: it never does."""
    transmission_id = house.sent()
    house.do(releasing.release_by_sms, house["referent"], transmission_id)

    house.withdraw(case_of(house, transmission_id), ENGAGEMENT)

    assert [("mail", "sent"), ("sms", "cancelled")] == house.outbox(transmission_id)
    assert (KeyStatus.REVOKED, None) == (house.row(transmission_id).key_status, house.row(transmission_id).passphrase)
    assert 0 == house.work()
    assert [] == house.doors.texter.texts()


def test_what_left_already_stays(house: House) -> None:
    """Archive and key both left: nothing here pretends otherwise, and confirming still erases the key."""
    transmission_id = house.sent()
    house.do(releasing.release_by_sms, house["referent"], transmission_id)
    house.work()

    stopped = house.withdraw(case_of(house, transmission_id), ENGAGEMENT)

    row = house.row(transmission_id)
    assert 0 == stopped.transmissions
    assert (ArchiveStatus.SENT, KeyStatus.RELEASED) == (row.archive_status, row.key_status)
    house.do(releasing.confirm, house["referent"], transmission_id)


def test_acknowledged_archive_is_stopped_too(sqlite_house: House) -> None:
    """The partner has it and cannot open it: nobody will ever give the key."""
    house = sqlite_house
    transmission_id = house.sent(choice=BY_TELEPHONE)
    house.do(acknowledging.acknowledge, house["referent"], transmission_id)

    house.withdraw(case_of(house, transmission_id), ENGAGEMENT)

    row = house.row(transmission_id)
    assert (ArchiveStatus.RECALLED, KeyStatus.REVOKED) == (row.archive_status, row.key_status)


def test_archive_behind_a_link_is_kept_back(linked_house: House) -> None:
    """The key is out, the archive was not fetched yet: it never is."""
    house = linked_house
    sent = house.sent(choice=Choice(Carrier.LINK, KeyChannel.SMS))
    token = house.token(sent)
    house.do(answering.acknowledge, token, "reçu")
    house.work()

    stopped = house.withdraw(case_of(house, sent), ENGAGEMENT)

    assert (1, None) == (stopped.transmissions, house.row(sent).archive)
    with pytest.raises(Expired):
        house.do(answering.download, token, "télécharger")
    assert KeyStatus.RELEASED == house.row(sent).key_status


def test_key_that_left_is_not_said_to_be_revoked(linked_house: House) -> None:
    """A later mail that still waits is cancelled; the register does not say more than that."""
    house = linked_house
    sent = house.sent()
    house.do(releasing.release_by_sms, house["referent"], sent)
    house.work()
    house.do(following_up.offer_link, house["referent"], sent)

    house.withdraw(case_of(house, sent), ENGAGEMENT)

    assert KeyStatus.RELEASED == house.row(sent).key_status
    page = house.do(following.open_transmission, house["referent"], sent)
    (entry,) = [entry for entry in page.entries if entry.kind == "transmission:stopped"]
    assert (False, 1) == (entry.detail["key-revoked"], entry.detail["cancelled"])


def test_only_that_person_is_stopped(house: House) -> None:
    """Somebody else's fiche leaves as if nothing had happened."""
    stopped, other = house.send(house.ready()), house.sent_to("AUTRE", work=False)

    house.withdraw(case_of(house, stopped), ENGAGEMENT)
    house.work()

    assert (ArchiveStatus.RECALLED, ArchiveStatus.SENT) == (
        house.row(stopped).archive_status, house.row(other).archive_status,
    )  # fmt: skip


@pytest.mark.requirement("F-4", "F-7")
@pytest.mark.parametrize("kind", [AgreementKind.ELECTRONIC_EXCHANGE, AgreementKind.HEALTH, AgreementKind.SPE_REFERRAL])
def test_any_withdrawal_stops_what_waits(sqlite_house: House, kind: AgreementKind) -> None:
    """A sealed fiche may hold what the consent covered: it waits no longer, and may be sent anew without it."""
    house = sqlite_house
    case_id = house.case()
    house.agree(case_id, kind)
    contact_id = house.recipient()
    transmission_id = house.send(house.draft(case_id, contact_id=contact_id))

    house.withdraw(case_id, kind)

    assert ArchiveStatus.RECALLED == house.row(transmission_id).archive_status
    house.send(house.draft(case_id, contact_id=contact_id))


def test_new_agreement_lets_one_send_again(house: House) -> None:
    """After a withdrawal nothing leaves; after a new agreement it does, and both stand in the dossier."""
    case_id = house.case()
    contact_id = house.recipient()
    fiche_id = house.draft(case_id, contact_id=contact_id)
    house.withdraw(case_id, ENGAGEMENT)
    with pytest.raises(Refused, match="a retiré son accord"):
        house.send(fiche_id)

    house.agree(case_id, ENGAGEMENT, days_ago=0)
    house.send(fiche_id)
    house.work()

    agreements = house.do(keeping_cases.open_case, house["referent"], case_id).agreements
    assert {True, False} == {given.withdrawn_at is not None for given in agreements}
    assert 1 == len(house.mailer.mails())


def test_slips_are_told(sqlite_house: House) -> None:
    """An agreement of tomorrow, one that stands already, one withdrawn twice, one of another dossier."""
    house = sqlite_house
    case_id, other = house.case(), house.case(raw={"beneficiary.last_name": "AUTRE"})
    with pytest.raises(Invalid):
        house.do(agreeing.record_agreement, house["referent"], case_id, AgreementKind.HEALTH, date(2026, 11, 22))
    with pytest.raises(WrongState, match="déjà enregistré"):
        house.agree(case_id, ENGAGEMENT)
    (given,) = house.do(keeping_cases.open_case, house["referent"], case_id).agreements
    with pytest.raises(LiaisonError):
        house.do(agreeing.withdraw_agreement, house["referent"], other, given.id)
    house.withdraw(case_id, ENGAGEMENT)
    with pytest.raises(WrongState, match="déjà retiré"):
        house.do(agreeing.withdraw_agreement, house["referent"], case_id, given.id)


@pytest.fixture
def unreachable(sqlite_house: House) -> House:
    """Give a house whose mail server does not answer."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    config = load({}, smtp_host="127.0.0.1", smtp_port=port, mail_from="liaison@operateur.example")
    mailer = SmtpMailer.from_settings(config, clock=sqlite_house.clock)
    return replace(sqlite_house, service=replace(sqlite_house.service, mailer=mailer))


def give_up(house: House) -> None:
    """Let the worker try as long as it does."""
    for delay in (*RETRY_DELAYS, RETRY_DELAYS[-1]):
        house.work()
        house.clock.advance(seconds=delay.total_seconds())


class TestFailed:
    """Is what failed treated like what waits?"""

    def test_it_is_stopped_too(self, unreachable: House) -> None:
        """A mail that was given up is cancelled by a withdrawal: nobody retries it."""
        transmission_id = unreachable.send(unreachable.ready())
        give_up(unreachable)
        assert ArchiveStatus.FAILED == unreachable.row(transmission_id).archive_status

        unreachable.withdraw(case_of(unreachable, transmission_id), ENGAGEMENT)

        row = unreachable.row(transmission_id)
        assert (ArchiveStatus.RECALLED, None) == (row.archive_status, row.archive)
        with pytest.raises(LiaisonError):
            unreachable.do(releasing.retry, unreachable["referent"], transmission_id)

    def test_retry_sends_the_same_pli(self, unreachable: House) -> None:
        """Once the server is back, the very archive leaves, with the key that it had."""
        transmission_id = unreachable.send(unreachable.ready())
        key = unreachable.key(transmission_id)
        give_up(unreachable)
        assert "L’envoi a échoué : à reprendre" == self._line(unreachable, transmission_id).line.next_action

        unreachable.do(releasing.retry, unreachable["referent"], transmission_id)
        delivering.flush(unreachable.service.transaction, unreachable.mailer, unreachable.service.texter)

        assert ArchiveStatus.SENT == unreachable.row(transmission_id).archive_status
        assert key == unreachable.key(transmission_id)
        assert 1 == len(unreachable.mailer.mails())

    @pytest.mark.parametrize(
        ("end", "sentence"),
        [
            (
                lambda house, row: house.do(keeping_directory.disable_contact, house["coordinator"], row),
                "n’est plus actif",
            ),
            (lambda house, _: house.clock.advance(days=410), "a pris fin le 31/12/2027"),
        ],
        ids=["contact left", "convention ended"],
    )
    def test_retry_asks_the_rules_again(
        self, unreachable: House, end: Callable[[House, str], object], sentence: str
    ) -> None:
        """What may not leave today is not retried: a contact who left, a convention that ended meanwhile."""
        transmission_id = unreachable.send(unreachable.ready("spe"))
        give_up(unreachable)
        end(unreachable, unreachable.row(transmission_id).contact_id)

        with pytest.raises(Refused, match=sentence):
            unreachable.do(releasing.retry, unreachable["referent"], transmission_id)

        assert [("mail", "failed")] == unreachable.outbox(transmission_id)

    @staticmethod
    def _line(house: House, transmission_id: str) -> following.TransmissionPage:
        return house.do(following.open_transmission, house["referent"], transmission_id)
