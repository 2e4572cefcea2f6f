"""Does a partner download, ask for help and answer by a link, and is who has not answered seen and reminded?"""

from datetime import date, timedelta
from pathlib import Path

import pytest

from liaison.errors import Expired, Invalid, WrongState
from liaison.usecases import (
    acknowledging,
    answering,
    expiring,
    following,
    following_up,
    my_day,
    outcomes,
    releasing,
    sending,
    telling,
)
from liaison.usecases.choosing import Choice, HandPlace
from liaison.usecases.standing import Waits
from liaison.vocabulary import (
    ArchiveStatus,
    Carrier,
    KeyChannel,
    KeyStatus,
    Outcome,
    OutcomeReason,
    Trouble,
)
from tests.factories import BY_TELEPHONE, House
from tests.partner import open_pli

pytestmark = pytest.mark.requirement("T-9")
BY_LINK = Choice(Carrier.LINK, KeyChannel.SMS)
BY_HAND = Choice(
    Carrier.HAND, KeyChannel.NONE, hand_place=HandPlace.OUR_OFFICE, handed_on=date(2026, 11, 21), identity_seen=True
)


def waits(house: House, transmission_id: str) -> Waits:
    """Read what a transmission waits for."""
    return house.do(following.open_transmission, house["referent"], transmission_id).waits


class TestDownload:
    """Does an archive travel by a link, and no further than it should?"""

    def test_it_stays_until_it_is_fetched(self, linked_house: House, tmp_path: Path) -> None:
        """The mail has no attachment; the link gives the sealed archive, which 7-Zip opens with the key."""
        house = linked_house
        sent = house.sent(choice=BY_LINK)
        (mail,) = house.mailer.mails()
        assert mail.attachment_name == ""

        name, content = house.do(answering.download, house.token(sent), "Telecharger")
        house.do(answering.acknowledge, house.token(sent), "reçu")

        assert (house.row(sent).archive_name, house.archive(sent)) == (name, content)
        assert open_pli(content, house.key(sent), tmp_path).startswith(b"%PDF-")

    def test_five_times(self, linked_house: House) -> None:
        """One more is refused with whom to call; every download is in the register."""
        house = linked_house
        sent = house.sent(choice=BY_LINK)
        token = house.token(sent)
        for left in (4, 3, 2, 1, 0):
            house.do(answering.download, token, "télécharger")
            assert left == house.do(answering.open_pli, token).downloads_left

        with pytest.raises(WrongState, match="autant de fois"):
            house.do(answering.download, token, "télécharger")

        entries = house.do(following.open_transmission, house["referent"], sent).entries
        assert 5 == sum(entry.kind == "transmission:downloaded" for entry in entries)

    def test_scanner_downloads_nothing(self, linked_house: House) -> None:
        """Without the word there is no file, and nothing is counted."""
        house = linked_house
        sent = house.sent(choice=BY_LINK)
        with pytest.raises(Invalid):
            house.do(answering.download, house.token(sent), "")
        assert 5 == house.do(answering.open_pli, house.token(sent)).downloads_left

    def test_revoked(self, linked_house: House) -> None:
        """A link that was cut gives nothing; a new one may be offered."""
        house = linked_house
        sent = house.sent(choice=BY_LINK)
        old = house.token(sent)
        house.do(following_up.cut_link, house["referent"], sent)
        with pytest.raises(Expired):
            house.do(answering.download, old, "télécharger")
        with pytest.raises(WrongState):
            house.do(following_up.cut_link, house["referent"], sent)

        house.clock.advance(minutes=1)
        house.do(following_up.offer_link, house["referent"], sent)
        house.work()
        assert house.do(answering.download, house.token(sent), "télécharger")[1] == house.archive(sent)

    def test_attached_archive_is_not_behind_its_link(self, linked_house: House) -> None:
        """The link of an attachment acknowledges; it gives no file."""
        house = linked_house
        sent = house.sent()
        with pytest.raises(WrongState, match="ne se télécharge pas ici"):
            house.do(answering.download, house.token(sent), "télécharger")


class TestSilence:
    """What if nobody acknowledges?"""

    def test_link_then_telephone(self, linked_house: House, tmp_path: Path) -> None:
        """After three days another way is proposed: the same archive by a link, with the same key."""
        house = linked_house
        sent = house.sent()
        key = house.key(sent)
        house.clock.advance(days=2)
        assert Waits.ACKNOWLEDGEMENT is waits(house, sent)
        house.clock.advance(days=1)
        page = house.do(following.open_transmission, house["referent"], sent)
        assert (Waits.SILENT, 3, True) == (page.waits, page.days_silent, page.can_offer_link)

        house.do(following_up.offer_link, house["referent"], sent)
        house.work()
        _, content = house.do(answering.download, house.token(sent), "télécharger")

        assert open_pli(content, key, tmp_path).startswith(b"%PDF-")
        assert [("mail", "sent"), ("mail", "sent")] == house.outbox(sent)
        assert (Carrier.LINK, KeyStatus.WITHHELD) == (house.row(sent).carrier, house.row(sent).key_status)

    def test_expiry(self, linked_house: House) -> None:
        """Thirty days without a word: the key is destroyed, the archive too, and the page says so."""
        house = linked_house
        sent = house.sent()
        house.clock.advance(days=31)

        assert 1 == house.do(expiring.expire_keys)

        row = house.row(sent)
        assert (ArchiveStatus.EXPIRED, KeyStatus.REVOKED, None) == (row.archive_status, row.key_status, row.archive)
        assert {f"archive.{sent}", f"passphrase.{sent}"}.isdisjoint(house.key_ids())


