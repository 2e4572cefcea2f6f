"""What happens when the mail of a pli comes back, late, or arrives? It is shown; a person decides; no key moves."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from pydantic import AnyHttpUrl

from liaison.diagnosis import Level, examine_service
from liaison.errors import Refused, WrongState
from liaison.events import EventKind
from liaison.ports import BoxPlace, BoxUnavailable, IncomingMail
from liaison.records import OutboxMessage, Transmission
from liaison.rules.delivery import Failure
from liaison.rules.returns import BoxFailure
from liaison.store import exchanges as store
from liaison.store import mailbox as mailbox_store
from liaison.store import outbox, trails
from liaison.usecases import (
    acknowledging,
    answering,
    delivering,
    following_up,
    keeping_directory,
    my_day,
    releasing,
    watching,
)
from liaison.usecases.context import Context
from liaison.usecases.keeping_directory import ContactForm
from liaison.usecases.standing import Waits
from liaison.vocabulary import ArchiveStatus, Chain, KeyStatus
from tests import letters
from tests.factories import House

pytestmark = pytest.mark.requirement("T-9")

HERE = AnyHttpUrl("https://liaison.operateur.example/")


def bounced(house: House, *, status: str = "5.1.1") -> str:
    """Send a pli whose mail comes back."""
    sent = house.sent()
    house.receive(letters.report(house.message_id(sent), status=status))
    house.look()
    return sent


def correct_address(house: House, transmission_id: str, email: str) -> None:
    """Let the coordination correct the address in the directory."""
    row = house.row(transmission_id)
    form = ContactForm(
        row.partner_id, "Colombe", "Inventaire", "Conseillère", email, "06 12 34 56 78", id=row.contact_id
    )
    house.do(keeping_directory.save_contact, house["coordinator"], form)


def kinds(house: House, transmission_id: str) -> list[str]:
    """List what the register holds of a transmission, oldest first."""
    entries = house.do(
        lambda ctx: trails.read_page(ctx.session, Chain.REGISTER, before=None, limit=100, subject=transmission_id)
    )
    return [entry.kind for entry in reversed(entries)]


def delivery(house: House, transmission_id: str) -> str:
    """Read what is known of the mail."""
    rows = house.do(lambda ctx: outbox.list_of(ctx.session, transmission_id))
    return rows[-1].delivery


def untouched(house: House, before: Transmission) -> bool:
    """Say whether a transmission stands as it stood."""
    after = house.row(before.id)
    return (before.archive_status, before.key_status) == (after.archive_status, after.key_status)


def test_bounce(house: House) -> None:
    """A mail that came back stops the archive track, in the register with a closed code; the key stays withheld."""
    sent = bounced(house)
    row = house.row(sent)

    assert (ArchiveStatus.FAILED, KeyStatus.WITHHELD) == (row.archive_status, row.key_status)
    assert (Failure.RECIPIENT_UNKNOWN, house.clock.now()) == (row.failure, row.returned_at)
    assert EventKind.TRANSMISSION_BOUNCED == kinds(house, sent)[-1]
    assert row.passphrase is not None
    assert [sent] == [line.id for line in house.do(my_day.my_day, house["referent"]).waiting[Waits.FAILED]]


def test_register_holds_no_address(sqlite_house: House) -> None:
    """What the register keeps of a bounce is a code."""
    sent = bounced(sqlite_house, status="5.2.2")
    entries = sqlite_house.do(
        lambda ctx: trails.read_page(ctx.session, Chain.REGISTER, before=None, limit=1, subject=sent)
    )
    assert {"code": Failure.MAILBOX_FULL.value} == dict(entries[0].detail)


def test_sent_again_to_the_corrected_address(house: House) -> None:
    """After a correction the same archive goes to the new address, once, under another Message-ID; same key."""
    sent = bounced(house)
    key, first = house.key(sent), house.message_id(sent)
    correct_address(house, sent, "c.inventaire@partenaire.example")
    house.do(releasing.retry, house["referent"], sent)
    house.work()

    assert ["c.inventaire@partenaire.example", "colombe@partenaire.example"] == [m.to for m in house.mailer.mails()]
    assert first != house.message_id(sent)
    assert key == house.key(sent)
    row = house.row(sent)
    assert (ArchiveStatus.SENT, KeyStatus.WITHHELD, None, "") == (
        row.archive_status, row.key_status, row.returned_at, row.failure,
    )  # fmt: skip


def test_not_again_to_an_address_that_does_not_exist(house: House) -> None:
    """While the directory has the address that sent it back, nothing leaves; capitals make no other address."""
    sent = bounced(house)
    correct_address(house, sent, "Colombe@Partenaire.example")
    with pytest.raises(Refused, match="toujours"):
        house.do(releasing.retry, house["referent"], sent)
    house.work()
    assert 1 == len(house.mailer.mails())
    assert house.row(sent).returned_at is not None


def test_again_to_a_box_that_was_full(sqlite_house: House) -> None:
    """A box that was full is the right one: the pli may go there again."""
    sent = bounced(sqlite_house, status="5.2.2")
    sqlite_house.do(releasing.retry, sqlite_house["referent"], sent)
    sqlite_house.work()
    assert ArchiveStatus.SENT == sqlite_house.row(sent).archive_status


def test_not_twice(sqlite_house: House) -> None:
    """Asked twice, it leaves once."""
    sent = bounced(sqlite_house, status="5.2.2")
    sqlite_house.do(releasing.retry, sqlite_house["referent"], sent)
    with pytest.raises(WrongState):
        sqlite_house.do(releasing.retry, sqlite_house["referent"], sent)
    sqlite_house.work()
    assert 2 == len(sqlite_house.mailer.mails())


def test_late_report_about_the_first_mail(sqlite_house: House) -> None:
    """Once it was sent again, a second report about the first mail does not stop the second."""
    house = sqlite_house
    sent = house.sent()
    first = house.message_id(sent)
    house.receive(letters.report(first, status="5.2.2"))
    house.look()
    house.do(releasing.retry, house["referent"], sent)
    house.work()
    house.receive(letters.report(first, status="5.1.1"))
    house.look()
    assert ArchiveStatus.SENT == house.row(sent).archive_status


def test_late_then_arrived(house: House) -> None:
    """A delay is shown and stops nothing; then « delivered » is kept, as it was said."""
    sent = house.sent()
    before = house.row(sent)
    house.receive(letters.report(house.message_id(sent), action="delayed", status="4.2.2"))
    house.look()
    assert "delayed" == delivery(house, sent)
    house.receive(letters.report(house.message_id(sent), action="delivered", status="2.1.5"))
    house.look()

    assert "delivered" == delivery(house, sent)
    assert untouched(house, before)
    assert [EventKind.TRANSMISSION_DELIVERY] * 2 == kinds(house, sent)[-2:]


def test_relayed_is_not_delivered(sqlite_house: House) -> None:
    """« relayed » says nothing of a box: the mail stays accepted."""
    sent = sqlite_house.sent()
    sqlite_house.receive(letters.report(sqlite_house.message_id(sent), action="relayed", status="2.1.9"))
    assert 1 == sqlite_house.look()
    assert "" == delivery(sqlite_house, sent)


def test_bounce_after_the_acknowledgement(sqlite_house: House) -> None:
    """What the partner acknowledged has arrived, whatever a report says: it is kept, and stops nothing."""
    sent = sqlite_house.sent()
    sqlite_house.do(acknowledging.acknowledge, sqlite_house["referent"], sent)
    before = sqlite_house.row(sent)
    sqlite_house.receive(letters.report(sqlite_house.message_id(sent)))
    sqlite_house.look()
    assert untouched(sqlite_house, before)
    assert EventKind.TRANSMISSION_BOUNCED == kinds(sqlite_house, sent)[-1]


@pytest.mark.parametrize("action", ["failed", "delayed", "delivered"])
def test_forged_report_of_another_mail(sqlite_house: House, action: str) -> None:
    """Who does not know our Message-ID changes nothing."""
    sent = sqlite_house.sent()
    before = sqlite_house.row(sent)
    sqlite_house.receive(letters.report("<devine@deux-rives.example>", action=action))
    sqlite_house.look()
    assert untouched(sqlite_house, before)
    assert "" == delivery(sqlite_house, sent)


def test_report_counts_once(house: House) -> None:
    """The same mail met twice, as after a crash, counts once."""
    sent = house.sent()
    report = letters.report(house.message_id(sent))
    for _ in range(2):
        house.receive(report)
        house.look()
    assert 1 == kinds(house, sent).count(EventKind.TRANSMISSION_BOUNCED)


def test_before_its_time_nobody_looks(sqlite_house: House) -> None:
    """The box is asked once in the time that the settings say, however often the worker goes round."""
    house = sqlite_house
    assert 0 == house.look()
    house.receive(letters.answer("<x@y.example>"))
    assert 0 == watching.look(house.service.transaction, house.service.mailbox)
    assert 1 == house.look()


def test_more_than_a_round(sqlite_house: House) -> None:
    """A full round is followed by another at once."""
    house = sqlite_house
    for number in range(watching.ROUND + 3):
        house.receive(letters.answer(f"<x{number}@y.example>"))
    assert watching.ROUND == house.look()
    assert 3 == watching.look(house.service.transaction, house.service.mailbox)


def test_box_that_is_down(sqlite_house: House, caplog: pytest.LogCaptureFixture) -> None:
    """A box that cannot be read is said once by its kind, then when it can be read again; what waits is read then."""
    house = sqlite_house
    folder = house.folder / "outside" / "received" / "new"
    folder.rename(folder.with_name("away"))
    for _ in range(2):
        house.look()
    assert ["the watched box cannot be read: unreachable"] == [record.getMessage() for record in caplog.records]
    row = house.do(lambda ctx: mailbox_store.get_box(ctx.session))
    assert row is not None
    assert (BoxFailure.UNREACHABLE, None) == (row.failure, row.read_at)

    folder.with_name("away").rename(folder)
    sent = house.sent()
    house.receive(letters.report(house.message_id(sent)))
    assert 1 == house.look()
    assert ArchiveStatus.FAILED == house.row(sent).archive_status


def test_workers_at_once(house: House) -> None:
    """Several workers that look for the first time at the same moment: one reads, and each mail counts once."""
    sent = house.sent()
    house.receive(letters.report(house.message_id(sent)))
    start = Barrier(4)

    def work() -> int:
        start.wait(30)
        return watching.look(house.service.transaction, house.service.mailbox)

    with ThreadPoolExecutor(4) as pool:
        read = [each.result(120) for each in [pool.submit(work) for _ in range(4)]]
    assert [0, 0, 0, 1] == sorted(read)
    assert 1 == kinds(house, sent).count(EventKind.TRANSMISSION_BOUNCED)


def test_mail_that_follows_up_moves_nothing(sqlite_house: House) -> None:
    """A reminder that comes back is told among the messages; the pli itself was taken."""
    house = sqlite_house
    sent = house.sent()
    house.clock.advance(minutes=1)
    linked = replace(house.service, settings=house.service.settings.model_copy(update={"public_url": HERE}))
    with linked.transaction() as ctx:
        row = store.get_transmission(ctx.session, sent)
        row.reminded_at = ctx.now
        delivering.queue_reminder(ctx, row)
    house.work()
    before = house.row(sent)
    house.receive(letters.report(house.message_id(sent)))
    house.look()
    assert untouched(house, before)
    assert ["", "undelivered"] == sorted(row.delivery for row in house.do(_mails, sent))


def _mails(ctx: Context, transmission_id: str) -> list[OutboxMessage]:
    return [row for row in outbox.list_of(ctx.session, transmission_id) if row.kind == "mail"]


class Broken:
    """A box whose connection breaks after some mails."""

    def __init__(self, house: House, after: int) -> None:
        self.house, self.after = house, after

    def read(self, _after: object, *, limit: int) -> Iterator[IncomingMail]:
        """Give some, then break."""
        assert self.house.service.mailbox is not None
        for number, mail in enumerate(self.house.service.mailbox.read(None, limit=limit)):
            if number == self.after:
                raise BoxUnavailable(BoxFailure.UNREACHABLE)
            yield mail

    def put_away(self, mails: object, *, until: object) -> None:
        """Keep them."""

    def check(self) -> None:
        """Open."""


def test_connection_that_breaks(house: House) -> None:
    """What was given before the break stands and counts once; the rest comes with the next look."""
    first, second = house.sent_to("TESTOUKHINA"), house.sent_to("CANARDEAU")
    for sent in (first, second):
        house.receive(letters.report(house.message_id(sent)))
    assert 1 == watching.look(house.service.transaction, Broken(house, 1))
    assert [ArchiveStatus.FAILED, ArchiveStatus.SENT] == [house.row(sent).archive_status for sent in (first, second)]
    assert 2 == house.look()
    assert ArchiveStatus.FAILED == house.row(second).archive_status
    assert 1 == kinds(house, first).count(EventKind.TRANSMISSION_BOUNCED)


class Untidy:
    """A box that is read, and whose folder for what was dealt with is missing for a time."""

    def __init__(self, house: House) -> None:
        self.house, self.broken, self.asked = house, True, list[BoxPlace | None]()

    def read(self, _after: object, *, limit: int) -> Iterator[IncomingMail]:
        """Give what is there, numbered as a server does."""
        assert self.house.service.mailbox is not None
        for number, mail in enumerate(self.house.service.mailbox.read(None, limit=limit), 1):
            yield replace(mail, place=BoxPlace("life", number))

    def put_away(self, mails: object, *, until: BoxPlace | None) -> None:  # noqa: ARG002 - the port's own
        """Move nothing."""
        self.asked.append(until)
        if self.broken:
            raise BoxUnavailable(BoxFailure.FOLDER)

    def check(self) -> None:
        """Open."""


def test_box_that_cannot_be_tidied(sqlite_house: House, caplog: pytest.LogCaptureFixture) -> None:
    """A round that read counts as one though nothing could be moved; that is told by itself, and made up for later."""
    house, box = sqlite_house, Untidy(sqlite_house)
    sent = house.sent()
    house.receive(letters.report(house.message_id(sent)))
    for _ in range(2):
        house.clock.advance(seconds=60)
        assert 1 == watching.look(house.service.transaction, box)
    row = house.do(lambda ctx: mailbox_store.get_box(ctx.session))
    assert row is not None
    assert (BoxFailure.UNMOVED, house.clock.now()) == (row.failure, row.read_at)
    said = "the watched box is read, but what was dealt with cannot be moved away: folder"
    assert [said] == [record.getMessage() for record in caplog.records]
    (finding,) = [one for one in examine_service(house.service) if one.check == "watched box"]
    assert Level.WARNING is finding.level

    box.broken = False
    house.clock.advance(seconds=60)
    watching.look(house.service.transaction, box)
    row = house.do(lambda ctx: mailbox_store.get_box(ctx.session))
    assert row is not None
    assert "" == row.failure
    assert [BoxPlace("life", 1)] * 3 == box.asked


def test_link_that_comes_back(sqlite_house: House) -> None:
    """A pli that travels by its link has not arrived when the mail of the link comes back; the first mail is past."""
    house = sqlite_house
    sent = house.sent()
    house.clock.advance(days=6)
    linked = replace(house.service, settings=house.service.settings.model_copy(update={"public_url": HERE}))
    with linked.transaction() as ctx:
        following_up.offer_link(ctx, house["referent"], sent)
    house.work()
    first, link = (row.message_id for row in house.do(_mails, sent))

    house.receive(letters.report(first))
    house.look()
    assert ArchiveStatus.SENT == house.row(sent).archive_status
    house.receive(letters.report(link))
    house.look()
    assert ArchiveStatus.FAILED == house.row(sent).archive_status
    assert house.row(sent).returned_at is not None


def test_key_given_at_once_stays_given(sqlite_house: House) -> None:
    """A bounce takes nothing back and gives nothing: a key that was released before stays as it was."""
    sent = sqlite_house.sent()
    sqlite_house.do(releasing.release_by_sms, sqlite_house["referent"], sent)
    sqlite_house.work()
    sqlite_house.receive(letters.report(sqlite_house.message_id(sent)))
    sqlite_house.look()
    row = sqlite_house.row(sent)
    assert (ArchiveStatus.FAILED, KeyStatus.RELEASED) == (row.archive_status, row.key_status)
    assert row.key_status_at < sqlite_house.clock.now() - timedelta(seconds=30)


def test_partner_who_has_it_is_believed(linked_house: House) -> None:
    """A report may be forged, or a colleague's: who types the word has the pli, and the key leaves."""
    house = linked_house
    sent = bounced(house)

    house.do(answering.acknowledge, house.token(sent), "reçu")
    house.work()

    row = house.row(sent)
    assert (ArchiveStatus.ACKNOWLEDGED, KeyStatus.RELEASED, None) == (
        row.archive_status, row.key_status, row.returned_at,
    )  # fmt: skip
    assert 1 == len(house.doors.texter.texts())
