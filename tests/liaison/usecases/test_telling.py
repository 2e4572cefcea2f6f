"""Is a key shown only to who proves again who they are, once, and is it noted who took it?"""

import pytest

from liaison.errors import Invalid, TooMany, WrongState
from liaison.events import EventKind
from liaison.store import engine
from liaison.usecases import auditing, following, releasing, telling
from liaison.usecases.choosing import Choice
from liaison.usecases.signing_in import SignInFailed
from liaison.vocabulary import ArchiveStatus, Carrier, KeyChannel, KeyStatus
from tests.factories import BY_TELEPHONE, House

pytestmark = pytest.mark.requirement("T-4", "A-1")


def entry_of(house: House, transmission_id: str, kind: EventKind) -> dict[str, object]:
    """Read the one entry of a kind."""
    page = house.do(following.open_transmission, house["referent"], transmission_id)
    (entry,) = [entry for entry in page.entries if entry.kind == kind]
    return dict(entry.detail)


def test_wrong_code_shows_nothing(house: House) -> None:
    """A session left open on a desk gives no key: without the telephone's code nothing is shown nor released."""
    sent = house.sent(choice=BY_TELEPHONE)

    with pytest.raises(SignInFailed, match="ne convient pas"):
        house.do(telling.tell, house["referent"], sent, code="000000")

    assert KeyStatus.WITHHELD == house.row(sent).key_status


def test_code_serves_once(house: House) -> None:
    """The code that showed one key does not show another."""
    first, second = (
        house.sent(choice=BY_TELEPHONE),
        house.send(
            house.draft(house.case(raw={"beneficiary.last_name": "B"}), contact_id=house.recipient()), BY_TELEPHONE
        ),
    )
    house.work()
    code = house.code("referent")
    house.do(telling.tell, house["referent"], first, code=code)

    with pytest.raises(SignInFailed):
        house.do(telling.tell, house["referent"], second, code=code)


def test_guessing_is_slowed(sqlite_house: House) -> None:
    """Wrong codes are counted as at the sign-in."""
    house = sqlite_house
    sent = house.sent(choice=BY_TELEPHONE)
    for _ in range(5):
        with pytest.raises(SignInFailed) as refusal:
            house.do(telling.tell, house["referent"], sent, code="000000")
        house.do(auditing.note_refusal, refusal.value, actor=house["referent"], where="tell_key")
    with pytest.raises(TooMany):
        house.do(telling.tell, house["referent"], sent, code="000000")


def test_call_is_an_acknowledgement(house: House) -> None:
    """Who says on the telephone that the pli arrived has acknowledged it; otherwise the register says it was early."""
    heard, early = (
        house.sent(choice=BY_TELEPHONE),
        house.send(
            house.draft(house.case(raw={"beneficiary.last_name": "B"}), contact_id=house.recipient()), BY_TELEPHONE
        ),
    )
    house.work()

    house.tell(heard, received=True)
    house.tell(early)

    assert ArchiveStatus.ACKNOWLEDGED == house.row(heard).archive_status
    assert ArchiveStatus.SENT == house.row(early).archive_status
    assert [True, False] == [entry_of(house, one, EventKind.KEY_TOLD)["acknowledged"] for one in (heard, early)]


@pytest.mark.requirement("R-5")
def test_read_back_erases(house: House) -> None:
    """Ticked, and somebody of the partner named: the key is gone, the register holds a pseudonym."""
    sent = house.sent(choice=BY_TELEPHONE)
    told = house.tell(sent)
    contact_id = house.row(sent).contact_id

    assert (contact_id, "Colombe Inventaire, Conseillère") == told.colleagues[0]
    house.do(telling.read_back, house["referent"], sent, ticked=True, taken_by=contact_id)

    assert {"contact": contact_id, "channel": "telephone"} == entry_of(house, sent, EventKind.KEY_READ_BACK)
    assert (KeyStatus.ERASED, None) == (house.row(sent).key_status, house.row(sent).passphrase)
    assert f"passphrase.{sent}" not in house.key_ids()
    engine.checkpoint(house.service.engine)
    house.do(releasing.confirm, house["referent"], sent)
    assert house.row(sent).opened_at == house.clock.now()


def test_read_back_asks_for_both(house: House) -> None:
    """A missing tick and a stranger's name are told at once; the key stays."""
    sent = house.sent(choice=BY_TELEPHONE)
    house.tell(sent)
    elsewhere = house.recipient()

    with pytest.raises(Invalid) as refusal:
        house.do(telling.read_back, house["referent"], sent, ticked=False, taken_by=elsewhere)

    assert ["ticked", "taken_by"] == [problem.field for problem in refusal.value.problems]
    assert KeyStatus.RELEASED == house.row(sent).key_status


def test_nothing_to_read_back(house: House) -> None:
    """A key that was not given is not read back."""
    sent = house.sent(choice=BY_TELEPHONE)
    with pytest.raises(WrongState):
        house.do(telling.read_back, house["referent"], sent, ticked=True, taken_by=house.row(sent).contact_id)


@pytest.mark.parametrize("channel", [KeyChannel.IN_PERSON, KeyChannel.LETTER])
def test_on_paper(house: House, channel: KeyChannel) -> None:
    """Handed over or posted: shown once to be printed, then noted; no number is needed."""
    sent = house.sent(choice=Choice(Carrier.EMAIL, channel))
    key = house.key(sent)

    told = house.tell(sent)

    assert (key, channel) == ("-".join(told.groups), told.channel)
    with pytest.raises(WrongState):
        house.tell(sent)