class TestTrouble:
    """Does « je n’arrive pas à ouvrir » reach the référent?"""

    def test_it_does(self, linked_house: House) -> None:
        """It stands on « Ma journée » with its reason, until it is settled."""
        house = linked_house
        sent = house.sent()

        house.do(answering.report_trouble, house.token(sent), "aide", Trouble.NO_SOFTWARE)

        page = house.do(following.open_transmission, house["referent"], sent)
        assert (Waits.TROUBLE, Trouble.NO_SOFTWARE) == (page.waits, page.trouble)
        assert [sent] == [line.id for line in house.do(my_day.my_day, house["referent"]).waiting[Waits.TROUBLE]]
        assert Trouble.NO_SOFTWARE is house.do(answering.open_pli, house.token(sent)).trouble
        house.do(following_up.settle_trouble, house["referent"], sent)
        assert Waits.ACKNOWLEDGEMENT is waits(house, sent)
        with pytest.raises(WrongState):
            house.do(following_up.settle_trouble, house["referent"], sent)


class TestOutcome:
    """What did the partner decide?"""

    @pytest.fixture
    def arrived(self, linked_house: House) -> str:
        """Send by telephone, acknowledged, dictated and read back."""
        house = linked_house
        sent = house.sent(choice=BY_TELEPHONE)
        house.do(answering.acknowledge, house.token(sent), "reçu")
        house.tell(sent)
        return sent

    def test_accepted_by_the_page(self, linked_house: House, arrived: str) -> None:
        """The pli is answered; the référent reads it and closes it; the link is dead then."""
        house = linked_house
        house.do(releasing.confirm, house["referent"], arrived)
        house.do(answering.answer, house.token(arrived), "reponse", Outcome.ACCEPTED, None)
        assert (Waits.ANSWERED, ArchiveStatus.ANSWERED) == (waits(house, arrived), house.row(arrived).archive_status)

        house.do(outcomes.close, house["referent"], arrived)

        assert ArchiveStatus.CLOSED == house.row(arrived).archive_status
        with pytest.raises(Expired):
            house.do(answering.open_pli, house.token(arrived))

    def test_refusal_needs_a_reason(self, linked_house: House, arrived: str) -> None:
        """From a closed list: nothing about a person is typed on an open page."""
        house = linked_house
        with pytest.raises(Invalid) as refusal:
            house.do(answering.answer, house.token(arrived), "réponse", Outcome.REFUSED, None)
        assert ["reason"] == [problem.field for problem in refusal.value.problems]

        house.do(answering.answer, house.token(arrived), "réponse", Outcome.REFUSED, OutcomeReason.NO_PLACE)

        page = house.do(following.open_transmission, house["referent"], arrived)
        assert (Outcome.REFUSED, OutcomeReason.NO_PLACE) == (page.outcome, page.outcome_reason)

    def test_no_answer_is_no_outcome_of_theirs(self, linked_house: House, arrived: str) -> None:
        """« Sans réponse » is said by the référent only."""
        with pytest.raises(Invalid):
            linked_house.do(answering.answer, linked_house.token(arrived), "réponse", Outcome.NO_ANSWER, None)

    def test_recorded_from_a_call(self, house: House) -> None:
        """A partner who calls needs no page."""
        sent = house.sent(choice=BY_TELEPHONE)
        house.tell(sent, received=True)
        house.do(outcomes.record_outcome, house["referent"], sent, Outcome.ACCEPTED, None)
        assert Outcome.ACCEPTED == house.row(sent).outcome

    def test_reminded_once_after_ten_days(self, linked_house: House, arrived: str) -> None:
        """Not on the ninth, once on the tenth, with a link that answers; what is under study is reminded again."""
        house = linked_house
        house.clock.advance(days=9)
        assert 0 == house.do(following_up.remind_due)
        house.clock.advance(days=1)
        assert 1 == house.do(following_up.remind_due)
        assert 0 == house.do(following_up.remind_due)
        house.work()
        (mail,) = [mail for mail in house.mailer.mails() if "Votre réponse" in mail.subject]
        assert "TESTOUKHINA" not in mail.text + mail.subject
        assert mail.attachment_name == ""

        house.do(answering.answer, house.token(arrived), "réponse", Outcome.UNDER_STUDY, None)
        due = (house.clock.now() + timedelta(days=30)).date()
        assert (ArchiveStatus.ACKNOWLEDGED, due) == (
            house.row(arrived).archive_status, house.row(arrived).answer_due_on,
        )  # fmt: skip
        house.clock.advance(days=10)
        assert 1 == house.do(following_up.remind_due)

    def test_who_has_not_answered(self, linked_house: House, arrived: str) -> None:
        """Seen with its day, then overdue; closed without an answer, and only then."""
        house = linked_house
        house.do(
            telling.read_back,
            house["referent"], arrived, ticked=True, taken_by=house.row(arrived).contact_id,
        )  # fmt: skip
        day = house.do(my_day.my_day, house["referent"])
        assert [arrived] == [line.id for line in day.waiting[Waits.ANSWER]]
        with pytest.raises(WrongState, match="attend encore"):
            house.do(outcomes.close, house["referent"], arrived)
        house.clock.advance(days=31)
        assert Waits.OVERDUE is waits(house, arrived)
        house.do(outcomes.close, house["referent"], arrived)
        assert Outcome.NO_ANSWER == house.row(arrived).outcome

    def test_decision_that_changes(self, linked_house: House, arrived: str) -> None:
        """Accepted, then « à l’étude » after all: its days and its reminder run again."""
        house = linked_house
        for outcome in (Outcome.ACCEPTED, Outcome.UNDER_STUDY):
            house.do(answering.answer, house.token(arrived), "réponse", outcome, None)
        row = house.row(arrived)
        assert (ArchiveStatus.ACKNOWLEDGED, None) == (row.archive_status, row.reminded_at)
        house.clock.advance(days=10)
        assert 1 == house.do(following_up.remind_due)

    def test_refused_before_the_key(self, linked_house: House) -> None:
        """Nobody dictates a key to who said no: the pli is closed, and its key is destroyed."""
        house = linked_house
        sent = house.sent(choice=BY_TELEPHONE)
        token = house.token(sent)
        house.do(answering.acknowledge, token, "reçu")
        house.do(answering.answer, token, "réponse", Outcome.REFUSED, OutcomeReason.NO_PLACE)
        assert Waits.ANSWERED is waits(house, sent)

        house.do(outcomes.close, house["referent"], sent)

        row = house.row(sent)
        assert (ArchiveStatus.CLOSED, KeyStatus.REVOKED, None) == (row.archive_status, row.key_status, row.passphrase)
        assert f"passphrase.{sent}" not in house.key_ids()

    def test_answer_without_a_key_expires_too(self, linked_house: House) -> None:
        """A key that nobody ever gave dies on its day, whatever the partner answered; nothing else is held up."""
        house = linked_house
        answered, silent = house.sent(choice=BY_TELEPHONE), house.sent_to("B")
        token = house.token(answered)
        house.do(answering.acknowledge, token, "reçu")
        house.do(answering.answer, token, "réponse", Outcome.ACCEPTED, None)
        house.clock.advance(days=31)

        assert 2 == house.do(expiring.expire_keys)

        assert {KeyStatus.REVOKED} == {house.row(one).key_status for one in (answered, silent)}
        assert ArchiveStatus.ANSWERED == house.row(answered).archive_status

    def test_no_reminder_by_a_link_that_was_cut(self, linked_house: House, arrived: str) -> None:
        """Somebody cut the link since the mailbox is not safe: no machine mails a new one there."""
        house = linked_house
        house.do(following_up.cut_link, house["referent"], arrived)
        house.clock.advance(days=10)
        assert 0 == house.do(following_up.remind_due)

    def test_hand_delivery_is_answered_on_the_telephone(self, house: House) -> None:
        """What was handed over is decided about too, then closed."""
        sent = house.send(house.ready(), BY_HAND)
        house.do(outcomes.record_outcome, house["referent"], sent, Outcome.ACCEPTED, None)
        assert Waits.ANSWERED is waits(house, sent)
        house.do(outcomes.close, house["referent"], sent)
        assert ArchiveStatus.CLOSED == house.row(sent).archive_status

    def test_test_pli_asks_for_nothing(self, linked_house: House) -> None:
        """Nobody decides about a fictitious person."""
        house = linked_house
        sent = house.do(sending.send_test, house["referent"], house.recipient(), BY_TELEPHONE)
        house.work()
        house.do(acknowledging.acknowledge, house["referent"], sent)
        assert house.row(sent).answer_due_on is None
        assert not house.do(answering.open_pli, house.token(sent)).can_answer
        with pytest.raises(WrongState):
            house.do(answering.answer, house.token(sent), "réponse", Outcome.ACCEPTED, None)

    def test_not_before_the_acknowledgement(self, linked_house: House) -> None:
        """Who has not got the pli does not decide about it."""
        house = linked_house
        sent = house.sent()
        with pytest.raises(WrongState, match="d’abord"):
            house.do(answering.answer, house.token(sent), "réponse", Outcome.ACCEPTED, None)
