"""Can a pli be taken back until its key is given, and never after? And does the register say exactly what left?"""

from collections.abc import Callable

import pytest

from liaison.errors import Denied, Expired, WrongState
from liaison.events import EventKind
from liaison.usecases import (
    acknowledging,
    answering,
    expiring,
    following,
    recalling,
    releasing,
    replacing,
    telling,
)
from liaison.usecases.choosing import Choice
from liaison.vocabulary import AgreementKind, ArchiveStatus, Carrier, KeyChannel, KeyStatus, Outcome, ReplaceReason
from tests.factories import BY_TELEPHONE, House

pytestmark = pytest.mark.requirement("T-9")
BY_LINK = Choice(Carrier.LINK, KeyChannel.SMS)


def recalled_entry(house: House, transmission_id: str) -> dict[str, object]:
    """Read what the register says of the recall."""
    page = house.do(following.open_transmission, house["referent"], transmission_id)
    (entry,) = [entry for entry in page.entries if entry.kind == EventKind.TRANSMISSION_RECALLED]
    return dict(entry.detail)


def test_before_it_left(house: House) -> None:
    """Nothing leaves at all: neither mail nor key; archive and key are destroyed."""
    sent = house.send(house.ready())

    house.do(recalling.recall, house["referent"], sent)
    house.work()

    row = house.row(sent)
    assert (ArchiveStatus.RECALLED, KeyStatus.REVOKED, None, None) == (
        row.archive_status, row.key_status, row.archive, row.passphrase,
    )  # fmt: skip
    assert [] == house.mailer.mails()
    assert {"archive": "prepared", "key-revoked": True, "cancelled": 1, "downloads": 0} == recalled_entry(house, sent)
    assert {f"archive.{sent}", f"passphrase.{sent}"}.isdisjoint(house.key_ids())


def test_after_it_left(linked_house: House) -> None:
    """The mail is out there: its key will never exist again, and its link is dead."""
    house = linked_house
    sent = house.sent()
    token = house.token(sent)

    house.do(recalling.recall, house["referent"], sent)

    assert "sent" == recalled_entry(house, sent)["archive"]
    with pytest.raises(Expired):
        house.do(answering.acknowledge, token, "reçu")
    assert f"passphrase.{sent}" not in house.key_ids()
    house.work()
    assert [] == house.doors.texter.texts()


def test_downloaded_archive(linked_house: House) -> None:
    """The register counts how often the archive was fetched before."""
    house = linked_house
    sent = house.sent(choice=BY_LINK)
    for _ in range(2):
        house.do(answering.download, house.token(sent), "télécharger")

    house.do(recalling.recall, house["referent"], sent)

    assert 2 == recalled_entry(house, sent)["downloads"]


def test_acknowledged_but_not_told(house: House) -> None:
    """The partner has it, the key was not dictated yet: still in time."""
    sent = house.sent(choice=BY_TELEPHONE)
    house.do(acknowledging.acknowledge, house["referent"], sent)

    house.do(recalling.recall, house["referent"], sent)

    with pytest.raises(WrongState):
        house.tell(sent)


def test_too_late(house: House) -> None:
    """Once the key is released there is no recall; the hint says what can still be done."""
    sent = house.sent()
    house.do(releasing.release_by_sms, house["referent"], sent)
    house.work()

    with pytest.raises(WrongState) as refusal:
        house.do(recalling.recall, house["referent"], sent)

    assert "déclarez l’incident" in refusal.value.hint
    assert KeyStatus.RELEASED == house.row(sent).key_status
    assert not house.do(following.open_transmission, house["referent"], sent).can_recall


def test_sms_that_still_waits(house: House) -> None:
    """The gateway was down: the key was let go, but nobody has it. It is taken back, and the register says so."""
    sent = house.sent()
    house.do(releasing.release_by_sms, house["referent"], sent)
    page = house.do(following.open_transmission, house["referent"], sent)
    assert (True, True) == (page.key_waits, page.can_recall)

    house.do(recalling.recall, house["referent"], sent)
    house.work()

    assert [] == house.doors.texter.texts()
    assert (True, "sent") == (recalled_entry(house, sent)["key-revoked"], recalled_entry(house, sent)["archive"])


def test_answered_pli_whose_key_waits(linked_house: House) -> None:
    """Accepted before the key was dictated: recalled all the same, link and archive with it."""
    house = linked_house
    sent = house.sent(choice=BY_TELEPHONE)
    token = house.token(sent)
    house.do(answering.acknowledge, token, "reçu")
    house.do(answering.answer, token, "réponse", Outcome.ACCEPTED, None)

    house.do(recalling.recall, house["referent"], sent)

    assert (ArchiveStatus.RECALLED, None) == (house.row(sent).archive_status, house.row(sent).archive)
    with pytest.raises(Expired):
        house.do(answering.open_pli, token)


def later(house: House, *, days: int) -> int:
    """Let days pass, and say how many."""
    house.clock.advance(days=days)
    return days


ENDS: dict[str, Callable[[House, str], object]] = {
    "recalled": lambda house, sent: house.do(recalling.recall, house["referent"], sent),
    "expired": lambda house, _: (later(house, days=31), house.do(expiring.expire_keys)),
    "made anew": lambda house, sent: house.do(
        replacing.make_anew, house["referent"], sent, ReplaceReason.KEY_LOST, BY_TELEPHONE
    ),
    "read back": lambda house, sent: (
        house.tell(sent),
        house.do(
            telling.read_back, house["referent"], sent, ticked=True, taken_by=house.row(sent).contact_id
        ),
    ),
    "told, never confirmed": lambda house, sent: (
        house.tell(sent), later(house, days=8), house.do(expiring.expire_keys),
    ),
    "withdrawn": lambda house, sent: house.withdraw(house.row(sent).case_id or "", AgreementKind.ENGAGEMENT),
}  # fmt: skip


@pytest.mark.requirement("R-5")
@pytest.mark.parametrize("end", ENDS)
def test_key_is_nowhere_after_any_end(sqlite_house: House, end: str) -> None:
    """However a key ends: neither it, its ciphertext nor its wrapped key is in a byte of database, WAL or store."""
    house = sqlite_house
    sent = house.sent(choice=BY_TELEPHONE)
    key, sealed = house.key(sent), house.row(sent).passphrase
    wrapped = {str(record.object_id): record.wrapped for record in house.service.keystore.records()}
    needles = (key.encode(), sealed or b"-", wrapped[f"passphrase.{sent}"])

    ENDS[end](house, sent)
    house.service.checkpoint()

    files = [path for path in (house.folder / "data").rglob("*") if path.is_file()]
    assert {"liaison.sqlite", "keys.sqlite"} <= {path.name for path in files}
    assert [] == [path.name for path in files for needle in needles if needle in path.read_bytes()]


@pytest.mark.requirement("A-2")
@pytest.mark.parametrize("who", ["other referent", "coordinator of the Loire", "dpo", "administrator"])
def test_not_by_a_stranger(sqlite_house: House, who: str) -> None:
    """Only who follows the dossier takes its pli back."""
    sent = sqlite_house.sent()
    with pytest.raises(Denied):
        sqlite_house.do(recalling.recall, sqlite_house[who], sent)
